"""From nothing to a schedule in force: three proposals side by side, one looked at, one decision."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta

import streamlit as st

from data.planning.appointments import load_holidays
from data.register.faults import Saved
from data.schedules.decisions import PlanStamp
from data.schedules.kept import PlanDraft
from data.vocabulary import PlanAim
from geo.schedules.differences import difference
from geo.schedules.evaluation import evaluate
from geo.schedules.model import DAYS_A_WEEK, Schedule
from geo.schedules.report import ScheduleReport
from pages.parts.schedule.calendar import Picture, show_calendar, week_days
from pages.parts.schedule.comparing import (
    best_losses,
    card_figures,
    figures_text,
    shared_figures,
    show_comparison,
)
from pages.parts.schedule.keeping import show_limits
from pages.parts.schedule.kept import decide, keep, seen_now
from pages.parts.schedule.outcome import show_difference
from pages.parts.schedule.search import (
    Making,
    aims_by_schedule,
    begin_making,
    forget_making,
    making,
    reports,
    seconds_text,
    watch,
)
from pages.parts.schedule.views import notes_of, waiting_text
from pages.parts.schedule.weeks import USUAL_WEEKS, next_monday, next_scope, plan_in_force, sheet_of
from pages.parts.schedule.wording import day_text
from pages.ui.faults_view import show_faults
from pages.ui.screen import empty_state
from pages.ui.text import _, labelled, language, ngettext, number, term_of

SECONDS = (5, 10, 20, 60)
"""How long a search may take, for each proposal."""

USUAL_SECONDS = 10

WEEKS = (1, 2, 4, 6, 8, 12)

_FAULTS = "_schedule_force_faults"
_REPLANNING = "_schedule_replanning"


def is_proposing() -> bool:
    """Tell whether proposals are being made or looked at, or are about to be."""
    return making() is not None or bool(st.session_state.get(_REPLANNING))


def begin_replanning() -> None:
    """Leave the schedule in force for the questions of a new one; it stays in force meanwhile."""
    st.session_state[_REPLANNING] = True


def leave_proposing() -> None:
    """Go back to the schedule in force; what was proposed is dropped."""
    forget_making()
    st.session_state.pop(_REPLANNING, None)
    st.session_state.pop(_FAULTS, None)


def show_beginning(*, may_plan: bool) -> None:
    """Draw the one button that makes three proposals, and what it may be told before."""
    scope = next_scope(_weeks(), keep_pairs=_keeps_pairs(), days_off=_days_off())
    sheet = sheet_of(scope)
    if not sheet.problem.shifts:
        empty_state(
            _("No pair has hours in the coming weeks: say when the pairs work, and from which office."),
            ":material/groups:",
        )
        st.page_link("../teams.py", label=_("Pairs"), icon=":material/groups:", width="content")
        return
    if not sheet.problem.sites:
        empty_state(
            _("No place in use has a rhythm: say how many days may pass between two visits."),
            ":material/location_on:",
        )
        st.page_link("../places.py", label=_("Places"), icon=":material/location_on:", width="content")
        return
    if not may_plan:
        empty_state(_("No schedule is in force yet. A coordinator can propose one."), ":material/event:")
        return
    pairs = len({shift.team for shift in sheet.problem.shifts})
    st.markdown(
        _("From {day} on: {places} and {pairs}, every place with the pair that people there know.").format(
            day=day_text(scope.first_day),
            places=ngettext("{count} place", "{count} places", len(sheet.problem.sites)).format(
                count=number(len(sheet.problem.sites))
            ),
            pairs=ngettext("{count} pair", "{count} pairs", pairs).format(count=number(pairs)),
        )
    )
    st.markdown(waiting_text(sheet))
    if st.button(
        _("Propose a schedule"), type="primary", icon=":material/auto_awesome:", key="schedule_propose"
    ):
        begin_making(scope, _seconds())
        st.rerun()
    with st.expander(_("Before it is proposed"), icon=":material/tune:", key="schedule_before"):
        _show_options()
        show_limits(sheet, None)


def _weeks() -> int:
    return int(st.session_state.get("schedule_weeks") or USUAL_WEEKS)


def _seconds() -> float:
    return float(st.session_state.get("schedule_seconds") or USUAL_SECONDS)


def _keeps_pairs() -> bool:
    return bool(st.session_state.get("schedule_keep_pairs", True))


def _days_off() -> frozenset[date]:
    chosen: list[date] = st.session_state.get("schedule_days_off") or []
    return frozenset(chosen)


def _show_options() -> None:
    st.segmented_control(
        _("Weeks"), WEEKS, default=USUAL_WEEKS, key="schedule_weeks", required=True, format_func=number
    )
    st.segmented_control(
        _("Seconds of search for each proposal"),
        SECONDS,
        default=USUAL_SECONDS,
        key="schedule_seconds",
        required=True,
        format_func=seconds_text,
    )
    st.toggle(_("Each place keeps its usual pair"), value=True, key="schedule_keep_pairs")
    first = next_monday()
    holidays = load_holidays(first, first + timedelta(weeks=max(WEEKS)), language())
    if holidays:
        st.multiselect(
            _("Holidays on which nobody goes out"),
            list(holidays),
            format_func=lambda day: f"{day_text(day)} · {holidays.get(day, '')}",
            key="schedule_days_off",
            placeholder=_("None: the pairs go out as usual"),
        )


def show_proposals() -> None:
    """Draw the search under way, or what it found."""
    st.button(
        _("Back without changing anything"),
        icon=":material/arrow_back:",
        type="tertiary",
        key="schedule_leave",
        on_click=leave_proposing,
    )
    found = making()
    if found is None:
        show_beginning(may_plan=True)
        return
    found.gather()
    if found.is_running:
        st.markdown(
            _("Three proposals are being made.")
            if plan_in_force() is None
            else _("Three proposals are being made. The schedule in force stays as it is.")
        )
        watch()
        return
    if found.failed:
        st.error(_("A search ended before it found anything. Try again."), icon=":material/error:")
    if not found.found:
        return
    _show_found(found)
    if found.chosen is not None:
        _show_review(found, found.chosen)


def _show_found(found: Making) -> None:
    """Draw each different proposal once, however many aims it is the best for."""
    made, groups = reports(found), aims_by_schedule(found.found)
    names = {aims[0]: " · ".join(term_of(aim) for aim in aims) for aims in groups}
    made = {aim: made[aim] for aim in names}
    if len(groups) > 1:
        st.subheader(_("Proposals for the same weeks"), anchor=False)
        _show_cards(found, made, names)
    else:
        [only] = names
        found.chosen = only
        st.subheader(_("One proposal"), anchor=False)
        if len(groups[0]) > 1:
            st.markdown(
                _("The same schedule has the least driving, meets the most people and is the most regular.")
            )
        figures = card_figures(made[only])
        st.markdown(figures_text(figures, {}))
    with st.expander(_("All figures"), icon=":material/table_rows:", key="schedule_compare"):
        show_comparison(found.sheet, made, names)
    show_limits(found.sheet, next(iter(found.found.values())))


def _show_cards(found: Making, made: Mapping[PlanAim, ScheduleReport], names: Mapping[PlanAim, str]) -> None:
    """Draw what the proposals differ in; what they share is said once."""
    figures = {aim: card_figures(report) for aim, report in made.items()}
    shared, best = shared_figures(figures), best_losses(figures)
    if shared:
        same = " · ".join(labelled(one.label, one.text) for one in shared)
        st.markdown(_("The same in all of them: {figures}.").format(figures=same))
    for column, aim in zip(st.columns(len(names)), names, strict=True):
        with column, st.container(border=True):
            st.markdown(f"**{names[aim]}**")
            st.markdown(figures_text([one for one in figures[aim] if one not in shared], best))
            _offer(found, aim)
    st.caption(_("In bold: the best of these proposals."))


def _offer(found: Making, aim: PlanAim) -> None:
    st.button(
        _("Looking at it") if found.chosen is aim else _("Look at this one"),
        key=f"schedule_choose_{aim}",
        width="stretch",
        type="secondary",
        disabled=found.chosen is aim,
        on_click=_look_at,
        args=(found, aim),
    )


def _look_at(found: Making, aim: PlanAim) -> None:
    found.chosen = aim


def _show_review(found: Making, aim: PlanAim) -> None:
    """Draw a proposal closely, what it changes, and the decision."""
    sheet, schedule, report = found.sheet, found.found[aim], reports(found)[aim]
    if len(aims_by_schedule(found.found)) > 1:
        st.subheader(term_of(aim), anchor=False)
    if sheet.problem.current:
        before = evaluate(sheet.problem, Schedule(tuple(sorted(sheet.problem.current))))
        with st.expander(
            _("What changes from the schedule in force"), icon=":material/difference:", key="schedule_changes"
        ):
            show_difference(sheet, before, report, difference(before, report))
    picture = Picture(sheet, report, notes_of(sheet), sheet.problem.locked)
    draft = _draft(found, aim, schedule)
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Put it in force"),
            type="primary",
            icon=":material/task_alt:",
            key="schedule_put_in_force",
            on_click=_put_in_force,
            args=(draft, seen_now(draft)),
        )
        if st.button(_("Keep it for later"), icon=":material/bookmark:", key="schedule_keep"):
            _settle(keep(draft))
            st.rerun()
    show_faults(st.session_state.get(_FAULTS, ()), {})
    days = week_days(0, sheet.problem.weeks)
    show_calendar(picture, days, teams=None, chosen=None, key="schedule_review")
    st.caption(
        ngettext("{count} week from {day}", "{count} weeks from {day}", len(days) // DAYS_A_WEEK).format(
            count=number(len(days) // DAYS_A_WEEK), day=day_text(sheet.scope.first_day)
        )
    )


def _draft(found: Making, aim: PlanAim, schedule: Schedule) -> PlanDraft:
    sheet = found.sheet
    return PlanDraft(
        first_day=sheet.scope.first_day,
        weeks=sheet.scope.weeks,
        aim=aim,
        weights=asdict(found.weights[aim]),
        visits=tuple(sheet.to_dated(visit, sheet.problem.locked) for visit in schedule.visits),
    )


def _put_in_force(draft: PlanDraft, seen: frozenset[PlanStamp]) -> None:
    _settle(decide(draft, seen))


def _settle(outcome: Saved) -> None:
    """Leave the proposals once one is kept or in force, or say why it is not."""
    st.session_state[_FAULTS] = outcome.faults
    if not outcome.faults:
        leave_proposing()
