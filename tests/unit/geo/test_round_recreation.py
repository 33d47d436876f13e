"""The compiled search of an evening: what PyVRP is given, it solves as well, and it keeps what is settled."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from geo.rounds.evaluation import evaluate_plan, missing_places, quiet_share, value_of
from geo.rounds.model import Aim, Evening, Locks, Route
from geo.rounds.recreation import recreate
from geo.rounds.solver import after, solve
from geo.rounds.vrp import NEVER, Orders, Problem, Vehicle, Visit
from tests.evening_kit import best_value, line, random_evening, spot

CHUNKS = 40


def planned(evening: Evening, locks: Locks | None = None, chunks: int = CHUNKS) -> tuple[Route, ...]:
    """Return a sound plan to which the compiled search has come."""
    routes = solve(evening, seed=1, stop=after(chunks), locks=locks, is_compiled=lambda: True)
    assert all(report.is_sound for report in evaluate_plan(evening, routes, locks))
    return routes


def worth(evening: Evening, routes: Sequence[Route]) -> float:
    """Return what a plan is worth."""
    return value_of(evening, evaluate_plan(evening, routes))


def on_a_line(*visits: Visit, vehicles: int = 1, barred: Sequence[int] = ()) -> Problem:
    """Return a problem on one road, ten seconds from each location to the next; some barred to the first."""
    spots = np.arange(1 + max((visit.location for visit in visits), default=0))
    legs = 10 * np.abs(spots[:, None] - spots[None])
    first = legs.copy()
    first[barred, :] = first[:, barred] = NEVER
    vans = tuple(Vehicle(0, closes=100, matrix=number) for number in range(vehicles))
    return Problem(visits, vans, (first, *[legs] * (vehicles - 1)), duration_cost=1)


def recreated(problem: Problem, start: Orders) -> Orders:
    """Return what a short search makes of a plan."""
    return recreate(problem, seed=1, stop=after(5), start=start)


@pytest.mark.parametrize("seed", range(4))
def test_trying_everything_finds_nothing_better(seed: int) -> None:
    """Six stops, two pairs, several windows: exactly as good as the best of all plans."""
    evening = random_evening(seed)
    assert worth(evening, planned(evening)) == pytest.approx(best_value(evening), abs=1e-6)


def test_it_goes_on_where_the_first_search_ends() -> None:
    """On a full evening it finds more than PyVRP does in the same number of steps, the same each time."""
    evening = random_evening(5, stops=40, teams=3, hours=5)
    routes = planned(evening, chunks=200)
    assert worth(evening, routes) > worth(evening, solve(evening, seed=1, stop=after(200)))
    assert routes == planned(evening, chunks=200)


def test_it_joins_in_when_it_is_compiled() -> None:
    """Until then PyVRP searches alone; and every plan that is told of is better than the last."""
    evening = random_evening(6, stops=40, teams=3, hours=5)
    asked: list[int] = []
    told: list[float] = []

    def is_compiled() -> bool:
        asked.append(1)
        return len(asked) > 50

    solve(
        evening,
        seed=1,
        stop=after(150),
        on_best=lambda plan: told.append(worth(evening, plan)),
        is_compiled=is_compiled,
    )
    assert len(asked) == 51
    assert told == sorted(told)


def test_a_locked_order_stays_together() -> None:
    """A chain is one site, although it can be served in several ways."""
    evening = random_evening(21, stops=12, teams=2, hours=5)
    locks = Locks(orders=((3, 0),), pairs={7: 2})
    routes = planned(evening, locks)
    assert set(missing_places(evening, routes, locks)) == set(
        missing_places(evening, solve(evening, seed=1, stop=after(200), locks=locks), locks)
    )


def test_quiet_places_get_their_share() -> None:
    """With the bonus that brings it about."""
    stops = [spot(place, prize=9, service=30) for place in (1, 2, 3, 4, 5)]
    stops += [spot(place, prize=1, service=30, quiet=True) for place in (6, 7, 8)]
    evening = line(*stops, aim=Aim(0.01, share_quiet=0.3), closes=1080 + 270)
    assert quiet_share(evening, planned(evening, chunks=200)) >= 0.3


def test_required_visits_stay() -> None:
    """Even where another would be worth any prize, and even where nothing is worth a prize at all."""
    far = Visit(0, 4, service=10, required=True)
    near = Visit(1, 1, service=60, prize=10**6)
    assert recreated(on_a_line(far, near), ((0,),)) == ((0,),)
    assert recreated(on_a_line(far), ((0,),)) == ((0,),)


def test_only_vehicles_that_may_go_there_go() -> None:
    """The first one's way there is barred."""
    visits = (Visit(0, 1, prize=99), Visit(1, 2, prize=99))
    found = recreated(on_a_line(*visits, vehicles=2, barred=[1]), ((), ()))
    assert 0 not in found[0]
    assert {visit for order in found for visit in order} == {0, 1}


def test_visits_that_differ_between_vehicles_stay_with_theirs() -> None:
    """One customer, a location of its own for each vehicle, and not as long for the second."""
    visits = (Visit(0, 1, service=20, prize=500), Visit(0, 2, service=10, prize=500))
    problem = on_a_line(*visits, vehicles=2, barred=[2])
    other = problem.durations[1].copy()
    other[1, :] = other[:, 1] = NEVER
    problem = replace(problem, durations=(problem.durations[0], other))
    assert recreated(problem, ((), (1,))) == ((), (1,))
    assert recreated(problem, ((), ())) == ((0,), ())


def test_of_several_windows_the_first_that_is_open_is_taken() -> None:
    """The way back from sites to visits knows the hours."""
    visits = (Visit(0, 1, opens=60, closes=70, prize=500), Visit(0, 1, opens=5, closes=8, prize=500))
    assert recreated(on_a_line(*visits), ((),)) == ((0,),)
    assert recreated(on_a_line(replace(visits[0], opens=0, closes=15), visits[1]), ((),)) == ((0,),)


def test_nothing_to_visit_is_nothing_visited() -> None:
    """No visits, or none that anyone may make."""
    assert recreated(on_a_line(), ((),)) == ((),)
    assert recreated(on_a_line(Visit(0, 1, prize=9), barred=[1]), ((),)) == ((),)
