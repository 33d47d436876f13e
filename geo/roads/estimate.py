"""Travel times without roads: a line over the distance, corrected by trips that were measured."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

from geo.roads.graph import great_circle_km

DETOUR = 1.35
"""Kilometres by road for each as the crow flies."""

FOOT_DETOUR = 1.3
"""Kilometres on foot for each as the crow flies."""

FOOT_KMH = 4.5
"""Speed of somebody on foot."""

SET_OFF_MIN = 2.0
"""To set off and to park, whatever lies between; the minutes on the road come on top."""

PRIOR_KM = (1.0, 15.0)
"""Distances at which the default counts as one trip each, until there are enough measured ones."""


@dataclass(frozen=True)
class Estimate:
    """
    Minutes of a drive on empty roads, by the distance as the crow flies.

    Attributes
    ----------
    start_min : float
        To set off and to park.
    per_km_min : float
        For each kilometre.
    """

    start_min: float
    per_km_min: float

    def minutes(self, km: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """
        Return what drives take.

        Parameters
        ----------
        km : array_like
            Distances as the crow flies.

        Returns
        -------
        ndarray of float64
            Minutes, in the shape of *km*.
        """
        return self.start_min + self.per_km_min * np.asarray(km, dtype=np.float64)


DEFAULT = Estimate(start_min=SET_OFF_MIN, per_km_min=1.75)
"""Before anything was measured; calibrated on road networks, see docs/methods/travel-times.md."""


def crow_km(longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """
    Return the distances between all places.

    Parameters
    ----------
    longitude, latitude : ndarray of float64, shape (n,)
        WGS84, in degrees.

    Returns
    -------
    ndarray of float64, shape (n, n)
        Kilometres as the crow flies.
    """
    return great_circle_km(longitude[:, None], latitude[:, None], longitude[None, :], latitude[None, :])


def refit(km: npt.NDArray[np.float64], minutes: npt.NDArray[np.float64]) -> Estimate:
    """
    Fit the estimate to trips that were measured.

    Relative errors are squared: five minutes off count more on a drive of ten than on one of fifty, and the
    range that is shown around an estimate is a share of it too. Each is a share of what was measured or of
    the default, whichever is more: else one very fast drive would outvote any number of slow ones. The
    default counts as two trips (`PRIOR_KM`), so that one trip moves the line and does not turn it round.

    Parameters
    ----------
    km : ndarray of float64, shape (t,)
        Distances as the crow flies.
    minutes : ndarray of float64, shape (t,)
        What the trips took on empty roads; positive.

    Returns
    -------
    Estimate
        Both parts not negative; `DEFAULT` where there is no trip.
    """
    distances = np.concatenate([km, PRIOR_KM])
    taken = np.concatenate([minutes, DEFAULT.minutes(PRIOR_KM)])
    whole = np.maximum(taken, DEFAULT.minutes(distances))
    design = np.stack([np.ones_like(distances), distances], axis=1) / whole[:, None]
    (start_min, per_km_min), _ = nnls(design, taken / whole)
    return Estimate(float(start_min), float(per_km_min))


def typical_error(estimate: Estimate, km: npt.NDArray[np.float64], minutes: npt.NDArray[np.float64]) -> float:
    """
    Return how far an estimate usually is from what was measured.

    Parameters
    ----------
    estimate : Estimate
        The line.
    km, minutes : ndarray of float64, shape (t,)
        As for `refit`.

    Returns
    -------
    float
        Mean of the absolute errors, each as a share of the minutes measured; NaN without a trip.
    """
    return float(np.mean(np.abs(estimate.minutes(km) / minutes - 1))) if len(km) else float("nan")


def walking_minutes(km: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """
    Return what walks take.

    Parameters
    ----------
    km : ndarray of float64
        Distances as the crow flies.

    Returns
    -------
    ndarray of float64
        Minutes, in the shape of *km*.
    """
    return FOOT_DETOUR * km / FOOT_KMH * 60
