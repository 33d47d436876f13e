"""Rounds: the evening's plan, proposed, changed by hand, committed, and what came of it."""

from pages.parts.rounds.committed import show_committed
from pages.parts.rounds.decide import show_outcome
from pages.parts.rounds.nothing import is_empty, show_no_pairs, show_no_places, show_nothing_committed
from pages.parts.rounds.proposal import show_proposal
from pages.parts.rounds.tonight import DAY, choose_evening, is_being_planned
from pages.ui.address import open_address, write_address
from pages.ui.screen import open_screen
from pages.ui.text import _

open_address("rounds", (DAY,))
open_screen(_("Rounds"), _("Who goes tonight, where, and in which order?"))

if is_empty():
    show_no_places()
else:
    evening = choose_evening()
    show_outcome(evening)
    if not is_being_planned(evening):
        if evening.committed:
            show_committed(evening)
        else:
            show_nothing_committed(evening)
    elif not show_no_pairs(evening):
        show_proposal(evening)
write_address((DAY,))
