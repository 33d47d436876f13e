"""A file as a whole: every fault at once, and nothing cleaned."""

from collections import Counter
from datetime import date, time
from io import BytesIO

import pandas as pd
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from data.export import Cover
from data.i18n import translator
from data.identifiers import IdentifierKind
from data.imports.content import DayKey, Detail, Visit, VisitKey
from data.imports.faults import MASKED, Fault, FaultKind, fault_table, problem, remedy, shown
from data.imports.fields import Field
from data.imports.mapping import Choices, DateMeaning
from data.imports.reporting import fault_lines, faults_csv, faults_xlsx, summary, totals
from data.register import tables as t
from data.register.database import writing
from data.vocabulary import Acquaintance, AgeBand, Nationality, Outcome, Role, Sex
from tests.import_kit import SAMPLES, check, csv, fill, kinds, xlsx

UNTOLD = (AgeBand.UNKNOWN, Nationality.UNKNOWN, Acquaintance.UNKNOWN, Role.PERSON)


@pytest.fixture
def small(sqlite: Engine) -> Engine:
    """A register with a few places."""
    fill(sqlite)
    return sqlite


def only(engine: Engine, *rows: str, header: str) -> Fault:
    """Return the one fault of a file."""
    (fault,) = check(engine, csv(*rows, header=header)).faults
    return fault


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


def test_all_faults_come_at_once_by_row_and_column(small: Engine) -> None:
    """Nobody mends a file one fault at a time."""
    checked = check(
        small,
        csv(
            "05/03/19;21h30;Triangle;45;rencontre;F;1",
            "06/03/2019;soir;Triangel;45,5;rencontre;Z;0",
            "06/03/2020;21h30;;1500;peut-être;F;deux",
        ),
    )
    assert [(fault.row, fault.column, fault.kind) for fault in checked.faults] == [
        (2, "date", FaultKind.SHORT_YEAR),
        (3, "heure d'arrivée", FaultKind.NOT_A_TIME),
        (3, "lieu", FaultKind.UNKNOWN_PLACE),
        (3, "minutes", FaultKind.NOT_A_DURATION),
        (3, "nombre", FaultKind.NOT_A_NUMBER),
        (3, "sexe", FaultKind.UNKNOWN_WORD),
        (4, "date", FaultKind.FUTURE),
        (4, "lieu", FaultKind.MISSING_VALUE),
        (4, "minutes", FaultKind.TOO_LARGE),
        (4, "nombre", FaultKind.NOT_A_NUMBER),
        (4, "résultat", FaultKind.UNKNOWN_WORD),
    ]


def test_an_unknown_place_names_the_nearest(small: Engine) -> None:
    """The user sees what was meant; a name chosen once is known from then on."""
    data = csv("05/03/2019;21h30;Le Triangel;45;fermé;;")
    (fault,) = check(small, data).faults
    assert fault.hint[0] == "Triangle"
    assert check(small, data, aliases={"le triangel": "Triangle"}).faults == ()
    assert kinds(check(small, data, aliases={"le triangel": "A place that is gone"})) == [
        FaultKind.UNKNOWN_PLACE
    ]


def test_names_that_two_places_share_when_folded_need_their_exact_form(small: Engine) -> None:
    """Nobody guesses which of the two was meant."""
    with writing(small) as session:
        place = session.get_one(t.Place, 1)
        session.add(
            t.Place(
                kind=place.kind, label="TRIANGLE", geometry=place.geometry, municipality="52011", service_id=1
            )
        )
    rows = ("05/03/2019;Triangle;fermé", "05/03/2019;TRIANGLE;fermé", "05/03/2019;triangle;fermé")
    checked = check(small, csv(*rows, header="date;lieu;résultat"))
    assert [(fault.row, fault.kind) for fault in checked.faults] == [(4, FaultKind.UNKNOWN_PLACE)]
    assert len(checked.content.visits) == 2


@pytest.mark.parametrize(
    ("header", "row"), [("lieu;résultat", "Triangle;fermé"), ("date;résultat", "05/03/2019;fermé")]
)
def test_a_missing_column_is_one_fault(small: Engine, header: str, row: str) -> None:
    """Not one a row."""
    fault = only(small, row, row, header=header)
    assert (fault.row, fault.kind) == (1, FaultKind.MISSING_COLUMN)


