"""Figures of a map: one measure of each place, area or cell, what is known of it, and how surely."""

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd

from geo.comparison import Change, differences
from geo.measures import Measure, presence, summarise, values
from geo.rates import contacts_per_hour


def figures(
    visits: pd.DataFrame,
    measure: Measure,
    by: str,
    index: pd.Index,
    strata: Sequence[Hashable] | pd.Series,
) -> pd.DataFrame:
    """
    Compute one measure of every group, also of those where nobody looked.

    Parameters
    ----------
    visits : DataFrame
        Rows of the ledger, already selected.
    measure : Measure
        Which.
    by : str
        Column of *visits* that makes the groups.
    index : Index
        All groups, shape (n,).
    strata : sequence or Series, shape (n,)
        Kind of each group, over which the dispersion of visits is shared.

    Returns
    -------
    DataFrame
        The columns of `geo.measures.summarise`, ``presence``, ``value``, and ``low``, ``high`` and ``enough``
        (NaN and True for what is not a rate).
    """
    return describe(summarise(visits, by, index), measure, strata)


def describe(summary: pd.DataFrame, measure: Measure, strata: Sequence[Hashable] | pd.Series) -> pd.DataFrame:
    """
    Add one measure, its interval and what is known to a summary.

    Parameters
    ----------
    summary : DataFrame
        From `geo.measures.summarise`, shape (n, …).
    measure : Measure
        Which.
    strata : sequence or Series, shape (n,)
        Kind of each group, over which the dispersion of visits is shared.

    Returns
    -------
    DataFrame
        As `figures`.
    """
    described = summary.assign(presence=presence(summary), value=values(summary, measure))
    if not measure.is_rate:
        return described.assign(low=np.nan, high=np.nan, enough=True)
    rates = contacts_per_hour(summary, strata)
    return described.assign(low=rates["low"], high=rates["high"], enough=rates["enough"])


def classify_difference(before: pd.DataFrame, after: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """
    Compare a count in two periods, place by place.

    Parameters
    ----------
    before, after : DataFrame
        Summaries of the two periods over the same groups.
    measure : Measure
        A count or the hours.

    Returns
    -------
    DataFrame
        ``before``, ``after``, ``difference``, ``low`` and ``high`` (NaN: the difference of counts follows the
        effort and has no interval of its own), and ``change``, not comparable where nobody looked in one of
        the periods.
    """
    difference = differences(before, after, measure)
    words = np.select(
        [difference.isna(), difference > 0, difference < 0],
        [Change.NOT_COMPARABLE, Change.MORE, Change.FEWER],
        Change.NO_CLEAR_CHANGE,
    )
    return pd.DataFrame(
        {
            "before": values(before, measure),
            "after": values(after, measure),
            "difference": difference,
            "low": np.nan,
            "high": np.nan,
            "change": pd.Series([Change(word) for word in words], index=before.index, dtype=object),
        }
    )
