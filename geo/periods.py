"""Periods in everyday words."""

from datetime import date, timedelta
from enum import StrEnum


class Preset(StrEnum):
    """Periods that a coordinator names in one breath; all end today unless they name a past year."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    ALL = "all"
    CUSTOM = "custom"


_MONTHS_BACK = {Preset.MONTH: 1, Preset.QUARTER: 3, Preset.HALF: 6, Preset.YEAR: 12}


def months_before(day: date, months: int) -> date:
    """
    Return the same day of the month some months earlier, or that month's last day where it is shorter.

    Parameters
    ----------
    day : date
        The day to count from.
    months : int
        How many months back; negative counts forward.

    Returns
    -------
    date
        For 31 March and one month, 28 or 29 February.
    """
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    first = date(year, month + 1, 1)
    length = (date(year + month // 11, (month + 1) % 12 + 1, 1) - first).days
    return first.replace(day=min(day.day, length))


def preset_period(preset: Preset, today: date, first_day: date) -> tuple[date, date]:
    """
    Return the first and the last day of a preset, both included.

    Parameters
    ----------
    preset : Preset
        Any but `Preset.CUSTOM`, which has dates of its own.
    today : date
        The product's today. It has only begun, so rolling periods end the day before.
    first_day : date
        First day of the register.

    Returns
    -------
    start, end : date
        Never in the wrong order.

    Raises
    ------
    ValueError
        For `Preset.CUSTOM`.
    """
    yesterday = today - timedelta(days=1)
    if preset in _MONTHS_BACK:
        return months_before(today, _MONTHS_BACK[preset]), yesterday
    if preset is Preset.WEEK:
        return today - timedelta(days=7), yesterday
    if preset is Preset.THIS_YEAR:
        return date(today.year, 1, 1), max(yesterday, date(today.year, 1, 1))
    if preset is Preset.LAST_YEAR:
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    if preset is Preset.ALL:
        return min(first_day, yesterday), yesterday
    message = "a custom period has dates of its own"
    raise ValueError(message)


def previous_period(start: date, end: date) -> tuple[date, date]:
    """
    Return the period of the same length just before, in whole years where the period is whole years.

    Parameters
    ----------
    start, end : date
        First and last day of the period.

    Returns
    -------
    start, end : date
        The twelve months of 2018 for those of 2019; the thirty days before for thirty days.
    """
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    if months > 0 and months_before(after, months) == start:
        return months_before(start, months), start - timedelta(days=1)
    length = after - start
    return start - length, start - timedelta(days=1)


def cuts_a_month(start: date, end: date, exact_from: date | None) -> bool:
    """
    Tell whether a period begins or ends amid a month whose days are not known.

    Such a month counts as a whole where the period holds its first day, and not at all where it does not.

    Parameters
    ----------
    start, end : date
        First and last day of the period.
    exact_from : date or None
        First day that is kept exactly, the first of a month; None where all are.

    Returns
    -------
    bool
        True where a figure of the period may be more or less than was seen in it.
    """
    if exact_from is None:
        return False
    after = end + timedelta(days=1)
    return (start < exact_from and start.day != 1) or (after < exact_from and after.day != 1)
