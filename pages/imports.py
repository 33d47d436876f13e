"""Imports: what came in, and what is wrong with it."""

import streamlit as st

from pages.parts.imports.check import show_check
from pages.parts.imports.columns import choose_columns
from pages.parts.imports.own_register import show_own_register
from pages.parts.imports.past import show_past_imports
from pages.parts.imports.upload import choose_file, choose_table, show_done, show_format
from pages.ui.address import open_address, write_address
from pages.ui.screen import open_screen
from pages.ui.text import _

open_address("imports", ())
open_screen(_("Imports"), _("What came in, and what is wrong with it?"))
show_own_register()
show_done()
file = choose_file()
table = choose_table(file) if file is not None else None
if file is None:
    show_format()
elif table is not None:
    show_check(file, table, choose_columns(file, table))
st.divider()
show_past_imports()
write_address(())
