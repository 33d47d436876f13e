"""Cordeau's instances of the periodic vehicle routing problem."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.routing.readers.lines import Floats, Lines

PERIODIC = 1
"""What the first number of a periodic file is."""


@dataclass(frozen=True, eq=False)
class PeriodicInstance:
    """
    An instance; the depot is row 0.

    Attributes
    ----------
    vehicles : int
        Vehicles a day.
    longest, capacity : ndarray of float, shape (days,)
        Limits of a route by day; infinite where there is none.
    xy : ndarray of float, shape (customers + 1, 2)
        Where they are.
    service, demand : ndarray of float, shape (customers,)
        Of each visit.
    patterns : tuple of tuple of tuple of int
        For each customer the sets of days it may be visited on.
    """

    vehicles: int
    longest: Floats
    capacity: Floats
    xy: Floats
    service: Floats
    demand: Floats
    patterns: tuple[tuple[tuple[int, ...], ...], ...]

    @property
    def days(self) -> int:
        """Number of days."""
        return len(self.longest)


def load_periodic(path: Path) -> PeriodicInstance:
    """Read an instance; a `FormatError` names what is wrong with it."""
    lines = Lines(path)
    kind, *sizes = lines.numbers("the kind and three sizes", 4)
    if kind != PERIODIC:
        lines.fail(f"a periodic instance begins with {PERIODIC}, not {kind:g}")
    vehicles, customers, days = (lines.whole(size, "a size", 1) for size in sizes[:3])
    limits = np.array([lines.numbers("the limits of a day", 2)[:2] for _ in range(days)])
    # The depot's line has no visits, and in some files fewer zeros than in others.
    depot = lines.numbers("the depot", 3)
    rows = [_customer(lines, number, days) for number in range(1, customers + 1)]
    values = np.array([row for row, _ in rows])
    return PeriodicInstance(
        vehicles=vehicles,
        longest=np.where(limits[:, 0] > 0, limits[:, 0], np.inf),
        capacity=np.where(limits[:, 1] > 0, limits[:, 1], np.inf),
        xy=np.vstack([depot[1:3], values[:, :2]]),
        service=values[:, 2],
        demand=values[:, 3],
        patterns=tuple(patterns for _, patterns in rows),
    )


def _customer(lines: Lines, number: int, days: int) -> tuple[list[float], tuple[tuple[int, ...], ...]]:
    """Return x, y, service and demand of a customer, and the sets of days it may be visited on."""
    row = lines.numbers("a customer", 8)
    if row[0] != number:
        lines.fail(f"a customer should have number {number}, not {row[0]:g}")
    frequency, count = (lines.whole(value, "frequency or number of patterns", 1) for value in row[5:7])
    masks = [lines.whole(value, "a pattern", 1) for value in row[7 : 7 + count]]
    if len(masks) < count:
        lines.fail(f"{count} patterns are announced, {len(masks)} follow")
    # The highest bit is the first day.
    patterns = tuple(tuple(day for day in range(days) if mask >> (days - 1 - day) & 1) for mask in masks)
    for mask, pattern in zip(masks, patterns, strict=True):
        if mask >> days or len(pattern) != frequency:
            lines.fail(f"pattern {mask} is not {frequency} of {days} days")
    return row[1:5], patterns
