"""The empty register: it can be filled in and read."""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from data.i18n import LANGUAGES
from data.imports.directory import load_directory
from data.imports.fields import Field
from data.imports.intake import choose_sheet
from data.imports.mapping import decided, propose
from data.imports.reading import load_sheets
from data.imports.template import NEEDED, write_example, write_template
from tests.import_kit import check, fill


@pytest.fixture
def small(sqlite: Engine) -> Engine:
    """A register with a few places."""
    fill(sqlite)
    return sqlite


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_header_of_the_template_is_understood(small: Engine, language: str) -> None:
    """Without a question to the user; and the empty template has no row."""
    table = choose_sheet(load_sheets(write_template(load_directory(small), language), "x.xlsx")).table
    assert table is not None
    assert table.rows.empty
    columns = decided(propose(table.headers)).columns
    assert set(columns) == set(table.headers)
    assert set(NEEDED) < set(columns.values())
    assert Field.REGISTER not in columns.values()


def test_each_offered_word_is_accepted(small: Engine) -> None:
    """Filled in with the first word of every list, a row has no fault but those of its own sense."""
    book = load_workbook(io.BytesIO(write_template(load_directory(small), "fr")))
    register, words = book.worksheets
    headers = {str(cell.value): cell.column for cell in register[1]}
    offered = {str(cell.value): words.cell(2, cell.column or 1).value for cell in words[1]}
    for header in ("lieu", "antenne", "équipe", "résultat", "sexe", "tranche d'âge", "police", "matériel"):
        register.cell(2, headers[header] or 1, offered[header])
    register.cell(2, headers["date"] or 1, datetime(2019, 3, 5))  # noqa: DTZ001 - as in a workbook
    buffer = io.BytesIO()
    book.save(buffer)
    checked = check(small, buffer.getvalue(), name="x.xlsx")
    assert checked.faults == ()
    assert checked.rows == 1


def test_cells_offer_their_words(small: Engine) -> None:
    """Each list points at as many cells as it has words."""
    register, words = load_workbook(io.BytesIO(write_template(load_directory(small), "fr"))).worksheets
    lists = register.data_validations.dataValidation
    assert len(lists) == words.max_column
    assert all(words.title in str(one.formula1) for one in lists)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_is_read_without_a_fault(small: Engine, language: str) -> None:
    """It shows a visit that met people, one that met nobody, and the drop-in."""
    checked = check(small, write_example(load_directory(small), language))
    assert checked.faults == ()
    assert [visit.outcome for visit in checked.content.visits.values()] == ["met", "nobody_seen"]
    assert [key.table for key in checked.content.days] == ["drop_in_visit"]


def test_an_empty_register_has_an_example_too(sqlite: Engine) -> None:
    """With names of its own."""
    assert b"Rue du Rivage" in write_example(load_directory(sqlite), "fr")
