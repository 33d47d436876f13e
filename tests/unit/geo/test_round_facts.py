"""What past visits say about the places of an evening."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from geo.measures import NATURES
from geo.rounds.facts import LONGEST_MIN, USUAL_MIN, LengthSource, usual_lengths, visit_facts

DAY = date(2020, 1, 10)
NAN = float("nan")


def _places(**columns: list[object]) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="place")
    return frame


def _visits(*rows: tuple[int, str, float, bool]) -> pd.DataFrame:
    """Return visits from (place, day, minutes, looked), all to bars in the evening."""
    frame = pd.DataFrame(list(rows), columns=["place", "day", "minutes", "looked"])
    days = pd.to_datetime(frame["day"]).dt.as_unit("s")
    return frame.assign(
        day=days,
        kind="bar",
        band=np.int8(2),
        weekday=days.dt.day_of_week.astype(np.int8),
        contacts=1,
        **dict.fromkeys(("first_contacts", "tests", "interventions"), 0),
        **dict.fromkeys((f"iv_{nature}" for nature in NATURES), 0),
        looked=frame["looked"].astype(bool),
    )


def test_days_and_visits_are_those_before_the_evening() -> None:
    """Neither a skipped visit nor one of the evening itself counts, and only a year is learnt from."""
    places = _places(kind=["bar", "bar"], service_min=[NAN, NAN], band=[2, 1])
    found = visit_facts(
        places,
        _visits(
            (1, "2020-01-01", 30, True),
            (1, "2020-01-05", NAN, False),
            (1, "2020-01-10", 30, True),
            (1, "2018-01-01", 30, True),
        ),
        DAY,
    )
    assert found["days_since"].to_list() == [9.0, pytest.approx(NAN, nan_ok=True)]
    assert found["looked_visits"].to_list() == [1, 0]
    assert (found["low"] <= found["expected_people"]).all()
    assert (found["expected_people"] <= found["high"]).all()


def test_a_length_is_set_learnt_or_that_of_its_kind() -> None:
    """Two visits say less than the kind; nothing at all gives the usual length; none is endless."""
    places = _places(kind=["bar", "bar", "bar", "street", "bar"], service_min=[15, NAN, NAN, NAN, 999])
    visits = _visits(
        *((2, "2020-01-01", minutes, True) for minutes in (20, 30, 90)),
        *((3, "2020-01-01", 60, True) for _ in range(2)),
    )
    found = usual_lengths(places, visits)
    assert found["service_min"].to_list() == [15, 30, 60, USUAL_MIN, LONGEST_MIN]
    sources = [LengthSource.PLACE, LengthSource.VISITS, *[LengthSource.KIND] * 2, LengthSource.PLACE]
    assert found["service_from"].to_list() == [source.value for source in sources]


def test_no_places_are_no_rows() -> None:
    """An evening without places has facts of no place, with all their columns."""
    places = pd.DataFrame({"kind": [], "service_min": [], "band": []}, index=pd.Index([], dtype=np.int64))
    found = visit_facts(places.astype({"kind": str}), _visits((1, "2020-01-01", 30, True)), DAY)
    assert found.empty
    assert {"days_since", "service_min", "expected_people", "variance", "looked_visits"} <= set(found)
