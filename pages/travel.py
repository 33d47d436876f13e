"""Travel times."""

import streamlit as st

from pages.parts.travel.coverage import show_coverage
from pages.parts.travel.fit import show_fit
from pages.parts.travel.known import known
from pages.parts.travel.measuring import show_measuring, show_trips
from pages.parts.travel.ranking import show_matrix, show_ranking
from pages.parts.travel.roads import show_roads
from pages.parts.travel.standing import show_standing
from pages.ui.address import open_address, write_address
from pages.ui.cache import places
from pages.ui.screen import empty_state, lead_to_register, open_screen
from pages.ui.text import _

open_address("travel", ())
open_screen(_("Travel times"), _("How long does it take from one place to the next?"))
if places().empty:
    empty_state(
        _("There is no place in the register yet. Travel times are known as soon as there are two."),
        ":material/directions_car:",
    )
    lead_to_register()
else:
    now = known()
    show_standing(now)
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_ranking(now)
    with right:
        show_measuring(now)
        show_trips(now)
    show_fit(now)
    show_roads(now)
    show_coverage(now)
    show_matrix(now)
write_address(())
