"""Why there is nothing to plan, and the way to the screen where that is mended."""

from pathlib import Path

import streamlit as st

from pages.parts.rounds.tonight import Tonight
from pages.ui.access import may_edit, may_open
from pages.ui.cache import places
from pages.ui.evening import evening_now, evening_text
from pages.ui.screen import empty_state, lead_to_register
from pages.ui.text import _


def show_no_places() -> None:
    """Say that the register has no places yet."""
    empty_state(
        _("There is no place in the register yet, so there is nowhere to go."), ":material/location_on:"
    )
    lead_to_register()


def is_empty() -> bool:
    """Return whether there is no place at all."""
    return places().empty


def show_nothing_committed(now: Tonight) -> None:
    """Say that an evening has no committed rounds, to whoever cannot plan it or comes too late."""
    if now.day < evening_now():
        text = _("No round was committed for {day}.").format(day=evening_text(now.day))
    else:
        text = _("The rounds of {day} are not committed yet. They appear here as soon as they are.").format(
            day=evening_text(now.day)
        )
    empty_state(text, ":material/route:")
    _lead("../record.py", _("Record visits"), ":material/edit_note:")


def show_no_pairs(now: Tonight) -> bool:
    """
    Say why no pair can go out, if none can.

    Parameters
    ----------
    now : Tonight
        The evening.

    Returns
    -------
    bool
        Whether there is none.
    """
    if now.able:
        return False
    if not now.teams:
        text = _("There is no pair yet. Say who goes out, in which hours, and from which office.")
    elif now.begun and not set(now.hours) - now.begun:
        text = _("The visits of every pair of this evening are being recorded.")
    elif not now.hours:
        text = _(
            "No pair has hours on {day}. Give one a shift for this day, or choose another evening."
        ).format(day=evening_text(now.day))
    else:
        text = _("The pairs of this evening have no office to leave from. Choose one for each.")
    empty_state(text, ":material/groups:")
    if may_edit():
        _lead("../teams.py", _("Pairs"), ":material/groups:")
    return True


def show_no_stops() -> None:
    """Say that nothing could be visited by the chosen pairs."""
    empty_state(
        _("No place can be visited this evening by the pairs that go out. Check opening hours and services."),
        ":material/location_off:",
    )
    _lead("../places.py", _("Places"), ":material/location_on:")


def show_nobody_chosen() -> None:
    """Say that no pair is chosen."""
    empty_state(_("No pair is chosen for this evening. Choose one above."), ":material/groups:")


def _lead(path: str, label: str, icon: str) -> None:
    if may_open(Path(path).stem):
        with st.container(horizontal=True, horizontal_alignment="center"):
            st.page_link(path, label=label, icon=icon, width="content")
