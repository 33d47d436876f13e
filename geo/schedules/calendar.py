"""From dates to the days of a schedule, and from working hours to shifts without what is already taken."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from geo.rounds.model import TimeWindow
from geo.schedules.model import Appointment, Shift

SHORTEST_SHIFT_MIN = 45
"""Hours left over beside an appointment that are shorter than this are no shift."""


def first_monday(day: date) -> date:
    """
    Return the Monday of the week of a day.

    Parameters
    ----------
    day : date
        Any day.

    Returns
    -------
    date
        That day, if it is a Monday.
    """
    return day - timedelta(days=day.weekday())


def to_day(day: date, first: date) -> int:
    """
    Return the number of a day in a schedule.

    Parameters
    ----------
    day : date
        Any day.
    first : date
        The Monday on which the schedule begins.

    Returns
    -------
    int
        0 for the Monday itself, negative before.

    Raises
    ------
    ValueError
        If the schedule does not begin on a Monday.
    """
    if first.weekday():
        raise ValueError(first)
    return (day - first).days


def to_date(day: int, first: date) -> date:
    """
    Return the date of a day of a schedule.

    Parameters
    ----------
    day : int
        Its number.
    first : date
        The Monday on which the schedule begins.

    Returns
    -------
    date
        Its date.
    """
    return first + timedelta(days=day)


def free_shifts(
    usual: Iterable[Shift],
    appointments: Iterable[Appointment],
    holidays: frozenset[int] = frozenset(),
    shortest_min: int = SHORTEST_SHIFT_MIN,
) -> tuple[Shift, ...]:
    """
    Take holidays and appointments out of the shifts.

    Parameters
    ----------
    usual : iterable of Shift
        The hours the pairs would work.
    appointments : iterable of Appointment
        When they are taken.
    holidays : frozenset of int
        Days on which nobody is out.
    shortest_min : int
        What is left beside an appointment counts if it is at least this long.

    Returns
    -------
    tuple of Shift
        Sorted. A shift with an appointment in its middle becomes two, both of the slot it had.
    """
    busy: dict[tuple[int, int], list[TimeWindow]] = {}
    for appointment in appointments:
        busy.setdefault((appointment.team, appointment.day), []).append(appointment.hours)
    return tuple(
        sorted(
            replace(shift, hours=hours)
            for shift in usual
            if shift.day not in holidays
            for hours in free_hours(shift.hours, busy.get((shift.team, shift.day), ()))
            if hours == shift.hours or hours.closes_min - hours.opens_min >= shortest_min
        )
    )


def free_hours(hours: TimeWindow, busy: Iterable[TimeWindow]) -> tuple[TimeWindow, ...]:
    """
    Return what is left of some hours.

    Parameters
    ----------
    hours : TimeWindow
        The hours.
    busy : iterable of TimeWindow
        What is taken; may overlap, reach beyond, or lie elsewhere.

    Returns
    -------
    tuple of TimeWindow
        In order and apart; none where all is taken.
    """
    left, start = [], hours.opens_min
    for taken in sorted(busy):
        if taken.closes_min <= start or taken.opens_min >= hours.closes_min:
            continue
        if taken.opens_min > start:
            left.append(TimeWindow(start, taken.opens_min))
        start = taken.closes_min
    if start < hours.closes_min:
        left.append(TimeWindow(start, hours.closes_min))
    return tuple(left)
