"""What if a round is lost, an appointment moves, a place closes: the difference, and nothing saved."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum

import streamlit as st

from data.schedules.closures import TouchingRule, touching_rules
from geo.rounds.model import TimeWindow
from geo.schedules.calendar import to_date, to_day
from geo.schedules.model import Appointment, ScheduleProblem, Shift
from geo.schedules.whatif import WhatIf, what_if, with_moved_appointment, without_shift, without_sites
from pages.parts.schedule.outcome import show_difference
from pages.parts.schedule.weeks import Weeks, first_open_day
from pages.parts.schedule.wording import day_text, pair_code, place_label, shift_text, visits_text
from pages.ui.cache import places, regulations, today
from pages.ui.hours import window_text
from pages.ui.text import _, language, ngettext, number, short_date

PATIENCE_S = 2.0
"""Seconds that an answer may take."""

SEED = 1

_ANSWER = "_schedule_answer"
_RULE = "schedule_closing_rule"
_CLOSED = "schedule_closed_places"

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
    places = tuple((site.place, site.in_use) for site in changed.sites)
    about = (weeks.sheet.number, weeks.schedule, changed.shifts, changed.appointments, places, today())
    known: tuple[object, WhatIf] | None = st.session_state.get(_ANSWER)
    if known is None or known[0] != about:
        until = time.monotonic() + PATIENCE_S
        with st.spinner(_("Working it out…")):
            answer = what_if(
                weeks.sheet.problem,
                weeks.schedule,
                changed,
                since=first_open_day(weeks),
                seed=SEED,
                stop=lambda: time.monotonic() > until,
            )
        known = about, answer
        st.session_state[_ANSWER] = known
    return known[1]


def _without_rounds(weeks: Weeks) -> ScheduleProblem | None:
    # A round without visits can be lost at no cost: nobody has to ask.
    visits = Counter((visit.day, visit.team, visit.slot) for visit in weeks.schedule.visits)
    counts = {
        shift: visits[shift.day, shift.team, shift.slot]
        for shift in sorted(weeks.sheet.problem.shifts, key=lambda one: (one.day, one.hours.opens_min))
        if shift.day >= first_open_day(weeks) and (shift.day, shift.team, shift.slot) in visits
    }
    lost: list[Shift] = st.multiselect(
        _("Which rounds are lost"),
        list(counts),
        format_func=lambda shift: f"{shift_text(weeks.sheet, shift)} · {visits_text(counts[shift])}",
        key="schedule_lost_rounds",
        placeholder=_("Choose one or more rounds"),
        select_all=False,
    )
    changed = weeks.sheet.problem
    for shift in lost:
        changed = without_shift(changed, shift.team, shift.day, shift.slot)
    return changed if lost else None


def _with_appointment(weeks: Weeks) -> ScheduleProblem | None:
    problem, first = weeks.sheet.problem, first_open_day(weeks)
    coming = [one for one in problem.appointments if one.day >= first]
    if not coming:
        st.caption(_("No appointment falls in these weeks."))
        return None
    before: Appointment | None = st.selectbox(
        _("Which appointment moves"),
        coming,
        index=None,
        format_func=lambda one: _appointment_text(weeks, one),
        key="schedule_moved_appointment",
        placeholder=_("Choose an appointment"),
    )
    if before is None:
        return None
    day = st.selectbox(
        _("To which day"),
        [None, *range(first, problem.days)],
        index=1 + before.day - first,
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
    since = _choose_rule(weeks)
    sites = sorted((site.place for site in weeks.sheet.problem.sites), key=place_label)
    closed = st.multiselect(
        _("Which places close"),
        sites,
        format_func=place_label,
        key=_CLOSED,
        placeholder=_("Choose places"),
        select_all=False,
    )
    return without_sites(weeks.sheet.problem, frozenset(closed), since) if closed else None


def _choose_rule(weeks: Weeks) -> int:
    """Offer the rules of the ledger, which fill in the places they touch; return the first day they close."""
    first = first_open_day(weeks)
    begins = to_date(first, weeks.first_day)
    rules = touching_rules(regulations(), weeks.sheet.problem, places(), begins, weeks.last_day)
    if not rules:
        return first
    names = {one.rule.id: one for one in rules}
    chosen = st.selectbox(
        _("Which rule closes them"),
        list(names),
        index=None,
        format_func=lambda rule: _rule_text(names[rule]),
        key=_RULE,
        placeholder=_("A rule of the ledger, or choose places yourself"),
        on_change=_fill_in,
        args=({rule: sorted(one.places) for rule, one in names.items()},),
    )
    if chosen is None:
        return first
    in_force = names[chosen].rule.in_force
    if in_force > begins:
        st.caption(_("Closed from {day} on.").format(day=short_date(in_force)))
    return max(first, to_day(in_force, weeks.first_day))


def _fill_in(places_of: Mapping[int, list[int]]) -> None:
    """Choose the places that a rule touches; they can be changed after."""
    st.session_state[_CLOSED] = places_of.get(st.session_state.get(_RULE) or 0, [])


def _rule_text(one: TouchingRule) -> str:
    count = ngettext("{count} place", "{count} places", len(one.places)).format(count=number(len(one.places)))
    return f"{one.rule.title(language())} · {short_date(one.rule.in_force)} · {count}"
