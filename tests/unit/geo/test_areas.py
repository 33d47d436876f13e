"""Areas: cantons that share a municipality are one, and every place is in one."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.areas import assign_areas, group_by_shared
from geo.crs import METRIC, WGS84


def test_items_that_share_a_member_are_one_group() -> None:
    """Also through a third one; an item alone stays alone."""
    members = [["a", "b"], ["c"], ["b", "d"], ["e"], ["d"], []]
    np.testing.assert_array_equal(group_by_shared(members), [0, 1, 0, 2, 0, 3])


def test_no_items_give_no_groups() -> None:
    """An empty list is not an error."""
    assert group_by_shared([]).shape == (0,)


def test_members_in_any_order_give_the_same_groups() -> None:
    """Groups depend on what is shared, not on where it stands."""
    members = [["x", "y"], ["z"], ["y"]]
    np.testing.assert_array_equal(
        group_by_shared(members), group_by_shared([list(reversed(codes)) for codes in members])
    )


@pytest.fixture
def areas() -> gpd.GeoDataFrame:
    """Two squares side by side."""
    return gpd.GeoDataFrame(
        {"id": ["left", "right"], "municipalities": ["52011 52015", "25031"]},
        geometry=[shapely.box(4, 50, 5, 51), shapely.box(5, 50, 6, 51)],
        crs=WGS84,
    )


def places(*rows: tuple[shapely.Geometry | None, str], crs: str = WGS84) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"municipality": [code for _, code in rows]},
        geometry=gpd.GeoSeries(pd.Series([shape for shape, _ in rows], dtype=object), crs=crs),
    ).set_index(pd.RangeIndex(10, 10 + len(rows)))


def test_each_place_is_in_the_area_of_its_position(areas: gpd.GeoDataFrame) -> None:
    """Points by where they lie, zones by a point inside them, flats by their municipality."""
    horseshoe = shapely.Polygon(
        [
            (4.1, 50.1),
            (5.9, 50.1),
            (5.9, 50.2),
            (4.2, 50.2),
            (4.2, 50.8),
            (5.9, 50.8),
            (5.9, 50.9),
            (4.1, 50.9),
        ]
    )
    assigned = assign_areas(
        places((shapely.Point(5.5, 50.5), "52011"), (horseshoe, "x"), (None, "25031"), (None, "99999")), areas
    )
    assert assigned.index.to_list() == [10, 11, 12, 13]
    assert assigned.iloc[0] == "right"
    inside = horseshoe.representative_point()
    assert assigned.iloc[1] == ("left" if inside.x < 5 else "right")
    assert assigned.iloc[2] == "right"
    assert assigned.iloc[3] is None


def test_a_place_on_the_line_is_counted_once(areas: gpd.GeoDataFrame) -> None:
    """A point on the shared edge goes to one of the two areas, not to both."""
    assigned = assign_areas(places((shapely.Point(5, 50.5), "x")), areas)
    assert len(assigned) == 1
    assert assigned.iloc[0] in {"left", "right"}


def test_a_place_just_outside_falls_back_on_its_municipality(areas: gpd.GeoDataFrame) -> None:
    """A simplified border must not lose a place."""
    assert assign_areas(places((shapely.Point(3.9999, 50.5), "52015")), areas).to_list() == ["left"]


def test_no_places_give_no_areas(areas: gpd.GeoDataFrame) -> None:
    """A register without places is not an error."""
    assert assign_areas(places(), areas).to_list() == []


def test_metres_are_refused(areas: gpd.GeoDataFrame) -> None:
    """Places in metres would all lie outside, in silence."""
    with pytest.raises(ValueError, match=WGS84):
        assign_areas(places((shapely.Point(0, 0), "x"), crs=METRIC), areas)
    with pytest.raises(ValueError, match=WGS84):
        assign_areas(places((shapely.Point(0, 0), "x")), areas.to_crs(METRIC))
