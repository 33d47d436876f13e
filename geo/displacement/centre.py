"""The middle of all contacts and how far they reach, before and after: docs/methods/centre-shift.md."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import METRIC, require_crs
from geo.displacement.model import Floats
from geo.displacement.results import Estimate
from geo.displacement.sampling import UNKNOWN, Sample, clipped, interval, shares

SMALLEST_ELLIPSE = 3
"""Zones with contacts that an ellipse needs."""


@dataclass(frozen=True)
class Ellipse:
    """
    The standard deviational ellipse of rates.

    Attributes
    ----------
    east_m, north_m : float
        Its centre, in EPSG:3812.
    semi_major_m, semi_minor_m : float
        Its half axes, in metres.
    angle_rad : float
        Direction of the longer axis, counter-clockwise from east.
    """

    east_m: float
    north_m: float
    semi_major_m: float
    semi_minor_m: float
    angle_rad: float

    def outline(self) -> shapely.Polygon:
        """Return the ellipse as a polygon in EPSG:3812."""
        circle = shapely.Point(0.0, 0.0).buffer(1.0, quad_segs=16)
        stretched = shapely.affinity.scale(circle, self.semi_major_m, self.semi_minor_m)
        turned = shapely.affinity.rotate(stretched, self.angle_rad, origin=(0, 0), use_radians=True)
        return shapely.affinity.translate(turned, self.east_m, self.north_m)


@dataclass(frozen=True)
class CentreShift:
    """
    How the middle and the reach of contacts changed, at the same effort everywhere.

    Attributes
    ----------
    before, after : tuple of float, or None
        Centre in EPSG:3812, east and north; None where there is too little.
    east_m, north_m : Estimate
        By how far the centre moved.
    distance_m : Estimate
        The same as a distance; it is nought only where nothing moved at all, so look at the other two.
    reach_before_m, reach_after_m, reach_change_m : Estimate
        Standard distance of contacts from their centre, and its change: what disperses evenly keeps its
        centre.
    ellipse_before, ellipse_after : Ellipse or None
        None with fewer than `SMALLEST_ELLIPSE` zones with contacts.
    """

    before: tuple[float, float] | None
    after: tuple[float, float] | None
    east_m: Estimate
    north_m: Estimate
    distance_m: Estimate
    reach_before_m: Estimate
    reach_after_m: Estimate
    reach_change_m: Estimate
    ellipse_before: Ellipse | None
    ellipse_after: Ellipse | None


NOTHING = CentreShift(None, None, *(UNKNOWN,) * 6, None, None)


def centre_shift(zones: gpd.GeoDataFrame, before: Sample, after: Sample, seed: int) -> CentreShift:
    """
    Compare the centre and the reach of contacts before and after.

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
    CentreShift
        With 95 % intervals by drawing rounds or months again.

    Raises
    ------
    ValueError
        If the zones are in another coordinate system, lack a position or are not those of the samples.

    References
    ----------
    R. S. Yuill, "The standard deviational ellipse: an updated tool for spatial description", Geografiska
    Annaler B 53, 1971, pp. 28-39; D. Ebdon, "Statistics in Geography", 2nd ed., 1985.
    """
    points = points_of(zones, before, after)
    if not (before.is_enough and after.is_enough):
        return NOTHING
    rng = np.random.default_rng(seed)
    (first, first_drawn), (second, second_drawn) = (_parts(side, rng) for side in (before, after))
    moved = (second - first) @ points
    moved_drawn = (second_drawn - first_drawn) @ points
    reach = [standard_distance(points, parts) for parts in (first, second, first_drawn, second_drawn)]
    units = min(before.units, after.units)
    furthest = float(np.ptp(points, axis=0) @ np.ptp(points, axis=0)) ** 0.5
    return CentreShift(
        before=_pair(first @ points),
        after=_pair(second @ points),
        east_m=interval(float(moved[0]), moved_drawn[:, 0], units),
        north_m=interval(float(moved[1]), moved_drawn[:, 1], units),
        distance_m=clipped(interval(float(np.hypot(*moved)), np.hypot(*moved_drawn.T), units), 0.0, furthest),
        reach_before_m=clipped(interval(float(reach[0]), reach[2], before.units), 0.0, furthest),
        reach_after_m=clipped(interval(float(reach[1]), reach[3], after.units), 0.0, furthest),
        reach_change_m=interval(float(reach[1] - reach[0]), reach[3] - reach[2], units),
        ellipse_before=deviational_ellipse(points, first),
        ellipse_after=deviational_ellipse(points, second),
    )


def points_of(zones: gpd.GeoDataFrame, *samples: Sample) -> Floats:
    """
    Return where the zones of samples are.

    Parameters
    ----------
    zones : GeoDataFrame
        In EPSG:3812.
    *samples : Sample
        Of these zones, in their order.

    Returns
    -------
    ndarray of float, shape (z, 2)
        East and north in metres, of a point within each zone.

    Raises
    ------
    ValueError
        If the zones are in another coordinate system, lack a position or are not those of the samples.
    """
    require_crs(zones, METRIC)
    if any(len(sample.contacts) != len(zones) for sample in samples):
        message = "samples are over other zones than those with positions"
        raise ValueError(message)
    if (zones.geometry.isna() | zones.geometry.is_empty).any():
        message = "a zone without a position has no place in a centre"
        raise ValueError(message)
    points: Floats = shapely.get_coordinates(zones.geometry.representative_point())
    return points


def standard_distance(points: Floats, parts: Floats) -> Floats:
    """
    Return the root mean square distance from the weighted mean centre.

    Parameters
    ----------
    points : ndarray of float, shape (z, 2)
        Positions in metres.
    parts : ndarray of float, shape (..., z)
        Weights that add up to 1.

    Returns
    -------
    ndarray of float, shape (...)
        In metres.
    """
    # From a centre of our own: squares of coordinates in metres would eat half of the digits.
    local = points - points.mean(axis=0)
    centre = parts @ local
    squares = parts @ (local**2).sum(axis=1) - (centre**2).sum(axis=-1)
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)))


def deviational_ellipse(points: Floats, weights: Floats) -> Ellipse | None:
    """
    Return the standard deviational ellipse around the weighted mean centre.

    Parameters
    ----------
    points : ndarray of float, shape (z, 2)
        Positions in EPSG:3812.
    weights : ndarray of float, shape (z,)
        Rates, or their shares.

    Returns
    -------
    Ellipse or None
        None with fewer than `SMALLEST_ELLIPSE` zones above nought.
    """
    # pointpats takes two seconds to come, which only this figure need wait for.
    from pointpats.centrography import ellipse, weighted_mean_center  # noqa: PLC0415 - see above

    above = weights > 0
    if above.sum() < SMALLEST_ELLIPSE:
        return None
    east, north = weighted_mean_center(points[above], weights[above])
    major, minor, angle = ellipse(points[above] - (east, north), weights[above])
    return Ellipse(float(east), float(north), float(major), float(minor), float(angle))


def _parts(side: Sample, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return the share of each zone, as it is and as drawn again."""
    return side.shares, shares(*side.drawn(rng))


def _pair(point: Floats) -> tuple[float, float]:
    return float(point[0]), float(point[1])
