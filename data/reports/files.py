"""A report as files: a workbook to work with and a page to print."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from data.export import Cover
from data.i18n import LOCALES
from data.numbers import number_text
from data.reports.report import KeyFigure, Report
from data.reports.table import ReportTable
from data.workbook import Sheet, to_xlsx

Marks = tuple[tuple[str, str], ...]

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
)


def cover_of(report: Report, made_on: date, marks: Marks = ()) -> Cover:
    """
    Return what the report's files say about themselves.

    Parameters
    ----------
    report : Report
        The report.
    made_on : date
        The day it is made.
    marks : tuple of (str, str)
        What else to say of how it was made, each with its heading.

    Returns
    -------
    Cover
        Period, services, comparison and date, in the report's language.
    """
    _ = report.translate
    facts = (
        (_("Period"), report.scope.period(report.language)),
        (_("Services"), ", ".join(report.services) or _("All services")),
        (_("Comparison"), report.comparison),
        (_("Made on"), format_date(made_on, format="long", locale=LOCALES[report.language])),
        *marks,
    )
    return Cover(report.title, facts, report.synthetic, report.translate)


def to_workbook(report: Report, made_on: date, marks: Marks = ()) -> bytes:
    """
    Write the report as an XLSX workbook.

    Parameters
    ----------
    report : Report
        The report.
    made_on : date
        The day it is made.
    marks : tuple of (str, str)
        What else to say of how it was made, each with its heading.

    Returns
    -------
    bytes
        A cover, the summary, and one sheet a table.
    """
    _ = report.translate
    summary = Sheet(_("Summary"), figures_frame(report), figure_names(report), report.comparison)
    tables = [
        Sheet(table.title, table.frame, table.names, table.note, totals=True) for table in report.tables
    ]
    return to_xlsx([summary, *tables], cover_of(report, made_on, marks))


def to_page(report: Report, made_on: date, marks: Marks = ()) -> str:
    """
    Write the report as one HTML page that asks for nothing from anywhere.

    Parameters
    ----------
    report : Report
        The report.
    made_on : date
        The day it is made.
    marks : tuple of (str, str)
        What else to say of how it was made, each with its heading.

    Returns
    -------
    str
        To be read on a screen or printed.
    """
    _ = report.translate
    words = {"summary": _("Summary"), "nothing": _("nothing was recorded in either period.")}
    return _TEMPLATES.get_template("printed.html").render(
        report=report,
        cover=cover_of(report, made_on, marks),
        words=words,
        figure_headings=list(figure_names(report).values()),
        figures=[_figure_texts(figure, report.language) for figure in report.figures],
        rows_of=lambda table: _rows(table, report.language),
    )


def figure_names(report: Report) -> dict[str, str]:
    """Return what the columns of `figures_frame` are called."""
    headings = report.tables[0].headings
    figure = report.translate("Figure")
    return {"label": figure, "total": headings.total, "before": headings.before, "change": headings.change}


def figures_frame(report: Report) -> pd.DataFrame:
    """
    Return the summary as a table.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    DataFrame
        ``label``, ``total``, ``before`` and ``change`` in percent, one row a figure.
    """
    rows = [(figure.title, figure.now, figure.before, figure.change) for figure in report.figures]
    return pd.DataFrame(rows, columns=["label", "total", "before", "change"], dtype=object)


@dataclass(frozen=True)
class _Row:
    """A row as it is printed: its label, its share as a number for the bar, and its cells as texts."""

    label: str
    share: float | None
    is_total: bool
    texts: list[tuple[str, str]]


def _rows(table: ReportTable, language: str) -> Iterator[_Row]:
    for position, values in enumerate(table.frame.to_dict("records")):
        label = str(values.pop("label"))
        share = None if pd.isna(values["share"]) else float(values["share"])
        texts = [(str(name), _cell_text(str(name), value, language)) for name, value in values.items()]
        yield _Row(label, share, position == len(table.cells), texts)


def _cell_text(name: str, value: float | None, language: str) -> str:
    decimals = 1 if name in {"share", "change"} else 0
    return number_text(value, language, decimals, signed=name in {"difference", "change"})


def _figure_texts(figure: KeyFigure, language: str) -> tuple[str, list[str]]:
    return figure.title, [
        number_text(figure.now, language, figure.decimals),
        number_text(figure.before, language, figure.decimals),
        number_text(figure.change, language, 1, signed=True),
    ]
