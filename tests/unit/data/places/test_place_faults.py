"""What is refused of a place, all at once, and the words that say why and what to do."""

from dataclasses import replace
from datetime import date, time

import pytest
import shapely
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.i18n import translator
from data.identifiers import IdentifierKind
from data.register.database import load_state
from data.register.faults import Fault, FaultCode
from data.register.place_checks import OpeningHours, PlaceDraft
from data.register.places import save_place
from data.register.tables import Place
from data.vocabulary import PlaceKind
from tests.place_kit import BAR, FLATS, ZONE, codes, open_service

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
    open_service(sqlite)
    before = load_state(sqlite).revision
    outcome = save_place(sqlite, draft)
    assert codes(outcome.faults) == [(code, field)]
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
    assert codes(save_place(desk, draft).faults) == [
        (FaultCode.TEXT_IDENTIFIES, "label"),
        (FaultCode.SHAPE_EMPTY, "geometry"),
        (FaultCode.MUNICIPALITY_UNKNOWN, "municipality"),
        (FaultCode.DATES_REVERSED, "active_to"),
        (FaultCode.TARGET_OUT_OF_RANGE, "target_days"),
        (FaultCode.OPENING_EMPTY, "opening"),
        (FaultCode.SERVICE_UNKNOWN, "service"),
    ]


def test_lengths_and_carriageways_that_cannot_be_are_refused(desk: Engine) -> None:
    """No visit takes no time or all day, and a bar opens onto no motorway."""
    wrong = replace(BAR, service_min=0, carriageway_deg=360)
    assert codes(save_place(desk, wrong).faults) == [
        (FaultCode.SERVICE_MIN_OUT_OF_RANGE, "service_min"),
        (FaultCode.CARRIAGEWAY_OUT_OF_RANGE, "carriageway_deg"),
        (FaultCode.CARRIAGEWAY_OF_OTHERS, "carriageway_deg"),
    ]
    assert codes(save_place(desk, replace(BAR, service_min=481)).faults) == [
        (FaultCode.SERVICE_MIN_OUT_OF_RANGE, "service_min")
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
        "minutes": 480,
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
