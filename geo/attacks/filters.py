"""Questions to a desk: filters that differ by one cell, every range of a date slider, many averages."""

import numpy as np

from geo.attacks.desks import Desk
from geo.attacks.results import Outcome
from geo.attacks.systems import BoolArray, FloatArray, IntArray

PAIRS_A_CELL = 12
"""Combinations of filters that an attacker tries for one cell."""

AVERAGED = 300
"""Combinations of four filters that are averaged for one cell: 1,200 questions."""


def small_cells(truth: IntArray, base: int, most: int, rng: np.random.Generator) -> tuple[IntArray, int]:
    """
    Return cells with true counts of 1 to base - 1, drawn where there are more than *most*.

    Parameters
    ----------
    truth : int array
        Shape (rows, columns).
    base : int
        Counts below it are small.
    most : int
        How many to draw at most.
    rng : Generator
        Draws them.

    Returns
    -------
    targets : int array
        Shape (targets, 2): row and column.
    of : int
        How many there are.
    """
    found = np.argwhere((truth >= 1) & (truth < base))
    chosen = np.sort(rng.permutation(len(found))[:most])
    return found[chosen], len(found)


def differencing(desk: Desk, truth: IntArray, base: int, most: int, rng: np.random.Generator) -> Outcome:
    """
    Take the difference of filters that differ by one cell.

    Parameters
    ----------
    desk : Desk
        Answers filters.
    truth : int array
        True counts of its grid, for the choice of targets and the score.
    base : int
        Counts from 1 to base - 1 are attacked.
    most : int
        Targets to try.
    rng : Generator
        Draws targets and filters.

    Returns
    -------
    Outcome
        A target is recovered where what all combinations imply leaves one number, and it is true.
    """
    targets, of = small_cells(truth, base, most, rng)
    intervals = [_difference(desk, row, column, rng) for row, column in targets.tolist()]
    return _score(intervals, truth[targets[:, 0], targets[:, 1]], of)


def _difference(desk: Desk, row: int, column: int, rng: np.random.Generator) -> tuple[float, float]:
    """Return what the cell itself and pairs of filters, with and without other rows, say of one cell."""
    low, high = _bounds(desk, *_alone(desk, row, column))
    for with_others in (False, True):
        rows, columns, signs = _fours(desk, row, column, PAIRS_A_CELL, rng, with_others=with_others)
        lows, highs = _bounds(desk, rows, columns)
        least = np.where(signs > 0, lows, -highs).reshape(-1, 4).sum(axis=1)
        greatest = np.where(signs > 0, highs, -lows).reshape(-1, 4).sum(axis=1)
        low, high = np.append(low, least), np.append(high, greatest)
    return float(low.max()), float(high.min())


def _alone(desk: Desk, row: int, column: int) -> tuple[BoolArray, BoolArray]:
    """Return the filter that holds one cell."""
    rows, columns = desk.shape
    return (np.arange(rows) == row)[None, :], (np.arange(columns) == column)[None, :]


