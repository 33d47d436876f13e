"""Regulations: which rules changed where people can be."""

import streamlit as st

from pages.ui.address import open_address, write_address
from pages.ui.cache import regulations
from pages.ui.maps import show_map
from pages.ui.regulation_editor import (
    begin,
    choose_rule,
    edition,
    is_new,
    map_edition,
    open_clicked,
    open_pencil,
    show_done,
    show_new_rule,
    show_rule,
)
from pages.ui.regulation_list import RULE, bounds_of_rules, rule_shapes, show_rules_table, show_timeline
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
left, right = st.columns([2, 3], gap="medium")
# The map comes first: what is clicked on it is known to the form beside it.
with right:
    pencil = open_pencil(chosen)
    shapes = rule_shapes(rules, dimmed=pencil is not None)
    # Another identity for each drawing, so that an old click is never taken for a new one.
    name = f"rules_drawing_{edition()}" if pencil else f"rules_{map_edition()}"
    clicked = show_map(
        [*shapes, *(pencil.preview() if pencil else ())],
        name=name,
        group="rules",
        label=_("Map of the areas where the rules apply"),
        height=420,
        bounds=bounds_of_rules(shapes),
        any_point=pencil is not None,
    )
    if pencil is None:
        open_clicked(name, clicked["code"])
    elif pencil.take(clicked["point"]):
        st.rerun()
with left:
    show_done()
    if is_new() or chosen is not None:
        st.button(
            _("All rules"),
            icon=":material/arrow_back:",
            type="tertiary",
            key="all_rules",
            on_click=begin,
        )
    if is_new():
        show_new_rule()
    elif chosen is not None:
        show_rule(chosen)
    else:
        choose_rule(rules)
if rules:
    show_rules_table(rules, begin)
write_address((RULE,))
