"""The report of what is wrong with a file: its sentences, its summary, and its downloads."""

from io import BytesIO

import pandas as pd
import pytest
from sqlalchemy import Engine

from data.export import Cover
from data.i18n import translator
from data.imports.faults import Fault, FaultKind, fault_table, problem, remedy, shown
from data.imports.fields import Field
from data.imports.reporting import faults_csv, faults_xlsx, summary
from data.vocabulary import Sex
from tests.import_kit import check, csv, fill


@pytest.fixture
def small(sqlite: Engine) -> Engine:
    """A register with a few places."""
    fill(sqlite)
    return sqlite


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


def test_a_report_of_no_faults_is_an_empty_table() -> None:
    """With its columns."""
    assert list(fault_table([], translator("en"))) == ["row", "column", "value", "problem", "remedy"]
