"""Where people worked before: shares with intervals that hold, and silence where too few were asked."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from geo.displacement.model import AnalysisSpec, Arm, Window
from geo.displacement.prior import FEWEST_ASKED, prior_places

PRE, POST = Window(516, 1), Window(540, 1)
SPEC = AnalysisSpec(530, 531, PRE, POST, treated=(1,), displaced=(2, 3), control=(4,))


def tallies(*rows: tuple[int, int, str, int]) -> pd.DataFrame:
    """Return rows as they are loaded."""
    return pd.DataFrame(rows, columns=["place", "month", "kind", "count"])


def every_month(window: Window, place: int, street: int, bar: int) -> list[tuple[int, int, str, int]]:
    """Return the same answers in each month of a window."""
    return [
        (place, int(month), kind, count)
        for month in window.months
        for kind, count in (("street", street), ("bar", bar))
    ]


def test_answers_that_are_alike_every_month_have_wilson_s_interval() -> None:
    """Without any spread between months, as another library computes it."""
    found = prior_places(tallies(*every_month(POST, 2, 3, 1)), SPEC, {"street"})
    low, high = proportion_confint(36, 48, method="wilson")
    assert (found.after.asked, found.after.from_there) == (48, 36)
    assert found.after.share.value == 0.75
    assert (found.after.share.low, found.after.share.high) == pytest.approx((low, high))
    assert dict(found.after.by_kind) == {"street": 36, "bar": 12}


def test_the_rise_has_newcombe_s_interval() -> None:
    """From one window to the other, as another library computes it."""
    rows = [*every_month(PRE, 3, 1, 3), *every_month(POST, 2, 3, 1)]
    found = prior_places(tallies(*rows), SPEC, {"street"})
    low, high = confint_proportions_2indep(36, 48, 12, 48, compare="diff", method="newcomb")
    assert found.rise.value == 0.5
    assert (found.rise.low, found.rise.high) == pytest.approx((low, high))


def test_answers_of_one_evening_are_worth_fewer() -> None:
    """Groups that came from one place together widen the interval."""
    alike = prior_places(tallies(*every_month(POST, 2, 2, 2)), SPEC, {"street"}).after.share
    rows = [(2, int(month), "street" if month % 2 else "bar", 4) for month in POST.months]
    apart = prior_places(tallies(*rows), SPEC, {"street"}).after.share
    assert alike.value == apart.value == 0.5
    assert apart.high - apart.low > 1.5 * (alike.high - alike.low)


def test_too_few_answers_say_nothing() -> None:
    """One below the least number has no share; the number asked is told all the same."""
    rows = [(2, POST.first, "street", FEWEST_ASKED - 1)]
    found = prior_places(tallies(*rows), SPEC, {"street"})
    assert not found.after.is_enough
    assert not found.after.share.is_known
    assert found.after.asked == FEWEST_ASKED - 1
    assert (found.before.asked, found.rise.is_known) == (0, False)


def test_all_from_there_keeps_its_doubt() -> None:
    """A share of one has an interval below it."""
    rows = [(2, POST.first + month, "street", 10) for month in range(3)]
    found = prior_places(tallies(*rows), SPEC, {"street"}).after.share
    assert (found.value, found.high) == pytest.approx((1.0, 1.0))
    assert 0.85 < found.low < 0.9


def test_answers_of_one_occasion_have_no_share() -> None:
    """Thirty who came together are one answer, and nobody knows how alike they are."""
    for months in (1, 2):
        rows = [(2, POST.first + month, "street", 30 // months) for month in range(months)]
        found = prior_places(tallies(*rows), SPEC, {"street"}).after
        assert (found.asked, found.is_enough) == (30, False)


def test_only_the_windows_and_the_zones_count() -> None:
    """Months between, other arms and zones left out stay out."""
    rows = [
        *every_month(POST, 4, 5, 0),
        *every_month(POST, 9, 5, 0),
        (2, 531, "street", 40),
        (2, POST.end, "street", 40),
    ]
    found = prior_places(tallies(*rows), SPEC, {"street"})
    assert found.after.asked == 0
    assert prior_places(tallies(*rows), SPEC, {"street"}, Arm.CONTROL).after.asked == 60


def test_nobody_asked_at_all() -> None:
    """An empty table is no error."""
    found = prior_places(tallies(), SPEC, {"street"})
    assert (found.before.asked, found.after.asked, dict(found.after.by_kind)) == (0, 0, {})


def test_the_interval_covers_what_people_tell_in_groups() -> None:
    """Beta-binomial answers of a month each: at least nine in ten of many intervals hold the true share."""
    rng = np.random.default_rng(5)
    held = 0
    for _repeat in range(200):
        shares = rng.beta(3, 2, 24)
        asked = rng.integers(1, 7, 24)
        street = rng.binomial(asked, shares)
        rows = [
            (2 + n % 2, POST.first + n // 2, kind, int(count))
            for n in range(24)
            for kind, count in (("street", street[n]), ("bar", asked[n] - street[n]))
            if count
        ]
        share = prior_places(tallies(*rows), SPEC, {"street"}).after.share
        held += share.low <= 0.6 <= share.high
    assert held >= 180
