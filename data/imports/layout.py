"""Where the table of a sheet begins, and which of its rows are no data."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from data.geography.municipalities import fold
from data.i18n import Translate, mark
from data.imports.columns import accepted_headers

_LOOK_FOR_HEADER = 40
_TOTALS = re.compile(
    r"(?:sous |grand |sub |algemeen )?(?:total|totaux|totaal|totals|subtotal|subtotaal|somme|som)\b.*"
)

_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?: .*)?")


class Skip(StrEnum):
    """Why a row is not read."""

    ABOVE = "above"
    TOTALS = "totals"
    HEADER_AGAIN = "header_again"


_REASONS = {
    Skip.ABOVE: mark("above the headers"),
    Skip.TOTALS: mark("a line of totals"),
    Skip.HEADER_AGAIN: mark("the headers once more"),
}


@dataclass(frozen=True, eq=False)
class Table:
    """
    The table of a sheet.

    Attributes
    ----------
    header_row : int
        Number of the row of headers in the spreadsheet.
    headers : tuple of str
        Distinct; a repeated one carries its number, one that is missing the letter of its column.
    rows : DataFrame
        Text cells by header; the index is the row number in the spreadsheet.
    skipped : dict of int to Skip
        Rows left out, with the reason.
    """

    header_row: int
    headers: tuple[str, ...]
    rows: pd.DataFrame
    skipped: dict[int, Skip]


def skip_reason(skip: Skip, translate: Translate) -> str:
    """
    Return why a row is not read.

    Parameters
    ----------
    skip : Skip
        The reason.
    translate : Translate
        The look-up of the language.

    Returns
    -------
    str
        Such as "a line of totals".
    """
    return translate(_REASONS[skip])


def recognised(cells: Iterable[str]) -> int:
    """
    Return how many different columns of a register the texts of a row name.

    Parameters
    ----------
    cells : iterable of str
        A row that may be the headers.

    Returns
    -------
    int
        0 for a title or a row of data.
    """
    known = accepted_headers()
    return len({known[text] for cell in cells if (text := fold(cell)) in known})


def find_table(cells: pd.DataFrame, header_row: int | None = None) -> Table | None:
    """
    Find the headers of a sheet and the rows of data below them.

    Parameters
    ----------
    cells : DataFrame
        As `data.imports.sheets.Sheet.cells`.
    header_row : int, optional
        Row of the headers where the user says so; by default the row that names most columns, else the
        one with most texts.

    Returns
    -------
    Table or None
        None where the sheet is blank.
    """
    if cells.empty:
        return None
    numbers = [int(number) for number in cells.index]
    if header_row not in numbers:
        header_row = max(
            numbers[:_LOOK_FOR_HEADER], key=lambda number: (*_likeness(_texts(cells, number)), -number)
        )
    position = numbers.index(header_row)
    headers = _distinct(_texts(cells, header_row))
    below = cells.iloc[position + 1 :]
    below.columns = pd.Index(headers)
    used = [
        header
        for header, text in zip(headers, _texts(cells, header_row), strict=True)
        if text or below[header].ne("").any()
    ]
    skipped = dict.fromkeys(numbers[:position], Skip.ABOVE)
    skipped |= _no_data(below, headers)
    rows = below.loc[~below.index.isin(list(skipped)), used]
    return Table(header_row, tuple(used), rows, skipped)


def _texts(cells: pd.DataFrame, number: int) -> list[str]:
    return [str(cell) for cell in cells.loc[number]]


def _likeness(row: list[str]) -> tuple[int, int]:
    return recognised(row), sum(1 for cell in row if cell and not cell[0].isdigit())


def _distinct(row: list[str]) -> list[str]:
    found: list[str] = []
    for position, cell in enumerate(row):
        header = " ".join(cell.split()) or _letters(position)
        candidate, number = header, 2
        while candidate in found:
            candidate, number = f"{header} ({number})", number + 1
        found.append(candidate)
    return found


def _letters(position: int) -> str:
    """Return the letters of a column as a spreadsheet shows them: A, B, …, Z, AA."""
    letters = ""
    rest = position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def _no_data(rows: pd.DataFrame, headers: list[str]) -> dict[int, Skip]:
    """Return the rows whose first text says that they are totals, and headers repeated on a new page."""
    if rows.empty:
        return {}
    first = pd.Series("", index=rows.index, dtype="str")
    for header in rows.columns[:4]:
        first = first.where(first != "", rows[header])
    named = first.index[first.isin([text for text in first.unique() if _TOTALS.fullmatch(fold(text))])]
    # A place may be called "Total", but then the row has a date.
    totals = [number for number in named if not any(map(_DATE.fullmatch, rows.loc[number]))]
    repeated = (rows == pd.Series(headers, index=rows.columns)).sum(axis=1) >= max(2, len(headers) // 2)
    found = dict.fromkeys(map(int, totals), Skip.TOTALS)
    return found | dict.fromkeys(map(int, rows.index[repeated]), Skip.HEADER_AGAIN)
