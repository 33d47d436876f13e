"""The ledger: one row a visit that took place, with what the register holds of it."""

from datetime import date, time

import numpy as np
import pandas as pd
import pytest
import shapely
from sqlalchemy import Engine

from data import vocabulary as v
from data.ledger import load_ledger, load_places, load_services
from data.register.database import writing
from data.register.tables import Contact, HealthAct, Intervention, Place, Round, Service, Visit
from geo.measures import COUNTS, NATURES

SUNDAY = date(2014, 11, 30)


@pytest.fixture
def small(register: Engine) -> Engine:
    """Two services, a bar and private flats, two rounds that took place and one that did not."""
    with writing(register) as session:
        session.add_all([Service(id=1, code="a", label="A"), Service(id=2, code="b", label="B")])
        session.flush()
        session.add(
            Place(
                id=1,
                kind=v.PlaceKind.BAR,
                label="bar",
                geometry=shapely.Point(4, 50),
                municipality="52011",
                service_id=1,
                active_from=date(2012, 1, 1),
                target_days=14,
                invented=True,
            )
        )
        session.add(
            Place(id=2, kind=v.PlaceKind.PRIVATE_FLAT, label="flats", municipality="52011", service_id=1)
        )
        done, planned = v.RoundStatus.DONE, v.RoundStatus.PLANNED
        session.add_all(
            [
                Round(id=1, service_id=2, status=done, day=SUNDAY),
                Round(id=2, service_id=1, status=done, day=date(2014, 11, 3)),
                Round(id=3, service_id=1, status=planned, day=date(2015, 1, 1)),
            ]
        )
        session.flush()
        met, skipped = v.Outcome.MET, v.Outcome.SKIPPED
        visits = [
            Visit(
                id=1,
                round_id=1,
                place_id=1,
                day=SUNDAY,
                arrival=time(1, 30),
                minutes=45,
                outcome=met,
                recorded_on=date(2014, 12, 2),
            ),
            Visit(id=2, round_id=2, place_id=2, day=date(2014, 11, 3), outcome=v.Outcome.NOBODY_SEEN),
            Visit(id=3, round_id=1, place_id=1, day=SUNDAY, arrival=time(18), minutes=10, outcome=skipped),
            Visit(id=4, round_id=3, place_id=1, day=date(2015, 1, 1), minutes=30, outcome=met),
        ]
        session.add_all(visits)
        session.flush()
        session.add_all(_what_happened())
    return register


def _what_happened() -> list[Contact | HealthAct | Intervention]:
    return [
        _contact(1, v.Acquaintance.FIRST, 2),
        _contact(1, v.Acquaintance.KNOWN, 3),
        _contact(4, v.Acquaintance.KNOWN, 7),
        _act(1, v.HealthActKind.TROD, 2),
        _act(1, v.HealthActKind.INJECTION, 5),
        _act(None, v.HealthActKind.TROD, 9),
        _intervention(1, v.Nature.LEGAL, 2),
        _intervention(1, v.Nature.LEGAL, 1),
        _intervention(None, v.Nature.LEGAL, 8),
        _intervention(2, v.Nature.HOUSING, 1),
    ]


def _contact(visit: int, acquaintance: v.Acquaintance, count: int) -> Contact:
    return Contact(
        visit_id=visit,
        sex=v.Sex.FEMALE,
        age_band=v.AgeBand.UNKNOWN,
        nationality=v.Nationality.EU,
        acquaintance=acquaintance,
        role=v.Role.PERSON,
        count=count,
    )


def _act(visit: int | None, kind: v.HealthActKind, count: int) -> HealthAct:
    return HealthAct(visit_id=visit, service_id=1, day=SUNDAY, kind=kind, role=v.Role.PERSON, count=count)


def _intervention(visit: int | None, nature: v.Nature, count: int) -> Intervention:
    return Intervention(
        visit_id=visit, service_id=1, day=SUNDAY, nature=nature, mode=v.Mode.RELAIS, count=count
    )


def test_a_row_tells_what_the_register_holds_of_a_visit(small: Engine) -> None:
    """Counts are summed over the rows of the visit, and nothing leaks from another visit."""
    ledger = load_ledger(small).set_index("visit")
    first = ledger.loc[1]
    counts = ledger[["contacts", "first_contacts", "tests", "interventions"]]
    assert counts.loc[[1]].to_numpy().tolist() == [[5, 2, 2, 3]]
    assert first["iv_legal"] == 3
    assert first["service"] == 2, "the service that made the round, not the one in charge of the place"
    assert (first["place"], first["kind"], first["outcome"]) == (1, "bar", "met")
    assert (first["minutes"], first["delay_days"]) == (45, 2)
    assert ledger.loc[2, list(COUNTS)].sum() == 2, "one intervention, in all and by nature"


