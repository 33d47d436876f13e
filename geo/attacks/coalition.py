"""Coalitions: what those who know up to three of the contacts can say of the others."""

import numpy as np

from geo.attacks.results import Outcome
from geo.attacks.systems import BoolArray, IntArray

COALITIONS = (0, 1, 2)
"""Contacts that somebody knows when a row must not tell of the others."""

MOST_KNOWN = 3
"""Contacts of one cell that somebody may know, and still not know the cell."""


def around(figures: IntArray, base: int) -> tuple[IntArray, IntArray]:
    """Return what lies behind published figures; one that is no multiple of the base is exact."""
    room = np.where(figures % base == 0, base - 1, 0)
    return np.maximum(figures - room, 0), figures + room


def shown_from(truth: IntArray, base: int) -> tuple[IntArray, IntArray]:
    """Return the naive design: rows are shown exactly, those that hold fewer than the base not at all."""
    shown = truth.sum(axis=1, keepdims=True) >= base
    return np.where(shown, truth, 0), np.where(shown, truth, base - 1)


def tell_rows(low: IntArray, high: IntArray, truth: IntArray, least: int = 1) -> Outcome:
    """
    Look for rows in which a coalition learns the one characteristic of everybody else.

    Parameters
    ----------
    low, high : int array
        Shape (rows, categories): what each true count is known to lie between.
    truth : int array
        Same shape.
    least : int
        Smallest true row that is a target.

    Returns
    -------
    Outcome
        Targets are the rows, for each size of coalition, in which all but that many are of one category; one
        is recovered where the bounds prove it.

    References
    ----------
    Directly disclosive cells for a coalition: D. Lupp, SuppressDirectDisclosure in Statistics Norway's R
    package GaussSuppression.
    """
    tried = recovered = 0
    for known in COALITIONS:
        tells = _all_but(truth, truth, known) & (truth.sum(axis=1) >= least)
        tried += int(tells.sum())
        recovered += int((tells & _all_but(low, high, known)).sum())
    return Outcome(tried, tried, recovered)


def _all_but(low: IntArray, high: IntArray, known: int) -> BoolArray:
    """Return the rows in which surely all but *known* are of one category, and somebody else is there."""
    others = high.sum(axis=1, keepdims=True) - high
    return np.asarray(((others <= known) & (low > 0) & (low.sum(axis=1, keepdims=True) > known)).any(axis=1))


def know_cells(low: IntArray, high: IntArray, truth: IntArray, base: int) -> Outcome:
    """
    Narrow small counts by contacts that are known already.

    Parameters
    ----------
    low, high : int array
        What each true count is known to lie between.
    truth : int array
        True counts.
    base : int
        Counts from 1 to base - 1 are attacked, by whoever knows up to `MOST_KNOWN` of the contacts in it.

    Returns
    -------
    Outcome
        A target is recovered where only the truth is left though not every contact was known.
    """
    tried = recovered = 0
    widths = []
    for known in range(1, MOST_KNOWN + 1):
        small = (truth > known) & (truth < base)
        least = np.maximum(low[small], known)
        tried += int(small.sum())
        recovered += int((least == high[small]).sum())
        widths.append(high[small] - least)
    all_widths = np.concatenate(widths)
    return Outcome(tried, tried, recovered, int(all_widths.min()) if len(all_widths) else None)
