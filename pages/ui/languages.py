"""The language of a session: settled before the first word, and switched below the menu."""

import streamlit as st

from data.i18n import LANGUAGES
from pages.ui.text import LANGUAGE_KEY, LANGUAGE_NAMES, _, browser_language


def settle_language() -> None:
    """Take the language from the address, else from the browser, before the first word is written."""
    if LANGUAGE_KEY not in st.session_state:
        asked = st.query_params.get(LANGUAGE_KEY)
        st.session_state[LANGUAGE_KEY] = asked if asked in LANGUAGES else browser_language()


def switch_language() -> None:
    """Draw the language switch."""
    st.sidebar.segmented_control(
        _("Language"),
        LANGUAGES,
        format_func=LANGUAGE_NAMES.__getitem__,
        key=LANGUAGE_KEY,
        required=True,
        persist_state="session",
        label_visibility="collapsed",
    )
