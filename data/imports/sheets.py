"""Sheets of text cells: what every reader makes of a file, and how large one may be."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from data.i18n import mark
from data.refusals import RefusedError

MAX_ROWS = 300_000
"""Longest sheet that is read; a register of many years fits several times."""


MAX_COLUMNS = 200
"""Widest sheet that is read."""


MAX_CELL = 2_000
"""Longest cell, in characters; no column of a register needs a hundredth of it."""


_CHUNK = 10_000


Advance = Callable[[float], None]
"""Told how far a step has come, from 0 to 1."""


class UnreadableFileError(RefusedError):
    """The file cannot be read as a table."""


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
