"""The files of a report: a workbook and a page that hold its tables, in each language."""

import io
import re
from datetime import timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from sqlalchemy import Engine

from data.numbers import number_text
from data.register.database import writing
from data.register.tables import RegisterState, Service
from data.reports.files import cover_of, figures_frame, to_page, to_workbook
from data.reports.report import Report, load_report
from data.reports.scope import ReportScope
from data.workbook import HEADER_ROW, MISSING
from tests.builders import FIRST_DAY, fill_random
from tests.occasions import fill_occasions
from tests.report_kit import MADE_ON, YEAR, fill_small


@pytest.fixture
def report(sqlite: Engine, rng: np.random.Generator) -> Report:
    """A random register's report in English, marked as synthetic."""
    fill_random(sqlite, rng)
    fill_occasions(sqlite, rng)
    with writing(sqlite) as session:
        session.get_one(RegisterState, 1).synthetic = True
        session.get_one(Service, 1).label = '=A & <b onclick="x">'
    scope = ReportScope(FIRST_DAY + timedelta(days=25), FIRST_DAY + timedelta(days=49))
    return load_report(sqlite, scope, "en")


def test_the_workbook_holds_every_table(report: Report) -> None:
    """Cover, summary and one sheet a table, each value as in the report."""
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(report, MADE_ON)))
    assert len(book.worksheets) == 2 + len(report.tables)
    for tab, made in zip(book.worksheets[2:], report.tables, strict=True):
        rows = list(tab.iter_rows(min_row=HEADER_ROW + 1, values_only=True))
        expected = made.frame.astype(object).where(made.frame.notna(), MISSING)
        assert rows == list(expected.itertuples(index=False, name=None)), made.key
        assert tab.cell(HEADER_ROW + len(made.frame), 1).font.bold
        assert "synthetic data" in str(tab.cell(2, 1).value)


def test_the_cover_says_what_the_report_is(report: Report) -> None:
    """Period, services, comparison and date, and the mark of synthetic data."""
    cover = cover_of(report, MADE_ON)
    assert dict(cover.facts)["Period"] == "15 Dec 2014 – 8 Jan 2015"
    assert dict(cover.facts)["Services"] == "All services"
    assert dict(cover.facts)["Made on"] == "2 January 2020"
    assert cover.mark == "synthetic data"


def test_the_page_asks_for_nothing_and_runs_nothing(report: Report) -> None:
    """No address, no script, no link: it can be mailed, archived and printed offline."""
    page = to_page(report, MADE_ON)
    assert re.search(r"https?:|<script|<link|<img|src=|href=|url\(|@import", page) is None
    assert '<html lang="en">' in page
    assert page.count("synthetic data") >= 2


def test_a_label_cannot_become_markup(report: Report) -> None:
    """The name of a service is text on the page, whatever is in it."""
    page = to_page(report, MADE_ON)
    assert "<b onclick" not in page
    assert "=A &amp; &lt;b onclick" in page


def test_the_page_shows_the_totals_of_the_tables(report: Report) -> None:
    """Each table's last row on the page is the report's own."""
    page = to_page(report, MADE_ON)
    for made in report.tables:
        if made.is_empty:
            continue
        part = page.split(f'<table id="{made.key}">')[1].split("</table>")[0]
        total = re.findall(r"<td>([^<]*)", part.split('<tr class="total">')[1])
        position = list(made.frame.columns).index("total") - 1
        assert total[position] == number_text(made.total, "en")


def test_the_summary_repeats_the_tables(report: Report) -> None:
    """A figure of the summary is the total of a table, not a count of its own."""
    for figure in report.figures:
        if figure.key != "contacts_per_hour":
            assert figure.now == report.table(figure.key).total
            assert figure.before == report.table(figure.key).total_before
    assert list(figures_frame(report)["label"]) == [figure.title for figure in report.figures]


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_every_language_makes_every_file(sqlite: Engine, language: str, tmp_path: Path) -> None:
    """Files are made in each language of the product, with its own numbers."""
    fill_small(sqlite)
    made = load_report(sqlite, YEAR, language)
    (tmp_path / "r.xlsx").write_bytes(to_workbook(made, MADE_ON))
    assert f'<html lang="{language}">' in to_page(made, MADE_ON)


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "text"),
    [
        (1234.5, 1, False, "1.234,5"),
        (12, 0, True, "+12"),
        (-3.25, 1, True, "−3,2"),
        (0.0, 1, True, "0,0"),
        (None, 0, True, MISSING),
        (float("nan"), 2, False, MISSING),
        (pd.NA, 0, False, MISSING),
    ],
)
def test_numbers_as_a_dutch_reader_writes_them(
    value: float | None, decimals: int, text: str, *, signed: bool
) -> None:
    """Separators of the language, a plus where a difference rises, a dash where there is nothing."""
    assert number_text(value, "nl", decimals, signed=signed) == text
