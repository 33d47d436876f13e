"""Tables as an XLSX workbook: a cover, one sheet a table, number formats, and no formula anywhere."""

import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from data.export import Cover, is_like_formula, plain_values

MISSING = "—"
"""Stands where there is no number: a blank cell would read as zero."""

HEADER_ROW = 3
"""Row of the column headings on a table's sheet; above are the title and a note."""

_TAB_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_TAB_LENGTH = 31
_NARROWEST, _WIDEST = 9, 48
_HEADER_FILL = PatternFill("solid", fgColor="FFE8ECF1")
_RULE = Border(top=Side(style="thin"))
_TOP = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True, eq=False)
class Sheet:
    """
    One table of a workbook.

    Attributes
    ----------
    title : str
        Name of the table; what a tab cannot bear is left out on the tab only.
    frame : DataFrame
        The rows; its index is not written.
    headings : mapping of str to str
        What a column is called; a column without a heading keeps its name.
    note : str
        A sentence under the title.
    totals : bool
        Whether the last row holds totals.
    """

    title: str
    frame: pd.DataFrame
    headings: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    totals: bool = False


def to_xlsx(sheets: Sequence[Sheet], cover: Cover) -> bytes:
    """
    Write tables as one workbook behind a cover sheet.

    Parameters
    ----------
    sheets : sequence of Sheet
        The tables, in order.
    cover : Cover
        What the workbook says about itself, on its first sheet; its mark is above and below each table.

    Returns
    -------
    bytes
        The file. No cell holds a formula: a text that looks like one is stored as text.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "Maraude"
    workbook.properties.title = cover.title
    workbook.properties.subject = cover.mark
    first, *others = tab_titles([cover.translate("About this file"), *(sheet.title for sheet in sheets)])
    _write_cover(workbook.create_sheet(first), cover)
    for title, sheet in zip(others, sheets, strict=True):
        tab = workbook.create_sheet(title)
        _write_table(tab, sheet, cover.mark)
        _set_page(tab, cover)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def tab_titles(titles: Iterable[str]) -> list[str]:
    """
    Return titles that a workbook's tabs can bear.

    Parameters
    ----------
    titles : iterable of str
        As a reader would have them.

    Returns
    -------
    list of str
        At most 31 characters, none forbidden, all different to a reader who ignores case.
    """
    found: dict[str, str] = {}
    for title in titles:
        base = " ".join(_TAB_FORBIDDEN.sub(" ", _printable(title)).split()).strip("'") or MISSING
        candidate, number = base[:_TAB_LENGTH].strip(" '"), 2
        while candidate.lower() in found:
            ending = f" ({number})"
            candidate, number = base[: _TAB_LENGTH - len(ending)].strip() + ending, number + 1
        found[candidate.lower()] = candidate
    return list(found.values())


def _write_cover(tab: Worksheet, cover: Cover) -> None:
    _write(tab, 1, 1, cover.title).font = Font(bold=True, size=16)
    _write(tab, 2, 1, cover.mark).font = Font(bold=True, color="FFB00020")
    for row, (heading, value) in enumerate(cover.facts, start=4):
        _write(tab, row, 1, heading).font = Font(bold=True)
        _write(tab, row, 2, value).alignment = _TOP
    tab.column_dimensions["A"].width = 30
    tab.column_dimensions["B"].width = 70
    tab.sheet_view.showGridLines = False


def _write_table(tab: Worksheet, sheet: Sheet, mark: str) -> None:
    _write(tab, 1, 1, sheet.title).font = Font(bold=True, size=13)
    _write(tab, 2, 1, " · ".join(text for text in (mark, sheet.note) if text)).font = Font(italic=True)
    frame = plain_values(sheet.frame)
    for position, (name, column) in enumerate(frame.items(), start=1):
        heading = sheet.headings.get(str(name), str(name))
        cell = _write(tab, HEADER_ROW, position, heading)
        cell.font, cell.fill, cell.alignment = Font(bold=True), _HEADER_FILL, _TOP
        for row, value in enumerate(column, start=HEADER_ROW + 1):
            _write(tab, row, position, value)
        tab.column_dimensions[get_column_letter(position)].width = _width(heading, column)
    if sheet.totals:
        for total in tab[HEADER_ROW + len(frame)]:
            total.font, total.border = Font(bold=True), _RULE
    tab.freeze_panes = tab.cell(HEADER_ROW + 1, 2).coordinate


def _set_page(tab: Worksheet, cover: Cover) -> None:
    tab.page_setup.orientation = tab.ORIENTATION_LANDSCAPE
    tab.page_setup.paperSize = tab.PAPERSIZE_A4
    tab.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    tab.page_setup.fitToHeight = 0
    tab.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    footer = tab.oddFooter
    if footer is not None:
        words = " · ".join(text for text in (cover.title, cover.mark) if text)
        # In a footer "&" starts a code; doubled it is an ampersand.
        footer.left.text = _printable(words).replace("&", "&&")
        footer.right.text = "&P / &N"


def _write(tab: Worksheet, row: int, column: int, value: object) -> Cell:
    """Write one value with the number format of its kind; a text is never a formula."""
    cell = tab.cell(row, column)
    if not isinstance(cell, Cell):
        message = f"cell {cell.coordinate} is merged into another"
        raise TypeError(message)
    if _is_missing(value):
        cell.value, cell.alignment = MISSING, Alignment(horizontal="right")
    elif isinstance(value, bool | date | datetime):
        cell.value = value
    elif isinstance(value, int | np.integer):
        cell.value, cell.number_format = int(value), "#,##0"
    elif isinstance(value, float | np.floating):
        cell.value, cell.number_format = float(value), "#,##0.0#"
    else:
        text = _printable(str(value))
        cell.value = text
        # openpyxl takes "=1+1" for a formula and "#N/A" for an error; both are what somebody typed.
        cell.data_type = "s"
        cell.quotePrefix = is_like_formula(text)
    return cell


def _is_missing(value: object) -> bool:
    return (
        value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))
    )


def _printable(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def _width(heading: str, column: Iterable[object]) -> int:
    # A long heading wraps, a long value would be cut.
    longest = max([len(heading) // 2, *(len(str(value)) for value in column)])
    return min(max(longest + 2, _NARROWEST), _WIDEST)
