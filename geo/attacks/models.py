"""Model leakage: a heat map or a smoothed line is a known matrix, and a matrix can be inverted."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely

from geo.attacks.results import Outcome
from geo.attacks.systems import FloatArray, IntArray
from geo.crs import to_metric

WEIGHT = 0.3
"""Weight of the newest month in the smoothed line."""

LINE_DECIMALS = 1
"""Decimals with which a chart prints the smoothed line."""

HEAT_DECIMALS = 6
"""Decimals of the intensities that a heat map sends to the browser."""


def invert_line(line: FloatArray) -> FloatArray:
    """
    Return the counts behind an exponentially smoothed line.

    Parameters
    ----------
    line : float array
        Shape (rows, months), from `smooth`.

    Returns
    -------
    float array
        Same shape.
    """
    counts = line.copy()
    counts[:, 1:] = (line[:, 1:] - (1 - WEIGHT) * line[:, :-1]) / WEIGHT
    return counts


def smooth(counts: IntArray) -> FloatArray:
    """
    Return the smoothed line that a chart shows.

    Parameters
    ----------
    counts : int array
        Shape (rows, months).

    Returns
    -------
    float array
        Same shape, to `LINE_DECIMALS`.
    """
    line = counts.astype(np.float64)
    for month in range(1, line.shape[1]):
        line[:, month] = WEIGHT * line[:, month] + (1 - WEIGHT) * line[:, month - 1]
    return line.round(LINE_DECIMALS)


def kernel(areas: gpd.GeoDataFrame) -> FloatArray:
    """
    Return the Gaussian kernel of a heat map over the middles of areas.

    Parameters
    ----------
    areas : GeoDataFrame
        WGS84.

    Returns
    -------
    float array
        Shape (areas, areas); the bandwidth is the median distance to the nearest other area.
    """
    points = to_metric(areas).geometry.representative_point()
    places = shapely.get_coordinates(points.to_numpy())
    distances = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    if len(places) == 1:
        return np.ones((1, 1))
    np.fill_diagonal(distances, np.inf)
    bandwidth = max(float(np.median(distances.min(axis=1))), 1.0)
    np.fill_diagonal(distances, 0)
    return np.asarray(np.exp(-0.5 * (distances / bandwidth) ** 2), dtype=np.float64)


def invert(grids: Sequence[tuple[IntArray, IntArray]], weights: FloatArray, base: int) -> Outcome:
    """
    Smooth counts as a dashboard would, then take the smoothing back.

    Parameters
    ----------
    grids : sequence of (int array, int array)
        Two pairs of what a model is fed with and the true counts: by unit and month for a smoothed line, by
        area and month for a heat map.
    weights : float array
        From `kernel`.
    base : int
        Counts from 1 to base - 1 are attacked.

    Returns
    -------
    Outcome
        A target is recovered where the inverse rounds to the truth.
    """
    (line, line_truth), (heat, heat_truth) = grids
    shown = (weights @ heat).round(HEAT_DECIMALS)
    found = [(invert_line(smooth(line)), line_truth), (np.linalg.solve(weights, shown), heat_truth)]
    tried = recovered = 0
    for guessed, truth in found:
        small = (truth >= 1) & (truth < base)
        tried += int(small.sum())
        recovered += int((np.rint(guessed) == truth)[small].sum())
    return Outcome(tried, tried, recovered)
