"""Mending a schedule with as few changes as will do: what is over stays, and so does what is sound."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from geo.schedules.evaluation import evaluate
from geo.schedules.model import PlannedVisit, Schedule, ScheduleProblem, Site
from geo.schedules.report import HARD, IMPOSSIBLE, Conflict, ScheduleReport, Term
from geo.schedules.search import after, search

REPAIR_CHUNKS = 3
"""Questions to the budget during which only what broke may move."""

PATIENCE = 4.0
"""How much more a change weighs in a repair than in a new schedule."""

_Round = tuple[int | None, int | None, int | None]
"""Pair, day and slot of a round, as a conflict names it."""


def mend(
    problem: ScheduleProblem, schedule: Schedule, *, since: int, seed: int, stop: Callable[[], bool]
) -> Schedule:
    """
    Find other rounds for the visits that cannot be made any more, as after a pair has ended.

    Parameters
    ----------
    problem : ScheduleProblem
        As it is now.
    schedule : Schedule
        Made when more was possible.
    since : int
        The first day that may still change.
    seed : int
        The same seed gives the same answer.
    stop : callable
        Asked some ten times a second; true ends the search.

    Returns
    -------
    Schedule
        At first only what is broken may move; all else may move after that only if it saves visits. Visits
        to places that are not in use any more are gone. The same schedule where nothing is broken.
    """
    broken = broken_since(evaluate(problem, schedule), since)
    if not broken:
        return schedule
    lost = {conflict.visit for conflict in broken}
    target = replace(problem, current=schedule.visits, locked=problem.locked - lost)
    kept = still_open(problem, schedule, since)
    # A place that closes has lost its last visits: no reason to move those before.
    report = evaluate(target, kept)
    loose = places_of(report, broken_since(report, since))
    return repair(target, kept, loose, since=since, allowed=0.0, seed=seed, stop=stop)


def broken_since(report: ScheduleReport, since: int) -> tuple[Conflict, ...]:
    """
    Return why visits of a schedule cannot be made at all, from some day on.

    Parameters
    ----------
    report : ScheduleReport
        Of the schedule.
    since : int
        The first day that counts.

    Returns
    -------
    tuple of Conflict
        Only those of `geo.schedules.report.IMPOSSIBLE`; to come a little late may be what somebody chose.
    """
    return tuple(
        one for one in report.conflicts if one.kind in IMPOSSIBLE and one.day is not None and one.day >= since
    )


def places_of(report: ScheduleReport, conflicts: Iterable[Conflict]) -> frozenset[int]:
    """
    Return the places that some conflicts are about.

    Parameters
    ----------
    report : ScheduleReport
        That has the conflicts.
    conflicts : iterable of Conflict
        Those of a whole round concern all of its places.

    Returns
    -------
    frozenset of int
        Their identifiers.
    """
    found = list(conflicts)
    rounds = {(one.team, one.day, one.slot) for one in found if one.place is None}
    of_rounds = {
        one.visit.place
        for timed in report.rounds
        if (timed.team, timed.day, timed.slot) in rounds
        for one in timed.visits
    }
    return frozenset(of_rounds | {one.place for one in found if one.place is not None})


def still_open(problem: ScheduleProblem, schedule: Schedule, since: int = 0) -> Schedule:
    """
    Take out the visits to places that are not in use on their day.

    Parameters
    ----------
    problem : ScheduleProblem
        The places.
    schedule : Schedule
        The schedule.
    since : int
        The first day that may change.

    Returns
    -------
    Schedule
        The other visits, and all that lie before.
    """

    def is_open(visit: PlannedVisit) -> bool:
        site = problem.site_of.get(visit.place)
        return site is not None and visit.day in site.days_in_use(problem.days)

    return Schedule(tuple(visit for visit in schedule.visits if visit.day < since or is_open(visit)))


def repair(
    problem: ScheduleProblem,
    schedule: Schedule,
    broken: frozenset[int],
    *,
    since: int,
    allowed: float,
    seed: int,
    stop: Callable[[], bool],
) -> Schedule:
    """
    Mend a schedule with as few changes as will do.

    Parameters
    ----------
    problem : ScheduleProblem
        With the schedule before as the one in force.
    schedule : Schedule
        To be mended.
    broken : frozenset of int
        Places whose visits may move; those that miss visits may as well.
    since : int
        The first day that may change.
    allowed : float
        The term of missed visits up to which nothing else has to move.
    seed : int
        The same seed gives the same answer.
    stop : callable
        Asked some ten times a second; true ends the search.

    Returns
    -------
    Schedule
        The rest may move only if that saves visits.
    """
    over, begin = _split(schedule, since)
    coming = _from_day(problem, over.visits, since)
    missed = {site.place for site in evaluate(coming, begin).sites if site.kept < site.wanted}
    settled = frozenset(visit for visit in begin.visits if visit.place not in broken | missed)
    careful = replace(coming, locked=coming.locked | settled)
    best = search(careful, seed=seed, stop=after(REPAIR_CHUNKS, stop), start=begin)
    lost = evaluate(coming, best).terms[Term.MISSED]
    if lost > allowed:
        weights = replace(coming.weights, change=coming.weights.change * PATIENCE)
        further = search(replace(coming, weights=weights), seed=seed, stop=stop, start=best)
        best = further if evaluate(coming, further).terms[Term.MISSED] < lost else best
    return Schedule(tuple(sorted((*over.visits, *_at_hours_of(coming, begin, best, broken)))))


def _at_hours_of(
    problem: ScheduleProblem, before: Schedule, after: Schedule, broken: frozenset[int]
) -> Iterator[PlannedVisit]:
    """Return a schedule with the hours of the one before, but for rounds that other hours have mended."""
    was = {visit.key: visit for visit in before.visits}
    at_old_hours = Schedule(tuple(was.get(visit.key, visit) for visit in after.visits))
    # A place whose doors open at other hours keeps its rounds, and not what was promised.
    mended = _faulty_rounds(problem, at_old_hours) - _faulty_rounds(problem, after)
    other = {_round_of(visit) for visit in after.visits if visit.key not in was}
    other |= mended & {_round_of(visit) for visit in after.visits if visit.place in broken}
    for visit in after.visits:
        yield visit if _round_of(visit) in other else was[visit.key]


def _faulty_rounds(problem: ScheduleProblem, schedule: Schedule) -> set[_Round]:
    """Return the rounds that break a hard rule."""
    conflicts = evaluate(problem, schedule).conflicts
    return {(one.team, one.day, one.slot) for one in conflicts if one.kind in HARD}


def missed_since(problem: ScheduleProblem, schedule: Schedule, since: int) -> float:
    """
    Return what a schedule misses from some day on.

    Parameters
    ----------
    problem : ScheduleProblem
        The places.
    schedule : Schedule
        The schedule.
    since : int
        The first day that counts.

    Returns
    -------
    float
        The term of missed visits, weighted.
    """
    over, coming = _split(schedule, since)
    return evaluate(_from_day(problem, over.visits, since), coming).terms[Term.MISSED]


def _round_of(visit: PlannedVisit) -> _Round:
    return visit.team, visit.day, visit.slot


def _split(schedule: Schedule, since: int) -> tuple[Schedule, Schedule]:
    """Return what is over, and what is to come."""
    over = tuple(visit for visit in schedule.visits if visit.day < since)
    return Schedule(over), Schedule(tuple(visit for visit in schedule.visits if visit.day >= since))


def _from_day(problem: ScheduleProblem, over: Iterable[PlannedVisit], since: int) -> ScheduleProblem:
    """Return what is left of a problem once the visits before a day have been made."""
    if since <= 0:
        return problem
    last: dict[int, int] = {}
    for visit in over:
        last[visit.place] = max(visit.day, last.get(visit.place, visit.day))

    def left(site: Site) -> Site:
        span = site.days_in_use(problem.days)
        begins = max(since, span.start)
        return replace(
            site,
            in_use=range(begins, max(begins, span.stop)),
            last_visit=last.get(site.place, site.last_visit),
        )

    return replace(
        problem,
        sites=tuple(left(site) for site in problem.sites),
        current=tuple(visit for visit in problem.current if visit.day >= since),
        locked=frozenset(visit for visit in problem.locked if visit.day >= since),
    )
