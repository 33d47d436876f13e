"""What is open on the screen of regulations: a rule, the form of a new one, or the list."""

import streamlit as st

from pages.parts.regulations.listing import RULE

FAULTS = "_rules_faults"
"""Session key of what was wrong with what was saved last."""

_NEW = "_rules_new"
_EDITION = "_rules_edition"
_MAP = "_rules_map"


def is_new() -> bool:
    """Tell whether the form of a new rule is open."""
    return bool(st.session_state.get(_NEW))


def edition() -> int:
    """Return a number that changes with each form, so that a new one starts from the ledger's values."""
    number: int = st.session_state.get(_EDITION, 0)
    return number


def map_edition() -> int:
    """Return a number that changes whenever what was clicked on the map no longer counts."""
    number: int = st.session_state.get(_MAP, 0)
    return number


def begin(rule: int | None = None, *, new: bool = False) -> None:
    """Open a rule that was chosen beside the map, the form of a new one, or the list."""
    open_rule(rule, new=new)
    st.session_state[_MAP] = map_edition() + 1


def open_rule(rule: int | None, *, new: bool = False) -> None:
    """Open a rule, the form of a new one, or neither, with fresh fields."""
    st.session_state[RULE.key] = rule
    st.session_state[_NEW] = new
    st.session_state[_EDITION] = edition() + 1
    st.session_state.pop(FAULTS, None)
