"""The smallest shift between zones that is compatible with the counts; never observed flows.

Nobody was followed from one zone to another. Of all the ways in which contacts could have come to be spread
as they are after a date, this is the one with the least distance. See docs/methods/minimum-movement.md.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from scipy.spatial.distance import cdist

from geo.displacement.centre import points_of
from geo.displacement.model import Floats
from geo.displacement.results import Estimate
from geo.displacement.sampling import TAILS, Sample, clipped, interval, shares

METRES_A_KM = 1000.0


@dataclass(frozen=True, eq=False)
class MinimumMovement:
    """
    The smallest shift compatible with the counts.

    Attributes
    ----------
    flows : ndarray of float, shape (z, z)
        Share of all contacts, at the same effort everywhere, that would have had to go from the row to the
        column; the diagonal stays.
    flows_low, flows_high : ndarray of float, shape (z, z)
        Limits of what 95 % of draws show: most single flows are not to be relied on.
    moved : Estimate
        Share that would have had to go anywhere at all.
    distance_km : Estimate
        Mean distance over all contacts, those that stay included, in a straight line.
    """

    flows: Floats
    flows_low: Floats
    flows_high: Floats
    moved: Estimate
    distance_km: Estimate


def minimum_movement(
    zones: gpd.GeoDataFrame, before: Sample, after: Sample, seed: int
) -> MinimumMovement | None:
    """
    Return the smallest shift of contacts between zones that makes one side into the other.

    Parameters
    ----------
    zones : GeoDataFrame
        Zones of one kind in EPSG:3812, each with a position.
    before, after : Sample
        The same zones in the same order, by round or month.
    seed : int
        Of the draws.

    Returns
    -------
    MinimumMovement or None
        None where there is too little.

    Raises
    ------
    ValueError
        If the zones are in another coordinate system, lack a position or are not those of the samples.

    References
    ----------
    G. Peyré and M. Cuturi, "Computational Optimal Transport", Foundations and Trends in Machine Learning 11,
    2019, pp. 355-607.
    """
    points = points_of(zones, before, after)
    if not (before.is_enough and after.is_enough):
        return None
    rng = np.random.default_rng(seed)
    km = cdist(points, points) / METRES_A_KM
    flows = smallest_flows(before.shares, after.shares, km)
    pairs = zip(shares(*before.drawn(rng)), shares(*after.drawn(rng)), strict=True)
    drawn = np.array([_flows_or_nothing(first, second, km) for first, second in pairs])
    if np.isnan(drawn).all():
        return None
    low, high = np.nanquantile(drawn, TAILS, axis=0)
    units = min(before.units, after.units)
    stays, far = np.eye(len(km)), float(km.max())
    return MinimumMovement(
        flows=flows,
        flows_low=low,
        flows_high=high,
        moved=clipped(
            interval(1 - float((flows * stays).sum()), 1 - (drawn * stays).sum(axis=(1, 2)), units), 0.0, 1.0
        ),
        distance_km=clipped(
            interval(float((flows * km).sum()), (drawn * km).sum(axis=(1, 2)), units), 0.0, far
        ),
    )


def smallest_flows(before: Floats, after: Floats, cost: Floats) -> Floats:
    """
    Return the flows of least cost among which as much as possible stays.

    Where three zones lie on a line, going from the first to the second and from there to the third costs as
    much as going past; what can stay stays here, which the triangle inequality never makes dearer. So the
    share that moves is the total variation between the two distributions, and does not hang on the solver.

    Parameters
    ----------
    before, after : ndarray of float, shape (z,)
        Shares that add up to 1.
    cost : ndarray of float, shape (z, z)
        Distances.

    Returns
    -------
    ndarray of float, shape (z, z)
        By row from and column to.
    """
    stays = np.minimum(before, after)
    excess, gap = before - stays, after - stays
    if excess.sum() <= np.finfo(float).eps:
        return np.diag(stays)
    return np.diag(stays) + cheapest_flows(excess, gap, cost)


def cheapest_flows(before: Floats, after: Floats, cost: Floats) -> Floats:
    """
    Return the flows of least cost that make one distribution into another.

    Parameters
    ----------
    before, after : ndarray of float, shape (z,)
        Not negative, with equal sums.
    cost : ndarray of float, shape (z, z)
        Of one unit from the row to the column.

    Returns
    -------
    ndarray of float, shape (z, z)
        By row from and column to, in the units of *before*.
    """
    import ot  # noqa: PLC0415 - takes a second, which only this figure, off by default, need wait for

    flows: Floats = ot.emd(before, after * (before.sum() / after.sum()), cost)
    return flows


def _flows_or_nothing(before: Floats, after: Floats, cost: Floats) -> Floats:
    """Return the flows of a draw, NaN where it left a zone without effort."""
    if np.isnan(before).any() or np.isnan(after).any():
        return np.full(cost.shape, np.nan)
    return smallest_flows(before, after, cost)
