"""Familiar figures: their algebra, what they cannot say, and why they are never the test."""

from math import isnan, log

import numpy as np
import pytest
from statsmodels.stats.rates import confint_poisson_2indep

from geo.displacement.familiar import (
    Counts,
    log_rate_ratio,
    weighted_displacement_difference,
    weighted_displacement_quotient,
)


def test_a_whole_displacement_gives_no_total() -> None:
    """All that left one area came to the other: the total is nought, and its parts are not."""
    quiet = Counts(50, 50)
    found = weighted_displacement_difference(Counts(100, 60), quiet, Counts(40, 80), quiet)
    assert found.displaced is not None
    assert (found.local.value, found.displaced.value, found.total.value) == (-40, 40, 0)


def test_weights_make_periods_of_unlike_length_alike() -> None:
    """Twice the contacts in twice the time, or in twice the hours, is no change."""
    found = weighted_displacement_difference(Counts(50, 100, 12, 24), Counts(30, 60, 12, 24))
    assert found.total.value == pytest.approx(0)
    assert found.total.p == pytest.approx(1)


def test_without_contacts_nothing_is_tested() -> None:
    """No contacts at all: no error, and no p that looks like a result."""
    total = weighted_displacement_difference(Counts(0, 0), Counts(0, 0)).total
    assert isnan(total.z)
    assert isnan(total.p)


def test_an_area_of_displacement_needs_its_own_control() -> None:
    """One without the other is refused."""
    with pytest.raises(ValueError, match="control of its own"):
        weighted_displacement_difference(Counts(1, 1), Counts(1, 1), displaced=Counts(1, 1))


@pytest.mark.parametrize(
    ("displaced_after", "reading"), [(80, (-np.inf, -1)), (60, (-1, 0)), (30, (0, 1)), (5, (0, np.inf))]
)
def test_the_quotient_reads_as_its_authors_say(displaced_after: float, reading: tuple[float, float]) -> None:
    """Below -1 more came than left, below 0 some came, above 0 the surroundings fell too."""
    found = weighted_displacement_quotient(Counts(100, 75), Counts(50, displaced_after), Counts(100, 100))
    assert reading[0] < found.quotient < reading[1]
    assert found.is_meaningful


def test_the_quotient_means_nothing_without_a_fall() -> None:
    """Nothing left the treated area, or there is no control to compare with."""
    assert not weighted_displacement_quotient(
        Counts(100, 120), Counts(50, 50), Counts(100, 100)
    ).is_meaningful
    assert isnan(weighted_displacement_quotient(Counts(100, 90), Counts(50, 50), Counts(0, 0)).quotient)


def test_the_ratio_agrees_with_statsmodels_for_two_rates() -> None:
    """With a control so large that it adds no error, it is the Wald interval of two Poisson rates."""
    found = log_rate_ratio(Counts(50, 30, 12, 10), Counts(1e12, 1e12, 1, 1)).interval()
    low, high = confint_poisson_2indep(30, 10, 50, 12, method="waldcc", compare="ratio")
    assert found.value == pytest.approx(30 / 10 / (50 / 12))
    assert found.low == pytest.approx(low, rel=0.03)
    assert found.high == pytest.approx(high, rel=0.03)


def test_dispersion_widens_the_ratio_and_leaves_it_where_it_is() -> None:
    """Four times the variance, twice the error."""
    once, more = (log_rate_ratio(Counts(50, 30), Counts(60, 55), phi) for phi in (1.0, 4.0))
    assert once.log_ratio == more.log_ratio
    assert more.se == pytest.approx(2 * once.se)


def test_the_ratio_says_when_it_cannot_be_had() -> None:
    """A count of nought has no logarithm; a dispersion below 1 is somebody's mistake."""
    assert isnan(log_rate_ratio(Counts(5, 0), Counts(3, 3)).log_ratio)
    with pytest.raises(ValueError, match="at least 1"):
        log_rate_ratio(Counts(5, 1), Counts(3, 3), dispersion=0.5)


def test_clumped_contacts_make_them_cry_wolf(rng: np.random.Generator) -> None:
    """Why they are never the test: contacts that come in groups, no change, and far more than 5 % alarms."""
    sums = rng.poisson(rng.gamma(2.0, 4.0, (1000, 4, 24))).sum(axis=2)
    alarms = [
        weighted_displacement_difference(Counts(*row[:2]), Counts(*row[2:])).total.p < 0.05 for row in sums
    ]
    ratios = [log_rate_ratio(Counts(*row[:2]), Counts(*row[2:])) for row in sums]
    assert np.mean(alarms) > 0.3
    assert np.mean([abs(found.log_ratio) > 1.96 * found.se for found in ratios]) > 0.3
    assert log(2) < np.max([abs(found.log_ratio) for found in ratios])
