"""Arms against each other: the zones of one against those of another, by how much zones differ anyway."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from geo.displacement.results import Contrast, Estimate
from geo.displacement.zone_ratios import Ratios

LEVEL = 0.95

UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True)
class Spread:
    """
    How much zones of one arm differ in their log ratios.

    Attributes
    ----------
    variance : float
        Pooled over arms.
    freedom : int
        Degrees of freedom of the variance, at least 1.
    known : float
        Part of the variance that is not learnt from how zones differ, but known from the counts.
    """

    variance: float
    freedom: int
    known: float = 0.0


def pooled_spread(*arms: Ratios) -> Spread | None:
    """
    Return the variance of zones within arms.

    Parameters
    ----------
    *arms : Ratios
        Zones of each arm.

    Returns
    -------
    Spread or None
        None where no arm has two zones. Where all zones of an arm are exactly alike, which says nothing
        about how they would differ, the variance of Poisson counts.
    """
    freedom = sum(max(len(arm) - 1, 0) for arm in arms)
    if freedom < 1:
        return None
    squares = sum(((arm.log_ratio - arm.log_ratio.mean()) ** 2).sum() for arm in arms if len(arm))
    variance = float(squares) / freedom
    if variance <= np.finfo(float).eps:
        variance = float(np.mean(np.concatenate([arm.noise for arm in arms])))
    return Spread(variance, freedom)


def treated_spread(treated: Ratios, spread: Spread, others: Ratios) -> Spread:
    """
    Return how much treated zones differ, which is at least as much as the other zones.

    How the other zones differ holds their own chance; a treated zone with few contacts left has more of it.

    Parameters
    ----------
    treated : Ratios
        Treated zones.
    spread : Spread
        Of the other zones.
    others : Ratios
        The zones that *spread* was taken from.

    Returns
    -------
    Spread
        The variance of one treated zone's log ratio, with its chance as the known part.
    """
    more = max(0.0, float(treated.noise.mean()) - float(others.noise.mean()))
    return Spread(spread.variance + more, spread.freedom, known=more)


def contrast(
    of: Ratios, against: Ratios, spread: Spread, exponent_error: float = 0.0, own: Spread | None = None
) -> Contrast:
    """
    Compare two arms by a t-test whose unit is the zone.

    Parameters
    ----------
    of, against : Ratios
        Zones of the arm in question, and of the controls; at least one each.
    spread : Spread
        How much zones differ.
    exponent_error : float
        Standard error of the effort exponent, carried forward by the mean slopes.
    own : Spread, optional
        Of the first arm, where it is not *spread*.

    Returns
    -------
    Contrast
        With its 95 % interval as a ratio of rates. A part of the variance that is known and not learnt
        adds degrees of freedom, by Satterthwaite's rule.

    References
    ----------
    F. E. Satterthwaite, "An approximate distribution of estimates of variance components", Biometrics
    Bulletin 2, 1946, pp. 110-114.
    """
    estimate = float(of.log_ratio.mean() - against.log_ratio.mean())
    slope = float(of.slope.mean() - against.slope.mean())
    own = own or spread
    square = own.variance / len(of) + spread.variance / len(against)
    learnt = square - own.known / len(of)
    freedom = spread.freedom * (square / learnt) ** 2
    return _tested(estimate, float(np.sqrt(square + (slope * exponent_error) ** 2)), freedom)


def _tested(estimate: float, error: float, freedom: float) -> Contrast:
    margin = float(special.stdtrit(freedom, (1 + LEVEL) / 2)) * error
    low, value, high = (_exp(estimate + shift) for shift in (-margin, 0.0, margin))
    p = float(2 * special.stdtr(freedom, -abs(estimate) / error))
    return Contrast(estimate, error, freedom, p, Estimate(value, low, high))


def _exp(log: float) -> float:
    """Return the exponential, infinite where it is beyond all numbers."""
    return float(np.exp(log)) if log < np.log(np.finfo(float).max) else float("inf")


def displaced_contrast(displaced: Ratios, control: Ratios, exponent_error: float) -> Contrast | None:
    """
    Compare displaced with control zones; one displaced zone with the spread of the controls alone.

    Parameters
    ----------
    displaced, control : Ratios
        Zones of the two arms.
    exponent_error : float
        Standard error of the effort exponent.

    Returns
    -------
    Contrast or None
        None where an arm is empty or no arm has two zones.
    """
    spread = pooled_spread(displaced, control)
    if spread is None or not len(displaced) or not len(control):
        return None
    return contrast(displaced, control, spread, exponent_error)


def treated_contrast(
    treated: Ratios, displaced: Ratios, control: Ratios, exponent_error: float
) -> Contrast | None:
    """
    Compare treated with control zones, by the spread of all zones that are not treated.

    Parameters
    ----------
    treated, displaced, control : Ratios
        Zones of the three arms.
    exponent_error : float
        Standard error of the effort exponent.

    Returns
    -------
    Contrast or None
        None where there are no treated or control zones or nothing tells how zones differ.
    """
    spread = pooled_spread(displaced, control)
    if spread is None or not len(treated) or not len(control):
        return None
    own = treated_spread(treated, spread, displaced.followed_by(control))
    return contrast(treated, control, spread, exponent_error, own)
