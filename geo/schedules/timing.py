"""Rounds of a schedule with their hours, and hours that stay the same from week to week."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from geo.rounds.model import TimeWindow
from geo.schedules.conflicts import LOCK_TOLERANCE_MIN
from geo.schedules.model import (
    HALF_HOUR,
    PlannedVisit,
    Schedule,
    ScheduleProblem,
    Shift,
    Site,
    VisitKey,
)
from geo.schedules.report import TimedRound, TimedVisit

RoundKey = tuple[int, int, int, Shift | None]
"""Day, slot, pair, and the shift; None where the pair is not out."""

PASSES = 4
"""Times that hours are drawn together; after the second almost nothing moves."""

SLACKS = (0, 20)
"""Minutes before the hour of the busiest week until which a pair waits."""


def rounds_of(problem: ScheduleProblem, visits: Iterable[PlannedVisit]) -> dict[RoundKey, list[PlannedVisit]]:
    """
    Sort visits into rounds.

    Parameters
    ----------
    problem : ScheduleProblem
        The shifts.
    visits : iterable of PlannedVisit
        Visits to places of the problem, in any order.

    Returns
    -------
    dict of RoundKey to list of PlannedVisit
        By day, slot and pair; each in order of arrival.
    """
    found: dict[RoundKey, list[PlannedVisit]] = {}
    for visit in sorted(visits, key=lambda one: (one.day, one.slot, one.team, one.arrival_min, one.place)):
        found.setdefault((visit.day, visit.slot, visit.team, shift_of(problem, visit)), []).append(visit)
    return found


def shift_of(problem: ScheduleProblem, visit: PlannedVisit) -> Shift | None:
    """
    Return the shift a visit is made in.

    Parameters
    ----------
    problem : ScheduleProblem
        The shifts.
    visit : PlannedVisit
        The visit.

    Returns
    -------
    Shift or None
        Where there are two in its slot, the one whose hours are nearest; None where there is none.
    """
    shifts = problem.shifts_at.get((visit.team, visit.day, visit.slot), ())
    return min(shifts, key=lambda shift: _distance_min(shift.hours, visit.arrival_min), default=None)


def depot_of(problem: ScheduleProblem, team: int) -> int | None:
    """
    Return the depot of a pair on a day on which it has no shift.

    Parameters
    ----------
    problem : ScheduleProblem
        The shifts.
    team : int
        The pair.

    Returns
    -------
    int or None
        That of its first shift; None where it has none at all.
    """
    return next((shift.depot for shift in (*problem.shifts, *problem.usual) if shift.team == team), None)


def time_round(problem: ScheduleProblem, key: RoundKey, visits: Sequence[PlannedVisit]) -> TimedRound:
    """
    Give a round its hours.

    Parameters
    ----------
    problem : ScheduleProblem
        The travel.
    key : RoundKey
        Which round.
    visits : sequence of PlannedVisit
        Its visits in order, at least one.

    Returns
    -------
    TimedRound
        A pair arrives as soon as it can, and begins neither before the planned hour nor before the place
        opens. Nothing is said here of what is wrong with it.
    """
    day, slot, team, shift = key
    depot = shift.depot if shift else depot_of(problem, team)
    stops = [visit.place for visit in visits]
    path = stops if depot is None else [depot, *stops, depot]
    legs = [(0.0, 0.0)] * 2 if depot is None else []
    legs[1:1] = [_leg(problem, team, start, end) for start, end in pairwise(path)]
    timed: list[TimedVisit] = []
    usual = worst = float(shift.hours.opens_min) if shift else visits[0].arrival_min - legs[0][0]
    for visit, (drive, slow) in zip(visits, legs, strict=False):
        site = problem.site_of[visit.place]
        arrival, latest = usual + drive, worst + slow
        begins = begin_of(site, visit.day, max(arrival, visit.arrival_min))
        usual = begins + site.service_min
        worst = begin_of(site, visit.day, max(latest, visit.arrival_min)) + site.service_min
        timed.append(TimedVisit(visit, drive, arrival, latest, begins, usual))
    return TimedRound(
        team=team,
        day=day,
        slot=slot,
        shift=shift,
        visits=tuple(timed),
        leaves_min=timed[0].begins_min - legs[0][0],
        back_min=usual + legs[-1][0],
        latest_back_min=worst + legs[-1][1],
        drive_min=sum(drive for drive, _ in legs),
        service_min=sum(problem.site_of[place].service_min for place in stops),
        km=_length_km(problem, path),
    )


def begin_of(site: Site, day: int, ready_min: float) -> float:
    """
    Return when a visit begins.

    Parameters
    ----------
    site : Site
        The place.
    day : int
        The day of the schedule.
    ready_min : float
        When the pair is there.

    Returns
    -------
    float
        When the next window that is long enough opens; the minute itself where there is none.
    """
    for window in site.windows_on(day):
        begins = max(ready_min, window.opens_min)
        if begins + site.service_min <= window.closes_min:
            return begins
    return ready_min


def align_hours(
    problem: ScheduleProblem,
    rounds: Mapping[RoundKey, Sequence[PlannedVisit]],
    locked: Mapping[VisitKey, int] | None = None,
) -> Schedule:
    """
    Draw the hours of each place together, as far as the rounds have time to spare.

    Parameters
    ----------
    problem : ScheduleProblem
        The shifts and the travel.
    rounds : mapping of RoundKey to sequence of PlannedVisit
        The visits of each round in order; their hours are set anew.
    locked : mapping of VisitKey to int, optional
        Hours that stay, if the pair can usually be there by then; up to a quarter of an hour earlier where
        the rest of the round would not fit otherwise.

    Returns
    -------
    Schedule
        No visit begins before the pair can usually be there, or so late that the rest of the round would not
        fit at the cautious end of the travel times.

    Notes
    -----
    An early pair waits until about the hour at which the place is visited in its busiest week: that costs
    idle minutes, and no drive. It also puts off whoever comes after, so that not waiting, or waiting less,
    can be more even on the whole: the most even of all passes is taken.
    """
    settled = locked or {}
    best: list[PlannedVisit] = []
    for slack in SLACKS:
        hours: dict[int, int] = {}
        for _ in range(PASSES):
            visits = [
                visit
                for key, round_ in rounds.items()
                for visit in _round_hours(problem, key, round_, hours, settled)
            ]
            best = min(best or visits, visits, key=_unevenness)
            aims = {place: max(own) - slack for place, own in _arrivals(visits).items()}
            aims |= {place: hour for (place, *_), hour in settled.items()}
            if aims == hours:
                break
            hours = aims
    return Schedule(tuple(sorted(best, key=lambda visit: (visit.place, visit.day, visit.arrival_min))))


def _arrivals(visits: Iterable[PlannedVisit]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for visit in visits:
        found.setdefault(visit.place, []).append(visit.arrival_min)
    return found


def _unevenness(visits: Iterable[PlannedVisit]) -> tuple[int, int]:
    """Return the minutes by which hours differ: those beyond half an hour, then all."""
    spreads = [max(own) - min(own) for own in _arrivals(visits).values()]
    return sum(max(0, spread - HALF_HOUR) for spread in spreads), sum(spreads)


def _round_hours(
    problem: ScheduleProblem,
    key: RoundKey,
    visits: Sequence[PlannedVisit],
    hours: Mapping[int, int],
    locked: Mapping[VisitKey, int],
) -> list[PlannedVisit]:
    day, _, team, shift = key
    if shift is None:
        return list(visits)
    ways, ready, at, placed = problem.ways[team], float(shift.hours.opens_min), shift.depot, []
    for visit, last in zip(visits, _latest_begins(problem, shift, visits, locked), strict=True):
        site = problem.site_of[visit.place]
        soonest = begin_of(site, day, ready + ways.usual_min(at, visit.place))
        wanted = min(hours.get(visit.place, 0), last)
        if visit.key in locked:
            # A little early is still kept; too late for the rest of the round is not.
            hour = locked[visit.key]
            wanted = max(hour - LOCK_TOLERANCE_MIN, min(hour, last))
        begins = begin_of(site, day, max(soonest, wanted))
        # A whole minute later than *last* could be too late.
        arrival = math.ceil(begins) if math.ceil(begins) <= last else math.floor(begins)
        placed.append(replace(visit, arrival_min=arrival))
        ready, at = max(begins, arrival) + site.service_min, visit.place
    return placed


def _latest_begins(
    problem: ScheduleProblem, shift: Shift, visits: Sequence[PlannedVisit], locked: Mapping[VisitKey, int]
) -> list[float]:
    """Return the last minute at which each visit may begin so that the rest still fits, at worst."""
    ways = problem.ways[shift.team]
    windows = _windows_at_worst(problem, shift, visits)
    last, after, found = float(shift.hours.closes_min), shift.depot, []
    for visit, window in zip(reversed(visits), reversed(windows), strict=True):
        site = problem.site_of[visit.place]
        last -= ways.worst_min(visit.place, after)
        last = min(last, window.closes_min) - site.service_min
        last = min(last, locked.get(visit.key, last))
        found.append(last)
        after = visit.place
    return found[::-1]


def _windows_at_worst(
    problem: ScheduleProblem, shift: Shift, visits: Sequence[PlannedVisit]
) -> list[TimeWindow]:
    """Return the window each visit falls into if all legs take their cautious minutes."""
    ways, ready, at, found = problem.ways[shift.team], float(shift.hours.opens_min), shift.depot, []
    for visit in visits:
        site = problem.site_of[visit.place]
        begins = begin_of(site, visit.day, ready + ways.worst_min(at, visit.place))
        ends = begins + site.service_min
        windows = site.windows_on(visit.day)
        found.append(
            next((one for one in windows if one.opens_min <= begins and ends <= one.closes_min), shift.hours)
        )
        ready, at = ends, visit.place
    return found


def _leg(problem: ScheduleProblem, team: int, start: int, end: int) -> tuple[float, float]:
    ways = problem.ways[team]
    return ways.usual_min(start, end), ways.worst_min(start, end)


def _length_km(problem: ScheduleProblem, path: Sequence[int]) -> float | None:
    if problem.distances is None:
        return None
    row = problem.row_of
    return float(sum(problem.distances.km[row[start], row[end]] for start, end in pairwise(path)))


def _distance_min(hours: TimeWindow, minute: int) -> int:
    return max(hours.opens_min - minute, minute - hours.closes_min, 0)
