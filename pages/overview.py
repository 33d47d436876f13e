"""Overview: what needs attention today."""

import streamlit as st

from pages.parts.overview.attention import show_coverage, show_last_import, show_last_rounds, show_quality
from pages.ui.address import open_address, write_address
from pages.ui.cache import places
from pages.ui.screen import empty_state, lead_to_register, open_screen
from pages.ui.text import _

open_address("overview", ())
open_screen(_("Overview"), _("Where should we go next?"))
if places().empty:
    empty_state(
        _("The register is empty. Import the file you keep today, or add the places you go to."),
        ":material/explore:",
    )
    lead_to_register()
    st.stop()

show_coverage()
left, right = st.columns([7, 3], gap="large")
with left:
    show_last_rounds()
with right:
    show_quality()
    show_last_import()
write_address(())
