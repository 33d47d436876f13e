"""An evening in the whole numbers of the solver, and its plans back in places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from geo.rounds.clock import Clock
from geo.rounds.model import Evening, Locks, Route, Team
from geo.rounds.units import SECONDS, Unit, Way, travel_seconds, ways_of
from geo.rounds.vrp import NEVER, Orders, Problem, Vehicle, Visit

FINEST = 1e7
"""Most units of cost that one unit of prize is cut into."""

COARSEST = 1e4
"""Fewest of them."""


@dataclass(frozen=True, eq=False)
class Translation:
    """
    An evening, or a part of it, as the solver knows it.

    Attributes
    ----------
    teams : tuple of Team
        The pair of each vehicle.
    units : tuple of Unit
        What can be visited.
    ways : tuple of Way
        Of each visit of the problem.
    problem : Problem
        What is solved.
    warp_penalty : float
        What a second too late should cost the search at first: about twice what it can earn on site.
    """

    teams: tuple[Team, ...]
    units: tuple[Unit, ...]
    ways: tuple[Way, ...]
    problem: Problem
    warp_penalty: float

    def routes(self, orders: Orders) -> tuple[Route, ...]:
        """Return the solver's plan in places."""
        return tuple(
            Route(team.team, tuple(place for visit in visits for place in self._places(visit)))
            for team, visits in zip(self.teams, orders, strict=True)
        )

    def _places(self, visit: int) -> tuple[int, ...]:
        return self.units[self.ways[visit].unit].places

    def orders(self, routes: Sequence[Route], clocks: Mapping[int, Clock]) -> Orders:
        """Return a plan of sound rounds in the visits of the solver; unknown units are passed over."""
        places = {route.team: route.places for route in routes}
        return tuple(self._visits(clocks[team.team], places.get(team.team, ())) for team in self.teams)

    def _visits(self, clock: Clock, places: Sequence[int]) -> tuple[int, ...]:
        run = clock.at_worst(places)
        begins = dict(zip(places, run.begins_min, strict=True))
        found = []
        for number, unit in enumerate(self.units):
            if unit.places[0] in begins and clock.team.team in unit.teams:
                begin = ceil(begins[unit.places[0]] * SECONDS - 0.5)
                ways = [
                    (way.ends(begin), visit)
                    for visit, way in enumerate(self.ways)
                    if way.unit == number and clock.team.team in way.teams and begin <= way.closes
                ]
                if ways:
                    found.append((places.index(unit.places[0]), min(ways)[1]))
        return tuple(visit for _, visit in sorted(found))


def translate(
    evening: Evening, units: Sequence[Unit], locks: Locks, prizes: Mapping[int, float], *, cost: float
) -> Translation:
    """
    Put units of an evening into the solver's terms.

    Parameters
    ----------
    evening : Evening
        Its stops, pairs and travel.
    units : sequence of Unit
        What may be visited.
    locks : Locks
        Pairs whose round is locked are not part of it.
    prizes : mapping of int to float
        What a visit is worth, by place.
    cost : float
        What a minute of duration costs, in prize.

    Returns
    -------
    Translation
        The problem and the way back.
    """
    teams = tuple(team for team in evening.teams if team.team not in locks.rounds)
    ways = ways_of(evening, units, locks)
    scale, second_cost = _scale(cost)
    worth = [round(scale * sum(prizes[place] for place in unit.places)) for unit in units]
    spots = sorted({(units[way.unit].places, tuple(sorted(way.teams))) for way in ways})
    locations = {spot: len(teams) + number for number, spot in enumerate(spots)}
    visits = tuple(
        Visit(
            customer=way.unit,
            location=locations[units[way.unit].places, tuple(sorted(way.teams))],
            opens=way.opens,
            closes=way.closes,
            service=way.lasts,
            prize=worth[way.unit],
            required=units[way.unit].required,
        )
        for way in ways
    )
    vehicles = tuple(
        Vehicle(number, team.shift.opens_min * SECONDS, team.shift.closes_min * SECONDS, matrix=number)
        for number, team in enumerate(teams)
    )
    durations = tuple(_matrix(evening, team, teams, spots) for team in teams)
    penalty = _penalty(worth, ways, second_cost)
    problem = Problem(visits, vehicles, durations, duration_cost=second_cost)
    return Translation(teams, tuple(units), ways, problem, penalty)


def _scale(cost: float) -> tuple[float, int]:
    """Return units of cost for one of prize, and what a second costs in them, in the right proportion."""
    a_second = cost / SECONDS
    if a_second * FINEST < 1:
        return FINEST, 0
    second_cost = ceil(COARSEST * a_second)
    return second_cost / a_second, second_cost


def _penalty(worth: Sequence[int], ways: Sequence[Way], second_cost: int) -> float:
    earned = sum(worth) / max(1, sum(way.lasts for way in ways))
    return 2 * max(earned, float(second_cost), 1.0)


def _matrix(
    evening: Evening,
    team: Team,
    teams: Sequence[Team],
    spots: Sequence[tuple[tuple[int, ...], tuple[int, ...]]],
) -> npt.NDArray[np.int64]:
    """Return the seconds of one pair between the depots of all and the spots; `NEVER` where it may not go."""
    travel = evening.travel[team.team]
    rows = {place: row for row, place in enumerate(travel.places)}
    # Other pairs' depots are barred below, so that any row will do for them.
    depots = [rows[team.depot]] * len(teams)
    ends = depots + [rows[places[-1]] for places, _ in spots]
    starts = depots + [rows[places[0]] for places, _ in spots]
    seconds = travel_seconds(evening, team)[np.ix_(ends, starts)]
    barred = [other is not team for other in teams] + [team.team not in allowed for _, allowed in spots]
    seconds[barred, :] = NEVER
    seconds[:, barred] = NEVER
    np.fill_diagonal(seconds, 0)
    return seconds
