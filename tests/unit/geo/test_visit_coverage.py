"""Coverage: a place is late against its own target, on the product's today, by visits that were made."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from geo.visit_coverage import Coverage, covered_share, is_active, visit_coverage

TODAY = date(2020, 1, 1)

NAN = float("nan")


def places(*rows: tuple[str | None, str | None, float]) -> pd.DataFrame:
    """Return places numbered from 1, from (active from, active to, target)."""
    frame = pd.DataFrame(list(rows), columns=["active_from", "active_to", "target_days"])
    frame.index = pd.RangeIndex(1, len(rows) + 1, name="id")
    dates = {column: pd.to_datetime(frame[column]).dt.as_unit("s") for column in ("active_from", "active_to")}
    return frame.assign(**dates)


def visits(*rows: tuple[int, str, bool]) -> pd.DataFrame:
    """Return visits from (place, day, looked)."""
    frame = pd.DataFrame(list(rows), columns=["place", "day", "looked"])
    return frame.assign(day=pd.to_datetime(frame["day"]).dt.as_unit("s"), looked=frame["looked"].astype(bool))


@pytest.mark.parametrize(
    ("last", "status"),
    [
        ("2020-01-01", Coverage.ON_TRACK),
        ("2019-12-23", Coverage.ON_TRACK),
        ("2019-12-22", Coverage.DUE),
        ("2019-12-18", Coverage.DUE),
        ("2019-12-17", Coverage.OVERDUE),
        ("2012-01-01", Coverage.OVERDUE),
    ],
)
def test_the_target_and_half_of_it_again_are_the_limits(last: str, status: Coverage) -> None:
    """Of ten days: on track to the ninth, due from the tenth, overdue from the fifteenth."""
    found = visit_coverage(places((None, None, 10)), visits((1, last, True)), TODAY)
    assert found["status"].tolist() == [status]


def test_the_last_visit_that_was_made_counts() -> None:
    """Neither a skipped visit nor one after today makes a place visited."""
    told = visits(
        (1, "2019-12-01", True), (1, "2019-11-01", True), (1, "2019-12-30", False), (1, "2020-01-02", True)
    )
    found = visit_coverage(places((None, None, 10)), told, TODAY)
    assert found["days_since"].tolist() == [31.0]
    assert found["last_visit"].tolist() == [pd.Timestamp("2019-12-01")]


def test_a_place_never_visited_says_so_whatever_its_target() -> None:
    """Never is not very late: nobody knows what is there."""
    found = visit_coverage(
        places((None, None, 10), (None, None, NAN)), visits((1, "2019-12-31", False)), TODAY
    )
    assert found["status"].tolist() == [Coverage.NEVER, Coverage.NEVER]
    assert found[["last_visit", "days_since"]].isna().all(axis=None)


def test_a_place_without_a_target_cannot_be_late() -> None:
    """It has a last visit, and no judgement."""
    found = visit_coverage(places((None, None, NAN)), visits((1, "2012-01-01", True)), TODAY)
    assert found["status"].tolist() == [Coverage.NO_TARGET]


def test_only_places_open_today_are_covered() -> None:
    """A closed bar needs no visit, nor does one that opens tomorrow; today's last day counts."""
    told = places(
        (None, "2019-12-31", 10), ("2020-01-02", None, 10), ("2020-01-01", "2020-01-01", 10), (None, None, 10)
    )
    assert visit_coverage(told, visits(), TODAY).index.tolist() == [3, 4]


def test_a_place_is_active_if_open_on_any_day_of_the_period() -> None:
    """One shared day is enough, and open ends are open."""
    told = places(
        ("2014-01-01", "2014-06-30", 10),
        ("2014-07-01", None, 10),
        (None, "2014-01-31", 10),
        (None, None, 10),
        ("2015-01-01", None, 10),
    )
    active = is_active(told, date(2014, 2, 1), date(2014, 7, 1))
    assert active.tolist() == [True, True, False, True, False]


def test_the_share_is_of_places_with_a_target() -> None:
    """Never visited counts as not covered; without a target a place does not count."""
    told = places((None, None, 10), (None, None, 10), (None, None, NAN), (None, None, 10))
    found = visit_coverage(told, visits((1, "2019-12-31", True), (3, "2019-12-31", True)), TODAY)
    assert covered_share(found) == pytest.approx(1 / 3)
    assert np.isnan(covered_share(found.loc[[3]]))
