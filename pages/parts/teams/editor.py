"""The sheet of one pair with all that can be done to it, and the form of a new one."""

from dataclasses import replace

import streamlit as st

from data.planning.team_changes import (
    LARGEST_NUMBER,
    TeamDraft,
    delete_team,
    next_number,
    save_team,
    to_draft,
    upcoming,
)
from data.planning.teams import MissingRole, TeamRecord, missing_roles
from data.vocabulary import PlaceKind, Skill, Vehicle
from pages.parts.teams.hours import choose_days, choose_week
from pages.parts.teams.session import (
    FAULTS,
    TEAM,
    TeamChange,
    begin_team,
    edition,
    open_team,
    remember,
    teams,
)
from pages.parts.teams.wording import (
    day_text,
    missing_text,
    place_text,
    roles_text,
    state_text,
    week_text,
)
from pages.ui.access import may_edit
from pages.ui.cache import engine_to_edit, places, services, today
from pages.ui.faults_view import show_faults
from pages.ui.text import _, as_plain, labelled, term_of


def field_labels() -> dict[str, str]:
    """Return what each field of a pair is called on screen."""
    return {
        "service": _("Service"),
        "number": _("Number"),
        "depot": _("Leaves from"),
        "week": _("Hours of every week"),
        "days": _("Days off and other hours"),
    }


def show_picker(known: list[TeamRecord]) -> None:
    """Draw the way to a pair, and the way to a new one."""
    if known:
        codes = {team.id: team.code for team in known}
        st.selectbox(
            _("Open a pair"),
            list(codes),
            index=None,
            format_func=codes.__getitem__,
            key="teams_open",
            placeholder=_("Choose"),
            on_change=_open_chosen,
        )
    if may_edit():
        st.button(_("New pair"), icon=":material/group_add:", key="teams_new", on_click=begin_team)


def _open_chosen() -> None:
    open_team(st.session_state["teams_open"])
    st.session_state["teams_open"] = None


def _show_back() -> None:
    st.button(
        _("All pairs"),
        icon=":material/arrow_back:",
        type="tertiary",
        key="teams_back",
        on_click=open_team,
        args=(None,),
    )


def show_new() -> None:
    """Draw the form of a new pair."""
    _show_back()
    st.subheader(_("New pair"), anchor=False)
    if services().empty:
        st.markdown(_("A pair belongs to a service. Add the first service on the screen of places."))
        return
    first = int(services().index[0])
    key = f"team_{edition()}_new"
    labels = services()["label"]
    service = first
    if len(services()) > 1:
        service = st.selectbox(
            _("Service"),
            [int(one) for one in services().index],
            format_func=lambda one: str(labels[one]),
            key=f"{key}_service",
        )
    start = TeamDraft(service=service, number=next_number(teams(), service))
    draft = _fields(f"{key}_{service}", start)
    if st.button(_("Save the pair"), type="primary", icon=":material/save:", key="teams_save"):
        _save(draft, None, None)
    show_faults(st.session_state.get(FAULTS, ()), field_labels())


def show_team(known: list[TeamRecord]) -> None:
    """Draw the sheet of the pair that is open."""
    _show_back()
    team = next((one for one in known if one.id == TEAM.value), None)
    if team is None:
        st.warning(_("This pair is no longer in the register."), icon=":material/search_off:")
        return
    key = f"team_{edition()}_{team.id}"
    # What the fields started from: a change that somebody else makes meanwhile must not be lost.
    seen: TeamDraft = st.session_state.setdefault(f"{key}_seen", to_draft(team))
    st.subheader(as_plain(team.code), anchor=False)
    st.caption(" · ".join((roles_text(team), term_of(team.vehicle), as_plain(place_text(team.depot)))))
    st.markdown(as_plain(state_text(team)))
    st.markdown(as_plain(week_text(team.week)))
    for hours in upcoming(team.days, today()):
        st.markdown(f"- {day_text(hours)}")
    if not may_edit(team.service):
        return
    with st.expander(_("Edit this pair"), icon=":material/edit:", key=f"{key}_open"):
        draft = _fields(key, seen)
        if st.button(_("Save the changes"), type="primary", icon=":material/save:", key="teams_save"):
            _save(draft, team, seen)
    _offer_closing(team, seen)
    show_faults(st.session_state.get(FAULTS, ()), field_labels())


