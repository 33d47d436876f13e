"""Share of new among contacts: its interval is honest about months that differ."""

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from geo.displacement.model import Panel, Window
from geo.displacement.new_contacts import share_of_new

PRE, POST = Window(100, 1), Window(112, 1)


def panel_with(new: np.ndarray, contacts: np.ndarray) -> Panel:
    """Return one zone over two years."""
    met = contacts[None].astype(float)
    return Panel(
        zones=np.array([1]),
        kinds=("street",),
        months=np.arange(100, 124),
        contacts=np.where(met > 0, met, np.nan),
        hours=np.where(met > 0, 1.0, np.nan),
        rounds=np.ones((1, 24)),
        first_contacts=np.where(met > 0, new[None], np.nan),
    )


def test_steady_months_give_wilsons_interval() -> None:
    """Where the share hardly varies between months, contacts count as independent."""
    found = share_of_new(panel_with(np.repeat([2, 8], 12), np.full(24, 20)), [1], PRE, POST)
    low, high = proportion_confint(24, 240, method="wilson")
    assert (found.before.value, found.before.low, found.before.high) == pytest.approx((0.1, low, high))
    assert found.difference.value == pytest.approx(0.3)
    assert 0.2 < found.difference.low < 0.3 < found.difference.high < 0.4


def test_months_that_differ_make_it_wider() -> None:
    """All newcomers in two months: worth far fewer than so many independent contacts."""
    new = np.zeros(24)
    new[[3, 7]] = 12
    found = share_of_new(panel_with(new, np.full(24, 20)), [1], PRE, POST)
    low, high = proportion_confint(24, 240, method="wilson")
    assert found.before.value == pytest.approx(0.1)
    assert found.before.high - found.before.low > 2 * (high - low)
    assert found.after.low == pytest.approx(0)


def test_too_little_is_unknown() -> None:
    """Few contacts, few months, or zones that nobody knows."""
    few = np.r_[np.full(12, 20), 1, np.zeros(11)]
    found = share_of_new(panel_with(few / 10, few), [1], PRE, POST)
    assert found.before.is_known
    assert not found.after.is_known
    assert not found.difference.is_known
    assert not share_of_new(panel_with(few / 10, few), [99], PRE, POST).before.is_known


def test_its_interval_holds_the_truth(rng: np.random.Generator) -> None:
    """Shares that vary from month to month: 90 to 99 % of the intervals of the difference hold nought."""
    held = []
    for _ in range(200):
        contacts = rng.poisson(12, 24) + 1
        new = rng.binomial(contacts, rng.beta(2, 8, 24))
        found = share_of_new(panel_with(new, contacts), [1], PRE, POST).difference
        held.append(found.low <= 0 <= found.high)
    assert 0.9 <= np.mean(held) <= 0.99