def _bounds(desk: Desk, rows: BoolArray, columns: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return what the sums of filters are known to lie between; an empty filter is nothing."""
    cells = rows.sum(axis=1) * columns.sum(axis=1)
    low, high = desk.between(desk.ask(rows, columns), cells)
    return np.where(cells > 0, low, 0), np.where(cells > 0, high, 0)


def _fours(
    desk: Desk, row: int, column: int, count: int, rng: np.random.Generator, *, with_others: bool
) -> tuple[BoolArray, BoolArray, IntArray]:
    """
    Return filters in fours whose signed sum is one cell.

    A range of dates that ends or begins with the column, less the same without it; and from that the same for
    some other rows, if wanted.
    """
    all_rows, all_columns = desk.shape
    others = rng.random((count, all_rows)) < (0.5 if with_others else 0.0)
    others[:, row] = False
    own = others.copy()
    own[:, row] = True
    edge = rng.integers(0, all_columns, count)
    first, last = np.minimum(edge, column), np.maximum(edge, column)
    at = np.arange(all_columns)
    whole = (at >= first[:, None]) & (at <= last[:, None])
    without = whole & (at != column)
    rows = np.stack([own, own, others, others], axis=1).reshape(-1, all_rows)
    columns = np.stack([whole, without, whole, without], axis=1).reshape(-1, all_columns)
    return rows, columns, np.tile(np.array([1, -1, -1, 1]), count)


def averaging(desk: Desk, truth: IntArray, base: int, most: int, rng: np.random.Generator) -> Outcome:
    """
    Average more than 1,000 different questions with the same true answer.

    Parameters
    ----------
    desk : Desk
        Answers filters.
    truth : int array
        True counts of its grid.
    base : int
        Counts from 1 to base - 1 are attacked.
    most : int
        Targets to try.
    rng : Generator
        Draws targets and filters.

    Returns
    -------
    Outcome
        A target is recovered where the rounded mean is true. There are no intervals.

    References
    ----------
    H. J. Asghar and D. Kaafar, "Averaging Attacks on Bounded Noise-based Disclosure Control Algorithms",
    Proceedings on Privacy Enhancing Technologies, 2020.
    """
    targets, of = small_cells(truth, base, most, rng)
    recovered = 0
    for row, column in targets.tolist():
        rows, columns, signs = _fours(desk, row, column, AVERAGED, rng, with_others=True)
        answers = np.where(np.isnan(answered := desk.ask(rows, columns)), 0, answered)
        mean = (answers * signs).reshape(-1, 4).sum(axis=1).mean()
        recovered += int(np.rint(mean) == truth[row, column])
    return Outcome(len(targets), of, recovered)


def slider(desk: Desk, truth: IntArray, base: int) -> Outcome:
    """
    Ask every range of dates of every row.

    Parameters
    ----------
    desk : Desk
        Answers filters.
    truth : int array
        True counts of its grid, columns in the order of time.
    base : int
        Counts from 1 to base - 1 are attacked.

    Returns
    -------
    Outcome
        All targets are tried.

    Notes
    -----
    A range is the difference of two running totals, so what the answers say are bounds on such differences.
    The tightest that follow are shortest paths, and they are whole numbers.

    References
    ----------
    R. W. Floyd, "Algorithm 97: Shortest path", Communications of the ACM 5, 1962.
    """
    rows, columns = desk.shape
    starts, ends = np.triu_indices(columns)
    at = np.arange(columns)
    ranges = (at >= starts[:, None]) & (at <= ends[:, None])
    intervals, true = [], []
    for row in np.flatnonzero(((truth >= 1) & (truth < base)).any(axis=1)).tolist():
        chosen = np.broadcast_to(np.arange(rows) == row, (len(ranges), rows))
        low, high = _bounds(desk, chosen, ranges)
        farthest = _closure(columns + 1, starts, ends + 1, low, high)
        for column in np.flatnonzero((truth[row] >= 1) & (truth[row] < base)).tolist():
            intervals.append((-farthest[column + 1, column], farthest[column, column + 1]))
            true.append(truth[row, column])
    return _score(intervals, np.array(true, np.int64), len(true))


def _closure(nodes: int, starts: IntArray, ends: IntArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the tightest upper bounds on the differences of running totals."""
    farthest = np.full((nodes, nodes), np.inf)
    np.fill_diagonal(farthest, 0)
    farthest[starts, ends] = high
    farthest[ends, starts] = -low
    for node in range(nodes):
        np.minimum(farthest, farthest[:, node, None] + farthest[None, node], out=farthest)
    return farthest


def _score(intervals: list[tuple[float, float]], truth: IntArray, of: int) -> Outcome:
    """Return how many intervals leave one number, and it is true."""
    if not intervals:
        return Outcome(0, of, 0)
    low, high = np.array(intervals).T
    return Outcome(len(truth), of, int(((low == high) & (low == truth)).sum()), int((high - low).min()))
