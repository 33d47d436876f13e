"""Spread over zones: dispersals are found; few contacts or moved hours are not taken for one."""

import numpy as np
import pytest

from geo.displacement.sampling import Sample
from geo.displacement.spread import concentration, spread_change
from tests.sample_kit import sampled

EVEN = np.ones(6)
UNEVEN = np.array([20.0, 6, 2, 1, 0.5, 0.5])


def test_all_measures_agree_on_the_extremes() -> None:
    """Six equal zones are six zones; all in one is one."""
    even, one = concentration(EVEN), concentration(np.eye(6)[0])
    assert (even.effective_zones, even.evenness) == pytest.approx((6, 1))
    assert (even.herfindahl, even.gini) == pytest.approx((1 / 6, 0))
    assert (one.effective_zones, one.evenness, one.herfindahl) == pytest.approx((1, 0, 1))
    assert one.gini == pytest.approx(5 / 6)


@pytest.mark.parametrize(
    "weights", [np.zeros(3), np.array([1.0, -1, 2]), np.array([1.0, np.nan]), np.zeros(0)]
)
def test_what_is_no_distribution_is_refused(weights: np.ndarray) -> None:
    """Nothing at all, negative rates, unknown rates."""
    with pytest.raises(ValueError, match="above nought"):
        concentration(weights)


def test_a_dispersal_is_found_and_a_quiet_register_is_not_one(rng: np.random.Generator) -> None:
    """The interval of the difference is above nought for a real dispersal, and holds nought without one."""
    before = sampled(8 * UNEVEN / UNEVEN.mean(), rng)
    spread = spread_change(before, sampled(8 * EVEN, rng), seed=1)
    assert spread.difference.low > 0
    assert spread.after.high == pytest.approx(6)
    quiet = spread_change(before, sampled(8 * UNEVEN / UNEVEN.mean(), rng), seed=1)
    assert quiet.difference.low < 0 < quiet.difference.high


def test_fewer_contacts_are_not_less_spread(rng: np.random.Generator) -> None:
    """A tenth of the contacts in the same zones: no change on average, where plain entropy sees one."""
    rates = UNEVEN / UNEVEN.mean()
    pairs = [(sampled(8 * rates, rng), sampled(0.5 * rates, rng)) for _ in range(25)]
    found = [spread_change(*pair, seed=number).difference for number, pair in enumerate(pairs)]
    plain = [
        concentration(after.shares).effective_zones - concentration(before.shares).effective_zones
        for before, after in pairs
    ]
    assert abs(np.mean([one.value for one in found])) < abs(np.mean(plain))
    assert np.mean([one.low <= 0 <= one.high for one in found]) > 0.85


def test_effort_is_not_spread(rng: np.random.Generator) -> None:
    """Five times the hours in quiet zones make contacts there, and no spread."""
    hours = np.array([1.0, 1, 5, 5, 5, 5])
    found = spread_change(sampled(8 * UNEVEN, rng), sampled(8 * UNEVEN, rng, hours), seed=1)
    assert found.difference.low < 0 < found.difference.high
    assert found.after.value == pytest.approx(found.before.value, abs=0.5)


def test_too_little_is_unknown(rng: np.random.Generator) -> None:
    """Few contacts, few months, one zone, a zone without effort: no figure, and no exception."""
    enough = sampled(8 * EVEN, rng)
    unlooked = Sample(enough.contacts, np.vstack([np.zeros(24), enough.effort[1:]]))
    little = (
        Sample(np.zeros((6, 24)), np.ones((6, 24))),
        Sample(enough.contacts[:, :5], enough.effort[:, :5]),
        unlooked,
    )
    for side in little:
        found = spread_change(enough, side, seed=1)
        assert not found.difference.is_known
        assert found.concentration_after is None
    one = Sample(enough.contacts[:1], enough.effort[:1])
    assert not spread_change(one, one, seed=1).before.is_known
    with pytest.raises(ValueError, match="same zones"):
        spread_change(enough, one, seed=1)


def test_the_same_seed_gives_the_same_figures(rng: np.random.Generator) -> None:
    """What is printed once can be printed again."""
    sides = sampled(8 * EVEN, rng), sampled(8 * UNEVEN, rng)
    assert spread_change(*sides, seed=5) == spread_change(*sides, seed=5)
    assert spread_change(*sides, seed=5) != spread_change(*sides, seed=6)
