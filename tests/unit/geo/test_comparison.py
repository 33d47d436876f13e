"""Comparison: a change is claimed where it is clear, and never where one did not look."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.rates import confint_poisson_2indep

from geo.comparison import Change, compare_rates, differences
from geo.measures import COUNTS, Measure, summarise

PLACES = pd.Index([1, 2, 3, 4])


def summary_of(hours_and_contacts: dict[int, tuple[float, int]]) -> pd.DataFrame:
    """Return a summary of one visit at each place."""
    visits = pd.DataFrame(
        [(place, 60 * hours, contacts) for place, (hours, contacts) in hours_and_contacts.items()],
        columns=["place", "minutes", "contacts"],
    )
    visits = visits.assign(looked=True, **{column: 0 for column in COUNTS if column != "contacts"})
    return summarise(visits, "place", PLACES)


BEFORE = summary_of({1: (20, 20), 2: (20, 60), 3: (20, 20), 4: (20, 20)})
AFTER = summary_of({1: (20, 60), 2: (20, 20), 3: (20, 22)})


def test_more_fewer_unclear_and_not_looked_are_four_things() -> None:
    """Three times as many is more; ten per cent more is nothing; not looked is not fewer."""
    told = compare_rates(BEFORE, AFTER, ["bar"] * 4)
    assert told["change"].tolist() == [
        Change.MORE,
        Change.FEWER,
        Change.NO_CLEAR_CHANGE,
        Change.NOT_COMPARABLE,
    ]
    assert told["difference"].tolist()[:3] == pytest.approx([2.0, -2.0, 0.1])
    assert told.loc[4, ["difference", "low", "high"]].isna().all()


def test_fewer_hours_alone_are_no_change() -> None:
    """Half the contacts in half the hours is the same rate."""
    told = compare_rates(summary_of({1: (40, 80)}), summary_of({1: (20, 40)}), ["bar"] * 4)
    assert told.loc[1, "change"] == Change.NO_CLEAR_CHANGE
    assert told.loc[1, "difference"] == 0


def test_too_little_effort_on_one_side_is_not_comparable() -> None:
    """One hour at one door proves nothing, however much was met."""
    told = compare_rates(summary_of({1: (1, 30)}), summary_of({1: (20, 20)}), ["bar"] * 4)
    assert told.loc[1, "change"] == Change.NOT_COMPARABLE


def test_the_interval_is_that_of_the_published_method() -> None:
    """Against statsmodels' own MOVER limits for two Poisson rates, from exact limits of each."""
    told = compare_rates(BEFORE, AFTER, ["bar"] * 4)
    low, high = confint_poisson_2indep(60, 20, 20, 20, method="mover", compare="diff", method_mover="exact-c")
    assert told.iloc[0][["low", "high"]].astype(float).to_numpy() == pytest.approx([low, high])


def test_the_same_period_twice_never_shows_a_change(rng: np.random.Generator) -> None:
    """Of visits drawn from one rate, few places in a hundred are called changed."""
    places = pd.Index(range(2000), name="place")

    def drawn() -> pd.DataFrame:
        hours = rng.uniform(0.3, 1.5, (len(places), 25))
        contacts = rng.poisson(2 * hours * rng.gamma(1.5, 1 / 1.5, hours.shape))
        visits = pd.DataFrame(
            {
                "place": np.repeat(places, 25),
                "minutes": 60 * hours.ravel(),
                "contacts": contacts.ravel(),
                "looked": True,
            }
        )
        return summarise(visits.assign(**{name: 0 for name in COUNTS if name != "contacts"}), "place", places)

    changed = compare_rates(drawn(), drawn(), ["bar"] * len(places))["change"] != Change.NO_CLEAR_CHANGE
    assert changed.mean() < 0.06


def test_turning_time_round_turns_the_change_round() -> None:
    """More one way is fewer the other way, by as much."""
    there, back = compare_rates(BEFORE, AFTER, ["bar"] * 4), compare_rates(AFTER, BEFORE, ["bar"] * 4)
    assert there["low"].to_numpy() == pytest.approx(-back["high"].to_numpy(), nan_ok=True)
    assert back["change"].tolist()[:2] == [Change.FEWER, Change.MORE]


def test_other_measures_differ_where_both_periods_looked() -> None:
    """Contacts are subtracted; a place not looked at in one period has no difference."""
    told = differences(BEFORE, AFTER, Measure.CONTACTS)
    assert told.tolist()[:3] == [40.0, -40.0, 2.0]
    assert np.isnan(told.loc[4])


def test_other_groups_cannot_be_compared() -> None:
    """Rows are matched by place, never by chance."""
    with pytest.raises(ValueError, match="same groups"):
        compare_rates(BEFORE, AFTER.iloc[::-1], ["bar"] * 4)
    with pytest.raises(ValueError, match="same groups"):
        differences(BEFORE, AFTER.iloc[:2], Measure.CONTACTS)