def _fields(key: str, start: TeamDraft) -> TeamDraft:
    """Draw the fields of a pair and return what they say."""
    st.caption(_("A pair has a number, never a name: who goes out is not kept."))
    number = st.number_input(
        _("Number"), 0, LARGEST_NUMBER, value=start.number, key=f"{key}_number", width=120
    )
    with st.container(horizontal=True, gap="small"):
        first = _skill(_("First role"), f"{key}_first", start.first_skill)
        second = _skill(_("Second role"), f"{key}_second", start.second_skill)
    missing = missing_roles(first, second)
    waived = start.roles_waived
    if missing:
        named = ", ".join(missing_text(role) for role in MissingRole if role in missing)
        st.caption(labelled(_("This pair"), named))
        waived = st.checkbox(
            _("Let it go out all the same"),
            value=start.roles_waived,
            key=f"{key}_waived",
            help=_("A worker and a nurse go out together. Only a coordinator may waive that, pair by pair."),
        )
    depot = _depot(f"{key}_depot", start)
    vehicle = st.segmented_control(
        _("Vehicle"),
        list(Vehicle),
        default=start.vehicle,
        required=True,
        format_func=term_of,
        key=f"{key}_vehicle",
    )
    week = choose_week(key, start.week)
    days = choose_days(key, start.days)
    return replace(
        start,
        number=number,
        first_skill=first,
        second_skill=second,
        roles_waived=waived,
        depot=depot,
        vehicle=vehicle,
        week=week,
        days=days,
    )


def _skill(label: str, key: str, start: Skill) -> Skill:
    skills = list(Skill)
    return st.selectbox(label, skills, index=skills.index(start), format_func=term_of, key=key, width=220)


def _depot(key: str, start: TeamDraft) -> int | None:
    """Draw the choice of where it leaves from: offices first, then Médibus stops."""
    mapped = places()[places().geometry.notna()]
    options = [
        int(place)
        for kind in (PlaceKind.OFFICE, PlaceKind.MEDIBUS_STOP)
        for place in mapped[mapped["kind"] == kind].sort_values("label").index
    ]
    if start.depot is not None and start.depot not in options:
        options.insert(0, start.depot)
    return st.selectbox(
        _("Leaves from"),
        options,
        index=options.index(start.depot) if start.depot is not None else None,
        format_func=place_text,
        key=key,
        placeholder=_("Choose its office"),
        help=_("Offices and Médibus stops. A new office is added on the screen of places."),
    )


def _save(draft: TeamDraft, team: TeamRecord | None, seen: TeamDraft | None) -> None:
    number = None if team is None else team.id
    outcome = save_team(engine_to_edit(draft.service), draft, number, seen=seen)
    st.session_state[FAULTS] = outcome.faults
    if outcome.id is not None:
        sentence = _("The pair was added.") if team is None else _("The changes were saved.")
        remember("pair_saved", TeamChange(sentence, outcome.id, seen))
        st.rerun()


def _offer_closing(team: TeamRecord, seen: TeamDraft) -> None:
    with st.container(horizontal=True, gap="small"):
        if team.active:
            if st.button(_("Close this pair"), icon=":material/lock:", key="teams_close"):
                _switch(team, seen, active=False)
        elif st.button(_("Open it again"), icon=":material/lock_open:", key="teams_reopen"):
            _switch(team, seen, active=True)
        with st.popover(_("Delete"), icon=":material/delete:", key="teams_delete"):
            st.markdown(_("Only a pair that never went out can be deleted, such as one added by mistake."))
            if st.button(_("Delete this pair"), type="primary", key="teams_delete_sure"):
                outcome = delete_team(engine_to_edit(team.service), team.id)
                st.session_state[FAULTS] = outcome.faults
                if not outcome.faults:
                    remember("pair_deleted", TeamChange(_("The pair was deleted."), None, seen))
                    st.rerun()


def _switch(team: TeamRecord, seen: TeamDraft, *, active: bool) -> None:
    outcome = save_team(engine_to_edit(team.service), replace(seen, active=active), team.id, seen=seen)
    st.session_state[FAULTS] = outcome.faults
    if not outcome.faults:
        sentence = _("The pair was opened again.") if active else _("The pair was closed.")
        remember("pair_saved", TeamChange(sentence, team.id, seen))
        st.rerun()
