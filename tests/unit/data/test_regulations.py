"""The ledger of regulations: what is kept, what is refused and why."""

from dataclasses import replace
from datetime import date

import pytest
import shapely
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.register.database import load_state, writing
from data.register.faults import Fault, FaultCode
from data.register.place_references import reference_faults
from data.register.regulation_checks import RegulationDraft
from data.register.regulations import (
    RegulationRecord,
    close_regulation,
    delete_regulation,
    load_regulations,
    restore_regulations,
    save_regulation,
)
from data.register.rules import RegulationPlaceKind, regulation_exception, regulation_place
from data.register.studies import Study
from data.register.tables import Place, Service
from data.vocabulary import PlaceKind, RegulationKind
from tests.study_kit import NOON

BAN = RegulationDraft(
    kind=RegulationKind.SOLICITING_BAN,
    announced=date(2014, 10, 20),
    in_force=date(2014, 12, 1),
    titles={
        "fr": "Interdiction du racolage à Charleroi",
        "nl": "Tippelverbod in Charleroi",
        "en": "Ban on soliciting in Charleroi",
    },
    source="Règlement communal de Charleroi, 2014; rapport d'activité 2019",
    municipality="52011",
    place_kinds=(PlaceKind.STREET, PlaceKind.CAR_PARK),
)

ZONE = shapely.box(4.435, 50.406, 4.445, 50.410)


def _place(engine: Engine, label: str = "Rue du Rivage") -> int:
    with writing(engine) as session:
        if session.get(Service, 1) is None:
            session.add(Service(id=1, code="charleroi", label="Charleroi"))
            session.flush()
        place = Place(kind=PlaceKind.STREET, label=label, geometry=ZONE, municipality="52011", service_id=1)
        session.add(place)
        session.flush()
        return place.id


def _saved(engine: Engine, draft: RegulationDraft) -> int:
    outcome = save_regulation(engine, draft)
    assert outcome.faults == ()
    assert outcome.id is not None
    return outcome.id


def _only(engine: Engine) -> RegulationRecord:
    [record] = load_regulations(engine)
    return record


def _codes(faults: tuple[Fault, ...]) -> list[tuple[FaultCode, str]]:
    return [(fault.code, fault.field) for fault in faults]


def test_an_empty_ledger_is_a_list_of_nothing(register: Engine) -> None:
    """A fresh register has no rules."""
    assert load_regulations(register) == []


def test_a_rule_comes_back_as_it_was_saved(register: Engine) -> None:
    """Every field survives the database."""
    rule = _saved(register, BAN)
    record = _only(register)
    assert record.id == rule
    assert record.to_draft() == BAN


def test_a_rule_may_name_places_or_an_area(register: Engine) -> None:
    """Places come back by identifier, the drawn area to a tenth of a metre."""
    first, second = _place(register), _place(register, "Triangle")
    named = replace(BAN, places=(second, first, second), area=ZONE)
    _saved(register, named)
    assert _only(register).places == (first, second)
    assert _only(register).area == ZONE


def test_a_rule_may_spare_places(register: Engine) -> None:
    """They come back in order, are taken out again by an edit, and stay when the rule goes."""
    first, second = _place(register), _place(register, "Triangle")
    rule = _saved(register, replace(BAN, exceptions=(second, first, second)))
    assert _only(register).exceptions == (first, second)
    assert _only(register).to_draft().exceptions == (first, second)
    assert save_regulation(register, replace(BAN, exceptions=(second,)), rule).id == rule
    assert _only(register).exceptions == (second,)
    assert delete_regulation(register, rule) == ()
    with Session(register) as session:
        assert session.execute(select(regulation_exception)).all() == []
        assert session.get(Place, second) is not None


def test_a_place_is_not_named_and_spared_at_once(register: Engine) -> None:
    """It would be touched and not touched."""
    place = _place(register)
    both = replace(BAN, places=(place,), exceptions=(place,))
    assert _codes(save_regulation(register, both).faults) == [(FaultCode.NAMED_AND_SPARED, "exceptions")]


