"""Columns that are missing, to be decided on, or to be taken out: names, free text, identifiers."""

import pytest
from sqlalchemy import Engine

from data.i18n import translator
from data.identifiers import IdentifierKind
from data.imports.faults import MASKED, Fault, FaultKind
from data.imports.fields import Field
from data.imports.mapping import Choices
from data.imports.reporting import fault_lines, summary
from tests.import_kit import check, csv, fill, kinds, only_fault


@pytest.fixture
def small(sqlite: Engine) -> Engine:
    """A register with a few places."""
    fill(sqlite)
    return sqlite


@pytest.mark.parametrize(
    ("header", "row"), [("lieu;résultat", "Triangle;fermé"), ("date;résultat", "05/03/2019;fermé")]
)
def test_a_missing_column_is_one_fault(small: Engine, header: str, row: str) -> None:
    """Not one a row."""
    fault = only_fault(small, row, row, header=header)
    assert (fault.row, fault.kind) == (1, FaultKind.MISSING_COLUMN)


def test_two_columns_cannot_be_the_same_thing(small: Engine) -> None:
    """The user chose twice."""
    choices = Choices(
        {"date": Field.DAY, "lieu": Field.PLACE, "résultat": Field.OUTCOME, "zone": Field.PLACE}
    )
    data = csv("05/03/2019;Triangle;refus;Triangle", header="date;lieu;résultat;zone")
    assert kinds(check(small, data, choices=choices)) == [FaultKind.COLUMN_TWICE]


def test_a_column_to_be_decided_may_be_the_one_that_counts(small: Engine) -> None:
    """Until then a visit that met somebody is not blamed for counting nobody."""
    header = "date;heure d'arrivée;lieu;résultat;combien donc"
    fault = only_fault(small, "05/03/2019;21h30;Triangle;rencontre;2", header=header)
    assert fault.kind is FaultKind.UNDECIDED_COLUMN


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
    fault = only_fault(small, f"05/03/2019;Triangle;refus;{cell}", header=f"date;lieu;résultat;{header}")
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


def test_a_header_that_points_at_a_person_is_refused_and_not_repeated(small: Engine) -> None:
    """In a file without headers its first row takes their place, and headers are remembered."""
    header = "date;arrivée;lieu;minutes;résultat;sexe;nombre;0475 12 34 56"
    fault = only_fault(small, "05/03/2019;21h30;triangle;45;rencontre;F;2;x", header=header)
    assert fault == Fault(fault.row, MASKED, MASKED, FaultKind.IDENTIFIER, (IdentifierKind.PHONE,))
