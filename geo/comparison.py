"""Two periods side by side: where contacts per hour changed, and where one cannot tell.

See docs/methods/comparison.md.
"""

from collections.abc import Hashable, Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from geo.measures import Measure, values
from geo.rates import LEVEL, contacts_per_hour


class Change(StrEnum):
    """What two periods say of a place."""

    MORE = "more"
    FEWER = "fewer"
    NO_CLEAR_CHANGE = "no_clear_change"
    NOT_COMPARABLE = "not_comparable"


def compare_rates(
    before: pd.DataFrame,
    after: pd.DataFrame,
    strata: Sequence[Hashable] | pd.Series,
    level: float = LEVEL,
) -> pd.DataFrame:
    """
    Return by how much contacts per hour differ between two periods.

    The interval of the difference is put together from those of the two rates, each as far from its rate as
    the rate alone may be wrong on that side.

    Parameters
    ----------
    before, after : DataFrame
        Summaries of the two periods over the same groups.
    strata : sequence or Series, shape (len(before),)
        Stratum of each group for `geo.rates.dispersion`.
    level : float
        Confidence level.

    Returns
    -------
    DataFrame
        By group: ``before``, ``after`` and ``difference`` in contacts per hour, ``low`` and ``high`` of the
        difference, and ``change``, a `Change`. Without enough effort in both periods the limits are NaN and
        the change is not comparable.

    Raises
    ------
    ValueError
        If the summaries are not over the same groups.

    References
    ----------
    G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures: a general approach",
    Statistics in Medicine 27, 2008, pp. 1693-1702.
    """
    _require_same_groups(before, after)
    old, new = (contacts_per_hour(summary, strata, level) for summary in (before, after))
    difference = new["rate"] - old["rate"]
    low = difference - np.hypot(new["rate"] - new["low"], old["high"] - old["rate"])
    high = difference + np.hypot(new["high"] - new["rate"], old["rate"] - old["low"])
    words = np.select(
        [low.isna(), low > 0, high < 0],
        [Change.NOT_COMPARABLE, Change.MORE, Change.FEWER],
        Change.NO_CLEAR_CHANGE,
    )
    return pd.DataFrame(
        {
            "before": old["rate"],
            "after": new["rate"],
            "difference": difference,
            "low": low,
            "high": high,
            "change": pd.Series([Change(word) for word in words], index=before.index, dtype=object),
        }
    )


def differences(before: pd.DataFrame, after: pd.DataFrame, measure: Measure) -> pd.Series:
    """
    Return by how much a measure differs between two periods.

    Parameters
    ----------
    before, after : DataFrame
        Summaries of the two periods over the same groups.
    measure : Measure
        Which.

    Returns
    -------
    Series of float
        After less before; NaN where the team did not look in both.

    Raises
    ------
    ValueError
        If the summaries are not over the same groups.
    """
    _require_same_groups(before, after)
    return values(after, measure) - values(before, measure)


def _require_same_groups(before: pd.DataFrame, after: pd.DataFrame) -> None:
    if not before.index.equals(after.index):
        message = "two periods can only be compared over the same groups, in the same order"
        raise ValueError(message)
