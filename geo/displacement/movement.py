"""Contacts lost in the treated zones, gained in the displaced ones, and what remains between them."""

import numpy as np

from geo.displacement.contrasts import LEVEL, UNKNOWN, Spread, treated_spread
from geo.displacement.model import Floats
from geo.displacement.results import Estimate, Movement
from geo.displacement.zone_ratios import Ratios

DRAWS = 2000

SMALL = 1e-9
"""A share of what is nearly nothing is huge, not undefined: at least so many contacts are lost in a draw."""


HIGHEST = 300.0
"""Logs of contacts beyond that are draws so wild that only their size matters, and that must not overflow."""


def movement_of(
    treated: Ratios,
    displaced: Ratios,
    control: Ratios,
    spread: Spread,
    exponent_error: float,
    rng: np.random.Generator,
    draws: int = DRAWS,
) -> Movement:
    r"""
    Return what was lost, gained and net over the period after, in contacts at the effort of before.

    With *R* the contacts of a zone at the effort of before and :math:`\bar r_C` the mean log ratio of the
    controls, *lost* is :math:`\sum_T (R_0 e^{\bar r_C} - R_1)` and *gained*
    :math:`\sum_D (R_1 - R_0 e^{\bar r_C})`. Their intervals are those of draws in which the log of each
    :math:`R` errs by half of the variance of its zone's log ratio, scaled as *t*: with the Poisson error
    alone the base would look far too sure.

    Parameters
    ----------
    treated, displaced, control : Ratios
        Zones of each arm.
    spread : Spread
        How much zones differ.
    exponent_error : float
        Standard error of the effort exponent, which moves all zones together.
    rng : Generator
        Where the draws come from.
    draws : int
        How many.

    Returns
    -------
    Movement
        The share is known only where something is surely lost.
    """
    own = treated_spread(treated, spread, displaced.followed_by(control))
    tilt = exponent_error * _errors(rng.standard_normal(draws))
    usual = float(control.log_ratio.mean()) + float(control.slope.mean()) * tilt
    usual += float(np.sqrt(spread.variance / len(control))) * _errors(rng.standard_t(spread.freedom, draws))

    def risen(arm: Ratios, variance: float) -> Floats:
        """Return by how much contacts exceed what the controls would have made of them, by draw."""
        errors = np.sqrt(variance / 2) * _errors(rng.standard_t(spread.freedom, (draws, 2, len(arm))))
        log_before = np.log(arm.base) + errors[:, 0]
        log_after = np.log(arm.base) + arm.log_ratio + arm.slope * tilt[:, None] + errors[:, 1]
        return np.asarray((_exp(log_after) - _exp(log_before + usual[:, None])).sum(axis=1))

    lost, gained = -risen(treated, own.variance), risen(displaced, spread.variance)
    lost_found = _estimate(lost)
    share = _estimate(gained / np.maximum(lost, SMALL)) if lost_found.low > 0 else UNKNOWN
    return Movement(lost_found, _estimate(gained), _estimate(gained - lost), share)


def _exp(log: Floats) -> Floats:
    return np.asarray(np.exp(np.minimum(log, HIGHEST)))


def _errors(drawn: Floats) -> Floats:
    """Return the draws after one without error, which is the estimate."""
    return np.concatenate((np.zeros((1, *drawn.shape[1:])), drawn))


def _estimate(found: Floats) -> Estimate:
    low, high = np.quantile(found[1:], ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Estimate(float(found[0]), float(low), float(high))
