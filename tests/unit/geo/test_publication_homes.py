"""The territory that each place is counted in."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.crs import METRIC, WGS84
from geo.publication.homes import UnknownMunicipalityError, find_homes

TERRITORIES = gpd.GeoDataFrame(
    {"municipalities": ["1 2", "1", "1 3 4", "5"]},
    index=pd.Index(["west", "middle", "east", "far"], name="id"),
    geometry=[shapely.box(10 * n, 0, 10 * (n + 1), 10) for n in range(4)],
    crs=METRIC,
)


def homes(*places: tuple[shapely.Geometry | None, str]) -> list[str]:
    shapes, codes = zip(*places, strict=True)
    frame = gpd.GeoDataFrame(
        {"municipality": codes}, index=range(7, 7 + len(codes)), geometry=list(shapes), crs=METRIC
    )
    found = find_homes(frame, TERRITORIES)
    assert found.index.equals(frame.index)
    return found.to_list()


def test_a_position_decides_whatever_the_municipality_says() -> None:
    """A zone lies where its representative point does."""
    zone = shapely.box(18, 1, 40, 2)
    assert homes((shapely.Point(5, 5), "5"), (zone, "1"), (None, "2")) == ["west", "east", "west"]


def test_a_place_just_outside_belongs_to_the_nearest_territory() -> None:
    """Boundaries are simplified, so a place on the border may fall out of them."""
    assert homes((shapely.Point(-0.5, 5), "9"), (shapely.Point(41, 5), "9")) == ["west", "far"]


def test_a_place_on_a_line_has_one_home() -> None:
    """The first of the ids."""
    assert homes((shapely.Point(20, 5), "1")) == ["east"]


def test_a_flat_of_a_divided_municipality_is_counted_where_it_is_most_itself() -> None:
    """The territory with the fewest other municipalities; counts have no say."""
    assert homes((None, "1"), (None, "3")) == ["middle", "east"]


def test_a_flat_of_an_unknown_municipality_is_refused() -> None:
    """It cannot be put anywhere."""
    with pytest.raises(UnknownMunicipalityError, match="of 1 places"):
        homes((None, "1"), (None, "99999"))


def test_distances_are_metres() -> None:
    """Degrees are refused."""
    with pytest.raises(ValueError, match="EPSG:3812"):
        find_homes(TERRITORIES.to_crs(WGS84), TERRITORIES)
