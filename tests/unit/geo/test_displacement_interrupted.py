"""Interrupted series: what is planted is found, what is missing stays missing, too little gives nothing."""

import numpy as np
import pytest

from geo.displacement.interrupted import SMALLEST_SIDE, Model, interrupt, season_adjusted
from geo.displacement.monthly import Monthly
from tests.series_kit import FIRST, Course, drawn, expected_rates, without

DATE = FIRST + 36


def test_a_planted_step_and_growth_are_found(rng: np.random.Generator) -> None:
    """Level and trend lie within their intervals, which are narrow on many contacts."""
    series = drawn(Course(step=0.6, growth=1.1, clumping=0.02), rng, hours=100.0)
    found = interrupt(series, DATE)
    assert found is not None
    assert found.level.low < 0.6 < found.level.high < 0.8
    assert found.trend.low < 1.1 < found.trend.high
    assert found.slope.low < 1.0 < found.slope.high
    assert found.p < 0.001


def test_its_interval_is_about_as_wide_as_it_says(rng: np.random.Generator) -> None:
    """On clumped counts without change, 90 to 99 % of intervals hold 1: indicative, and not absurd."""
    found = [interrupt(drawn(Course(clumping=0.2), rng), DATE) for _ in range(150)]
    held = [one is not None and one.level.low <= 1 <= one.level.high for one in found]
    assert 0.90 <= np.mean(held) <= 0.99


def test_a_control_takes_away_what_happened_everywhere(rng: np.random.Generator) -> None:
    """Both halve, and one halves once more: alone it is a quarter, beside the control a half."""
    series, control = (drawn(Course(step=step), rng, hours=200.0) for step in (0.25, 0.5))
    alone, beside = interrupt(series, DATE), interrupt(series, DATE, control=control)
    assert alone is not None
    assert beside is not None
    assert alone.level.value == pytest.approx(0.25, rel=0.1)
    assert beside.level.value == pytest.approx(0.5, rel=0.1)
    assert beside.counterfactual.value[-1] == pytest.approx(0.5 * alone.counterfactual.value[-1], rel=0.2)


def test_lines_meet_where_nothing_is_left_out_and_part_where_something_is(rng: np.random.Generator) -> None:
    """The fitted line follows the rates; the counterfactual begins at the date; the washout has neither."""
    course = Course(step=0.5)
    series = drawn(course, rng, hours=300.0)
    found = interrupt(series, DATE, left_out_from=DATE - 4)
    assert found is not None
    washout = slice(32, 36)
    assert np.isnan(found.fitted.value[washout]).all()
    assert np.isnan(found.counterfactual.value[:36]).all()
    kept = np.r_[0:32, 36:60]
    assert found.fitted.value[kept] == pytest.approx(expected_rates(course)[kept], rel=0.1)
    assert found.counterfactual.value[36:] == pytest.approx(2 * expected_rates(course)[36:], rel=0.2)
    assert np.all(found.fitted.low[kept] < found.fitted.value[kept])
    assert np.all(found.counterfactual.high[36:] > found.counterfactual.value[36:])


def test_months_without_effort_change_nothing_but_the_width(rng: np.random.Generator) -> None:
    """Missing is not zero: without a third of the months the level stays where it is."""
    series = drawn(Course(step=0.5), rng, hours=200.0)
    found = interrupt(without(series, np.arange(0, 60, 3)), DATE)
    assert found is not None
    assert found.level.value == pytest.approx(0.5, rel=0.15)


