"""What is wrong with a schedule: round by round, and place by place."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from geo.schedules.model import DAYS_A_WEEK, HALF_HOUR, PlannedVisit, ScheduleProblem, Site
from geo.schedules.report import Conflict, ConflictKind, TimedRound, TimedVisit
from geo.schedules.rhythm import gaps_of, overruns, rhythm_of

TOLERANCE_MIN = 1.0
"""Planned hours are whole minutes; what is less than one too late is not late."""

LOCK_TOLERANCE_MIN = 15
"""A locked visit may move by so many minutes."""


def round_conflicts(problem: ScheduleProblem, timed: TimedRound) -> Iterator[Conflict]:
    """
    Find what is wrong with a round and its visits.

    Parameters
    ----------
    problem : ScheduleProblem
        The rules.
    timed : TimedRound
        The round.

    Yields
    ------
    Conflict
        Doors and the end of the shift are judged at the cautious end of the travel times.
    """
    for one in timed.visits:
        yield from _visit_conflicts(problem, timed, one)
    if timed.shift is not None:
        over = timed.latest_back_min - timed.shift.hours.closes_min
        if over > TOLERANCE_MIN:
            yield Conflict(ConflictKind.OVERTIME, None, timed.team, timed.day, timed.slot, over)


def _visit_conflicts(problem: ScheduleProblem, timed: TimedRound, one: TimedVisit) -> Iterator[Conflict]:
    visit, site = one.visit, problem.site_of[one.visit.place]
    taken = is_taken(problem, visit, one.begins_min, one.ends_min)
    if timed.shift is None or taken:
        yield _about(visit, _absence(problem, visit, taken=taken))
    if not _is_open(site, visit.day, max(one.latest_arrival_min, visit.arrival_min)):
        yield _about(visit, ConflictKind.SHUT)
    late = one.arrival_min - visit.arrival_min
    if timed.shift is not None and late > TOLERANCE_MIN:
        yield _about(visit, ConflictKind.LATE, late)
    if site.teams is not None and visit.team not in site.teams:
        yield _about(visit, ConflictKind.WRONG_PAIR)


def is_taken(problem: ScheduleProblem, visit: PlannedVisit, begins_min: float, ends_min: float) -> bool:
    """
    Tell whether the pair has an appointment during a visit.

    Parameters
    ----------
    problem : ScheduleProblem
        The appointments.
    visit : PlannedVisit
        The visit.
    begins_min, ends_min : float
        Its hours.

    Returns
    -------
    bool
        Whether any overlaps.
    """
    return any(
        (one.team, one.day) == (visit.team, visit.day)
        and begins_min < one.hours.closes_min
        and one.hours.opens_min < ends_min
        for one in problem.appointments
    )


def _absence(problem: ScheduleProblem, visit: PlannedVisit, *, taken: bool) -> ConflictKind:
    if visit.day in problem.holidays:
        return ConflictKind.HOLIDAY
    return ConflictKind.APPOINTMENT if taken else ConflictKind.NOT_OUT


def _is_open(site: Site, day: int, ready_min: float) -> bool:
    return any(
        max(ready_min - TOLERANCE_MIN, window.opens_min) + site.service_min <= window.closes_min
        for window in site.windows_on(day)
    )


def site_conflicts(
    problem: ScheduleProblem, site: Site, visits: Sequence[TimedVisit], missing: int
) -> Iterator[Conflict]:
    """
    Find what is wrong with the visits of a place among each other.

    Parameters
    ----------
    problem : ScheduleProblem
        The rules.
    site : Site
        The place.
    visits : sequence of TimedVisit
        Its visits, by day and hour.
    missing : int
        Visits that are not kept.

    Yields
    ------
    Conflict
        Twice a day, gaps, broken habits, hours, and what is missed.
    """
    planned = [one.visit for one in visits]
    for before, after in pairwise(planned):
        if before.day == after.day:
            yield _about(after, ConflictKind.TWICE)
    yield from _gap_conflicts(problem, site, planned)
    yield from _habit_conflicts(site, planned)
    spread = spread_min(visits)
    if spread > HALF_HOUR + TOLERANCE_MIN:
        yield Conflict(ConflictKind.SPREAD, site.place, amount=spread)
    if missing:
        yield Conflict(ConflictKind.MISSED, site.place, amount=missing)


def _gap_conflicts(
    problem: ScheduleProblem, site: Site, planned: Sequence[PlannedVisit]
) -> Iterator[Conflict]:
    shortest = rhythm_of(site.target_days).shortest_days
    first_of_day = {visit.day: visit for visit in reversed(planned)}
    days = sorted(first_of_day)
    gaps = gaps_of(site, days)
    for day, gap in zip(days[len(days) - len(gaps) :], gaps, strict=True):
        if gap < shortest:
            yield _about(first_of_day[day], ConflictKind.GAP_SHORT, shortest - gap)
    for end, excess in overruns(site, days, problem.days):
        if end is None:
            yield Conflict(ConflictKind.GAP_LONG, site.place, amount=excess)
        else:
            yield _about(first_of_day[end], ConflictKind.GAP_LONG, excess)


def _habit_conflicts(site: Site, planned: Sequence[PlannedVisit]) -> Iterator[Conflict]:
    habits: tuple[tuple[ConflictKind, Callable[[PlannedVisit], int], int], ...] = (
        (ConflictKind.OTHER_PAIR, lambda visit: visit.team, 1),
        (
            ConflictKind.OTHER_WEEKDAY,
            lambda visit: visit.day % DAYS_A_WEEK,
            rhythm_of(site.target_days).visits,
        ),
        (ConflictKind.OTHER_SLOT, lambda visit: visit.slot, 1),
    )
    for kind, habit, usual in habits:
        kept = {value for value, _ in Counter(map(habit, planned)).most_common(usual)}
        for visit in planned:
            if habit(visit) not in kept:
                yield _about(visit, kind, 1)


def lock_conflicts(problem: ScheduleProblem, visits: Iterable[PlannedVisit]) -> Iterator[Conflict]:
    """
    Find locked visits that were moved.

    Parameters
    ----------
    problem : ScheduleProblem
        The locks.
    visits : iterable of PlannedVisit
        All visits of the schedule.

    Yields
    ------
    Conflict
        One a locked visit that is gone, or more than a quarter of an hour off.
    """
    hours: dict[tuple[int, int, int, int], list[int]] = {}
    for visit in visits:
        hours.setdefault(visit.key, []).append(visit.arrival_min)
    for locked in sorted(problem.locked):
        near = (abs(minute - locked.arrival_min) for minute in hours.get(locked.key, ()))
        if not any(distance <= LOCK_TOLERANCE_MIN for distance in near):
            yield _about(locked, ConflictKind.LOCK_BROKEN)


def spread_min(visits: Sequence[TimedVisit]) -> float:
    """
    Return how far apart the hours of a place lie.

    Parameters
    ----------
    visits : sequence of TimedVisit
        Its visits.

    Returns
    -------
    float
        Minutes from the earliest beginning to the latest; 0 without visits.
    """
    begins = [one.begins_min for one in visits]
    return max(begins) - min(begins) if begins else 0.0


def _about(visit: PlannedVisit, kind: ConflictKind, amount: float = 0.0) -> Conflict:
    return Conflict(kind, visit.place, visit.team, visit.day, visit.slot, amount, visit)
