"""What the pair saw of the place itself, and what the place waits for."""

from dataclasses import dataclass

import streamlit as st

from data.recording.visit_drafts import Standing, VisitDraft
from data.vocabulary import Light, Tension, Trust
from pages.parts.record.taps import show_counter
from pages.ui.text import _, term_of


@dataclass(frozen=True)
class Seen:
    """
    What was seen of a place.

    Attributes
    ----------
    police : bool or None
        Whether police was there.
    tension : Tension or None
        Its mood.
    light : Light or None
        How well it was lit.
    """

    police: bool | None
    tension: Tension | None
    light: Light | None


def choose_seen(key: str, start: VisitDraft) -> Seen:
    """
    Draw what was seen of the place.

    Parameters
    ----------
    key : str
        Prefix of what the form keeps.
    start : VisitDraft
        What it starts from.

    Returns
    -------
    Seen
        None where nothing was chosen.
    """
    words = {True: _("Police was there"), False: _("No police")}
    with st.expander(_("The place"), icon=":material/visibility:", key=f"{key}_seen"):
        police = st.pills(
            _("Police"),
            [True, False],
            default=start.police,
            format_func=words.__getitem__,
            key=f"{key}_police",
        )
        tension = st.pills(
            _("Mood"), list(Tension), default=start.tension, format_func=term_of, key=f"{key}_tension"
        )
        light = st.pills(
            _("Light"), list(Light), default=start.light, format_func=term_of, key=f"{key}_light"
        )
    return Seen(police, tension, light)


def choose_standing(key: str, start: Standing) -> Standing:
    """
    Draw what the place waits for.

    Parameters
    ----------
    key : str
        Prefix of what the form keeps.
    start : Standing
        What it waited for until now.

    Returns
    -------
    Standing
        What it waits for since this visit.
    """
    name = f"{key}_requests"
    st.session_state.setdefault(name, start.open_requests)
    with st.expander(_("For next time"), icon=":material/pending_actions:", key=f"{key}_standing"):
        st.caption(_("About the place, never about a person: it raises the place in the next plans."))
        requests = show_counter(_("Requests that stay open"), name)
        trust = st.pills(
            _("Trust at this place"),
            list(Trust),
            default=start.trust,
            required=True,
            format_func=term_of,
            key=f"{key}_trust",
        )
    return Standing(requests, trust)
