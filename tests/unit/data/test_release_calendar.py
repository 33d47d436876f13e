"""Periods of a release: only those that are over, and old enough."""

from datetime import date

import pandas as pd
import pytest

from data.releases.calendar import last_quarter_end, last_year_end, months_through, period_codes


@pytest.mark.parametrize(
    ("today", "delay", "end"),
    [
        (date(2020, 1, 1), 0, date(2019, 12, 31)),
        (date(2019, 12, 31), 0, date(2019, 9, 30)),
        (date(2020, 3, 31), 0, date(2019, 12, 31)),
        (date(2020, 4, 1), 0, date(2020, 3, 31)),
        (date(2020, 1, 1), 6, date(2019, 6, 30)),
        (date(2019, 12, 31), 6, date(2019, 3, 31)),
        (date(2019, 9, 30), 6, date(2018, 12, 31)),
        (date(2020, 1, 1), 12, date(2018, 12, 31)),
    ],
)
def test_a_quarter_counts_when_it_is_over_and_old_enough(today: date, delay: int, end: date) -> None:
    """Six whole months after its last day, not one day earlier."""
    assert last_quarter_end(today, delay) == end


def test_a_year_counts_when_it_is_over() -> None:
    """On its last evening."""
    assert last_year_end(date(2019, 12, 31)) == date(2019, 12, 31)
    assert last_year_end(date(2019, 9, 30)) == date(2018, 12, 31)


def test_codes_are_those_of_the_cubes() -> None:
    """Month, quarter and year."""
    found = period_codes(pd.Series(pd.to_datetime(["2019-04-30", "2014-12-01"]), index=[7, 9]))
    assert found.loc[[7]].to_numpy().tolist()[0] == ["2019-04", "2019-Q2", "2019"]
    assert found.loc[[9]].to_numpy().tolist()[0] == ["2014-12", "2014-Q4", "2014"]


def test_months_start_with_the_year() -> None:
    """So that its quarters and its year are whole; before the first day they hold zeros."""
    months = months_through(date(2014, 11, 20), date(2015, 3, 31))["month"].to_list()
    assert months[0] == "2014-01"
    assert months[-1] == "2015-03"
    assert len(months) == 15
    assert months_through(date(2014, 11, 20), date(2013, 12, 31)).empty
