"""Places: what is kept, what is refused and why, what may change once visits refer to a place."""

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from data.demo.places import load_places as load_demo_places
from data.geography.basemap import load_areas
from data.i18n import translator
from data.identifiers import IdentifierKind
from data.register.database import load_state, writing
from data.register.faults import Fault, FaultCode
from data.register.place_checks import OpeningHours, PlaceDraft, PlaceStatus, status_on
from data.register.places import (
    close_place,
    delete_place,
    load_place,
    load_publication_areas,
    reopen_place,
    save_place,
    save_places,
)
from data.register.rules import Regulation
from data.register.tables import OpeningWindow, Place, Round, Service, Team, Visit
from data.register.validation import Territories
from data.vocabulary import Outcome, PlaceKind, RegulationKind, RoundStatus, Skill

TRIANGLE = shapely.Polygon([(4.438, 50.406), (4.442, 50.407), (4.441, 50.409)])

ZONE = PlaceDraft(
    kind=PlaceKind.STREET,
    label="Quartier du Triangle",
    geometry=TRIANGLE,
    municipality="52011",
    service=1,
    active_from=date(2012, 1, 1),
    target_days=7,
    publication_area="Charleroi centre",
    opening=(OpeningHours(4, time(22), time(3)), OpeningHours(5, time(22), time(3))),
)

BAR = PlaceDraft(
    kind=PlaceKind.BAR,
    label="Bar de l'axe",
    geometry=shapely.Point(4.43, 50.46),
    municipality="52011",
    service=1,
)

FLATS = PlaceDraft(kind=PlaceKind.PRIVATE_FLAT, municipality="52011", service=1)


@pytest.fixture
def desk(register: Engine) -> Engine:
    """A register with one service."""
    _open_service(register)
    return register


@pytest.fixture(scope="session")
def territories(basemap_dir: Path) -> Territories:
    """Where Belgian municipalities lie."""
    return Territories(load_areas(basemap_dir))


