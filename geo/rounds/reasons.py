"""Why a place is left out tonight: docs/methods/rounds.md."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from geo.rounds.clock import Clock, Hours, clocks
from geo.rounds.evaluation import evaluate_round, kept_places, missing_places, value_of
from geo.rounds.filling import Insertion, insertions
from geo.rounds.model import Evening, Locks, Route, Stop, Team
from geo.rounds.solver import after, solve
from geo.rounds.units import Unit, chains_of

WORTHWHILE = 1e-6
"""Units of prize by which one plan must beat another to count as better."""

TRIED = 8
"""Positions for which making room is tried, those that lack the least first."""


class ReasonKind(StrEnum):
    """
    Why a place is not visited; the first that holds.

    `LEFT_OUT`: the coordinator said so. `SHUT`: it does not open for long enough this evening.
    `NO_PAIR_WHEN_OPEN`: no pair that may go works then. `WINDOW_NEVER_MEETS_SHIFT`: after the drive there and
    before the drive back, none can. `LOCKED`: only a locked round could, or its locked hours never come.
    `NO_PRIZE_GAIN`: it would fit, and costs more time than it is worth. `FITS`: it would fit, and is worth
    it; plans made by hand have such places. `UNFINISHED`: a better plan with it has been found meanwhile.
    `DISPLACED`: all rounds are full, and what would have to go out is worth more. `ALL_FULL`: all rounds are
    full of visits that are kept.
    """

    LEFT_OUT = "left_out"
    SHUT = "shut"
    NO_PAIR_WHEN_OPEN = "no_pair_when_open"
    WINDOW_NEVER_MEETS_SHIFT = "window_never_meets_shift"
    LOCKED = "locked"
    NO_PRIZE_GAIN = "no_prize_gain"
    FITS = "fits"
    UNFINISHED = "unfinished"
    DISPLACED = "displaced"
    ALL_FULL = "all_full"


@dataclass(frozen=True)
class Swap:
    """
    A plan that visits the place, beside the one at hand.

    Attributes
    ----------
    routes : tuple of Route
        The plan.
    goes_out, comes_in : tuple of int
        Places that are no longer visited, and those that newly are (the place among them).
    prize_change, value_change : float
        Prizes, and prizes less what the duration costs: new less old.
    """

    routes: tuple[Route, ...]
    goes_out: tuple[int, ...]
    comes_in: tuple[int, ...]
    prize_change: float
    value_change: float


@dataclass(frozen=True)
class Reason:
    """
    Why one place is not visited.

    Attributes
    ----------
    place : int
        The place.
    kind : ReasonKind
        The reason.
    team : int or None
        The pair it would be easiest for, where there is one.
    lacks_min : float or None
        Minutes that are missing with that pair, at worst; None where time is not the matter.
    cost : float or None
        What going there would cost in units of prize (`ReasonKind.NO_PRIZE_GAIN`, `ReasonKind.FITS`).
    swap : Swap or None
        What forcing it in would come to, where it can be done.
    """

    place: int
    kind: ReasonKind
    team: int | None = None
    lacks_min: float | None = None
    cost: float | None = None
    swap: Swap | None = None


def explain(
    evening: Evening, routes: Sequence[Route], locks: Locks | None = None, *, seed: int = 1, effort: int = 60
) -> tuple[Reason, ...]:
    """
    Return the reason for each stop of the evening that no round visits.

    Parameters
    ----------
    evening : Evening
        Stops, pairs, travel and aim.
    routes : sequence of Route
        The plan.
    locks : Locks, optional
        What is settled.
    seed, effort : int
        Of the search for what forcing a place in would come to: iterations for each place; 0 makes do with
        what can be put out of one round.

    Returns
    -------
    tuple of Reason
        In the order of the stops.
    """
    return tuple(each_reason(evening, routes, locks, seed=seed, effort=effort))


def each_reason(
    evening: Evening, routes: Sequence[Route], locks: Locks | None = None, *, seed: int = 1, effort: int = 60
) -> Iterator[Reason]:
    """
    Yield what `explain` returns, one place after the other, for whoever shows how far it is.

    Parameters
    ----------
    evening : Evening
        Stops, pairs, travel and aim.
    routes : sequence of Route
        The plan.
    locks : Locks, optional
        What is settled.
    seed, effort : int
        As for `explain`.

    Yields
    ------
    Reason
        In the order of the stops.
    """
    case = _Case.of(evening, routes, locks or Locks(), seed, effort)
    visited = {place for route in routes for place in route.places}
    for stop in evening.stops:
        if stop.place not in visited:
            yield case.reason(stop)


def force(
    evening: Evening,
    routes: Sequence[Route],
    place: int,
    locks: Locks | None = None,
    *,
    seed: int = 1,
    effort: int = 200,
) -> Swap | None:
    """
    Return the best plan found that visits a place, beside the one at hand.

    Parameters
    ----------
    evening : Evening
        Stops, pairs, travel and aim.
    routes : sequence of Route
        The plan at hand.
    place : int
        What is forced in.
    locks : Locks, optional
        What is settled; the place is no longer left out.
    seed, effort : int
        Of the search, in iterations.

    Returns
    -------
    Swap or None
        None where no plan was found that visits it and keeps all that has to be kept.
    """
    settled = locks or Locks()
    settled = replace(settled, left_out=settled.left_out - {place})
    stop = next(stop for stop in evening.stops if stop.place == place)
    return _Case.of(evening, routes, settled, seed, effort).forced(stop)


class _Worth(NamedTuple):
    """Prizes of a plan, and what it is worth by the evening's aim."""

    prize: float
    value: float


