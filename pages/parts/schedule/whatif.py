"""What if a round is lost, an appointment moves, a place closes: the difference, and nothing saved."""

import time
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

import streamlit as st

from geo.rounds.model import TimeWindow
from geo.schedules.calendar import to_date
from geo.schedules.model import Appointment, ScheduleProblem, Shift
from geo.schedules.whatif import WhatIf, what_if, with_moved_appointment, without_shift, without_sites
from pages.parts.schedule.outcome import show_difference
from pages.parts.schedule.weeks import Weeks
from pages.parts.schedule.wording import day_text, pair_code, place_label, shift_text
from pages.ui.cache import today
from pages.ui.hours import window_text
from pages.ui.text import _

PATIENCE_S = 2.0
"""Seconds that an answer may take."""

SEED = 1

_ANSWER = "_schedule_answer"

HOUR = 60


class Question(StrEnum):
    """What can be asked."""

    NIGHT = "night"
    APPOINTMENT = "appointment"
    PLACE = "place"


def question_label(question: str) -> str:
    """Return what is asked."""
    return {
        Question.NIGHT: _("Rounds are lost"),
        Question.APPOINTMENT: _("An appointment moves"),
        Question.PLACE: _("Places close"),
    }[Question(question)]


def show_what_if(weeks: Weeks) -> None:
    """Draw the question and its answer."""
    with st.expander(_("What if …"), icon=":material/help_center:", key="schedule_what_if"):
        st.caption(_("See what would change. Nothing is saved."))
        question = st.segmented_control(
            _("What happens"),
            list(Question),
            default=Question.NIGHT,
            format_func=question_label,
            key="schedule_question",
            label_visibility="collapsed",
        )
        ask: dict[str, Callable[[Weeks], ScheduleProblem | None]] = {
            Question.NIGHT: _without_rounds,
            Question.APPOINTMENT: _with_appointment,
            Question.PLACE: _without_places,
        }
        changed = ask[question](weeks) if question in ask else None
        if changed is None:
            return
        answer = _answer(weeks, changed)
        show_difference(weeks.sheet, answer.before, answer.after, answer.difference)


def _answer(weeks: Weeks, changed: ScheduleProblem) -> WhatIf:
    """Return the answer, worked out once: the screen runs again at every press elsewhere."""
    places = tuple(site.place for site in changed.sites)
    about = (weeks.sheet.number, weeks.schedule, changed.shifts, changed.appointments, places)
    known: tuple[object, WhatIf] | None = st.session_state.get(_ANSWER)
    if known is None or known[0] != about:
        until = time.monotonic() + PATIENCE_S
        with st.spinner(_("Working it out…")):
            answer = what_if(
                weeks.sheet.problem,
                weeks.schedule,
                changed,
                seed=SEED,
                stop=lambda: time.monotonic() > until,
            )
        known = about, answer
        st.session_state[_ANSWER] = known
    return known[1]


def _without_rounds(weeks: Weeks) -> ScheduleProblem | None:
    shifts = [shift for shift in weeks.sheet.problem.shifts if to_date(shift.day, weeks.first_day) >= today()]
    lost: list[Shift] = st.multiselect(
        _("Which rounds are lost"),
        shifts,
        format_func=lambda shift: shift_text(weeks.sheet, shift),
        key="schedule_lost_rounds",
        placeholder=_("Choose one or more rounds"),
    )
    changed = weeks.sheet.problem
    for shift in lost:
        changed = without_shift(changed, shift.team, shift.day, shift.slot)
    return changed if lost else None


def _with_appointment(weeks: Weeks) -> ScheduleProblem | None:
    problem = weeks.sheet.problem
    if not problem.appointments:
        st.caption(_("No appointment falls in these weeks."))
        return None
    before: Appointment | None = st.selectbox(
        _("Which appointment moves"),
        problem.appointments,
        index=None,
        format_func=lambda one: _appointment_text(weeks, one),
        key="schedule_moved_appointment",
        placeholder=_("Choose an appointment"),
    )
    if before is None:
        return None
    day = st.selectbox(
        _("To which day"),
        [None, *range(problem.days)],
        index=1 + before.day,
        format_func=lambda one: (
            _("It is cancelled") if one is None else day_text(to_date(one, weeks.first_day))
        ),
        key="schedule_appointment_day",
    )
    later = st.slider(_("Hours later or earlier"), -6, 6, 0, key="schedule_appointment_hours")
    hours = TimeWindow(before.hours.opens_min + later * HOUR, before.hours.closes_min + later * HOUR)
    after = None if day is None else replace(before, day=day, hours=hours)
    return None if after == before else with_moved_appointment(problem, before, after)


def _appointment_text(weeks: Weeks, one: Appointment) -> str:
    day = day_text(to_date(one.day, weeks.first_day))
    return f"{day} · {pair_code(weeks.sheet, one.team)} · {window_text(one.hours)}"


def _without_places(weeks: Weeks) -> ScheduleProblem | None:
    sites = sorted((site.place for site in weeks.sheet.problem.sites), key=place_label)
    closed = st.multiselect(
        _("Which places close"),
        sites,
        format_func=place_label,
        key="schedule_closed_places",
        placeholder=_("Choose places"),
    )
    return without_sites(weeks.sheet.problem, frozenset(closed)) if closed else None
