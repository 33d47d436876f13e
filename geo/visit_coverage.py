"""Which places are visited as often as intended: docs/methods/coverage.md."""

from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

OVERDUE_AT = 1.5
"""Targets that may pass before a place that is due becomes overdue."""


class Coverage(StrEnum):
    """How a place stands against its target."""

    NEVER = "never"
    ON_TRACK = "on_track"
    DUE = "due"
    OVERDUE = "overdue"
    NO_TARGET = "no_target"


def is_active(places: pd.DataFrame, start: date, end: date) -> pd.Series:
    """
    Tell which places were open on at least one day of a period.

    Parameters
    ----------
    places : DataFrame
        With ``active_from`` and ``active_to``, NaT where open-ended; both days count as open.
    start, end : date
        First and last day of the period.

    Returns
    -------
    Series of bool
        By the index of *places*.
    """
    begun = places["active_from"].isna() | (places["active_from"] <= pd.Timestamp(end))
    ended = places["active_to"].notna() & (places["active_to"] < pd.Timestamp(start))
    return begun & ~ended


def visit_coverage(places: pd.DataFrame, visits: pd.DataFrame, today: date) -> pd.DataFrame:
    """
    Return how each place that is open today stands against its target.

    Parameters
    ----------
    places : DataFrame
        By id: ``active_from``, ``active_to`` and ``target_days`` (NaN where there is no target).
    visits : DataFrame
        Rows of the ledger: ``place``, ``day`` and ``looked``. Skipped visits and days after *today* do
        not count.
    today : date
        The product's today.

    Returns
    -------
    DataFrame
        By place: ``last_visit`` (NaT if never), ``days_since`` (float, NaN if never), ``target_days``, and
        ``status``, a `Coverage`: on track until the target is reached, then due, and overdue from
        `OVERDUE_AT` targets on.
    """
    open_places = places[is_active(places, today, today)]
    counted = visits[visits["looked"] & (visits["day"] <= pd.Timestamp(today))]
    last = counted.groupby("place")["day"].max().reindex(open_places.index).astype("datetime64[s]")
    since = (pd.Timestamp(today) - last) / pd.Timedelta(days=1)
    target = open_places["target_days"]
    words = np.select(
        [last.isna(), target.isna(), since < target, since < OVERDUE_AT * target],
        [Coverage.NEVER, Coverage.NO_TARGET, Coverage.ON_TRACK, Coverage.DUE],
        Coverage.OVERDUE,
    )
    return pd.DataFrame(
        {
            "last_visit": last,
            "days_since": since,
            "target_days": target,
            "status": pd.Series([Coverage(word) for word in words], index=open_places.index, dtype=object),
        }
    )


def covered_share(coverage: pd.DataFrame) -> float:
    """
    Return the share of the places with a target that are on track.

    Parameters
    ----------
    coverage : DataFrame
        From `visit_coverage`.

    Returns
    -------
    float
        From 0 to 1; NaN where no place has a target.
    """
    aimed_at = coverage[coverage["target_days"].notna()]
    return float((aimed_at["status"] == Coverage.ON_TRACK).mean()) if len(aimed_at) else float("nan")
