"""From the bytes of a file to its sheets of text cells, whatever program wrote them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import pandas as pd

from data.i18n import mark

MAX_ROWS = 300_000
"""Longest sheet that is read; a register of many years fits several times."""

MAX_COLUMNS = 200
"""Widest sheet that is read."""

MAX_CELL = 2_000
"""Longest cell, in characters; no column of a register needs a hundredth of it."""

_CHUNK = 10_000

Advance = Callable[[float], None]
"""Told how far a step has come, from 0 to 1."""


class UnreadableFileError(Exception):
    """
    The file cannot be read as a table.

    Parameters
    ----------
    problem : str
        English source of what is wrong.
    remedy : str
        English source of what to do.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, eq=False)
class Sheet:
    """
    One sheet of a file.

    Attributes
    ----------
    name : str
        As its tab says; empty for a CSV file.
    cells : DataFrame
        Texts, stripped, empty where a cell is; rows numbered as a spreadsheet shows them, blank rows left
        out, columns numbered from 0.
    hidden : bool
        Whether its tab is hidden.
    """

    name: str
    cells: pd.DataFrame
    hidden: bool = False


def load_sheets(data: bytes, name: str, advance: Advance = lambda _: None) -> list[Sheet]:
    """
    Read all sheets of a file.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name; only the ending matters, and only for what the message says.
    advance : callable, optional
        Told how far the reading has come.

    Returns
    -------
    list of Sheet
        At least one; a hidden sheet has its name and no cells.

    Raises
    ------
    UnreadableFileError
        If the file is empty, damaged, protected, too large, or not a table.
    """
    # The two readers build on this module's types.
    from data.imports import delimited, workbooks  # noqa: PLC0415

    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFileError(mark("The file is empty."), mark("Save the register again and choose it."))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return workbooks.load_workbook_sheets(data, advance)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise UnreadableFileError(
            mark("The file is protected by a password, or it is an old Excel file (.xls)."),
            mark("Open it, take off the password, and save it as an Excel workbook (.xlsx) or as CSV."),
        )
    if PurePath(name).suffix.lower() in {".xlsx", ".xlsm"}:
        raise UnreadableFileError(
            mark("The file is called an Excel workbook but is none; it may be damaged."),
            mark("Open it in your spreadsheet program and save it again as .xlsx or as CSV."),
        )
    return [Sheet("", delimited.load_cells(data, advance))]


def to_cells(rows: Iterable[tuple[int, Sequence[str]]]) -> pd.DataFrame:
    """
    Gather rows of text into cells, a chunk at a time so that memory stays low.

    Parameters
    ----------
    rows : iterable of (int, sequence of str)
        The number of each row in the spreadsheet, and its cells; rows may differ in length.

    Returns
    -------
    DataFrame
        As `Sheet.cells`.

    Raises
    ------
    UnreadableFileError
        If there are too many rows or columns, or a cell is too long.
    """
    chunks: list[pd.DataFrame] = []
    numbers: list[int] = []
    gathered: list[list[str]] = []
    for number, row in rows:
        cells = _trimmed(row)
        if not cells:
            continue
        numbers.append(number)
        gathered.append(cells)
        if len(gathered) == _CHUNK:
            chunks.append(_frame(gathered, numbers))
            gathered, numbers = [], []
            if len(chunks) * _CHUNK >= MAX_ROWS:
                raise UnreadableFileError(
                    mark("The sheet is too long: more than 300,000 rows."),
                    mark("Split the register, for instance into one file a year."),
                )
    chunks.append(_frame(gathered, numbers))
    return pd.concat(chunks).fillna("")


def _trimmed(row: Sequence[str]) -> list[str]:
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MAX_COLUMNS:
        raise UnreadableFileError(
            mark("The sheet is too wide: more than 200 columns."),
            mark("Keep only the columns of the register."),
        )
    if any(len(cell) > MAX_CELL for cell in cells):
        raise UnreadableFileError(
            mark("A cell holds a text of more than 2,000 characters."),
            mark("A register holds no stories: remove the text, and check that columns are well separated."),
        )
    return cells


def _frame(rows: list[list[str]], numbers: list[int]) -> pd.DataFrame:
    width = max(map(len, rows), default=0)
    columns = {
        position: pd.array([row[position] if position < len(row) else "" for row in rows], dtype="str")
        for position in range(width)
    }
    return pd.DataFrame(columns, index=pd.Index(numbers, dtype="int64"), dtype="str")
