"""Displacement: what a regulation moved, and how sure that is."""

import streamlit as st

from pages.parts.displacement.asked import VIEW, choose_rule, read_asked
from pages.parts.displacement.design import show_design
from pages.parts.displacement.result import show_result
from pages.parts.displacement.saved import show_damaged, show_studies, show_unknown
from pages.ui.address import open_address, write_address
from pages.ui.cache import ledger, regulations
from pages.ui.screen import empty_state, lead_to_register, open_screen
from pages.ui.text import _

open_address("displacement", VIEW)
open_screen(_("Displacement"), _("What did a regulation move, and how sure are we?"))
if ledger().empty:
    empty_state(
        _("There is no visit in the register yet. Import a register first."), ":material/move_location:"
    )
    lead_to_register()
    st.stop()

rules = regulations()
asked = read_asked(rules)
show_damaged()
if asked.is_unknown:
    show_unknown()
if not rules and not asked.studies:
    empty_state(
        _("The ledger of regulations is empty. A study asks what one of them moved: enter it first."),
        ":material/gavel:",
    )
    st.page_link("../regulations.py", label=_("Regulations"), icon=":material/gavel:")
    st.stop()

choose_rule(rules, asked)
if asked.study is not None and asked.spec is not None:
    show_result(asked, asked.study, asked.spec)
elif asked.rule is not None:
    show_design(asked.rule, asked.study)
show_studies(asked)
write_address(VIEW)
