"""What is known of travel, put together, and what it means for one evening."""

import numpy as np
import pytest

from geo.roads.assembly import Spots, Trip, assemble, road_error, sample
from geo.roads.estimate import DEFAULT, DETOUR, Estimate, refit, typical_error, walking_minutes
from geo.roads.shortest import RoadLegs
from geo.roads.travel import BaseTimes, Legs, evening_travel, peak_share
from geo.rounds.model import TimeWindow, TravelSource
from tests.road_kit import at

ESTIMATE, ROAD, MEASURED = (source.value for source in TravelSource)


def spots_at(*kilometres: float, carriageway: float = np.nan) -> Spots:
    """Return places 1, 2, … so many kilometres east; the last may open onto a carriageway."""
    longitude, latitude = np.array([at(km, 0) for km in kilometres]).T
    bearings = np.array([*np.full(len(kilometres) - 1, np.nan), carriageway])
    return Spots(tuple(range(1, len(kilometres) + 1)), longitude, latitude, bearings)


def test_without_anything_the_default_holds() -> None:
    """Two minutes, and 1.75 for each kilometre as the crow flies; nothing from a place to itself."""
    base = assemble(spots_at(0, 4, 20), None, [], DEFAULT)
    expected = [[0, 9, 37], [9, 0, 30], [37, 30, 0]]
    np.testing.assert_allclose(base.driving.minutes, expected, atol=1e-3)
    np.testing.assert_allclose(base.driving.km[0], DETOUR * np.array([0, 4, 20]), atol=1e-3)
    assert (base.driving.source == ESTIMATE).all()
    assert base.off_road == {1, 2, 3}
    assert base.doubtful == frozenset()
    np.testing.assert_allclose(base.walking.minutes[0], [0, 69.3, 346.7], atol=0.1)
    assert walking_minutes(np.array([4.5])).tolist() == pytest.approx([78])


def test_many_trips_give_back_the_line_they_come_from() -> None:
    """The default counts as two trips and is outvoted."""
    rng = np.random.default_rng(4)
    truth = Estimate(start_min=5.0, per_km_min=1.2)
    km = rng.uniform(1, 40, 4000)
    found = refit(km, truth.minutes(km))
    assert (found.start_min, found.per_km_min) == pytest.approx((5.0, 1.2), rel=0.01)
    noisy = refit(km, truth.minutes(km) * rng.uniform(0.8, 1.2, 4000))
    assert (noisy.start_min, noisy.per_km_min) == pytest.approx((5.0, 1.2), rel=0.1)


def test_no_trip_gives_the_default_and_one_moves_it_a_little() -> None:
    """One slow trip does not turn the line round."""
    nothing = refit(np.zeros(0), np.zeros(0))
    assert (nothing.start_min, nothing.per_km_min) == pytest.approx((2.0, 1.75))
    assert np.isnan(typical_error(nothing, np.zeros(0), np.zeros(0)))
    one = refit(np.array([10.0]), np.array([30.0]))
    assert 19.5 < one.minutes(10) < 30
    assert one.per_km_min > 1.75


def test_one_drive_mistyped_does_not_turn_the_line_round() -> None:
    """Neither one that would have taken a racing car, nor one that took all night."""
    for km, minutes in ((30.0, 14.0), (2.0, 1.0), (100.0, 60.0), (5.0, 600.0), (0.1, 600.0)):
        bent = float(refit(np.array([km]), np.array([minutes])).minutes(10))
        assert bent == pytest.approx(19.5, rel=0.35), (km, minutes)


def test_a_line_never_has_negative_parts() -> None:
    """Trips that take longer the nearer they are would ask for one."""
    steep = refit(np.repeat([1.0, 30.0], 50), np.repeat([2.0, 90.0], 50))
    flat = refit(np.repeat([1.0, 30.0], 50), np.repeat([40.0, 4.0], 50))
    assert min(steep.start_min, steep.per_km_min, flat.start_min, flat.per_km_min) >= 0


