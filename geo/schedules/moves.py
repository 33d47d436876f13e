"""What a coordinator does to a schedule by hand: move a visit, add one, take one out."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median_low

from geo.schedules.conflicts import round_conflicts
from geo.schedules.model import PlannedVisit, Schedule, ScheduleProblem, Shift
from geo.schedules.timing import begin_of, rounds_of, time_round

FAULT_MIN = 1000.0
"""What a conflict counts beside minutes of driving and of delay when a visit is put into a round."""


def move_visit(
    problem: ScheduleProblem, schedule: Schedule, visit: PlannedVisit, *, day: int, slot: int, team: int
) -> Schedule:
    """
    Move a visit to another round.

    Parameters
    ----------
    problem : ScheduleProblem
        The shifts and the travel.
    schedule : Schedule
        The schedule.
    visit : PlannedVisit
        One of its visits.
    day, slot, team : int
        Where it goes.

    Returns
    -------
    Schedule
        The visit stands where it fits the round best, at its hour if it can; the others come later only as
        far as they must. Whether it fits at all is for `geo.schedules.evaluation.evaluate` to say.

    Raises
    ------
    ValueError
        If the schedule has no such visit.
    """
    return _insert(problem, drop_visit(schedule, visit), replace(visit, day=day, slot=slot, team=team))


def add_visit(
    problem: ScheduleProblem, schedule: Schedule, place: int, *, day: int, slot: int, team: int
) -> Schedule:
    """
    Add a visit to a round.

    Parameters
    ----------
    problem : ScheduleProblem
        The shifts and the travel.
    schedule : Schedule
        The schedule.
    place : int
        Where the visit is.
    day, slot, team : int
        The round.

    Returns
    -------
    Schedule
        The visit stands where it fits best, at the hour at which the place is visited otherwise if it can.
    """
    hours = [one.arrival_min for one in schedule.visits if (one.place, one.slot) == (place, slot)]
    shifts = problem.shifts_at.get((team, day, slot), ())
    opens = shifts[0].hours.opens_min if shifts else 0
    visit = PlannedVisit(place, team, day, slot, median_low(hours) if hours else opens)
    return _insert(problem, schedule, visit)


def drop_visit(schedule: Schedule, visit: PlannedVisit) -> Schedule:
    """
    Take a visit out; nobody else's hour changes.

    Parameters
    ----------
    schedule : Schedule
        The schedule.
    visit : PlannedVisit
        One of its visits.

    Returns
    -------
    Schedule
        Without it.

    Raises
    ------
    ValueError
        If the schedule has no such visit.
    """
    visits = list(schedule.visits)
    visits.remove(visit)
    return Schedule(tuple(visits))


def _insert(problem: ScheduleProblem, schedule: Schedule, visit: PlannedVisit) -> Schedule:
    rounds = rounds_of(problem, (one for one in schedule.visits if one.place in problem.site_of))
    tries = [
        (shift, before, after)
        for shift in problem.shifts_at.get((visit.team, visit.day, visit.slot), ())
        for others in [rounds.get((visit.day, visit.slot, visit.team, shift), [])]
        for before, after in _splits(others)
    ]
    if not tries or visit.place not in problem.site_of:
        return _sorted([*schedule.visits, visit])
    timed = [_retimed(problem, shift, before, visit, after) for shift, before, after in tries]
    costs = [
        _cost(problem, shift, [*before, *after], visits)
        for (shift, before, after), visits in zip(tries, timed, strict=True)
    ]
    best = costs.index(min(costs))
    _, before, after = tries[best]
    others = set(schedule.visits) - {*before, *after}
    return _sorted([*others, *timed[best]])


def _splits(
    visits: Sequence[PlannedVisit],
) -> Iterator[tuple[Sequence[PlannedVisit], Sequence[PlannedVisit]]]:
    for at in range(len(visits) + 1):
        yield visits[:at], visits[at:]


def _retimed(
    problem: ScheduleProblem,
    shift: Shift,
    before: Sequence[PlannedVisit],
    visit: PlannedVisit,
    after: Sequence[PlannedVisit],
) -> list[PlannedVisit]:
    """Return a round with a visit put in: hours stay or become later."""
    ways, ready, at, placed = problem.ways[shift.team], float(shift.hours.opens_min), shift.depot, []
    for one in (*before, visit, *after):
        site = problem.site_of[one.place]
        soonest = begin_of(site, one.day, ready + ways.usual_min(at, one.place))
        wanted = float(one.arrival_min)
        if one is visit and after:
            # It may wait for its usual hour, but nobody after it is to wait for that.
            leg = ways.worst_min(one.place, after[0].place)
            wanted = min(wanted, after[0].arrival_min - leg - site.service_min)
        begins = math.ceil(begin_of(site, one.day, max(soonest, wanted)))
        placed.append(replace(one, arrival_min=begins))
        ready, at = float(begins + site.service_min), one.place
    return placed


def _cost(
    problem: ScheduleProblem, shift: Shift, others: Sequence[PlannedVisit], visits: Sequence[PlannedVisit]
) -> float:
    timed = time_round(problem, (shift.day, shift.slot, shift.team, shift), visits)
    hours = {one.place: one.arrival_min for one in others}
    delay = sum(one.arrival_min - hours.get(one.place, one.arrival_min) for one in visits)
    faults = sum(FAULT_MIN + conflict.amount for conflict in round_conflicts(problem, timed))
    return timed.drive_min + delay + faults


def _sorted(visits: Sequence[PlannedVisit]) -> Schedule:
    return Schedule(tuple(sorted(visits, key=lambda one: (one.place, one.day, one.arrival_min))))
