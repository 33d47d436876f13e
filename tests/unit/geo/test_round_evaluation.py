"""The one function that judges rounds."""

import time

import numpy as np
import pytest

from geo.rounds.evaluation import (
    UnknownStopError,
    evaluate_plan,
    evaluate_round,
    kept_places,
    missing_places,
    quiet_share,
    value_of,
)
from geo.rounds.model import Aim, Evening, Locks, Route, TimeWindow, Violation
from tests.evening_kit import line, random_evening, spot


def test_hours_of_a_round_are_counted_leg_by_leg() -> None:
    """Drive, visit, drive on, visit, drive home."""
    evening = line(spot(1), spot(3, service=30))
    report = evaluate_round(evening, Route(1, (1, 3)))
    first, second = report.passages
    assert (report.leaves_min, first.arrival_min, first.begins_min, first.ends_min) == (
        1080,
        1090,
        1090,
        1110,
    )
    assert (second.drive_min, second.arrival_min, second.ends_min) == (20, 1130, 1160)
    assert (report.back_min, report.latest_back_min) == (1190, 1190)
    assert (report.drive_min, report.wait_min, report.service_min, report.idle_min) == (60, 0, 50, 250)
    assert report.prize == 10
    assert report.is_sound


def test_a_pair_waits_in_the_office_and_not_before_a_shut_door() -> None:
    """It leaves just in time for the opening of the first stop."""
    report = evaluate_round(line(spot(1, (1200, 1400))), Route(1, (1,)))
    assert report.leaves_min == 1190
    assert report.wait_min == 0


def test_a_later_opening_pulls_the_departure_only_as_far_as_the_first_stop_allows() -> None:
    """Between a stop that closes early and one that opens late there is a wait that nothing takes away."""
    report = evaluate_round(line(spot(1, (1080, 1120)), spot(2, (1200, 1300))), Route(1, (1, 2)))
    assert report.leaves_min == 1090
    assert report.passages[1].wait_min == 1200 - (1120 + 10)


def test_with_slower_drives_the_pair_leaves_earlier_and_waits_when_all_goes_well() -> None:
    """The usual clock runs beside the cautious one, from the same departure."""
    report = evaluate_round(line(spot(2, (1200, 1220)), slower=1.5), Route(1, (2,)))
    assert report.leaves_min == 1170
    (passage,) = report.passages
    assert (passage.arrival_min, passage.latest_arrival_min) == (1190, 1200)
    assert passage.wait_min == 10
    assert (report.back_min, report.latest_back_min) == (1240, 1250)


def test_late_and_late_at_worst_are_told_apart() -> None:
    """A visit that ends after closing is late; one that does so only on a slow road is late at worst."""
    evening = line(spot(1, (1080, 1111)), spot(3, (1080, 1140)), slower=1.2)
    (close,) = evaluate_round(evening, Route(1, (1,))).passages
    assert close.violations == (Violation.LATE_AT_WORST,)
    assert (close.arrival_min, close.latest_arrival_min) == (1090, 1092)
    _, far = evaluate_round(evening, Route(1, (1, 3))).passages
    assert far.violations == (Violation.LATE,)
    assert far.begins_min == far.arrival_min
    assert not evaluate_round(evening, Route(1, (1,))).is_sound


def test_overtime_and_overtime_at_worst_are_told_apart() -> None:
    """The end of the shift is judged on both clocks."""
    evening = line(spot(3, service=60), slower=1.2, closes=1080 + 125)
    assert evaluate_round(evening, Route(1, (3,))).violations == (Violation.OVERTIME_AT_WORST,)
    shorter = line(spot(3, service=60), slower=1.2, closes=1080 + 119)
    assert evaluate_round(shorter, Route(1, (3,))).violations == (Violation.OVERTIME,)


def test_a_place_that_is_shut_or_opens_for_too_short_is_shut() -> None:
    """No window is long enough for the visit."""
    evening = Evening((spot(1, (1100, 1110)),), line(spot(1)).teams, line(spot(1)).travel)
    assert evaluate_round(evening, Route(1, (1,))).passages[0].violations == (Violation.SHUT,)


def test_the_second_window_is_waited_for() -> None:
    """Whoever comes too late for the first window waits for the second, and is not late."""
    evening = line(spot(1), spot(2, (1080, 1120), (1200, 1260)))
    report = evaluate_round(evening, Route(1, (1, 2)))
    assert report.passages[1].begins_min == 1200
    assert report.is_sound


def test_a_visit_after_midnight_is_one_of_the_same_evening() -> None:
    """01:30 is minute 1530."""
    report = evaluate_round(line(spot(1, (1530, 1600)), closes=1620), Route(1, (1,)))
    assert report.passages[0].begins_min == 1530
    assert report.is_sound


def test_a_round_without_stops_stays_in() -> None:
    """It takes no time and breaks nothing."""
    report = evaluate_round(line(spot(1)), Route(1, ()))
    assert (report.leaves_min, report.back_min, report.idle_min) == (1080, 1080, 360)
    assert report.is_sound


