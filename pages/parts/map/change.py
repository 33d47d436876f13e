"""The map of a change between two periods, with its legend and its table."""

from collections.abc import Sequence

import streamlit as st

from geo.comparison import Change
from pages.parts.map.grounds import Ground
from pages.ui.changes import Changed, change_shapes, show_change_legend
from pages.ui.datatables import show_table
from pages.ui.maps import show_map
from pages.ui.text import _, number
from pages.ui.wording import change_label, measure_decimals


def show_change(comparison: Changed, ground: Ground, titles: Sequence[str]) -> None:
    """
    Draw the map of a change, its legend and its table.

    Parameters
    ----------
    comparison : Changed
        From `pages.ui.changes.changed`.
    ground : Ground
        Where the rows lie.
    titles : sequence of str
        The two periods in words, the earlier first.
    """
    before, after = titles
    heading = _("From {before} to {after}").format(before=before, after=after)
    st.markdown(f"**{heading}**")
    show_map(
        change_shapes(comparison, ground.geometries, ground.labels, companions=ground.companions),
        name="map_change",
        label=_("Map"),
    )
    show_change_legend(comparison)
    counts = comparison.figures["change"].value_counts()
    sentence = _(
        "{more} more, {fewer} fewer, {same} without a clear change, {none} cannot be compared."
    ).format(
        more=number(int(counts.get(Change.MORE, 0))),
        fewer=number(int(counts.get(Change.FEWER, 0))),
        same=number(int(counts.get(Change.NO_CLEAR_CHANGE, 0))),
        none=number(int(counts.get(Change.NOT_COMPARABLE, 0))),
    )
    st.caption(sentence)
    with st.expander(_("The same as a table"), icon=":material/table_rows:", key="table_change"):
        columns = {
            "name": _("Place"),
            "change": _("Change"),
            "before": before,
            "after": after,
            "difference": _("Difference"),
        }
        if comparison.measure.is_rate:
            columns |= {"low": _("at least"), "high": _("at most")}
        frame = comparison.figures.assign(
            name=[ground.labels[code] for code in comparison.figures.index],
            change=[change_label(word) for word in comparison.figures["change"]],
        ).sort_values("difference", key=abs, ascending=False)
        form = f"%.{measure_decimals(comparison.measure)}f"
        show_table(
            frame,
            columns,
            key="figures_change",
            summary=sentence,
            name=f"maraude_change_{comparison.measure}",
            formats={column: form for column in columns if column not in {"name", "change"}},
        )
