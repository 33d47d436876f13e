"""Samples of rounds and months, which all figures of space draw again."""

import numpy as np
import pandas as pd
import pytest

from geo.displacement.model import Panel, Window
from geo.displacement.sampling import Sample, clipped, compared_zones, interval, months_of, rounds_of, shares


def test_draws_keep_what_a_round_did_together(rng: np.random.Generator) -> None:
    """Zones that the same rounds visit move together; one without a visit in a draw is unknown in it."""
    contacts, effort = np.zeros((2, 3, 4))
    contacts[0] = [1, 5, 9, 2]
    contacts[1] = 2 * contacts[0]
    effort[:2], effort[2, 0] = 1.0, 1.0
    drawn, drawn_effort = Sample(contacts, effort).drawn(rng, 500)
    assert np.array_equal(drawn[:, 1], 2 * drawn[:, 0])
    assert drawn[:, 0].mean() == pytest.approx(17, rel=0.1)
    assert np.isnan(drawn_effort[:, 2]).mean() == pytest.approx(0.75**4, abs=0.08)


def test_intervals_take_off_what_drawing_adds() -> None:
    """Draws that lie a unit too high mean that the figure does so too; few units make it wider."""
    drawn = 11 + np.linspace(-2, 2, 401)
    many, few = interval(10.0, drawn, 10_000), interval(10.0, drawn, 6)
    assert many.value == pytest.approx(9.0)
    assert (many.low, many.high) == pytest.approx((7.1, 10.9), abs=0.02)
    assert few.high - few.low > 1.3 * (many.high - many.low)
    assert clipped(many, 8, 10).low == 8
    assert not interval(float("nan"), drawn, 20).is_known
    assert not interval(10.0, np.where(drawn > 10.5, np.nan, drawn), 20).is_known


def test_shares_are_those_of_rates() -> None:
    """Twice the hours halve a zone's share; without hours, or anybody met, there is none."""
    assert shares(np.array([2.0, 2.0]), np.array([1.0, 2.0])) == pytest.approx([2 / 3, 1 / 3])
    assert np.isnan(shares(np.array([2.0, 0.0]), np.array([1.0, np.nan]))).all()
    assert np.isnan(shares(np.zeros(2), np.ones(2))).all()


def panel() -> Panel:
    """Return three zones over 24 months; the last is only visited in the second year."""
    hours = np.ones((3, 24)) * 2
    hours[2, :12] = hours[0, 3] = np.nan
    contacts = np.where(np.isfinite(hours), 3.0, np.nan)
    return Panel(
        zones=np.array([3, 5, 8]),
        kinds=("bar", "bar", "street"),
        months=np.arange(100, 124),
        contacts=contacts,
        hours=hours,
        rounds=np.ones((3, 24)),
        first_contacts=np.zeros((3, 24)),
    )


def test_months_of_a_panel() -> None:
    """By zone as asked, missing months without effort, effort to the exponent."""
    side = months_of(panel(), (5, 3), Window(100, 1), beta=0.5)
    assert side.contacts.sum(axis=1).tolist() == [36, 33]
    assert side.effort[1, 3] == 0
    assert side.effort[0] == pytest.approx(np.full(12, 2**0.5))
    with pytest.raises(ValueError, match="never compared"):
        months_of(panel(), (5, 8), Window(112, 1))


def test_only_zones_visited_on_both_sides_are_compared() -> None:
    """A zone that was first visited afterwards would look like a place that contacts moved to."""
    assert compared_zones(panel(), (3, 5, 8, 99), Window(100, 1), Window(112, 1)) == (3, 5)


def test_rounds_of_a_ledger() -> None:
    """One service on one day is one round; what notes no minutes or lies elsewhere is left out."""
    visits = pd.DataFrame(
        {
            "place": [3, 5, 3, 3, 5, 9, 5],
            "service": ["a", "a", "b", "a", "a", "a", "a"],
            "day": pd.to_datetime(["2014-05-01"] * 3 + ["2014-05-02"] * 3 + ["2016-01-01"]),
            "minutes": [30.0, 60, 90, 30, np.nan, 60, 60],
            "looked": True,
            "contacts": [1, 2, 4, 8, 16, 32, 64],
        }
    )
    window = Window((2014 - 1970) * 12, 1)
    side = rounds_of(visits, (5, 3), window)
    assert side.contacts.tolist() == [[2, 0, 0], [1, 4, 8]]
    assert side.effort.tolist() == [[1, 0, 0], [0.5, 1.5, 0.5]]
    assert rounds_of(visits.iloc[:0], (5, 3), window).units == 0
