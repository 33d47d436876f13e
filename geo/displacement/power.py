"""What a study could have seen: the smallest change that it would find four times out of five."""

from functools import lru_cache

import numpy as np
from scipy import optimize, special, stats

from geo.displacement.contrasts import LEVEL
from geo.displacement.results import Power

WANTED = 0.8


def power_of(log_ratio: float, error: float, freedom: int) -> float:
    """
    Return how often a true change is found.

    Parameters
    ----------
    log_ratio : float
        Log of the true ratio of rates.
    error : float
        Standard error of the contrast.
    freedom : int
        Its degrees of freedom.

    Returns
    -------
    float
        Probability that the two-sided t-test at 5 % finds it, and in its direction.

    References
    ----------
    J. Cohen, "Statistical Power Analysis for the Behavioral Sciences", 2nd ed., 1988, chapter 2.
    """
    return _power(abs(log_ratio) / error, freedom)


def smallest_detectable(error: float, freedom: int) -> Power:
    """
    Return the smallest rise and fall that would be found four times out of five.

    Parameters
    ----------
    error : float
        Standard error of the contrast, with the between-zone spread of this study.
    freedom : int
        Its degrees of freedom.

    Returns
    -------
    Power
        As ratios of rates, one the inverse of the other.
    """
    # Beyond any number that a ratio could be printed as, it is as good as infinite.
    log_ratio = min(_needed(freedom) * error, float(np.log(np.finfo(float).max)) / 2)
    return Power(float(np.exp(log_ratio)), float(np.exp(-log_ratio)))


def _power(shift: float, freedom: int) -> float:
    critical = float(special.stdtrit(freedom, (1 + LEVEL) / 2))
    # A change found in the wrong direction is no find.
    return float(stats.nct.sf(critical, freedom, shift))


@lru_cache(maxsize=256)
def _needed(freedom: int) -> float:
    """Return by how many standard errors a change must differ from none."""
    critical = float(special.stdtrit(freedom, (1 + LEVEL) / 2))
    found = optimize.brentq(lambda shift: _power(shift, freedom) - WANTED, 0.0, 2 * critical)
    return float(found)
