"""Which places are, and will be, visited in time: what was done and what is planned, in one word a place."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import pandas as pd

from geo.visit_coverage import Coverage


class PlanStatus(StrEnum):
    """How a place stands against its target, the next planned visit included."""

    ON_TIME = "on_time"
    DUE = "due"
    LATE = "late"
    NOT_PLANNED = "not_planned"


_WORDS = {Coverage.ON_TRACK: PlanStatus.ON_TIME, Coverage.DUE: PlanStatus.DUE}


def plan_coverage(coverage: pd.DataFrame, next_visits: Mapping[int, date]) -> pd.DataFrame:
    """
    Return how each place with a target stands, now and by the plan.

    Parameters
    ----------
    coverage : DataFrame
        From `geo.visit_coverage.visit_coverage`, by place.
    next_visits : mapping of int to date
        The next planned visit of each place that has one.

    Returns
    -------
    DataFrame
        The rows of *coverage* that have a target, with ``next_visit`` (datetime64[s], NaT where none is
        planned) and ``status``, a `PlanStatus`: without a planned visit nothing else counts; with one, on
        time until the target has passed since the last visit, then due, and late where that visit lies
        further back or never was.
    """
    aimed_at = coverage[coverage["target_days"].notna()]
    planned = pd.Series(
        {place: pd.Timestamp(day) for place, day in next_visits.items()}, dtype="datetime64[s]"
    )
    coming = planned.reindex(aimed_at.index)
    words = [
        _WORDS.get(Coverage(status), PlanStatus.LATE) if is_planned else PlanStatus.NOT_PLANNED
        for is_planned, status in zip(coming.notna(), aimed_at["status"], strict=True)
    ]
    return aimed_at.assign(next_visit=coming, status=pd.Series(words, index=aimed_at.index, dtype=object))
