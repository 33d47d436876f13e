"""The table beside each map and chart, with its downloads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from pandas.api.types import is_float_dtype
from pandas.io.formats.style import Styler

from data import export
from data.workbook import Sheet, to_xlsx
from pages.ui.exports import File, Marks, current_desk
from pages.ui.nature import is_synthetic, reference_day
from pages.ui.text import NO_VALUE, _, date_text, decimal_sign, decimal_text, translate

MIMES = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".gpx": "application/gpx+xml",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".jsonl": "application/jsonl",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
"""Media type of each kind of file."""

HEIGHT = 36
"""Height of a table's row, in pixels."""

LONG = 24
"""Characters from which a first column is kept narrower than its texts."""

FIRST_WIDTH = 220
"""Width of such a column, in pixels, before it takes its share of the room that is left."""

ASIDE = "aside"
"""Format of a column that is in the files, and on screen only where the reader asks the table for it."""

SHOWN_ROWS = 12
"""Rows a table shows before it scrolls."""

MOST_WRITTEN = 100_000
"""Cells that are written in the reader's language before every run; more would take seconds."""


def mark_synthetic(frame: pd.DataFrame) -> pd.DataFrame:
    """Return *frame* with a first column that says so where the register is synthetic."""
    if not is_synthetic():
        return frame
    marked = frame.copy()
    marked.insert(0, _("Nature of the data"), _("Synthetic data"))
    return marked


def csv_maker(frame: pd.DataFrame) -> Callable[[Marks], bytes]:
    """
    Return what makes *frame* into the CSV that a Belgian spreadsheet opens.

    Parameters
    ----------
    frame : DataFrame
        As it is shown; no text in it will be read as a formula.

    Returns
    -------
    callable
        Makes the file, which has no place for marks.
    """
    marked, cover = mark_synthetic(frame), export.Cover("", (), synthetic=False, translate=translate())
    return lambda _marks: export.to_csv(marked, {}, cover)


def xlsx_maker(frame: pd.DataFrame, title: str, summary: str) -> Callable[[Marks], bytes]:
    """
    Return what makes *frame* into a workbook with a cover.

    Parameters
    ----------
    frame : DataFrame
        As it is shown.
    title : str
        What it is about.
    summary : str
        What it says, in a sentence.

    Returns
    -------
    callable
        Makes the file, with its marks on the cover.
    """
    facts = ((_("Summary"), summary), (_("Made on"), date_text(reference_day())))
    cover = export.Cover(title, facts, synthetic=is_synthetic(), translate=translate())
    return lambda marks: to_xlsx([Sheet(title, frame)], replace(cover, facts=cover.facts + marks))


def show_table(
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    *,
    key: str,
    summary: str,
    name: str,
    formats: Mapping[str, str] | None = None,
    figures: Mapping[str, Sequence[object]] | None = None,
) -> None:
    """
    Draw a table with its description and its download.

    Parameters
    ----------
    frame : DataFrame
        One row a line; only the columns of *labels* leave the server.
    labels : mapping of str to str
        Heading of each column, translated, in the order to show.
    key : str
        Key of the table.
    summary : str
        What the table says, in a sentence; read out by screen readers.
    name : str
        What the downloaded file is about, without its ending.
    formats : mapping of str to str, optional
        Printf-like formats of number columns, or `ASIDE`.
    figures : mapping of str to sequence, optional
        Columns of figures that are shown as text, such as ranges, and stand on the right; each with what the
        files have instead: numbers that a spreadsheet can add.
    """
    shown = frame[list(labels)].rename(columns=dict(labels))
    config: dict[str, Any] = {}
    if shown.iloc[:, 0].astype(str).str.len().max() > LONG:
        # A phone shows the first column and what belongs to it, not the first column alone.
        config[shown.columns[0]] = st.column_config.Column(width=FIRST_WIDTH)
    forms = {labels[column]: form for column, form in (formats or {}).items()}
    told = in_language(shown, forms)
    for column, form in forms.items():
        is_told = told is not shown and _has_decimals(form)
        number_column = st.column_config.NumberColumn(format=None if is_told else form)
        config[column] = None if form == ASIDE else number_column
    for column in figures or ():
        config[labels[column]] = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        told,
        hide_index=True,
        column_config=config,
        height=HEIGHT * (min(len(shown), SHOWN_ROWS) + 1) + 2,
        key=key,
        placeholder=NO_VALUE,
        alt=summary,
    )
    written = shown.copy()
    for column, values in (figures or {}).items():
        written[labels[column]] = pd.Series(list(values), index=written.index)
    offer_files(table_files(written, name.removeprefix("maraude_"), summary, key=key), key=key)


def _has_decimals(form: str) -> bool:
    return form != ASIDE and "." in form % 0


def in_language(frame: pd.DataFrame, formats: Mapping[str, str]) -> pd.DataFrame | Styler:
    """
    Return *frame* with its decimals as the language of the session writes them; they still sort as numbers.

    Streamlit's own formats know the point, or the language of the browser, but not the one chosen here. What
    a Styler says is shown instead of a number, where the column has no format.

    Parameters
    ----------
    frame : DataFrame
        As it is shown.
    formats : mapping of str to str
        Printf-like formats of number columns.

    Returns
    -------
    DataFrame or Styler
        The frame itself where it has no decimals to write.
    """
    if decimal_sign() == "." or frame.size > MOST_WRITTEN:
        return frame
    floats = {str(column) for column in frame.columns if is_float_dtype(frame[column])}
    forms = {column: "" for column in floats if formats.get(column, ASIDE) == ASIDE}
    forms |= {column: form for column, form in formats.items() if _has_decimals(form)}
    if not forms:
        return frame
    words: dict[Any, str | Callable[..., str] | None] = {
        column: partial(decimal_text, form=form) for column, form in forms.items()
    }
    return frame.reset_index(drop=True).style.format(words, na_rep=NO_VALUE)


def table_files(frame: pd.DataFrame, about: str, summary: str, *, key: str) -> list[File]:
    """
    Return the files of a table: for a spreadsheet as it is, and as a workbook that says what it is.

    Parameters
    ----------
    frame : DataFrame
        As it is shown.
    about : str
        What it is about.
    summary : str
        What it says, in a sentence.
    key : str
        Key of the table.

    Returns
    -------
    list of File
        CSV and XLSX.
    """
    return [
        File(_("Download CSV"), about, ".csv", csv_maker(frame), f"{key}_csv", len(frame)),
        File(
            _("Download XLSX"), about, ".xlsx", xlsx_maker(frame, about, summary), f"{key}_xlsx", len(frame)
        ),
    ]


def offer_files(files: Sequence[File], *, key: str) -> None:
    """
    Draw the buttons of files, each made only when it is taken, or what the desk asks before.

    Parameters
    ----------
    files : sequence of File
        Files that belong together.
    key : str
        Tells these from other files on the screen.
    """
    desk = current_desk()
    with st.container(horizontal=True, gap="small", key=f"{key}_files"):
        if not desk.is_ready(key):
            return
        for file in files:
            st.download_button(
                file.label,
                desk.hand_out(file),
                # A download's address is made from its content and its name: nobody must guess both.
                file_name=export.file_name(
                    file.about, file.suffix, synthetic=is_synthetic() and not file.empty
                ),
                mime=MIMES[file.suffix],
                key=file.key,
                icon=":material/download:",
                type="primary" if file.primary else "tertiary",
                help=desk.remark(),
                on_click="ignore",
            )
