"""Coverage by the plan: one word a place, and nothing counts without a planned visit."""

from datetime import date

import pandas as pd

from geo.plan_coverage import PlanStatus, plan_coverage
from geo.visit_coverage import Coverage


def test_each_place_has_one_word() -> None:
    """On time, due, late and never visited with a visit to come; all alike without one."""
    coverage = pd.DataFrame(
        {
            "target_days": [7.0, 7.0, 7.0, 7.0, 7.0, None],
            "status": [
                Coverage.ON_TRACK,
                Coverage.DUE,
                Coverage.OVERDUE,
                Coverage.NEVER,
                Coverage.ON_TRACK,
                Coverage.NO_TARGET,
            ],
        },
        index=[1, 2, 3, 4, 5, 6],
    )
    found = plan_coverage(coverage, {place: date(2020, 1, 1 + place % 9) for place in (1, 2, 3, 4, 6, 99)})
    assert found["status"].to_dict() == {
        1: PlanStatus.ON_TIME,
        2: PlanStatus.DUE,
        3: PlanStatus.LATE,
        4: PlanStatus.LATE,
        5: PlanStatus.NOT_PLANNED,
    }
    assert found.loc[2, "next_visit"] == pd.Timestamp(2020, 1, 3)


def test_no_place_and_no_plan() -> None:
    """Empty tables stay empty tables."""
    empty = pd.DataFrame({"target_days": pd.Series(dtype=float), "status": pd.Series(dtype=object)})
    assert plan_coverage(empty, {}).empty
