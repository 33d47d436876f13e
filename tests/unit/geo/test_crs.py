"""Coordinate systems: refusing the wrong one, measuring only in metres."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.crs import METRIC, WGS84, areas_m2, lengths_m, require_crs, to_metric, to_wgs84


def frame(*shapes: shapely.Geometry, crs: str | None = WGS84) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": range(len(shapes))}, geometry=list(shapes), crs=crs)


def test_lambert_2008_places_charleroi_where_the_map_says() -> None:
    """The false origin of Lambert 2008 puts the country near (650, 650) kilometres."""
    point = to_metric(frame(shapely.Point(4.3592158, 50.7978150))).geometry
    # IGN: the origin, 4°21'33.177" east and 50°47'52.134" north, has x = 649 328 m and y = 665 262 m.
    assert point.x.iloc[0] == pytest.approx(649_328, abs=1)
    assert point.y.iloc[0] == pytest.approx(665_262, abs=1)


def test_a_round_trip_changes_nothing_that_can_be_seen() -> None:
    """Degrees to metres and back stay within a millimetre."""
    there = to_metric(frame(shapely.Point(4.4378, 50.4078), shapely.Point(2.85, 50.75)))
    back = to_metric(to_wgs84(there))
    assert there.distance(back.geometry).max() < 1e-3


def test_distances_in_metres_agree_with_the_ellipsoid() -> None:
    """A kilometre measured in Lambert 2008 is a kilometre on the ground, to a few parts in ten thousand."""
    ends = to_metric(frame(shapely.Point(4.43, 50.41), shapely.Point(4.43, 50.42)))
    # One hundredth of a degree of latitude at 50.4° north is 1112.4 m on the WGS84 ellipsoid.
    assert ends.geometry.iloc[0].distance(ends.geometry.iloc[1]) == pytest.approx(1112.4, rel=5e-4)


@pytest.mark.parametrize("crs", [None, WGS84, "EPSG:31370"])
def test_another_system_is_refused(crs: str | None) -> None:
    """A measure is never taken in degrees, in the older Lambert, or in an unknown system."""
    shapes = frame(shapely.box(0, 0, 1, 1), crs=crs)
    for measure in (areas_m2, lengths_m):
        with pytest.raises(ValueError, match=METRIC):
            measure(shapes)
    with pytest.raises(ValueError, match="EPSG:3812"):
        require_crs(shapes, METRIC)


def test_a_frame_without_system_cannot_be_reprojected() -> None:
    """Nobody knows where its numbers lie."""
    nowhere = frame(shapely.Point(4, 50), crs=None)
    for change in (to_metric, to_wgs84):
        with pytest.raises(ValueError, match="does not say"):
            change(nowhere)


def test_equal_systems_under_another_name_are_accepted() -> None:
    """OGC:CRS84 is WGS84 with longitude first, which is how every frame holds it."""
    require_crs(frame(shapely.Point(4, 50), crs="OGC:CRS84"), WGS84)


def test_areas_and_lengths() -> None:
    """A square of a hectare has 10,000 m² and a border of 400 m."""
    square = frame(shapely.box(650_000, 650_000, 650_100, 650_100), crs=METRIC)
    assert areas_m2(square).to_list() == [10_000]
    assert lengths_m(square).to_list() == [400]
    np.testing.assert_array_equal(areas_m2(frame(shapely.Point(0, 0), crs=METRIC)), [0])