@pytest.mark.parametrize("name", ["places", "exceptions"])
def test_a_place_that_a_rule_names_or_spares_is_not_deleted(register: Engine, name: str) -> None:
    """It says that regulations refer to it."""
    place = _place(register)
    _saved(register, BAN if name == "places" else replace(BAN, exceptions=(place,)))
    if name == "places":
        _saved(register, replace(BAN, in_force=date(2016, 1, 1), places=(place,)))
    with Session(register) as session:
        faults = [*reference_faults(session, place, 0)]
    assert _codes(tuple(faults)) == [(FaultCode.HAS_REGULATIONS, "")]


def test_a_national_law_needs_no_area(register: Engine) -> None:
    """It applies everywhere."""
    law = replace(BAN, kind=RegulationKind.NATIONAL_LAW, municipality=None)
    _saved(register, law)
    assert _only(register).municipality is None


def test_rules_come_in_the_order_in_which_they_came_into_force(register: Engine) -> None:
    """Whatever the order of entry."""
    later = _saved(register, BAN)
    earlier = _saved(register, replace(BAN, announced=None, in_force=date(2011, 6, 1)))
    assert [record.id for record in load_regulations(register)] == [earlier, later]


def test_a_title_is_given_in_each_language(register: Engine) -> None:
    """An unknown language gets the field's own."""
    _saved(register, BAN)
    record = _only(register)
    assert record.title("nl") == "Tippelverbod in Charleroi"
    assert record.title("de") == "Interdiction du racolage à Charleroi"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2014, 11, 30), False),
        (date(2014, 12, 1), True),
        (date(2017, 3, 1), True),
        (date(2017, 3, 2), False),
    ],
)
def test_a_rule_holds_from_its_first_to_its_last_day(sqlite: Engine, day: date, *, expected: bool) -> None:
    """Both ends are included."""
    _saved(sqlite, replace(BAN, ended=date(2017, 3, 1)))
    assert _only(sqlite).is_in_force(day) is expected


def test_an_open_rule_holds_for_ever(sqlite: Engine) -> None:
    """A rule that has not ended still holds."""
    _saved(sqlite, BAN)
    assert _only(sqlite).is_in_force(date(2090, 1, 1))


WRONG = {
    "no date": (replace(BAN, in_force=None), FaultCode.DATE_MISSING, "in_force"),
    "unlikely date": (
        replace(BAN, announced=None, in_force=date(1914, 12, 1)),
        FaultCode.DATE_UNLIKELY,
        "in_force",
    ),
    "announced later": (
        replace(BAN, announced=date(2014, 12, 2)),
        FaultCode.ANNOUNCED_LATE,
        "announced",
    ),
    "ended before": (replace(BAN, ended=date(2014, 11, 30)), FaultCode.DATES_REVERSED, "ended"),
    "no Dutch title": (
        replace(BAN, titles={**BAN.titles, "nl": " "}),
        FaultCode.TEXT_MISSING,
        "title_nl",
    ),
    "no English title": (
        replace(BAN, titles={"fr": BAN.titles["fr"], "nl": BAN.titles["nl"]}),
        FaultCode.TEXT_MISSING,
        "title_en",
    ),
    "long title": (
        replace(BAN, titles={**BAN.titles, "fr": "x" * 161}),
        FaultCode.TEXT_TOO_LONG,
        "title_fr",
    ),
    "a person in the title": (
        replace(BAN, titles={**BAN.titles, "fr": "Plainte de Mme Dupont"}),
        FaultCode.TEXT_IDENTIFIES,
        "title_fr",
    ),
    "no source": (replace(BAN, source=""), FaultCode.TEXT_MISSING, "source"),
    "an address in the source": (
        replace(BAN, source="courriel de anna@example.be"),
        FaultCode.TEXT_IDENTIFIES,
        "source",
    ),
    "no such code": (replace(BAN, municipality="99999"), FaultCode.MUNICIPALITY_UNKNOWN, "municipality"),
    "nowhere": (replace(BAN, municipality=None), FaultCode.WHERE_MISSING, "municipality"),
    "a line": (
        replace(BAN, municipality=None, area=shapely.LineString([(4.4, 50.4), (4.5, 50.5)])),
        FaultCode.SHAPE_WRONG_TYPE,
        "area",
    ),
    "a point": (
        replace(BAN, municipality=None, area=shapely.Point(4.4, 50.4)),
        FaultCode.AREA_IS_POINT,
        "area",
    ),
    "a bow tie": (
        replace(
            BAN,
            municipality=None,
            area=shapely.Polygon([(4.4, 50.4), (4.41, 50.41), (4.41, 50.4), (4.4, 50.41)]),
        ),
        FaultCode.SHAPE_CROSSES_ITSELF,
        "area",
    ),
    "half the country": (
        replace(BAN, municipality=None, area=shapely.box(3.0, 50.2, 5.0, 51.2)),
        FaultCode.SHAPE_TOO_LARGE,
        "area",
    ),
    "no such place": (replace(BAN, places=(7,)), FaultCode.PLACE_UNKNOWN, "places"),
    "no such exception": (replace(BAN, exceptions=(7,)), FaultCode.PLACE_UNKNOWN, "exceptions"),
}


