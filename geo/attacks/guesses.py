"""How well a small count is guessed: from how counts are spread, from its figure, and from its whole row."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.attacks.systems import FloatArray, IntArray


@dataclass(frozen=True)
class Guesses:
    """
    Shares of the true counts of 1 to base - 1 that are guessed rightly.

    Attributes
    ----------
    blind : float
        By somebody who knows which cells are small and how small counts are spread.
    figure : float
        By the same, with the published figure of the cell.
    row : float
        By the same, with all figures of the row whose total was rounded as one.
    """

    blind: float
    figure: float
    row: float


def guess(figures: IntArray, truth: IntArray, rows: IntArray, base: int) -> Guesses:
    """
    Guess every small count in three ways.

    Parameters
    ----------
    figures, truth : int array
        Published figures and true counts of the cells of one measure; the truth gives the spread of all
        counts, which the attacker is granted, and the score.
    rows : int array
        Row of each cell, from zero.
    base : int
        Small counts are 1 to base - 1.

    Returns
    -------
    Guesses
        NaN without a small count.
    """
    small = np.flatnonzero((truth >= 1) & (truth < base)).tolist()
    if not small:
        return Guesses(*[float("nan")] * 3)
    spread = np.bincount(truth, minlength=int(figures.max()) + base)
    weights = [_behind(int(figure), spread, base) for figure in figures]
    totals = np.bincount(rows, figures).astype(np.int64)
    members = _members(rows)
    blind = np.argmax(spread[1:base]) + 1
    alone = np.array([_best(weights[cell], int(figures[cell]), base) for cell in small])
    with_row = np.array(
        [
            _best(
                _given_row(cell, weights, figures, members[rows[cell]], int(totals[rows[cell]]), base),
                int(figures[cell]),
                base,
            )
            for cell in small
        ]
    )
    true = truth[small]
    return Guesses(*(float((said == true).mean()) for said in (blind, alone, with_row)))


def pooled(cases: Sequence[tuple[Guesses, IntArray]], base: int) -> Guesses | None:
    """Return the guesses of several tables as one, each with its true counts; None without a small count."""
    counted = [(found, int(((truth >= 1) & (truth < base)).sum())) for found, truth in cases]
    told = [(found, count) for found, count in counted if count]
    total = sum(count for _, count in told)
    if not total:
        return None
    return Guesses(
        sum(found.blind * count for found, count in told) / total,
        sum(found.figure * count for found, count in told) / total,
        sum(found.row * count for found, count in told) / total,
    )


def _behind(figure: int, spread: IntArray, base: int) -> FloatArray:
    """Return how likely each count from figure - base + 1 to figure + base - 1 stands behind a figure."""
    counts = np.arange(figure - base + 1, figure + base)
    chance = 1 - np.abs(counts - figure) / base
    known = (counts >= 0) & (counts < len(spread))
    return np.where(known, spread[np.where(known, counts, 0)] * chance, 0.0)


def _members(rows: IntArray) -> list[IntArray]:
    """Return the cells of each row."""
    order = np.argsort(rows, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(rows[order])) + 1)


def _given_row(
    cell: int, weights: list[FloatArray], figures: IntArray, members: IntArray, total: int, base: int
) -> FloatArray:
    """Return how likely each count stands behind a cell, given the rounded total of its row."""
    others = np.ones(1)
    for member in members[members != cell].tolist():
        others = np.convolve(others, weights[member])
        others /= others.sum() or 1.0
    # Position 0 of the others is their smallest sum: base - 1 below the figure, for each of them.
    start = int(total - figures[cell]) - (len(members) - 1) * (base - 1)
    own = np.arange(figures[cell] - base + 1, figures[cell] + base)
    sums = own[:, None] + start + np.arange(len(others))
    tent = np.clip(1 - np.abs(sums - total) / base, 0, None)
    return np.asarray(weights[cell] * (tent @ others), dtype=np.float64)


def _best(weights: FloatArray, figure: int, base: int) -> int:
    """Return the likeliest of the small counts."""
    counts = np.arange(figure - base + 1, figure + base)
    small = (counts >= 1) & (counts < base)
    return int(counts[np.argmax(np.where(small, weights, -1.0))])