def test_the_error_is_a_share_of_what_was_measured() -> None:
    """19.5 for 15 minutes and 19.5 for 26: 30 % and 25 %."""
    assert typical_error(DEFAULT, np.array([10.0, 10.0]), np.array([15.0, 26.0])) == pytest.approx(0.275)


def test_a_measured_trip_replaces_its_leg_both_ways() -> None:
    """The median of several; without a trip back it counts for the way back too."""
    trips = [Trip(1, 2, 10), Trip(1, 2, 14), Trip(1, 2, 11), Trip(2, 3, 20), Trip(3, 2, 30)]
    base = assemble(spots_at(0, 4, 20), None, trips, DEFAULT)
    assert base.driving.minutes[0, 1] == base.driving.minutes[1, 0] == 11
    assert (base.driving.minutes[1, 2], base.driving.minutes[2, 1]) == (20, 30)
    assert base.driving.source.tolist() == [
        [ESTIMATE, MEASURED, ESTIMATE],
        [MEASURED, ESTIMATE, MEASURED],
        [ESTIMATE, MEASURED, ESTIMATE],
    ]
    assert (base.walking.source == ESTIMATE).all()


def test_what_was_walked_says_nothing_of_driving() -> None:
    """A walk replaces a walk."""
    base = assemble(spots_at(0, 1), None, [Trip(1, 2, 13, on_foot=True)], DEFAULT)
    assert base.walking.minutes[0, 1] == base.walking.minutes[1, 0] == 13
    assert (base.driving.source == ESTIMATE).all()


def test_the_peak_is_taken_out_of_a_trip() -> None:
    """25 minutes on full roads in town are 20 on empty ones."""
    base = assemble(spots_at(0, 8), None, [Trip(1, 2, 25, at_peak=True)], DEFAULT)
    assert base.driving.minutes[0, 1] == pytest.approx(20)


def test_a_carriageway_without_road_is_doubtful_until_measured() -> None:
    """The straight line says nothing of a rest area; a trip there does, one way only."""
    spots = spots_at(0, 4, 8, carriageway=90)
    assert assemble(spots, None, [], DEFAULT).doubtful == {3}
    base = assemble(spots, None, [Trip(1, 3, 20)], DEFAULT)
    assert base.doubtful == frozenset()
    assert (base.driving.source[0, 2], base.driving.source[2, 0]) == (MEASURED, ESTIMATE)


def test_trips_on_a_carriageway_do_not_bend_the_line() -> None:
    """Nor do walks, and trips of places that are not there any more."""
    trips = [Trip(1, 3, 50), Trip(1, 2, 13, on_foot=True), Trip(1, 9, 5), Trip(1, 2, 25, at_peak=True)]
    chosen = sample(spots_at(0, 4, 8, carriageway=90), trips)
    assert chosen.trips == (trips[3],)
    np.testing.assert_allclose(chosen.km, [4], atol=1e-4)
    assert chosen.minutes.tolist() == [20]


def test_roads_replace_estimates_where_they_reach() -> None:
    """The third place lies on no road; its legs stay estimates."""
    road = np.array([[0, 7, np.nan], [6, 0, np.nan], [np.nan, np.nan, np.nan]])
    legs = RoadLegs(road, road, road / 10)
    base = assemble(spots_at(0, 4, 20), legs, [Trip(2, 1, 9)], DEFAULT)
    assert base.driving.minutes[0, 1] == 9, "without a trip there, the trip back counts"
    assert base.off_road == {3}
    assert base.driving.source[2].tolist() == [ESTIMATE, ESTIMATE, ESTIMATE]
    plain = assemble(spots_at(0, 4, 20), legs, [], DEFAULT)
    assert plain.driving.minutes[:2, :2].tolist() == [[0, 9], [8, 0]], "two minutes to set off and park"
    assert plain.driving.town[0, 1] == pytest.approx(0.7 * 7 / 9), "which no full road makes longer"
    assert plain.driving.source[0, 1] == ROAD
    assert plain.driving.minutes[0, 2] == pytest.approx(37, abs=1e-3)


