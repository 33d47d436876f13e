"""The periodic search: against all plans there are, and what it promises about seeds, starts and locks."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from geo.engine.checking import check
from geo.engine.problem import UNSERVED, EngineSolution, Rounds
from geo.engine.search import search
from tests.periodic_kit import fix, least_cost, random_problem


def chunks(number: int) -> Callable[[], bool]:
    """Return a budget of so many chunks."""
    asked = count()
    return lambda: next(asked) >= number


@pytest.mark.parametrize("seed", range(4))
def test_search_meets_brute_force_with_one_team_a_site(seed: int) -> None:
    """With windows, regular hours and burdens, no plan of all that there are is cheaper."""
    problem = random_problem(seed, sites=3)
    found = search(problem, seed=1, stop=chunks(20))
    assert check(problem, found).faults == ()
    assert found.cost == pytest.approx(least_cost(problem))


@pytest.mark.parametrize("seed", range(4))
def test_search_meets_brute_force_with_any_team(seed: int) -> None:
    """Without windows and with any team for any visit, no plan is cheaper either."""
    problem = random_problem(seed, sites=3, same_team=False, timed=False)
    found = search(problem, seed=1, stop=chunks(20))
    assert check(problem, found).faults == ()
    assert found.cost == pytest.approx(least_cost(problem))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("same_team", [True, False])
@pytest.mark.parametrize("timed", [True, False])
def test_every_plan_keeps_the_rules_and_costs_what_it_says(
    seed: int, *, same_team: bool, timed: bool
) -> None:
    """A checker that shares nothing with the kernels finds no fault and the same cost."""
    problem = random_problem(seed, sites=14, same_team=same_team, timed=timed)
    told: list[EngineSolution] = []
    found = search(problem, seed=seed, stop=chunks(6), on_best=told.append)
    for solution in (*told, found):
        report = check(problem, solution)
        assert report.faults == ()
        assert report.costs.total == pytest.approx(solution.cost)
    costs = [solution.cost for solution in told]
    assert costs == sorted(costs, reverse=True)
    assert found.cost == costs[-1]


def test_the_same_seed_gives_the_same_plan() -> None:
    """Two searches with one seed and one budget agree; another seed goes another way."""
    problem = random_problem(3, sites=25)
    one, two, other = (search(problem, seed=seed, stop=chunks(2)) for seed in (5, 5, 6))
    assert one == two
    assert other != one


def test_a_warm_start_is_never_made_worse() -> None:
    """What a search finds costs no more than what it started from, even with no time at all."""
    problem = random_problem(4, sites=20)
    good = search(problem, seed=1, stop=chunks(20))
    assert search(problem, seed=9, stop=chunks(0), start=good).cost == pytest.approx(good.cost)
    assert search(problem, seed=9, stop=chunks(3), start=good).cost <= good.cost + 1e-9


def test_fixed_sites_keep_pattern_and_rounds() -> None:
    """Sites that are fixed stay in the rounds of the plan that the search starts from."""
    problem = random_problem(5, sites=12)
    start = search(problem, seed=1, stop=chunks(0))
    served = [site for site in range(12) if start.patterns[site] != UNSERVED][:4]
    locked = replace(problem, fixed=fix(problem, served))
    found = search(locked, seed=2, stop=chunks(10), start=start)
    for site in served:
        assert found.patterns[site] == start.patterns[site]
        before = [number for number, route in enumerate(start.routes) if site in route]
        assert [number for number, route in enumerate(found.routes) if site in route] == before


def test_fixed_sites_without_a_plan_are_refused() -> None:
    """A fixed site that is not in the plan to start from, or cannot be, is named."""
    problem = random_problem(5, sites=4)
    locked = replace(problem, fixed=fix(problem, [2]))
    empty = EngineSolution(tuple(() for _ in problem.rounds.period), (UNSERVED,) * 4)
    with pytest.raises(ValueError, match=r"fixed sites .* \[2\]"):
        search(locked, seed=1, stop=chunks(0), start=empty)
    with pytest.raises(ValueError, match="fixed sites"):
        search(locked, seed=1, stop=chunks(0))


def test_what_no_longer_fits_is_taken_out_of_a_start() -> None:
    """A start with shut sites, strange patterns, two teams or full rounds still leads to a sound plan."""
    problem = random_problem(6, sites=8)
    everything = tuple(range(8))
    start = EngineSolution((everything,) * len(problem.rounds.period), (0,) * 8)
    assert check(problem, start).faults
    found = search(problem, seed=1, stop=chunks(1), start=start)
    assert check(problem, found).faults == ()
    shut = replace(problem, latest_min=np.full_like(problem.latest_min, -np.inf))
    good = search(problem, seed=1, stop=chunks(1))
    assert set(search(shut, seed=1, stop=chunks(1), start=good).patterns) == {UNSERVED}


def test_progress_cools_the_search_to_its_end() -> None:
    """With a share of the budget to go by, the search still stops when told and finds a sound plan."""
    problem = random_problem(7, sites=10)
    asked = count()
    found = search(problem, seed=1, stop=lambda: next(asked) >= 10, progress=lambda: 0.5)
    assert check(problem, found).faults == ()


def test_a_site_that_nobody_may_visit_is_left_out() -> None:
    """A site to which no team may go is left out."""
    problem = random_problem(1, sites=2)
    nobody = replace(problem, visit_price=np.full_like(problem.visit_price, np.inf))
    found = search(nobody, seed=1, stop=chunks(2))
    assert found.patterns == (UNSERVED, UNSERVED)
    assert found.cost == problem.unserved_price.sum()


@pytest.mark.parametrize("what", ["sites", "rounds"])
def test_without_sites_or_rounds_there_is_an_empty_plan(what: str) -> None:
    """An empty problem has an empty plan, whose cost is that of all who are not visited."""
    problem = random_problem(1, sites=3)
    columns = (name for name in Rounds.__dataclass_fields__)
    if what == "rounds":
        problem = replace(
            problem, rounds=Rounds(**{name: getattr(problem.rounds, name)[:0] for name in columns})
        )
    else:
        problem = replace(
            problem,
            travel=problem.travel[:, 3:, 3:],
            service_min=problem.service_min[:0],
            demand=problem.demand[:0],
            earliest_min=problem.earliest_min[:0],
            latest_min=problem.latest_min[:0],
            pattern_site=problem.pattern_site[:0],
            pattern_periods=(),
            visit_price=problem.visit_price[:0],
            unserved_price=problem.unserved_price[:0],
            rounds=replace(problem.rounds, start_node=problem.rounds.team, end_node=problem.rounds.team),
            fixed=problem.fixed[:0],
        )
    found = search(problem, seed=1, stop=chunks(2))
    assert not any(found.routes)
    assert found.cost == problem.unserved_price.sum()


def test_a_site_that_wants_no_visit_is_served_without_one() -> None:
    """A pattern without periods costs nothing and needs no round."""
    problem = random_problem(1, sites=2)
    idle = replace(
        problem, pattern_site=np.array([0, 1]), pattern_periods=((), ()), visit_price=np.zeros((2, 2))
    )
    found = search(idle, seed=1, stop=chunks(2))
    assert (found.patterns, found.cost) == ((0, 1), 0.0)


def test_numbers_that_point_nowhere_are_refused() -> None:
    """What the compiled search would read beyond its arrays is refused before it begins."""
    problem = random_problem(1, sites=2)
    owned = problem.pattern_periods[1:]
    with pytest.raises(ValueError, match="site of a pattern out of range: should be from 0 to 1"):
        replace(problem, pattern_site=problem.pattern_site + 1)
    with pytest.raises(ValueError, match="period of a pattern out of range: should be from 0 to 2"):
        replace(problem, pattern_periods=((3,), *owned))
    with pytest.raises(ValueError, match="order of their sites"):
        replace(problem, pattern_site=problem.pattern_site[::-1])
    with pytest.raises(ValueError, match="order of their sites"):
        replace(problem, pattern_periods=owned)
    with pytest.raises(ValueError, match="two rounds in one period"):
        replace(problem, rounds=replace(problem.rounds, team=np.zeros_like(problem.rounds.team)))


def test_optional_sites_are_left_out_where_they_cost_more_than_they_bring() -> None:
    """A site is visited only where that is cheaper than its price."""
    problem = random_problem(2, sites=5)
    free = replace(problem, unserved_price=np.zeros(5))
    assert search(free, seed=1, stop=chunks(2)).cost == 0.0
    dear = replace(problem, unserved_price=np.full(5, 1e6))
    assert search(dear, seed=1, stop=chunks(2)).patterns.count(UNSERVED) <= 1


def test_parts_go_by_the_length_of_rounds() -> None:
    """What a team and a round would do if all were evenly filled; rounds without an end count alike."""
    of_teams, of_rounds = random_problem(1).parts
    assert of_teams == pytest.approx([420 / 750, 330 / 750])
    assert of_rounds[::2] == pytest.approx([150 / 420, 140 / 420, 130 / 420])
    of_teams, of_rounds = random_problem(1, timed=False).parts
    assert of_teams == pytest.approx([1 / 2, 1 / 2])
    assert of_rounds == pytest.approx([1 / 3] * 6)
