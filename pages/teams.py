"""Pairs: who can go out, when, and from where."""

import streamlit as st

from pages.parts.teams.appointments import show_appointments
from pages.parts.teams.editor import show_new, show_picker, show_team
from pages.parts.teams.session import LAST, TEAM, VIEW, is_adding, teams
from pages.parts.teams.week import show_table, show_week
from pages.ui.address import open_address, write_address
from pages.ui.screen import empty_state, open_screen
from pages.ui.text import _

open_address("teams", VIEW)
open_screen(_("Pairs"), _("Who can go out, when, and from where?"))

known = teams()
left, right = st.columns([3, 2], gap="medium")
with left:
    if known:
        show_week(known)
    else:
        empty_state(_("There is no pair yet. Add the first one."), ":material/group_add:")
with right:
    LAST.show()
    if is_adding():
        show_new()
    elif TEAM.value is not None:
        show_team(known)
    else:
        show_picker(known)
if known:
    show_table(known)
show_appointments(known)
write_address(VIEW)
