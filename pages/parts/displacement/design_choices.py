"""The months, the distance and the effort rule of a design."""

import streamlit as st

from geo.displacement.model import EffortRule
from pages.parts.displacement.proposals import RINGS, YEARS
from pages.parts.displacement.session import Draft
from pages.parts.displacement.wording import effort_label, ring_label
from pages.ui.text import _, number


def choose_design(draft: Draft) -> None:
    """Draw what a design hangs on besides its zones; each change proposes the groups anew."""
    with st.expander(_("Months, distance and effort"), icon=":material/tune:", key="displacement_choices"):
        years_key, effort_key = f"displacement_years_{draft.rule}", f"displacement_effort_{draft.rule}"
        st.session_state[years_key], st.session_state[effort_key] = draft.years, draft.effort
        st.segmented_control(
            _("Years on each side"),
            YEARS,
            format_func=number,
            key=years_key,
            required=True,
            on_change=_set,
            args=(draft, "years", years_key),
            help=_("Whole years, so that no season is compared with another; one where two are not known."),
        )
        ring_key = f"displacement_ring_{draft.rule}"
        st.session_state[ring_key] = draft.ring
        st.selectbox(
            _("Possible destinations lie up to"),
            RINGS,
            format_func=ring_label,
            key=ring_key,
            on_change=_set,
            args=(draft, "ring", ring_key),
            width=320,
        )
        st.radio(
            _("How contacts grow with hours"),
            list(EffortRule),
            format_func=effort_label,
            key=effort_key,
            on_change=_set,
            args=(draft, "effort", effort_key),
        )
        if draft.moves:
            st.button(
                _("Back to the proposed groups"),
                icon=":material/restart_alt:",
                type="tertiary",
                on_click=draft.take_back,
                key="displacement_proposed",
            )


def _set(draft: Draft, name: str, key: str) -> None:
    setattr(draft, name, st.session_state[key])
