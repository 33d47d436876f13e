"""Chao's instances of the team orienteering problem."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.routing.readers.lines import Floats, Lines


@dataclass(frozen=True, eq=False)
class ChaoInstance:
    """
    An instance; rows are the start, the places, and the end.

    Attributes
    ----------
    teams : int
        How many set out.
    longest : float
        What each may travel.
    xy : ndarray of float, shape (n, 2)
        Where they are.
    prize : ndarray of float, shape (n,)
        What a visit is worth; nothing at start and end.
    """

    teams: int
    longest: float
    xy: Floats
    prize: Floats


def load_chao(path: Path) -> ChaoInstance:
    """Read an instance; a `FormatError` names what is wrong with it."""
    lines = Lines(path)
    count = lines.whole(_labelled(lines, "n"), "the number of points", 2)
    teams = lines.whole(_labelled(lines, "m"), "the number of teams", 1)
    longest = _labelled(lines, "tmax")
    rows = []
    for _ in range(count):
        row = lines.numbers("a point", 3)
        if len(row) > 3:  # noqa: PLR2004 - x, y and prize
            lines.fail(f"a point needs 3 numbers, not {len(row)}")
        if row[2] < 0:
            lines.fail(f"a prize should not be negative: {row[2]:g}")
        rows.append(row)
    if not lines.is_done:
        lines.next("nothing")
        lines.fail(f"more points follow than the {count} announced")
    points = np.array(rows)
    return ChaoInstance(teams, longest, points[:, :2].copy(), points[:, 2].copy())


def _labelled(lines: Lines, label: str) -> float:
    """Return the number that follows a label on the next line."""
    words = lines.next(f"{label} with a number").split()
    if len(words) != 2 or words[0] != label:  # noqa: PLR2004 - label and number
        lines.fail(f"{label} with a number should stand here, not {' '.join(words)!r}")
    return lines.number_of(words[1], label)
