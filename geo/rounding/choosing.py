"""Which cells go up to the next multiple of the base, so that all sums over them stay close to the truth.

The method is explained in docs/methods/rounding.md; the loops are in `geo.rounding.search`.
"""

from dataclasses import dataclass

import numpy as np

from geo.rounding.search import ALL, Errors, Flags, Floats, Ints, Limits, draw, flip, swap

TICKS = 3600
"""Ticks of one count, or of one hour: a second."""

FAR_OFF = 1.6
"""Bases from which the error of a sum is worth swaps between rows."""


@dataclass(frozen=True)
class Sums:
    """
    The sums that cells are part of, one of each family.

    Attributes
    ----------
    of : ndarray of int, shape (cells, families)
        Positions of the sums in the errors.
    weight : ndarray of float, shape (families,)
        How much the errors of a family count.
    """

    of: Ints
    weight: Floats

    def take(self, cells: Ints) -> "Sums":
        """Return the sums of some of the cells."""
        return Sums(np.ascontiguousarray(self.of[cells]), self.weight)


@dataclass(frozen=True)
class Candidates:
    """
    Cells that may go up, and what they are part of.

    Attributes
    ----------
    chance : ndarray of float, shape (cells,)
        Chance of going up that leaves the cell unbiased.
    group : ndarray of int, shape (cells,)
        Group of each, from 0; what goes up is counted by group.
    sums : Sums
        The sums that each cell is part of.
    error : ndarray of int
        Published less true ticks of each sum, if no cell goes up.
    base : int
        Ticks by which a cell goes up.
    """

    chance: Floats
    group: Ints
    sums: Sums
    error: Ints
    base: int

    def errors(self, up: Flags, order: Ints) -> Errors:
        """Return the errors if some cells go up; *up* and the errors' cells are in *order*."""
        sums = self.sums.take(order)
        ticks = self.error.copy()
        np.add.at(ticks, sums.of[up], self.base)
        return Errors(sums.of, sums.weight, ticks, self.base)


@dataclass(frozen=True)
class Leeway:
    """
    What may change when cells of different rows are swapped.

    Attributes
    ----------
    row : ndarray of int, shape (cells,)
        Row of each cell, from 0.
    least, most : ndarray of int, shape (rows,)
        How many cells of a row go up.
    bound : ndarray of bool, shape (cells,)
        Cells of which at most *room* go up in a row.
    room : ndarray of int, shape (rows,)
        How many bound cells of a row go up at most.
    """

    row: Ints
    least: Ints
    most: Ints
    bound: Flags
    room: Ints


def fill_quotas(candidates: Candidates, quota: Ints, rng: np.random.Generator) -> Flags:
    """
    Choose which cells go up, a fixed number in each group.

    A random start by the chances, then swaps inside the groups while one brings the sums closer to the truth.

    Parameters
    ----------
    candidates : Candidates
        Cells that may go up.
    quota : ndarray of int, shape (groups,)
        How many go up in each group; at most as many as it has.
    rng : Generator
        Source of the start.

    Returns
    -------
    ndarray of bool, shape (cells,)
        Whether each goes up.

    References
    ----------
    W. G. Madow, "On the theory of systematic sampling, II", Annals of Mathematical Statistics 20, 1949,
    pp. 333-354.
    """
    shuffled = rng.permutation(len(candidates.group))
    order = shuffled[np.argsort(candidates.group[shuffled], kind="stable")]
    group = candidates.group[order]
    starts = np.searchsorted(group, np.arange(len(quota) + 1)).astype(np.int64)
    up = draw(candidates.chance[order], starts, quota, rng.random(len(quota)))
    unlimited = np.zeros(1, dtype=np.int64)
    limits = Limits(
        starts[group],
        starts[group + 1],
        np.zeros_like(group),
        np.zeros(len(group), dtype=np.bool_),
        unlimited,
        unlimited.copy(),
        unlimited.copy(),
    )
    swap(up, candidates.errors(up, order), limits, ALL)
    return _restored(up, order)


def relieve(up: Flags, candidates: Candidates, leeway: Leeway) -> Flags:
    """
    Swap cells of different rows, inside their groups, where a sum is far from the truth.

    Parameters
    ----------
    up : ndarray of bool, shape (cells,)
        Which cells go up so far.
    candidates : Candidates
        Cells that may go up.
    leeway : Leeway
        What the rows allow.

    Returns
    -------
    ndarray of bool, shape (cells,)
        Which cells go up.
    """
    order = np.argsort(candidates.group, kind="stable")
    group, row, bound = candidates.group[order], leeway.row[order], leeway.bound[order]
    chosen = up[order]
    ups, bound_ups = (
        np.bincount(row[found], minlength=len(leeway.least)).astype(np.int64)
        for found in (chosen, chosen & bound)
    )
    limits = Limits(
        np.searchsorted(group, group, side="left").astype(np.int64),
        np.searchsorted(group, group, side="right").astype(np.int64),
        row,
        bound,
        ups - leeway.least,
        leeway.most - ups,
        leeway.room - bound_ups,
    )
    swap(chosen, candidates.errors(chosen, order), limits, FAR_OFF)
    return _restored(chosen, order)


def choose_freely(candidates: Candidates, rng: np.random.Generator) -> Flags:
    """
    Choose which cells go up, each on its own.

    Parameters
    ----------
    candidates : Candidates
        Cells that may go up; their groups do not matter.
    rng : Generator
        Source of the start.

    Returns
    -------
    ndarray of bool, shape (cells,)
        Whether each goes up.
    """
    up = rng.random(len(candidates.chance)) < candidates.chance
    flip(up, candidates.errors(up, np.arange(len(up))))
    return up


def _restored(up: Flags, order: Ints) -> Flags:
    """Return flags that stand in *order* as they stood before."""
    restored = np.empty_like(up)
    restored[order] = up
    return restored
