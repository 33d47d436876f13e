"""The routing adapter beginning anew where nothing better comes of a start."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from geo.rounds.solver import after
from geo.rounds.vrp import Orders, Problem, Tuning, Vehicle, Visit, search

RESTLESS = Tuning(warp_penalty=5000.0, history=20, neighbours=5, stall=30)


def orienteering(seed: int = 4, customers: int = 25) -> Problem:
    """Return places with prizes, of which two vehicles reach some."""
    rng = np.random.default_rng(seed)
    spots = rng.integers(0, 100, (customers + 1, 2))
    legs = np.ceil(np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))).astype(np.int64)
    prizes = rng.integers(1, 20, customers + 1) * 1000
    visits = tuple(Visit(place, place, prize=int(prizes[place])) for place in range(1, customers + 1))
    return Problem(visits, (Vehicle(0, closes=150, count=2),), (legs,), (legs,), distance_cost=1)


def within(iterations: int) -> Callable[[int], bool]:
    """Return a budget of iterations that takes no heed of the cost."""
    spent = after(iterations)
    return lambda _: spent()


def cost_of(problem: Problem, orders: Orders) -> int:
    """Return what a plan costs, in plain Python."""
    assert problem.distances is not None
    legs = problem.distances[0]
    total = sum(visit.prize for visit in problem.visits)
    for order in orders:
        ends = [0, *(problem.visits[visit].location for visit in order), 0]
        total += sum(int(legs[one, other]) for one, other in pairwise(ends))
        total -= sum(problem.visits[visit].prize for visit in order)
    return total


def test_what_is_told_only_ever_gets_better() -> None:
    """Over all starts each plan told of is better than the one before, and the last one is the answer."""
    problem, told = orienteering(), list[Orders]()
    found = search(problem, seed=1, stop=within(600), on_best=told.append, tuning=RESTLESS)
    assert found is not None
    costs = [cost_of(problem, orders) for orders in told]
    assert costs == sorted(set(costs), reverse=True)
    assert cost_of(problem, found) == costs[-1]


def test_the_budget_is_asked_with_the_best_of_all_starts() -> None:
    """A new start that is worse does not make the search forget what it had."""
    asked: list[int] = []

    def stop(cost: int) -> bool:
        asked.append(cost)
        return len(asked) > 400

    found = search(orienteering(), seed=1, stop=stop, tuning=RESTLESS)
    assert found is not None
    assert asked == sorted(asked, reverse=True)
    assert len(asked) == 401
    assert cost_of(orienteering(), found) <= asked[-1]


def test_starts_are_repeated_the_same_way() -> None:
    """The same seed and iterations give the same plan, however often the search began anew."""
    plans = [search(orienteering(), seed=7, stop=within(300), tuning=RESTLESS) for _ in range(2)]
    assert plans[0] == plans[1]


def test_an_impossible_problem_ends_with_its_budget() -> None:
    """Where nothing keeps the constraints, new starts do not go on for ever."""
    legs = np.array([[0, 90], [90, 0]])
    impossible = Problem((Visit(1, 1, required=True),), (Vehicle(0, closes=100),), (legs,), (legs,))
    assert search(impossible, seed=1, stop=within(200), tuning=RESTLESS) is None
