"""Months in which a series itself broke: a hint, found without being told of any regulation.

See docs/methods/change-points.md.
"""

from dataclasses import dataclass

import numpy as np

from geo.displacement.interrupted import season_adjusted
from geo.displacement.model import YEAR, Floats
from geo.displacement.monthly import Monthly

SMALLEST_SEGMENT = 6
"""Months with effort between two changes: shorter stretches are outliers and seasons."""

PENALTY = 3.0
"""Price of a change in variances of the noise times the log of the number of months; see the method page."""

HALF = 0.5
"""Added to each count, so that a month in which nobody was met still has a logarithm."""


@dataclass(frozen=True)
class ChangePoint:
    """
    A month from which on the level is another one.

    Attributes
    ----------
    month : int
        Number of the first month at the new level.
    ratio : float
        New level over old, of contacts per hour without the season.
    """

    month: int
    ratio: float


def change_points(series: Monthly) -> tuple[ChangePoint, ...]:
    """
    Return the months in which the level of a series changed.

    Parameters
    ----------
    series : Monthly
        Contacts and hours by month.

    Returns
    -------
    tuple of ChangePoint
        In order; none where there is too little to tell a season from a change.

    References
    ----------
    R. Killick, P. Fearnhead and I. A. Eckley, "Optimal detection of changepoints with a linear computational
    cost", Journal of the American Statistical Association 107, 2012, pp. 1590-1598.
    """
    without_season = season_adjusted(series)
    if without_season is None:
        return ()
    looked = series.looked
    season = without_season.season[series.months[looked] % YEAR]
    logs = np.log((series.contacts[looked] + HALF) / series.hours[looked] / season)
    months = series.months[looked]
    starts = breaks(logs)
    levels = [float(part.mean()) for part in np.split(logs, starts)]
    return tuple(
        ChangePoint(int(months[start]), float(np.exp(new - old)))
        for start, old, new in zip(starts, levels, levels[1:], strict=False)
    )


def breaks(signal: Floats, count: int | None = None) -> list[int]:
    """
    Return where the mean of a signal changes.

    Parameters
    ----------
    signal : ndarray of float, shape (n,)
        In order.
    count : int, optional
        How many changes to place; as many as are worth their penalty if not given.

    Returns
    -------
    list of int
        Positions of the first value after each change, by least squares.

    Raises
    ------
    ValueError
        If the signal is too short for *count* changes.

    References
    ----------
    C. Truong, L. Oudre and N. Vayatis, "Selective review of offline change point detection methods", Signal
    Processing 167, 2020.
    """
    import ruptures  # noqa: PLC0415 - takes half a second, which a screen without change points need not wait for

    values = np.asarray(signal, dtype=float)[:, None]
    if len(values) < (2 if count is None else count + 1) * SMALLEST_SEGMENT:
        if count is None:
            return []
        message = f"{len(values)} values are too few for {count} changes"
        raise ValueError(message)
    # The linear kernel is least squares, and three hundred times as fast as ruptures' own Pelt and Dynp.
    search = ruptures.KernelCPD(kernel="linear", min_size=SMALLEST_SEGMENT).fit(values)
    if count is not None:
        ends = search.predict(n_bkps=count)
    elif (noise := _noise(signal)) > 0:
        ends = search.predict(pen=PENALTY * np.log(len(values)) * noise)
    else:
        return []
    return [int(end) for end in ends[:-1]]


def _noise(signal: Floats) -> float:
    """Return the variance around the level, which a few changes of it leave as it is."""
    return float(np.mean(np.diff(signal) ** 2) / 2)