@pytest.mark.parametrize(("draft", "code", "field"), WRONG.values(), ids=WRONG.keys())
def test_each_fault_is_refused_alone(
    sqlite: Engine, draft: RegulationDraft, code: FaultCode, field: str
) -> None:
    """One thing wrong gives one fault at its field, and nothing is written."""
    outcome = save_regulation(sqlite, draft)
    assert _codes(outcome.faults) == [(code, field)]
    assert load_regulations(sqlite) == []
    assert load_state(sqlite).revision == 0


def test_all_faults_come_at_once(register: Engine) -> None:
    """An empty form names everything that it lacks."""
    outcome = save_regulation(register, RegulationDraft(kind=RegulationKind.CHECKS, places=(3,)))
    assert _codes(outcome.faults) == [
        (FaultCode.DATE_MISSING, "in_force"),
        (FaultCode.TEXT_MISSING, "title_fr"),
        (FaultCode.TEXT_MISSING, "title_nl"),
        (FaultCode.TEXT_MISSING, "title_en"),
        (FaultCode.TEXT_MISSING, "source"),
        (FaultCode.PLACE_UNKNOWN, "places"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "https://example.be/lois/2014/12/01-070324567",
        "Moniteur belge, C-2014/00123",
        "M. B. 1.12.2014, art. 3",
    ],
)
def test_a_source_may_hold_references(sqlite: Engine, source: str) -> None:
    """The numbers of laws and the addresses of pages are not persons."""
    assert save_regulation(sqlite, replace(BAN, source=source)).faults == ()


def test_the_same_rule_is_not_entered_twice(register: Engine) -> None:
    """Same kind, same date, same title."""
    _saved(register, BAN)
    assert _codes(save_regulation(register, BAN).faults) == [(FaultCode.ALREADY_IN_LEDGER, "")]


def test_a_rule_is_edited(register: Engine) -> None:
    """What is chosen less than before is taken out, what stays is kept."""
    place = _place(register)
    rule = _saved(register, replace(BAN, places=(place,)))
    edited = replace(BAN, place_kinds=(PlaceKind.CAR_PARK, PlaceKind.BAR), ended=date(2020, 1, 1))
    assert save_regulation(register, edited, rule).id == rule
    # Kinds come back in the order of the closed list.
    assert _only(register).place_kinds == (PlaceKind.BAR, PlaceKind.CAR_PARK)
    assert _only(register).places == ()
    with Session(register) as session:
        assert len(session.scalars(select(RegulationPlaceKind)).all()) == 2


def test_a_rule_changed_by_somebody_else_is_not_overwritten(register: Engine) -> None:
    """The second of two people who opened the same rule hears of the first."""
    rule = _saved(register, BAN)
    assert save_regulation(register, replace(BAN, announced=None), rule, seen=BAN).id == rule
    late = save_regulation(register, replace(BAN, source="autre"), rule, seen=BAN)
    assert _codes(late.faults) == [(FaultCode.CHANGED_MEANWHILE, "")]


def test_a_rule_ends_on_a_day(register: Engine) -> None:
    """Its last day in force is kept."""
    rule = _saved(register, BAN)
    assert close_regulation(register, rule, date(2018, 6, 30)) == ()
    assert _only(register).ended == date(2018, 6, 30)


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2014, 11, 30), FaultCode.DATES_REVERSED), (date(2218, 1, 1), FaultCode.DATE_UNLIKELY)],
)
def test_a_rule_does_not_end_on_an_impossible_day(register: Engine, day: date, code: FaultCode) -> None:
    """Not before it began, and not in two hundred years."""
    rule = _saved(register, BAN)
    assert [fault.code for fault in close_regulation(register, rule, day)] == [code]
    assert _only(register).ended is None


