"""Places are closed, opened again, and deleted only where nothing refers to them."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.i18n import translator
from data.register.database import writing
from data.register.faults import FaultCode
from data.register.places import close_place, delete_place, load_place, reopen_place
from data.register.rules import Regulation
from data.register.tables import OpeningWindow, Place, Team
from data.vocabulary import PlaceKind, RegulationKind, Skill
from tests.place_kit import BAR, ZONE, codes, saved, zone_visited_in_2019


@pytest.fixture
def visited(desk: Engine) -> tuple[Engine, int]:
    """A zone with visits on three days of 2019."""
    return desk, zone_visited_in_2019(desk)


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
    faults = close_place(desk, saved(desk, ZONE), date(2011, 1, 1))
    assert codes(faults) == [(FaultCode.DATES_REVERSED, "active_to")]


def test_a_visited_place_is_never_deleted(visited: tuple[Engine, int]) -> None:
    """It is closed instead, and the message says how many visits refer to it."""
    engine, place = visited
    [fault] = delete_place(engine, place)
    assert fault.code is FaultCode.HAS_VISITS
    assert "3" in fault.message(translator("fr"))
    assert load_place(engine, place) is not None


def test_a_place_that_a_regulation_names_is_not_deleted(desk: Engine) -> None:
    """The ledger would otherwise name nothing."""
    place = saved(desk, ZONE)
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
    assert codes(delete_place(desk, place)) == [(FaultCode.HAS_REGULATIONS, "")]


def test_a_place_that_a_pair_leaves_from_stays(desk: Engine) -> None:
    """Deleting it would leave the pair without an office; the refusal says so."""
    place = saved(desk, replace(BAR, kind=PlaceKind.OFFICE))
    with writing(desk) as session:
        skills = {"first_skill": Skill.NURSE, "second_skill": Skill.EDUCATOR}
        session.add(Team(code="charleroi-1", service_id=1, depot_id=place, **skills))
    assert codes(delete_place(desk, place)) == [(FaultCode.HAS_PLANS, "")]
    assert load_place(desk, place) is not None


def test_a_place_that_nothing_refers_to_is_deleted(desk: Engine) -> None:
    """With its opening windows."""
    place = saved(desk, ZONE)
    assert delete_place(desk, place) == ()
    assert load_place(desk, place) is None
    with Session(desk) as session:
        assert session.scalars(select(OpeningWindow)).all() == []
