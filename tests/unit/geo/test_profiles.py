"""Profiles: the hours nobody looked at are not the hours nobody was there."""

import numpy as np
import pandas as pd

from data.vocabulary import HourBand, Outcome
from geo.measures import COUNTS, Presence
from geo.profiles import outcomes, week_profile
from tests.builders import random_ledger

BANDS = [band.value for band in HourBand]


def visits(*rows: tuple[int, int, float, int, bool]) -> pd.DataFrame:
    """Return visits from (weekday, band, minutes, contacts, looked)."""
    frame = pd.DataFrame(list(rows), columns=["weekday", "band", "minutes", "contacts", "looked"])
    return frame.assign(**{column: 0 for column in COUNTS if column != "contacts"})


def test_every_cell_of_the_week_is_there() -> None:
    """Seven days by the bands asked for, in their order."""
    profile = week_profile(visits((0, 1, 60, 2, True)), BANDS)
    assert profile.index.tolist() == [(day, band) for day in range(7) for band in BANDS]


def test_rate_is_of_the_cells_own_effort() -> None:
    """Two contacts in half an hour on Monday night, none in an hour on Tuesday night."""
    told = visits((0, 3, 30, 2, True), (0, 3, np.nan, 5, True), (1, 3, 60, 0, True), (2, 3, np.nan, 0, False))
    profile = week_profile(told, [3])
    assert profile["contacts_per_hour"].tolist()[:2] == [4.0, 0.0]
    assert profile["contacts"].tolist()[:2] == [7.0, 0.0]
    assert profile["presence"].tolist()[:4] == [
        Presence.SEEN,
        Presence.NOBODY,
        Presence.NOT_LOOKED,
        Presence.NOT_LOOKED,
    ]


def test_cells_nobody_looked_at_are_missing() -> None:
    """Neither contacts, nor hours, nor a rate."""
    profile = week_profile(visits((2, 3, np.nan, 0, False)), BANDS)
    assert profile[["contacts", "hours", "contacts_per_hour"]].isna().all(axis=None)
    assert profile.loc[(2, 3), "visits"] == 1


def test_a_profile_adds_up_to_its_visits(rng: np.random.Generator) -> None:
    """No visit is in two cells or in none."""
    ledger = random_ledger(rng)
    profile = week_profile(ledger, BANDS)
    assert profile["visits"].sum() == len(ledger)
    assert profile["contacts"].sum() == ledger["contacts"].sum()


def test_outcomes_come_in_order_with_those_that_did_not_occur() -> None:
    """A bar that never refused anybody says zero."""
    told = pd.DataFrame(
        {"outcome": pd.Categorical(["met", "met", "closed"], [word.value for word in Outcome])}
    )
    found = outcomes(told)
    assert found.index.tolist() == [word.value for word in Outcome]
    assert found["visits"].tolist() == [2, 0, 1, 0, 0]
    assert found["share"].sum() == 1.0


def test_outcomes_of_no_visits_have_no_share() -> None:
    """Nothing divided by nothing is not zero per cent."""
    found = outcomes(pd.DataFrame({"outcome": pd.Categorical([], [word.value for word in Outcome])}))
    assert found["visits"].sum() == 0
    assert found["share"].isna().all()
