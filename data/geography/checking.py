"""Checks the features of a layer: all that is wrong with each, and positions in WGS84."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import ProjError

from data.geography.faults import LayerFault, LayerFaultKind, Value, in_order
from data.geography.opening import OpenedLayer, quiet
from data.geography.roles import RULES, LayerRole
from geo.crs import WGS84, to_metric, to_wgs84

SURROUNDINGS = (1.5, 48.5, 7.5, 52.5)
"""West, south, east and north, in degrees, of where a layer for this product can lie."""

SLIGHT = 1e-3
"""Largest share of its surface by which repairing may change a background's polygon."""

_TURN = 360.0


@dataclass(frozen=True)
class CheckedLayer:
    """
    A layer whose features were all looked at.

    Attributes
    ----------
    frame : GeoDataFrame
        The features in WGS84; none where there is a fault.
    faults : tuple of LayerFault
        Those of the file first, then by feature.
    mended : tuple of int
        Numbers of the features whose outline touched or crossed itself within `SLIGHT` of their surface.
    """

    frame: gpd.GeoDataFrame
    faults: tuple[LayerFault, ...]
    mended: tuple[int, ...] = ()


def checked_layer(opened: OpenedLayer, role: LayerRole) -> CheckedLayer:
    """
    Check every feature of a layer and bring it to WGS84.

    Parameters
    ----------
    opened : OpenedLayer
        The layer as it stands in its file.
    role : LayerRole
        What it is for.

    Returns
    -------
    CheckedLayer
        The features, or all faults.
    """
    with quiet():
        frame, mended = (opened.frame, ()) if role == LayerRole.PLACES else _mended(opened.frame)
        found = _shape_faults(frame, opened.unreadable, role)
        wrong = {fault.feature for fault in found}
        placed, elsewhere = _place(frame[[row + 1 not in wrong for row in range(len(frame))]])
    faults = in_order([*found, *elsewhere])
    return CheckedLayer(placed.iloc[:0], faults) if faults else CheckedLayer(placed, (), mended)


def _mended(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[int, ...]]:
    """
    Repair outlines of a background that touch or cross themselves in a hair's breadth.

    Files with few decimals are full of them. A zone that somebody drew is never repaired: nobody knows
    which of its halves was meant.
    """
    shapes = frame.geometry.to_numpy().copy()
    rows = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    repaired = shapely.make_valid(shapes[rows], method="structure", keep_collapsed=False)
    surface = shapely.area(repaired)
    slight = (surface > 0) & (np.abs(shapely.area(shapes[rows]) - surface) <= SLIGHT * surface)
    shapes[rows[slight]] = repaired[slight]
    return frame.set_geometry(shapes, crs=frame.crs), tuple(int(row) + 1 for row in rows[slight])


def _shape_faults(frame: gpd.GeoDataFrame, unreadable: frozenset[int], role: LayerRole) -> list[LayerFault]:
    shapes = frame.geometry.to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    reasons = shapely.is_valid_reason(shapes)
    allowed = tuple(sorted(RULES[role].geometries))
    faults = []
    for row, (shape, nothing) in enumerate(zip(shapes, missing, strict=True)):
        number = row + 1
        if row in unreadable:
            faults.append(LayerFault(LayerFaultKind.UNREADABLE_GEOMETRY, number))
        elif nothing:
            faults.append(LayerFault(LayerFaultKind.NO_GEOMETRY, number))
        elif shape.geom_type not in allowed:
            types: dict[str, Value] = {"found": (shape.geom_type,), "expected": allowed}
            faults.append(LayerFault(LayerFaultKind.GEOMETRY_TYPE, number, types))
        elif reasons[row] != "Valid Geometry":
            reason, _, position = str(reasons[row]).rstrip("]").partition("[")
            where: dict[str, Value] = {"reason": (reason,), "position": position}
            faults.append(LayerFault(LayerFaultKind.INVALID_GEOMETRY, number, where))
    return faults


def _place(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[LayerFault]]:
    """Bring sound features to WGS84, and find those that lie elsewhere."""
    if frame.crs is None:
        return frame, [LayerFault(LayerFaultKind.NO_CRS)]
    if frame.empty:
        return frame, []
    if frame.crs.is_geographic and float(np.abs(frame.total_bounds).max()) > _TURN:
        return frame, [LayerFault(LayerFaultKind.METRES)]
    try:
        placed = _in_degrees(frame)
    except (ProjError, ValueError, RuntimeError):
        return frame, [LayerFault(LayerFaultKind.UNKNOWN_CRS)]
    bounds = placed.bounds.to_numpy()
    if frame.crs.is_geographic and _inside(bounds[:, [1, 0, 3, 2]]).all():
        return placed, [LayerFault(LayerFaultKind.SWAPPED)]
    outside = np.flatnonzero(~_inside(bounds))
    return placed, [LayerFault(LayerFaultKind.OUTSIDE, int(placed.index[int(row)]) + 1) for row in outside]


def _in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if CRS.from_user_input(WGS84).equals(frame.crs, ignore_axis_order=True):
        return to_wgs84(frame)
    # From Lambert 72 the way through Lambert 2008 is known to 0.2 m, the straight one only to 1 m.
    return to_wgs84(to_metric(frame))


def _inside(bounds: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    west, south, east, north = SURROUNDINGS
    # What could not be projected is infinite, and not inside either.
    inside: npt.NDArray[np.bool_] = (
        (bounds[:, 0] >= west) & (bounds[:, 1] >= south) & (bounds[:, 2] <= east) & (bounds[:, 3] <= north)
    )
    return inside


def first_use(values: Sequence[str]) -> "pd.Series[int]":
    """
    Tell where each value stands for the first time.

    Parameters
    ----------
    values : sequence of str
        Any texts.

    Returns
    -------
    Series of int
        For each value the row of its first use, its own row where it is new.
    """
    column = pd.Series(list(values), dtype=object)
    rows = pd.Series(range(len(column)))
    return rows.groupby(column).transform("first").astype(int)
