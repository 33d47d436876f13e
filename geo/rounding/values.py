"""True values as multiples of the base and what is above them, by cell and by row of a cube."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.rounding.choosing import TICKS
from geo.rounding.search import Flags, Ints


@dataclass(frozen=True)
class Split:
    """
    True values as whole multiples of the base and what is above them.

    Attributes
    ----------
    low : ndarray of int
        Multiples of the base.
    rest : ndarray of int
        Ticks above, less than a base.
    step : int
        Ticks of the base.
    """

    low: Ints
    rest: Ints
    step: int

    @property
    def open(self) -> Flags:
        """Which lie between two multiples."""
        return self.rest > 0

    @property
    def high(self) -> Ints:
        """The multiple at or above each value."""
        return self.low + self.open

    def take(self, positions: Ints) -> "Split":
        """Return some of the values."""
        return Split(self.low[positions], self.rest[positions], self.step)

    def total(self, group: Ints, groups: int) -> "Split":
        """Return the sum of each group."""
        rest = add_up(group, self.rest, groups)
        return Split(add_up(group, self.low, groups) + rest // self.step, rest % self.step, self.step)


def split(values: npt.ArrayLike, base: int) -> Split:
    """
    Split values into whole multiples of the base and ticks above them.

    Parameters
    ----------
    values : array_like
        Numbers of at least zero.
    base : int
        Positive.

    Returns
    -------
    Split
        Exact for whole numbers, to the second for hours.
    """
    numbers = np.asarray(values)
    low = np.floor_divide(numbers, base).astype(np.int64)
    rest = np.rint((numbers - low * base) * TICKS).astype(np.int64)
    step = base * TICKS
    return Split(low + rest // step, rest % step, step)


def add_up(group: Ints, values: npt.NDArray[np.generic], groups: int) -> Ints:
    """
    Add whole numbers or flags by group.

    Parameters
    ----------
    group : ndarray of int, shape (n,)
        Group of each, from 0.
    values : ndarray, shape (n,)
        What is added.
    groups : int
        How many groups there are.

    Returns
    -------
    ndarray of int, shape (groups,)
        The sums.
    """
    sums = np.zeros(groups, dtype=np.int64)
    np.add.at(sums, group, values.astype(np.int64))
    return sums


@dataclass(frozen=True)
class Rows:
    """
    What is published of the rows of a batch, in multiples.

    Attributes
    ----------
    published : ndarray of int, shape (rows,)
        Chosen multiples.
    least, most : ndarray of int, shape (rows,)
        Between which they may still change.
    """

    published: Ints
    least: Ints
    most: Ints

    @classmethod
    def fixed(cls, published: Ints) -> "Rows":
        """Return rows that no longer change."""
        return cls(published, published, published)

    @property
    def are_fixed(self) -> bool:
        """Whether none may change."""
        return bool((self.least == self.most).all())


@dataclass(frozen=True)
class Pair:
    """
    The cells of a part and of its whole in one batch, such as first contacts and contacts.

    Attributes
    ----------
    part, whole : Split
        True values of the cells.
    row_of : ndarray of int, shape (cells,)
        Row of each cell.
    whole_rows : ndarray of int, shape (rows,)
        What is published of the whole's rows, in multiples.
    """

    part: Split
    whole: Split
    row_of: Ints
    whole_rows: Ints

    @property
    def bound(self) -> Flags:
        """Cells whose part can only go up if the whole does."""
        bound: Flags = self.part.open & (self.part.low == self.whole.low)
        return bound

    @property
    def bound_room(self) -> Ints:
        """In each row, how many of the bound cells can go up."""
        rows = len(self.whole_rows)
        ups = self.whole_rows - add_up(self.row_of, self.whole.low, rows)
        room: Ints = np.minimum(ups, add_up(self.row_of, self.bound, rows))
        return room

    @property
    def loose_room(self) -> Ints:
        """In each row, how many of the other cells can go up."""
        return add_up(self.row_of, self.part.open & ~self.bound, len(self.whole_rows))

    def rows_that_may_go_up(self, *, only_with_whole: bool) -> Flags:
        """Return the rows of the part whose cells, and whose whole, leave room for the higher multiple."""
        rows = len(self.whole_rows)
        part, whole = self.part.total(self.row_of, rows), self.whole.total(self.row_of, rows)
        ups = part.low + 1 - add_up(self.row_of, self.part.low, rows)
        may: Flags = part.open & (ups <= self.bound_room + self.loose_room) & (part.low < self.whole_rows)
        return may & (self.whole_rows == whole.high) if only_with_whole else may
