"""Series: no month is left out, and none without effort is a zero."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from geo.measures import COUNTS, Measure, Presence
from geo.series import Step, series, to_monthly
from tests.builders import random_ledger


def visits(*rows: tuple[str, str, float, int]) -> pd.DataFrame:
    """Return visits from (day, kind, minutes, contacts), all of which looked."""
    frame = pd.DataFrame(list(rows), columns=["day", "kind", "minutes", "contacts"])
    frame["day"] = pd.to_datetime(frame["day"]).dt.as_unit("s")
    return frame.assign(looked=True, **{column: 0 for column in COUNTS if column != "contacts"})


SOME = visits(
    ("2014-01-31", "bar", 60, 2),
    ("2014-03-01", "bar", 120, 0),
    ("2014-03-02", "street", np.nan, 4),
    ("2014-12-31", "street", 180, 3),
)


def test_a_month_nobody_looked_in_is_missing_and_one_without_contacts_is_zero() -> None:
    """February is not known; in March the bars were empty."""
    told = series(SOME[SOME["kind"] == "bar"], date(2014, 1, 1), date(2014, 3, 31))
    assert told["contacts"].tolist()[::2] == [2.0, 0.0]
    assert np.isnan(told["contacts"].iloc[1])
    assert told["presence"].tolist() == [Presence.SEEN, Presence.NOT_LOOKED, Presence.NOBODY]
    assert told["contacts_per_hour"].tolist()[::2] == [2.0, 0.0]


def test_months_for_a_level_hold_what_a_rate_divides() -> None:
    """Contacts of noted effort alone; a month without effort is missing."""
    months = to_monthly(series(SOME, date(2014, 1, 1), date(2014, 3, 31)))
    assert months.months.tolist() == [528, 529, 530]
    assert months.contacts.tolist() == [2.0, 0.0, 0.0]
    assert months.hours.tolist()[::2] == [1.0, 2.0]
    assert np.isnan(months.hours[1])


def test_each_group_has_each_period() -> None:
    """Two kinds over twelve months make twenty-four rows, in order."""
    told = series(SOME, date(2014, 1, 1), date(2014, 12, 31), by="kind")
    assert told.index.names == ["kind", "period"]
    assert len(told) == 24
    assert told.loc[("street", pd.Timestamp("2014-03-01")), "contacts"] == 4
    assert told["contacts"].notna().sum() == 4


def test_contacts_of_unknown_effort_count_but_make_no_rate() -> None:
    """Four people were met in the street in March, at an unknown rate."""
    march = series(SOME, date(2014, 1, 1), date(2014, 12, 31), by="kind").loc["street"].iloc[2]
    assert march["contacts"] == 4
    assert np.isnan(march["contacts_per_hour"])
    assert not march["enough"]


@pytest.mark.parametrize(
    ("step", "periods", "wholes"), [(Step.MONTH, 12, 10), (Step.QUARTER, 4, 2), (Step.YEAR, 1, 0)]
)
def test_periods_that_the_selection_cuts_are_marked(step: Step, periods: int, wholes: int) -> None:
    """Half a January must not look like a fall."""
    told = series(SOME, date(2014, 1, 2), date(2014, 12, 30), step)
    assert len(told) == periods
    assert told["whole"].sum() == wholes
    assert series(SOME, date(2014, 1, 1), date(2014, 12, 31), step)["whole"].all()


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("by", [None, "kind", "service", "place"])
def test_a_series_adds_up_to_its_visits(rng: np.random.Generator, step: Step, by: str | None) -> None:
    """Whatever the step and the groups, the sums are those of the ledger."""
    ledger = random_ledger(rng)
    told = series(ledger, ledger["day"].iloc[0].date(), ledger["day"].iloc[-1].date(), step, by)
    for measure in (Measure.CONTACTS, Measure.TESTS, Measure.INTERVENTIONS_LEGAL):
        assert told[measure.value].sum() == ledger[measure.column].sum()
    assert told["hours"].sum() == pytest.approx(ledger["minutes"].sum() / 60)


def test_the_rate_lies_in_its_interval(rng: np.random.Generator) -> None:
    """Wherever there is an interval, it holds the rate."""
    ledger = random_ledger(rng, visits=2000)
    told = series(ledger, date(2014, 11, 1), date(2015, 12, 31), by="kind")
    sure = told[told["enough"]]
    assert len(sure) > 20
    assert (sure["low"].le(sure["contacts_per_hour"]) & sure["high"].ge(sure["contacts_per_hour"])).all()


def test_no_visits_make_a_series_of_unknowns() -> None:
    """An empty selection is a row of gaps; by group there is no group."""
    told = series(SOME.iloc[:0], date(2014, 1, 1), date(2014, 3, 31))
    assert told["contacts"].isna().tolist() == [True] * 3
    assert series(SOME.iloc[:0], date(2014, 1, 1), date(2014, 3, 31), by="kind").empty
