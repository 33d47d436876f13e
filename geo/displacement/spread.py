"""Over how many zones contacts are spread, before and after: docs/methods/spread.md."""

from dataclasses import dataclass

import numpy as np

from geo.displacement.model import Floats
from geo.displacement.results import Estimate
from geo.displacement.sampling import UNKNOWN, Sample, clipped, interval, shares

THINNINGS = 200
"""How often the larger side is thinned to the size of the smaller one."""


@dataclass(frozen=True)
class Concentration:
    """
    How unevenly something is spread over zones.

    Attributes
    ----------
    entropy : float
        Shannon's, in nats.
    evenness : float
        The entropy as a share of the largest possible; NaN with one zone.
    effective_zones : float
        So many equal zones would have the same entropy.
    herfindahl : float
        Chance that two contacts are in the same zone.
    gini : float
        0 where all zones are equal, towards 1 where one has all.
    """

    entropy: float
    evenness: float
    effective_zones: float
    herfindahl: float
    gini: float


@dataclass(frozen=True)
class SpreadChange:
    """
    Over how many equal zones contacts were spread, at the same effort everywhere.

    Attributes
    ----------
    zones : int
        Zones compared.
    before, after, difference : Estimate
        Effective number of zones, at the size of the side with fewer contacts, without the bias of small
        numbers; unknown where there is too little.
    concentration_before, concentration_after : Concentration or None
        Of the rates as they are; None where there is too little.
    """

    zones: int
    before: Estimate
    after: Estimate
    difference: Estimate
    concentration_before: Concentration | None
    concentration_after: Concentration | None


def concentration(weights: Floats) -> Concentration:
    """
    Return how unevenly weights are spread.

    Parameters
    ----------
    weights : ndarray of float, shape (z,)
        Rates of the zones, at least one above nought.

    Returns
    -------
    Concentration
        Of the zones' shares.

    Raises
    ------
    ValueError
        If a weight is negative or unknown, or there is none above nought.

    References
    ----------
    M. O. Hill, "Diversity and evenness: a unifying notation and its consequences", Ecology 54, 1973, pp.
    427-432.
    """
    if not (np.all(weights >= 0) and weights.sum() > 0):
        message = "a spread needs rates of which one is above nought and none below"
        raise ValueError(message)
    parts = np.sort(weights / weights.sum())
    zones = len(parts)
    entropy = float(_entropy(parts))
    ranks = np.arange(1, zones + 1)
    return Concentration(
        entropy=entropy,
        evenness=entropy / float(np.log(zones)) if zones > 1 else float("nan"),
        effective_zones=float(np.exp(entropy)),
        herfindahl=float((parts**2).sum()),
        gini=float((2 * ranks - zones - 1) @ parts) / zones,
    )


def spread_change(before: Sample, after: Sample, seed: int) -> SpreadChange:
    """
    Compare over how many zones contacts were spread before and after.

    Parameters
    ----------
    before, after : Sample
        The same zones of one kind, by round or month.
    seed : int
        Of the draws.

    Returns
    -------
    SpreadChange
        With 95 % intervals by drawing rounds or months again.

    Raises
    ------
    ValueError
        If the samples are not over the same number of zones.

    References
    ----------
    M. O. Hill, Ecology 54, 1973; N. J. Gotelli and R. K. Colwell, "Quantifying biodiversity: procedures and
    pitfalls in the measurement and comparison of species richness", Ecology Letters 4, 2001, pp. 379-391.
    """
    zones = len(before.contacts)
    if zones != len(after.contacts):
        message = "a spread is compared over the same zones"
        raise ValueError(message)
    if not (before.is_enough and after.is_enough):
        return SpreadChange(zones, UNKNOWN, UNKNOWN, UNKNOWN, None, None)
    rng = np.random.default_rng(seed)
    size, units = min(before.total, after.total), min(before.units, after.units)
    (first, first_drawn), (second, second_drawn) = (
        _effective(side, size / side.total, rng) for side in (before, after)
    )
    return SpreadChange(
        zones=zones,
        before=clipped(interval(first, first_drawn, before.units), 1, zones),
        after=clipped(interval(second, second_drawn, after.units), 1, zones),
        difference=clipped(interval(second - first, second_drawn - first_drawn, units), 1 - zones, zones - 1),
        concentration_before=_concentration_of(before),
        concentration_after=_concentration_of(after),
    )


def _concentration_of(side: Sample) -> Concentration:
    return concentration(side.contacts.sum(axis=1) / side.effort.sum(axis=1))


def _effective(side: Sample, kept: float, rng: np.random.Generator) -> tuple[float, Floats]:
    """Return the effective zones at a share of the contacts, as they are and as drawn again."""
    contacts, effort = np.round(side.contacts.sum(axis=1)), side.effort.sum(axis=1)
    thinned = rng.binomial(contacts.astype(np.int64), kept, (THINNINGS, len(contacts)))
    drawn, drawn_effort = side.drawn(rng)
    drawn_thinned = rng.binomial(np.round(drawn).astype(np.int64), kept)
    value = np.nanmean(np.exp(_entropy(shares(thinned.astype(float), effort))))
    return float(value), np.exp(_entropy(shares(drawn_thinned.astype(float), drawn_effort)))


def _entropy(parts: Floats) -> Floats:
    """Return Shannon's entropy along the last axis; a zone without contacts adds nothing to it."""
    logs = np.log(np.where(parts > 0, parts, 1.0))
    entropy: Floats = -(parts * logs).sum(axis=-1)
    return entropy
