"""Desks that answer any filter: what a dashboard does, on a release or on exact counts naively guarded."""

from typing import Protocol

import numpy as np

from geo.attacks.systems import BoolArray, FloatArray, IntArray

CELL_KEYS = 256
"""Number of different keys of the cell-key method."""

MOST_NOISE = 3
"""Largest change that the cell-key method makes."""


class Desk(Protocol):
    """Answers sums over a set of rows and a set of columns of one grid of counts."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the grid."""

    def ask(self, rows: BoolArray, columns: BoolArray) -> FloatArray:
        """Return the answers to filters, NaN where one is withheld; *rows* and *columns* by filter."""

    def between(self, answers: FloatArray, cells: IntArray, /) -> tuple[FloatArray, FloatArray]:
        """Return what a true sum over some cells is known to lie between, given the answer."""


def sums(grid: IntArray, rows: BoolArray, columns: BoolArray) -> IntArray:
    """
    Return sums over sets of rows and columns.

    Parameters
    ----------
    grid : int array
        Shape (rows, columns).
    rows, columns : bool array
        Shape (filters, rows) and (filters, columns).

    Returns
    -------
    int array
        A sum for each filter.
    """
    inside = rows.astype(np.float64) @ grid
    return np.asarray((inside * columns).sum(axis=1).round(), dtype=np.int64)


class Released:
    """The desk of a release: sums of published cells."""

    def __init__(self, published: IntArray, base: int) -> None:
        self._published = published
        self._base = base

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the grid."""
        return self._published.shape[0], self._published.shape[1]

    def ask(self, rows: BoolArray, columns: BoolArray) -> FloatArray:
        """Return sums of published cells."""
        return sums(self._published, rows, columns).astype(np.float64)

    def between(self, answers: FloatArray, cells: IntArray, /) -> tuple[FloatArray, FloatArray]:
        """Return the sum, give or take base - 1 for each cell; a cell off the base is exact."""
        exact = (answers % self._base != 0) & (cells == 1)
        room = np.where(exact, 0, cells * (self._base - 1))
        return np.maximum(answers - room, 0), answers + room


class Threshold:
    """Exact sums, withheld from 1 to base - 1."""

    def __init__(self, truth: IntArray, base: int) -> None:
        self._truth = truth
        self._base = base

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the grid."""
        return self._truth.shape[0], self._truth.shape[1]

    def ask(self, rows: BoolArray, columns: BoolArray) -> FloatArray:
        """Return exact sums, those under the threshold withheld."""
        exact = sums(self._truth, rows, columns)
        return np.where((exact >= 1) & (exact < self._base), np.nan, exact)

    def between(self, answers: FloatArray, _cells: IntArray, /) -> tuple[FloatArray, FloatArray]:
        """Return the answer itself, or all that would be withheld."""
        withheld = np.isnan(answers)
        return np.where(withheld, 1, answers), np.where(withheld, self._base - 1, answers)


class Conventional(Threshold):
    """Every sum rounded to the nearest multiple of the base, nothing withheld."""

    def ask(self, rows: BoolArray, columns: BoolArray) -> FloatArray:
        """Return rounded sums."""
        exact = sums(self._truth, rows, columns)
        return ((exact + self._base // 2) // self._base * self._base).astype(np.float64)

    def between(self, answers: FloatArray, _cells: IntArray, /) -> tuple[FloatArray, FloatArray]:
        """Return the numbers that round to the answer."""
        return np.maximum(answers - self._base // 2, 0), answers + (self._base - 1 - self._base // 2)


class SuppressThenRound(Conventional):
    """Sums of up to one and a half bases withheld, and the others rounded to the nearest multiple."""

    @property
    def _threshold(self) -> int:
        """Largest sum that is withheld."""
        return 3 * self._base // 2

    def ask(self, rows: BoolArray, columns: BoolArray) -> FloatArray:
        """Return rounded sums, small ones withheld."""
        exact = sums(self._truth, rows, columns)
        small = (exact >= 1) & (exact <= self._threshold)
        return np.where(small, np.nan, super().ask(rows, columns))

    def between(self, answers: FloatArray, _cells: IntArray, /) -> tuple[FloatArray, FloatArray]:
        """Return the numbers that round to the answer, or all that would be withheld."""
        low, high = super().between(answers, _cells)
        withheld = np.isnan(answers)
        low = np.where(withheld, 1, np.where(answers == 0, 0, np.maximum(low, self._threshold + 1)))
        return low, np.where(withheld, self._threshold, np.where(answers == 0, 0, high))


class CellKey:
    """Exact sums with noise that is the same whenever the same records are asked for, and none on zeros."""

    def __init__(self, truth: IntArray, rng: np.random.Generator) -> None:
        self._truth = truth
        self._keys = rng.integers(0, CELL_KEYS, truth.shape) * (truth > 0)
        self._noise = rng.integers(-MOST_NOISE, MOST_NOISE + 1, (CELL_KEYS, MOST_NOISE + 1))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the grid."""
        return self._truth.shape[0], self._truth.shape[1]

    def ask(self, rows: BoolArray, columns: BoolArray) -> FloatArray:
        """Return sums with their noise, never below zero."""
        exact = sums(self._truth, rows, columns)
        keys = sums(self._keys, rows, columns) % CELL_KEYS
        noise = self._noise[keys, np.minimum(exact, MOST_NOISE)]
        return np.where(exact > 0, np.maximum(exact + noise, 0), 0).astype(np.float64)

    def between(self, answers: FloatArray, _cells: IntArray, /) -> tuple[FloatArray, FloatArray]:
        """Return the answer, give or take the largest noise."""
        return np.where(answers > 0, np.maximum(answers - MOST_NOISE, 1), 0), answers + MOST_NOISE
