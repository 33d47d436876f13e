"""Lines of a file of numbers, with complaints that name the line."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class FormatError(ValueError):
    """A file is not in the format it should be in."""


class Lines:
    """The lines of a file that are not blank, read from the top."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._lines = [
            (number, line.strip())
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
            if line.strip()
        ]
        self._at = 0

    @property
    def number(self) -> int:
        """Number of the line read last, from 1."""
        return self._lines[self._at - 1][0] if self._at else 1

    @property
    def is_done(self) -> bool:
        """Whether all lines are read."""
        return self._at >= len(self._lines)

    def __iter__(self) -> Iterator[str]:
        """Yield the lines that are left."""
        while not self.is_done:
            yield self.next("a line")

    def next(self, wanted: str) -> str:
        """Return the next line; complain if there is none."""
        if self.is_done:
            self.fail(f"the file ends where {wanted} should follow")
        self._at += 1
        return self._lines[self._at - 1][1]

    def peek(self) -> str:
        """Return the next line without reading it; empty at the end."""
        return "" if self.is_done else self._lines[self._at][1]

    def numbers(self, wanted: str, least: int) -> list[float]:
        """Return the numbers of the next line; complain about fewer than *least*, or anything else."""
        words = self.next(wanted).split()
        if len(words) < least:
            self.fail(f"{wanted} needs {least} numbers, not {len(words)}")
        return [self.number_of(word, wanted) for word in words]

    def number_of(self, word: str, wanted: str) -> float:
        """Return a word of the line read last as a number."""
        try:
            value = float(word)
        except ValueError:
            self.fail(f"{wanted} holds {word!r}, which is no number")
        if not math.isfinite(value):
            self.fail(f"{wanted} holds {word!r}, which is no finite number")
        return value

    def whole(self, value: float, wanted: str, least: int = 0) -> int:
        """Return a number as a whole one of at least *least*."""
        if value != int(value) or value < least:
            self.fail(f"{wanted} should be a whole number from {least} on, not {value:g}")
        return int(value)

    def rows(self, wanted: str, count: int, width: int) -> Floats:
        """Return as many rows of exactly *width* numbers, numbered from where the first row says."""
        found: list[list[float]] = []
        for row in range(count):
            values = self.numbers(wanted, width)
            if len(values) > width:
                self.fail(f"{wanted} needs {width} numbers, not {len(values)}")
            if values[0] != row + (found[0][0] if found else values[0]):
                self.fail(f"{wanted} should have number {row + found[0][0]:g}, not {values[0]:g}")
            found.append(values)
        return np.array(found)

    def fail(self, problem: str) -> NoReturn:
        """
        Complain about the line read last.

        Raises
        ------
        FormatError
            Always.
        """
        message = f"{self._name}, line {self.number}: {problem}"
        raise FormatError(message)


def distances(xy: Floats) -> Floats:
    """Return all distances between points (shape (n, 2)) in the plane (shape (n, n))."""
    apart: Floats = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    return apart
