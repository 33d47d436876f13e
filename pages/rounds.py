"""Rounds: the evening's plan, proposed, changed by hand, committed, and what came of it."""

import streamlit as st

from pages.parts.rounds.committed import show_committed
from pages.parts.rounds.decide import again_key, show_outcome
from pages.parts.rounds.nothing import is_empty, show_no_pairs, show_no_places, show_nothing_committed
from pages.parts.rounds.proposal import show_proposal
from pages.parts.rounds.tonight import DAY, choose_day, tonight
from pages.ui.access import may_edit
from pages.ui.address import open_address, write_address
from pages.ui.evening import evening_now
from pages.ui.screen import open_screen
from pages.ui.text import _

open_address("rounds", (DAY,))
open_screen(_("Rounds"), _("Who goes tonight, where, and in which order?"))

if is_empty():
    show_no_places()
else:
    evening = tonight(choose_day())
    show_outcome(evening)
    planned_again = st.session_state.get(again_key(evening.day), False)
    if evening.committed and not planned_again:
        show_committed(evening)
    elif evening.day < evening_now() or not may_edit():
        show_nothing_committed(evening)
    elif not show_no_pairs(evening):
        show_proposal(evening)
write_address((DAY,))
