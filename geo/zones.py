"""Zones and spots drawn by hand: what makes one usable, how to mend one, how far one has moved."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import METRIC, WGS84

SURROUNDINGS = (2.3, 49.3, 6.7, 51.8)
"""West, south, east and north of Belgium with a strip of some 20 km around it, in degrees."""

SMALLEST_M2 = 200.0
"""A zone smaller than this is a spot."""

LARGEST_M2 = 30e6
"""A zone larger than this is not a place that a team walks through."""

CORNERS = 3
"""The fewest corners of a zone."""

DECIMALS = 6
"""Decimals kept of a drawn corner: a tenth of a metre."""

SAMPLING = 0.1
"""Part of each edge at which outlines are compared; corners alone would miss a bulge."""


Corner = tuple[float, float]
"""Longitude and latitude in degrees."""

_NUMBER = r"(-?\d{1,3}(?:[.,]\d+)?)"
_LINE = re.compile(rf"\s*{_NUMBER}\s*(?:[,;\s])\s*{_NUMBER}\s*")


class ShapeFault(StrEnum):
    """Why a geometry cannot be a zone or a spot."""

    EMPTY = "empty"
    WRONG_TYPE = "wrong_type"
    TOO_FEW_CORNERS = "too_few_corners"
    CROSSES_ITSELF = "crosses_itself"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    OUTSIDE = "outside"


def outline(corners: Iterable[Corner]) -> shapely.Polygon | None:
    """
    Return the zone with the given corners, in the order in which they were drawn.

    Parameters
    ----------
    corners : iterable of tuple
        Longitude and latitude in degrees, in any system that keeps both; a corner given twice in a row
        and a last one that repeats the first count once.

    Returns
    -------
    Polygon or None
        Rounded to `DECIMALS`; it may cross itself (see `shape_faults`). None with fewer than `CORNERS`.
    """
    points = _distinct(np.array([*corners], dtype=np.float64).reshape(-1, 2))
    return shapely.Polygon(points) if len(points) >= CORNERS else None


def corners_of(shape: BaseGeometry | None) -> list[Corner]:
    """
    Return the corners to edit a zone by, or the position of a spot.

    Parameters
    ----------
    shape : BaseGeometry or None
        In WGS84.

    Returns
    -------
    list of tuple
        Longitude and latitude; the outer outline of a polygon without its closing corner. Empty for None
        and for a zone in several parts, which no single outline describes.
    """
    if isinstance(shape, shapely.Point) and not shape.is_empty:
        return [(shape.x, shape.y)]
    if isinstance(shape, shapely.Polygon) and not shape.is_empty:
        return [(float(east), float(north)) for east, north in shapely.get_coordinates(shape.exterior)[:-1]]
    return []


def read_corners(text: str) -> tuple[list[Corner], list[int]]:
    """
    Read corners that were typed or pasted.

    Parameters
    ----------
    text : str
        One corner a line: latitude, then longitude, as maps on a telephone give them; decimal points or
        commas, any separator.

    Returns
    -------
    list of tuple
        Longitude and latitude of the lines that could be read.
    list of int
        Numbers of the lines that could not, from 1.
    """
    corners: list[Corner] = []
    unread = []
    for number, line in enumerate(text.splitlines(), start=1):
        found = _LINE.fullmatch(line)
        if found:
            latitude, longitude = (float(part.replace(",", ".")) for part in found.groups())
            corners.append((longitude, latitude))
        elif line.strip():
            unread.append(number)
    return corners, unread


def write_corners(corners: Sequence[Corner]) -> str:
    """
    Write corners as `read_corners` reads them.

    Parameters
    ----------
    corners : sequence of tuple
        Longitude and latitude in degrees.

    Returns
    -------
    str
        One line a corner: latitude, longitude.
    """
    return "\n".join(f"{north:.{DECIMALS}f}, {east:.{DECIMALS}f}" for east, north in corners)


def untangled(zone: shapely.Polygon) -> shapely.Polygon:
    """
    Return the zone with the same corners in turn around their centre.

    Whoever clicks corners in a haphazard order gets an outline that crosses itself; taken in turn, the
    same corners enclose what was most likely meant.

    Parameters
    ----------
    zone : Polygon
        An outline that may cross itself; holes are dropped.

    Returns
    -------
    Polygon
        Star-shaped around the mean of its corners.
    """
    corners = _distinct(shapely.get_coordinates(zone.exterior))
    east, north = (corners - corners.mean(axis=0)).T
    return shapely.Polygon(corners[np.argsort(np.arctan2(north, east), kind="stable")])


def shape_faults(
    shape: BaseGeometry | None, smallest_m2: float = SMALLEST_M2, largest_m2: float = LARGEST_M2
) -> tuple[ShapeFault, ...]:
    """
    Return all that keeps *shape* from being a zone (a polygon) or a spot (a point).

    Parameters
    ----------
    shape : BaseGeometry or None
        In WGS84.
    smallest_m2, largest_m2 : float
        Bounds of a zone's surface, in square metres.

    Returns
    -------
    tuple of ShapeFault
        Empty for a usable shape.
    """
    if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        return (ShapeFault.EMPTY,)
    if not isinstance(shape, shapely.Point | shapely.Polygon | shapely.MultiPolygon):
        return (ShapeFault.WRONG_TYPE,)
    if not _is_near_belgium(shape):
        # Measures far from Belgium mean nothing in its projection.
        return (ShapeFault.OUTSIDE,)
    return () if isinstance(shape, shapely.Point) else _zone_faults(shape, smallest_m2, largest_m2)


def area_m2(shape: BaseGeometry) -> float:
    """
    Return the surface of *shape*.

    Parameters
    ----------
    shape : BaseGeometry
        In WGS84, near Belgium.

    Returns
    -------
    float
        Square metres in `geo.crs.METRIC`; 0 for a point.
    """
    return float(_metric(shape)[0].area)


def moved_m(before: BaseGeometry, after: BaseGeometry) -> float:
    """
    Return how far the outline of a place has moved at most.

    Parameters
    ----------
    before, after : BaseGeometry
        Points or polygons in WGS84, near Belgium.

    Returns
    -------
    float
        The Hausdorff distance in metres: no part of one outline is farther from the other. A zone that
        has grown on one side by 300 m has moved by 300 m, although its middle moved by less.
    """
    old, new = _metric(before, after)
    if old.geom_type == new.geom_type == "Point":
        return float(old.distance(new))
    return float(shapely.hausdorff_distance(old, new, densify=SAMPLING))


def rounded(shape: BaseGeometry) -> BaseGeometry:
    """
    Return *shape* without heights and with `DECIMALS` decimals.

    Parameters
    ----------
    shape : BaseGeometry
        In WGS84.

    Returns
    -------
    BaseGeometry
        Of the same type.
    """
    return shapely.transform(shapely.force_2d(shape), lambda corners: np.round(corners, DECIMALS))


def _distinct(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    points = np.round(points, DECIMALS)
    if len(points) == 0:
        return points
    # Each corner is compared with the next one, the last with the first.
    kept: npt.NDArray[np.float64] = points[(points != np.roll(points, -1, axis=0)).any(axis=1)]
    return kept


def _zone_faults(
    zone: shapely.Polygon | shapely.MultiPolygon, smallest_m2: float, largest_m2: float
) -> tuple[ShapeFault, ...]:
    if len(np.unique(shapely.get_coordinates(zone), axis=0)) < CORNERS:
        return (ShapeFault.TOO_FEW_CORNERS,)
    if not zone.is_valid:
        # The surface of an outline that crosses itself means nothing.
        return (ShapeFault.CROSSES_ITSELF,)
    surface = area_m2(zone)
    if surface < smallest_m2:
        return (ShapeFault.TOO_SMALL,)
    return (ShapeFault.TOO_LARGE,) if surface > largest_m2 else ()


def _is_near_belgium(shape: BaseGeometry) -> bool:
    west, south, east, north = shape.bounds
    return (
        SURROUNDINGS[0] <= west
        and SURROUNDINGS[1] <= south
        and east <= SURROUNDINGS[2]
        and north <= SURROUNDINGS[3]
    )


def _metric(*shapes: BaseGeometry) -> gpd.GeoSeries:
    return gpd.GeoSeries([*shapes], crs=WGS84).to_crs(METRIC)
