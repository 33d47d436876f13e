"""Appointments that take a pair's time: Médibus stops, the doctor's consultation, partners, meetings."""

from dataclasses import replace
from datetime import date, time

import pandas as pd
import streamlit as st

from data.planning.appointments import (
    MOST_WEEKS,
    AppointmentDraft,
    AppointmentRecord,
    delete_appointment,
    load_appointments,
    save_appointment,
)
from data.planning.teams import TeamRecord
from data.register.validation import FIRST_DAY, LAST_DAY
from data.vocabulary import AppointmentKind, PlaceKind
from pages.parts.teams.session import APPOINTMENT_FAULTS, AppointmentChange, edition, remember
from pages.parts.teams.wording import place_text, rhythm_text
from pages.ui.access import actor, may_edit
from pages.ui.cache import engine, engine_to_edit, places, today
from pages.ui.datatables import show_table
from pages.ui.faults_view import show_faults
from pages.ui.text import _, ngettext, number, term_of

STEP_S = 900

USUAL = (time(19), time(21))
"""Hours proposed for a new appointment."""


def field_labels() -> dict[str, str]:
    """Return what each field of an appointment is called on screen."""
    return {
        "team": _("Pair"),
        "place": _("Place"),
        "first_day": _("First day"),
        "last_day": _("Until"),
        "every_weeks": _("Every so many weeks"),
        "starts": _("Begins"),
        "ends": _("Ends"),
    }


def show_appointments(teams: list[TeamRecord]) -> None:
    """
    Draw the appointments of the pairs, and the form of one.

    Parameters
    ----------
    teams : list of TeamRecord
        The pairs that may be seen.
    """
    st.subheader(_("Appointments"), anchor=False)
    st.caption(_("They take a pair's time on fixed days; rounds are planned around them."))
    known = load_appointments(engine(), actor().service)
    codes = {team.id: team.code for team in teams}
    if known:
        _table(known, codes)
    else:
        st.markdown(_("No appointment yet."))
    if may_edit() and teams:
        with st.expander(_("Add or change an appointment"), icon=":material/event:", key="appointments_edit"):
            _editor(known, teams)


def _table(known: list[AppointmentRecord], codes: dict[int, str]) -> None:
    frame = pd.DataFrame(
        {
            "kind": [term_of(one.draft.kind) for one in known],
            "pair": [codes.get(one.draft.team or 0, "") for one in known],
            "when": [rhythm_text(one.draft) for one in known],
            "place": [place_text(one.draft.place) for one in known],
        }
    )
    count = len(known)
    show_table(
        frame,
        {"kind": _("Appointment"), "pair": _("Pair"), "when": _("When"), "place": _("Place")},
        key="appointments_table",
        summary=ngettext("{count} appointment", "{count} appointments", count).format(count=number(count)),
        name="maraude_{what}".format(what=_("Appointments")),
    )


def _editor(known: list[AppointmentRecord], teams: list[TeamRecord]) -> None:
    codes = {team.id: team.code for team in teams}
    names = {one.id: f"{codes.get(one.draft.team or 0, '')} · {rhythm_text(one.draft)}" for one in known}
    chosen = st.selectbox(
        _("Appointment"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=f"appointment_{edition()}",
        placeholder=_("A new one"),
    )
    record = next((one for one in known if one.id == chosen), None)
    start = record.draft if record else AppointmentDraft(first_day=today(), every_weeks=1)
    draft = _fields(f"appointment_{edition()}_{chosen or 'new'}", start, codes)
    owner = next((team.service for team in teams if team.id == draft.team), None)
    service = record.service if record else owner
    with st.container(horizontal=True, gap="small"):
        if st.button(
            _("Save the appointment"), type="primary", icon=":material/save:", key="appointment_save"
        ):
            _save(draft, record, owner)
        if (
            record is not None
            and service is not None
            and st.button(_("Take it away"), icon=":material/delete:", key="appointment_delete")
        ):
            _delete(record)
    show_faults(st.session_state.get(APPOINTMENT_FAULTS, ()), field_labels())


def _fields(key: str, start: AppointmentDraft, codes: dict[int, str]) -> AppointmentDraft:
    kind = st.pills(
        _("Kind"),
        list(AppointmentKind),
        default=start.kind,
        required=True,
        format_func=term_of,
        key=f"{key}_kind",
    )
    pairs = list(codes)
    team = st.selectbox(
        _("Pair"),
        pairs,
        index=pairs.index(start.team) if start.team in codes else None,
        format_func=codes.__getitem__,
        key=f"{key}_team",
        placeholder=_("Choose"),
    )
    options = _spots(start.place)
    place = st.selectbox(
        _("Place"),
        options,
        index=options.index(start.place) if start.place is not None else None,
        format_func=place_text,
        key=f"{key}_place",
        placeholder=_("Elsewhere"),
    )
    return _when(key, replace(start, kind=kind, team=team, place=place))


def _when(key: str, start: AppointmentDraft) -> AppointmentDraft:
    """Draw when an appointment happens."""
    with st.container(horizontal=True, gap="small"):
        first_day = _day(_("First day"), f"{key}_first", start.first_day)
        last_day = _day(_("Until"), f"{key}_last", start.last_day, _("Empty for no end."))
        weeks = st.number_input(
            _("Every so many weeks"),
            0,
            MOST_WEEKS,
            value=start.every_weeks,
            key=f"{key}_weeks",
            width=150,
            help=_("0 where it happens once."),
        )
    with st.container(horizontal=True, gap="small"):
        starts = _hour(_("Begins"), f"{key}_starts", start.starts or USUAL[0])
        ends = _hour(_("Ends"), f"{key}_ends", start.ends or USUAL[1])
    return replace(start, first_day=first_day, last_day=last_day, every_weeks=weeks, starts=starts, ends=ends)


def _day(label: str, key: str, start: date | None, hint: str | None = None) -> date | None:
    chosen: date | None = st.date_input(
        label,
        value=start,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="DD/MM/YYYY",
        key=key,
        width=150,
        help=hint,
    )
    return chosen


def _hour(label: str, key: str, start: time) -> time:
    return st.time_input(label, value=start, step=STEP_S, key=key, width=110)


def _spots(chosen: int | None) -> list[int]:
    """Return the places where an appointment may be: Médibus stops and offices first."""
    own = places()
    rank = {PlaceKind.MEDIBUS_STOP: 0, PlaceKind.OFFICE: 1}
    ranks = pd.Series([rank.get(PlaceKind(kind), 2) for kind in own["kind"]], index=own.index)
    ordered = own.assign(rank=ranks).sort_values(["rank", "label"]).index
    found = [int(place) for place in ordered]
    return found if chosen is None or chosen in found else [chosen, *found]


def _save(draft: AppointmentDraft, record: AppointmentRecord | None, owner: int | None) -> None:
    own = engine_to_edit(record.service if record else owner)
    outcome = save_appointment(
        own, draft, record.id if record else None, seen=record.draft if record else None
    )
    st.session_state[APPOINTMENT_FAULTS] = outcome.faults
    if outcome.id is not None:
        sentence = _("The appointment was saved.")
        before = record.draft if record else None
        remember("appointment_saved", AppointmentChange(sentence, outcome.id, owner or 0, before))
        st.rerun()


def _delete(record: AppointmentRecord) -> None:
    outcome = delete_appointment(engine_to_edit(record.service), record.id)
    st.session_state[APPOINTMENT_FAULTS] = outcome.faults
    if not outcome.faults:
        sentence = _("The appointment was taken away.")
        remember("appointment_deleted", AppointmentChange(sentence, None, record.service, record.draft))
        st.rerun()