def test_rows_of_a_visit_must_agree(small: Engine) -> None:
    """The later row is at fault and names the earlier one."""
    checked = check(
        small, csv("05/03/2019;21h30;Triangle;45;rencontre;F;1", "05/03/2019;21h30;Triangle;50;refus;H;1")
    )
    assert [(one.row, one.column, one.kind, one.hint) for one in checked.faults] == [
        (3, "minutes", FaultKind.DISAGREES, ("2",)),
        (3, "résultat", FaultKind.DISAGREES, ("2",)),
    ]


def test_passages_tell_alike_visits_apart(small: Engine) -> None:
    """Two visits of a day without arrival time need a number."""
    header = "date;lieu;passage;minutes;résultat"
    rows = ("05/03/2019;Triangle;1;45;fermé", "05/03/2019;Triangle;2;50;fermé")
    assert len(check(small, csv(*rows, header=header)).content.visits) == 2


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("05/03/2019;21h30;Triangle;45;;;", FaultKind.NO_OUTCOME),
        ("05/03/2019;21h30;Triangle;45;rencontre;;", FaultKind.MET_NOBODY),
        ("05/03/2019;21h30;Triangle;45;rencontre;Z;", FaultKind.UNKNOWN_WORD),
        ("05/03/2019;21h30;Triangle;45;fermé;F;1", FaultKind.MET_DESPITE_OUTCOME),
        ("05/03/2019;21h30;Triangle;45;personne;;3", FaultKind.MET_DESPITE_OUTCOME),
        ("05/03/2019;#REF!;Triangle;45;fermé;;", FaultKind.SPREADSHEET_ERROR),
    ],
)
def test_outcomes_and_errors(small: Engine, row: str, kind: FaultKind) -> None:
    """An outcome is needed, and must fit the contacts."""
    assert kinds(check(small, csv(row))) == [kind]


def test_somebody_met_is_counted_in_one_row_of_the_visit(small: Engine) -> None:
    """Rows of help may say that somebody was met as long as another row of the visit counts who."""
    header = "date;heure d'arrivée;lieu;résultat;sexe;nature;mode"
    helped = "05/03/2019;21h30;Triangle;rencontre;;logement;relais"
    fault = only(small, helped, header=header)
    assert (fault.row, fault.column, fault.value) == (2, "résultat", "rencontre")
    counted = "05/03/2019;21h30;Triangle;;F;;"
    assert check(small, csv(helped, counted, header=header)).faults == ()


def test_a_column_to_be_decided_may_be_the_one_that_counts(small: Engine) -> None:
    """Until then a visit that met somebody is not blamed for counting nobody."""
    header = "date;heure d'arrivée;lieu;résultat;combien donc"
    fault = only(small, "05/03/2019;21h30;Triangle;rencontre;2", header=header)
    assert fault.kind is FaultKind.UNDECIDED_COLUMN


@pytest.mark.parametrize(
    ("header", "row", "kind"),
    [
        ("date;lieu;résultat;nature", "05/03/2019;Triangle;refus;logement", FaultKind.MISSING_COLUMN),
        ("date;lieu;résultat;nature;mode", "05/03/2019;Triangle;refus;logement;", FaultKind.MISSING_VALUE),
        ("date;lieu;résultat;nature;mode", "05/03/2019;Triangle;refus;;relais", FaultKind.MISSING_VALUE),
        ("date;lieu;résultat;matériel;quantité", "05/03/2019;Triangle;refus;;4", FaultKind.MISSING_VALUE),
        (
            "date;lieu;résultat;soin;bénéficiaire",
            "05/03/2019;Triangle;refus;;client",
            FaultKind.MISSING_VALUE,
        ),
        (
            "date;lieu;résultat;nature;mode;relais vers",
            "05/03/2019;Triangle;refus;logement;collaboration;cpas",
            FaultKind.TARGET_WITHOUT_RELAIS,
        ),
        ("activité;date;lieu;antenne;demi-journée", "permanence;05/03/2019;;;matin", FaultKind.MISSING_VALUE),
        (
            "activité;date;lieu;antenne;demi-journée",
            "permanence;05/03/2019;;Charleroi;",
            FaultKind.MISSING_VALUE,
        ),
        (
            "activité;date;antenne;sexe;demi-journée",
            "permanence;05/03/2019;Charleroi;F;matin",
            FaultKind.OUT_OF_PLACE,
        ),
        ("date;lieu;résultat;demi-journée", "05/03/2019;Triangle;refus;matin", FaultKind.OUT_OF_PLACE),
        ("activité;date;antenne;nature", "hors visite;05/03/2019;Charleroi;", FaultKind.MISSING_VALUE),
        (
            "activité;date;antenne;demi-journée;nombre",
            "permanence;05/03/2019;Charleroi;matin;0",
            FaultKind.NOT_A_NUMBER,
        ),
        ("date;lieu;résultat;antenne", "05/03/2019;Triangle;refus;Mons", FaultKind.UNKNOWN_SERVICE),
        ("date;lieu;résultat;équipe", "05/03/2019;Triangle;refus;duo", FaultKind.UNKNOWN_TEAM),
        ("date;lieu;résultat;police", "05/03/2019;Triangle;refus;deux", FaultKind.NOT_YES_OR_NO),
        ("date;lieu;résultat;registre", "05/03/2019;Triangle;refus;synthétique", FaultKind.SYNTHETIC_FILE),
    ],
)
def test_what_a_row_must_and_must_not_hold(small: Engine, header: str, row: str, kind: FaultKind) -> None:
    """Each rule has its own fault."""
    assert only(small, row, header=header).kind is kind


