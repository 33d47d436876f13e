"""The table beside the map: the same figures, row by row."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from geo.measures import Measure, Presence
from pages.ui.datatables import show_table
from pages.ui.drawing import Drawing
from pages.ui.text import _, as_plain, labelled, ngettext, number
from pages.ui.wording import measure_label, presence_label, value_text


def figures_frame(drawing: Drawing, labels: Mapping[object, str]) -> pd.DataFrame:
    """
    Return the figures as they are shown and exported: by place, what is known, and the value.

    Parameters
    ----------
    drawing : Drawing
        The figures of a map.
    labels : mapping
        Name of each row.

    Returns
    -------
    DataFrame
        ``name``, ``presence``, ``value``, ``low``, ``high``, ``contacts``, ``hours``, ``visits``; the highest
        values first, and what was not looked at last.
    """
    order = {Presence.SEEN: 0, Presence.NOBODY: 1, Presence.NOT_LOOKED: 2}
    figures = drawing.figures
    frame = figures.assign(
        name=[labels[code] for code in figures.index],
        rank=figures["presence"].map(order),
    ).sort_values(["rank", "value"], ascending=[True, False], kind="stable")
    return frame.assign(presence=[presence_label(word) for word in frame["presence"]])


def columns_of(measure: Measure) -> dict[str, str]:
    """Return the columns of the table and their headings."""
    columns = {"name": _("Place"), "presence": _("What is known"), "value": measure_label(measure)}
    if measure.is_rate:
        columns |= {"low": _("at least"), "high": _("at most")}
    if measure is not Measure.CONTACTS:
        columns["contacts"] = measure_label(Measure.CONTACTS)
    if measure is not Measure.HOURS:
        columns["hours"] = measure_label(Measure.HOURS)
    return columns | {"looked": _("Visits")}


def in_a_sentence(drawing: Drawing, labels: Mapping[object, str], period: str) -> str:
    """Return what the map says, in words, for whoever cannot or would rather not look at it."""
    counts = drawing.figures["presence"].value_counts()
    seen = int(counts.get(Presence.SEEN, 0))
    parts = [
        ngettext("People were met in {count} place", "People were met in {count} places", seen).format(
            count=number(seen)
        ),
        _("visited without meeting anybody: {nobody}; not visited: {unseen}").format(
            nobody=number(int(counts.get(Presence.NOBODY, 0))),
            unseen=number(int(counts.get(Presence.NOT_LOOKED, 0))),
        ),
    ]
    known = drawing.figures[drawing.figures["enough"] & drawing.figures["value"].gt(0)]
    if not known.empty:
        row = known.iloc[int(known["value"].to_numpy().argmax())]
        parts.append(
            _("the highest figure is at {place}: {value}").format(
                place=labels[row.name], value=value_text(row, drawing.measure)
            )
        )
    return labelled(period, f"{' — '.join(parts)}.")


def show_figures_table(
    drawing: Drawing, labels: Mapping[object, str], period: str, side: str = "one"
) -> None:
    """
    Draw the sentence and, folded away, the table.

    Parameters
    ----------
    drawing : Drawing
        The figures of a map.
    labels : mapping
        Name of each row.
    period : str
        The period in words.
    side : str
        Tells two tables on one screen apart.
    """
    sentence = in_a_sentence(drawing, labels, period)
    st.caption(as_plain(sentence))
    with st.expander(_("The same as a table"), icon=":material/table_rows:", key=f"table_{side}"):
        columns = columns_of(drawing.measure)
        formats = {"value": "%.2f", "low": "%.2f", "high": "%.2f", "hours": "%.1f"}
        if drawing.measure.is_count:
            formats["value"] = "%.0f"
        show_table(
            figures_frame(drawing, labels),
            columns,
            key=f"figures_{side}",
            summary=sentence,
            name=f"maraude_{drawing.measure}",
            formats={column: form for column, form in formats.items() if column in columns},
        )
