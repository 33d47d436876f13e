"""What holds for any plan of any evening."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.rounds.evaluation import evaluate_plan, missing_places
from geo.rounds.model import Aim, Evening, Locks, Route, TimeWindow
from geo.rounds.solver import after, solve
from tests.evening_kit import random_evening


@st.composite
def evenings(draw: st.DrawFn) -> Evening:
    """Return an evening with pairs that are barred, required stops, and any aim."""
    evening = random_evening(
        draw(st.integers(0, 10_000)),
        draw(st.integers(1, 9)),
        draw(st.integers(1, 3)),
        draw(st.integers(2, 6)),
    )
    stops = []
    for stop in evening.stops:
        teams = draw(st.none() | st.frozensets(st.integers(1, len(evening.teams))))
        stops.append(replace(stop, teams=teams, required=draw(st.booleans()), quiet=draw(st.booleans())))
    aim = Aim(draw(st.sampled_from([0.0, 0.01, 0.3])), draw(st.sampled_from([0.0, 0.4])))
    return replace(evening, stops=tuple(stops), aim=aim)


@st.composite
def locked(draw: st.DrawFn) -> tuple[Evening, Locks]:
    """Return an evening and locks that may well contradict each other or the evening."""
    evening = draw(evenings())
    places = st.sampled_from([stop.place for stop in evening.stops])
    pairs = st.sampled_from([team.team for team in evening.teams])
    hours = st.builds(
        lambda opens, length: TimeWindow(opens, opens + length), st.integers(1080, 1300), st.integers(0, 90)
    )
    orders = st.lists(places, min_size=2, max_size=3, unique=True).map(tuple)
    return evening, Locks(
        pairs=draw(st.dictionaries(places, pairs, max_size=2)),
        orders=tuple(draw(st.lists(orders, max_size=2 if len(evening.stops) > 1 else 0)))
        if len(evening.stops) > 2
        else (),
        times=draw(st.dictionaries(places, hours, max_size=2)),
        left_out=draw(st.frozensets(places, max_size=2)),
    )


@given(locked())
@settings(max_examples=25)
def test_every_plan_keeps_hours_shifts_pairs_and_locks(case: tuple[Evening, Locks]) -> None:
    """At worst included; what does not fit is not visited, and named where it should have been."""
    evening, locks = case
    routes = solve(evening, seed=1, stop=after(20), locks=locks)
    reports = evaluate_plan(evening, routes, locks)
    assert all(report.is_sound for report in reports)
    visited = [place for route in routes for place in route.places]
    assert len(visited) == len(set(visited))
    assert set(missing_places(evening, routes, locks)).isdisjoint(visited)


@given(evenings(), st.data())
@settings(max_examples=40)
def test_the_usual_clock_never_runs_behind_the_cautious_one(evening: Evening, data: st.DataObject) -> None:
    """In whatever order the stops are visited, sound or not."""
    places = data.draw(st.permutations([stop.place for stop in evening.stops]))
    (report,) = evaluate_plan(evening, [Route(1, tuple(places))])
    assert all(passage.arrival_min <= passage.latest_arrival_min for passage in report.passages)
    assert report.back_min <= report.latest_back_min
    total = report.drive_min + report.wait_min + report.service_min
    assert abs(total - (report.back_min - report.leaves_min)) < 1e-6
    assert report.leaves_min >= evening.teams[0].shift.opens_min


@given(evenings(), st.data())
@settings(max_examples=40)
def test_leaving_a_stop_out_never_makes_a_sound_round_unsound(evening: Evening, data: st.DataObject) -> None:
    """What makes room is safe to do."""
    evening = replace(evening, stops=tuple(replace(stop, teams=None) for stop in evening.stops))
    places = data.draw(st.permutations([stop.place for stop in evening.stops]).map(lambda some: some[:4]))
    (report,) = evaluate_plan(evening, [Route(1, tuple(places))])
    if report.is_sound:
        for place in places:
            rest = tuple(other for other in places if other != place)
            (shorter,) = evaluate_plan(evening, [Route(1, rest)])
            assert shorter.is_sound