def test_a_synthetic_file_may_go_into_the_synthetic_register(small: Engine) -> None:
    """The mark is for registers that are real."""
    with writing(small) as session:
        session.get_one(t.RegisterState, 1).synthetic = True
    data = csv("05/03/2019;Triangle;refus;synthétique", header="date;lieu;résultat;registre")
    assert check(small, data).faults == ()


@pytest.mark.parametrize(
    ("header", "cell", "kind"),
    [
        ("Nom", "Anna", FaultKind.IDENTIFYING_COLUMN),
        ("Remarques", "calme", FaultKind.FREE_TEXT),
        ("Latitude", "50,41123", FaultKind.COORDINATES),
        ("Météo", "elle a parlé de sa famille et de son logement", FaultKind.FREE_TEXT),
        ("Météo", "pluie", FaultKind.UNDECIDED_COLUMN),
    ],
)
def test_columns_that_must_go_or_be_decided_on(
    small: Engine, header: str, cell: str, kind: FaultKind
) -> None:
    """Refused columns must leave the file; unknown ones wait for the user."""
    fault = only(small, f"05/03/2019;Triangle;refus;{cell}", header=f"date;lieu;résultat;{header}")
    assert (fault.kind, fault.column) == (kind, header)
    assert cell not in fault.value


def test_leaving_out_a_refused_column_does_not_help(small: Engine) -> None:
    """It has to leave the file; a harmless one may stay."""
    columns = {"date": Field.DAY, "lieu": Field.PLACE, "résultat": Field.OUTCOME, "Nom": None, "Météo": None}
    data = csv("05/03/2019;Triangle;refus;Anna;pluie", header="date;lieu;résultat;Nom;Météo")
    assert kinds(check(small, data, choices=Choices(columns))) == [FaultKind.IDENTIFYING_COLUMN]


def test_an_empty_column_of_names_does_no_harm(small: Engine) -> None:
    """There is nothing in it."""
    data = csv("05/03/2019;Triangle;refus;", header="date;lieu;résultat;Nom")
    assert check(small, data).faults == ()


@pytest.mark.parametrize(
    "secret",
    ["0470 12 34 56", "anna@example.be", "85.07.30-033 28", "BE68 5390 0754 7034", "1-ABC-123", "Mme Dupont"],
)
@pytest.mark.parametrize("column", ["lieu", "sexe", "Météo"])
def test_identifiers_are_refused_and_never_repeated(small: Engine, secret: str, column: str) -> None:
    """In a column that is read, and in one that is not; no file that leaves us holds them."""
    header = ["date", "lieu", "résultat", "sexe", "Météo"]
    row = ["05/03/2019", "Triangle", "rencontre", "F", "pluie"]
    row[header.index(column)] = secret
    choices = Choices(
        {
            "date": Field.DAY,
            "lieu": Field.PLACE,
            "résultat": Field.OUTCOME,
            "sexe": Field.SEX,
            "Météo": None,
        }
    )
    checked = check(small, csv(";".join(row), header=";".join(header)), choices=choices)
    (fault,) = checked.faults
    assert (fault.row, fault.column, fault.value, fault.kind) == (2, column, MASKED, FaultKind.IDENTIFIER)
    told = "\n".join(
        [*summary(checked, None, translator("en")), *fault_lines(checked.faults, translator("en"))]
    )
    assert secret not in told
    assert secret.rsplit(maxsplit=1)[-1] not in told


