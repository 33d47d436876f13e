"""A file as a whole: what its rows become, what they are counted as, and the samples."""

from collections import Counter
from datetime import date, time

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from data.i18n import translator
from data.imports.content import DayKey, Detail, Visit, VisitKey
from data.imports.faults import FaultKind
from data.imports.fields import Field
from data.imports.mapping import Choices, DateMeaning
from data.imports.reporting import fault_lines, totals
from data.register import tables as t
from data.register.database import writing
from data.vocabulary import Acquaintance, AgeBand, Nationality, Outcome, Role, Sex
from tests.import_kit import SAMPLES, check, csv, fill


@pytest.fixture
def small(sqlite: Engine) -> Engine:
    """A register with a few places."""
    fill(sqlite)
    return sqlite


UNTOLD = (AgeBand.UNKNOWN, Nationality.UNKNOWN, Acquaintance.UNKNOWN, Role.PERSON)


def test_rows_of_one_visit_become_one_visit(small: Engine) -> None:
    """What only one row says holds for the visit; alike people are counted."""
    checked = check(
        small,
        csv(
            "05/03/2019;21h30;triangle;45;;F;2",
            "05/03/2019;21:30;Triangle;;rencontre;H;",
            "05/03/2019;22h15;Rue du Rivage;20;personne;;",
        ),
    )
    assert checked.faults == ()
    assert checked.content.visits == {
        VisitKey(1, 1, date(2019, 3, 5), time(21, 30)): Visit(
            minutes=45,
            outcome=Outcome.MET,
            details=Counter(
                [Detail("contact", (Sex.FEMALE, *UNTOLD), 2), Detail("contact", (Sex.MALE, *UNTOLD), 1)]
            ),
        ),
        VisitKey(1, 3, date(2019, 3, 5), time(22, 15)): Visit(minutes=20, outcome=Outcome.NOBODY_SEEN),
    }


def test_a_contact_without_an_outcome_was_met(small: Engine) -> None:
    """It needs no word to say so."""
    (visit,) = check(small, csv("05/03/2019;21h30;triangle;45;;F;")).content.visits.values()
    assert visit.outcome is Outcome.MET


def test_the_service_is_that_of_the_place_unless_a_row_says_otherwise(small: Engine) -> None:
    """One service may visit the places of another."""
    header = "date;lieu;antenne;résultat"
    rows = ("05/03/2019;Bar 1, axe de Baisy-Thy;;fermé", "06/03/2019;Bar 1, axe de Baisy-Thy;Charleroi;fermé")
    assert [key.service for key in check(small, csv(*rows, header=header)).content.visits] == [2, 1]


def test_the_night_belongs_to_the_evening_before(small: Engine) -> None:
    """By default the date is that of the night; the user may say that it is the calendar's."""
    data = csv("06/03/2019;01h10;Triangle;45;fermé;;", "06/03/2019;21h10;Triangle;45;fermé;;")
    assert {key.day for key in check(small, data).content.visits} == {date(2019, 3, 6)}
    columns = {
        "date": Field.DAY,
        "heure d'arrivée": Field.ARRIVAL,
        "lieu": Field.PLACE,
        "minutes": Field.MINUTES,
        "résultat": Field.OUTCOME,
        "sexe": None,
        "nombre": None,
    }
    calendar = check(small, data, choices=Choices(columns, DateMeaning.CALENDAR))
    assert [key.day for key in calendar.content.visits] == [date(2019, 3, 5), date(2019, 3, 6)]


