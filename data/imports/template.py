"""An empty register as a workbook: headers, and in each cell the words that are allowed there."""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.export import is_like_formula
from data.i18n import mark, translator
from data.imports.columns import COLUMNS, written_header
from data.imports.content import Content, Detail, Visit, VisitKey
from data.imports.directory import Directory
from data.imports.exporting import write_csv
from data.imports.fields import Field, Kind
from data.imports.words import NO_WORD, YES_WORD, written_word
from data.vocabulary import (
    Acquaintance,
    AgeBand,
    HalfDay,
    MaterialKind,
    Mode,
    Nationality,
    Nature,
    Outcome,
    RelayTarget,
    Role,
    Sex,
)

ROWS = 2_000
"""Rows of the template whose cells offer the allowed words."""

NEEDED = (Field.DAY, Field.PLACE, Field.OUTCOME)
"""Columns that a register of visits cannot do without."""

_WIDTH = 20
_HEADER = PatternFill("solid", fgColor="FFDCEBEC")
_NOT_FILLED_IN = {Field.REGISTER, Field.PASSAGE}


def write_template(directory: Directory, language: str) -> bytes:
    """
    Write an empty register for a coordinator to fill in.

    Parameters
    ----------
    directory : Directory
        Places, services and teams that cells may name.
    language : str
        Of headers and words.

    Returns
    -------
    bytes
        A workbook of two sheets: the register, with no cell filled, and the allowed words.
    """
    book = Workbook()
    register = book.worksheets[0]
    translate = translator(language)
    register.title = translate(mark("Register"))
    words = book.create_sheet(translate(mark("Words")))
    fields = [field for field in Field if field not in _NOT_FILLED_IN]
    for position, field in enumerate(fields, start=1):
        _write_header(register, position, written_header(field, language), bold=field in NEEDED)
        allowed = _allowed(field, directory, language)
        if allowed:
            _write_words(words, written_header(field, language), allowed)
            _offer(register, words, position, len(allowed))
    register.freeze_panes = "A2"
    _set_forms(register, fields)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_header(sheet: Worksheet, position: int, text: str, *, bold: bool) -> None:
    cell = sheet.cell(1, position, text)
    cell.font = Font(bold=bold)
    cell.fill = _HEADER
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions[get_column_letter(position)].width = _WIDTH


def _allowed(field: Field, directory: Directory, language: str) -> Sequence[str]:
    translate = translator(language)
    column = COLUMNS[field]
    if column.words is not None:
        return [written_word(word, translate) for word in column.words]
    names: Mapping[Kind, Sequence[str]] = {
        Kind.YES_NO: [translate(YES_WORD), translate(NO_WORD)],
        Kind.PLACE: sorted(directory.labels.values()),
        Kind.SERVICE: sorted(directory.service_labels.values()),
        Kind.TEAM: sorted(directory.team_codes.values()),
    }
    return names.get(column.kind, [])


def _write_words(sheet: Worksheet, header: str, allowed: Sequence[str]) -> None:
    position = 1 if sheet.max_column == 1 and sheet.cell(1, 1).value is None else sheet.max_column + 1
    _write_header(sheet, position, header, bold=True)
    for row, word in enumerate(allowed, start=2):
        cell = sheet.cell(row, position, word)
        if is_like_formula(word) and isinstance(cell, Cell):
            cell.data_type = "s"


def _offer(register: Worksheet, words: Worksheet, position: int, count: int) -> None:
    letter = get_column_letter(words.max_column)
    source = f"={quote_sheetname(words.title)}!${letter}$2:${letter}${count + 1}"
    # The import accepts other spellings too, so the list offers and does not forbid.
    choice = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
    own = get_column_letter(position)
    choice.add(f"{own}2:{own}{ROWS}")
    register.add_data_validation(choice)


def _set_forms(register: Worksheet, fields: Sequence[Field]) -> None:
    forms = {Kind.DAY: "dd/mm/yyyy", Kind.TIME: "hh:mm"}
    for position, field in enumerate(fields, start=1):
        if COLUMNS[field].kind in forms:
            for row in range(2, ROWS + 1):
                register.cell(row, position).number_format = forms[COLUMNS[field].kind]


def write_example(directory: Directory, language: str) -> bytes:
    """
    Write a register of a few rows, to see what one looks like.

    Parameters
    ----------
    directory : Directory
        Its first places and service are named; an empty one gets names of its own.
    language : str
        Of headers and words.

    Returns
    -------
    bytes
        CSV that an import reads without a fault where the places exist.
    """
    places = dict(sorted(directory.labels.items())[:2]) or {1: "Triangle", 2: "Rue du Rivage"}
    services = directory.service_labels or {1: "Charleroi"}
    first, second, service = min(places), max(places), min(services)
    day, evening = date(2019, 3, 5), time(20)
    content = Content()
    content.visits[VisitKey(service, first, day, time(21, 30))] = Visit(
        45, Outcome.MET, None, evening, time(0, 30), details=Counter(_EXAMPLE)
    )
    content.visits[VisitKey(service, second, day, time(22, 45))] = Visit(
        20, Outcome.NOBODY_SEEN, None, evening, time(0, 30)
    )
    content.add_outside(service, day, Detail("drop_in_visit", (HalfDay.MORNING,), 12))
    names = replace(directory, labels=places, service_labels=services, synthetic=False)
    return write_csv(content, names, language)


_EXAMPLE = (
    Detail(
        "contact",
        (Sex.FEMALE, AgeBand.FROM_25_TO_34, Nationality.EU, Acquaintance.FIRST, Role.PERSON),
        1,
    ),
    Detail(
        "contact",
        (Sex.FEMALE, AgeBand.FROM_35_TO_44, Nationality.BELGIAN, Acquaintance.KNOWN, Role.PERSON),
        2,
    ),
    Detail("intervention", (Nature.HOUSING, Mode.RELAIS, RelayTarget.CPAS), 1),
    Detail("material", (MaterialKind.CONDOM,), 20),
)
