"""The problem as the kernels read it: flat arrays with precomputed look-ups."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.engine.problem import EngineProblem, Flags, Floats, Ints

NEIGHBOURS = 100
"""Nearest sites of each site that removals look at."""


class Tables(NamedTuple):
    """
    An `EngineProblem` for kernels; fields of the same name mean the same.

    Attributes
    ----------
    first_pattern : ndarray of int, shape (sites + 1,)
        Patterns of site s are those from first_pattern[s] up to, but not including, first_pattern[s + 1].
    first_period : ndarray of int, shape (patterns + 1,)
        The same for the periods of a pattern in *period_list*.
    first_round : ndarray of int, shape (periods + 1,)
        The same for the rounds of a period in *round_list*.
    round_of : ndarray of int, shape (periods, teams)
        Round of a team in a period, or -1.
    team_part, part : ndarray of float, shapes (teams,) and (rounds,)
        See `EngineProblem.parts`.
    near : ndarray of int, shape (sites, neighbours)
        Sites by distance, itself first.
    is_timed : bool
        Whether hours matter at all.
    is_regular : bool
        Whether it costs something if visits of a site begin far apart.
    """

    travel: Floats
    service: Floats
    demand: Floats
    earliest: Floats
    latest: Floats
    first_pattern: Ints
    first_period: Ints
    period_list: Ints
    visit_price: Floats
    unserved_price: Floats
    period: Ints
    team: Ints
    start_node: Ints
    end_node: Ints
    vehicle: Ints
    starts: Floats
    ends: Floats
    capacity: Floats
    longest: Floats
    price: Floats
    burden: Floats
    first_round: Ints
    round_list: Ints
    round_of: Ints
    allowance: Floats
    fixed: Flags
    team_part: Floats
    part: Floats
    near: npt.NDArray[np.int64]
    same_team: bool
    is_timed: bool
    is_regular: bool
    tolerance: float
    spread_price: float
    unfair_price: float
    uneven_price: float
    wait_price: float


def tables_of(problem: EngineProblem) -> Tables:
    """Return the problem as kernels read it."""
    rounds = problem.rounds
    lengths = [len(periods) for periods in problem.pattern_periods]
    order = np.argsort(rounds.period, kind="stable")
    round_of = np.full((problem.periods, problem.teams), -1, dtype=np.int64)
    round_of[rounds.period, rounds.team] = np.arange(len(rounds.period))
    has_hours = (problem.latest_min[..., 0] < np.inf).any() or (rounds.ends_min < np.inf).any()
    is_regular = bool(problem.spread_price > 0)
    return Tables(
        travel=_floats(problem.travel),
        service=_floats(problem.service_min),
        demand=_floats(problem.demand),
        earliest=_floats(problem.earliest_min),
        latest=_floats(problem.latest_min),
        first_pattern=np.searchsorted(problem.pattern_site, np.arange(problem.sites + 1)).astype(np.int64),
        first_period=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        period_list=_ints([period for periods in problem.pattern_periods for period in periods]),
        visit_price=_floats(problem.visit_price),
        unserved_price=_floats(problem.unserved_price),
        period=_ints(rounds.period),
        team=_ints(rounds.team),
        start_node=_ints(rounds.start_node),
        end_node=_ints(rounds.end_node),
        vehicle=_ints(rounds.vehicle),
        starts=_floats(rounds.starts_min),
        ends=_floats(rounds.ends_min),
        capacity=_floats(rounds.capacity),
        longest=_floats(rounds.longest_min),
        price=_floats(rounds.price),
        burden=_floats(rounds.burden),
        first_round=np.searchsorted(rounds.period[order], np.arange(problem.periods + 1)).astype(np.int64),
        round_list=_ints(order),
        round_of=round_of,
        allowance=_floats(problem.allowance),
        fixed=np.ascontiguousarray(problem.fixed, dtype=np.bool_),
        team_part=_floats(problem.parts[0]),
        part=_floats(problem.parts[1]),
        near=_near(problem),
        same_team=bool(problem.same_team),
        is_timed=bool(has_hours or is_regular or problem.wait_price > 0),
        is_regular=is_regular,
        tolerance=float(problem.tolerance_min),
        spread_price=float(problem.spread_price),
        unfair_price=float(problem.unfair_price),
        uneven_price=float(problem.uneven_price),
        wait_price=float(problem.wait_price),
    )


def _near(problem: EngineProblem) -> Ints:
    """Return the sites nearest to each, itself first, there and back by the fastest vehicle."""
    times = problem.travel[:, : problem.sites, : problem.sites].min(axis=0)
    both_ways = times + times.T
    np.fill_diagonal(both_ways, -1.0)
    return _ints(np.argsort(both_ways, axis=1, kind="stable")[:, : NEIGHBOURS + 1])


def _floats(values: npt.ArrayLike) -> Floats:
    """Return contiguous floats, so that one compiled kernel fits all problems."""
    return np.ascontiguousarray(values, dtype=np.float64)


def _ints(values: npt.ArrayLike) -> Ints:
    """Return contiguous integers."""
    return np.ascontiguousarray(values, dtype=np.int64)
