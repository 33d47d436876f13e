"""Map layers: what lies under the places, and where it comes from."""

import streamlit as st

from pages.parts.layers.view import show_drawn, show_layers, show_tiles, show_upload
from pages.ui.address import open_address, write_address
from pages.ui.screen import open_screen
from pages.ui.text import _

open_address("layers", ())
open_screen(_("Map layers"), _("What is drawn under the places?"))
left, right = st.columns([3, 2], gap="large")
with left:
    show_drawn()
    show_tiles()
with right:
    show_layers()
show_upload()
write_address(())
