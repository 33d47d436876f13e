"""What is folded away is computed only once it is opened, and opening it draws nothing else anew."""

from collections.abc import Callable

import streamlit as st

from pages.ui.access import ensure_open
from pages.ui.text import _


@st.fragment
def show_folded(label: str, draw: Callable[[], None], *, key: str, icon: str) -> None:
    """
    Draw a fold, and what is in it once it is open.

    Parameters
    ----------
    label : str
        What is in it, translated.
    draw : callable
        Draws it.
    key : str
        Key of the fold.
    icon : str
        A Material symbol.
    """
    ensure_open()
    fold = st.expander(label, icon=icon, key=key, on_change="rerun")
    if fold.open:
        with fold, st.spinner(_("One moment …")):
            draw()
