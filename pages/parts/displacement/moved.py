"""What was lost, gained and remains between them, in contacts at the effort of before; never people."""

import streamlit as st

from geo.displacement.results import Estimate, Movement
from pages.parts.displacement.wording import figure_decimals, figure_label, range_text
from pages.ui.text import NO_VALUE, _, number


def show_movement(movement: Movement) -> None:
    """
    Draw the four figures with their intervals.

    Parameters
    ----------
    movement : Movement
        Of a result whose contrasts are both known.
    """
    figures = {
        "lost": movement.lost,
        "gained": movement.gained,
        "net": movement.net,
        "share": movement.share,
    }
    with st.container(horizontal=True, gap="medium", key="displacement_movement"):
        for name, estimate in figures.items():
            decimals = figure_decimals(name)
            st.metric(
                figure_label(name),
                number(estimate.value, decimals) if estimate.is_known else NO_VALUE,
                delta=_interval(estimate, decimals),
                delta_color="off",
                delta_arrow="off",
                width="content",
            )
    st.caption(
        _(
            "In contacts over the months after, as if the hours were still those of before. A contact is a "
            "meeting, not a person, and nobody was followed from one zone to another. The share is only "
            "shown where something was surely lost."
        )
    )


def _interval(estimate: Estimate, decimals: int) -> str:
    return range_text(estimate, decimals) if estimate.is_known else _("cannot be said")
