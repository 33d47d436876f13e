"""The frame of every screen: its title, the one question it answers, and what kind of data it shows."""

import streamlit as st

from pages.ui.access import may_open, may_read
from pages.ui.cache import ledger, places, revision
from pages.ui.heading import show_heading
from pages.ui.text import _

_READ = "_register_read"
"""Revision of the register that this session has seen read."""


def open_screen(title: str, question: str) -> None:
    """
    Draw the head of a screen.

    Parameters
    ----------
    title : str
        Name of the screen, translated.
    question : str
        The one question that the screen answers, translated.
    """
    show_heading(title, question)
    if may_read():
        _read_register()


def _read_register() -> None:
    """Say that the register is being read while it is; a large one takes seconds, once after each change."""
    if st.session_state.get(_READ) == revision():
        return
    with st.spinner(_("Reading the register…")):
        ledger()
        places()
    st.session_state[_READ] = revision()


def empty_state(text: str, icon: str = ":material/inbox:") -> None:
    """
    Say why there is nothing to show and what to do about it.

    Parameters
    ----------
    text : str
        One or two sentences, translated.
    icon : str
        A Material symbol.
    """
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.markdown(icon, width="content")
        st.markdown(text, width="content", text_alignment="center")


def lead_to_register() -> None:
    """Draw the two ways to fill a register, below an empty state."""
    with st.container(horizontal=True, horizontal_alignment="center"):
        if may_open("imports"):
            st.page_link("../imports.py", label=_("Imports"), icon=":material/upload_file:", width="content")
        st.page_link("../places.py", label=_("Places"), icon=":material/location_on:", width="content")
