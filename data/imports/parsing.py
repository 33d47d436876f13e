"""All cells of a table to values, each distinct text once, with every fault that a single cell can have."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import count

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.identifiers import find_identifiers
from data.imports.columns import COLUMNS
from data.imports.directory import Directory, Names
from data.imports.faults import MASKED, Fault, FaultKind, day_hint, shown
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
Codes = npt.NDArray[np.int64]

MOST_SUGGESTIONS = 200
"""Unknown places for which the nearest known ones are looked up."""


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
        if refusal(header) is not None or any(find_identifiers(header)):
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
        if kinds := tuple(find_identifiers(header)):
            # A file without headers: its first row took their place, and headers are remembered.
            yield Fault(table.header_row, MASKED, MASKED, FaultKind.IDENTIFIER, kinds)
            continue
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
    codes, texts = _distinct(cells)
    kinds = {code: found for code, text in enumerate(texts) if (found := tuple(find_identifiers(text)))}
    for row, code in _rows_of(cells, codes, kinds):
        yield Fault(row, header, MASKED, FaultKind.IDENTIFIER, kinds[code])
    if any(map(is_free_text, texts)):
        yield Fault(int(cells.index[0]), header, MASKED, FaultKind.FREE_TEXT)
    elif not decided and any(texts):
        yield Fault(int(cells.index[0]), header, "", FaultKind.UNDECIDED_COLUMN)


def _parse(cells: pd.Series, header: str, read: Read) -> tuple[pd.Series, list[Fault]]:
    codes, texts = _distinct(cells)
    found = [None if text == "" else read(text) for text in texts]
    wrong = {
        code: _said(texts[code], value) for code, value in enumerate(found) if isinstance(value, Problem)
    }
    for code in wrong:
        found[code] = None
    faults = [
        Fault(row, header, wrong[code][0], wrong[code][1].kind, wrong[code][1].hint)
        for row, code in _rows_of(cells, codes, wrong)
    ]
    values = pd.Series(found, dtype=object).take(codes)
    return values.set_axis(cells.index), faults


def _distinct(cells: pd.Series) -> tuple[Codes, list[str]]:
    """Return for each cell the position of its text in the list of distinct texts."""
    codes, texts = pd.factorize(cells)
    return codes, [str(text) for text in texts]


def _rows_of(cells: pd.Series, codes: Codes, wanted: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield the rows whose text is one of *wanted*, each with the position of its text."""
    chosen = np.isin(codes, list(wanted))
    yield from zip(cells.index[chosen].tolist(), codes[chosen].tolist(), strict=True)


def _said(text: str, problem: Problem) -> tuple[str, Problem]:
    """Return what a report shows of a wrong cell, and what is really wrong with it."""
    kinds = tuple(find_identifiers(text))
    if kinds:
        return MASKED, Problem(FaultKind.IDENTIFIER, kinds)
    if text.startswith("#") and text.rstrip("!?").isupper():
        problem = Problem(FaultKind.SPREADSHEET_ERROR)
    return shown(text), problem


def _reader(field: Field, header: str, choices: Choices, directory: Directory, today: date) -> Read:
    column = COLUMNS[field]
    if field is Field.ACQUAINTANCE:
        return partial(read_acquaintance, header=header)
    if column.words is not None:
        return partial(read_word, words=column.words)
    readers: dict[Kind, Read] = {
        Kind.DAY: partial(
            _read_past_day, today=today, since=directory.exact_from if field is Field.DAY else None
        ),
        Kind.TIME: read_time,
        Kind.EFFORT: partial(read_effort, hours=choices.hours),
        # An awareness event may have drawn nobody; the rule is checked once the activity is known.
        Kind.NUMBER: partial(read_count, least=0 if field is Field.COUNT else 1),
        Kind.YES_NO: read_yes_no,
        Kind.MUNICIPALITY: read_municipality,
        Kind.PLACE: partial(_read_place, directory=directory, unknown=count()),
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


def _read_past_day(text: str, today: date, since: date | None) -> object:
    found = read_day(text)
    if isinstance(found, date) and found > today:
        return Problem(FaultKind.FUTURE)
    if isinstance(found, date) and since is not None and found < since:
        return Problem(FaultKind.KEPT_BY_MONTH, (day_hint(since),))
    return found


def _read_name(text: str, names: Names, unknown: Problem) -> object:
    found = names.find(text)
    return unknown if found is None else found


def _read_place(text: str, directory: Directory, unknown: "count[int]") -> object:
    found = directory.places.find(text)
    if found is not None:
        return found
    # Whoever has hundreds of unknown places has chosen the wrong column, and the search takes its time.
    near = directory.near_places(text) if next(unknown) < MOST_SUGGESTIONS else ()
    return Problem(FaultKind.UNKNOWN_PLACE, near)


def _read_mark(_text: str, *, synthetic: bool) -> object:
    return None if synthetic else Problem(FaultKind.SYNTHETIC_FILE)
