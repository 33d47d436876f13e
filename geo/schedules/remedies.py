"""Changes to a problem with which more visits could be kept: another shift, wider hours, a lower rhythm."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from geo.rounds.model import TimeWindow
from geo.schedules.calendar import free_shifts
from geo.schedules.model import DAYS_A_WEEK, ScheduleProblem, Shift, Site

WIDER_MIN = 60
"""By how much hours are widened at either end."""

RHYTHMS = (1, 2, 3, 7, 14, 21, 28, 42, 56)
"""Days between two visits, from one rhythm to the next lower."""


class RemedyKind(StrEnum):
    """What can be changed."""

    EXTRA_SHIFT = "extra_shift"
    WIDER_HOURS = "wider_hours"
    LOWER_RHYTHM = "lower_rhythm"


@dataclass(frozen=True, order=True)
class Remedy:
    """
    A change to a problem.

    Attributes
    ----------
    kind : RemedyKind
        What is changed.
    team, weekday, slot : int or None
        The shift that is added in every week (`EXTRA_SHIFT`).
    place : int or None
        The place whose hours or rhythm change.
    minutes : int
        By how much its hours begin earlier and end later (`WIDER_HOURS`).
    target_days : int
        Its new rhythm (`LOWER_RHYTHM`).
    """

    kind: RemedyKind
    team: int | None = None
    weekday: int | None = None
    slot: int | None = None
    place: int | None = None
    minutes: int = 0
    target_days: int = 0


def apply_remedies(problem: ScheduleProblem, remedies: Iterable[Remedy]) -> ScheduleProblem:
    """
    Change a problem.

    Parameters
    ----------
    problem : ScheduleProblem
        The problem as it is.
    remedies : iterable of Remedy
        What to change; places that it does not have are passed over.

    Returns
    -------
    ScheduleProblem
        As it would be. A new shift has the hours that its slot has most often, for this pair if it has any.
    """
    remedies = tuple(remedies)
    sites = {site.place: site for site in problem.sites}
    for remedy in remedies:
        if remedy.place is not None and remedy.place in sites:
            sites[remedy.place] = _changed(sites[remedy.place], remedy)
    new = {shift for remedy in remedies for shift in new_shifts(problem, remedy)} - set(problem.shifts)
    return replace(
        problem,
        sites=tuple(sites[site.place] for site in problem.sites),
        shifts=tuple(sorted({*problem.shifts, *new})),
        usual=(*problem.usual, *sorted(new)) if problem.usual else (),
    )


def new_shifts(problem: ScheduleProblem, remedy: Remedy) -> tuple[Shift, ...]:
    """
    Return the shifts that a remedy adds.

    Parameters
    ----------
    problem : ScheduleProblem
        The problem as it is.
    remedy : Remedy
        Any remedy.

    Returns
    -------
    tuple of Shift
        One a week, without holidays and appointments; none for other kinds of remedy.
    """
    if remedy.team is None or remedy.weekday is None or remedy.slot is None:
        return ()
    hours, depot = _usual_hours(problem, remedy.team, remedy.slot)
    shifts = [
        Shift(remedy.team, week * DAYS_A_WEEK + remedy.weekday, remedy.slot, hours, depot)
        for week in range(problem.weeks)
    ]
    return free_shifts(shifts, problem.appointments, problem.holidays)


def possible_shifts(problem: ScheduleProblem) -> Iterator[Remedy]:
    """
    Return every shift that could be added.

    Parameters
    ----------
    problem : ScheduleProblem
        The problem as it is.

    Yields
    ------
    Remedy
        A pair, a weekday and a slot that some pair works, on which the pair has no shift yet and no other
        shift at these hours.
    """
    teams = sorted({shift.team for shift in problem.shifts})
    slots = sorted({shift.slot for shift in problem.shifts})
    busy = {(shift.team, shift.day % DAYS_A_WEEK, shift.slot) for shift in problem.shifts}
    hours: dict[tuple[int, int], list[TimeWindow]] = {}
    for shift in problem.shifts:
        hours.setdefault((shift.team, shift.day % DAYS_A_WEEK), []).append(shift.hours)
    for team in teams:
        for slot in slots:
            new, _ = _usual_hours(problem, team, slot)
            for weekday in range(DAYS_A_WEEK):
                taken = (_meet(new, other) for other in hours.get((team, weekday), ()))
                if (team, weekday, slot) not in busy and not any(taken):
                    yield Remedy(RemedyKind.EXTRA_SHIFT, team=team, weekday=weekday, slot=slot)


def place_remedies(site: Site) -> Iterator[Remedy]:
    """
    Return what could be changed about a place.

    Parameters
    ----------
    site : Site
        The place.

    Yields
    ------
    Remedy
        Wider hours, and the next lower rhythm where there is one.
    """
    if site.windows:
        yield Remedy(RemedyKind.WIDER_HOURS, place=site.place, minutes=WIDER_MIN)
    lower = next((days for days in RHYTHMS if days > site.target_days), None)
    if lower is not None and not site.required:
        yield Remedy(RemedyKind.LOWER_RHYTHM, place=site.place, target_days=lower)


def _changed(site: Site, remedy: Remedy) -> Site:
    if remedy.kind is RemedyKind.LOWER_RHYTHM:
        return replace(site, target_days=remedy.target_days)
    windows = {
        weekday: _joined(_wider(window, remedy.minutes) for window in windows)
        for weekday, windows in site.windows.items()
    }
    return replace(site, windows=windows)


def _wider(window: TimeWindow, minutes: int) -> TimeWindow:
    return TimeWindow(max(0, window.opens_min - minutes), window.closes_min + minutes)


def _joined(windows: Iterable[TimeWindow]) -> tuple[TimeWindow, ...]:
    joined: list[TimeWindow] = []
    for window in windows:
        if joined and window.opens_min <= joined[-1].closes_min:
            before = joined.pop()
            joined.append(TimeWindow(before.opens_min, max(before.closes_min, window.closes_min)))
        else:
            joined.append(window)
    return tuple(joined)


def _usual_hours(problem: ScheduleProblem, team: int, slot: int) -> tuple[TimeWindow, int]:
    shifts = problem.usual or problem.shifts
    own = [shift for shift in shifts if shift.team == team]
    same = [shift.hours for shift in own if shift.slot == slot]
    hours = Counter(same or [shift.hours for shift in shifts if shift.slot == slot])
    return hours.most_common(1)[0][0], own[0].depot


def _meet(one: TimeWindow, other: TimeWindow) -> bool:
    return one.opens_min < other.closes_min and other.opens_min < one.closes_min
