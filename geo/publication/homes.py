"""Which official territory each place is counted in, before anything is merged."""

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import METRIC, require_crs


class UnknownMunicipalityError(ValueError):
    """A place has no position, and no territory holds its municipality."""


def find_homes(places: gpd.GeoDataFrame, territories: gpd.GeoDataFrame) -> "pd.Series[str]":
    """
    Return the territory of each place.

    A place with a position lies in the territory that holds it, or else in the nearest one. A place that only
    knows its municipality lies in the territory of that municipality; where several share it, in the one that
    holds the fewest other municipalities, and of those in the one nearest to the middle of all that share it.

    Parameters
    ----------
    places : GeoDataFrame
        In `METRIC`: points, zones or None, and ``municipality`` (NIS code).
    territories : GeoDataFrame
        In `METRIC` by id: polygons, and ``municipalities`` (NIS codes with a space between).

    Returns
    -------
    Series of str
        Ids of territories on the index of *places*.

    Raises
    ------
    UnknownMunicipalityError
        If a place can be put nowhere.
    ValueError
        If one of the frames is not in `METRIC`.
    """
    require_crs(places, METRIC)
    require_crs(territories, METRIC)
    unmapped = places.geometry.isna()
    homes = pd.concat(
        [_by_position(places[~unmapped], territories), _by_municipality(places[unmapped], territories)]
    )
    return homes.reindex(places.index).rename("territory")


def _by_position(places: gpd.GeoDataFrame, territories: gpd.GeoDataFrame) -> "pd.Series[str]":
    points = places.geometry.representative_point().to_numpy()
    found, nearest = territories.sindex.nearest(points, return_all=True)
    # A point on a line between two territories is as near to both: the first id has it.
    pairs = pd.Series(territories.index[nearest], index=found, dtype=object)
    first = pairs.groupby(level=0).min()
    return first.reindex(range(len(places))).set_axis(places.index)


def _by_municipality(places: gpd.GeoDataFrame, territories: gpd.GeoDataFrame) -> "pd.Series[str]":
    codes = territories["municipalities"].str.split().explode()
    codes = codes[codes.isin(set(places["municipality"]))]
    homes = {code: _middle(territories.loc[own.index]) for code, own in codes.groupby(codes)}
    found = places["municipality"].map(homes).astype(object)
    if found.isna().any():
        message = f"no territory holds the municipality of {int(found.isna().sum())} places"
        raise UnknownMunicipalityError(message)
    return found


def _middle(sharing: gpd.GeoDataFrame) -> str:
    """Return the territory that stands for all that share a municipality; counts have no say in it."""
    held = sharing["municipalities"].str.split().map(len)
    purest = sharing[held == held.min()]
    middle = shapely.centroid(shapely.union_all(sharing.geometry.to_numpy()))
    return str(min(purest.index, key=lambda one: (purest.geometry[one].distance(middle), one)))
