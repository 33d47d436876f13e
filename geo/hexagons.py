"""A hexagon layer: what lies close together is added up on cells of one size: docs/methods/hexagons.md.

Cells are counted from a fixed origin, so that a cell keeps its name and its place whatever is selected.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import METRIC, WGS84, require_crs, to_metric, to_wgs84

SIZES_M = (500, 1000, 2000, 5000)
"""Sizes to choose from, in metres between two flat sides."""

ROOT_3 = np.sqrt(3)

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class HexGrid:
    """
    Cells that places lie in, and how much of each place lies in each.

    Attributes
    ----------
    size_m : float
        Metres between two flat sides.
    cells : GeoDataFrame
        WGS84 hexagons by ``cell``, sorted.
    shares : DataFrame
        ``place``, ``cell`` and ``share``; the shares of a place add up to 1.
    """

    size_m: float
    cells: gpd.GeoDataFrame
    shares: pd.DataFrame


def lay_grid(places: gpd.GeoDataFrame, size_m: float) -> HexGrid:
    """
    Return the hexagons under *places*.

    Parameters
    ----------
    places : GeoDataFrame
        WGS84, by place; polygons are shared over the cells they cover by area, anything without an area
        belongs to one cell, and a place without a geometry to none.
    size_m : float
        Metres between two flat sides of a cell.

    Returns
    -------
    HexGrid
        Cells and shares.

    Raises
    ------
    ValueError
        If *places* is not in WGS84 or the size is not above zero.

    References
    ----------
    Axial coordinates and rounding to the nearest cell: A. Patel, "Hexagonal Grids", Red Blob Games,
    https://www.redblobgames.com/grids/hexagons/.
    """
    require_crs(places, WGS84)
    if not size_m > 0:
        message = "a cell needs a size above zero"
        raise ValueError(message)
    known = places[places.geometry.notna() & ~places.geometry.is_empty]
    metric = to_metric(known[[known.geometry.name]]).geometry
    rows = [
        _shares(place, geometry, size_m)
        for place, geometry in zip(metric.index, metric.to_numpy(), strict=True)
    ]
    if not rows:
        rows = [pd.DataFrame({"place": [], "q": [], "r": [], "share": []}).astype({"q": int, "r": int})]
    shares = pd.concat(rows, ignore_index=True)
    shares["cell"] = [f"{size_m:g}:{q}:{r}" for q, r in zip(shares["q"], shares["r"], strict=True)]
    cells = shares.drop_duplicates("cell").sort_values("cell")
    hexagons = gpd.GeoDataFrame(
        index=pd.Index(cells["cell"], name="cell"),
        geometry=_hexagons(cells["q"].to_numpy(np.int64), cells["r"].to_numpy(np.int64), size_m),
        crs=METRIC,
    )
    return HexGrid(size_m, to_wgs84(hexagons), shares[["place", "cell", "share"]])


def _shares(place: object, geometry: BaseGeometry, size_m: float) -> pd.DataFrame:
    """Return the cells that one place lies in, by area where it has one."""
    if geometry.area == 0:
        at = geometry.representative_point()
        q, r = _cell_at(np.array([at.x]), np.array([at.y]), size_m)
        return pd.DataFrame({"place": place, "q": q, "r": r, "share": 1.0})
    q, r = _cells_over(geometry.bounds, size_m)
    areas = shapely.area(shapely.intersection(_hexagons(q, r, size_m), geometry))
    under = areas > 0
    return pd.DataFrame({"place": place, "q": q[under], "r": r[under], "share": areas[under] / areas.sum()})


def _cell_at(x: FloatArray, y: FloatArray, size_m: float) -> tuple[IntArray, IntArray]:
    """Return the axial coordinates of the cells that points lie in."""
    r = y / (size_m * ROOT_3 / 2)
    q = x / size_m - r / 2
    cube = np.stack([q, r, -q - r])
    whole = np.round(cube)
    # The three must add up to zero: the one that was rounded furthest gives way.
    worst = np.abs(whole - cube).argmax(axis=0)
    whole[worst, np.arange(len(x))] -= whole.sum(axis=0)
    return whole[0].astype(np.int64), whole[1].astype(np.int64)


def _cells_over(bounds: tuple[float, ...], size_m: float) -> tuple[IntArray, IntArray]:
    """Return all cells that may touch a box, and some beside it."""
    west, south, east, north = bounds
    step = size_m * ROOT_3 / 2
    rows = np.arange(np.floor(south / step) - 1, np.ceil(north / step) + 2)
    columns = np.arange(np.floor(west / size_m) - 1, np.ceil(east / size_m) + 2)
    r, column = np.meshgrid(rows, columns, indexing="ij")
    return (column - np.floor(r / 2)).astype(np.int64).ravel(), r.astype(np.int64).ravel()


def _hexagons(q: IntArray, r: IntArray, size_m: float) -> npt.NDArray[np.object_]:
    """Return cells as polygons in metres, a corner to the north."""
    angles = np.radians(30 + 60 * np.arange(6))
    radius = size_m / ROOT_3
    x = size_m * (q + r / 2)
    y = radius * 1.5 * r
    corners = np.stack([x[:, None] + radius * np.cos(angles), y[:, None] + radius * np.sin(angles)], axis=-1)
    return np.asarray(shapely.polygons(corners), dtype=object)


def spread(summary: pd.DataFrame, grid: HexGrid) -> pd.DataFrame:
    """
    Share a summary by place out over the cells.

    Parameters
    ----------
    summary : DataFrame
        From `geo.measures.summarise` by place. Rows of zeros are places that were open and not looked at:
        their cells appear. Places of the grid that have no row do not make a cell.
    grid : HexGrid
        From `lay_grid`.

    Returns
    -------
    DataFrame
        The same columns by cell, as floats, for `geo.measures.values` and `geo.measures.presence`; what
        lies in no cell is left out.
    """
    shares = grid.shares[grid.shares["place"].isin(summary.index)]
    weighted = summary.loc[shares["place"]].to_numpy(float) * shares["share"].to_numpy()[:, None]
    by_place = pd.DataFrame(weighted, columns=summary.columns)
    return by_place.groupby(shares["cell"].to_numpy()).sum().rename_axis("cell")
