"""Measures: sums over visits, presence, and what may be divided by what."""

import numpy as np
import pandas as pd
import pytest

from geo.measures import COUNTS, Measure, Presence, presence, summarise, values

NAN = float("nan")


def visits(*rows: tuple[int, bool, float, int]) -> pd.DataFrame:
    """Return visits from (place, looked, minutes, contacts)."""
    frame = pd.DataFrame(list(rows), columns=["place", "looked", "minutes", "contacts"])
    return frame.assign(**{column: 0 for column in COUNTS if column != "contacts"})


TWO_PLACES = visits((1, True, 30, 2), (1, True, NAN, 5), (2, True, 60, 0), (2, False, NAN, 0))


def test_a_visit_without_effort_never_enters_a_rate() -> None:
    """Five contacts of unknown effort count as contacts but not per hour."""
    summary = summarise(TWO_PLACES, "place")
    told = summary[["contacts", "noted_contacts", "noted_visits"]]
    assert told.to_numpy()[0].tolist() == [7, 2, 1]
    assert values(summary, Measure.CONTACTS_PER_HOUR).to_dict() == {1: 4.0, 2: 0.0}


def test_a_visit_of_zero_minutes_is_no_exposure() -> None:
    """It cannot be divided by, so its contacts stay out of the rate."""
    summary = summarise(visits((1, True, 0, 3), (1, True, 60, 1)), "place")
    assert values(summary, Measure.CONTACTS_PER_HOUR).tolist() == [1.0]


def test_hours_add_up_the_noted_minutes_only() -> None:
    """An unknown effort adds nothing and spoils nothing."""
    assert summarise(TWO_PLACES, "place")["hours"].tolist() == [0.5, 1.0]


def test_a_group_without_visits_gets_zeros_in_the_order_asked() -> None:
    """The index decides which rows there are; an unknown id is simply not looked at."""
    summary = summarise(TWO_PLACES, "place", pd.Index([9, 2]))
    assert summary.index.tolist() == [9, 2]
    assert summary.loc[9].eq(0).all()
    assert summary.loc[2, "visits"] == 2


def test_seen_nobody_and_not_looked_are_three_things() -> None:
    """A place that was only ever skipped was not looked at."""
    told = visits((1, True, 10, 1), (2, True, NAN, 0), (3, False, NAN, 0))
    words = presence(summarise(told, "place", pd.Index([1, 2, 3, 4])))
    assert words.tolist() == [Presence.SEEN, Presence.NOBODY, Presence.NOT_LOOKED, Presence.NOT_LOOKED]


def test_a_measure_is_zero_only_where_somebody_looked() -> None:
    """Not looked is missing, never zero."""
    summary = summarise(TWO_PLACES, "place", pd.Index([1, 2, 3]))
    contacts = values(summary, Measure.CONTACTS)
    assert contacts.tolist()[:2] == [7.0, 0.0]
    assert np.isnan(contacts.loc[3])
    assert values(summary, Measure.HOURS).isna().tolist() == [False, False, True]


def test_what_is_recorded_on_a_skipped_visit_is_kept() -> None:
    """A referral by telephone counts, though nobody looked and the other measures stay unknown."""
    summary = summarise(TWO_PLACES.iloc[3:].assign(interventions=1), "place")
    assert values(summary, Measure.INTERVENTIONS).tolist() == [1.0]
    assert values(summary, Measure.CONTACTS).isna().all()


def test_several_keys_make_only_the_pairs_that_occur() -> None:
    """Without an index, empty combinations are left out."""
    told = TWO_PLACES.assign(band=[0, 3, 3, 3])
    summary = summarise(told, ["place", "band"])
    assert summary.index.tolist() == [(1, 0), (1, 3), (2, 3)]
    assert summary["contacts"].tolist() == [2, 5, 0]


def test_categories_are_grouped_by_their_words() -> None:
    """A category that is not met makes no row."""
    told = TWO_PLACES.assign(kind=pd.Categorical(["bar"] * 4, categories=["street", "bar"]))
    assert summarise(told, "kind").index.tolist() == ["bar"]


def test_no_visits_make_no_rows_or_zeros() -> None:
    """An empty selection is a normal thing."""
    nothing = TWO_PLACES.iloc[:0]
    assert summarise(nothing, "place").empty
    assert summarise(nothing, ["place", "looked"]).empty
    assert presence(summarise(nothing, "place", pd.Index([1]))).tolist() == [Presence.NOT_LOOKED]


@pytest.mark.parametrize("measure", list(Measure))
def test_every_measure_has_values(measure: Measure) -> None:
    """Each can be asked of any summary, and only the rate is no column."""
    assert values(summarise(TWO_PLACES, "place"), measure).notna().all()
    if measure.is_rate:
        with pytest.raises(ValueError, match="is computed from two columns"):
            _ = measure.column
    else:
        assert measure.column in {"hours", *COUNTS}


def test_only_hours_and_rates_are_not_whole() -> None:
    """Pages print whole numbers without decimals."""
    assert {measure for measure in Measure if not measure.is_count} == {
        Measure.CONTACTS_PER_HOUR,
        Measure.HOURS,
    }
