"""Overview of a release: what it says, in a few sentences."""

import streamlit as st

from pages.parts.released.screen import open_screen
from pages.parts.released.sentences import show_reading, show_sentences, show_small_trend
from pages.parts.released.studies import show_studies
from pages.ui.address import open_address, write_address
from pages.ui.text import _

open_address("overview", ())
open_screen(_("Overview"), _("What does this release say?"))
show_sentences()
show_studies()
left, right = st.columns([3, 2], gap="large")
with left:
    show_small_trend()
with right:
    show_reading()
write_address(())
