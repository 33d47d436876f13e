"""How far a search is, drawn anew while it runs; how to let it go on, and how to stop it."""

import time

import streamlit as st

from data.planning.evenings import EveningSheet
from pages.parts.rounds.session import (
    FURTHER_S,
    Planning,
    ask_for_better,
    stop_search,
    take_best,
)
from pages.ui.access import ensure_open
from pages.ui.text import _

EVERY_S = 0.5
"""Seconds between two looks at a search."""

PATIENCE_S = 0.6
"""Longest wait for a first plan before the screen is drawn without one."""

LOOK_S = 0.02


def await_first_plan(now: Planning) -> None:
    """Wait a moment for the first plan, so that the screen opens with it."""
    until = time.monotonic() + PATIENCE_S
    while now.search is not None and not now.draft.visited and time.monotonic() < until:
        if not take_best(now):
            time.sleep(LOOK_S)
    take_best(now)


def show_search(now: Planning) -> None:
    """Draw the search under way, if there is one."""
    if now.search is not None:
        _watch(now)


@st.fragment(run_every=EVERY_S)
def _watch(now: Planning) -> None:
    ensure_open()
    if now.search is None or take_best(now):
        st.rerun(scope="app")
    else:
        fraction = now.search.progress().fraction
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="rounds_search"):
            st.progress(min(max(fraction, 0.0), 1.0), text=_("Looking for a better plan …"), width="stretch")
            st.button(
                _("Stop and keep the best"),
                icon=":material/stop_circle:",
                key="rounds_stop",
                on_click=_stop,
                args=(now,),
            )


def _stop(now: Planning) -> None:
    take_best(now)
    stop_search(now)


def improve_further(now: Planning, sheet: EveningSheet) -> None:
    """Search on for longer, around what is locked."""
    ask_for_better(now, sheet, FURTHER_S)
