"""What past visits say about the places of an evening: docs/methods/rounds.md."""

from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import pandas as pd

from geo.rounds.expected import expected_people

LEARNT_DAYS = 365
"""Days before the evening that are learnt from."""

FEW_VISITS = 3
"""Visits of a place from which on their length says more than that of its kind."""

USUAL_MIN = 20
"""Length of a visit where there is none to learn from."""

LONGEST_MIN = 480
"""Longest visit that is planned."""


class LengthSource(StrEnum):
    """Where the length of a visit is known from."""

    PLACE = "place"
    VISITS = "visits"
    KIND = "kind"


def visit_facts(places: pd.DataFrame, visits: pd.DataFrame, day: date) -> pd.DataFrame:
    """
    Return what past visits say about each place.

    Parameters
    ----------
    places : DataFrame
        By id, n places: ``kind``, ``service_min`` (minutes that somebody set, NaN where nobody did) and
        ``band`` (the part of the day in which they would be visited).
    visits : DataFrame
        Rows of the ledger. Skipped visits and those from *day* on do not count.
    day : date
        The evening.

    Returns
    -------
    DataFrame
        By the index of *places*, n rows: ``days_since`` the last visit (NaN if never), ``service_min`` (int)
        with ``service_from`` (a `LengthSource`), ``looked_visits`` of the last year in this part of the day,
        and of one visit ``expected_people`` with its ``variance``, ``low`` and ``high``, and the
        ``expected_hours`` of outreach that they rest on.
    """
    past = visits[visits["looked"] & (visits["day"] < pd.Timestamp(day))]
    recent = past[past["day"] >= pd.Timestamp(day - timedelta(days=LEARNT_DAYS))]
    last = past.groupby("place")["day"].max().reindex(places.index)
    lengths = usual_lengths(places, recent)
    people = _people(places.assign(service_min=lengths["service_min"]), recent, day.weekday())
    days_since = (pd.Timestamp(day) - last).dt.days.astype(np.float64)
    found: pd.DataFrame = pd.concat([days_since.rename("days_since"), lengths, people], axis=1)
    return found


def usual_lengths(places: pd.DataFrame, visits: pd.DataFrame) -> pd.DataFrame:
    """
    Return how long a visit to each place takes.

    Parameters
    ----------
    places : DataFrame
        By id: ``kind`` and ``service_min`` (NaN where nobody set it).
    visits : DataFrame
        Rows of the ledger: ``place``, ``kind`` and ``minutes``.

    Returns
    -------
    DataFrame
        By the index of *places*: ``service_min`` (int), as it was set, else the median of the place's own
        visits where there are `FEW_VISITS`, else that of its kind; and ``service_from``.
    """
    noted = visits[visits["minutes"] > 0]
    by_place = noted.groupby("place")["minutes"].agg(["median", "size"]).reindex(places.index)
    by_kind = noted.groupby(noted["kind"].astype(str))["minutes"].median()
    own = places["service_min"].astype(np.float64)
    usual = by_place["median"].where(by_place["size"] >= FEW_VISITS).astype(np.float64)
    of_kind = places["kind"].astype(str).map(by_kind).astype(np.float64).fillna(USUAL_MIN)
    minutes = own.fillna(usual).fillna(of_kind).round().clip(1, LONGEST_MIN).astype(np.int64)
    source = np.select(
        [own.notna(), usual.notna()], [LengthSource.PLACE, LengthSource.VISITS], LengthSource.KIND
    )
    return pd.DataFrame({"service_min": minutes, "service_from": source.astype(str)}, index=places.index)


def _people(places: pd.DataFrame, recent: pd.DataFrame, weekday: int) -> pd.DataFrame:
    """Return whom to expect at each place in its own part of the day, and the visits made in that part."""
    found = []
    for band, group in places.groupby("band"):
        part = int(str(band))
        people = expected_people(recent, group[["kind"]], weekday, part, group["service_min"] / 60)
        made = recent[recent["band"] == part].groupby("place").size()
        found.append(people.assign(looked_visits=made.reindex(group.index, fill_value=0)))
    names = {"expected": "expected_people", "hours": "expected_hours"}
    if not found:
        empty = ["expected_people", "variance", "low", "high", "expected_hours", "looked_visits"]
        return pd.DataFrame(columns=empty, index=places.index, dtype=np.float64)
    return pd.concat(found).rename(columns=names).drop(columns="rate").reindex(places.index)
