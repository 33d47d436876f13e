"""Trends: how the work changes over months and years, and the report of a year."""

import streamlit as st

from pages.parts.trends import choices
from pages.parts.trends import report as report_view
from pages.parts.trends.view import show_trends
from pages.ui.address import one_of, open_address, write_address
from pages.ui.cache import ledger
from pages.ui.filters import FILTERS, choose_selection
from pages.ui.screen import empty_state, lead_to_register, open_screen
from pages.ui.text import _

VIEWS = ("time", "report")
VIEW = one_of("view", lambda: VIEWS, lambda: VIEWS[0])
PARAMETERS = (*FILTERS, VIEW, *choices.VIEW, *report_view.VIEW)

open_address("trends", PARAMETERS)
open_screen(_("Trends"), _("How does our work change over months and years?"))
if ledger().empty:
    empty_state(_("There is no visit in the register yet. Import a register first."), ":material/monitoring:")
    lead_to_register()
    st.stop()

selection = choose_selection()
labels = dict(zip(VIEWS, (_("Over time"), _("Report")), strict=True))
st.segmented_control(
    _("View"),
    VIEWS,
    format_func=labels.__getitem__,
    key=VIEW.key,
    required=True,
    persist_state="session",
    label_visibility="collapsed",
)
if VIEW.value == "report":
    report_view.show_report(selection)
else:
    choices.choose_trend()
    show_trends(selection)
write_address(PARAMETERS)
