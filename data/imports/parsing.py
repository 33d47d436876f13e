"""All cells of a table to values, each distinct text once, with every fault that a single cell can have."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd

from data.identifiers import find_identifiers
from data.imports.columns import COLUMNS
from data.imports.directory import Directory, Names
from data.imports.faults import MASKED, Fault, FaultKind, shown
from data.imports.fields import Field, Kind
from data.imports.layout import Table
from data.imports.mapping import Choices
from data.imports.refusals import is_free_text, refusal
from data.imports.values import (
    Problem,
    read_acquaintance,
    read_count,
    read_day,
    read_effort,
    read_municipality,
    read_time,
    read_word,
    read_yes_no,
)

Read = Callable[[str], object]


@dataclass(frozen=True, eq=False)
class Parsed:
    """
    A table of values.

    Attributes
    ----------
    cells : DataFrame
        Python values by field, None where a cell is empty or wrong; the index is the spreadsheet's row.
    texts : DataFrame
        The cells of the same fields as they were written.
    faults : tuple of Fault
        What single cells and columns have wrong.
    """

    cells: pd.DataFrame
    texts: pd.DataFrame
    faults: tuple[Fault, ...]


def parse_table(table: Table, choices: Choices, directory: Directory, today: date) -> Parsed:
    """
    Read every cell of a table.

    Parameters
    ----------
    table : Table
        From `data.imports.layout.find_table`.
    choices : Choices
        What each column is.
    directory : Directory
        The names of the register.
    today : date
        What the register calls today; later days are faults.

    Returns
    -------
    Parsed
        With all faults of columns and cells.
    """
    faults = list(_column_faults(table, choices))
    values: dict[Field, pd.Series] = {}
    texts: dict[Field, pd.Series] = {}
    for header in table.headers:
        field = choices.columns.get(header)
        if refusal(header) is not None:
            continue
        if field is None:
            faults.extend(_unread_faults(table.rows[header], header, decided=header in choices.columns))
        elif field not in values:
            read = _reader(field, header, choices, directory, today)
            values[field], found = _parse(table.rows[header], header, read)
            texts[field] = table.rows[header]
            faults.extend(found)
    index = table.rows.index
    return Parsed(pd.DataFrame(values, index=index), pd.DataFrame(texts, index=index), tuple(faults))


def _column_faults(table: Table, choices: Choices) -> Iterator[Fault]:
    used: dict[Field, str] = {}
    for header in table.headers:
        refused = refusal(header)
        if refused is not None and table.rows[header].ne("").any():
            yield Fault(table.header_row, header, "", refused)
        field = choices.columns.get(header)
        if field is not None and field in used:
            yield Fault(table.header_row, header, "", FaultKind.COLUMN_TWICE, (field,))
        elif field is not None:
            used[field] = header


def _unread_faults(cells: pd.Series, header: str, *, decided: bool) -> Iterator[Fault]:
    """Say of a column that is not read whether it may stay in the file at all."""
    codes, distinct = pd.factorize(cells)
    free_text = False
    for code, text in enumerate(distinct):
        kinds = tuple(find_identifiers(text))
        free_text |= is_free_text(text)
        if kinds:
            for row in cells.index[codes == code]:
                yield Fault(int(row), header, MASKED, FaultKind.IDENTIFIER, kinds)
    first = int(cells.index[0]) if len(cells) else 0
    if free_text:
        yield Fault(first, header, MASKED, FaultKind.FREE_TEXT)
    elif not decided and cells.ne("").any():
        yield Fault(first, header, "", FaultKind.UNDECIDED_COLUMN)


def _parse(cells: pd.Series, header: str, read: Read) -> tuple[pd.Series, list[Fault]]:
    codes, distinct = pd.factorize(cells)
    found = [None if text == "" else read(text) for text in distinct]
    faults: list[Fault] = []
    for code, value in enumerate(found):
        if isinstance(value, Problem):
            found[code] = None
            rows = cells.index[codes == code]
            faults.extend(_faults(rows, header, distinct[code], value))
    values = pd.Series(found, dtype=object).take(codes)
    return values.set_axis(cells.index), faults


def _faults(rows: pd.Index, header: str, text: str, problem: Problem) -> Iterator[Fault]:
    value = shown(text)
    kinds = tuple(find_identifiers(text))
    if kinds:
        problem = Problem(FaultKind.IDENTIFIER, kinds)
    elif text.startswith("#") and text.rstrip("!?").isupper():
        problem = Problem(FaultKind.SPREADSHEET_ERROR)
    for row in rows:
        yield Fault(int(row), header, value, problem.kind, problem.hint)


def _reader(field: Field, header: str, choices: Choices, directory: Directory, today: date) -> Read:
    column = COLUMNS[field]
    if field is Field.ACQUAINTANCE:
        return partial(read_acquaintance, header=header)
    if column.words is not None:
        return partial(read_word, words=column.words)
    readers: dict[Kind, Read] = {
        Kind.DAY: partial(_read_past_day, today=today),
        Kind.TIME: read_time,
        Kind.EFFORT: partial(read_effort, hours=choices.hours),
        # An awareness event may have drawn nobody; the rule is checked once the activity is known.
        Kind.NUMBER: partial(read_count, least=0 if field is Field.COUNT else 1),
        Kind.YES_NO: read_yes_no,
        Kind.MUNICIPALITY: read_municipality,
        Kind.PLACE: partial(_read_place, directory=directory),
        Kind.SERVICE: partial(
            _read_name,
            names=directory.services,
            unknown=Problem(FaultKind.UNKNOWN_SERVICE, tuple(directory.service_labels.values())),
        ),
        Kind.TEAM: partial(
            _read_name,
            names=directory.teams,
            unknown=Problem(FaultKind.UNKNOWN_TEAM, tuple(directory.team_codes.values())),
        ),
        Kind.MARK: partial(_read_mark, synthetic=directory.synthetic),
    }
    return readers[column.kind]


def _read_past_day(text: str, today: date) -> object:
    found = read_day(text)
    return Problem(FaultKind.FUTURE) if isinstance(found, date) and found > today else found


def _read_name(text: str, names: Names, unknown: Problem) -> object:
    found = names.find(text)
    return unknown if found is None else found


def _read_place(text: str, directory: Directory) -> object:
    found = directory.places.find(text)
    return Problem(FaultKind.UNKNOWN_PLACE, directory.near_places(text)) if found is None else found


def _read_mark(_text: str, *, synthetic: bool) -> object:
    return None if synthetic else Problem(FaultKind.SYNTHETIC_FILE)
