"""The last change of this session to the ledger, and how to take it back."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from data.register.regulations import RegulationRecord, restore_regulations
from pages.parts.regulations.session import begin
from pages.ui.auditing import note_change
from pages.ui.cache import engine_to_edit
from pages.ui.faults_view import show_faults
from pages.ui.text import _

_CHANGE = "_rules_change"
_UNDO_FAULTS = "_rules_undo_faults"


@dataclass(frozen=True)
class RuleChange:
    """
    A change that was made.

    Attributes
    ----------
    sentence : str
        What was done, translated.
    before : sequence of RegulationRecord
        The rules that were changed or deleted, as they were.
    after : sequence of RegulationRecord
        The rules that were changed or added, as they stand.
    """

    sentence: str
    before: Sequence[RegulationRecord] = ()
    after: Sequence[RegulationRecord] = ()


def remember(change: RuleChange) -> None:
    """Keep *change* as the last one."""
    st.session_state[_CHANGE] = change
    st.session_state.pop(_UNDO_FAULTS, None)


def show_last_change() -> None:
    """Say what was last changed, with the button that takes it back."""
    change: RuleChange | None = st.session_state.get(_CHANGE)
    if change is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":material/check_circle: {change.sentence}", width="content")
        st.button(_("Undo"), icon=":material/undo:", key="undo_rule", on_click=_undo, args=(change,))
        st.button(
            _("Dismiss"), icon=":material/close:", key="dismiss_rule", type="tertiary", on_click=_forget
        )
    show_faults(st.session_state.get(_UNDO_FAULTS, ()), {})


def _forget() -> None:
    st.session_state.pop(_CHANGE, None)
    st.session_state.pop(_UNDO_FAULTS, None)


def _undo(change: RuleChange) -> None:
    restored = restore_regulations(engine_to_edit(), change.before, change.after)
    if restored.faults:
        st.session_state[_UNDO_FAULTS] = restored.faults
        return
    touched = {rule.id for rule in (*change.before, *change.after)}
    note_change("rule_change_undone", rules=sorted(touched))
    _forget()
    begin(restored.id)
