"""Files in the manner of TSPLIB: a head of keys and values, then sections of rows."""

from pathlib import Path

import numpy as np

from benchmarks.routing.readers.lines import Floats, Lines


class Sections:
    """The head and the sections of a file."""

    def __init__(self, path: Path) -> None:
        self._lines = Lines(path)
        self._head: dict[str, str] = {}
        self._sections: dict[str, list[list[float]]] = {}
        current: list[list[float]] | None = None
        for line in self._lines:
            if line == "EOF":
                break
            if line.endswith("_SECTION"):
                current = self._sections.setdefault(line, [])
            elif ":" in line:
                key, _, value = line.partition(":")
                self._head[key.strip()] = value.strip()
            elif current is None:
                self._lines.fail(f"{line!r} belongs to no section")
            else:
                current.append([self._lines.number_of(word, "a row") for word in line.split()])

    def whole(self, key: str, least: int = 0) -> int:
        """Return a whole number of the head."""
        return self._lines.whole(self.number(key), key, least)

    def number(self, key: str) -> float:
        """Return a number of the head."""
        if key not in self._head:
            self._lines.fail(f"the head says nothing of {key}")
        return self._lines.number_of(self._head[key], key)

    def text(self, key: str) -> str:
        """Return a text of the head, empty where there is none."""
        return self._head.get(key, "")

    def rows(self, section: str, count: int, width: int) -> Floats:
        """Return the rows of a section, numbered from 1, without their numbers (shape (count, width))."""
        found = self._sections.get(section)
        if found is None:
            self._lines.fail(f"there is no {section}")
        if len(found) != count:
            self._lines.fail(f"{section} should have {count} rows, not {len(found)}")
        for number, row in enumerate(found, 1):
            if len(row) != width + 1 or row[0] != number:
                self._lines.fail(f"row {number} of {section} should hold its number and {width} values")
        return np.array(found, dtype=np.float64).reshape(count, width + 1)[:, 1:]

    def loose(self, section: str) -> list[list[float]]:
        """Return the rows of a section as they stand."""
        return self._sections.get(section, [])

    def fail(self, problem: str) -> None:
        """Complain about the file as a whole, at its last line."""
        self._lines.fail(problem)
