"""A question that must be answered before something is taken away."""

from collections.abc import Callable
from typing import Literal

import streamlit as st


def ask_button(label: str, *, key: str, icon: str, is_main: bool = False) -> None:
    """
    Draw the button that opens a question.

    Parameters
    ----------
    label : str
        Text of the button, translated.
    key : str
        Names the question; `show_question` draws it.
    icon : str
        A Material symbol.
    is_main : bool
        Whether it is what the screen is for.
    """
    kind: Literal["primary", "secondary"] = "primary" if is_main else "secondary"
    st.button(label, icon=icon, key=f"{key}_ask", type=kind, on_click=_open, args=(key,))


def show_question(title: str, draw: Callable[[], None], *, key: str) -> None:
    """
    Draw the question as a dialog while it is open.

    Parameters
    ----------
    title : str
        The question, translated.
    draw : callable
        Draws what is asked, and the button that does it.
    key : str
        As given to `ask_button`.
    """
    if st.session_state.get(f"{key}_open"):
        st.dialog(title, on_dismiss=lambda: close_question(key))(draw)()


def close_question(key: str) -> None:
    """Close a question; done on an answer, and when it is waved away."""
    st.session_state.pop(f"{key}_open", None)


def _open(key: str) -> None:
    st.session_state[f"{key}_open"] = True
