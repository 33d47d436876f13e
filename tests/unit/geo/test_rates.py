"""Rates: the interval holds what it promises, and where it would not, there is none."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.rates import confint_poisson

from geo.measures import COUNTS, summarise
from geo.rates import MINIMUM_FREEDOM, MINIMUM_HOURS, contacts_per_hour, dispersion

NAN = float("nan")


def summary_of(place: list[int], minutes: Sequence[float], contacts: list[int]) -> pd.DataFrame:
    """Return the summary by place of visits that all looked."""
    visits = pd.DataFrame({"place": place, "minutes": minutes, "contacts": contacts, "looked": True})
    return summarise(visits.assign(**{name: 0 for name in COUNTS if name != "contacts"}), "place")


def simulate(rng: np.random.Generator, sets: int, rate: float, size: float, visits: int = 40) -> pd.DataFrame:
    """Return summaries of *sets* places with negative-binomial visits; an infinite *size* is Poisson."""
    hours = rng.uniform(0.25, 1.5, (sets, visits))
    means = rate * hours
    contacts = rng.poisson(means if np.isinf(size) else rng.gamma(size, means / size))
    place = np.repeat(np.arange(sets), visits)
    return summary_of(place.tolist(), (hours * 60).ravel().tolist(), contacts.ravel().tolist())


def covered(rates: pd.DataFrame, truth: float) -> float:
    """Return the share of intervals that hold the truth."""
    return float(rates["low"].le(truth).mul(rates["high"].ge(truth)).mean())


@pytest.mark.parametrize("rate", [0.6, 2.0, 5.0])
@pytest.mark.parametrize("size", [0.5, 2.0, np.inf])
def test_the_interval_covers_the_truth_as_often_as_it_says(
    rng: np.random.Generator, rate: float, size: float
) -> None:
    """Of 95 % intervals over clustered visits, 92 to 99 % hold the true rate."""
    summary = simulate(rng, 1500, rate, size)
    assert 0.92 <= covered(contacts_per_hour(summary, ["bar"] * len(summary)), rate) <= 0.99


@pytest.mark.parametrize("visits", [10, 60])
def test_busy_and_quiet_places_of_one_kind_are_both_covered(rng: np.random.Generator, visits: int) -> None:
    """One kind holds places of very different rates; the busiest must not look surer than they are."""
    rates = rng.lognormal(0.3, 0.7, 4000)
    hours = rng.uniform(0.25, 1.5, (len(rates), visits))
    contacts = rng.poisson(rng.gamma(1.0, rates[:, None] * hours))
    place = np.repeat(np.arange(len(rates)), visits)
    summary = summary_of(place.tolist(), (hours * 60).ravel().tolist(), contacts.ravel().tolist())
    found = contacts_per_hour(summary, ["bar"] * len(summary))
    held = found["low"].le(rates) & found["high"].ge(rates)
    for quarter in np.array_split(np.argsort(rates), 4):
        assert held.iloc[quarter].mean() >= 0.92


def test_a_plain_poisson_interval_would_be_far_too_sure(rng: np.random.Generator) -> None:
    """On the same clustered visits the textbook interval misses the truth in one case of five or more."""
    summary = simulate(rng, 1500, 2.0, 0.5)
    low, high = confint_poisson(
        summary["noted_contacts"].to_numpy(), summary["hours"].to_numpy(), method="exact-c"
    )
    plain = pd.DataFrame({"low": low, "high": high})
    assert covered(plain, 2.0) < 0.8


def test_poisson_visits_get_the_exact_interval() -> None:
    """Without overdispersion nothing is widened: Garwood's limits for 10 are 4.80 and 18.39."""
    even = summary_of([1] * 30, [60] * 30, [1, 0, 0] * 10)
    rates = contacts_per_hour(even, ["bar"])
    assert rates["dispersion"].tolist() == [1.0]
    assert rates[["low", "high"]].mul(30).round(2).to_numpy().tolist() == [[4.80, 18.39]]


