"""Changing the schedule by hand: a visit is chosen, what breaks is said before anything is saved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import streamlit as st

from data.register.faults import Fault
from data.schedules.changes import change_plan
from data.schedules.kept import DatedVisit
from geo.schedules.calendar import to_date
from geo.schedules.differences import difference
from geo.schedules.evaluation import evaluate
from geo.schedules.model import PlannedVisit, Schedule, Shift
from geo.schedules.moves import add_visit, drop_visit, move_visit
from geo.schedules.report import HARD
from pages.parts.schedule.calendar import chosen_by, find_visit, moved_by, visit_id
from pages.parts.schedule.outcome import show_difference
from pages.parts.schedule.weeks import Weeks, now
from pages.parts.schedule.wording import day_text, moment_text, pair_code, place_label, shift_text, slot_label
from pages.ui.access import actor
from pages.ui.auditing import note_change
from pages.ui.cache import engine_to_edit, today
from pages.ui.faults_view import show_faults
from pages.ui.text import _

CHOSEN = "_schedule_chosen"
"""The visit that is looked at, by `visit_id`."""

_WHAT = "_schedule_what"
_TARGET = "_schedule_target"
_EDITION = "_schedule_edition"
_FAULTS = "_schedule_faults"
DONE = "_schedule_done"
"""What to say once about the change that was just saved."""

Round = tuple[int, int, int]
"""Day, pair and slot of a round."""


class Edit(StrEnum):
    """What can be done to a visit."""

    MOVE = "move"
    DROP = "drop"
    LOCK = "lock"


@dataclass(frozen=True)
class Change:
    """
    A change that is not saved yet.

    Attributes
    ----------
    schedule : Schedule
        As it would be.
    locked : frozenset of PlannedVisit
        Its visits with a lock.
    """

    schedule: Schedule
    locked: frozenset[PlannedVisit]


def edit_label(edit: str, *, is_locked: bool) -> str:
    """Return what a change of a visit is called."""
    return {
        Edit.MOVE: _("Move it"),
        Edit.DROP: _("Take it out"),
        Edit.LOCK: _("Unlock it") if is_locked else _("Lock it"),
    }[Edit(edit)]


def choose_pressed() -> None:
    """Keep the visit that was pressed in the calendar."""
    _choose(chosen_by())


def move_dropped() -> None:
    """Keep the visit that was dragged, and the day it was dropped on."""
    moved = moved_by()
    if moved is not None:
        _choose(moved[0])
        st.session_state[_WHAT] = Edit.MOVE
        st.session_state[_TARGET] = moved[1]


def _choose(code: object) -> None:
    st.session_state[CHOSEN] = code if isinstance(code, str) else None
    for key in (_WHAT, _TARGET, _FAULTS, DONE):
        st.session_state.pop(key, None)
    _next_edition()


def _next_edition() -> None:
    st.session_state[_EDITION] = _edition() + 1


def _edition() -> int:
    edition: int = st.session_state.get(_EDITION, 0)
    return edition


def close_edit() -> None:
    """Leave everything as it is."""
    _choose(None)


def show_edit(weeks: Weeks) -> None:
    """Draw what can be done to the chosen visit, over the calendar, or how to choose one."""
    visit = find_visit(weeks.schedule.visits, st.session_state.get(CHOSEN))
    if visit is None:
        _offer_choice(weeks)
        return
    title = place_label(visit.place)
    st.dialog(title, width="medium", on_dismiss=close_edit)(_show_visit)(weeks, visit)


def _show_visit(weeks: Weeks, visit: PlannedVisit) -> None:
    st.markdown(moment_text(weeks.sheet, visit))
    if to_date(visit.day, weeks.first_day) < today():
        st.caption(_("This visit lies in the past and stays as it was planned."))
        return
    change = _choose_change(weeks, visit)
    if change is not None:
        show_change(weeks, change)
    if st.button(_("Leave it as it is"), icon=":material/close:", type="tertiary", key="schedule_close"):
        close_edit()
        st.rerun()


def _offer_choice(weeks: Weeks) -> None:
    """Draw the way to a visit without a mouse, and to a new one."""
    with st.expander(_("Change the schedule"), icon=":material/edit_calendar:", key="schedule_change_fold"):
        coming = [
            visit
            for visit in sorted(weeks.schedule.visits, key=lambda one: (one.day, one.arrival_min))
            if to_date(visit.day, weeks.first_day) >= today()
        ]
        names = {visit_id(visit): _plain_visit(weeks, visit) for visit in coming}
        picked = st.selectbox(
            _("Visit"),
            list(names),
            index=None,
            format_func=names.__getitem__,
            key=f"schedule_pick_{_edition()}",
            placeholder=_("Choose a visit"),
        )
        if picked is not None:
            _choose(picked)
            st.rerun()
        _offer_new(weeks)


def _plain_visit(weeks: Weeks, visit: PlannedVisit) -> str:
    day = day_text(to_date(visit.day, weeks.first_day))
    return f"{day} · {place_label(visit.place)} · {pair_code(weeks.sheet, visit.team)}"


def _offer_new(weeks: Weeks) -> None:
    sites = {site.place: site for site in weeks.sheet.problem.sites}
    place = st.selectbox(
        _("Or add a visit to"),
        sorted(sites, key=place_label),
        index=None,
        format_func=place_label,
        key=f"schedule_new_place_{_edition()}",
        placeholder=_("Choose a place"),
    )
    if place is None:
        return
    shifts = [
        shift
        for shift in _open_shifts(weeks)
        if sites[place].teams is None or shift.team in (sites[place].teams or ())
    ]
    target = _choose_round(weeks, shifts, None, f"schedule_new_round_{_edition()}")
    if target is not None:
        day, team, slot = target
        schedule = add_visit(weeks.sheet.problem, weeks.schedule, place, day=day, slot=slot, team=team)
        show_change(weeks, Change(schedule, weeks.sheet.problem.locked))


def _open_shifts(weeks: Weeks) -> list[Shift]:
    return [shift for shift in weeks.sheet.problem.shifts if to_date(shift.day, weeks.first_day) >= today()]


def _choose_change(weeks: Weeks, visit: PlannedVisit) -> Change | None:
    problem, locked = weeks.sheet.problem, weeks.sheet.problem.locked
    what = st.segmented_control(
        _("What to do"),
        list(Edit),
        default=st.session_state.get(_WHAT, Edit.MOVE),
        format_func=lambda edit: edit_label(edit, is_locked=visit in locked),
        key=f"schedule_edit_what_{_edition()}",
        label_visibility="collapsed",
    )
    if what == Edit.DROP:
        return Change(drop_visit(weeks.schedule, visit), locked - {visit})
    if what == Edit.LOCK:
        return Change(weeks.schedule, locked ^ {visit})
    if what != Edit.MOVE:
        return None
    wanted = _dropped_on(weeks, visit)
    target = _choose_round(weeks, _open_shifts(weeks), wanted, f"schedule_edit_round_{_edition()}")
    if target is None or target == (visit.day, visit.team, visit.slot):
        return None
    day, team, slot = target
    return Change(move_visit(problem, weeks.schedule, visit, day=day, slot=slot, team=team), locked - {visit})


def _dropped_on(weeks: Weeks, visit: PlannedVisit) -> Round | None:
    """Return the round of the day that a visit was dropped on: most like its own, else one that is not."""
    day = st.session_state.get(_TARGET)
    if day is None:
        return None
    there = [shift for shift in _open_shifts(weeks) if shift.day == day]
    if not there:
        return (day, visit.team, visit.slot)
    best = min(there, key=lambda shift: (shift.team != visit.team, abs(shift.slot - visit.slot), shift.team))
    return (best.day, best.team, best.slot)


def _choose_round(weeks: Weeks, shifts: Sequence[Shift], wanted: Round | None, key: str) -> Round | None:
    names = {(shift.day, shift.team, shift.slot): shift_text(weeks.sheet, shift) for shift in shifts}
    if wanted is not None and wanted not in names:
        day, team, slot = wanted
        at = day_text(to_date(day, weeks.first_day))
        names[wanted] = f"{at} · {pair_code(weeks.sheet, team)} · {slot_label(slot)}"
    rounds = sorted(names)
    chosen: Round | None = st.selectbox(
        _("To which round"),
        rounds,
        index=rounds.index(wanted) if wanted is not None else None,
        format_func=names.__getitem__,
        key=key,
        placeholder=_("Choose a day and a pair"),
    )
    return chosen


def show_change(weeks: Weeks, change: Change, key: str = "schedule_save") -> None:
    """Say what a change would do, and offer to save it by a button of that key."""
    problem = replace(weeks.sheet.problem, locked=frozenset())
    before, after = evaluate(problem, weeks.schedule), evaluate(problem, change.schedule)
    show_difference(weeks.sheet, before, after, difference(before, after))
    is_broken = len([one for one in after.conflicts if one.kind in HARD]) > len(
        [one for one in before.conflicts if one.kind in HARD]
    )
    label = _("Save it all the same") if is_broken else _("Save this change")
    if st.button(label, type="primary", icon=":material/save:", key=key):
        _save(weeks, change)
    faults: tuple[Fault, ...] = st.session_state.get(_FAULTS, ())
    show_faults(faults, {"team": _("Pair"), "place": _("Place"), "day": _("Day")})


def _save(weeks: Weeks, change: Change) -> None:
    locked = change.locked
    stored = set(weeks.plan.draft.visits)
    shown = {weeks.sheet.to_dated(visit, weeks.sheet.problem.locked) for visit in weeks.schedule.visits}
    wanted: set[DatedVisit] = {weeks.sheet.to_dated(visit, locked) for visit in change.schedule.visits}
    outcome = change_plan(
        engine_to_edit(actor().service),
        weeks.plan.id,
        sorted((shown & stored) - wanted),
        sorted(wanted - shown),
        revision=weeks.plan.revision,
        at=now(),
        service=actor().service,
    )
    st.session_state[_FAULTS] = outcome.faults
    if not outcome.faults:
        note_change("schedule_changed", plan=weeks.plan.id)
        _choose(None)
        st.session_state[DONE] = _("The change is saved.")
    st.rerun()