def test_other_activities_have_no_visit(small: Engine) -> None:
    """The drop-in, consultations, events and online contacts are sets of a day and a service."""
    header = "activité;date;antenne;demi-journée;couverture santé;type d'événement;commune;nombre;nature;mode"
    rows = (
        "permanence;05/03/2019;Charleroi;matin;;;;12;;",
        "permanence;05/03/2019;Charleroi;;;;;;logement;relais",
        "consultation;05/03/2019;Charleroi;;amu;;;3;;",
        "sensibilisation;05/03/2019;Charleroi;;;film;;0;;",
        "en ligne;05/03/2019;Charleroi;;;;Charleroi;4;;",
        "hors visite;05/03/2019;Charleroi;;;;;;santé;accompagnement",
    )
    checked = check(small, csv(*rows, header=header))
    assert checked.faults == ()
    assert checked.content.visits == {}
    assert {key: set(details) for key, details in checked.content.days.items()} == {
        DayKey("drop_in_visit", 1, date(2019, 3, 5)): {Detail("drop_in_visit", ("morning",), 12)},
        DayKey("consultation", 1, date(2019, 3, 5)): {Detail("consultation", ("urgent_aid",), 3)},
        DayKey("awareness_event", 1, date(2019, 3, 5)): {Detail("awareness_event", ("film",), 0)},
        DayKey("online_contact", 1, date(2019, 3, 5)): {Detail("online_contact", ("52011",), 4)},
        DayKey("intervention", 1, date(2019, 3, 5)): {
            Detail("intervention", ("housing", "relais", None), 1),
            Detail("intervention", ("health", "accompagnement", None), 1),
        },
    }


def test_passages_tell_alike_visits_apart(small: Engine) -> None:
    """Two visits of a day without arrival time need a number."""
    header = "date;lieu;passage;minutes;résultat"
    rows = ("05/03/2019;Triangle;1;45;fermé", "05/03/2019;Triangle;2;50;fermé")
    assert len(check(small, csv(*rows, header=header)).content.visits) == 2


def test_a_synthetic_file_may_go_into_the_synthetic_register(small: Engine) -> None:
    """The mark is for registers that are real."""
    with writing(small) as session:
        session.get_one(t.RegisterState, 1).synthetic = True
    data = csv("05/03/2019;Triangle;refus;synthétique", header="date;lieu;résultat;registre")
    assert check(small, data).faults == ()


def test_a_table_without_rows_has_no_faults_and_no_content(small: Engine) -> None:
    """A template that nobody has filled in."""
    checked = check(small, csv())
    assert (checked.faults, checked.rows, checked.content.span()) == ((), 0, None)


def test_checking_writes_nothing(small: Engine) -> None:
    """Not even the revision changes."""
    with Session(small) as session:
        before = session.get_one(t.RegisterState, 1).revision
    check(small, csv("05/03/2019;21h30;Triangle;45;fermé;;"))
    with Session(small) as session:
        assert session.get_one(t.RegisterState, 1).revision == before


def test_the_sample_of_a_real_looking_register(small: Engine) -> None:
    """Titles, blank rows, totals, code page of Windows, decimal commas, a night past twelve."""
    checked = check(small, (SAMPLES / "registre_mars_2019.csv").read_bytes())
    assert checked.faults == ()
    assert {number: str(skip) for number, skip in checked.skipped.items()} == {
        1: "above",
        2: "above",
        10: "totals",
    }
    assert [(key.place, key.day.day, visit.minutes) for key, visit in checked.content.visits.items()] == [
        (1, 5, 45),
        (3, 5, 20),
        (1, 7, 75),
    ]
    assert totals(checked.content) == {"contact": 4, "material": 43}


def test_the_sample_with_faults(small: Engine) -> None:
    """Every fault of every row, and neither names nor numbers in the report."""
    checked = check(small, (SAMPLES / "registre_avec_fautes.csv").read_bytes())
    assert [(fault.row, fault.column, fault.kind) for fault in checked.faults] == [
        (1, "nom", FaultKind.IDENTIFYING_COLUMN),
        (1, "remarques", FaultKind.FREE_TEXT),
        (2, "date", FaultKind.SHORT_YEAR),
        (3, "heure", FaultKind.NOT_A_TIME),
        (3, "lieu", FaultKind.UNKNOWN_PLACE),
        (3, "sexe", FaultKind.UNKNOWN_WORD),
        (4, "lieu", FaultKind.IDENTIFIER),
    ]
    told = "\n".join(fault_lines(checked.faults, translator("fr")))
    assert not [word for word in ("Anna", "Bella", "0470", "cherche") if word in told]
