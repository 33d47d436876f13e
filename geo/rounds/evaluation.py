"""What a round comes to: the one function by which every plan is judged. See docs/methods/rounds.md."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from geo.rounds.clock import ROUNDING_MIN, Clock, Hours, Run, UnknownStopError, travel_of
from geo.rounds.model import (
    Evening,
    Locks,
    Passage,
    RoundReport,
    Route,
    TravelSource,
    Violation,
)

__all__ = [
    "UnknownStopError",
    "evaluate_plan",
    "evaluate_round",
    "kept_places",
    "missing_places",
    "quiet_share",
    "value_of",
]


def evaluate_round(evening: Evening, route: Route, locks: Locks | None = None) -> RoundReport:
    """
    Return the hours of one round and all that is wrong with it.

    The pair leaves as late as it can without being back any later at worst: it waits in the office, not
    before a shut door. What is late only by the cautious travel times has a violation of its own.

    Parameters
    ----------
    evening : Evening
        Its stops, pairs and travel.
    route : Route
        Any order of any of its stops; by hand or from a solver.
    locks : Locks, optional
        What is settled; by default nothing.

    Returns
    -------
    RoundReport
        With a passage for each stop; leaves and comes back at the beginning of the shift where it has none.

    Raises
    ------
    UnknownStopError
        If the pair or one of the places is not part of the evening.
    """
    locks = locks or Locks()
    team = next((team for team in evening.teams if team.team == route.team), None)
    if team is None:
        message = f"pair {route.team} is not out this evening"
        raise UnknownStopError(message)
    clock = Clock(evening, team, locks)
    unknown = [place for place in route.places if not clock.knows(place)]
    if unknown:
        message = f"places {unknown} are not part of this evening"
        raise UnknownStopError(message)
    return _report(evening, route, clock, locks)


def _report(evening: Evening, route: Route, clock: Clock, locks: Locks) -> RoundReport:
    worst = clock.at_worst(route.places)
    usual = clock.run(route.places, worst.leaves_min, clock.expected)
    passages = _passages(evening, route, clock, (usual, worst), locks)
    shift = clock.team.shift
    used = usual.duration_min
    waited = sum(passage.wait_min for passage in passages)
    service = sum(clock.service(place) for place in route.places)
    return RoundReport(
        team=route.team,
        passages=passages,
        leaves_min=worst.leaves_min,
        back_min=usual.back_min,
        latest_back_min=worst.back_min,
        drive_min=used - waited - service,
        wait_min=waited,
        service_min=float(service),
        idle_min=max(0.0, shift.closes_min - shift.opens_min - used),
        prize=sum(clock.stops[place].prize for place in set(route.places)),
        violations=_overtime(usual.back_min, worst.back_min, shift.closes_min),
    )


def _overtime(back_min: float, latest_back_min: float, closes_min: int) -> tuple[Violation, ...]:
    if back_min > closes_min + ROUNDING_MIN:
        return (Violation.OVERTIME,)
    return (Violation.OVERTIME_AT_WORST,) if latest_back_min > closes_min + ROUNDING_MIN else ()


def _passages(
    evening: Evening, route: Route, clock: Clock, runs: tuple[Run, Run], locks: Locks
) -> tuple[Passage, ...]:
    usual, worst = runs
    sources = travel_of(evening, clock.team).source
    broken = _out_of_order(route.places, locks)
    found = []
    before = clock.team.depot
    ends = usual.leaves_min
    for position, place in enumerate(route.places):
        arrival, begins = usual.arrivals_min[position], usual.begins_min[position]
        latest = worst.arrivals_min[position]
        violations = _time_violations(clock, place, (arrival, latest), locks)
        violations += _settled_violations(clock, place, locks, out_of_order=place in broken)
        passage = Passage(
            place=place,
            drive_min=arrival - ends,
            arrival_min=arrival,
            latest_arrival_min=latest,
            wait_min=begins - arrival,
            begins_min=begins,
            ends_min=begins + clock.service(place),
            source=TravelSource(int(sources[clock.rows[before], clock.rows[place]])),
            violations=tuple(dict.fromkeys(violations)),
        )
        found.append(passage)
        before, ends = place, passage.ends_min
    return tuple(found)


def _time_violations(
    clock: Clock, place: int, arrivals: tuple[float, float], locks: Locks
) -> tuple[Violation, ...]:
    """Return what is wrong with the usual arrival at a stop and with the one at worst."""
    stop = clock.stops[place]
    lock = locks.times.get(place)
    windows = Hours.of(stop)
    if not windows.first_min:
        return (Violation.SHUT,)
    arrival, latest = arrivals
    late: tuple[Violation, ...] = ()
    if windows.late(arrival):
        late = (Violation.LATE,)
    elif windows.late(latest):
        late = (Violation.LATE_AT_WORST,)
    is_kept = lock is None or (bool(Hours.of(stop, lock).first_min) and not clock.hours[place].late(latest))
    return late if is_kept else (*late, Violation.LOCK_BROKEN)


def _settled_violations(
    clock: Clock, place: int, locks: Locks, *, out_of_order: bool
) -> tuple[Violation, ...]:
    """Return what is wrong with who goes to a stop, and after which."""
    team, allowed = clock.team.team, clock.stops[place].teams
    wrong = (Violation.WRONG_PAIR,) if allowed is not None and team not in allowed else ()
    is_broken = out_of_order or place in locks.left_out or locks.pairs.get(place, team) != team
    return (*wrong, Violation.LOCK_BROKEN) if is_broken else wrong


def _out_of_order(places: Sequence[int], locks: Locks) -> set[int]:
    """Return the places of a round that are not between the neighbours that are settled for them."""
    broken: set[int] = set()
    for order in locks.orders:
        starts = [position for position, place in enumerate(places) if place == order[0]] if order else []
        if not any(tuple(places[start : start + len(order)]) == tuple(order) for start in starts):
            broken.update(set(order) & set(places))
    return broken


def evaluate_plan(
    evening: Evening, routes: Sequence[Route], locks: Locks | None = None
) -> tuple[RoundReport, ...]:
    """
    Return the reports of all rounds, with what is wrong between them.

    Besides what `evaluate_round` finds, the second and any later visit of a place is `Violation.TWICE`.
    Which places are missing, `missing_places` tells.

    Parameters
    ----------
    evening : Evening
        Its stops, pairs and travel.
    routes : sequence of Route
        At most one a pair.
    locks : Locks, optional
        What is settled; by default nothing.

    Returns
    -------
    tuple of RoundReport
        In the order of *routes*.

    Raises
    ------
    UnknownStopError
        If a pair or one of the places is not part of the evening, or a pair has two rounds.
    """
    if max(Counter(route.team for route in routes).values(), default=1) > 1:
        message = "a pair has at most one round an evening"
        raise UnknownStopError(message)
    seen: set[int] = set()
    reports = []
    for route in routes:
        report = evaluate_round(evening, route, locks)
        passages = []
        for passage in report.passages:
            again = passage.place in seen
            passages.append(
                replace(passage, violations=(*passage.violations, Violation.TWICE)) if again else passage
            )
            seen.add(passage.place)
        reports.append(replace(report, passages=tuple(passages)))
    return tuple(reports)


def kept_places(evening: Evening, locks: Locks | None = None) -> frozenset[int]:
    """
    Return the places that any plan has to visit.

    Parameters
    ----------
    evening : Evening
        Its stops.
    locks : Locks, optional
        What is settled.

    Returns
    -------
    frozenset of int
        Required stops and those that a lock keeps, without those that are left out.
    """
    locks = locks or Locks()
    required = {stop.place for stop in evening.stops if stop.required}
    settled = {*locks.pairs, *locks.times, *(place for order in locks.orders for place in order)}
    return frozenset((required | settled) - locks.left_out)


def missing_places(evening: Evening, routes: Sequence[Route], locks: Locks | None = None) -> tuple[int, ...]:
    """
    Return the places that the plan has to visit and does not.

    Parameters
    ----------
    evening : Evening
        Its stops.
    routes : sequence of Route
        The plan.
    locks : Locks, optional
        What is settled; a place that is left out is not missed.

    Returns
    -------
    tuple of int
        Required and kept places, sorted.
    """
    visited = {place for route in routes for place in route.places}
    return tuple(sorted(kept_places(evening, locks) - visited))


def value_of(evening: Evening, reports: Sequence[RoundReport]) -> float:
    """
    Return what a plan is worth: prizes, less what its duration at worst costs by the evening's aim.

    Parameters
    ----------
    evening : Evening
        For its `Aim`.
    reports : sequence of RoundReport
        From `evaluate_plan`.

    Returns
    -------
    float
        In units of prize.
    """
    prizes = sum(report.prize for report in reports)
    minutes = sum(report.latest_back_min - report.leaves_min for report in reports)
    return prizes - evening.aim.lambda_duration * minutes


def quiet_share(evening: Evening, routes: Sequence[Route]) -> float:
    """
    Return the share of the time on site that goes to quiet places.

    Parameters
    ----------
    evening : Evening
        Its stops.
    routes : sequence of Route
        The plan.

    Returns
    -------
    float
        From 0 to 1; NaN where nothing is visited.
    """
    stops = {stop.place: stop for stop in evening.stops}
    visited = [stops[place] for route in routes for place in route.places]
    on_site = sum(stop.service_min for stop in visited)
    quiet = sum(stop.service_min for stop in visited if stop.quiet)
    return quiet / on_site if on_site else float("nan")