def test_correlated_months_widen_the_interval() -> None:
    """Residuals that come in runs are worth fewer months than there are."""
    months = np.arange(FIRST, FIRST + 60)
    runs = np.where(np.arange(60) // 5 % 2, 120.0, 80.0)
    model = Model(harmonics=0, slope_change=False)
    found = interrupt(Monthly(months, runs, np.ones(60)), DATE, model=model)
    assert found is not None
    assert found.serial_correlation > 0.3
    assert np.log(found.level.high / found.level.value) > 1.3 * 2 * found.se


@pytest.mark.parametrize(
    "series",
    [
        Monthly(np.arange(FIRST, FIRST + 60), np.zeros(60), np.ones(60)),
        Monthly(np.arange(FIRST, FIRST + 60), np.full(60, 9.0), np.full(60, np.nan)),
        Monthly(np.arange(FIRST, FIRST + 36 + SMALLEST_SIDE - 1), np.full(47, 9.0), np.ones(47)),
        Monthly(np.arange(DATE, DATE), np.zeros(0), np.zeros(0)),
    ],
    ids=["nobody", "no effort", "eleven months", "empty"],
)
def test_too_little_gives_nothing(series: Monthly) -> None:
    """No contacts, no hours, too few months, no months: no figure, and no exception."""
    assert interrupt(series, DATE) is None
    assert season_adjusted(Monthly(series.months[:20], series.contacts[:20], series.hours[:20])) is None


def test_a_closure_to_nobody_is_too_little_to_fit(rng: np.random.Generator) -> None:
    """Nobody afterwards: a ratio of nought would have an interval that says nothing."""
    assert interrupt(drawn(Course(step=0.0), rng), DATE) is None


def test_a_control_is_over_the_same_months(rng: np.random.Generator) -> None:
    """Months that are shifted by one are refused."""
    series = drawn(Course(), rng)
    later = Monthly(series.months + 1, series.contacts, series.hours)
    with pytest.raises(ValueError, match="same months"):
        interrupt(series, DATE, control=later)


def test_the_season_is_taken_out(rng: np.random.Generator) -> None:
    """What is left is the level, month by month and as a line, however the year goes."""
    course = Course(months=72, at=72, season=0.5)
    found = season_adjusted(drawn(course, rng, hours=500.0))
    assert found is not None
    mean = expected_rates(course)[:12].mean()
    assert found.adjusted == pytest.approx(np.full(72, mean), rel=0.15)
    assert found.line.value == pytest.approx(np.full(72, mean), rel=0.1)
    assert found.season.mean() == pytest.approx(1.0)
    assert found.season.argmax() == 0


def test_the_level_lies_within_its_line(rng: np.random.Generator) -> None:
    """Over many series, the interval holds a level that grows slowly nine times out of ten or more."""
    course = Course(months=60, at=60, growth=1.2, season=0.0, clumping=0.1)
    lines = [season_adjusted(drawn(course, rng)) for _ in range(60)]
    truth = expected_rates(course)
    held = [(one.line.low <= truth) & (truth <= one.line.high) for one in lines if one is not None]
    assert len(held) == 60
    assert 0.88 <= np.mean(held) <= 0.99


def test_missing_months_stay_missing(rng: np.random.Generator) -> None:
    """A half-year without rounds has no point and no line, and the rest is as it was."""
    series = drawn(Course(), rng, hours=200.0)
    whole, gap = season_adjusted(series), season_adjusted(without(series, slice(20, 26)))
    assert whole is not None
    assert gap is not None
    for values in (gap.adjusted, gap.line.value, gap.line.low, gap.line.high):
        assert np.isnan(values[20:26]).all()
        assert np.isfinite(np.delete(values, slice(20, 26))).all()
    assert np.delete(gap.adjusted, slice(20, 26)) == pytest.approx(
        np.delete(whole.adjusted, slice(20, 26)), rel=0.15
    )


def test_years_in_which_nobody_was_met_break_nothing(rng: np.random.Generator) -> None:
    """A level of nought is drawn as nearly nought, with whatever interval, and without a warning."""
    found = season_adjusted(drawn(Course(step=0.0, months=96), rng))
    assert found is not None
    assert np.all(found.adjusted[40:] == 0)
    assert np.all(found.line.value[60:90] < 0.5)
