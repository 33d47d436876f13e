"""Places: where we go, and what we know of each place."""

import streamlit as st

from pages.parts.places.changes import LAST
from pages.parts.places.editor import FILE, NEW, begin, mode, show_back, show_new_place, show_place
from pages.parts.places.from_file import show_import
from pages.parts.places.listing import PLACE, VIEW, choose_rows, chosen_rows, show_list_table
from pages.parts.places.on_map import show_place_map
from pages.parts.places.picker import show_picker
from pages.ui.address import open_address, write_address
from pages.ui.cache import places
from pages.ui.screen import empty_state, open_screen
from pages.ui.text import _

open_address("places", VIEW)
open_screen(_("Places"), _("Where do we go, and what do we know of each place?"))

if places().empty and mode() is None:
    empty_state(
        _(
            "There is no place in the register yet. Draw the first one on the map, or bring the zones you "
            "already have in a file."
        ),
        ":material/location_on:",
    )
if not places().empty:
    choose_rows()
rows = chosen_rows()
left, right = st.columns([3, 2], gap="medium")
with left:
    show_place_map(rows)
with right:
    LAST.show()
    if mode() is not None or PLACE.value is not None:
        show_back()
    if mode() == NEW:
        show_new_place()
    elif mode() == FILE:
        show_import()
    elif PLACE.value is not None:
        show_place(PLACE.value)
    else:
        show_picker(rows)
if not places().empty:
    show_list_table(rows, lambda place: begin(None, place))
write_address(VIEW)
