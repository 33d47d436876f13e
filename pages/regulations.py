"""Regulations: which rules changed where people can be."""

import streamlit as st

from pages.parts.regulations.changes import LAST
from pages.parts.regulations.editor import (
    choose_rule,
    offer_national_changes,
    show_back,
    show_new_rule,
    show_rule,
)
from pages.parts.regulations.listing import RULE, show_rules_table, show_timeline
from pages.parts.regulations.on_map import show_rules_map
from pages.parts.regulations.session import begin, is_new
from pages.ui.address import open_address, write_address
from pages.ui.cache import regulations
from pages.ui.screen import empty_state, open_screen
from pages.ui.text import _

open_address("regulations", (RULE,))
open_screen(_("Regulations"), _("Which rules changed where people can be?"))
rules = regulations()
chosen = next((rule for rule in rules if rule.id == RULE.value), None)
if rules:
    show_timeline(rules)
elif not is_new():
    empty_state(
        _(
            "The ledger keeps the rules that move people: bans, tolerance zones, derogations, checks. With "
            "their dates the charts can show what changed when, and nobody mistakes a ban for a quiet year."
        ),
        ":material/gavel:",
    )
left, right = st.columns([3, 2], gap="medium")
with left:
    show_rules_map(rules, chosen)
with right:
    LAST.show()
    if is_new() or chosen is not None:
        show_back()
    if is_new():
        show_new_rule()
    elif chosen is not None:
        show_rule(chosen)
    else:
        choose_rule(rules)
        offer_national_changes(rules)
if rules:
    show_rules_table(rules, begin)
write_address((RULE,))
