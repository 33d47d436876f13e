"""The table beside each map and chart, with its downloads."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data import export
from data.workbook import Sheet, to_xlsx
from pages.ui.nature import is_synthetic, reference_day
from pages.ui.text import NO_VALUE, _, date_text, translate

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

HEIGHT = 36
"""Height of a table's row, in pixels."""

LONG = 24
"""Characters from which a first column is kept narrower than its texts."""

SHOWN_ROWS = 12
"""Rows a table shows before it scrolls."""


def mark_synthetic(frame: pd.DataFrame) -> pd.DataFrame:
    """Return *frame* with a first column that says so where the register is synthetic."""
    if not is_synthetic():
        return frame
    marked = frame.copy()
    marked.insert(0, _("Nature of the data"), _("Synthetic data"))
    return marked


def csv_maker(frame: pd.DataFrame) -> Callable[[], bytes]:
    """
    Return what makes *frame* into the CSV that a Belgian spreadsheet opens.

    A download's file is made outside the session, where nobody knows its language: all words are looked up
    here, and only the writing is put off.

    Parameters
    ----------
    frame : DataFrame
        As it is shown; no text in it will be read as a formula.

    Returns
    -------
    callable
        Makes the file.
    """
    marked, cover = mark_synthetic(frame), export.Cover("", (), synthetic=False, translate=translate())
    return lambda: export.to_csv(marked, {}, cover)


def xlsx_maker(frame: pd.DataFrame, title: str, summary: str) -> Callable[[], bytes]:
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
        Makes the file; as for `csv_maker`, all words are looked up before.
    """
    facts = ((_("Summary"), summary), (_("Made on"), date_text(reference_day())))
    cover = export.Cover(title, facts, synthetic=is_synthetic(), translate=translate())
    return lambda: to_xlsx([Sheet(title, frame)], cover)


def show_table(
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    *,
    key: str,
    summary: str,
    name: str,
    formats: Mapping[str, str] | None = None,
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
        Printf-like formats of number columns.
    """
    shown = frame[list(labels)].rename(columns=dict(labels))
    config: dict[str, Any] = {}
    if shown.iloc[:, 0].astype(str).str.len().max() > LONG:
        # A phone shows the first column and what belongs to it, not the first column alone.
        config[shown.columns[0]] = st.column_config.Column(width="medium")
    for column, form in (formats or {}).items():
        config[labels[column]] = st.column_config.NumberColumn(format=form)
    st.dataframe(
        shown,
        hide_index=True,
        column_config=config,
        height=HEIGHT * (min(len(shown), SHOWN_ROWS) + 1) + 2,
        key=key,
        placeholder=NO_VALUE,
        alt=summary,
    )
    about = name.removeprefix("maraude_")
    with st.container(horizontal=True, gap="small", key=f"{key}_files"):
        for label, make, suffix, mime in (
            (_("Download CSV"), csv_maker(shown), ".csv", "text/csv"),
            (_("Download XLSX"), xlsx_maker(shown, about, summary), ".xlsx", XLSX),
        ):
            # A download's address is made from its content and its name: nobody must guess both.
            unguessable = export.file_name(about, suffix, synthetic=is_synthetic())
            download(label, make, unguessable, mime, key=f"{key}_{suffix.removeprefix('.')}")


def download(
    label: str, content: Callable[[], bytes], file_name: str, mime: str, *, key: str, primary: bool = False
) -> None:
    """
    Draw a download button whose file is made only when it is asked for.

    Parameters
    ----------
    label : str
        Text of the button, translated.
    content : callable
        Makes the file.
    file_name : str
        Its name.
    mime : str
        Its media type.
    key : str
        Key of the button.
    primary : bool
        Whether this is the main action of the screen.
    """
    st.download_button(
        label,
        content,
        file_name=file_name,
        mime=mime,
        key=key,
        icon=":material/download:",
        type="primary" if primary else "tertiary",
        on_click="ignore",
    )
