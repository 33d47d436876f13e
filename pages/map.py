"""Map: where people were met, where the team looked and met nobody, and where it did not look."""

import streamlit as st

from pages.parts.map.view import VIEW, choose_view, show_view
from pages.ui.address import open_address, write_address
from pages.ui.cache import places
from pages.ui.filters import FILTERS, choose_selection
from pages.ui.screen import empty_state, lead_to_register, open_screen
from pages.ui.text import _

PARAMETERS = (*FILTERS, *VIEW)

open_address("map", PARAMETERS)
open_screen(
    _("Map"), _("Where did we meet people, where did we look and meet nobody, and where did we not look?")
)
if places().empty:
    empty_state(
        _("There is no place in the register yet. Add places, or import a register."), ":material/map:"
    )
    lead_to_register()
    st.stop()

choose_view()
show_view(choose_selection(), PARAMETERS)
write_address(PARAMETERS)