def test_dispersion_is_the_larger_of_two_pearson_estimates(rng: np.random.Generator) -> None:
    """The shortcut over sums equals the definition over visits, for a quiet and for a busy place."""
    hours, place = rng.uniform(0.2, 2, 60), np.repeat([1, 2], 30)
    contacts = rng.negative_binomial(1, np.where(place == 1, 0.6, 0.1))
    found = dispersion(summary_of(place.tolist(), (60 * hours).tolist(), contacts.tolist()), ["bar", "bar"])
    total, rates, lengths = 0.0, [], []
    for number in (1, 2):
        y, e = contacts[place == number], hours[place == number]
        expected = e * y.sum() / e.sum()
        total += float(((y - expected) ** 2 / expected).sum())
        rates.append(y.sum() / e.sum())
        lengths.append((e**2).sum() / e.sum())
    alpha = (total - 58) / contacts.sum()
    by_square = [1 + alpha * rate * length for rate, length in zip(rates, lengths, strict=True)]
    assert by_square[0] < total / 58 < by_square[1]
    assert found.tolist() == pytest.approx([total / 58, by_square[1]])


def test_kinds_of_place_do_not_lend_each_other_their_dispersion() -> None:
    """Regular bars keep a narrow interval beside a street that is wild."""
    visits = MINIMUM_FREEDOM + 5
    calm, wild = [3] * visits, [0, 0, 0, 0, 15] * (visits // 5)
    summary = summary_of([1] * visits + [2] * visits, [60] * 2 * visits, calm + wild)
    spread = dispersion(summary, ["bar", "street"])
    assert spread.loc[1] == 1.0
    assert spread.loc[2] == pytest.approx(12 * visits / (visits - 1))


def test_a_small_stratum_borrows_the_dispersion_of_all() -> None:
    """Three visits say nothing of how visits vary."""
    summary = summary_of([1] * 40 + [2] * 3, [60] * 43, [0, 4] * 20 + [1, 1, 1])
    spread = dispersion(summary, ["street", "bar"])
    assert spread.loc[2] == pytest.approx(80 / 41)


def test_too_little_effort_gives_no_interval() -> None:
    """A rate of ten minutes is a number, but nothing is promised of it."""
    rates = contacts_per_hour(summary_of([1, 2], [10, 60 * MINIMUM_HOURS], [3, 3]), ["bar", "bar"])
    assert rates["enough"].tolist() == [False, True]
    assert rates["rate"].tolist() == pytest.approx([18.0, 1.5])
    assert rates[["low", "high"]].isna().all(axis=1).tolist() == [True, False]


def test_no_effort_gives_no_rate() -> None:
    """Contacts of unknown effort divide by nothing."""
    rates = contacts_per_hour(summary_of([1], [NAN], [3]), ["bar"])
    assert rates[["rate", "low", "high"]].isna().all(axis=None)


def test_nobody_met_still_has_an_upper_limit() -> None:
    """Three hours without a contact leave up to 1.23 per hour possible."""
    rates = contacts_per_hour(summary_of([1, 2], [180, 180], [0, 0]), ["bar", "bar"])
    assert rates["low"].tolist() == [0.0, 0.0]
    assert rates["high"].tolist() == pytest.approx([3.6889 / 3] * 2, rel=1e-3)


def test_a_summary_of_nothing_has_rates_of_nothing() -> None:
    """An empty selection does not break a map."""
    assert contacts_per_hour(summary_of([1], [60], [1]).iloc[:0], []).empty


def test_a_lower_level_gives_a_narrower_interval() -> None:
    """The level is the caller's."""
    summary = summary_of([1] * 5, [60] * 5, [2] * 5)
    wide, narrow = (contacts_per_hour(summary, ["bar"], level) for level in (0.95, 0.5))
    assert (wide["low"] < narrow["low"]).all()
    assert (narrow["high"] < wide["high"]).all()