def test_two_columns_cannot_be_the_same_thing(small: Engine) -> None:
    """The user chose twice."""
    choices = Choices(
        {"date": Field.DAY, "lieu": Field.PLACE, "résultat": Field.OUTCOME, "zone": Field.PLACE}
    )
    data = csv("05/03/2019;Triangle;refus;Triangle", header="date;lieu;résultat;zone")
    assert kinds(check(small, data, choices=choices)) == [FaultKind.COLUMN_TWICE]


def test_a_table_without_rows_has_no_faults_and_no_content(small: Engine) -> None:
    """A template that nobody has filled in."""
    checked = check(small, csv())
    assert (checked.faults, checked.rows, checked.content.span()) == ((), 0, None)


def test_row_numbers_are_those_of_the_spreadsheet(small: Engine) -> None:
    """Titles and blank rows count."""
    data = xlsx(("Registre 2019",), (), ("date", "lieu", "résultat"), (), ("32/03/2019", "Triangle", "refus"))
    assert [fault.row for fault in check(small, data, name="x.xlsx").faults] == [5]


@pytest.mark.parametrize("kind", list(FaultKind))
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_each_fault_says_what_is_wrong_and_what_to_do(kind: FaultKind, language: str) -> None:
    """In sentences without a placeholder left."""
    fault = Fault(2, "lieu", "x", kind, ("Triangle",))
    for sentence in (problem(fault, translator(language)), remedy(fault, translator(language))):
        assert sentence.endswith((".", "…"))
        assert "{" not in sentence


def test_hints_are_words_of_the_language() -> None:
    """Closed lists and names of columns are translated; long lists are cut."""
    fault = Fault(2, "sexe", "Z", FaultKind.UNKNOWN_WORD, tuple(Sex))
    assert remedy(fault, translator("en")) == "Write one of these: Woman, Man, Trans person, Unknown."
    missing = Fault(1, "", "", FaultKind.MISSING_COLUMN, (Field.PLACE,))
    assert problem(missing, translator("en")) == "No column gives this: Place."
    many = Fault(2, "lieu", "x", FaultKind.UNKNOWN_SERVICE, tuple(map(str, range(30))))
    assert remedy(many, translator("en")).endswith("11, ….")


def test_long_values_are_shortened() -> None:
    """A report stays readable."""
    assert shown("a" * 100) == "a" * 39 + "…"
    assert shown("chez\n Paul") == "chez Paul"


@pytest.fixture
def cover() -> Cover:
    """What a report says about itself."""
    return Cover("Faults", (), synthetic=False, translate=translator("en"))


def test_the_report_can_be_downloaded(small: Engine, cover: Cover) -> None:
    """As CSV and as a workbook, one row a fault, safe to open."""
    checked = check(small, csv("05/03/2019;21h30;=cmd();45;rencontre;F;1"))
    text = faults_csv(checked.faults, cover).decode("utf-8-sig")
    assert text.splitlines()[0] == "Row;Column;Value;What is wrong;What to do"
    assert "'=cmd()" in text
    book = pd.read_excel(BytesIO(faults_xlsx(checked.faults, cover)), sheet_name=1, header=2)
    assert list(book["Row"]) == [2]


def test_the_summary_names_rows_left_out(small: Engine) -> None:
    """By number and reason."""
    checked = check(small, csv("05/03/2019;21h30;Triangle;45;fermé;;", "Total;;;;;;3"))
    assert summary(checked, None, translator("en")) == [
        "Rows read: 1.",
        "Rows left out, a line of totals: 3.",
    ]


def test_checking_writes_nothing(small: Engine) -> None:
    """Not even the revision changes."""
    with Session(small) as session:
        before = session.get_one(t.RegisterState, 1).revision
    check(small, csv("05/03/2019;21h30;Triangle;45;fermé;;"))
    with Session(small) as session:
        assert session.get_one(t.RegisterState, 1).revision == before


def test_a_report_of_no_faults_is_an_empty_table() -> None:
    """With its columns."""
    assert list(fault_table([], translator("en"))) == ["row", "column", "value", "problem", "remedy"]


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


def test_a_header_that_points_at_a_person_is_refused_and_not_repeated(small: Engine) -> None:
    """In a file without headers its first row takes their place, and headers are remembered."""
    header = "date;arrivée;lieu;minutes;résultat;sexe;nombre;0475 12 34 56"
    fault = only(small, "05/03/2019;21h30;triangle;45;rencontre;F;2;x", header=header)
    assert fault == Fault(fault.row, MASKED, MASKED, FaultKind.IDENTIFIER, (IdentifierKind.PHONE,))
