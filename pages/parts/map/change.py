"""The map of a change between two periods, with its legend and its table."""

from collections.abc import Sequence

import streamlit as st

from pages.parts.map.grounds import Ground
from pages.ui.changes import Changed, ChangeTable, change_shapes, show_change_legend, show_change_table
from pages.ui.maps import show_map
from pages.ui.text import _


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
    show_change_table(
        comparison,
        ground.labels,
        ChangeTable(
            rows=_("Place"),
            periods=(before, after),
            fold="table_change",
            key="figures_change",
            name=f"maraude_change_{comparison.measure}",
        ),
    )
