"""What a study could have seen: the published formula, and Student's own."""

import numpy as np
import pytest
from statsmodels.stats.power import TTestIndPower

from geo.displacement.power import power_of, smallest_detectable


def test_the_published_design() -> None:
    """Eight contacts a month, two years a side, 4 against 6 zones: power .910 at x1.6, and x1.49 to see."""
    contacts = 8 * 24
    spread = np.sqrt(0.1**2 + (1 + 0.2 * 8) * (2 / contacts))
    error = float(spread * np.sqrt(1 / 4 + 1 / 6))
    assert (spread, error) == pytest.approx((0.1926, 0.1243), abs=5e-4)
    assert power_of(np.log(1.6), error, freedom=8) == pytest.approx(0.910, abs=5e-3)
    assert smallest_detectable(error, freedom=8).smallest_rise == pytest.approx(1.49, abs=5e-3)


@pytest.mark.parametrize(("displaced", "control"), [(3, 3), (4, 6), (20, 30)])
def test_it_is_the_textbook_power(displaced: int, control: int) -> None:
    """The power of the t-test agrees with statsmodels where a find in the wrong direction is negligible."""
    error = np.sqrt(1 / displaced + 1 / control)
    textbook = TTestIndPower().power(2.0, displaced, 0.05, ratio=control / displaced)
    assert power_of(2.0, float(error), displaced + control - 2) == pytest.approx(textbook, abs=1e-4)


@pytest.mark.parametrize("freedom", [1, 2, 4, 8, 50, 1000])
def test_the_smallest_change_is_found_four_times_out_of_five(freedom: int) -> None:
    """Rise and fall are each other's inverse, and both have the power that they promise."""
    found = smallest_detectable(0.13, freedom)
    assert found.smallest_rise * found.smallest_fall == pytest.approx(1)
    assert power_of(np.log(found.smallest_fall), 0.13, freedom) == pytest.approx(0.8, abs=1e-6)


def test_a_hopeless_study_needs_a_huge_change() -> None:
    """An enormous error gives an enormous ratio, not an overflow."""
    assert np.isfinite(smallest_detectable(1e6, 1).smallest_rise)
