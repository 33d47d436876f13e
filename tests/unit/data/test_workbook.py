"""The XLSX workbook, read back by openpyxl and by pandas."""

import io
from datetime import date, datetime

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook

from data.export import Cover
from data.workbook import HEADER_ROW, MISSING, Sheet, tab_titles, to_xlsx

COVER = Cover("Report 2019", (("Period", "2019"), ("=Filter", "=1+1")), synthetic=True, translate=str)
FRAME = pd.DataFrame(
    {
        "label": ["Bar", "Total"],
        "n": pd.array([1200, None], dtype="Int64"),
        "share": [33.3, float("nan")],
        "day": [date(2019, 12, 31), None],
    }
)


def read(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_cover_tells_what_the_file_is() -> None:
    """Title, mark and every filter stand on the first sheet."""
    tab = read(to_xlsx([], COVER)).worksheets[0]
    cells = [cell.value for row in tab.iter_rows() for cell in row if cell.value]
    assert cells == ["Report 2019", "synthetic data", "Period", "2019", "=Filter", "=1+1"]


def test_a_workbook_of_a_real_register_has_no_mark() -> None:
    """The words are for the demo register only."""
    content = to_xlsx([Sheet("a", FRAME)], Cover("Report", (), synthetic=False, translate=str))
    texts = [cell.value for tab in read(content).worksheets for row in tab.iter_rows() for cell in row]
    assert not any("synthetic" in str(text) for text in texts)


def test_values_in_the_workbook_equal_the_frame() -> None:
    """Numbers stay numbers, dates dates; a missing value is a dash, never a zero or a blank."""
    tab = read(to_xlsx([Sheet("Places", FRAME, {"label": "Lieu"}, totals=True)], COVER))["Places"]
    rows = list(tab.iter_rows(min_row=HEADER_ROW, values_only=True))
    assert rows[0] == ("Lieu", "n", "share", "day")
    assert rows[1][:3] == ("Bar", 1200, 33.3)
    assert rows[1][3] == datetime(2019, 12, 31)  # noqa: DTZ001 - a day has no zone
    assert rows[2] == ("Total", MISSING, MISSING, MISSING)


def test_pandas_reads_a_sheet_back() -> None:
    """Another program gets the same numbers from the same file."""
    frame = pd.DataFrame({"a": np.arange(5), "b": np.linspace(0, 1, 5)})
    found = pd.read_excel(io.BytesIO(to_xlsx([Sheet("x", frame)], COVER)), "x", header=HEADER_ROW - 1)
    pd.testing.assert_frame_equal(found, frame)


def test_the_header_stays_in_sight_and_totals_are_bold() -> None:
    """Frozen header, bold totals, number formats, and a width that fits the widest value."""
    frame = pd.DataFrame({"label": ["A rather long label of a place", "Total"], "n": [1, 1], "x": [0.5, 0.5]})
    tab = read(to_xlsx([Sheet("x", frame, totals=True)], COVER))["x"]
    assert tab.freeze_panes == f"B{HEADER_ROW + 1}"
    assert [tab.cell(HEADER_ROW + row, 1).font.bold for row in (0, 1, 2)] == [True, False, True]
    assert tab.cell(HEADER_ROW + 1, 2).number_format == "#,##0"
    assert tab.cell(HEADER_ROW + 1, 3).number_format == "#,##0.0#"
    assert tab.column_dimensions["A"].width >= len("A rather long label of a place")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "#N/A", "=cmd|' /C calc'!A0"])
def test_a_text_is_never_a_formula(text: str) -> None:
    """Titles, notes, headings, cells and filters are stored as text whatever they begin with."""
    sheet = Sheet(text, pd.DataFrame({"label": [text]}), {"label": text}, note=text)
    cover = Cover(text, ((text, text),), synthetic=False, translate=str)
    book = read(to_xlsx([sheet], cover))
    kinds = {
        cell.data_type for tab in book.worksheets for row in tab.iter_rows() for cell in row if cell.value
    }
    assert kinds == {"s"}
    assert book.worksheets[1].cell(HEADER_ROW + 1, 1).value == text


def test_characters_that_no_workbook_can_hold_are_left_out() -> None:
    """A stray control character in a label must not break the whole report."""
    tab = read(to_xlsx([Sheet("a\x00b", pd.DataFrame({"label": ["x\x07y"]}))], COVER))["ab"]
    assert tab.cell(HEADER_ROW + 1, 1).value == "xy"


def test_an_ampersand_survives_in_the_footer() -> None:
    """In a footer a single ampersand would start a code."""
    cover = Cover("Health & safety", (), synthetic=False, translate=str)
    tab = read(to_xlsx([Sheet("x", FRAME)], cover))["x"]
    assert tab.oddFooter is not None
    assert tab.oddFooter.left.text == "Health && safety"


def test_an_empty_table_is_a_header() -> None:
    """A table without rows gives a sheet with headings and no error."""
    tab = read(to_xlsx([Sheet("x", FRAME.iloc[:0])], COVER))["x"]
    assert tab.max_row == HEADER_ROW


def test_tabs_are_short_plain_and_different() -> None:
    """Excel refuses long, doubled or punctuated names of tabs."""
    long = "Interventions sociales par nature et par mode"
    titles = tab_titles([long, long, "A/B: [c]?*", "a b c", "''", ""])
    assert titles[:2] == [long[:31].strip(), "Interventions sociales par (2)"]
    assert all(0 < len(title) <= 31 for title in titles)
    assert len({title.lower() for title in titles}) == len(titles)
    assert titles[2] == "A B c"
