"""The last change of this session to the places, and how to take it back."""

from dataclasses import dataclass

import streamlit as st

from data.register.faults import Fault
from data.register.place_checks import PlaceDraft
from data.register.places import delete_places, load_place, save_place
from pages.parts.places.listing import PLACE, territories
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit
from pages.ui.last_change import LastChange

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
    LAST.remember(change)
    single = len(change.places) == 1 and not change.was_deleted
    st.session_state[PLACE.key] = change.places[0] if single else None
    next_edition()


def _take_back(change: PlaceChange) -> tuple[Fault, ...]:
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


def _note(change: PlaceChange) -> None:
    note_change("place_change_undone", places=list(change.places))
    next_edition()


LAST = LastChange[PlaceChange]("places", lambda change: change.sentence, _take_back, _note)
