"""Hours of one evening: clock times of the register as minutes since the midnight its day began."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from data.vocabulary import BAND_STARTS, DAY_STARTS_AT, HourBand
from geo.rounds.model import TimeWindow

MINUTES_AN_HOUR = 60

MINUTES_A_DAY = 24 * MINUTES_AN_HOUR

FIRST_MIN = DAY_STARTS_AT * MINUTES_AN_HOUR
"""Minute at which an operational day begins."""

LAST_MIN = FIRST_MIN + MINUTES_A_DAY
"""Minute at which it ends: 06:00 of the next calendar day."""

DAYS_A_WEEK = 7

Opening = tuple[int, time, time]
"""A window of the register: weekday (0 is Monday), first and last hour; may run past midnight."""


def clock_of(minute: float) -> time:
    """
    Return what a clock shows at a minute of an operational day.

    Parameters
    ----------
    minute : float
        Since the midnight on which the day began.

    Returns
    -------
    time
        To the full minute below.
    """
    hours, minutes = divmod(int(minute) % MINUTES_A_DAY, 60)
    return time(hours, minutes)


def moment_of(day: date, minute: float) -> datetime:
    """
    Return the moment of a minute of an operational day, without time zone.

    Parameters
    ----------
    day : date
        The operational day.
    minute : float
        Since its midnight.

    Returns
    -------
    datetime
        Of the next calendar day from midnight on.
    """
    return datetime.combine(day, time()) + timedelta(minutes=int(minute))


def windows_on(opening: Iterable[Opening], weekday: int) -> tuple[TimeWindow, ...]:
    """
    Return the hours of one operational day out of the windows of a week.

    Parameters
    ----------
    opening : iterable of Opening
        Of one place, in any order; they may touch or overlap.
    weekday : int
        Of the operational day, 0 for Monday.

    Returns
    -------
    tuple of TimeWindow
        In order and apart. What opens before 06:00 belongs to the evening before, and what is still open at
        06:00 goes on as the next day's.
    """
    found = []
    for day, opens, closes in opening:
        first, last = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
        last += MINUTES_A_DAY if last <= first else 0
        # A neighbouring day's window may reach into this one from either side.
        ahead = (day - weekday + 3) % DAYS_A_WEEK - 3
        start = max(first + ahead * MINUTES_A_DAY, FIRST_MIN)
        end = min(last + ahead * MINUTES_A_DAY, LAST_MIN)
        if start < end:
            found.append(TimeWindow(start, end))
    return _joined(sorted(found))


def _joined(windows: list[TimeWindow]) -> tuple[TimeWindow, ...]:
    joined: list[TimeWindow] = []
    for window in windows:
        if joined and window.opens_min <= joined[-1].closes_min:
            before = joined.pop()
            joined.append(TimeWindow(before.opens_min, max(before.closes_min, window.closes_min)))
        else:
            joined.append(window)
    return tuple(joined)


def band_between(windows: Sequence[TimeWindow], span: TimeWindow) -> HourBand:
    """
    Return the part of the day in which a place would be visited.

    Parameters
    ----------
    windows : sequence of TimeWindow
        Hours of the place, in order.
    span : TimeWindow
        Hours in which somebody could go there.

    Returns
    -------
    HourBand
        That of the middle of the first hours in which both hold, else of the middle of *span*.
    """
    meets = ((max(one.opens_min, span.opens_min), min(one.closes_min, span.closes_min)) for one in windows)
    first, last = next((meet for meet in meets if meet[0] < meet[1]), (span.opens_min, span.closes_min))
    hour = (first + last) / 2 / MINUTES_AN_HOUR
    begun = [band for band, start in BAND_STARTS.items() if start <= hour]
    return max(begun, key=BAND_STARTS.__getitem__, default=HourBand.NIGHT)
