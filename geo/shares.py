"""Shares that add up to the whole, and changes that are only stated where they mean something."""

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

PER_MILLE = 1000
"""Shares are given to one decimal of a percent, so a whole has a thousand steps."""

LEAST_BASE = 10
"""Below this base a relative change is not stated: one event more or less would move it by over 10 %."""


def apportion(counts: IntArray, whole: int) -> IntArray:
    """
    Split *whole* in proportion to *counts* so that the parts add up to it exactly.

    Parameters
    ----------
    counts : ndarray of int64, shape (n,)
        Not negative.
    whole : int
        What to split, not negative.

    Returns
    -------
    ndarray of int64, shape (n,)
        Each within one of its exact proportion; all zero where *counts* are.

    Raises
    ------
    ValueError
        If a count or *whole* is negative.

    References
    ----------
    The largest-remainder method, also called Hamilton's: M. L. Balinski and H. P. Young, "Fair
    Representation", Yale University Press, 1982, chapter 2. Equal remainders are served in order.
    """
    if whole < 0 or (counts < 0).any():
        message = "only counts that are not negative can be apportioned"
        raise ValueError(message)
    total = int(counts.sum())
    if total == 0:
        return np.zeros_like(counts)
    parts, remainders = np.divmod(counts * whole, total)
    left = whole - int(parts.sum())
    parts[np.argsort(-remainders, kind="stable")[:left]] += 1
    return parts


def percentages(counts: IntArray) -> FloatArray:
    """
    Return the shares of *counts* in percent, to one decimal, that add up to 100.0.

    Parameters
    ----------
    counts : ndarray of int64, shape (n,)
        Not negative.

    Returns
    -------
    ndarray of float64, shape (n,)
        Percent; NaN where there is nothing to share.
    """
    if not counts.sum():
        return np.full(counts.shape, np.nan)
    return apportion(counts, PER_MILLE) / 10


def relative_changes(now: IntArray, before: IntArray) -> FloatArray:
    """
    Return by how many percent *now* differs from *before*.

    Parameters
    ----------
    now, before : ndarray of int64, shape (n,)
        Counts of two periods of the same length.

    Returns
    -------
    ndarray of float64, shape (n,)
        Percent of *before*, to one decimal; NaN where *before* is under `LEAST_BASE`.
    """
    changes = np.full(now.shape, np.nan)
    stated = before >= LEAST_BASE
    changes[stated] = np.round(100 * (now[stated] - before[stated]) / before[stated], 1)
    return changes