def test_rounds_that_did_not_take_place_are_not_in_the_ledger(small: Engine) -> None:
    """A planned visit is no visit; the rest come in order of day."""
    assert load_ledger(small)["visit"].tolist() == [2, 1, 3]


def test_an_arrival_after_midnight_belongs_to_the_night_and_the_day_before(small: Engine) -> None:
    """Weekday and band follow the operational day, which is a Sunday here."""
    ledger = load_ledger(small).set_index("visit")
    assert ledger.loc[1, "weekday"] == 6
    assert ledger["weekday"].tolist() == ledger["day"].dt.day_of_week.tolist()
    assert ledger.loc[[1, 2, 3], "band"].tolist() == [
        v.HourBand.NIGHT,
        v.HourBand.UNKNOWN,
        v.HourBand.EVENING,
    ]


def test_effort_that_was_not_made_or_not_noted_is_unknown(small: Engine) -> None:
    """A skipped visit has no effort, whatever was typed; an empty cell is not zero."""
    ledger = load_ledger(small).set_index("visit")
    assert np.isnan(ledger.loc[[2, 3], "minutes"]).all()
    assert ledger.loc[[1, 2, 3], "looked"].tolist() == [True, True, False]
    assert ledger["delay_days"].isna().loc[2]


@pytest.mark.parametrize(
    ("hour", "band"),
    [(0, 3), (5, 3), (6, 0), (11, 0), (12, 1), (17, 1), (18, 2), (21, 2), (22, 3), (23, 3)],
)
def test_bands_start_where_the_vocabulary_says(sqlite: Engine, hour: int, band: int) -> None:
    """Each hour of the day has one band; the night runs over midnight."""
    with writing(sqlite) as session:
        session.add(Service(id=1, code="a", label="A"))
        session.flush()
        session.add(Place(id=1, kind=v.PlaceKind.PRIVATE_FLAT, label="x", municipality="52011", service_id=1))
        session.add(Round(id=1, service_id=1, status=v.RoundStatus.DONE, day=SUNDAY))
        session.flush()
        session.add(
            Visit(round_id=1, place_id=1, day=SUNDAY, arrival=time(hour, 59), outcome=v.Outcome.CLOSED)
        )
    assert load_ledger(sqlite)["band"].tolist() == [band]


def test_columns_are_narrow_and_the_same_for_an_empty_register(small: Engine, sqlite: Engine) -> None:
    """240,000 visits must fit in a few dozen megabytes, and an empty register must not break a screen."""
    full, empty = load_ledger(small), load_ledger(sqlite)
    assert full.dtypes.astype(str).to_dict() == empty.dtypes.astype(str).to_dict()
    assert full["contacts"].dtype == full["place"].dtype == np.int32
    assert full["day"].dtype == "datetime64[s]"
    assert full["kind"].cat.categories.tolist() == [kind.value for kind in v.PlaceKind]


def test_natures_are_those_of_the_vocabulary() -> None:
    """The core keeps its own list, because it must not look at the outside world."""
    assert [nature.value for nature in v.Nature] == list(NATURES)


def test_places_come_with_and_without_a_geometry(small: Engine) -> None:
    """Private flats have none; open ends and missing targets are missing values."""
    places = load_places(small)
    assert places.crs == "EPSG:4326"
    assert places.geometry.isna().tolist() == [False, True]
    bar = places.loc[1]
    assert (bar["kind"], bar["label"], bar["target_days"], bar["invented"]) == ("bar", "bar", 14.0, True)
    assert bar["active_from"] == pd.Timestamp("2012-01-01")
    assert places[["active_to"]].isna().all().all()
    assert places["target_days"].isna().tolist() == [False, True]


def test_services_come_by_their_number(small: Engine) -> None:
    """Code and label of each service."""
    assert load_services(small)["code"].to_dict() == {1: "a", 2: "b"}


def test_an_empty_register_has_no_places_and_no_services(sqlite: Engine) -> None:
    """The frames keep their columns and their reference system."""
    assert load_places(sqlite).crs == "EPSG:4326"
    assert len(load_places(sqlite)) == len(load_services(sqlite)) == 0
