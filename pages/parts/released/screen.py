"""The frame of every released screen: its title, its one question, and which figures it shows."""

import streamlit as st

from pages.parts.released.opening import is_public, published
from pages.ui.text import _, date_text


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
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.title(title, anchor=False, width="content")
        if published().synthetic:
            st.badge(
                _("Synthetic data"),
                icon=":material/science:",
                color="orange",
                help=_("The register was generated. No figure here describes real people or real visits."),
            )
    tier = _("Public figures") if is_public() else _("Figures for policy")
    until = _("{tier}, up to {day}").format(tier=tier, day=date_text(published().through))
    st.caption(f"{question} · {until}")
