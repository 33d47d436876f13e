"""Periods in everyday words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.periods import Preset, cuts_a_month, months_before, preset_period, previous_period

TODAY = date(2020, 1, 1)
FIRST = date(2012, 1, 1)
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        (Preset.WEEK, (date(2019, 12, 25), date(2019, 12, 31))),
        (Preset.MONTH, (date(2019, 12, 1), date(2019, 12, 31))),
        (Preset.QUARTER, (date(2019, 10, 1), date(2019, 12, 31))),
        (Preset.HALF, (date(2019, 7, 1), date(2019, 12, 31))),
        (Preset.YEAR, (date(2019, 1, 1), date(2019, 12, 31))),
        (Preset.LAST_YEAR, (date(2019, 1, 1), date(2019, 12, 31))),
        (Preset.THIS_YEAR, (date(2020, 1, 1), date(2020, 1, 1))),
        (Preset.ALL, (FIRST, date(2019, 12, 31))),
    ],
)
def test_presets_on_new_years_day(preset: Preset, expected: tuple[date, date]) -> None:
    """Each preset gives the days that its name promises."""
    assert preset_period(preset, TODAY, FIRST) == expected


def test_a_custom_period_has_no_preset_dates() -> None:
    """Asking for them is a mistake of the caller."""
    with pytest.raises(ValueError, match="dates of its own"):
        preset_period(Preset.CUSTOM, TODAY, FIRST)


def test_an_empty_register_still_gives_a_period() -> None:
    """A first day after today does not turn the period around."""
    start, end = preset_period(Preset.ALL, TODAY, date(2020, 6, 1))
    assert start == end


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2019, 3, 31), 1, date(2019, 2, 28)),
        (date(2020, 3, 31), 1, date(2020, 2, 29)),
        (date(2020, 1, 15), 1, date(2019, 12, 15)),
        (date(2019, 12, 31), -2, date(2020, 2, 29)),
    ],
)
def test_months_of_unequal_length(day: date, months: int, expected: date) -> None:
    """A day that the month does not have becomes its last."""
    assert months_before(day, months) == expected


@given(DAYS, st.integers(0, 60))
def test_going_back_lands_in_the_right_month(day: date, months: int) -> None:
    """The month index falls by exactly the number asked for."""
    back = months_before(day, months)
    assert (day.year * 12 + day.month) - (back.year * 12 + back.month) == months


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ((date(2019, 1, 1), date(2019, 12, 31)), (date(2018, 1, 1), date(2018, 12, 31))),
        ((date(2020, 1, 1), date(2020, 12, 31)), (date(2019, 1, 1), date(2019, 12, 31))),
        ((date(2019, 3, 1), date(2019, 5, 31)), (date(2018, 12, 1), date(2019, 2, 28))),
        ((date(2019, 3, 4), date(2019, 3, 10)), (date(2019, 2, 25), date(2019, 3, 3))),
    ],
)
def test_the_period_before(period: tuple[date, date], expected: tuple[date, date]) -> None:
    """Whole months are compared with whole months, other spans with as many days."""
    assert previous_period(*period) == expected


@given(DAYS, st.integers(0, 2000))
def test_the_period_before_touches_the_period(start: date, length: int) -> None:
    """No day lies between the two, and none in both."""
    before = previous_period(start, start + timedelta(days=length))
    assert before[0] <= before[1] == start - timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "end", "cut"),
    [
        (date(2019, 1, 1), date(2019, 12, 31), False),
        (date(2019, 1, 2), date(2019, 12, 31), True),
        (date(2019, 1, 1), date(2019, 3, 30), True),
        (date(2019, 1, 1), date(2019, 3, 31), False),
        (date(2019, 10, 2), date(2019, 11, 5), False),
        (date(2019, 9, 1), date(2019, 11, 5), False),
        (date(2019, 9, 2), date(2019, 11, 5), True),
        (date(2019, 9, 1), date(2019, 9, 30), False),
    ],
)
def test_a_month_that_is_kept_whole_is_cut_by_its_days_only(start: date, end: date, *, cut: bool) -> None:
    """October 2019 and later are exact, what comes before is kept by month."""
    assert cuts_a_month(start, end, date(2019, 10, 1)) is cut
    assert not cuts_a_month(start, end, None)
