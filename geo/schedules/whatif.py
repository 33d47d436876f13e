"""What if a night is lost, an appointment moves, a street closes: the repaired schedule, and what differs."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from geo.schedules.calendar import free_shifts
from geo.schedules.differences import Difference, difference
from geo.schedules.evaluation import evaluate
from geo.schedules.model import Appointment, PlannedVisit, Schedule, ScheduleProblem, Shift, Site
from geo.schedules.repairs import missed_since, places_of, repair, still_open
from geo.schedules.report import HARD, Conflict, ScheduleReport


@dataclass(frozen=True)
class WhatIf:
    """
    An answer.

    Attributes
    ----------
    problem : ScheduleProblem
        As it would be, with the schedule as it is as the plan in force.
    schedule : Schedule
        The repaired schedule.
    before, after : ScheduleReport
        Of the schedule as it is, and of the repaired one.
    difference : Difference
        Visit by visit.
    """

    problem: ScheduleProblem
    schedule: Schedule
    before: ScheduleReport
    after: ScheduleReport
    difference: Difference


def without_shift(problem: ScheduleProblem, team: int, day: int, slot: int) -> ScheduleProblem:
    """
    Take a shift away, such as a night that nobody can cover.

    Parameters
    ----------
    problem : ScheduleProblem
        The problem as it is.
    team, day, slot : int
        The shift; all its pieces go.

    Returns
    -------
    ScheduleProblem
        Without it.
    """

    def left(shifts: tuple[Shift, ...]) -> tuple[Shift, ...]:
        return tuple(one for one in shifts if (one.team, one.day, one.slot) != (team, day, slot))

    return replace(problem, shifts=left(problem.shifts), usual=left(problem.usual))


def with_shift(problem: ScheduleProblem, shift: Shift) -> ScheduleProblem:
    """
    Add a shift.

    Parameters
    ----------
    problem : ScheduleProblem
        The problem as it is.
    shift : Shift
        The new one.

    Returns
    -------
    ScheduleProblem
        With it.
    """
    usual = (*problem.usual, shift) if problem.usual else ()
    return replace(problem, shifts=tuple(sorted({*problem.shifts, shift})), usual=usual)


def with_moved_appointment(
    problem: ScheduleProblem, before: Appointment, after: Appointment | None
) -> ScheduleProblem:
    """
    Move an appointment, or take it away.

    Parameters
    ----------
    problem : ScheduleProblem
        The problem as it is; its `usual` shifts must be known.
    before : Appointment
        One of its appointments.
    after : Appointment or None
        What becomes of it.

    Returns
    -------
    ScheduleProblem
        With the shifts cut anew.

    Raises
    ------
    ValueError
        If there is no such appointment, or the usual shifts are unknown.
    """
    if not problem.usual:
        raise ValueError(problem.usual)
    appointments = list(problem.appointments)
    appointments.remove(before)
    if after is not None:
        appointments.append(after)
    shifts = free_shifts(problem.usual, appointments, problem.holidays)
    return replace(problem, shifts=shifts, appointments=tuple(sorted(appointments)))


def without_sites(problem: ScheduleProblem, places: frozenset[int], since: int = 0) -> ScheduleProblem:
    """
    Close some places, such as those of a street to which a bylaw applies.

    Parameters
    ----------
    problem : ScheduleProblem
        The problem as it is.
    places : frozenset of int
        The places.
    since : int
        The first day on which they are closed.

    Returns
    -------
    ScheduleProblem
        Without them from that day on, and without their locks.
    """

    def left(site: Site) -> Site | None:
        if site.place not in places:
            return site
        span = site.days_in_use(problem.days)
        open_days = range(span.start, min(span.stop, since))
        return replace(site, in_use=open_days) if open_days else None

    def stays(visit: PlannedVisit) -> bool:
        return visit.place not in places or visit.day < since

    return replace(
        problem,
        sites=tuple(one for one in map(left, problem.sites) if one is not None),
        current=tuple(visit for visit in problem.current if stays(visit)),
        locked=frozenset(visit for visit in problem.locked if stays(visit)),
    )


def what_if(
    problem: ScheduleProblem,
    schedule: Schedule,
    changed: ScheduleProblem,
    *,
    since: int = 0,
    seed: int,
    stop: Callable[[], bool],
) -> WhatIf:
    """
    Repair a schedule for a changed problem.

    Parameters
    ----------
    problem : ScheduleProblem
        As it is.
    schedule : Schedule
        The schedule as it is.
    changed : ScheduleProblem
        As it would be.
    since : int
        The first day that may change: what is over stays.
    seed : int
        The same seed gives the same answer.
    stop : callable
        Asked some ten times a second; true ends the search.

    Returns
    -------
    WhatIf
        At first only what broke, and what was missed, may move. All else may move after that only if it saves
        visits. Where nothing breaks and nothing is to be gained, the schedule stays as it is.
    """
    kept = still_open(changed, schedule, since)
    target = replace(changed, current=kept.visits)
    before = evaluate(problem, schedule)
    broken = _broken(before, evaluate(target, kept))
    repaired = kept
    if broken or _has_more(problem, target):
        allowed = missed_since(problem, schedule, since)
        repaired = repair(target, kept, broken, since=since, allowed=allowed, seed=seed, stop=stop)
    report = evaluate(target, repaired)
    return WhatIf(target, repaired, before, report, difference(before, report))


def _broken(before: ScheduleReport, now: ScheduleReport) -> frozenset[int]:
    """Return the places that break a hard rule now and did not before, or that lost a visit."""
    new = Counter(map(_kind_of, now.conflicts)) - Counter(map(_kind_of, before.conflicts))
    return places_of(now, (one for one in now.conflicts if one.kind in HARD and _kind_of(one) in new))


def _kind_of(conflict: Conflict) -> tuple[object, ...]:
    return conflict.kind, conflict.place, conflict.team, conflict.day, conflict.slot


def _has_more(problem: ScheduleProblem, changed: ScheduleProblem) -> bool:
    """Return whether there is anything new to use: hours, or places."""
    shifts, sites = set(problem.shifts), {site.place for site in problem.sites}
    return any(shift not in shifts for shift in changed.shifts) or any(
        site.place not in sites for site in changed.sites
    )
