"""Record visits: after the round, each visit in two minutes on a phone."""

from pages.parts.record.changes import LAST
from pages.parts.record.compared import show_comparison
from pages.parts.record.evening import show_rounds
from pages.parts.record.form import show_form
from pages.parts.record.session import VIEW, begun_round, chosen_round, rounds_of_evening, visit_form
from pages.parts.record.stops import show_begun, show_round
from pages.ui.address import open_address, write_address
from pages.ui.screen import open_screen
from pages.ui.text import _

open_address("record", VIEW)
open_screen(_("Record visits"), _("What did we meet tonight?"))

sheets = rounds_of_evening()
sheet = chosen_round(sheets)
begun = begun_round()
form = visit_form()
if form is not None:
    show_form(form)
else:
    LAST.show()
    if sheet is not None:
        show_round(sheet)
        show_comparison(sheet)
    elif begun is not None:
        show_begun(begun)
    else:
        show_rounds(sheets)
write_address(VIEW)
