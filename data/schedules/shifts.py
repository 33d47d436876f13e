"""When the pairs can be out over several weeks: their shifts, what is taken of them, and their travel."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from data.planning.appointments import AppointmentRecord, occurrences
from data.planning.hours import LAST_MIN
from data.planning.teams import TeamRecord, hours_on
from data.vocabulary import BAND_STARTS, Vehicle
from geo.roads.travel import BaseTimes, evening_travel, peak_share
from geo.rounds.model import TimeWindow, Travel
from geo.schedules.calendar import to_date, to_day
from geo.schedules.model import DAYS_A_WEEK, Appointment, Shift

QUIET = TimeWindow(20 * 60, 23 * 60)
"""Hours by which the visits of a pair that is out no more are timed."""


def slot_of(hours: TimeWindow) -> int:
    """
    Return the part of the day that some hours belong to.

    Parameters
    ----------
    hours : TimeWindow
        In minutes since the midnight of the operational day.

    Returns
    -------
    int
        The `HourBand` with most of the minutes, the earlier one of two alike.
    """
    starts = [hour * 60 for hour in BAND_STARTS.values()]
    stops = [*starts[1:], LAST_MIN]
    inside = [
        min(hours.closes_min, stop) - max(hours.opens_min, start)
        for start, stop in zip(starts, stops, strict=True)
    ]
    return int(list(BAND_STARTS)[inside.index(max(inside))])


def can_be_planned(team: TeamRecord) -> bool:
    """
    Tell whether a pair may go out at all.

    Parameters
    ----------
    team : TeamRecord
        The pair.

    Returns
    -------
    bool
        False where it is closed, has no office to leave from, or lacks a nurse or a worker.
    """
    return team.active and team.depot is not None and not team.lacks


def usual_shifts(teams: Iterable[TeamRecord], first_day: date, weeks: int) -> tuple[Shift, ...]:
    """
    Return the hours in which pairs can be out, appointments not yet taken out.

    Parameters
    ----------
    teams : iterable of TeamRecord
        The pairs.
    first_day : date
        A Monday.
    weeks : int
        Weeks from it on.

    Returns
    -------
    tuple of Shift
        Sorted; none of pairs that cannot be planned.
    """
    return tuple(
        sorted(
            Shift(team.id, day, slot_of(hours), hours, team.depot)
            for team in teams
            if team.depot is not None and can_be_planned(team)
            for day in range(weeks * DAYS_A_WEEK)
            for hours in hours_on(team, to_date(day, first_day))
        )
    )


def taken_hours(
    appointments: Sequence[AppointmentRecord],
    teams: Iterable[TeamRecord],
    base: BaseTimes,
    first: date,
    last: date,
) -> tuple[Appointment, ...]:
    """
    Return when appointments take the pairs, the way there and back included.

    Parameters
    ----------
    appointments : sequence of AppointmentRecord
        The appointments.
    teams : iterable of TeamRecord
        Their pairs.
    base : BaseTimes
        Travel between places, where it is known.
    first, last : date
        A Monday, and the last day to look at.

    Returns
    -------
    tuple of Appointment
        By day.
    """
    depots = {team.id: team.depot for team in teams}
    row = {place: index for index, place in enumerate(base.places)}
    places = {one.id: one.draft.place for one in appointments}
    found = []
    for one in occurrences(appointments, first, last):
        depot, place = depots.get(one.team), places[one.appointment]
        way = base.driving.minutes[row[depot], row[place]] if depot in row and place in row else 0.0
        hours = TimeWindow(one.hours.opens_min - round(way), one.hours.closes_min + round(way))
        found.append(Appointment(one.team, to_day(one.day, first), hours))
    return tuple(found)


def pair_travel(
    teams: Iterable[TeamRecord], usual: Sequence[Shift], base: BaseTimes, planned: Collection[int] = ()
) -> dict[int, Travel]:
    """
    Return the travel times of each pair on a shift like most of its shifts.

    Parameters
    ----------
    teams : iterable of TeamRecord
        The pairs.
    usual : sequence of Shift
        Their shifts.
    base : BaseTimes
        Travel at any hour.
    planned : collection of int, optional
        Pairs that have visits in the plan in force, also where they are out no more.

    Returns
    -------
    dict of int to Travel
        By pair; of those without a shift only those in *planned*, as on an evening without a peak.
    """
    shifts: dict[int, list[Shift]] = defaultdict(list)
    for shift in usual:
        shifts[shift.team].append(shift)
    travel = {}
    for team in teams:
        on_foot = team.vehicle is Vehicle.ON_FOOT
        if own := shifts[team.id]:
            middle = sorted(own, key=_peak_share)[len(own) // 2]
            travel[team.id] = evening_travel(base, middle.hours, middle.day % DAYS_A_WEEK, on_foot=on_foot)
        elif team.id in planned:
            travel[team.id] = evening_travel(base, QUIET, 0, on_foot=on_foot)
    return travel


def _peak_share(shift: Shift) -> float:
    return peak_share(shift.hours, shift.day % DAYS_A_WEEK)
