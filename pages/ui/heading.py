"""The head that every screen of both apps has: its title, and a badge where the data was generated."""

import streamlit as st

from pages.ui.nature import is_synthetic
from pages.ui.text import _


def show_heading(title: str, caption: str) -> None:
    """
    Draw the head of a screen.

    Parameters
    ----------
    title : str
        Name of the screen, translated.
    caption : str
        What stands below it, translated: first of all the one question that the screen answers.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.title(title, anchor=False, width="content")
        if is_synthetic():
            st.badge(
                _("Synthetic data"),
                icon=":material/science:",
                color="orange",
                help=_("The register was generated. No figure here describes real people or real visits."),
            )
    st.caption(caption)
