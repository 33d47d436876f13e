"""How far the making of a release is, drawn anew every second until it ends."""

import streamlit as st

from data.releases.dossier import Step
from pages.parts.publish.preparation import Preparation
from pages.ui.access import ensure_open
from pages.ui.text import _

EVERY_S = 1.0
"""Seconds between two looks."""


def step_label(step: Step) -> str:
    """Return what is being done."""
    return {
        Step.RULES: _("Counting places and applying the place rules"),
        Step.ROUNDING: _("Rounding every figure, once"),
        Step.ATTACKS: _("Attacking the result"),
    }[step]


@st.fragment(run_every=EVERY_S)
def watch(preparation: Preparation[object]) -> None:
    """
    Draw how far it is, and how to stop it; the whole screen runs again once it has ended.

    Parameters
    ----------
    preparation : Preparation
        What is being made.
    """
    ensure_open()
    if not preparation.is_running:
        st.rerun(scope="app")
    done = list(Step).index(preparation.step)
    with st.container(border=True, key="publish_progress"):
        for place, step in enumerate(Step):
            st.markdown(f"{_mark(place, done)} {step_label(step)}")
            if place == done:
                st.progress(preparation.part)
        st.caption(_("You may leave this screen and come back. Nothing is kept before you publish."))
        st.button(
            _("Stopping …") if preparation.is_cancelled else _("Stop"),
            icon=":material/close:",
            key="publish_stop",
            disabled=preparation.is_cancelled,
            on_click=preparation.cancel,
        )


def _mark(place: int, done: int) -> str:
    """Return the sign of a step: over, now, or to come."""
    if place == done:
        return ":material/arrow_forward:"
    return ":material/check:" if place < done else ":material/more_horiz:"