def test_a_rule_is_deleted_with_what_it_touches(register: Engine) -> None:
    """Its places stay."""
    place = _place(register)
    rule = _saved(register, replace(BAN, places=(place,)))
    assert delete_regulation(register, rule) == ()
    assert load_regulations(register) == []
    with Session(register) as session:
        assert session.scalars(select(RegulationPlaceKind)).all() == []
        assert session.execute(select(regulation_place)).all() == []
        assert session.get(Place, place) is not None


def test_a_change_is_taken_back(register: Engine) -> None:
    """Of one rule and of several at once: changed, deleted and added."""
    first, second = _saved(register, BAN), _saved(register, replace(BAN, in_force=date(2015, 1, 1)))
    before = load_regulations(register)
    assert close_regulation(register, first, date(2018, 6, 30)) == ()
    assert delete_regulation(register, second) == ()
    third = _saved(register, replace(BAN, in_force=date(2016, 1, 1)))
    after = load_regulations(register)
    assert {rule.id for rule in after} == {first, third}
    assert restore_regulations(register, before, after).faults == ()
    assert load_regulations(register) == before


def test_a_rule_that_comes_back_takes_no_other_ones_number(sqlite: Engine) -> None:
    """SQLite gives the number of a deleted rule to the next one."""
    rule = _saved(sqlite, BAN)
    [deleted] = load_regulations(sqlite)
    assert delete_regulation(sqlite, rule) == ()
    other = _saved(sqlite, replace(BAN, in_force=date(2016, 1, 1)))
    restored = restore_regulations(sqlite, [deleted], [])
    assert restored.id is not None
    assert {one.id: one.in_force for one in load_regulations(sqlite)} == {
        restored.id: BAN.in_force,
        other: date(2016, 1, 1),
    }


def test_a_rule_that_comes_back_is_again_what_its_studies_ask_about(register: Engine) -> None:
    """Otherwise their looks would no longer be counted."""
    rule = _saved(register, BAN)
    with writing(register) as session:
        session.add(Study(uid="0" * 32, regulation_id=rule, begun_at=NOON))
    before = load_regulations(register)
    assert before[0].studies
    assert delete_regulation(register, rule) == ()
    assert restore_regulations(register, before, []).id == rule
    assert load_regulations(register) == before


@pytest.mark.parametrize("later", ["changed", "deleted"])
def test_what_somebody_changed_since_is_not_taken_back(register: Engine, later: str) -> None:
    """Neither is the rest of the change."""
    rule = _saved(register, BAN)
    [before] = load_regulations(register)
    assert close_regulation(register, rule, date(2018, 6, 30)) == ()
    [after] = load_regulations(register)
    if later == "changed":
        assert close_regulation(register, rule, date(2018, 7, 31)) == ()
    else:
        assert delete_regulation(register, rule) == ()
    found = load_regulations(register)
    code = {"changed": FaultCode.CHANGED_MEANWHILE, "deleted": FaultCode.GONE}[later]
    assert _codes(restore_regulations(register, [before], [after]).faults) == [(code, "")]
    assert load_regulations(register) == found


def test_a_rule_entered_anew_meanwhile_does_not_come_back_twice(register: Engine) -> None:
    """The one in the ledger is enough."""
    rule = _saved(register, BAN)
    before = load_regulations(register)
    assert delete_regulation(register, rule) == ()
    _saved(register, BAN)
    faults = restore_regulations(register, before, []).faults
    assert _codes(faults) == [(FaultCode.ALREADY_IN_LEDGER, "")]


def test_there_is_no_such_rule(register: Engine) -> None:
    """Changing, ending and deleting what is not there say so."""
    assert _codes(save_regulation(register, BAN, 9).faults) == [(FaultCode.GONE, "")]
    assert _codes(close_regulation(register, 9, date(2020, 1, 1))) == [(FaultCode.GONE, "")]
    assert _codes(delete_regulation(register, 9)) == [(FaultCode.GONE, "")]
