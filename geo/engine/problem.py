"""What the periodic search decides on, as arrays; it knows sites, periods and rounds, not places or pairs.

A *period* is a stretch of time in which a team goes out at most once, such as an evening; a *round* is one
team in one period; a *pattern* is a set of periods in which a site is visited. All minutes of a period count
from a midnight of the caller's choice.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

UNSERVED = -1
"""Pattern of a site that is not visited at all."""


@dataclass(frozen=True, eq=False)
class Rounds:
    """
    The rounds that could be driven, one row each; at most one of a team in a period.

    Attributes
    ----------
    period, team : ndarray of int, shape (rounds,)
        When and by whom.
    start_node, end_node : ndarray of int, shape (rounds,)
        Row of the travel matrix that the round leaves from and comes back to.
    vehicle : ndarray of int, shape (rounds,)
        Which travel matrix applies.
    starts_min, ends_min : ndarray of float, shape (rounds,)
        When it leaves, and when it must be back.
    capacity : ndarray of float, shape (rounds,)
        Largest sum of demands.
    longest_min : ndarray of float, shape (rounds,)
        Most minutes on the road and on site together; waiting does not count.
    price : ndarray of float, shape (rounds,)
        What it costs to drive the round at all.
    burden : ndarray of float, shape (rounds,)
        How hard the round is on its team, such as 1 for a night and 0 for a day.
    """

    period: Ints
    team: Ints
    start_node: Ints
    end_node: Ints
    vehicle: Ints
    starts_min: Floats
    ends_min: Floats
    capacity: Floats
    longest_min: Floats
    price: Floats
    burden: Floats


@dataclass(frozen=True, eq=False)
class EngineProblem:
    """
    Sites with patterns to choose from, rounds to put them in, and the prices by which plans compare.

    The cost of a plan is the minutes on the road, the price of each round that is driven, the price of each
    site that is not visited, the price of each visit by pattern and team, *spread_price* for each minute by
    which the visits of a site begin further apart than *tolerance_min*, *unfair_price* for each unit of
    burden of a team beyond its allowance, *uneven_price* for each minute on site that a team has
    beyond its part of all such minutes, and a round beyond its part of those of its team, and *wait_price*
    for each minute that a round waits if it leaves as late as it can without coming back later.

    Attributes
    ----------
    travel : ndarray of float, shape (vehicles, nodes, nodes)
        Minutes; the sites are the first nodes, depots follow.
    service_min, demand : ndarray of float, shape (sites, periods)
        Length of a visit and what it takes of the capacity.
    earliest_min, latest_min : ndarray of float, shape (sites, periods, windows)
        First and last minute at which a visit may begin, windows in order and apart; unused ones at the end,
        with *earliest_min* infinite and *latest_min* minus infinity.
    pattern_site : ndarray of int, shape (patterns,)
        Site of each pattern, in ascending order.
    pattern_periods : tuple of tuple of int
        Periods of each pattern, ascending.
    visit_price : ndarray of float, shape (patterns, teams)
        Price of each visit of the pattern by the team; infinite where the team may not go.
    unserved_price : ndarray of float, shape (sites,)
        Price of a site that is not visited.
    rounds : Rounds
        The rounds.
    allowance : ndarray of float, shape (teams,)
        Burden of a team that costs nothing.
    same_team : bool
        Whether all visits of a site are made by one team.
    tolerance_min, spread_price, unfair_price : float
        See above.
    fixed : ndarray of bool, shape (sites,)
        Sites that keep the pattern and the rounds they have in the plan the search starts from.
    uneven_price, wait_price : float
        See above.
    """

    travel: Floats
    service_min: Floats
    demand: Floats
    earliest_min: Floats
    latest_min: Floats
    pattern_site: Ints
    pattern_periods: tuple[tuple[int, ...], ...]
    visit_price: Floats
    unserved_price: Floats
    rounds: Rounds
    allowance: Floats
    same_team: bool
    tolerance_min: float
    spread_price: float
    unfair_price: float
    fixed: Flags
    uneven_price: float = 0.0
    wait_price: float = 0.0

    def __post_init__(self) -> None:
        """Refuse numbers that point nowhere: the compiled search would not notice."""
        rounds, nodes = self.rounds, self.travel.shape[1]
        periods = np.array([period for own in self.pattern_periods for period in own], dtype=np.int64)
        for what, numbers, limit in (
            ("site of a pattern", self.pattern_site, self.sites),
            ("period of a pattern", periods, self.periods),
            ("period of a round", rounds.period, self.periods),
            ("team of a round", rounds.team, self.teams),
            ("vehicle of a round", rounds.vehicle, len(self.travel)),
            ("node of a round", np.concatenate([rounds.start_node, rounds.end_node]), nodes),
        ):
            if len(numbers) and (numbers.min() < 0 or numbers.max() >= limit):
                message = f"{what} out of range: should be from 0 to {limit - 1}"
                raise ValueError(message)
        if (np.diff(self.pattern_site) < 0).any() or len(self.pattern_site) != len(self.pattern_periods):
            message = "patterns should stand in the order of their sites"
            raise ValueError(message)
        if len(set(zip(rounds.period.tolist(), rounds.team.tolist(), strict=True))) < len(rounds.period):
            message = "a team has two rounds in one period"
            raise ValueError(message)

    @cached_property
    def sites(self) -> int:
        """Number of sites."""
        return len(self.unserved_price)

    @cached_property
    def periods(self) -> int:
        """Number of periods."""
        return int(self.service_min.shape[1])

    @cached_property
    def teams(self) -> int:
        """Number of teams."""
        return int(self.visit_price.shape[1])

    @cached_property
    def parts(self) -> tuple[Floats, Floats]:
        """
        What falls to each team of all minutes on site, and to each round of those of its team.

        Returns
        -------
        tuple of ndarray of float, shapes (teams,) and (rounds,)
            Parts of 1. They go by the length of rounds; where some have no end, all of them count alike.
        """
        lengths = self.rounds.ends_min - self.rounds.starts_min
        if not np.isfinite(lengths).all():
            lengths = np.ones(len(lengths))
        teams = np.zeros(self.teams)
        np.add.at(teams, self.rounds.team, lengths)
        return _parts(teams, float(teams.sum())), _parts(lengths, teams[self.rounds.team])


def _parts(lengths: Floats, wholes: Floats | float) -> Floats:
    """Return lengths as parts of wholes, none of nothing."""
    return np.divide(lengths, wholes, out=np.zeros(len(lengths)), where=np.asarray(wholes) > 0)


@dataclass(frozen=True)
class EngineCosts:
    """
    What a plan costs, term by term; see `EngineProblem`.

    Attributes
    ----------
    drive_min : float
        Minutes on the road.
    rounds, unserved, visits, spread, unfair, uneven, waits : float
        Prices of rounds, of sites not visited, of visits, of hours that differ, of unequal burdens, of teams
        and rounds with more to do on site than others, and of waiting.
    """

    drive_min: float
    rounds: float
    unserved: float
    visits: float
    spread: float
    unfair: float
    uneven: float
    waits: float

    @property
    def total(self) -> float:
        """All of them."""
        whole = self.rounds + self.unserved + self.visits
        return self.drive_min + whole + self.spread + self.unfair + self.uneven + self.waits


@dataclass(frozen=True)
class EngineSolution:
    """
    A plan.

    Attributes
    ----------
    routes : tuple of tuple of int
        Sites of each round, in order.
    patterns : tuple of int
        Pattern of each site, or `UNSERVED`.
    cost : float
        What the search found it to cost; infinite where it was not computed.
    """

    routes: tuple[tuple[int, ...], ...]
    patterns: tuple[int, ...]
    cost: float = float("inf")
