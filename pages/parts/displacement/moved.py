"""What was lost, gained and remains between them, in contacts at the effort of before; never people."""

import streamlit as st

from geo.displacement.results import Estimate, Movement
from pages.parts.displacement.wording import range_text
from pages.ui.text import NO_VALUE, _, number


def show_movement(movement: Movement) -> None:
    """
    Draw the four figures with their intervals.

    Parameters
    ----------
    movement : Movement
        Of a result whose contrasts are both known.
    """
    figures = (
        (_("Lost in the zones under the rule"), movement.lost, 0),
        (_("Gained at the possible destinations"), movement.gained, 0),
        (_("Gained less lost"), movement.net, 0),
        (_("Gained for each one lost"), movement.share, 2),
    )
    with st.container(horizontal=True, gap="medium", key="displacement_movement"):
        for label, estimate, decimals in figures:
            st.metric(
                label,
                number(estimate.value, decimals) if estimate.is_known else NO_VALUE,
                delta=_interval(estimate, decimals),
                delta_color="off",
                delta_arrow="off",
                width="content",
            )
    st.caption(
        _(
            "In contacts over the months after, as if the hours were still those of before. A contact is a "
            "meeting, not a person. The share is only shown where something was surely lost."
        )
    )


def _interval(estimate: Estimate, decimals: int) -> str:
    return range_text(estimate, decimals) if estimate.is_known else _("cannot be said")
