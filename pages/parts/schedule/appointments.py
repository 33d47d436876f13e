"""The appointments of the pairs: what takes their time on fixed days."""

from dataclasses import replace
from datetime import time

import streamlit as st

from data.planning.appointments import (
    MOST_WEEKS,
    AppointmentDraft,
    AppointmentRecord,
    delete_appointment,
    load_appointments,
    save_appointment,
)
from data.planning.teams import TeamRecord, load_teams
from data.register.faults import Saved
from data.register.validation import FIRST_DAY, LAST_DAY
from data.vocabulary import AppointmentKind
from pages.parts.schedule.weeks import may_plan
from pages.parts.schedule.wording import place_label, place_name
from pages.ui.access import actor
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit, places, today
from pages.ui.faults_view import show_faults
from pages.ui.text import _, as_plain, ngettext, number, short_date, term_of, weekday_names

USUAL = (time(14), time(17))
"""Hours proposed for a new appointment."""

_OPEN = "_appointment_open"
_EDITION = "_appointment_edition"
_FAULTS = "_appointment_faults"

NEW = 0
"""Stands for an appointment that is not in the register yet."""


def show_appointments() -> None:
    """Draw the list of appointments, and the form of one."""
    records = load_appointments(engine(), actor().service)
    teams = {team.id: team for team in load_teams(engine(), actor().service)}
    with st.expander(_("Appointments"), icon=":material/event_repeat:", key="schedule_appointments"):
        if not records:
            st.caption(_("No pair has a fixed appointment."))
        for record in records:
            _show_line(record, teams)
        if not may_plan() or not teams:
            return
        if st.session_state.get(_OPEN) is None:
            st.button(
                _("Add an appointment"),
                icon=":material/add:",
                key="appointment_new",
                on_click=_open,
                args=(NEW,),
            )
        else:
            _show_form(records, teams)


def _show_line(record: AppointmentRecord, teams: dict[int, TeamRecord]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(_sentence(record.draft, teams), width="stretch")
        if may_plan():
            st.button(
                _("Edit"),
                icon=":material/edit:",
                type="tertiary",
                key=f"appointment_edit_{record.id}",
                on_click=_open,
                args=(record.id,),
            )


def _sentence(draft: AppointmentDraft, teams: dict[int, TeamRecord]) -> str:
    """Return an appointment in words."""
    code = teams[draft.team].code if draft.team in teams else ""
    parts = [term_of(draft.kind), as_plain(code)]
    if draft.place is not None:
        parts.append(place_name(draft.place))
    return f"**{' · '.join(parts)}**  \n{_when(draft)}"


def _when(draft: AppointmentDraft) -> str:
    hours = f"{draft.starts:%H:%M}–{draft.ends:%H:%M}" if draft.starts and draft.ends else ""
    if draft.first_day is None:
        return hours
    if not draft.every_weeks:
        return f"{short_date(draft.first_day)}, {hours}"
    rhythm = ngettext("every week", "every {count} weeks", draft.every_weeks)
    text = _("{weekday}, {rhythm}, {hours}").format(
        weekday=weekday_names("wide")[draft.first_day.weekday()],
        rhythm=rhythm.format(count=number(draft.every_weeks)),
        hours=hours,
    )
    return text if draft.last_day is None else f"{text}, {_until(draft)}"


def _until(draft: AppointmentDraft) -> str:
    return _("until {day}").format(day=short_date(draft.last_day))


def _open(appointment: int | None) -> None:
    st.session_state[_OPEN] = appointment
    st.session_state[_EDITION] = _edition() + 1
    st.session_state.pop(_FAULTS, None)


def _edition() -> int:
    edition: int = st.session_state.get(_EDITION, 0)
    return edition


def _fields() -> dict[str, str]:
    return {
        "kind": _("Kind"),
        "team": _("Pair"),
        "place": _("Place, if it is one of the register"),
        "first_day": _("First day"),
        "last_day": _("Last day"),
        "every_weeks": _("Weeks from one to the next; 0 for once"),
        "starts": _("Begins"),
        "ends": _("Ends"),
    }


def _show_form(records: list[AppointmentRecord], teams: dict[int, TeamRecord]) -> None:
    record = next((one for one in records if one.id == st.session_state[_OPEN]), None)
    stored = record.draft if record else AppointmentDraft(first_day=today(), starts=USUAL[0], ends=USUAL[1])
    with st.container(border=True, key="appointment_form"):
        draft = _edit(stored, teams, f"appointment_{_edition()}")
        with st.container(horizontal=True, gap="small"):
            label = _("Save the appointment")
            if st.button(label, type="primary", icon=":material/save:", key="appointment_save"):
                _save(draft, record, teams)
            if record is not None and st.button(
                _("Delete it"), icon=":material/delete:", key="appointment_delete"
            ):
                own = engine_to_edit(record.service)
                _done("appointment_deleted", delete_appointment(own, record.id))
            st.button(
                _("Close"),
                icon=":material/close:",
                type="tertiary",
                key="appointment_close",
                on_click=_open,
                args=(None,),
            )
        show_faults(st.session_state.get(_FAULTS, ()), _fields())


def _save(draft: AppointmentDraft, record: AppointmentRecord | None, teams: dict[int, TeamRecord]) -> None:
    owner = teams[draft.team].service if draft.team in teams else actor().service
    seen, number_of = (record.draft, record.id) if record else (None, None)
    _done("appointment_saved", save_appointment(engine_to_edit(owner), draft, number_of, seen=seen))


def _edit(stored: AppointmentDraft, teams: dict[int, TeamRecord], key: str) -> AppointmentDraft:
    labels, kinds, pairs = _fields(), list(AppointmentKind), list(teams)
    sites = sorted((int(place) for place in places().index), key=place_label)
    kind = st.selectbox(
        labels["kind"], kinds, index=kinds.index(stored.kind), format_func=term_of, key=f"{key}_kind"
    )
    team = st.selectbox(
        labels["team"],
        pairs,
        index=pairs.index(stored.team) if stored.team in teams else None,
        format_func=lambda one: teams[one].code,
        key=f"{key}_team",
        placeholder=_("Choose a pair"),
    )
    place = st.selectbox(
        labels["place"],
        sites,
        index=sites.index(stored.place) if stored.place in sites else None,
        format_func=place_label,
        key=f"{key}_place",
        placeholder=_("None"),
    )
    days = {
        name: st.date_input(
            labels[name],
            value=value,
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="DD/MM/YYYY",
            key=f"{key}_{name}",
        )
        for name, value in (("first_day", stored.first_day), ("last_day", stored.last_day))
    }
    weeks = st.number_input(
        labels["every_weeks"], 0, MOST_WEEKS, value=stored.every_weeks, step=1, key=f"{key}_weeks"
    )
    with st.container(horizontal=True, gap="small"):
        hours = {
            name: st.time_input(labels[name], value=value, key=f"{key}_{name}", width=120, step=900)
            for name, value in (("starts", stored.starts), ("ends", stored.ends))
        }
    return replace(
        stored,
        kind=kind,
        team=team,
        place=place,
        first_day=days["first_day"],
        last_day=days["last_day"],
        every_weeks=int(weeks),
        starts=hours["starts"],
        ends=hours["ends"],
    )


def _done(what: str, outcome: Saved) -> None:
    st.session_state[_FAULTS] = outcome.faults
    if not outcome.faults:
        note_change(what, appointment=outcome.id)
        _open(None)
        st.rerun()
