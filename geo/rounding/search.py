"""The loops of the rounding, compiled: a random start, and swaps that bring all sums closer to the truth.

Everything is counted in whole ticks, so that no result depends on the order in which floats were added, and
no loop draws a random number: what is random comes in.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SWEEPS = 50
"""How often a search goes through all cells at most; it settles after a few."""

FOURTH_POWER = 1.0
"""How much the fourth power of an error counts beside its square, in bases: sums far off come first."""

ALL = -1.0
"""Makes `swap` try all cells, not only those with a sum far off."""

GAIN = 1e-9
"""By how much a step must lower the errors, so that rounding of floats cannot make a search go round."""

LEAST_CHANCE = 1e-9
"""Chance of a cell that should not go up but may, where the others of its group cannot fill the quota."""


class Errors(NamedTuple):
    """
    What a search lowers.

    Attributes
    ----------
    sums : ndarray of int, shape (cells, families)
        The sums that each cell is part of, one of each family, as positions in *ticks*.
    weight : ndarray of float, shape (families,)
        How much the errors of a family count.
    ticks : ndarray of int
        Published less true ticks of each sum; changed in place.
    base : int
        Ticks by which a cell goes up.
    """

    sums: Ints
    weight: Floats
    ticks: Ints
    base: int


class Limits(NamedTuple):
    """
    What swaps are allowed.

    Attributes
    ----------
    first, last : ndarray of int, shape (cells,)
        Cells from *first* up to, but not including, *last* may be swapped with each cell.
    row : ndarray of int, shape (cells,)
        Row of each cell.
    bound : ndarray of bool, shape (cells,)
        Cells of which only so many may be up in a row.
    fewer, more, room : ndarray of int, shape (rows,)
        By how many the cells that are up in a row may shrink and grow, and how many more bound cells may be
        up; changed in place.
    """

    first: Ints
    last: Ints
    row: Ints
    bound: Flags
    fewer: Ints
    more: Ints
    room: Ints


def _draw(chance: Floats, starts: Ints, quota: Ints, offset: Floats) -> Flags:
    """Draw the quota of each group by systematic sampling, with the chances fitted to it."""
    up = np.zeros(len(chance), dtype=np.bool_)
    for group in range(len(quota)):
        first, last, wanted = starts[group], starts[group + 1], quota[group]
        scaled = fit(chance[first:last], wanted)
        passed, taken = offset[group], 0
        for at in range(last - first):
            passed += scaled[at]
            # The last cells fill what rounding of floats left open.
            if taken < wanted and (passed >= taken + 1 or last - first - at <= wanted - taken):
                up[first + at] = True
                taken += 1
    return up


def _fit(chance: Floats, wanted: int) -> Floats:
    """
    Return chances for a given number of ups that are right on average over that number.

    Chances that add up to 1.2 mean one up in four cases of five and two in the fifth. What cells reach their
    limit of 1 in the fifth case must be made up for in the four.
    """
    total = chance.sum()
    whole = int(np.floor(total))
    part = total - whole
    if wanted == whole and wanted < len(chance):
        more = scale(chance, whole + 1)
        return scale(np.maximum((chance - part * more) / (1 - part), 0.0), wanted)
    return scale(chance, wanted)


def _scale(chance: Floats, wanted: int) -> Floats:
    """Return chances in proportion that add up to *wanted*, none above 1."""
    scaled = np.maximum(chance, LEAST_CHANCE)
    for _ in range(len(chance)):
        certain = scaled >= 1
        rest, left = scaled[~certain].sum(), wanted - certain.sum()
        if rest <= 0 or left <= 0:
            break
        scaled = np.where(certain, 1.0, scaled * left / rest)
        if (scaled >= 1).sum() == certain.sum():
            break
    return np.minimum(scaled, 1.0)


def _swap(up: Flags, errors: Errors, limits: Limits, far: float) -> None:
    """Swap cells with a sum more than *far* bases off, or `ALL`, for the best, until nothing gets better."""
    for _ in range(SWEEPS):
        settled = True
        for one in range(len(up)):
            if is_far_off(up, one, errors, far):
                other = best_swap(up, one, errors, limits)
                if other >= 0:
                    settled = False
                    exchange(up, one, other, errors, limits)
        if settled:
            return


def _is_far_off(up: Flags, one: int, errors: Errors, far: float) -> bool:
    """Return whether a cell has a sum so far off that moving the cell helps it."""
    if far < 0:
        # All cells are to be tried, and each pair is found from the one that is up.
        return bool(up[one])
    sign = 1 if up[one] else -1
    for family in range(errors.sums.shape[1]):
        if sign * errors.ticks[errors.sums[one, family]] > far * errors.base:
            return True
    return False


def _best_swap(up: Flags, one: int, errors: Errors, limits: Limits) -> int:
    """Return the cell for which swapping *one* lowers the errors most, or -1."""
    best, least = -1, -GAIN
    for other in range(limits.first[one], limits.last[one]):
        if up[other] != up[one]:
            leaves, joins = (one, other) if up[one] else (other, one)
            if is_allowed(leaves, joins, limits):
                change = swap_cost(leaves, joins, errors)
                if change < least:
                    best, least = other, change
    return best


def _is_allowed(leaves: int, joins: int, limits: Limits) -> bool:
    """Return whether the rows allow that one cell goes down and another up."""
    here, there = limits.row[leaves], limits.row[joins]
    if here != there and (limits.fewer[here] <= 0 or limits.more[there] <= 0):
        return False
    return not limits.bound[joins] or (here == there and limits.bound[leaves]) or limits.room[there] > 0


def _swap_cost(leaves: int, joins: int, errors: Errors) -> float:
    """Return by how much the errors grow if one cell goes down and another up."""
    change = 0.0
    for family in range(errors.sums.shape[1]):
        left, joined = errors.sums[leaves, family], errors.sums[joins, family]
        if left != joined:
            below, above = errors.ticks[left], errors.ticks[joined]
            change += errors.weight[family] * (
                cost(below - errors.base, errors.base)
                - cost(below, errors.base)
                + cost(above + errors.base, errors.base)
                - cost(above, errors.base)
            )
    return change


def _cost(ticks: int, base: int) -> float:
    """Return how bad the error of a sum is."""
    square = (ticks / base) ** 2
    return square + FOURTH_POWER * square * square


def _exchange(up: Flags, one: int, other: int, errors: Errors, limits: Limits) -> None:
    """Swap two cells."""
    leaves, joins = (one, other) if up[one] else (other, one)
    up[leaves], up[joins] = False, True
    here, there = limits.row[leaves], limits.row[joins]
    limits.fewer[here] -= 1
    limits.more[here] += 1
    limits.fewer[there] += 1
    limits.more[there] -= 1
    limits.room[here] += limits.bound[leaves]
    limits.room[there] -= limits.bound[joins]
    for family in range(errors.sums.shape[1]):
        errors.ticks[errors.sums[leaves, family]] -= errors.base
        errors.ticks[errors.sums[joins, family]] += errors.base


def _flip(up: Flags, errors: Errors) -> None:
    """Send single cells up or down while that lowers the errors, until nothing gets better."""
    for _ in range(SWEEPS):
        settled = True
        for one in range(len(up)):
            step = -errors.base if up[one] else errors.base
            change = 0.0
            for family in range(errors.sums.shape[1]):
                ticks = errors.ticks[errors.sums[one, family]]
                change += errors.weight[family] * (cost(ticks + step, errors.base) - cost(ticks, errors.base))
            if change < -GAIN:
                up[one], settled = not up[one], False
                for family in range(errors.sums.shape[1]):
                    errors.ticks[errors.sums[one, family]] += step
        if settled:
            return


cost: Callable[[int, int], float] = njit(cache=True)(_cost)
scale: Callable[[Floats, int], Floats] = njit(cache=True)(_scale)
swap_cost: Callable[[int, int, Errors], float] = njit(cache=True)(_swap_cost)
is_allowed: Callable[[int, int, Limits], bool] = njit(cache=True)(_is_allowed)
is_far_off: Callable[[Flags, int, Errors, float], bool] = njit(cache=True)(_is_far_off)
best_swap: Callable[[Flags, int, Errors, Limits], int] = njit(cache=True)(_best_swap)
exchange: Callable[[Flags, int, int, Errors, Limits], None] = njit(cache=True)(_exchange)
fit: Callable[[Floats, int], Floats] = njit(cache=True)(_fit)
draw: Callable[[Floats, Ints, Ints, Floats], Flags] = njit(cache=True)(_draw)
swap: Callable[[Flags, Errors, Limits, float], None] = njit(cache=True)(_swap)
flip: Callable[[Flags, Errors], None] = njit(cache=True)(_flip)
