"""What the screen of recording keeps: the evening, the round, and the visit whose form is open."""

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from data.recording.begun_rounds import RoundRef, UnplannedRound
from data.recording.evening_sheets import RoundSheet, load_round_sheets
from data.recording.visit_drafts import VisitDraft
from pages.ui.access import actor, may_edit
from pages.ui.address import a_day, a_number
from pages.ui.cache import engine, places, services, state
from pages.ui.evening import evening_now
from pages.ui.text import _, as_plain

LATE_DAYS = 60
"""Evenings back that may still be chosen; later ones come in a file."""

GRACE = timedelta(days=1)
"""How long after it was recorded somebody in the field may correct a visit."""

_FORM = "_record_form"
_BEGUN = "_record_unplanned"
_EDITION = "_record_edition"


def _first_evening() -> date:
    exact_from = state().exact_from
    earliest = evening_now() - timedelta(days=LATE_DAYS)
    return earliest if exact_from is None else max(earliest, exact_from)


EVENING = a_day("evening", evening_now, _first_evening, evening_now)
ROUND = a_number("round")
VIEW = (EVENING, ROUND)
"""What the address carries: an evening and a number."""


@dataclass(frozen=True)
class VisitForm:
    """
    The visit whose form is open.

    Attributes
    ----------
    at : RoundRef
        The round it belongs to.
    service : int
        The service of that round.
    day : date
        Its operational day.
    start : VisitDraft
        What the form starts from.
    stop : int or None
        The planned stop that it is.
    visit : int or None
        The visit to correct; None for a new one.
    planned : bool
        Whether it was planned, and so can be said to be not reached.
    """

    at: RoundRef
    service: int
    day: date
    start: VisitDraft
    stop: int | None = None
    visit: int | None = None
    planned: bool = False


def rounds_of_evening() -> tuple[RoundSheet, ...]:
    """Return the rounds of the chosen evening that whoever asks may see."""
    return load_round_sheets(engine(), EVENING.value, actor().service)


def chosen_round(sheets: tuple[RoundSheet, ...]) -> RoundSheet | None:
    """Return the round of the evening that is open, if one is."""
    if begun_round() is not None:
        return None
    return next((sheet for sheet in sheets if sheet.id == ROUND.value), None)


def begun_round() -> UnplannedRound | None:
    """Return the round that begins with the next visit, if one does."""
    found: UnplannedRound | None = st.session_state.get(_BEGUN)
    return found if found is not None and found.day == EVENING.value else None


def open_round(number: int | None) -> None:
    """Open a round of the evening, or go back to all of them."""
    st.session_state[ROUND.key] = number
    st.session_state.pop(_BEGUN, None)
    close_form()


def begin_round(at: UnplannedRound) -> None:
    """Let a round begin that nobody planned; it is kept with its first visit."""
    open_round(None)
    st.session_state[_BEGUN] = at


def open_form(form: VisitForm) -> None:
    """Open the form of a visit, with fresh fields."""
    st.session_state[_EDITION] = edition() + 1
    st.session_state[_FORM] = form


def close_form() -> None:
    """Close the form; what was typed in it is dropped."""
    st.session_state.pop(_FORM, None)


def visit_form() -> VisitForm | None:
    """Return the form that is open, if one is."""
    found: VisitForm | None = st.session_state.get(_FORM)
    return found if found is not None and found.day == EVENING.value else None


def edition() -> int:
    """Return a number that changes with each form."""
    number: int = st.session_state.get(_EDITION, 0)
    return number


def corrected_since() -> date | None:
    """Return the first day whose records whoever asks may still correct; None for all."""
    return None if may_edit() else evening_now() - GRACE


def place_name(place: int) -> str:
    """Return the label of a place, for Markdown; of another service's place its number."""
    if place in places().index:
        return as_plain(str(places().loc[place, "label"]))
    return _("place {number}").format(number=place)


def service_name(service: int) -> str:
    """Return the label of a service, for Markdown."""
    return as_plain(str(services()["label"].get(service, "")))
