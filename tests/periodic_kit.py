"""Small periodic problems, and every plan there is for them."""

from collections.abc import Iterator
from itertools import permutations, product

import numpy as np

from geo.engine.checking import check
from geo.engine.problem import UNSERVED, EngineProblem, EngineSolution, Flags, Rounds

PERIODS, TEAMS = 3, 2
PATTERNS = ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2))


def random_problem(seed: int, sites: int = 4, *, same_team: bool = True, timed: bool = True) -> EngineProblem:
    """Return sites around two depots, three periods and two teams; windows are tight enough to matter."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 30, (sites + 2, 2))
    apart = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    period, team = (axis.ravel() for axis in np.indices((PERIODS, TEAMS)))
    rounds, shape = len(period), (sites, PERIODS, 2)
    earliest, latest = np.zeros(shape), np.full(shape, np.inf)
    earliest[..., 1], latest[..., 1] = np.inf, -np.inf
    if timed:
        earliest[..., 0] = rng.integers(0, 60, (sites, PERIODS))
        latest[..., 0] = earliest[..., 0] + rng.integers(10, 40, (sites, PERIODS))
        earliest[..., 1] = latest[..., 0] + 20
        latest[..., 1] = earliest[..., 1] + 30
    owner, owned = zip(*((site, days) for site in range(sites) for days in _own(rng)), strict=True)
    prices = rng.integers(0, 8, (len(owner), TEAMS)).astype(float)
    prices[rng.random(prices.shape) < 0.15] = np.inf
    return EngineProblem(
        travel=np.stack([apart, 1.2 * apart]),
        service_min=np.full((sites, PERIODS), 10.0),
        demand=rng.integers(1, 5, (sites, PERIODS)).astype(float),
        earliest_min=earliest,
        latest_min=latest,
        pattern_site=np.array(owner),
        pattern_periods=owned,
        visit_price=prices,
        unserved_price=rng.integers(40, 120, sites).astype(float),
        rounds=Rounds(
            period=period,
            team=team,
            start_node=sites + team,
            end_node=sites + team,
            vehicle=team,
            starts_min=np.zeros(rounds),
            ends_min=np.where(timed, 150.0 - 10.0 * period - 30.0 * team, np.inf),
            capacity=np.full(rounds, 9.0),
            longest_min=np.full(rounds, 120.0),
            price=np.full(rounds, 3.0),
            burden=(period == 0).astype(float),
        ),
        allowance=np.full(TEAMS, 0.5),
        same_team=same_team,
        tolerance_min=15.0,
        spread_price=0.5 if timed else 0.0,
        unfair_price=4.0,
        fixed=np.zeros(sites, dtype=np.bool_),
        uneven_price=0.3,
        wait_price=0.2,
    )


def _own(rng: np.random.Generator) -> tuple[tuple[int, ...], ...]:
    """Return two or three patterns for a site."""
    return tuple(PATTERNS[at] for at in np.sort(rng.permutation(len(PATTERNS))[: rng.integers(2, 4)]))


def every_plan(problem: EngineProblem) -> Iterator[EngineSolution]:
    """Yield every plan, whether it keeps the rules or not: patterns, teams, and the order of each round."""
    for choice in product(*(_ways(problem, site) for site in range(problem.sites))):
        members: list[list[int]] = [[] for _ in problem.rounds.period]
        for site, (_, numbers) in enumerate(choice):
            for number in numbers:
                members[number].append(site)
        patterns = tuple(pattern for pattern, _ in choice)
        for routes in product(*(permutations(own) for own in members)):
            yield EngineSolution(routes, patterns)


def _ways(problem: EngineProblem, site: int) -> list[tuple[int, tuple[int, ...]]]:
    """Return the ways to visit a site: a pattern with the round of each visit."""
    ways: list[tuple[int, tuple[int, ...]]] = [(UNSERVED, ())]
    for pattern in np.flatnonzero(problem.pattern_site == site).tolist():
        periods = problem.pattern_periods[pattern]
        for teams in product(range(problem.teams), repeat=len(periods)):
            if len(set(teams)) == 1 or not problem.same_team:
                numbers = tuple(period * TEAMS + team for period, team in zip(periods, teams, strict=True))
                ways.append((pattern, numbers))
    return ways


def least_cost(problem: EngineProblem) -> float:
    """Return the cost of the cheapest plan that keeps the rules."""
    reports = (check(problem, plan) for plan in every_plan(problem))
    return min(report.costs.total for report in reports if not report.faults)


def fix(problem: EngineProblem, sites: list[int]) -> Flags:
    """Return flags for sites that are to stay."""
    return np.isin(np.arange(problem.sites), sites)
