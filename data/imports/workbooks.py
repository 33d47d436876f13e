"""Excel workbooks: the visible sheets' values as text."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import cast

import pandas as pd
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from data.i18n import mark
from data.imports.sheets import Advance, Sheet, UnreadableFileError, to_cells

MAX_UNPACKED = 600_000_000
"""Most bytes that a workbook may unpack to."""

_FORMULA = re.compile(rb"<f[ >/]")
_BLOCK = 1 << 20
_REPORT_EVERY = 2_000
_MINUTE = timedelta(minutes=1)

_DAMAGED = (
    mark("The workbook is damaged or was saved in a form that cannot be read."),
    mark("Open it in your spreadsheet program and save it again as .xlsx or as CSV."),
)


def load_workbook_sheets(data: bytes, advance: Advance) -> list[Sheet]:
    """
    Read the visible sheets of a workbook; formulas give their last calculated value.

    Parameters
    ----------
    data : bytes
        The file.
    advance : callable
        Told how far the reading has come.

    Returns
    -------
    list of Sheet
        In the order of the tabs; a hidden sheet has no cells.

    Raises
    ------
    UnreadableFileError
        If the file is damaged, too large, or no workbook, or a formula has no calculated value.
    """
    try:
        has_formulas = _check_archive(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [_sheet(tab, advance) for tab in book.worksheets]
        uncalculated = has_formulas and _has_uncalculated(data, book)
    except UnreadableFileError:
        raise
    # A damaged workbook fails anywhere inside openpyxl, with whatever comes to hand.
    except Exception as error:
        raise UnreadableFileError(*_DAMAGED) from error
    if uncalculated:
        raise UnreadableFileError(
            mark("The workbook holds formulas whose result was never calculated."),
            mark("Open it in your spreadsheet program, save it, and choose it again."),
        )
    if not any(not sheet.hidden for sheet in sheets):
        raise UnreadableFileError(*_DAMAGED)
    return sheets


def _check_archive(data: bytes) -> bool:
    """Return whether any sheet holds a formula, after making sure that this is a workbook of sane size."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if not any(member.filename.startswith("xl/") for member in members):
            raise UnreadableFileError(
                mark("The file is not an Excel workbook."),
                mark("Save the register as an Excel workbook (.xlsx) or as CSV."),
            )
        if sum(member.file_size for member in members) > MAX_UNPACKED:
            raise UnreadableFileError(
                mark("The workbook is too large."),
                mark("Split the register, for instance into one file a year."),
            )
        parts = (member for member in members if member.filename.startswith("xl/worksheets/"))
        return any(_holds_formula(archive, part) for part in parts if not part.is_dir())


def _holds_formula(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    with archive.open(member) as part:
        tail = b""
        while block := part.read(_BLOCK):
            if _FORMULA.search(tail + block):
                return True
            tail = block[-2:]
    return False


def _has_uncalculated(data: bytes, values: Workbook) -> bool:
    formulas = load_workbook(io.BytesIO(data), read_only=True)
    for tab in formulas.worksheets:
        if tab.sheet_state != "visible":
            continue
        for written, calculated in zip(_raw_rows(tab), _raw_rows(values[tab.title]), strict=False):
            for formula, value in zip(written, calculated, strict=False):
                if value is None and isinstance(formula, str) and formula.startswith("="):
                    return True
    return False


def _raw_rows(tab: ReadOnlyWorksheet) -> Iterator[tuple[object, ...]]:
    # A sheet may declare a size that it does not have.
    tab.reset_dimensions()
    yield from cast("Worksheet", tab).iter_rows(values_only=True)


def _sheet(tab: ReadOnlyWorksheet, advance: Advance) -> Sheet:
    if tab.sheet_state != "visible":
        return Sheet(tab.title, pd.DataFrame(), hidden=True)
    expected = max(1, tab.max_row or 1)

    def rows() -> Iterator[tuple[int, list[str]]]:
        for number, row in enumerate(_raw_rows(tab), start=1):
            yield number, [to_text(value) for value in row]
            if number % _REPORT_EVERY == 0:
                advance(min(1.0, number / expected))

    return Sheet(tab.title, to_cells(rows()))


def to_text(value: object) -> str:
    """
    Return a cell's value as somebody would type it, without loss.

    Parameters
    ----------
    value : object
        As openpyxl gives it.

    Returns
    -------
    str
        Dates as ``2019-03-05``, times as ``21:30``, whole numbers without decimals.
    """
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()[: len("2019-03-05")]
    if isinstance(value, time):
        return value.strftime("%H:%M" if value.second == 0 else "%H:%M:%S")
    if isinstance(value, timedelta):
        return f"{value / _MINUTE:g} min"
    if isinstance(value, bool | float):
        return _plain_number(value)
    return "" if value is None else str(value)


def _plain_number(value: float) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if value.is_integer() else str(value)
