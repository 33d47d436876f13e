"""Areas: the smallest official territories that every place can be counted in."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.crs import WGS84, require_crs


def group_by_shared(members: Sequence[Sequence[str]]) -> npt.NDArray[np.int32]:
    """
    Group the items that share a member, directly or through others.

    A municipality may be split over several judicial cantons, and what is only known to have happened in
    that municipality can then be counted in all of them together, never in one of them.

    Parameters
    ----------
    members : sequence of sequence of str
        For each canton, the codes of its municipalities; n items.

    Returns
    -------
    ndarray of int32, shape (n,)
        The group of each item, numbered from 0 in order of first appearance.
    """
    item = np.repeat(np.arange(len(members)), [len(codes) for codes in members])
    code, names = pd.factorize(np.array([one for codes in members for one in codes], dtype=object))
    size = len(members) + len(names)
    # Items and members are the two sides of one graph; its connected parts are the groups.
    graph = coo_array((np.ones(len(item), dtype=np.int8), (item, len(members) + code)), shape=(size, size))
    _, parts = connected_components(graph, directed=False)
    groups, _ = pd.factorize(parts[: len(members)])
    return groups.astype(np.int32)


def assign_areas(places: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> "pd.Series[str]":
    """
    Return the area that each place is counted in.

    A zone belongs to the area that holds its representative point. A place without geometry, or just
    outside all areas (boundaries are simplified), belongs to the area of its municipality.

    Parameters
    ----------
    places : GeoDataFrame
        Points, zones or None in `WGS84`, with the column ``municipality`` (NIS code).
    areas : GeoDataFrame
        Polygons in `WGS84`, with the columns ``id`` and ``municipalities`` (NIS codes, space between).

    Returns
    -------
    Series of str
        Area ids on the index of *places*; None where a place is in no area.

    Raises
    ------
    ValueError
        If one of the frames is not in `WGS84`.
    """
    require_crs(places, WGS84)
    require_crs(areas, WGS84)
    points = places.geometry.representative_point()
    place, area = areas.sindex.query(points, predicate="intersects")
    by_position = pd.Series(areas["id"].to_numpy()[area], index=place, dtype=object)
    # A point on the line between two areas is counted once.
    by_position = by_position[~by_position.index.duplicated()]
    of_municipality = dict(
        areas.assign(code=areas["municipalities"].str.split()).explode("code")[["code", "id"]].to_numpy()
    )
    by_code = places["municipality"].map(of_municipality).astype(object)
    assigned = by_position.reindex(range(len(places))).set_axis(places.index).fillna(by_code)
    return assigned.where(assigned.notna(), None).rename("area")
