"""The rounds of an evening: as good as trying everything, and true to what is settled."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
import vroom

from geo.rounds.evaluation import evaluate_plan, missing_places, quiet_share, value_of
from geo.rounds.model import Aim, Evening, Locks, Route, TimeWindow
from geo.rounds.solver import after, solve
from geo.rounds.units import chains_of
from geo.rounds.vrp import Problem, Tuning, Vehicle, Visit, search
from tests.evening_kit import best_value, line, random_evening, spot

SHORT = 150


def planned(
    evening: Evening,
    locks: Locks | None = None,
    *,
    iterations: int = SHORT,
    start: Sequence[Route] | None = None,
    on_best: Callable[[tuple[Route, ...]], None] | None = None,
) -> tuple[Route, ...]:
    """Return a plan after a short search, and hold it against the evaluation."""
    routes = solve(evening, seed=1, stop=after(iterations), locks=locks, start=start, on_best=on_best)
    frozen = locks.rounds if locks else frozenset()
    assert all(
        report.is_sound for report in evaluate_plan(evening, routes, locks) if report.team not in frozen
    )
    assert [route.team for route in routes] == [team.team for team in evening.teams]
    return routes


def worth(evening: Evening, routes: Sequence[Route]) -> float:
    """Return what a plan is worth."""
    return value_of(evening, evaluate_plan(evening, routes))


def visited(routes: Sequence[Route]) -> set[int]:
    """Return all places of a plan."""
    return {place for route in routes for place in route.places}


@pytest.mark.parametrize("seed", range(6))
def test_trying_everything_finds_nothing_better(seed: int) -> None:
    """Six stops, two pairs, several windows: exactly as good as the best of all plans."""
    evening = random_evening(seed)
    assert worth(evening, planned(evening)) == pytest.approx(best_value(evening), abs=1e-6)


def test_with_required_stops_trying_everything_finds_nothing_better() -> None:
    """A stop worth nothing has to be visited, and the rest makes the best of it."""
    evening = random_evening(11)
    stops = (replace(evening.stops[0], required=True, prize=0.0), *evening.stops[1:])
    evening = replace(evening, stops=stops)
    routes = planned(evening)
    assert 0 in visited(routes)
    assert worth(evening, routes) == pytest.approx(best_value(evening), abs=1e-6)


def test_on_twenty_evenings_another_solver_finds_as_much() -> None:
    """VROOM shares no code with PyVRP; prizes alone count, since it knows no cost of time."""
    gaps = []
    for seed in range(20):
        evening = random_evening(100 + seed, stops=14, teams=2, hours=4, aim=Aim(0.0))
        ours, theirs = worth(evening, planned(evening, iterations=700)), _by_vroom(evening)
        gaps.append((theirs - ours) / theirs)
    assert max(gaps) <= 0.005
    assert abs(np.mean(gaps)) <= 0.005


def _by_vroom(evening: Evening) -> float:
    """Return the prizes that VROOM collects."""
    problem = vroom.Input()
    upper = evening.travel[1].upper_min
    problem.set_durations_matrix(profile="car", matrix_input=(upper * 60).astype(np.uint32))
    for team in evening.teams:
        hours = vroom.TimeWindow(team.shift.opens_min * 60, team.shift.closes_min * 60)
        problem.add_vehicle(vroom.Vehicle(team.team, start=team.depot, end=team.depot, time_window=hours))
    for stop in evening.stops:
        # A window of theirs is one for the begin.
        spans = [
            vroom.TimeWindow(window.opens_min * 60, (window.closes_min - stop.service_min) * 60)
            for window in stop.windows
            if window.closes_min - window.opens_min >= stop.service_min
        ]
        if spans:
            job = vroom.Job(
                stop.place,
                stop.place,
                default_service=stop.service_min * 60,
                priority=int(2 * stop.prize),
                time_windows=spans,
            )
            problem.add_job(job)
    solution = problem.solve(exploration_level=5, nb_threads=1)
    served = {int(place) for place in solution.routes["id"].dropna()}
    return sum(stop.prize for stop in evening.stops if stop.place in served)


def test_the_same_seed_and_budget_give_the_same_plan() -> None:
    """Nothing depends on the clock of the machine."""
    evening = random_evening(3, stops=20, teams=3)
    assert planned(evening) == planned(evening)


def test_every_plan_that_is_told_of_is_sound_and_better_than_the_last() -> None:
    """The first one comes at once; the last one is what is returned."""
    evening = random_evening(5, stops=20, teams=2, hours=5)
    told: list[tuple[Route, ...]] = []
    routes = planned(evening, on_best=told.append)
    values = [worth(evening, plan) for plan in told]
    assert values == sorted(values)
    assert told[-1] == routes
    assert all(report.is_sound for plan in told for report in evaluate_plan(evening, plan))


def test_a_search_without_time_still_gives_a_plan() -> None:
    """Cancelled at once, it returns what it has."""
    evening = random_evening(2, stops=20, teams=2, hours=5)
    assert worth(evening, planned(evening, iterations=0)) > 0


def test_a_plan_to_begin_from_is_never_made_worse() -> None:
    """What the coordinator moved by hand is where the search begins."""
    evening = random_evening(6, stops=20, teams=2, hours=5)
    long = planned(evening, iterations=400)
    again = planned(evening, start=long, iterations=0)
    assert worth(evening, again) >= worth(evening, long)


def test_a_plan_to_begin_from_may_be_wrong() -> None:
    """Stops that are late, unknown, or named twice are dropped from it."""
    evening = line(spot(1), spot(2, (1080, 1101)), spot(3), teams=2)
    routes = planned(evening, start=[Route(1, (1, 2, 3)), Route(2, (1,)), Route(7, (3,))])
    assert visited(routes) >= {1, 3}


def test_nothing_to_do_gives_empty_rounds() -> None:
    """No stops, no pairs, or all places shut."""
    nothing = line(spot(1))
    assert planned(replace(nothing, stops=())) == (Route(1, ()),)
    assert planned(replace(nothing, teams=())) == ()
    shut = replace(nothing, stops=(replace(nothing.stops[0], windows=()),))
    assert planned(shut) == (Route(1, ()),)


def test_a_visit_that_costs_more_than_it_is_worth_is_not_made() -> None:
    """The aim sets what a minute has to earn."""
    evening = line(spot(1, prize=5), spot(9, prize=5), aim=Aim(0.1))
    assert visited(planned(evening)) == {1}
    assert visited(planned(replace(evening, aim=Aim(0.0)))) == {1, 9}


def test_only_pairs_that_may_go_there_go() -> None:
    """A place that one pair is not let in is left to the other, even from afar."""
    evening = line(spot(1, teams=frozenset({2})), spot(2), teams=2)
    routes = planned(evening)
    assert 1 not in routes[0].places
    assert visited(routes) == {1, 2}


def test_required_stops_that_do_not_all_fit_are_named() -> None:
    """The most of them are kept, and none of it is an exception."""
    evening = line(*(spot(place, service=100, required=True, prize=0) for place in (1, 2, 3, 4)))
    routes = planned(evening)
    assert len(visited(routes)) == 3
    assert len(missing_places(evening, routes)) == 1


def test_places_left_out_stay_out() -> None:
    """Even if they are required."""
    evening = line(spot(1, required=True), spot(2))
    assert visited(planned(evening, Locks(left_out=frozenset({1})))) == {2}


def test_a_locked_pair_keeps_its_stop() -> None:
    """Even a stop that is worth nothing."""
    evening = line(spot(1, prize=0), spot(2), teams=2, aim=Aim(0.01))
    routes = planned(evening, Locks(pairs={1: 2}))
    assert 1 in routes[1].places


def test_a_locked_round_stays_as_it_is() -> None:
    """Neither its order nor its stops change, and no other pair goes there."""
    evening = line(spot(1), spot(2), spot(3), spot(4), teams=2)
    start = [Route(1, (3, 1)), Route(2, (2,))]
    routes = planned(evening, Locks(rounds=frozenset({1})), start=start)
    assert routes[0] == Route(1, (3, 1))
    assert set(routes[1].places) == {2, 4}


def test_locked_hours_are_kept_at_worst() -> None:
    """The visit begins within them."""
    evening = line(spot(1), spot(2), spot(3))
    locks = Locks(times={1: TimeWindow(1300, 1310)})
    routes = planned(evening, locks)
    (report,) = evaluate_plan(evening, routes, locks)
    begins = {passage.place: passage.begins_min for passage in report.passages}
    assert 1300 <= begins[1] <= 1310
    assert visited(routes) == {1, 2, 3}


def test_a_locked_order_is_kept_although_it_is_a_detour() -> None:
    """Far, near, farther: with nothing in between."""
    evening = line(*(spot(place) for place in range(1, 7)), teams=2, closes=1080 + 480)
    locks = Locks(orders=((5, 1), (1, 6)))
    routes = planned(evening, locks)
    places = next(route.places for route in routes if 5 in route.places)
    start = places.index(5)
    assert places[start : start + 3] == (5, 1, 6)
    assert not missing_places(evening, routes, locks)


@pytest.mark.parametrize("seed", range(3))
def test_with_a_locked_order_trying_everything_finds_nothing_better(seed: int) -> None:
    """A chain with several windows and waits within is weighed exactly."""
    evening = random_evening(20 + seed, stops=5, hours=5)
    locks = Locks(orders=((3, 0),))
    routes = planned(evening, locks)
    if missing_places(evening, routes, locks):
        assert all(
            not report.is_sound
            for team in evening.teams
            for report in evaluate_plan(evening, [Route(team.team, (3, 0))], locks)
        )
        return
    stops = tuple(replace(stop, required=stop.place in {0, 3}) for stop in evening.stops)
    assert worth(evening, routes) == pytest.approx(best_value(replace(evening, stops=stops), locks), abs=1e-6)


def test_orders_that_contradict_each_other_keep_their_places_out() -> None:
    """It says that it could not: their places are missing."""
    evening = line(spot(1), spot(2), spot(3), spot(4))
    locks = Locks(orders=((1, 2), (1, 3)))
    routes = planned(evening, locks)
    assert visited(routes) == {4}
    assert missing_places(evening, routes, locks) == (1, 2, 3)


def test_chains_join_and_circles_do_not() -> None:
    """Orders that share a place are one chain; one that bites its tail is none."""
    assert chains_of([(1, 2), (2, 3)], frozenset()) == ((1, 2, 3),)
    assert chains_of([(1, 2, 3)], frozenset({2})) == ((1, 3),)
    assert chains_of([(1, 2), (2, 1)], frozenset()) == ()
    assert chains_of([(4,)], frozenset()) == ((4,),)


def test_quiet_places_get_their_share_of_the_time() -> None:
    """At least the share is theirs, at some price; without it they would not be visited."""
    stops = [spot(place, prize=9, service=30) for place in (1, 2, 3, 4, 5)]
    stops += [spot(place, prize=1, service=30, quiet=True) for place in (6, 7, 8)]
    evening = line(*stops, aim=Aim(0.01), closes=1080 + 270)
    free, shared = planned(evening), planned(replace(evening, aim=Aim(0.01, share_quiet=0.3)))
    assert quiet_share(evening, free) < 0.3 <= quiet_share(evening, shared)
    assert worth(evening, shared) < worth(evening, free)


def test_quiet_places_that_cannot_take_their_share_take_what_they_can() -> None:
    """One quiet place is visited, and the rest of the evening is not thrown away for the ratio."""
    stops = [spot(place, prize=9) for place in (1, 2, 3, 4)]
    evening = line(*stops, spot(5, prize=0.5, quiet=True), aim=Aim(0.01, share_quiet=0.9))
    assert visited(planned(evening)) == {1, 2, 3, 4, 5}


def test_plain_routing_with_capacity_by_the_same_adapter() -> None:
    """All customers required, distance to be kept short, two trucks of two."""
    spots = np.array([0, 1, 2, -1, -2])
    matrix = np.abs(spots[:, None] - spots[None]) * 10
    visits = tuple(Visit(number, number, required=True, demand=1) for number in (1, 2, 3, 4))
    vehicles = (Vehicle(depot=0, capacity=2, count=3),)
    problem = Problem(visits, vehicles, (matrix,), (matrix,), distance_cost=1)
    told: list[object] = []
    orders = search(problem, seed=1, stop=lambda best: best <= 80 or len(told) > 99, on_best=told.append)
    assert orders is not None
    assert {frozenset(order) for order in orders} == {frozenset({0, 1}), frozenset({2, 3}), frozenset()}


def test_what_cannot_be_routed_is_none() -> None:
    """A required customer beyond the shift."""
    matrix = np.array([[0, 50], [50, 0]])
    problem = Problem((Visit(1, 1, required=True),), (Vehicle(depot=0, closes=60),), (matrix,))
    asked = iter(range(99))
    assert search(problem, seed=1, stop=lambda _: next(asked) > 20, tuning=Tuning(100.0)) is None
