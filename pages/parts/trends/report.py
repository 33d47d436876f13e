"""The report: its figures, its tables, and the files that hold it whole."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from data.export import to_geopackage
from data.numbers import number_text
from data.reports.files import cover_of, to_page, to_workbook
from data.reports.report import Report, load_report
from data.reports.scope import ReportScope
from data.reports.table import ReportTable
from geo.periods import cuts_a_month
from geo.place_measures import measure_places
from geo.selection import Selection, open_places, select
from pages.ui.address import Parameter, one_of
from pages.ui.cache import engine, ledger, places, revision, seen_services, services, source, state, today
from pages.ui.datatables import offer_files, show_table
from pages.ui.exports import File
from pages.ui.filters import chosen_period, first_day
from pages.ui.text import _, date_text, language, short_date

PERIOD = "period"
"""The choice that reports on the period of the filters, beside the calendar years."""

SHOWN_FIGURES = 6
"""How many figures of the summary are shown first; the files hold them all, the tables below too."""

FORMATS = {"share": "%.1f", "difference": "%+d", "change": "%+.1f"}


def years() -> list[str]:
    """Return the calendar years of the register that have begun, the last first."""
    yesterday = today() - timedelta(days=1)
    return [str(year) for year in range(yesterday.year, first_day().year - 1, -1)]


def _last_full_year() -> str:
    full = [year for year in years() if date(int(year), 12, 31) < today()]
    return next(iter(full), PERIOD)


YEAR = one_of("report", lambda: [*years(), PERIOD], _last_full_year)
CHAPTER = one_of("chapter", lambda: [str(number) for number in range(6)], lambda: "0")

VIEW: tuple[Parameter[Any], ...] = (YEAR, CHAPTER)
"""What the report keeps in the view, beside the filters."""


def scope_of(selection: Selection) -> ReportScope:
    """Return what the report counts: the chosen year or period, and the services of the filters."""
    if YEAR.value == PERIOD:
        return ReportScope(selection.start, selection.end, selection.services)
    year = ReportScope.of_year(int(YEAR.value), selection.services)
    yesterday = today() - timedelta(days=1)
    # A year that is not over is compared with as many days before it.
    return year if year.end <= yesterday else replace(year, end=max(year.start, yesterday))


@st.cache_resource(max_entries=8, show_spinner=False)
def _report(
    url: str,  # noqa: ARG001 - the key of the cache
    revision: int,  # noqa: ARG001 - the key of the cache
    start: date,
    end: date,
    services: tuple[int, ...],
    language: str,
) -> Report:
    return load_report(engine(), ReportScope(start, end, frozenset(services)), language)


def report_of(scope: ReportScope) -> Report:
    """Return the report of *scope* in the session's language; shared, never change it in place."""
    chosen = tuple(sorted(seen_services(scope.services)))
    return _report(source(), revision(), scope.start, scope.end, chosen, language())


def show_report(selection: Selection) -> None:
    """
    Draw the choice of the year, the files, the figures and the tables.

    Parameters
    ----------
    selection : Selection
        From the filters; the report heeds its services, and its period where that is chosen.
    """
    slot = st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="report_head")
    with slot:
        st.selectbox(
            _("Report on"),
            [*years(), PERIOD],
            format_func=_year_label,
            key=YEAR.key,
            persist_state="session",
            width=260,
        )
    report = report_of(scope_of(selection))
    with slot:
        _downloads(report, selection)
    st.caption(_caption(report, selection))
    _figures(report)
    _chapter(report)


def _year_label(year: str) -> str:
    if year != PERIOD:
        return year
    start, end = chosen_period()
    return f"{short_date(start)} – {short_date(end)}"


def _caption(report: Report, selection: Selection) -> str:
    names = ", ".join(report.services) or _("All services")
    told = f"{names}. {report.comparison}"
    if selection.kinds or selection.weekdays or selection.bands:
        told += " " + _("The report counts all kinds of place, all days and all hours.")
    exact_from = state().exact_from
    if exact_from is not None and cuts_a_month(report.scope.before.start, report.scope.end, exact_from):
        told += " " + _("Before {day} days are kept by month: only whole months compare exactly.").format(
            day=date_text(exact_from)
        )
    return told


def _downloads(report: Report, selection: Selection) -> None:
    made_on = today()
    # A file is made outside the session: what it is made of is fetched here.
    measured = measured_places(replace(selection, start=report.scope.start, end=report.scope.end))
    rows = sum(len(table.frame) for table in report.tables)
    offer_files(
        [
            File(
                _("Whole report (XLSX)"),
                report.title,
                ".xlsx",
                lambda marks: to_workbook(report, made_on, marks),
                "report_xlsx",
                rows,
                primary=True,
            ),
            File(
                _("Page to print (HTML)"),
                report.title,
                ".html",
                lambda marks: to_page(report, made_on, marks).encode(),
                "report_html",
                rows,
            ),
            File(
                _("Places (GeoPackage)"),
                report.title,
                ".gpkg",
                lambda marks: to_geopackage(measured, "places", cover_of(report, made_on, marks)),
                "report_gpkg",
                len(measured),
            ),
        ],
        key="report",
    )


def measured_places(selection: Selection) -> gpd.GeoDataFrame:
    """Return the places that *selection* is about with what was done and met there."""
    table = places()
    visits = select(ledger(), selection)
    wanted = open_places(table, selection).union(pd.Index(visits["place"].unique()))
    shown = table.loc[wanted]
    named = shown.assign(service=services()["label"].reindex(shown["service"]).to_numpy())
    return measure_places(named, visits).reset_index(names="place")


def _figures(report: Report) -> None:
    with st.grid(3, min_column_width=150, gap="small"):
        for figure in report.figures[:SHOWN_FIGURES]:
            change = number_text(figure.change, report.language, 1, signed=True)
            st.metric(
                figure.title,
                number_text(figure.now, report.language, figure.decimals),
                None if figure.change is None else f"{change}\u00a0%",
                delta_color="off",
                delta_arrow="off",
                border=True,
            )


def _chapter(report: Report) -> None:
    st.pills(
        _("Chapter"),
        [str(number) for number in range(len(report.chapters))],
        format_func=lambda number: report.chapters[int(number)].title,
        key=CHAPTER.key,
        required=True,
        persist_state="session",
        label_visibility="collapsed",
    )
    for table in report.chapters[int(CHAPTER.value)].tables:
        st.subheader(table.title, anchor=False)
        if table.is_empty:
            st.caption(_("Nothing was recorded in this period, nor in the one before."))
            continue
        sentence = in_a_sentence(table, report.language)
        st.caption(" ".join(text for text in (sentence, table.note) if text))
        show_table(
            table.frame,
            table.names,
            key=f"report_{table.key}",
            summary=sentence,
            name=table.title,
            formats=FORMATS,
        )


def in_a_sentence(table: ReportTable, language: str) -> str:
    """
    Return what a table says in a sentence.

    Parameters
    ----------
    table : ReportTable
        The table.
    language : str
        The language of its numbers.

    Returns
    -------
    str
        Its total, and its largest row.
    """
    rows = table.frame.iloc[:-1]
    if table.total == 0:
        return _("Nothing in this period; {before} in the one before.").format(
            before=number_text(table.total_before, language)
        )
    largest = rows.iloc[int(rows["total"].to_numpy().argmax())]
    return _("{total} in all; the largest part: {label}, {share} %.").format(
        total=number_text(table.total, language),
        label=largest["label"],
        share=number_text(largest["share"], language, 1),
    )