@dataclass(frozen=True, eq=False)
class _Case:
    """A plan, and all that is looked up once to explain it."""

    evening: Evening
    routes: tuple[Route, ...]
    locks: Locks
    seed: int
    effort: int
    clocks: Mapping[int, Clock]
    judged: dict[Route, _Worth] = field(default_factory=dict)
    tried: dict[int, dict[int, list[Insertion]]] = field(default_factory=dict)

    @classmethod
    def of(cls, evening: Evening, routes: Sequence[Route], locks: Locks, seed: int, effort: int) -> "_Case":
        given = {route.team: route for route in routes}
        plan = tuple(given.get(team.team, Route(team.team, ())) for team in evening.teams)
        return cls(evening, plan, locks, seed, effort, clocks(evening, locks))

    def reason(self, stop: Stop) -> Reason:
        """Return the first reason that holds."""
        place = stop.place
        if place in self.locks.left_out:
            return Reason(place, ReasonKind.LEFT_OUT)
        if not Hours.of(stop).first_min:
            return Reason(place, ReasonKind.SHUT)
        if not Hours.of(stop, self.locks.times.get(place)).first_min:
            return Reason(place, ReasonKind.LOCKED)
        present = [team for team in self.evening.teams if may_go(stop, team) and is_out_when_open(stop, team)]
        if not present:
            return Reason(place, ReasonKind.NO_PAIR_WHEN_OPEN)
        late = {team.team: self.clocks[team.team].late((place,)) for team in present}
        nearest = min(late, key=lambda team: late[team])
        if late[nearest]:
            return Reason(place, ReasonKind.WINDOW_NEVER_MEETS_SHIFT, nearest, late[nearest])
        reachable = frozenset(team for team in late if not late[team])
        return self.reason_of_room(stop, reachable)

    def reason_of_room(self, stop: Stop, reachable: frozenset[int]) -> Reason:
        """Return why no round takes a place that some pair could go to."""
        place, pair = stop.place, self.locks.pairs.get(stop.place)
        free = (reachable if pair is None else reachable & {pair}) - self.locks.rounds
        options = self.insertions(stop, free)
        fitting = [option for option in options if not option.late_min]
        if fitting:
            shortest = min(fitting, key=lambda option: option.longer_min)
            cost = self.evening.aim.lambda_duration * shortest.longer_min
            is_worth_it = self.prize(stop) > cost or place in kept_places(self.evening, self.locks)
            kind = ReasonKind.FITS if is_worth_it else ReasonKind.NO_PRIZE_GAIN
            return Reason(place, kind, shortest.route.team, cost=cost)
        settled = [option for option in self.insertions(stop, reachable - free) if not option.late_min]
        if settled or not free:
            return Reason(place, ReasonKind.LOCKED, settled[0].route.team if settled else min(reachable))
        nearest = min(options, key=lambda option: option.late_min, default=None)
        team, lacks = (None, None) if nearest is None else (nearest.route.team, nearest.late_min)
        swap = self.forced(stop)
        if swap is None:
            return Reason(place, ReasonKind.ALL_FULL, team, lacks)
        is_better = swap.value_change > WORTHWHILE and self.is_complete()
        kind = ReasonKind.UNFINISHED if is_better else ReasonKind.DISPLACED
        return Reason(place, kind, team, lacks, swap=swap)

    def is_complete(self) -> bool:
        """Tell whether the plan at hand visits all that has to be kept, and may be compared by its worth."""
        return not missing_places(self.evening, self.routes, self.locks)

    def unit(self, stop: Stop, teams: frozenset[int]) -> Unit:
        """Return a stop with the others that its order is locked with."""
        chains = chains_of(self.locks.orders, self.locks.left_out)
        places = next((chain for chain in chains if stop.place in chain), (stop.place,))
        return Unit(places, teams, required=True)

    def prize(self, stop: Stop) -> float:
        """Return what a visit of the stop and of those bound to it is worth."""
        prizes = {other.place: other.prize for other in self.evening.stops}
        return sum(prizes[place] for place in self.unit(stop, frozenset()).places)

    def insertions(self, stop: Stop, teams: frozenset[int]) -> list[Insertion]:
        """Return all ways of putting a stop into the rounds of some pairs; each round is tried once."""
        known = self.tried.setdefault(stop.place, {})
        missing = teams - known.keys()
        if missing:
            known.update(self.insertions_anew(stop, missing))
        return [option for route in self.routes if route.team in teams for option in known[route.team]]

    def insertions_anew(self, stop: Stop, teams: frozenset[int]) -> dict[int, list[Insertion]]:
        """Try a stop at all positions of the rounds of some pairs."""
        unit = self.unit(stop, teams)
        rounds = [
            Route(route.team, tuple(place for place in route.places if place not in unit.places))
            for route in self.routes
        ]
        found: dict[int, list[Insertion]] = {team: [] for team in teams}
        for option in insertions(rounds, unit, self.clocks, self.locks):
            found[option.route.team].append(option)
        return found

    def forced(self, stop: Stop) -> Swap | None:
        """Return the best plan found that visits a stop."""
        must = frozenset(self.unit(stop, frozenset()).places)
        stops = tuple(
            replace(other, required=True) if other.place in must else other for other in self.evening.stops
        )
        evening = replace(self.evening, stops=stops)
        plan = self.making_room(stop)
        if self.effort or plan is None:
            budget = after(max(self.effort, 1))
            plan = solve(evening, seed=self.seed, stop=budget, locks=self.locks, start=plan or self.routes)
        lost = set(missing_places(evening, plan, self.locks))
        if stop.place in lost or not lost <= set(missing_places(self.evening, self.routes, self.locks)):
            return None
        return self.swap(plan)

    def swap(self, plan: tuple[Route, ...]) -> Swap:
        """Return a plan beside the one at hand."""
        old = {place for route in self.routes for place in route.places}
        new = {place for route in plan for place in route.places}
        goes, comes = self.worth(self.routes), self.worth(plan)
        return Swap(
            plan,
            tuple(sorted(old - new)),
            tuple(sorted(new - old)),
            comes.prize - goes.prize,
            comes.value - goes.value,
        )

    def worth(self, plan: Collection[Route]) -> _Worth:
        """Return what a plan is worth; its rounds are judged once, for the next plan changes one or two."""
        for route in plan:
            if route not in self.judged:
                report = evaluate_round(self.evening, route, self.locks)
                self.judged[route] = _Worth(report.prize, value_of(self.evening, [report]))
        rounds = [self.judged[route] for route in plan]
        return _Worth(sum(one.prize for one in rounds), sum(one.value for one in rounds))

    def making_room(self, stop: Stop) -> tuple[Route, ...] | None:
        """Return the plan with a stop put into one round and as little as it takes put out of it."""
        kept = kept_places(self.evening, self.locks) | set(self.unit(stop, frozenset()).places)
        free = frozenset(
            team.team
            for team in self.evening.teams
            if may_go(stop, team) and self.locks.pairs.get(stop.place, team.team) == team.team
        )
        options = sorted(self.insertions(stop, free - self.locks.rounds), key=lambda option: option.late_min)
        plans = [self.with_round(route) for route in self.emptied(options[:TRIED], kept)]
        return max(plans, key=lambda plan: self.worth(plan).value, default=None)

    def with_round(self, route: Route) -> tuple[Route, ...]:
        """Return the plan with another round of one pair."""
        return tuple(route if route.team == other.team else other for other in self.routes)

    def emptied(self, options: Sequence[Insertion], kept: frozenset[int]) -> Iterator[Route]:
        """Put stops out of each round until it can be kept, those first that gain much time for little."""
        prizes = {stop.place: stop.prize for stop in self.evening.stops}
        for option in options:
            clock = self.clocks[option.route.team]
            places, late = option.route.places, option.late_min
            while late:
                shorter = [
                    (clock.late(rest), prizes[place], rest)
                    for place in places
                    if place not in kept
                    for rest in [tuple(other for other in places if other != place)]
                ]
                if not shorter:
                    break
                now = late
                late, _, places = max(shorter, key=lambda one: (now - one[0]) / (one[1] + WORTHWHILE))
            else:
                yield Route(option.route.team, places)


def may_go(stop: Stop, team: Team) -> bool:
    """Tell whether a pair may go to a stop at all."""
    return stop.teams is None or team.team in stop.teams


def is_out_when_open(stop: Stop, team: Team) -> bool:
    """Tell whether a pair's shift holds a whole visit while the place is open, driving aside."""
    hours, shift = Hours.of(stop), team.shift
    return any(
        max(first, shift.opens_min) <= min(last, shift.closes_min - stop.service_min)
        for first, last in zip(hours.first_min, hours.last_min, strict=True)
    )
