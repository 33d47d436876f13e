"""What may still change of a place once visits refer to it, and what would rewrite the past."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from sqlalchemy import Engine

from data.i18n import translator
from data.register.faults import FaultCode
from data.register.place_checks import PlaceDraft
from data.register.places import load_place, save_place
from data.vocabulary import PlaceKind
from tests.place_kit import FLATS, TRIANGLE, ZONE, codes, saved, visit_on, zone_visited_in_2019


@pytest.fixture
def visited(desk: Engine) -> tuple[Engine, int]:
    """A zone with visits on three days of 2019."""
    return desk, zone_visited_in_2019(desk)


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
    assert codes(save_place(engine, edited, place).faults) == [(code, field)]
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
    place = saved(desk, FLATS)
    visit_on(desk, place, date(2019, 3, 4))
    moved = save_place(desk, replace(FLATS, municipality="58001"), place)
    assert codes(moved.faults) == [(FaultCode.MUNICIPALITY_FIXED, "municipality")]


@pytest.mark.parametrize("kind", [PlaceKind.CAR_PARK, PlaceKind.BAR])
def test_an_unvisited_place_may_become_anything(desk: Engine, kind: PlaceKind) -> None:
    """Nothing in the past depends on it."""
    place = saved(desk, ZONE)
    elsewhere = replace(ZONE, kind=kind, geometry=shapely.Point(4.6, 50.6))
    assert save_place(desk, elsewhere, place).faults == ()
