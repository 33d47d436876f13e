"""What is wrong with rows: every fault at once, each at its row and column."""

import pytest
from sqlalchemy import Engine

from data.imports.faults import FaultKind
from data.register import tables as t
from data.register.database import writing
from tests.import_kit import check, csv, fill, kinds, only_fault, xlsx


@pytest.fixture
def small(sqlite: Engine) -> Engine:
    """A register with a few places."""
    fill(sqlite)
    return sqlite


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


def test_row_numbers_are_those_of_the_spreadsheet(small: Engine) -> None:
    """Titles and blank rows count."""
    data = xlsx(("Registre 2019",), (), ("date", "lieu", "résultat"), (), ("32/03/2019", "Triangle", "refus"))
    assert [fault.row for fault in check(small, data, name="x.xlsx").faults] == [5]


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


def test_rows_of_a_visit_must_agree(small: Engine) -> None:
    """The later row is at fault and names the earlier one."""
    checked = check(
        small, csv("05/03/2019;21h30;Triangle;45;rencontre;F;1", "05/03/2019;21h30;Triangle;50;refus;H;1")
    )
    assert [(one.row, one.column, one.kind, one.hint) for one in checked.faults] == [
        (3, "minutes", FaultKind.DISAGREES, ("2",)),
        (3, "résultat", FaultKind.DISAGREES, ("2",)),
    ]


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
    fault = only_fault(small, helped, header=header)
    assert (fault.row, fault.column, fault.value) == (2, "résultat", "rencontre")
    counted = "05/03/2019;21h30;Triangle;;F;;"
    assert check(small, csv(helped, counted, header=header)).faults == ()


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
    assert only_fault(small, row, header=header).kind is kind
