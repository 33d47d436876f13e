"""What if the labels were exchanged: displaced and control zones dealt out anew."""

from itertools import combinations
from math import comb

import numpy as np

from geo.displacement.model import Arm, Floats, Ints
from geo.displacement.results import StudyResult

MOST = 5000
"""Up to so many deals all are tried; beyond, so many are drawn."""

AT_ONCE = 500
"""Deals drawn at once: a register of ten thousand zones must fit into memory."""


def relabelled_p(result: StudyResult, *, seed: int = 0) -> float | None:
    """
    Return how often zones dealt out by lot to the two arms differ at least as much as they do.

    Parameters
    ----------
    result : StudyResult
        Its displaced and control zones are dealt out.
    seed : int
        Of the deals that are drawn, where there are too many to try all.

    Returns
    -------
    float or None
        Two-sided; with three zones against three it cannot fall below 0.10. None where nothing is tested.

    References
    ----------
    B. Phipson and G. K. Smyth, "Permutation p-values should never be zero", Statistical Applications in
    Genetics and Molecular Biology 9, 2010, article 39.
    """
    if result.displaced is None:
        return None
    displaced, control = (
        np.array([zone.log_ratio for zone in result.zones if zone.arm is arm])
        for arm in (Arm.DISPLACED, Arm.CONTROL)
    )
    zones = np.concatenate((displaced, control))
    zones = zones - zones.mean()
    # Zones that are alike to the last digits but one are alike.
    real = abs(zones[: len(displaced)].sum()) * (1 - 1e-9)
    if comb(len(zones), len(displaced)) <= MOST:
        return float((np.abs(_dealt(zones, _all_deals(len(zones), len(displaced)))) >= real).mean())
    rng = np.random.default_rng(seed)
    deals = (_some_deals(len(zones), len(displaced), rng) for _ in range(MOST // AT_ONCE))
    as_much = sum(int((np.abs(_dealt(zones, some)) >= real).sum()) for some in deals)
    return float((as_much + 1) / (MOST + 1))


def _dealt(zones: Floats, deals: Ints) -> Floats:
    return np.asarray(zones[deals].sum(axis=1))


def _all_deals(zones: int, displaced: int) -> Ints:
    return np.array(list(combinations(range(zones), displaced)), dtype=np.int64)


def _some_deals(zones: int, displaced: int, rng: np.random.Generator) -> Ints:
    return np.argsort(rng.random((AT_ONCE, zones)), axis=1)[:, :displaced]
