"""Months, quarters and years of a release: only those that are over."""

from datetime import date

import pandas as pd

from geo.periods import months_before

MONTHS_A_QUARTER = 3


def last_quarter_end(today: date, delay_months: int = 0) -> date:
    """
    Return the last day of the last quarter that ended at least some months ago.

    Parameters
    ----------
    today : date
        The product's today; it has only begun.
    delay_months : int
        Whole months that must have passed since the end of the quarter.

    Returns
    -------
    date
        For 1 January 2020 and no delay 31 December 2019, with six months 30 June 2019.
    """
    day = months_before(today, delay_months)
    start = date(day.year, day.month - (day.month - 1) % MONTHS_A_QUARTER, 1)
    return date.fromordinal(start.toordinal() - 1)


def last_year_end(through: date) -> date:
    """Return the last day of the last year that is over on the evening of *through*."""
    after = date.fromordinal(through.toordinal() + 1)
    return date(after.year - 1, 12, 31)


def period_codes(days: "pd.Series[pd.Timestamp]") -> pd.DataFrame:
    """
    Return the codes of the periods that each day lies in.

    Parameters
    ----------
    days : Series of datetime64
        Operational days.

    Returns
    -------
    DataFrame
        On the same index: ``month`` (``2019-04``), ``quarter`` (``2019-Q2``) and ``year`` (``2019``).
    """
    year = days.dt.year.astype(str)
    return pd.DataFrame(
        {
            "month": year + "-" + days.dt.month.astype(str).str.zfill(2),
            "quarter": year + "-Q" + days.dt.quarter.astype(str),
            "year": year,
        },
        index=days.index,
    )


def months_through(first: date, through: date) -> pd.DataFrame:
    """
    Return all months from January of the year of *first* to *through*.

    Parameters
    ----------
    first : date
        First day of the register.
    through : date
        Last day of the release, the end of a quarter.

    Returns
    -------
    DataFrame
        ``month``, ``quarter`` and ``year``, in order; empty where *through* lies before that year.
    """
    starts = pd.Series(pd.date_range(date(first.year, 1, 1), through, freq="MS"))
    return period_codes(starts)
