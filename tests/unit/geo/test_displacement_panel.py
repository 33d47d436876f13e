"""The months of each zone: what is missing stays missing, and nothing enters a rate without its hours."""

import numpy as np
import pandas as pd
import pytest

from geo.displacement.panel import panel_of

JANUARY = int(np.datetime64("2014-01").astype(int))
MARCH = JANUARY + 2


def ledger(*rows: tuple[int, str, str, float, bool, int, int]) -> pd.DataFrame:
    """Return visits of place, kind, day, minutes, looked, contacts and first contacts."""
    columns = ["place", "kind", "day", "minutes", "looked", "contacts", "first_contacts"]
    visits = pd.DataFrame(list(rows), columns=columns)
    return visits.assign(
        day=pd.to_datetime(visits["day"]).astype("datetime64[s]"),
        kind=visits["kind"].astype("category"),
        minutes=visits["minutes"].astype("float32"),
        looked=visits["looked"].astype(bool),
    )


NAN = float("nan")
VISITS = ledger(
    (7, "bar", "2014-01-05", 30, True, 4, 1),
    (7, "bar", "2014-01-31", 60, True, 2, 0),
    (7, "bar", "2014-03-01", NAN, True, 9, 3),
    (3, "street", "2014-03-31", 90, True, 0, 0),
    (3, "street", "2014-02-10", NAN, False, 0, 0),
    (3, "street", "2014-04-01", 90, True, 5, 5),
    (5, "street", "2013-12-31", 90, True, 5, 5),
)


def test_visits_are_summed_by_place_and_month() -> None:
    """Places come in order with their kinds, months without a gap, and hours from minutes."""
    panel = panel_of(VISITS, JANUARY, MARCH)
    assert panel.zones.tolist() == [3, 7]
    assert panel.kinds == ("street", "bar")
    assert panel.months.tolist() == [JANUARY, JANUARY + 1, MARCH]
    np.testing.assert_allclose(panel.hours, [[NAN, NAN, 1.5], [1.5, NAN, NAN]])
    np.testing.assert_allclose(panel.contacts, [[NAN, NAN, 0], [6, NAN, NAN]])
    np.testing.assert_allclose(panel.first_contacts, [[NAN, NAN, 0], [1, NAN, NAN]])


def test_rounds_are_counted_with_and_without_minutes() -> None:
    """A visit without minutes is still a round of ours, a skipped one is none, and no round is a nought."""
    np.testing.assert_allclose(panel_of(VISITS, JANUARY, MARCH).rounds, [[0, 0, 1], [2, 0, 1]])


def test_looking_in_vain_is_not_the_same_as_not_looking() -> None:
    """Nobody met in an hour and a half is nought; a month without effort is not looked at."""
    panel = panel_of(VISITS, JANUARY, MARCH)
    assert panel.contacts[0, 2] == 0
    assert panel.looked.tolist() == [[False, False, True], [True, False, False]]


def test_an_empty_ledger_gives_an_empty_panel() -> None:
    """Without visits there are no zones, but the months that were asked for."""
    panel = panel_of(VISITS.iloc[:0], JANUARY, MARCH)
    assert panel.contacts.shape == (0, 3)
    assert panel.kinds == ()


def test_months_run_forward() -> None:
    """A last month before the first is refused in words."""
    with pytest.raises(ValueError, match="comes before"):
        panel_of(VISITS, MARCH, JANUARY)