def test_how_far_roads_are_off_on_measured_trips() -> None:
    """Nine minutes by road for ten and for six measured; places off the roads, or gone, say nothing."""
    road = np.array([[0, 7, np.nan], [7, 0, np.nan], [np.nan, np.nan, np.nan]])
    spots = spots_at(0, 4, 20)
    base = assemble(spots, RoadLegs(road, road, road / 10), [], DEFAULT)
    drives = sample(spots, [Trip(1, 2, 10), Trip(2, 1, 6), Trip(1, 3, 40)])
    assert road_error(base, drives) == pytest.approx((0.1 + 0.5) / 2)
    assert np.isnan(road_error(base, sample(spots, [Trip(1, 3, 40)])))
    fewer = assemble(spots_at(0), None, [], DEFAULT)
    assert np.isnan(road_error(fewer, drives))


def base_of(minutes: float, town: float, source: TravelSource) -> BaseTimes:
    """Return two places with one leg, walked in an hour."""
    matrix = np.array([[0, minutes], [minutes, 0]])
    sources = np.full((2, 2), source.value, dtype=np.int8)
    driving = Legs(matrix, matrix, np.full((2, 2), town), sources)
    walking = Legs(matrix * 0 + 60, matrix, np.zeros((2, 2)), sources)
    return BaseTimes((1, 2), driving, walking)


@pytest.mark.parametrize(
    ("shift", "weekday", "share"),
    [
        (TimeWindow(960, 1140), 0, 1.0),
        (TimeWindow(1080, 1320), 4, 0.25),
        (TimeWindow(1080, 1320), 5, 0.0),
        (TimeWindow(1140, 1530), 2, 0.0),
        (TimeWindow(480, 720), 2, 0.0),
        (TimeWindow(840, 1440), 1, 0.3),
    ],
)
def test_the_share_of_a_shift_in_the_peak(shift: TimeWindow, weekday: int, share: float) -> None:
    """From 16 to 19 h, Monday to Friday."""
    assert peak_share(shift, weekday) == pytest.approx(share)


def test_expected_in_proportion_and_cautious_in_full() -> None:
    """A quarter of the shift lies in the peak; the range of an estimate is a quarter too."""
    travel = evening_travel(base_of(20, 1.0, TravelSource.ESTIMATE), TimeWindow(1080, 1320), 0)
    assert travel.expected_min[0, 1] == pytest.approx(20 * 1.0625)
    assert travel.upper_min[0, 1] == pytest.approx(20 * 1.25 * 1.25)
    weekend = evening_travel(base_of(20, 1.0, TravelSource.ESTIMATE), TimeWindow(1080, 1320), 6)
    assert (weekend.expected_min[0, 1], weekend.upper_min[0, 1]) == pytest.approx((20, 25))


def test_the_range_follows_the_source_and_the_peak_the_town() -> None:
    """Half of the way on a motorway knows no peak; what was measured is the surest."""
    road = evening_travel(base_of(20, 0.5, TravelSource.ROAD), TimeWindow(960, 1140), 0)
    assert (road.expected_min[0, 1], road.upper_min[0, 1]) == pytest.approx((22.5, 22.5 * 1.1))
    measured = evening_travel(base_of(20, 0.5, TravelSource.MEASURED), TimeWindow(1200, 1440), 0)
    assert (measured.expected_min[0, 1], measured.upper_min[0, 1]) == pytest.approx((20, 21))
    assert (measured.expected_min <= measured.upper_min).all()


def test_walkers_know_no_peak() -> None:
    """An hour on foot is an hour at any hour."""
    base = base_of(20, 1.0, TravelSource.ESTIMATE)
    travel = evening_travel(base, TimeWindow(960, 1140), 0, on_foot=True)
    assert (travel.expected_min[0, 1], travel.upper_min[0, 1]) == (60, 75)
