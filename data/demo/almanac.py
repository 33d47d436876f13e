"""The days of the demo: public holidays, lulls, and when the office is open."""

from datetime import date, timedelta

FIRST_DAY = date(2012, 1, 1)
LAST_DAY = date(2019, 12, 31)
YEARS = range(FIRST_DAY.year, LAST_DAY.year + 1)

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

EASTER = {
    day.year: day
    for day in (
        date(2012, 4, 8),
        date(2013, 3, 31),
        date(2014, 4, 20),
        date(2015, 4, 5),
        date(2016, 3, 27),
        date(2017, 4, 16),
        date(2018, 4, 1),
        date(2019, 4, 21),
    )
}
MOVING = frozenset({1, 39, 50})
"""Easter Monday, Ascension and the Monday of Pentecost, in days after Easter."""

FULL = 1.0
LULLS = (((7, 8), (8, 18), 0.7), ((12, 23), (12, 31), 0.35), ((1, 1), (1, 4), 0.35))
"""Spells of a year, as (month, day), and the share of rounds that still go out: summer and year's end."""


def is_holiday(day: date) -> bool:
    """
    Tell whether *day* is a Belgian public holiday, on which no team goes out and no office opens.

    Parameters
    ----------
    day : date
        A calendar day.

    Returns
    -------
    bool
        True on the ten legal holidays.
    """
    fixed = {(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)}
    return (day.month, day.day) in fixed or (day - EASTER[day.year]).days in MOVING


def attendance(day: date) -> float:
    """
    Return the share of work that goes on during holidays.

    Parameters
    ----------
    day : date
        A calendar day.

    Returns
    -------
    float
        From 0, on a public holiday, to 1.
    """
    if is_holiday(day):
        return 0.0
    spells = (share for first, last, share in LULLS if first <= (day.month, day.day) <= last)
    return next(spells, FULL)


def calendar_days() -> tuple[date, ...]:
    """Return every day of the demo's eight years, in order."""
    return tuple(FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1))


def office_days(year: int) -> tuple[date, ...]:
    """
    Return the days of *year* on which the office is open.

    Parameters
    ----------
    year : int
        A calendar year.

    Returns
    -------
    tuple of date
        Weekdays that are no public holiday.
    """
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return tuple(day for day in days if day.year == year and day.weekday() <= FRIDAY and not is_holiday(day))
