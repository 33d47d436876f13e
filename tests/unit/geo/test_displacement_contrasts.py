"""Zones against zones: the golden study, the textbook t-test, and variances that must not be too small."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from geo.displacement.contrasts import (
    Spread,
    contrast,
    displaced_contrast,
    pooled_spread,
    treated_contrast,
    treated_spread,
)
from geo.displacement.model import Arm
from geo.displacement.zone_ratios import HALF, Ratios, count_ratios, sides_of, zone_ratios
from tests.displacement_kit import World, panel_from


def ratios(*logs: float, slope: float = 0.0, noise: float = 0.01) -> Ratios:
    """Return zones of these log ratios."""
    return Ratios(np.array(logs), np.full(len(logs), slope), np.full(len(logs), noise), np.ones(len(logs)))


def test_the_golden_study_is_found_again(shared: Path) -> None:
    """The prototype of the method and this give the same figures, to the rounding of the kept hours."""
    golden = json.loads((shared / "published" / "golden_data.json").read_text())
    contacts, hours = (
        np.insert(np.array(golden[key], float), 24, np.nan, axis=1) for key in ("counts", "hours")
    )
    sides = sides_of(panel_from(contacts, hours), World().spec)
    assert [list(Arm).index(arm) for arm in sides.arms] == golden["group"]
    found = zone_ratios(sides, beta=1.0)
    displaced, control = (found.where(sides.of_arm(arm)) for arm in (Arm.DISPLACED, Arm.CONTROL))
    result = displaced_contrast(displaced, control, exponent_error=0.0)
    assert result is not None
    figures = (result.log_ratio, result.se, result.ratio.value, result.ratio.low, result.ratio.high, result.p)
    published = (0.22388010620, 0.13077858547, 1.25092103, 0.92524579, 1.69122998, 0.12527427)
    # Hours are kept to a millionth, which alone moves the log ratio by 5e-8 (standard deviation).
    assert figures == pytest.approx(published, abs=2e-7)
    assert result.freedom == 8


def test_without_effort_it_is_the_t_test(rng: np.random.Generator) -> None:
    """Displaced against control zones is Student's test on their log ratios."""
    displaced, control = ratios(*rng.normal(0.3, 0.2, 5)), ratios(*rng.normal(0, 0.2, 7))
    found = displaced_contrast(displaced, control, exponent_error=0.0)
    assert found is not None
    textbook = stats.ttest_ind(displaced.log_ratio, control.log_ratio)
    limits = textbook.confidence_interval()
    assert (found.p, found.freedom) == pytest.approx((textbook.pvalue, textbook.df))
    assert (found.ratio.low, found.ratio.high) == pytest.approx(np.exp([limits.low, limits.high]))


def test_the_error_of_the_exponent_is_carried() -> None:
    """An unsure exponent widens the interval by as much as hours moved, and not where both moved alike."""
    spread = Spread(0.04, 8)
    still, moved = ratios(0.1, 0.2), ratios(0.1, 0.2, slope=-0.5)
    usual = contrast(still, still, spread).se
    assert contrast(moved, still, spread, 0.2).se == pytest.approx(np.hypot(usual, 0.5 * 0.2))
    assert contrast(moved, moved, spread, 0.2).se == usual


def test_the_slope_is_the_derivative_by_the_exponent() -> None:
    """What carries the error forward is how each ratio moves with the exponent."""
    world = World(years=1, hours=(0.5, 1.6, 1.0))
    sides = sides_of(world.panel(4), world.spec)
    low, middle, high = (zone_ratios(sides, 0.8 + step) for step in (-1e-5, 0.0, 1e-5))
    np.testing.assert_allclose(middle.slope, (high.log_ratio - low.log_ratio) / 2e-5, atol=1e-8)


def test_one_displaced_zone_stands_against_the_spread_of_controls() -> None:
    """A single zone tells nothing of how zones differ: the controls do, with their degrees of freedom."""
    control = ratios(-0.1, 0.0, 0.1, 0.2)
    found = displaced_contrast(ratios(0.9), control, exponent_error=0.0)
    assert found is not None
    assert found.freedom == 3
    assert found.se == pytest.approx(np.std(control.log_ratio, ddof=1) * np.sqrt(1 + 1 / 4))


@pytest.mark.parametrize(("displaced", "control"), [((), (0.1, 0.2)), ((0.1, 0.2), ()), ((0.1,), (0.2,))])
def test_too_few_zones_give_no_contrast(displaced: tuple[float, ...], control: tuple[float, ...]) -> None:
    """An empty arm, or one zone against one, is not estimated."""
    assert displaced_contrast(ratios(*displaced), ratios(*control), exponent_error=0.0) is None
    assert treated_contrast(ratios(), ratios(*displaced), ratios(*control), exponent_error=0.0) is None


def test_zones_that_are_all_alike_are_not_surely_so() -> None:
    """No variance at all would make any difference certain: that of Poisson counts stands in."""
    alike = count_ratios(np.full(4, 25.0), np.full(4, 25.0))
    spread = pooled_spread(alike, alike)
    assert spread is not None
    assert spread.variance == pytest.approx(2 / (25 + HALF))
    assert spread.freedom == 6


def test_a_treated_zone_with_few_contacts_left_is_less_sure() -> None:
    """Its own chance comes on top of how zones differ, and being known it adds degrees of freedom."""
    spread, others = Spread(0.04, 8), ratios(0.0, 0.1, noise=0.01)
    assert treated_spread(ratios(-1.0, noise=0.01), spread, others) == spread
    few = treated_spread(ratios(-1.0, noise=0.31), spread, others)
    assert (few.variance, few.known) == pytest.approx((0.34, 0.3))
    found = contrast(ratios(-1.0, noise=0.31), others, spread, own=few)
    assert found.freedom == pytest.approx(8 * (0.36 / 0.06) ** 2)


def test_huge_differences_stay_numbers() -> None:
    """Counts that explode give an infinite limit, and no warning."""
    found = contrast(ratios(800.0), ratios(0.0, 0.0), Spread(0.04, 8))
    assert found.ratio.high == float("inf")
    assert found.p < 1e-12
