"""Boundaries as a coverage: polygons that meet without gaps or overlaps, and stay so when simplified."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiLineString, Polygon

from geo.crs import METRIC, require_crs

SURROUNDINGS_M = 50_000.0
"""How far the empty land drawn around a coverage reaches while its outer boundary is simplified."""


def require_coverage(frame: gpd.GeoDataFrame) -> None:
    """
    Refuse polygons that overlap, leave slivers, or whose shared edges do not match.

    Parameters
    ----------
    frame : GeoDataFrame
        Polygons in `METRIC`.

    Raises
    ------
    ValueError
        If the frame is not in `METRIC`, a polygon is invalid, or the polygons are no coverage.
    """
    require_crs(frame, METRIC)
    shapes = frame.geometry.to_numpy()
    if not bool(shapely.is_valid(shapes).all()) or not bool(shapely.coverage_is_valid(shapes)):
        message = "the polygons overlap or their shared edges do not match: they are no coverage"
        raise ValueError(message)


def simplify_coverage(frame: gpd.GeoDataFrame, tolerance: float) -> gpd.GeoDataFrame:
    """
    Simplify polygons so that neighbours keep sharing their edges.

    Parameters
    ----------
    frame : GeoDataFrame
        A coverage in `METRIC`.
    tolerance : float
        Metres: the square root of the area of the triangles that may be cut off.

    Returns
    -------
    GeoDataFrame
        The same rows with simpler polygons, still a coverage with the same neighbours.

    Raises
    ------
    ValueError
        If *frame* is no coverage in `METRIC`.

    References
    ----------
    Visvalingam, M. and Whyatt, J. D. (1993). Line generalisation by repeated elimination of points.
    The Cartographic Journal 30(1), 46-51.
    """
    require_coverage(frame)
    return frame.set_geometry(shapely.coverage_simplify(frame.geometry.to_numpy(), tolerance))


def simplify_except(
    frame: gpd.GeoDataFrame, keep: npt.NDArray[np.bool_], tolerance: float
) -> gpd.GeoDataFrame:
    """
    Simplify the polygons around those to keep, without opening a gap between the two.

    Parameters
    ----------
    frame : GeoDataFrame
        A coverage in `METRIC`.
    keep : ndarray of bool, shape (n,)
        Rows whose polygons must not change.
    tolerance : float
        Metres, as in `simplify_coverage`.

    Returns
    -------
    GeoDataFrame
        The same rows: those to keep as they were, the others simpler, together still a coverage.

    Raises
    ------
    ValueError
        If *frame* is no coverage in `METRIC`.
    """
    require_coverage(frame)
    shapes = frame.geometry.to_numpy().copy()
    # With the land around it as one more polygon, the outer boundary of the coverage becomes an inner
    # edge; what is left as "boundary", and therefore left alone, is the edge of the polygons to keep.
    around = shapely.difference(
        shapely.box(*shapely.total_bounds(shapes)).buffer(SURROUNDINGS_M, join_style="mitre"),
        shapely.coverage_union_all(shapes),
    )
    rest = np.array([*shapes[~keep], around], dtype=object)
    shapes[~keep] = shapely.coverage_simplify(rest, tolerance, simplify_boundary=False)[:-1]
    return frame.set_geometry(shapes)


def dissolve(frame: gpd.GeoDataFrame, by: str) -> gpd.GeoDataFrame:
    """
    Join the polygons that share a value.

    Parameters
    ----------
    frame : GeoDataFrame
        A coverage, in any system; shared edges must match exactly.
    by : str
        The column with the value; rows without one are left out.

    Returns
    -------
    GeoDataFrame
        One row a value, in sorted order, with the value as index, the first of each other column, and
        the joined polygon.
    """
    return frame.dissolve(by=by, method="coverage")


def edges(frame: gpd.GeoDataFrame) -> MultiLineString:
    """
    Return the boundaries of a coverage, every shared edge once.

    Parameters
    ----------
    frame : GeoDataFrame
        A coverage, in any system.

    Returns
    -------
    MultiLineString
        Merged lines in the system of *frame*; empty where *frame* is.
    """
    lines = shapely.line_merge(shapely.union_all(shapely.boundary(frame.geometry.to_numpy())))
    return MultiLineString([part for part in shapely.get_parts(lines) if part.geom_type == "LineString"])


def extent(frame: gpd.GeoDataFrame, margin: float) -> Polygon:
    """
    Return the upright rectangle around all rows.

    Parameters
    ----------
    frame : GeoDataFrame
        In `METRIC`, with at least one shape.
    margin : float
        Metres to add on each side.

    Returns
    -------
    Polygon
        The rectangle, in `METRIC`.

    Raises
    ------
    ValueError
        If the frame is not in `METRIC` or has no shape.
    """
    require_crs(frame, METRIC)
    west, south, east, north = frame.total_bounds
    if not np.isfinite(west):
        message = "a frame without shapes has no extent"
        raise ValueError(message)
    return shapely.box(west - margin, south - margin, east + margin, north + margin)


def clip(frame: gpd.GeoDataFrame, window: Polygon) -> gpd.GeoDataFrame:
    """
    Return what lies inside *window*.

    Parameters
    ----------
    frame : GeoDataFrame
        Points, lines or polygons.
    window : Polygon
        In the system of *frame*.

    Returns
    -------
    GeoDataFrame
        The rows that reach into the window, cut at its edge, in their order; a polygon that only touches
        it is left out rather than kept as a line or point.
    """
    return gpd.clip(frame, window, keep_geom_type=True, sort=True)
