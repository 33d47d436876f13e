"""What the screen of pairs keeps: the pair and the appointment that are open, and the last change."""

from dataclasses import dataclass

import streamlit as st

from data.planning.appointments import (
    AppointmentDraft,
    delete_appointment,
    load_appointments,
    save_appointment,
)
from data.planning.team_changes import TeamDraft, delete_team, save_team, to_draft
from data.planning.teams import TeamRecord, load_team, load_teams
from data.register.faults import Fault
from pages.ui.access import actor, may_edit
from pages.ui.address import a_number
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit
from pages.ui.last_change import LastChange

TEAM = a_number("pair")
VIEW = (TEAM,)

_NEW = "_teams_new"
_EDITION = "_teams_edition"
FAULTS = "_teams_faults"
APPOINTMENT_FAULTS = "_teams_appointment_faults"


@dataclass(frozen=True)
class TeamChange:
    """
    A change of a pair that was made.

    Attributes
    ----------
    sentence : str
        What was done, translated.
    team : int or None
        The pair; None where it was deleted.
    before : TeamDraft or None
        The pair before it; None where it was added.
    """

    sentence: str
    team: int | None
    before: TeamDraft | None = None


@dataclass(frozen=True)
class AppointmentChange:
    """
    A change of an appointment that was made.

    Attributes
    ----------
    sentence : str
        What was done, translated.
    appointment : int or None
        The appointment; None where it was taken away.
    service : int
        The service of its pair.
    before : AppointmentDraft or None
        The appointment before it; None where it was added.
    """

    sentence: str
    appointment: int | None
    service: int
    before: AppointmentDraft | None = None


Change = TeamChange | AppointmentChange


def teams() -> list[TeamRecord]:
    """Return the pairs that whoever asks may see."""
    return load_teams(engine(), actor().service)


def open_team(team: int | None) -> None:
    """Open a pair, or go back to all of them, with fresh fields."""
    st.session_state[TEAM.key] = team
    st.session_state[_NEW] = False
    start_anew()


def begin_team() -> None:
    """Open the form of a new pair."""
    open_team(None)
    st.session_state[_NEW] = True


def is_adding() -> bool:
    """Return whether the form of a new pair is open."""
    return bool(st.session_state.get(_NEW)) and may_edit()


def start_anew() -> None:
    """Let every form start from the register's values."""
    st.session_state[_EDITION] = edition() + 1
    st.session_state.pop(FAULTS, None)
    st.session_state.pop(APPOINTMENT_FAULTS, None)


def edition() -> int:
    """Return a number that changes with each form."""
    number: int = st.session_state.get(_EDITION, 0)
    return number


def remember(what: str, change: Change) -> None:
    """Keep *change* as the last one, and start the forms anew."""
    if isinstance(change, TeamChange):
        note_change(what, pair=change.team)
        open_team(change.team)
    else:
        note_change(what, appointment=change.appointment)
        start_anew()
    LAST.remember(change)


def _team_back(change: TeamChange) -> tuple[Fault, ...]:
    if change.before is None and change.team is not None:
        known = load_team(engine(), change.team)
        st.session_state[TEAM.key] = None
        return delete_team(engine_to_edit(known.service if known else None), change.team).faults
    if change.before is None:
        return ()
    own = engine_to_edit(change.before.service)
    known = None if change.team is None else load_team(engine(), change.team)
    saved = save_team(own, change.before, change.team, seen=to_draft(known) if known else None)
    st.session_state[TEAM.key] = saved.id if saved.id is not None else st.session_state.get(TEAM.key)
    return saved.faults


def _appointment_back(change: AppointmentChange) -> tuple[Fault, ...]:
    own = engine_to_edit(change.service)
    if change.before is None and change.appointment is not None:
        return delete_appointment(own, change.appointment).faults
    if change.before is None:
        return ()
    now = {one.id: one.draft for one in load_appointments(engine())}
    seen = None if change.appointment is None else now.get(change.appointment)
    return save_appointment(own, change.before, change.appointment, seen=seen).faults


def _take_back(change: Change) -> tuple[Fault, ...]:
    return _team_back(change) if isinstance(change, TeamChange) else _appointment_back(change)


def _note(_change: Change) -> None:
    note_change("pair_change_undone")
    start_anew()


LAST = LastChange[Change]("teams", lambda change: change.sentence, _take_back, _note)
