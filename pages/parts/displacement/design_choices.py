"""The months, the distance and the effort rule of a design."""

import streamlit as st

from geo.displacement.model import EffortRule
from pages.parts.displacement.proposals import RINGS, YEARS
from pages.parts.displacement.session import Draft
from pages.parts.displacement.wording import effort_label, ring_label
from pages.ui.text import _, number


def choose_design(draft: Draft) -> None:
    """Draw what a design hangs on besides its zones; each change proposes the groups anew."""
    keys = tuple(f"displacement_{name}_{draft.rule}" for name in ("years", "ring", "effort"))
    for key, value in zip(keys, (draft.years, draft.ring, draft.effort), strict=True):
        st.session_state[key] = value
    years_key, ring_key, effort_key = keys
    with st.expander(_("Months, distance and effort"), icon=":material/tune:", key="displacement_choices"):
        st.segmented_control(
            _("Years on each side"),
            YEARS,
            format_func=number,
            key=years_key,
            required=True,
            on_change=_keep,
            args=(draft, keys),
            help=_("Whole years, so that no season is compared with another; one where two are not known."),
        )
        st.selectbox(
            _("Possible destinations lie up to"),
            RINGS,
            format_func=ring_label,
            key=ring_key,
            on_change=_keep,
            args=(draft, keys),
            width=320,
        )
        st.radio(
            _("How contacts grow with hours"),
            list(EffortRule),
            format_func=effort_label,
            key=effort_key,
            on_change=_keep,
            args=(draft, keys),
        )
        if draft.moves:
            st.button(
                _("Back to the proposed groups"),
                icon=":material/restart_alt:",
                type="tertiary",
                on_click=draft.take_back,
                key="displacement_proposed",
            )


def _keep(draft: Draft, keys: tuple[str, ...]) -> None:
    draft.years, draft.ring, draft.effort = (st.session_state[key] for key in keys)
