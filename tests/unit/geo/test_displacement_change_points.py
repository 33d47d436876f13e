"""Change points: a large change is found near its month, quiet series show none."""

import numpy as np
import pytest

from geo.displacement.change_points import SMALLEST_SEGMENT, breaks, change_points
from tests.series_kit import FIRST, Course, drawn, without


@pytest.mark.parametrize("step", [0.4, 2.5])
def test_a_large_change_is_found_near_its_month(rng: np.random.Generator, step: float) -> None:
    """Within two months, with about its size, in a series with a season."""
    series = drawn(Course(months=96, at=50, step=step, clumping=0.02), rng, hours=20.0)
    found = change_points(series)
    assert len(found) == 1
    assert abs(found[0].month - (FIRST + 50)) <= 2
    assert found[0].ratio == pytest.approx(step, rel=0.25)


def test_quiet_series_seldom_show_a_change(rng: np.random.Generator) -> None:
    """Clumped counts with a season and no change: a hint in one series of twenty or fewer."""
    course = Course(rate=0.8, months=96, at=96, clumping=0.2)
    assert np.mean([len(change_points(drawn(course, rng))) > 0 for _ in range(200)]) < 0.06


def test_a_month_is_named_even_behind_a_gap(rng: np.random.Generator) -> None:
    """Months without effort are passed over; the change keeps its place in the calendar."""
    series = without(drawn(Course(months=96, at=50, step=0.3), rng, hours=50.0), slice(20, 30))
    assert [point.month for point in change_points(series)] == [FIRST + 50]


@pytest.mark.parametrize("months", [0, 5, 23])
def test_too_little_shows_none(rng: np.random.Generator, months: int) -> None:
    """A season cannot be told from a change within two years."""
    assert change_points(drawn(Course(months=months, at=months // 2, step=0.1), rng)) == ()


def test_breaks_of_a_short_signal() -> None:
    """None without room for two stretches; more than there is room for is refused."""
    assert breaks(np.arange(2.0 * SMALLEST_SEGMENT - 1)) == []
    with pytest.raises(ValueError, match="too few"):
        breaks(np.arange(11.0), 1)


def test_a_flat_signal_has_no_breaks() -> None:
    """Without any noise nothing is worth a change."""
    assert breaks(np.zeros(40)) == []
