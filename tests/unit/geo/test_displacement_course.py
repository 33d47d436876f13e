"""The course of the groups of a study: sums by group, kind and period, and what is missing."""

import numpy as np
import pandas as pd
import pytest

from geo.displacement.course import Side, before_and_after, course_of
from geo.displacement.model import AnalysisSpec, Arm, Panel, Window

FIRST = 600

SPEC = AnalysisSpec(
    announced=FIRST + 12,
    in_force=FIRST + 13,
    pre=Window(FIRST, 1),
    post=Window(FIRST + 14, 1),
    treated=(1,),
    displaced=(2, 3, 4),
    control=(5,),
)


@pytest.fixture
def panel() -> Panel:
    """Five zones of two kinds and one that is in no group, over the windows and the two months between."""
    months = np.arange(FIRST, FIRST + 26, dtype=np.int64)
    shape = (6, len(months))
    hours = np.full(shape, 2.0)
    hours[3] = np.nan  # nobody ever looked at zone 4
    hours[1, :3] = np.nan
    return Panel(
        zones=np.arange(1, 7, dtype=np.int64),
        kinds=("street", "street", "bar", "bar", "street", "street"),
        months=months,
        contacts=np.where(np.isnan(hours), np.nan, 3.0),
        hours=hours,
        rounds=np.ones(shape),
        first_contacts=np.zeros(shape),
    )


def lane(course: pd.DataFrame, arm: Arm, kind: str) -> pd.DataFrame:
    """The rows of one group and kind."""
    return course[(course["arm"] == arm) & (course["kind"] == kind)]


def test_hours_of_different_kinds_are_never_added_up(panel: Panel) -> None:
    """Each group has a lane a kind, and a zone of no group is in none."""
    course = course_of(panel, SPEC)
    lanes = list(dict.fromkeys(zip(course["arm"], course["kind"], course["zones"], strict=True)))
    assert lanes == [
        (Arm.TREATED, "street", 1),
        (Arm.DISPLACED, "bar", 2),
        (Arm.DISPLACED, "street", 1),
        (Arm.CONTROL, "street", 1),
    ]


def test_every_month_has_a_row_on_its_side(panel: Panel) -> None:
    """Twelve months before and after, and those between, in order."""
    rows = lane(course_of(panel, SPEC), Arm.TREATED, "street")
    assert rows["first"].tolist() == panel.months.tolist()
    assert rows["side"].value_counts().to_dict() == {Side.BEFORE: 12, Side.AFTER: 12, Side.BETWEEN: 2}
    assert rows["rate"].tolist() == [1.5] * 26


def test_months_without_effort_are_missing_and_not_zero(panel: Panel) -> None:
    """Where nobody looked there is no value; months with effort beside them are summed alone."""
    rows = lane(course_of(panel, SPEC, step=6), Arm.DISPLACED, "street")
    assert rows["hours"].tolist()[:2] == [6.0, 12.0]
    monthly = lane(course_of(panel, SPEC), Arm.DISPLACED, "street")
    assert monthly["hours"].isna().tolist()[:4] == [True, True, True, False]


def test_the_last_period_of_a_side_may_be_shorter(panel: Panel) -> None:
    """Periods begin anew on each side, so that none holds months of both."""
    rows = lane(course_of(panel, SPEC, step=5), Arm.CONTROL, "street")
    assert (rows["end"] - rows["first"]).tolist() == [5, 5, 2, 2, 5, 5, 2]


def test_sides_are_the_sums_of_the_windows(panel: Panel) -> None:
    """Before and after stand beside each other, without the months between."""
    sides = before_and_after(panel, SPEC).set_index(["arm", "kind"])
    assert sides.loc[(Arm.DISPLACED, "street"), "hours_before"] == 18.0
    assert sides.loc[(Arm.DISPLACED, "street"), "contacts_after"] == 36.0
    assert sides.loc[(Arm.DISPLACED, "bar"), "rate_after"] == 1.5


def test_a_study_without_zones_has_no_course(panel: Panel) -> None:
    """Empty groups give empty tables with their columns."""
    empty = AnalysisSpec(SPEC.announced, SPEC.in_force, SPEC.pre, SPEC.post, (), (), ())
    assert course_of(panel, empty).empty
    assert "hours_after" in before_and_after(panel, empty).columns
