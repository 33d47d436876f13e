"""Means and rates: exact ratios beside rounded counts give the counts away."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.attacks.results import Outcome
from geo.attacks.systems import FloatArray, IntArray
from geo.released import ratio

RATIOS = (("contacts", "visits", 2), ("contacts", "hours", 2), ("first_contacts", "contacts", 3))
"""Numerator, denominator and decimals of the ratios that a dashboard shows."""

Counts = Mapping[str, IntArray]
"""Counts of the same cells, by measure."""

Ratios = Mapping[tuple[str, str], FloatArray]
"""Ratios of the same cells, by numerator and denominator; NaN where one is not shown."""


def solve_ratios(figures: Counts, shown: Ratios, truth: IntArray, base: int, grain: int = 1) -> Outcome:
    """
    Look for the counts that fit the rounded counts and the ratios.

    Parameters
    ----------
    figures : Mapping
        Published counts.
    shown : Mapping
        Published ratios, which the attacker takes for exact up to their decimals.
    truth : int array
        True contacts.
    base : int
        Contacts from 1 to base - 1 are attacked.
    grain : int
        What all counts are known to be multiples of.

    Returns
    -------
    Outcome
        A target is recovered where one number of contacts is left, and it is true.
    """
    small = np.flatnonzero((truth >= 1) & (truth < base))
    recovered = 0
    for cell in small.tolist():
        fitting = _candidates(int(figures["contacts"][cell]), base, grain)
        for numerator, denominator, decimals in RATIOS:
            value = shown[numerator, denominator][cell]
            if not np.isnan(value):
                other = denominator if numerator == "contacts" else numerator
                others = _candidates(int(figures[other][cell]), base, grain)
                pair = (fitting[:, None], others) if numerator == "contacts" else (others, fitting[:, None])
                fitting = fitting[_fits(*pair, value, decimals).any(axis=1)]
        recovered += int(len(fitting) == 1 and fitting[0] == truth[cell])
    return Outcome(len(small), len(small), recovered)


def _candidates(figure: int, base: int, grain: int) -> IntArray:
    """Return the counts that may stand behind a figure."""
    counts: IntArray = np.arange(max(figure - base + 1, 0), figure + base)
    return np.asarray(counts[counts % grain == 0], dtype=np.int64)


def _fits(
    numerator: IntArray, denominator: IntArray, value: float, decimals: int
) -> "np.typing.NDArray[np.bool_]":
    """Return which pairs give a ratio, to its decimals."""
    above = np.maximum(denominator, 1)
    room = 0.5 * 10.0**-decimals + 1e-9
    return (denominator > 0) & (np.abs(numerator / above - value) <= room)


def raw_ratios(truth: Counts) -> Ratios:
    """Return the naive design: ratios of the true counts, beside rounded counts."""
    return {
        (numerator, denominator): np.where(
            truth[denominator] > 0, truth[numerator] / np.maximum(truth[denominator], 1), np.nan
        ).round(decimals)
        for numerator, denominator, decimals in RATIOS
    }


def published_ratios(figures: Counts, base: int) -> Ratios:
    """Return what a released app shows: ratios of published counts, hidden where the denominator is small."""
    return {
        (numerator, denominator): ratio(pd.Series(figures[numerator]), pd.Series(figures[denominator]), base)
        .to_numpy(np.float64)
        .round(decimals)
        for numerator, denominator, decimals in RATIOS
    }
