"""The last change of this session to the places, and how to take it back."""

from dataclasses import dataclass

import streamlit as st

from data.register.faults import Fault
from data.register.place_checks import PlaceDraft
from data.register.places import delete_places, load_place, save_place
from pages.parts.places.listing import PLACE, territories
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit
from pages.ui.faults_view import show_faults
from pages.ui.text import _

_CHANGE = "_places_change"
_UNDO_FAULTS = "_places_undo_faults"
_EDITION = "_places_edition"


@dataclass(frozen=True)
class PlaceChange:
    """
    A change that was made.

    Attributes
    ----------
    sentence : str
        What was done, translated.
    places : tuple of int
        The places it was done to.
    before : PlaceDraft or None
        The one place before it; None where the places were added.
    was_deleted : bool
        Whether the place was deleted.
    """

    sentence: str
    places: tuple[int, ...]
    before: PlaceDraft | None = None
    was_deleted: bool = False


def edition() -> int:
    """Return a number that changes with each form, so that a new one starts from the register's values."""
    number: int = st.session_state.get(_EDITION, 0)
    return number


def next_edition() -> None:
    """Let every form start anew."""
    st.session_state[_EDITION] = edition() + 1


def remember(change: PlaceChange) -> None:
    """Keep *change* as the last one, open the place it was done to, and start the forms anew."""
    st.session_state[_CHANGE] = change
    st.session_state.pop(_UNDO_FAULTS, None)
    single = len(change.places) == 1 and not change.was_deleted
    st.session_state[PLACE.key] = change.places[0] if single else None
    next_edition()


def show_last_change() -> None:
    """Say what was last changed, with the button that takes it back."""
    change: PlaceChange | None = st.session_state.get(_CHANGE)
    if change is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":material/check_circle: {change.sentence}", width="content")
        st.button(_("Undo"), icon=":material/undo:", key="undo_change", on_click=_undo, args=(change,))
        st.button(
            _("Dismiss"), icon=":material/close:", key="dismiss_change", type="tertiary", on_click=_forget
        )
    show_faults(st.session_state.get(_UNDO_FAULTS, ()), {})


def _forget() -> None:
    st.session_state.pop(_CHANGE, None)
    st.session_state.pop(_UNDO_FAULTS, None)


def _undo(change: PlaceChange) -> None:
    faults = _taken_back(change)
    if faults:
        st.session_state[_UNDO_FAULTS] = faults
        return
    note_change("place_change_undone", places=list(change.places))
    _forget()
    next_edition()


def _taken_back(change: PlaceChange) -> tuple[Fault, ...]:
    if change.before is None:
        st.session_state[PLACE.key] = None
        return delete_places(engine_to_edit(), change.places)
    if change.was_deleted:
        restored = save_place(engine_to_edit(change.before.service), change.before, territories=territories())
        st.session_state[PLACE.key] = restored.id
        return restored.faults
    [place] = change.places
    now = load_place(engine(), place)
    return save_place(
        engine_to_edit(change.before.service),
        change.before,
        place,
        seen=now.draft if now else None,
        territories=territories(),
    ).faults