def test_the_wrong_pair_and_broken_locks_are_named() -> None:
    """Each lock that a round does not keep is told at the stop that breaks it."""
    evening = line(spot(1, teams=frozenset({2})), spot(2), spot(3), teams=2)

    def wrong(places: tuple[int, ...], locks: Locks | None = None) -> list[tuple[Violation, ...]]:
        report = evaluate_round(evening, Route(1, places), locks)
        return [passage.violations for passage in report.passages]

    broken = (Violation.LOCK_BROKEN,)
    assert wrong((1,)) == [(Violation.WRONG_PAIR,)]
    assert wrong((2,), Locks(pairs={2: 2})) == [broken]
    assert wrong((2,), Locks(pairs={2: 1})) == [()]
    assert wrong((2,), Locks(left_out=frozenset({2}))) == [broken]
    assert wrong((2, 3), Locks(orders=((2, 3),))) == [(), ()]
    assert wrong((3, 2), Locks(orders=((2, 3),))) == [broken, broken]
    assert wrong((2,), Locks(orders=((2, 3),))) == [broken]
    assert wrong((2,), Locks(times={2: TimeWindow(1110, 1120)})) == [()]
    assert wrong((3, 2), Locks(times={2: TimeWindow(1080, 1101)})) == [(), broken]


def test_a_lock_outside_the_opening_hours_is_broken_whatever_is_done() -> None:
    """The round can still be shown."""
    evening = line(spot(1, (1100, 1200)))
    report = evaluate_round(evening, Route(1, (1,)), Locks(times={1: TimeWindow(1300, 1310)}))
    assert report.passages[0].violations == (Violation.LOCK_BROKEN,)


def test_a_place_on_two_rounds_is_visited_twice() -> None:
    """The second visit is marked, not the first."""
    evening = line(spot(1), spot(2), teams=2)
    first, second = evaluate_plan(evening, [Route(1, (1, 2)), Route(2, (2,))])
    assert first.is_sound
    assert second.passages[0].violations == (Violation.TWICE,)


def test_unknown_pairs_and_places_are_refused() -> None:
    """A plan of another evening is not judged by guesswork."""
    evening = line(spot(1))
    with pytest.raises(UnknownStopError, match="pair 9"):
        evaluate_round(evening, Route(9, ()))
    with pytest.raises(UnknownStopError, match="places"):
        evaluate_round(evening, Route(1, (7,)))
    with pytest.raises(UnknownStopError, match="at most one round"):
        evaluate_plan(evening, [Route(1, ()), Route(1, ())])
    with pytest.raises(UnknownStopError, match="no travel times"):
        evaluate_round(Evening(evening.stops, evening.teams, {}), Route(1, (1,)))


def test_kept_places_are_missed_unless_left_out() -> None:
    """Required stops and everything that is locked have to be on some round."""
    evening = line(spot(1, required=True), spot(2), spot(3), spot(4, required=True))
    locks = Locks(pairs={2: 1}, left_out=frozenset({4}))
    assert kept_places(evening, locks) == {1, 2}
    assert missing_places(evening, [Route(1, (2,))], locks) == (1,)


def test_worth_and_quiet_share_of_a_plan() -> None:
    """Prizes less the minutes out; time on site at quiet places."""
    evening = line(spot(1, quiet=True, service=10), spot(2, service=30), aim=Aim(0.1))
    plan = [Route(1, (1, 2))]
    assert value_of(evening, evaluate_plan(evening, plan)) == pytest.approx(10 - 0.1 * 80)
    assert quiet_share(evening, plan) == pytest.approx(0.25)
    assert np.isnan(quiet_share(evening, []))


def test_no_departure_gives_a_shorter_sound_round() -> None:
    """The departure is the best of all minutes, and the earliest of the best."""
    for seed in range(30):
        evening = random_evening(seed, stops=4, teams=1, hours=5)
        report = evaluate_round(evening, Route(1, (0, 1, 2, 3)))
        if report.is_sound:
            durations = _durations(evening, (0, 1, 2, 3))
            shortest = min(durations.values())
            assert report.latest_back_min - report.leaves_min == shortest
            assert report.leaves_min == min(minute for minute, one in durations.items() if one == shortest)


def _durations(evening: Evening, places: tuple[int, ...]) -> dict[int, float]:
    """Return the duration at worst of a round for each minute at which it may leave, by plain counting."""
    (team,), upper = evening.teams, evening.travel[1].upper_min
    found = {}
    for leaves in range(team.shift.opens_min, team.shift.closes_min):
        now, here = float(leaves), team.depot
        for place in places:
            stop = evening.stops[place]
            now += upper[here, place]
            begins = [
                max(now, window.opens_min)
                for window in stop.windows
                if max(now, window.opens_min) + stop.service_min <= window.closes_min
            ]
            now = min(begins, default=float("inf")) + stop.service_min
            here = place
        now += upper[here, team.depot]
        if now <= team.shift.closes_min:
            found[leaves] = now - leaves
    return found


def test_fifteen_stops_are_judged_in_milliseconds() -> None:
    """A drag on the screen is answered at once."""
    evening = line(*(spot(place, (1080, 1200), (1230, 2000)) for place in range(1, 16)), closes=2880)
    route = Route(1, tuple(range(1, 16)))
    begun = time.process_time()
    for _ in range(10):
        evaluate_round(evening, route)
    assert (time.process_time() - begun) / 10 < 0.02
