"""The two coordinate systems of the project: degrees to store and draw, metres to measure."""

import geopandas as gpd
import pandas as pd
from pyproj import CRS

WGS84 = "EPSG:4326"
"""Longitude and latitude in degrees: what is stored, exchanged and drawn."""

METRIC = "EPSG:3812"
"""Belgian Lambert 2008, in metres: the only system in which lengths and areas are computed."""


def require_crs(frame: gpd.GeoDataFrame, crs: str) -> None:
    """
    Refuse a frame that is not in the coordinate system a function works in.

    Parameters
    ----------
    frame : GeoDataFrame
        The frame to look at.
    crs : str
        The system it must be in, such as `METRIC`.

    Raises
    ------
    ValueError
        If the frame says no system, or another one.
    """
    if frame.crs is None:
        message = f"the frame does not say its coordinate system; {crs} is needed"
        raise ValueError(message)
    if not frame.crs.equals(CRS.from_user_input(crs), ignore_axis_order=True):
        message = f"the frame is in {frame.crs.to_string()}; {crs} is needed"
        raise ValueError(message)


def to_metric(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Return *frame* in metres.

    Parameters
    ----------
    frame : GeoDataFrame
        In any system that it names.

    Returns
    -------
    GeoDataFrame
        The same rows in `METRIC`.

    Raises
    ------
    ValueError
        If the frame says no system.
    """
    return _to(frame, METRIC)


def to_wgs84(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Return *frame* in degrees.

    Parameters
    ----------
    frame : GeoDataFrame
        In any system that it names.

    Returns
    -------
    GeoDataFrame
        The same rows in `WGS84`.

    Raises
    ------
    ValueError
        If the frame says no system.
    """
    return _to(frame, WGS84)


def areas_m2(frame: gpd.GeoDataFrame) -> "pd.Series[float]":
    """
    Return the surface of each row.

    Parameters
    ----------
    frame : GeoDataFrame
        In `METRIC`.

    Returns
    -------
    Series of float
        Square metres, on the index of *frame*; 0 for points and lines.

    Raises
    ------
    ValueError
        If the frame is not in `METRIC`.
    """
    require_crs(frame, METRIC)
    return frame.geometry.area


def lengths_m(frame: gpd.GeoDataFrame) -> "pd.Series[float]":
    """
    Return the length of each row.

    Parameters
    ----------
    frame : GeoDataFrame
        In `METRIC`.

    Returns
    -------
    Series of float
        Metres, on the index of *frame*: of a line its length, of a polygon its perimeter.

    Raises
    ------
    ValueError
        If the frame is not in `METRIC`.
    """
    require_crs(frame, METRIC)
    return frame.geometry.length


def _to(frame: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    if frame.crs is None:
        message = f"the frame does not say its coordinate system, so it cannot be brought to {crs}"
        raise ValueError(message)
    return frame.to_crs(crs)
