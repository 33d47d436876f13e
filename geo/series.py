"""Measures over months, quarters and years. A period without effort is missing, never zero."""

from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.displacement.monthly import Monthly
from geo.measures import Measure, presence, summarise, values
from geo.rates import contacts_per_hour


class Step(StrEnum):
    """Length of the periods of a series."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Step.MONTH: 1, Step.QUARTER: 3, Step.YEAR: 12}
"""Months in each period; all lengths divide a year, so that periods are those of the calendar."""


def series(
    visits: pd.DataFrame, start: date, end: date, step: Step = Step.MONTH, by: str | None = None
) -> pd.DataFrame:
    """
    Return every measure over time, in all or for groups.

    Parameters
    ----------
    visits : DataFrame
        Rows of the ledger between *start* and *end*.
    start, end : date
        First and last day; every period between has a row in each group.
    step : Step
        Length of the periods.
    by : str, optional
        Column that makes the groups, such as ``kind`` or ``service``.

    Returns
    -------
    DataFrame
        By group (where there is *by*) and ``period``, the first day of each: a column for each `Measure`,
        NaN where nobody looked; ``low``, ``high`` and ``enough`` of the rate from
        `geo.rates.contacts_per_hour`; ``noted_contacts``, those that the rate divides by its hours;
        ``presence``; and ``whole``, False for a period that the selection cuts.
    """
    limits = np.array([start, end], dtype="datetime64[D]")
    first, last = _periods(limits, step)
    numbers = pd.RangeIndex(first, last + 1, name="period")
    dated = visits.assign(period=_periods(visits["day"].to_numpy(), step))
    if by is None:
        summary = summarise(dated, "period", numbers)
        strata = pd.Series(0, index=summary.index)
    else:
        groups = pd.MultiIndex.from_product([sorted(visits[by].unique()), numbers], names=[by, "period"])
        summary = summarise(dated, [by, "period"], groups)
        strata = summary.index.get_level_values(by).to_series(index=summary.index)
    told = pd.DataFrame({measure.value: values(summary, measure) for measure in Measure}, index=summary.index)
    told = told.join(contacts_per_hour(summary, strata)[["low", "high", "enough"]])
    told["noted_contacts"] = summary["noted_contacts"].astype(float)
    told["presence"] = presence(summary)
    number = told.index.get_level_values("period").to_numpy()
    told["whole"] = (_first_days(number, step) >= limits[0]) & (
        _first_days(number + 1, step) <= limits[1] + 1
    )
    firsts = pd.DatetimeIndex(_first_days(number, step).astype("datetime64[s]"), name="period")
    told.index = (
        firsts if by is None else pd.MultiIndex.from_arrays([told.index.get_level_values(by), firsts])
    )
    return told


def to_monthly(told: pd.DataFrame) -> Monthly:
    """
    Return months as they are looked at for a season and for changes of level.

    Parameters
    ----------
    told : DataFrame
        One group of `series` in steps of a month.

    Returns
    -------
    Monthly
        Its contacts and hours; a month without effort is missing.
    """
    hours = told["hours"].to_numpy(dtype=float)
    months = told.index.to_numpy().astype("datetime64[M]").astype(np.int64)
    return Monthly(months, told["noted_contacts"].to_numpy(dtype=float), np.where(hours > 0, hours, np.nan))


def _periods(days: npt.NDArray[np.datetime64], step: Step) -> npt.NDArray[np.int64]:
    """Return the number of the period of each day, counted from 1970."""
    return days.astype("datetime64[M]").astype(np.int64) // MONTHS[step]


def _first_days(periods: npt.NDArray[np.int64], step: Step) -> npt.NDArray[np.datetime64]:
    return (periods * MONTHS[step]).astype("datetime64[M]").astype("datetime64[D]")