def _open_service(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(Service(id=1, code="charleroi", label="Charleroi"))


def _visit(engine: Engine, place: int, *days: date) -> None:
    with writing(engine) as session:
        for day in days:
            stop = Round(service_id=1, status=RoundStatus.DONE, day=day)
            session.add(stop)
            session.flush()
            session.add(Visit(round_id=stop.id, place_id=place, day=day, outcome=Outcome.MET))


def _saved(engine: Engine, draft: PlaceDraft) -> int:
    outcome = save_place(engine, draft)
    assert outcome.faults == ()
    assert outcome.id is not None
    return outcome.id


def _codes(faults: tuple[Fault, ...]) -> list[tuple[FaultCode, str]]:
    return [(fault.code, fault.field) for fault in faults]


@pytest.mark.parametrize("draft", [ZONE, BAR], ids=["zone", "spot"])
def test_a_place_comes_back_as_it_was_saved(desk: Engine, draft: PlaceDraft) -> None:
    """Every field of a draft survives the database."""
    sheet = load_place(desk, _saved(desk, draft))
    assert sheet is not None
    assert sheet.draft == draft
    assert sheet.visits.count == 0


def test_private_flats_are_named_after_their_municipality(desk: Engine) -> None:
    """Whatever label somebody types for flats, the register keeps the municipality only."""
    sheet = load_place(desk, _saved(desk, replace(FLATS, label="chez Anna, 3e étage")))
    assert sheet is not None
    assert sheet.draft.label == "Privés — Charleroi"
    assert sheet.draft.geometry is None


def test_the_flats_of_a_municipality_are_one_place(desk: Engine) -> None:
    """A second place of flats in the same municipality would split its figures."""
    _saved(desk, FLATS)
    assert _codes(save_place(desk, FLATS).faults) == [(FaultCode.LABEL_TAKEN, "label")]


def test_there_is_no_such_place(desk: Engine) -> None:
    """Loading, changing, closing, opening and deleting what is not there say so."""
    assert load_place(desk, 99) is None
    assert _codes(save_place(desk, ZONE, 99).faults) == [(FaultCode.GONE, "")]
    for refusal in (close_place(desk, 99, date(2020, 1, 1)), reopen_place(desk, 99), delete_place(desk, 99)):
        assert _codes(refusal) == [(FaultCode.GONE, "")]


def test_texts_and_positions_are_tidied(desk: Engine) -> None:
    """Spaces, decomposed letters and the noise of the mouse do not make another place."""
    typed = replace(
        ZONE,
        label="  Quartier \u00a0 de l'E\u0301glise ",
        publication_area=" ",
        geometry=shapely.Point(4.4400000004, 50.4, 110),
    )
    sheet = load_place(desk, _saved(desk, typed))
    assert sheet is not None
    assert sheet.draft.label == "Quartier de l'Église"
    assert sheet.draft.publication_area is None
    assert sheet.draft.geometry == shapely.Point(4.44, 50.4)


def test_a_code_from_before_2019_is_brought_up_to_date(desk: Engine) -> None:
    """La Louvière was 55022 and is 58001."""
    sheet = load_place(desk, _saved(desk, replace(FLATS, municipality="55022")))
    assert sheet is not None
    assert (sheet.draft.municipality, sheet.draft.label) == ("58001", "Privés — La Louvière")


def test_a_publication_area_is_made_once(desk: Engine) -> None:
    """The same area with another accent or case is the same area."""
    _saved(desk, ZONE)
    _saved(desk, replace(BAR, publication_area="charleroi CENTRE"))
    assert load_publication_areas(desk) == ["Charleroi centre"]


WRONG = {
    "no label": (replace(ZONE, label="  "), FaultCode.TEXT_MISSING, "label"),
    "long label": (replace(ZONE, label="x" * 81), FaultCode.TEXT_TOO_LONG, "label"),
    "control character": (replace(ZONE, label="a\x07b"), FaultCode.TEXT_UNPRINTABLE, "label"),
    "null character": (replace(ZONE, label="a\x00b"), FaultCode.TEXT_UNPRINTABLE, "label"),
    "telephone": (replace(ZONE, label="Bar 0470 12 34 56"), FaultCode.TEXT_IDENTIFIES, "label"),
    "name in the area": (
        replace(ZONE, publication_area="chez Mme Dupont"),
        FaultCode.TEXT_IDENTIFIES,
        "publication_area",
    ),
    "no position": (replace(ZONE, geometry=None), FaultCode.SHAPE_EMPTY, "geometry"),
    "empty position": (replace(ZONE, geometry=shapely.Point()), FaultCode.SHAPE_EMPTY, "geometry"),
    "line": (
        replace(ZONE, geometry=shapely.LineString([(4.4, 50.4), (4.5, 50.5)])),
        FaultCode.SHAPE_WRONG_TYPE,
        "geometry",
    ),
    "two corners": (
        replace(ZONE, geometry=shapely.Polygon([(4.4, 50.4), (4.41, 50.4), (4.4, 50.4), (4.41, 50.4)])),
        FaultCode.SHAPE_TOO_FEW_CORNERS,
        "geometry",
    ),
    "bow tie": (
        replace(ZONE, geometry=shapely.Polygon([(4.4, 50.4), (4.41, 50.41), (4.41, 50.4), (4.4, 50.41)])),
        FaultCode.SHAPE_CROSSES_ITSELF,
        "geometry",
    ),
    "a doorway": (
        replace(ZONE, geometry=shapely.box(4.44, 50.4, 4.4401, 50.4001)),
        FaultCode.SHAPE_TOO_SMALL,
        "geometry",
    ),
    "a town": (
        replace(ZONE, geometry=shapely.box(4.4, 50.4, 4.5, 50.5)),
        FaultCode.SHAPE_TOO_LARGE,
        "geometry",
    ),
    "latitude first": (replace(ZONE, geometry=shapely.Point(50.4, 4.4)), FaultCode.SHAPE_OUTSIDE, "geometry"),
    "mapped flats": (
        replace(FLATS, geometry=shapely.Point(4.44, 50.4)),
        FaultCode.SHAPE_OF_FLATS,
        "geometry",
    ),
    "flats nowhere": (replace(FLATS, municipality=None), FaultCode.MUNICIPALITY_MISSING, "municipality"),
    "zone nowhere": (replace(ZONE, municipality=""), FaultCode.MUNICIPALITY_MISSING, "municipality"),
    "no such code": (replace(ZONE, municipality="99999"), FaultCode.MUNICIPALITY_UNKNOWN, "municipality"),
    "no service": (replace(ZONE, service=None), FaultCode.SERVICE_MISSING, "service"),
    "other service": (replace(ZONE, service=7), FaultCode.SERVICE_UNKNOWN, "service"),
    "reversed dates": (
        replace(ZONE, active_to=date(2011, 12, 31)),
        FaultCode.DATES_REVERSED,
        "active_to",
    ),
    "year of one digit": (replace(ZONE, active_from=date(12, 1, 1)), FaultCode.DATE_UNLIKELY, "active_from"),
    "no target": (replace(ZONE, target_days=0), FaultCode.TARGET_OUT_OF_RANGE, "target_days"),
    "a year and a day": (replace(ZONE, target_days=366), FaultCode.TARGET_OUT_OF_RANGE, "target_days"),
    "a truth for a number": (replace(ZONE, target_days=True), FaultCode.TARGET_OUT_OF_RANGE, "target_days"),
    "eighth day": (
        replace(ZONE, opening=(OpeningHours(7, time(9), time(12)),)),
        FaultCode.OPENING_WEEKDAY,
        "opening",
    ),
    "never open": (
        replace(ZONE, opening=(OpeningHours(0, time(9), time(9)),)),
        FaultCode.OPENING_EMPTY,
        "opening",
    ),
    "overlap": (
        replace(ZONE, opening=(OpeningHours(0, time(22), time(2)), OpeningHours(1, time(1), time(3)))),
        FaultCode.OPENING_OVERLAP,
        "opening",
    ),
    "overlap across the week": (
        replace(ZONE, opening=(OpeningHours(6, time(22), time(2)), OpeningHours(0, time(1), time(3)))),
        FaultCode.OPENING_OVERLAP,
        "opening",
    ),
}


@pytest.mark.parametrize(("draft", "code", "field"), WRONG.values(), ids=WRONG.keys())
def test_each_fault_is_refused_alone(sqlite: Engine, draft: PlaceDraft, code: FaultCode, field: str) -> None:
    """One thing wrong gives one fault at its field, and nothing is written."""
    _open_service(sqlite)
    before = load_state(sqlite).revision
    outcome = save_place(sqlite, draft)
    assert _codes(outcome.faults) == [(code, field)]
    assert outcome.id is None
    assert load_state(sqlite).revision == before
    with Session(sqlite) as session:
        assert session.scalars(select(Place.id)).all() == []


def test_all_faults_come_at_once(desk: Engine) -> None:
    """Nobody should have to save five times to hear five things."""
    draft = PlaceDraft(
        kind=PlaceKind.BAR,
        label="anna@example.be",
        geometry=None,
        municipality="1",
        service=9,
        active_from=date(2015, 1, 1),
        active_to=date(2014, 1, 1),
        target_days=999,
        opening=(OpeningHours(0, time(9), time(9)),),
    )
    assert _codes(save_place(desk, draft).faults) == [
        (FaultCode.TEXT_IDENTIFIES, "label"),
        (FaultCode.SHAPE_EMPTY, "geometry"),
        (FaultCode.MUNICIPALITY_UNKNOWN, "municipality"),
        (FaultCode.DATES_REVERSED, "active_to"),
        (FaultCode.TARGET_OUT_OF_RANGE, "target_days"),
        (FaultCode.OPENING_EMPTY, "opening"),
        (FaultCode.SERVICE_UNKNOWN, "service"),
    ]


@pytest.mark.parametrize("code", list(FaultCode))
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_each_fault_has_a_message_and_a_remedy(code: FaultCode, language: str) -> None:
    """Two different sentences in each language, with their values filled in."""
    values = {
        "length": 90,
        "longest": 80,
        "kind": IdentifierKind.PHONE,
        "metres": 340,
        "most": 150,
        "first": date(1990, 1, 1),
        "last": date(2099, 12, 31),
        "day": date(2019, 3, 4),
        "count": 12,
        "low": 0,
        "high": 10,
        "largest": 99,
        "hours": 14,
        "km": 12,
        "kmh": 180,
    }
    fault = Fault(code, values=values)
    message, remedy = fault.message(translator(language)), fault.remedy(translator(language))
    assert len({message, remedy}) == 2
    assert "{" not in message + remedy
    assert remedy.endswith(".")


def test_dates_in_messages_are_written_the_belgian_way() -> None:
    """Day, month, year."""
    fault = Fault(FaultCode.VISITS_AFTER, "active_to", {"day": date(2019, 3, 4)})
    assert "04/03/2019" in fault.message(translator("en"))


def test_a_label_that_differs_by_accent_or_case_is_taken(desk: Engine) -> None:
    """Two places that sound alike would be mixed up."""
    _saved(desk, replace(ZONE, label="Café de l'Église"))
    outcome = save_place(desk, replace(BAR, label="cafe de l’eglise"))
    assert _codes(outcome.faults) == [(FaultCode.LABEL_TAKEN, "label")]


def test_a_place_keeps_its_own_label(desk: Engine) -> None:
    """Saving a place anew does not clash with itself, and replaces what is edited."""
    place = _saved(desk, ZONE)
    edited = replace(ZONE, target_days=14, opening=(OpeningHours(0, time(9), time(12)),))
    assert save_place(desk, edited, place).id == place
    sheet = load_place(desk, place)
    assert sheet is not None
    assert sheet.draft == edited
    with Session(desk) as session:
        assert len(session.scalars(select(OpeningWindow)).all()) == 1


def test_a_place_changed_by_somebody_else_is_not_overwritten(desk: Engine) -> None:
    """The second of two people who opened the same sheet hears of the first."""
    place = _saved(desk, ZONE)
    assert save_place(desk, replace(ZONE, target_days=14), place, seen=ZONE).id == place
    late = save_place(desk, replace(ZONE, target_days=30), place, seen=ZONE)
    assert _codes(late.faults) == [(FaultCode.CHANGED_MEANWHILE, "")]


def test_two_saves_of_one_label_at_once_give_one_place_and_one_fault(desk: Engine) -> None:
    """Whoever is second is told, without a traceback and without a second place."""
    start = threading.Barrier(2)
    outcomes = []

    def save() -> None:
        start.wait()
        outcomes.append(save_place(desk, ZONE))

    threads = [threading.Thread(target=save) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(outcome.faults) for outcome in outcomes) == [0, 1]
    [refused] = [outcome for outcome in outcomes if outcome.faults]
    assert refused.faults[0].code in {FaultCode.LABEL_TAKEN, FaultCode.CHANGED_MEANWHILE}
    with Session(desk) as session:
        assert len(session.scalars(select(Place)).all()) == 1


def test_writers_at_once_never_leave_the_same_revision(desk: Engine) -> None:
    """Caches are keyed by the revision: each of several writers must raise it."""
    before = load_state(desk).revision
    drafts = [replace(ZONE, label=f"Zone {word}") for word in ("un", "deux", "trois", "quatre")]
    threads = [threading.Thread(target=save_place, args=(desk, draft)) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert load_state(desk).revision == before + len(drafts)


def test_a_clash_in_the_database_itself_is_a_fault(sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the checks saw no clash, the error of the constraint becomes a sentence."""
    _open_service(sqlite)
    _saved(sqlite, ZONE)
    monkeypatch.setattr("data.register.places._labels", lambda *_: set())
    assert _codes(save_place(sqlite, ZONE).faults) == [(FaultCode.CHANGED_MEANWHILE, "")]
    outcomes = save_places(sqlite, [BAR, ZONE])
    assert [_codes(one.faults) for one in outcomes] == [[(FaultCode.CHANGED_MEANWHILE, "")]] * 2


def test_a_locked_register_is_a_fault(sqlite: Engine) -> None:
    """While an import holds the database, a save says so instead of failing."""
    _open_service(sqlite)

    def hurry(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout = 50")

    event.listen(sqlite, "checkout", hurry)
    with writing(sqlite) as session:
        session.add(Service(code="autre", label="Autre"))
        session.flush()
        assert _codes(save_place(sqlite, ZONE).faults) == [(FaultCode.BUSY, "")]
    assert save_place(sqlite, ZONE).faults == ()


@pytest.fixture
def visited(desk: Engine) -> tuple[Engine, int]:
    """A zone with visits on three days of 2019."""
    place = _saved(desk, ZONE)
    _visit(desk, place, date(2019, 3, 4), date(2019, 5, 1), date(2019, 11, 30))
    return desk, place


def test_the_visits_of_a_place_are_counted(visited: tuple[Engine, int]) -> None:
    """The sheet knows how many refer to the place, and from when to when."""
    engine, place = visited
    sheet = load_place(engine, place)
    assert sheet is not None
    assert (sheet.visits.count, sheet.visits.first_day, sheet.visits.last_day) == (
        3,
        date(2019, 3, 4),
        date(2019, 11, 30),
    )


def test_a_visited_place_may_be_corrected(visited: tuple[Engine, int]) -> None:
    """Everything but kind and position may change, and a corner by some metres."""
    engine, place = visited
    nearer = shapely.Polygon([(4.438, 50.406), (4.442, 50.407), (4.4405, 50.4095)])
    edited = replace(ZONE, label="Triangle", geometry=nearer, target_days=None, active_from=None)
    assert save_place(engine, edited, place).faults == ()


THERE = shapely.transform(TRIANGLE, lambda corners: np.add(corners, [0.003, 0]))
GROWN = shapely.Polygon([(4.438, 50.406), (4.442, 50.407), (4.441, 50.411)])

CHANGES = {
    "moved": (replace(ZONE, geometry=THERE), FaultCode.SHAPE_MOVED, "geometry"),
    "grown": (replace(ZONE, geometry=GROWN), FaultCode.SHAPE_MOVED, "geometry"),
    "shrunk to a point": (
        replace(ZONE, geometry=shapely.Point(4.438, 50.406)),
        FaultCode.SHAPE_MOVED,
        "geometry",
    ),
    "another kind": (replace(ZONE, kind=PlaceKind.CAR_PARK), FaultCode.KIND_FIXED, "kind"),
    "began later": (
        replace(ZONE, active_from=date(2019, 3, 5)),
        FaultCode.VISITS_BEFORE,
        "active_from",
    ),
    "ended earlier": (replace(ZONE, active_to=date(2019, 11, 29)), FaultCode.VISITS_AFTER, "active_to"),
}


@pytest.mark.parametrize(("edited", "code", "field"), CHANGES.values(), ids=CHANGES.keys())
def test_what_would_rewrite_the_past_is_refused(
    visited: tuple[Engine, int], edited: PlaceDraft, code: FaultCode, field: str
) -> None:
    """Visits of the past are counted where and as what the place is now."""
    engine, place = visited
    assert _codes(save_place(engine, edited, place).faults) == [(code, field)]
    sheet = load_place(engine, place)
    assert sheet is not None
    assert sheet.draft == ZONE


def test_the_message_says_how_far_is_too_far(visited: tuple[Engine, int]) -> None:
    """A coordinator sees by how much the outline would move."""
    engine, place = visited
    [fault] = save_place(engine, replace(ZONE, geometry=THERE), place).faults
    assert 205 <= int(str(fault.values["metres"])) <= 220
    assert str(fault.values["metres"]) in fault.message(translator("en"))


def test_visited_flats_stay_in_their_municipality(desk: Engine) -> None:
    """The municipality is all the position that flats have."""
    place = _saved(desk, FLATS)
    _visit(desk, place, date(2019, 3, 4))
    moved = save_place(desk, replace(FLATS, municipality="58001"), place)
    assert _codes(moved.faults) == [(FaultCode.MUNICIPALITY_FIXED, "municipality")]


@pytest.mark.parametrize("kind", [PlaceKind.CAR_PARK, PlaceKind.BAR])
def test_an_unvisited_place_may_become_anything(desk: Engine, kind: PlaceKind) -> None:
    """Nothing in the past depends on it."""
    place = _saved(desk, ZONE)
    elsewhere = replace(ZONE, kind=kind, geometry=shapely.Point(4.6, 50.6))
    assert save_place(desk, elsewhere, place).faults == ()


def test_a_place_is_closed_and_opened_again(visited: tuple[Engine, int]) -> None:
    """Its last day is kept until it opens again; its visits stay."""
    engine, place = visited
    assert close_place(engine, place, date(2019, 12, 31)) == ()
    sheet = load_place(engine, place)
    assert sheet is not None
    assert sheet.draft.active_to == date(2019, 12, 31)
    assert reopen_place(engine, place) == ()
    sheet = load_place(engine, place)
    assert sheet is not None
    assert sheet.draft == ZONE
    assert sheet.visits.count == 3


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2019, 11, 29), FaultCode.VISITS_AFTER),
        (date(2202, 1, 1), FaultCode.DATE_UNLIKELY),
    ],
)
def test_a_place_is_not_closed_on_an_impossible_day(
    visited: tuple[Engine, int], day: date, code: FaultCode
) -> None:
    """Not before its last visit, and not in two hundred years."""
    engine, place = visited
    assert [fault.code for fault in close_place(engine, place, day)] == [code]
    sheet = load_place(engine, place)
    assert sheet is not None
    assert sheet.draft.active_to is None


def test_a_place_is_not_closed_before_it_began(desk: Engine) -> None:
    """The last day is not before the first."""
    faults = close_place(desk, _saved(desk, ZONE), date(2011, 1, 1))
    assert _codes(faults) == [(FaultCode.DATES_REVERSED, "active_to")]


def test_a_visited_place_is_never_deleted(visited: tuple[Engine, int]) -> None:
    """It is closed instead, and the message says how many visits refer to it."""
    engine, place = visited
    [fault] = delete_place(engine, place)
    assert fault.code is FaultCode.HAS_VISITS
    assert "3" in fault.message(translator("fr"))
    assert load_place(engine, place) is not None


def test_a_place_that_a_regulation_names_is_not_deleted(desk: Engine) -> None:
    """The ledger would otherwise name nothing."""
    place = _saved(desk, ZONE)
    with writing(desk) as session:
        session.add(
            Regulation(
                kind=RegulationKind.SOLICITING_BAN,
                in_force=date(2014, 12, 1),
                title_fr="a",
                title_nl="a",
                title_en="a",
                source="a",
                places=[session.get_one(Place, place)],
            )
        )
    assert _codes(delete_place(desk, place)) == [(FaultCode.HAS_REGULATIONS, "")]


def test_a_place_that_nothing_refers_to_is_deleted(desk: Engine) -> None:
    """With its opening windows."""
    place = _saved(desk, ZONE)
    assert delete_place(desk, place) == ()
    assert load_place(desk, place) is None
    with Session(desk) as session:
        assert session.scalars(select(OpeningWindow)).all() == []


def test_the_municipality_of_a_position_is_filled_in(desk: Engine, territories: Territories) -> None:
    """Where one municipality only can hold the position, nobody has to choose it."""
    there = shapely.Point(4.187, 50.477)
    draft = replace(BAR, municipality=None, geometry=there)
    place = save_place(desk, draft, territories=territories).id
    assert place is not None
    sheet = load_place(desk, place)
    assert sheet is not None
    assert sheet.draft.municipality == "58001"


def test_a_canton_of_several_municipalities_leaves_the_choice(desk: Engine, territories: Territories) -> None:
    """Near Genappe several municipalities share a canton: none is guessed."""
    there = shapely.Point(4.4507, 50.6116)
    assert len(territories.codes_at(there)) > 1
    outcome = save_place(desk, replace(BAR, municipality=None, geometry=there), territories=territories)
    assert _codes(outcome.faults) == [(FaultCode.MUNICIPALITY_MISSING, "municipality")]


@pytest.mark.parametrize(
    ("shape", "nis", "elsewhere"),
    [
        (TRIANGLE, "52011", False),
        (TRIANGLE, "58001", True),
        (shapely.Point(4.4507, 50.6116), "25031", False),
        (shapely.Point(4.4507, 50.6116), "52011", True),
        (shapely.Point(3.05, 50.63), "52011", False),
    ],
    ids=["in Charleroi", "not in La Louvière", "in Genappe", "not in Charleroi", "in Lille"],
)
def test_a_position_is_compared_with_its_municipality(
    desk: Engine, territories: Territories, shape: BaseGeometry, nis: str, *, elsewhere: bool
) -> None:
    """A wrong municipality is refused; where the map knows nothing, the choice stands."""
    outcome = save_place(desk, replace(ZONE, geometry=shape, municipality=nis), territories=territories)
    expected = [(FaultCode.MUNICIPALITY_ELSEWHERE, "municipality")] if elsewhere else []
    assert _codes(outcome.faults) == expected


def test_a_municipality_that_the_map_does_not_know_is_not_compared() -> None:
    """Imported outlines may be of another year than the list of codes."""
    areas = gpd.GeoDataFrame(
        {"municipalities": ["52011"]}, geometry=[shapely.box(4.3, 50.3, 4.6, 50.6)], crs="EPSG:4326"
    )
    assert not Territories(areas).is_elsewhere(TRIANGLE, "58001")


def _many(count: int) -> Iterator[PlaceDraft]:
    for number in range(count):
        # Words, for a label of digits alone would look like a code.
        word = "".join(chr(ord("a") + int(digit)) for digit in f"{number:04d}")
        yield replace(BAR, label=f"Bar {word}", geometry=shapely.Point(round(4.43 + number * 1e-5, 6), 50.46))


def test_many_places_are_saved_together(desk: Engine) -> None:
    """Each draft gets its identifier, in order, in one transaction."""
    before = load_state(desk).revision
    drafts = [*_many(50)]
    outcomes = save_places(desk, drafts)
    assert load_state(desk).revision == before + 1
    for draft, outcome in zip(drafts, outcomes, strict=True):
        assert outcome.id is not None
        sheet = load_place(desk, outcome.id)
        assert sheet is not None
        assert sheet.draft == draft


def test_one_fault_among_many_saves_none(desk: Engine) -> None:
    """The report names the wrong ones by their position in the list."""
    drafts = [*_many(5)]
    drafts[1] = replace(drafts[1], target_days=0, service=9)
    drafts[4] = replace(drafts[4], label=drafts[0].label)
    outcomes = save_places(desk, drafts)
    assert [_codes(outcome.faults) for outcome in outcomes] == [
        [],
        [(FaultCode.TARGET_OUT_OF_RANGE, "target_days"), (FaultCode.SERVICE_UNKNOWN, "service")],
        [],
        [],
        [(FaultCode.LABEL_TAKEN, "label")],
    ]
    assert all(outcome.id is None for outcome in outcomes)
    with Session(desk) as session:
        assert session.scalars(select(Place)).all() == []


def test_saving_no_places_is_no_fault(desk: Engine) -> None:
    """An empty file has nothing wrong in it."""
    assert save_places(desk, []) == []


def test_the_places_of_the_demo_pass_every_check(desk: Engine, territories: Territories) -> None:
    """What the demo shows could have been entered by hand."""
    drafts = [
        PlaceDraft(
            kind=place.kind,
            label=place.label,
            geometry=place.geometry,
            municipality=place.municipality,
            service=1,
            active_from=place.active_from,
            active_to=place.active_to,
            target_days=place.target_days,
            publication_area=place.area,
            invented=place.invented,
        )
        for place in load_demo_places()
    ]
    faults = {
        draft.label: _codes(outcome.faults)
        for draft, outcome in zip(drafts, save_places(desk, drafts, territories=territories), strict=True)
        if outcome.faults
    }
    assert faults == {}


@pytest.mark.parametrize(
    ("first", "last", "status"),
    [
        (None, None, PlaceStatus.ACTIVE),
        (date(2020, 1, 1), date(2020, 1, 1), PlaceStatus.ACTIVE),
        (None, date(2019, 12, 31), PlaceStatus.CLOSED),
        (date(2020, 1, 2), None, PlaceStatus.FUTURE),
    ],
)
def test_a_place_is_in_use_from_its_first_to_its_last_day(
    first: date | None, last: date | None, status: PlaceStatus
) -> None:
    """Both ends are included."""
    assert status_on(first, last, date(2020, 1, 1)) is status


def test_the_length_of_a_visit_and_the_carriageway_are_kept(desk: Engine) -> None:
    """Both come back as they were saved, and leaving them out again clears them."""
    area = replace(BAR, kind=PlaceKind.REST_AREA, service_min=45, carriageway_deg=265)
    place = _saved(desk, area)
    stored = load_place(desk, place)
    assert stored is not None
    assert (stored.draft.service_min, stored.draft.carriageway_deg) == (45, 265)
    assert not save_place(desk, replace(area, service_min=None, carriageway_deg=None), place).faults
    cleared = load_place(desk, place)
    assert cleared is not None
    assert (cleared.draft.service_min, cleared.draft.carriageway_deg) == (None, None)


def test_lengths_and_carriageways_that_cannot_be_are_refused(desk: Engine) -> None:
    """No visit takes no time or all day, and a bar opens onto no motorway."""
    wrong = replace(BAR, service_min=0, carriageway_deg=360)
    assert _codes(save_place(desk, wrong).faults) == [
        (FaultCode.SERVICE_MIN_OUT_OF_RANGE, "service_min"),
        (FaultCode.CARRIAGEWAY_OUT_OF_RANGE, "carriageway_deg"),
        (FaultCode.CARRIAGEWAY_OF_OTHERS, "carriageway_deg"),
    ]
    assert _codes(save_place(desk, replace(BAR, service_min=481)).faults) == [
        (FaultCode.SERVICE_MIN_OUT_OF_RANGE, "service_min")
    ]


def test_a_place_that_a_pair_leaves_from_stays(desk: Engine) -> None:
    """Deleting it would leave the pair without an office; the refusal says so."""
    place = _saved(desk, replace(BAR, kind=PlaceKind.OFFICE))
    with writing(desk) as session:
        skills = {"first_skill": Skill.NURSE, "second_skill": Skill.EDUCATOR}
        session.add(Team(code="charleroi-1", service_id=1, depot_id=place, **skills))
    assert _codes(delete_place(desk, place)) == [(FaultCode.HAS_PLANS, "")]
    assert load_place(desk, place) is not None
