"""The last thing that was recorded in this session, and how to take it back."""

from dataclasses import dataclass

import streamlit as st

from data.recording.finishing import Finished, take_back_finish
from data.recording.recording import Recorded, take_back
from pages.parts.record.session import place_name
from pages.ui.auditing import note_change
from pages.ui.cache import engine_to_record
from pages.ui.evening import evening_now
from pages.ui.faults_view import show_faults
from pages.ui.text import _

_CHANGE = "_record_change"
_FAULTS = "_record_undo_faults"


@dataclass(frozen=True)
class RecordChange:
    """
    A change that was made.

    Attributes
    ----------
    what : str
        Its code, as in the audit.
    service : int
        The service of the round.
    places : tuple of int
        Where.
    done : Recorded or Finished
        What it takes to take it back.
    """

    what: str
    service: int
    places: tuple[int, ...]
    done: Recorded | Finished


def remember(change: RecordChange) -> None:
    """Keep *change* as the last one."""
    st.session_state[_CHANGE] = change
    st.session_state.pop(_FAULTS, None)


def show_last_change() -> None:
    """Say what was last recorded, with the button that takes it back."""
    change: RecordChange | None = st.session_state.get(_CHANGE)
    if change is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":material/check_circle: {_sentence(change)}", width="content")
        if change.what != "visit_taken_out":
            st.button(_("Undo"), icon=":material/undo:", key="record_undo", on_click=_undo, args=(change,))
        st.button(
            _("Dismiss"), icon=":material/close:", key="record_dismiss", type="tertiary", on_click=_forget
        )
    show_faults(st.session_state.get(_FAULTS, ()), {})


def _sentence(change: RecordChange) -> str:
    sentences = {
        "visit_recorded": _("Recorded: {place}."),
        "visit_corrected": _("Corrected: {place}."),
        "visit_taken_out": _("Taken out: {place}."),
        "round_finished": _("The round is finished."),
    }
    names = ", ".join(place_name(place) for place in change.places)
    return sentences[change.what].format(place=names)


def _forget() -> None:
    st.session_state.pop(_CHANGE, None)
    st.session_state.pop(_FAULTS, None)


def _undo(change: RecordChange) -> None:
    own = engine_to_record(change.service)
    if isinstance(change.done, Finished):
        faults = take_back_finish(own, change.done)
    else:
        faults = take_back(own, change.done, evening_now())
    if faults:
        st.session_state[_FAULTS] = faults
        return
    note_change("recording_undone", places=list(change.places))
    _forget()
