"""From the synthetic register to one's own: emptied on a second wish, nothing synthetic is kept."""

import streamlit as st

from data.demo import clear_register
from data.imports.memory import forget_places
from data.settings import settings
from pages.parts.imports.upload import finish
from pages.ui.auditing import note_change
from pages.ui.cache import engine_to_edit, state
from pages.ui.confirm import ask_button, close_question, show_question
from pages.ui.text import _

_OWN = "own_register"


def show_own_register() -> None:
    """Draw, on the synthetic register, what it is and how to leave it."""
    if not state().synthetic:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            _(
                "This register is invented. You can try an import on it; what you bring in stays among "
                "invented data. To keep your own, start with an empty register."
            ),
            width="stretch",
        )
        ask_button(_("Start your own register"), key=_OWN, icon=":material/restart_alt:")
    show_question(_("Start your own register?"), _confirm, key=_OWN)


def _confirm() -> None:
    st.markdown(
        _(
            "All of the synthetic register goes: places, services, visits and regulations. What you "
            "imported into it goes too. This cannot be undone."
        )
    )
    sure = st.checkbox(_("Yes, remove everything that is in this register now"), key="own_register_sure")
    if st.button(_("Start with an empty register"), type="primary", disabled=not sure, key="own_register_go"):
        clear_register(engine_to_edit())
        note_change("register_cleared")
        close_question(_OWN)
        forget_places(settings().var_dir)
        finish(_("The register is empty and yours. Add your places next, then import your file."))
