"""Layers that users brought, as GeoJSON light enough to lie under every map.

Only what is drawn is sent: of municipalities and sectors their borders, each once; of roads their lines,
joined where they continue; of waters their shapes. Names and codes stay on the server.
"""

import geopandas as gpd
import numpy as np
import shapely

from data.geography.faults import LayerFaultKind, LayerRefusedError
from data.geography.roles import LayerRole
from geo.boundaries import edges, simplify_coverage
from geo.crs import to_metric, to_wgs84

LARGEST_KB = 600
"""Largest document of one layer for the browser, before compression, in kilobytes of 1000 bytes."""

TOLERANCES_M = (15.0, 30.0, 60.0, 120.0, 240.0)
"""Tolerances tried one after the other until a layer is light enough, in metres."""

DECIMALS = 4
"""Decimals of a degree that the browser gets: about ten metres."""

LIGHTEST_POSITION = 12
"""Bytes that a position takes at least in a document; what has more positions need not be written out."""

BORDERED = (LayerRole.MUNICIPALITIES, LayerRole.SECTORS)
"""The roles of which only borders are drawn."""


_LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)


def light_drawing(frame: gpd.GeoDataFrame, role: LayerRole) -> tuple[float, bytes]:
    """
    Simplify a layer until it is light enough to be drawn.

    Parameters
    ----------
    frame : GeoDataFrame
        A layer in WGS84.
    role : LayerRole
        What it is for.

    Returns
    -------
    float
        The tolerance that was needed, in metres.
    bytes
        A GeoJSON FeatureCollection in WGS84, UTF-8, without properties.

    Raises
    ------
    LayerRefusedError
        If the layer stays too heavy.
    """
    metric = to_metric(frame)
    if role == LayerRole.ROADS:
        metric = _joined(metric)
    is_coverage = role in BORDERED and bool(shapely.coverage_is_valid(metric.geometry.to_numpy()))
    for tolerance in TOLERANCES_M:
        simple = (
            simplify_coverage(metric, tolerance)
            if is_coverage
            else metric.set_geometry(metric.geometry.simplify(tolerance))
        )
        drawn = _geojson(_lines(simple) if role in BORDERED else simple)
        if drawn is not None and len(drawn) <= LARGEST_KB * 1000:
            return tolerance, drawn
    raise LayerRefusedError(LayerFaultKind.DETAILED, limit=LARGEST_KB)


def _joined(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Join the pieces of a road from crossing to crossing: fewer ends, and longer lines to simplify."""
    pieces = shapely.get_parts(frame.geometry.to_numpy())
    lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(pieces)))
    return gpd.GeoDataFrame(geometry=lines, crs=frame.crs)


def _lines(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[edges(frame)], crs=frame.crs)


def _geojson(frame: gpd.GeoDataFrame) -> bytes | None:
    """Return a metric layer as GeoJSON, None where it is too large at first sight."""
    if int(shapely.get_num_coordinates(frame.geometry).sum()) * LIGHTEST_POSITION > LARGEST_KB * 1000:
        return None
    shapes = to_wgs84(frame).geometry.to_numpy()
    rounded = shapely.set_precision(shapes, 10.0**-DECIMALS, mode="pointwise")
    if bool(np.isin(shapely.get_type_id(rounded), _LINES).all()):
        rounded = np.array([shapely.multilinestrings(shapely.get_parts(rounded))])
    # GEOS writes the geometries; put together as text they need not be read again.
    features = ",".join(
        f'{{"type":"Feature","properties":{{}},"geometry":{shape}}}' for shape in shapely.to_geojson(rounded)
    )
    return f'{{"type":"FeatureCollection","features":[{features}]}}'.encode()
