"""Centre and reach: a shift of known length is found, effort is not mistaken for one."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.crs import WGS84
from geo.displacement.centre import centre_shift, deviational_ellipse, standard_distance
from geo.displacement.sampling import Sample
from tests.sample_kit import ORIGIN, sampled, zones_at

GRID = zones_at([(0, 0), (4, 0), (0, 2), (4, 2), (2, 1)])


def test_a_shift_of_known_length_is_found(rng: np.random.Generator) -> None:
    """From the west to the east: some kilometres east, nothing north, and the right centres."""
    west, east = np.array([30.0, 2, 30, 2, 5]), np.array([2.0, 30, 2, 30, 5])
    found = centre_shift(GRID, sampled(west, rng), sampled(east, rng), seed=1)
    expected = (east - west) @ np.array([0, 4000, 0, 4000, 2000.0]) / west.sum()
    assert found.east_m.low < expected < found.east_m.high
    assert abs(found.north_m.value) < 300 < found.distance_m.low - 2000
    assert found.before is not None
    assert np.hypot(*(np.array(found.before) - ORIGIN - (520, 1000))) < 400


def test_a_pattern_that_disperses_evenly_keeps_its_centre(rng: np.random.Generator) -> None:
    """The centre does not move, and the reach grows: which is why both are shown."""
    found = centre_shift(
        GRID, sampled(np.array([2.0, 2, 2, 2, 80]), rng), sampled(np.full(5, 16.0), rng), seed=1
    )
    assert found.east_m.low < 0 < found.east_m.high
    assert found.reach_change_m.low > 500
    assert found.reach_after_m.value > found.reach_before_m.value


def test_effort_does_not_move_the_centre(rng: np.random.Generator) -> None:
    """Four times the hours in the east make contacts there, at the same rate."""
    rates = np.full(5, 12.0)
    moved = sampled(rates, rng, np.array([1.0, 4, 1, 4, 1]))
    found = centre_shift(GRID, sampled(rates, rng), moved, seed=1)
    assert found.east_m.low < 0 < found.east_m.high


def test_too_little_has_no_centre(rng: np.random.Generator) -> None:
    """Hardly anybody was met on one side."""
    found = centre_shift(
        GRID, sampled(np.full(5, 8.0), rng), Sample(np.zeros((5, 24)), np.ones((5, 24))), seed=1
    )
    assert found.before is None
    assert not found.distance_m.is_known


@pytest.mark.parametrize(
    ("zones", "problem"),
    [
        (GRID.to_crs(WGS84), "EPSG:3812 is needed"),
        (GRID.iloc[:3], "other zones"),
        (gpd.GeoDataFrame(geometry=[*GRID.geometry[:4], None], crs=GRID.crs), "without a position"),
    ],
    ids=["degrees", "fewer", "a flat"],
)
def test_zones_without_metres_are_refused(
    rng: np.random.Generator, zones: gpd.GeoDataFrame, problem: str
) -> None:
    """Degrees are no lengths, and a flat that is known by municipality alone has no position."""
    side = sampled(np.full(5, 8.0), rng)
    with pytest.raises(ValueError, match=problem):
        centre_shift(zones, side, side, seed=1)


def test_the_reach_keeps_its_digits_far_from_the_origin() -> None:
    """Coordinates of half a million metres, zones a metre apart."""
    points = ORIGIN + np.array([(0.0, 0), (1, 0)])
    assert standard_distance(points, np.array([0.5, 0.5])) == pytest.approx(0.5)
    assert standard_distance(points, np.array([1.0, 0.0])) == 0


def test_an_ellipse_lies_along_its_zones(rng: np.random.Generator) -> None:
    """Zones strewn along a line: so lies the longer axis, and the outline holds two thirds of them."""
    turn = np.radians(30)
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    points = ORIGIN + rng.normal(size=(400, 2)) * (3000, 500) @ axes
    found = deviational_ellipse(points, np.ones(400))
    assert found is not None
    assert np.degrees(found.angle_rad) == pytest.approx(30, abs=2)
    outline = found.outline()
    assert outline.area == pytest.approx(np.pi * found.semi_major_m * found.semi_minor_m, rel=0.01)
    assert np.mean(shapely.covers(outline, shapely.points(points))) == pytest.approx(1 - np.exp(-1), abs=0.07)
    assert outline.centroid.distance(shapely.Point(ORIGIN)) < 500


def test_two_zones_have_no_ellipse() -> None:
    """Zones where nobody was met do not count."""
    assert deviational_ellipse(np.eye(4)[:, :2], np.array([1.0, 1, 0, 0])) is None
