"""Whether a reason holds, found out by another way than the one that found it.

Nothing of `geo.rounds.clock` or of the reasons themselves is used for what can be said about single rounds:
the hours are counted again, from the evening as it stands.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from geo.rounds.evaluation import evaluate_plan, kept_places, missing_places, value_of
from geo.rounds.model import Evening, Locks, Route, Stop, Team
from geo.rounds.reasons import Reason, ReasonKind
from geo.rounds.solver import after, solve

NEAR_MIN = 1e-3
"""Minutes, and units of prize, by which two ways of counting may differ."""

SLACK = 0.005
"""Share of its worth by which a plan may be short of the best before a place counts as wrongly left out."""


def verify_reason(
    evening: Evening,
    routes: Sequence[Route],
    locks: Locks,
    reason: Reason,
    *,
    seed: int = 101,
    effort: int = 300,
) -> bool:
    """
    Check a reason by another way than the one that found it.

    Hours are counted minute by minute or from scratch; what forcing the place in would come to is searched
    for anew, from nothing and with another seed.

    Parameters
    ----------
    evening : Evening
        Stops, pairs, travel and aim.
    routes : sequence of Route
        The plan.
    locks : Locks
        What is settled.
    reason : Reason
        From `geo.rounds.reasons.explain`.
    seed, effort : int
        Of the new search, in iterations.

    Returns
    -------
    bool
        Whether it holds.
    """
    stop = next(stop for stop in evening.stops if stop.place == reason.place)
    given = {route.team: route for route in routes}
    plan = tuple(given.get(team.team, Route(team.team, ())) for team in evening.teams)
    checks: dict[ReasonKind, Callable[[], bool]] = {
        ReasonKind.LEFT_OUT: lambda: stop.place in locks.left_out,
        ReasonKind.SHUT: lambda: not _begins(stop, None),
        ReasonKind.NO_PAIR_WHEN_OPEN: lambda: not any(_is_present(stop, team) for team in evening.teams),
        ReasonKind.WINDOW_NEVER_MEETS_SHIFT: lambda: _is_out_of_reach(evening, stop, locks, reason),
        ReasonKind.LOCKED: lambda: _is_locked(evening, plan, locks, stop),
        ReasonKind.NO_PRIZE_GAIN: lambda: _has_gain(evening, plan, locks, stop, reason) is False,
        ReasonKind.FITS: lambda: _has_gain(evening, plan, locks, stop, reason) is True,
        ReasonKind.UNFINISHED: lambda: _is_sound_swap(evening, plan, locks, reason),
        ReasonKind.DISPLACED: lambda: (
            _is_full(evening, plan, locks, stop, reason)
            and _is_sound_swap(evening, plan, locks, reason)
            and not _is_worth_more(evening, plan, locks, stop, seed, effort)
        ),
        ReasonKind.ALL_FULL: lambda: (
            _is_full(evening, plan, locks, stop, reason)
            and not _can_be_forced(evening, plan, locks, stop, seed, effort)
        ),
    }
    return checks[reason.kind]()


def _begins(stop: Stop, locks: Locks | None) -> list[tuple[int, int]]:
    """Return the first and the last minute of each span in which a visit may begin."""
    lock = locks.times.get(stop.place) if locks else None
    spans = []
    for window in stop.windows:
        first, last = window.opens_min, window.closes_min - stop.service_min
        if lock is not None:
            first, last = max(first, lock.opens_min), min(last, lock.closes_min)
        if first <= last:
            spans.append((first, last))
    return spans


def _is_present(stop: Stop, team: Team) -> bool:
    """Tell, minute by minute, whether a pair is out for a whole visit while the place is open."""
    if stop.teams is not None and team.team not in stop.teams:
        return False
    return any(
        window.opens_min <= minute and minute + stop.service_min <= window.closes_min
        for minute in range(team.shift.opens_min, team.shift.closes_min - stop.service_min + 1)
        for window in stop.windows
    )


def _lacks(evening: Evening, team: Team, places: Sequence[int], locks: Locks) -> float:
    """Return the minutes that are missing if a pair leaves at once and drives at the cautious pace."""
    travel = evening.travel[team.team]
    stops = {stop.place: stop for stop in evening.stops}
    now, here, lacks = float(team.shift.opens_min), team.depot, 0.0
    for place in (*places, team.depot):
        row, column = travel.places.index(here), travel.places.index(place)
        now += max(float(travel.expected_min[row, column]), float(travel.upper_min[row, column]))
        here = place
        if place in stops and place in places:
            spans = _begins(stops[place], locks)
            now_open = [max(now, first) for first, last in spans if now <= last + NEAR_MIN]
            lacks += 0.0 if now_open or not spans else now - spans[-1][1]
            now = min(now_open, default=now) + stops[place].service_min
    lacks += max(0.0, now - team.shift.closes_min)
    return lacks if lacks > NEAR_MIN else 0.0


def _is_out_of_reach(evening: Evening, stop: Stop, locks: Locks, reason: Reason) -> bool:
    lacks = [_lacks(evening, team, (stop.place,), locks) for team in evening.teams if _is_present(stop, team)]
    return min(lacks) > 0 and abs(min(lacks) - (reason.lacks_min or 0.0)) <= NEAR_MIN


def _with_stop(
    evening: Evening, plan: Sequence[Route], locks: Locks, stop: Stop, *, locked: bool
) -> Iterator[tuple[float, tuple[Route, ...]]]:
    """Put a stop, with those that its order is locked with, everywhere; return what is missing each time."""
    teams = {team.team: team for team in evening.teams}
    unit = _bound_to(stop.place, locks)
    for route in plan:
        may_go = stop.teams is None or route.team in stop.teams
        is_free = route.team not in locks.rounds and locks.pairs.get(stop.place, route.team) == route.team
        if not may_go or is_free == locked:
            continue
        rest = tuple(place for place in route.places if place not in unit)
        for position in range(len(rest) + 1):
            places = (*rest[:position], *unit, *rest[position:])
            tried = Route(route.team, places)
            if _splits(places, locks):
                continue
            plan_with = tuple(tried if other.team == route.team else other for other in plan)
            yield _lacks(evening, teams[route.team], places, locks), plan_with


def _bound_to(place: int, locks: Locks) -> tuple[int, ...]:
    """Return the places that directly follow each other around a place."""
    following: dict[int, int] = {}
    leading: dict[int, int] = {}
    for order in locks.orders:
        kept = [one for one in order if one not in locks.left_out]
        for one, other in pairwise(kept):
            following[one], leading[other] = other, one
    unit = [place]
    while unit[0] in leading:
        unit.insert(0, leading[unit[0]])
    while unit[-1] in following:
        unit.append(following[unit[-1]])
    return tuple(unit)


def _splits(places: Sequence[int], locks: Locks) -> bool:
    return any(
        one in places and places[places.index(one) + 1 : places.index(one) + 2] != (other,)
        for order in locks.orders
        for one, other in pairwise(order)
        if other in places
    )


def _is_locked(evening: Evening, plan: Sequence[Route], locks: Locks, stop: Stop) -> bool:
    if not _begins(stop, locks):
        return True
    in_free = [lacks for lacks, _ in _with_stop(evening, plan, locks, stop, locked=False) if not lacks]
    in_locked = [lacks for lacks, _ in _with_stop(evening, plan, locks, stop, locked=True) if not lacks]
    able = [team for team in evening.teams if _is_present(stop, team)]
    free = [
        team
        for team in able
        if team.team not in locks.rounds
        and locks.pairs.get(stop.place, team.team) == team.team
        and not _lacks(evening, team, (stop.place,), locks)
    ]
    return not in_free and (bool(in_locked) or not free)


def _has_gain(
    evening: Evening, plan: Sequence[Route], locks: Locks, stop: Stop, reason: Reason
) -> bool | None:
    """Tell whether a stop that fits is worth its cost, by whole plans; None if neither is so."""
    now = value_of(evening, evaluate_plan(evening, plan, locks))
    values = [
        value_of(evening, evaluate_plan(evening, other, locks))
        for lacks, other in _with_stop(evening, plan, locks, stop, locked=False)
        if not lacks
    ]
    if not values or reason.cost is None:
        return None
    prizes = {other.place: other.prize for other in evening.stops}
    gain = max(values) - now
    cost = sum(prizes[place] for place in _bound_to(stop.place, locks)) - gain
    if abs(cost - reason.cost) > NEAR_MIN:
        return None
    return gain > 0 or stop.place in kept_places(evening, locks)


def _is_full(evening: Evening, plan: Sequence[Route], locks: Locks, stop: Stop, reason: Reason) -> bool:
    lacks = [lacks for lacks, _ in _with_stop(evening, plan, locks, stop, locked=False)]
    if not lacks:
        return reason.lacks_min is None
    return min(lacks) > 0 and abs(min(lacks) - (reason.lacks_min or 0.0)) <= NEAR_MIN


def _is_sound_swap(evening: Evening, plan: Sequence[Route], locks: Locks, reason: Reason) -> bool:
    """Tell whether the plan with the place is sound, and differs from the one at hand as it says."""
    swap = reason.swap
    if swap is None:
        return False
    before = {place for route in plan for place in route.places}
    after_ = {place for route in swap.routes for place in route.places}
    prizes = {stop.place: stop.prize for stop in evening.stops}
    change = sum(prizes[place] for place in after_ - before) - sum(prizes[place] for place in before - after_)
    teams = {team.team: team for team in evening.teams}
    is_kept = not any(
        _lacks(evening, teams[route.team], route.places, locks)
        for route in swap.routes
        if route.team not in locks.rounds
    )
    reports = evaluate_plan(evening, swap.routes, locks)
    return (
        is_kept
        and all(report.is_sound for report in reports if report.team not in locks.rounds)
        and reason.place in after_
        and set(swap.goes_out) == before - after_
        and set(swap.comes_in) == after_ - before
        and abs(change - swap.prize_change) <= NEAR_MIN
    )


def _forced(
    evening: Evening, plan: Sequence[Route], locks: Locks, stop: Stop, seed: int, effort: int
) -> tuple[Evening, tuple[Route, ...]]:
    """Return the evening with a stop required, and a plan found without the one at hand."""
    unit = _bound_to(stop.place, locks)
    forced = replace(
        evening,
        stops=tuple(replace(one, required=True) if one.place in unit else one for one in evening.stops),
    )
    frozen = tuple(route for route in plan if route.team in locks.rounds)
    return forced, solve(forced, seed=seed, stop=after(effort), locks=locks, start=frozen)


def _is_worth_more(
    evening: Evening, plan: Sequence[Route], locks: Locks, stop: Stop, seed: int, effort: int
) -> bool:
    """Tell whether a plan with the stop is clearly better than the one at hand."""
    forced, other = _forced(evening, plan, locks, stop, seed, effort)
    if missing_places(forced, other, locks):
        return False
    now = value_of(evening, evaluate_plan(evening, plan, locks))
    return value_of(evening, evaluate_plan(evening, other, locks)) > now + SLACK * abs(now) + NEAR_MIN


def _can_be_forced(
    evening: Evening, plan: Sequence[Route], locks: Locks, stop: Stop, seed: int, effort: int
) -> bool:
    """Tell whether some plan visits the stop and all that the one at hand has to visit."""
    forced, other = _forced(evening, plan, locks, stop, seed, effort)
    lost = set(missing_places(forced, other, locks))
    return stop.place not in lost and lost <= set(missing_places(evening, plan, locks))
