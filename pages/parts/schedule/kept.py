"""Proposals kept for later: to be talked over, then put in force or dropped."""

import math
from datetime import date, timedelta

import streamlit as st

from data.planning.teams import load_teams
from data.register.faults import Fault, FaultCode, Saved
from data.schedules.decisions import (
    PlanStamp,
    discard_plan,
    plans_seen,
    postpone_plan,
    put_in_force,
    save_plan,
)
from data.schedules.kept import PlanDraft, PlanRecord, load_plans
from data.schedules.sites import Scope
from data.vocabulary import PlanState
from geo.schedules.evaluation import evaluate
from geo.schedules.model import Schedule
from geo.schedules.report import HARD, Conflict
from pages.parts.schedule.weeks import Known, known, may_plan, next_monday, now, sheet_of
from pages.parts.schedule.wording import conflict_text, day_text, visits_text
from pages.ui.access import actor
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit, today
from pages.ui.faults_view import show_faults
from pages.ui.text import _, ngettext, number, short_date, term_of

_FAULTS = "_schedule_kept_faults"

NAMED = 5
"""Conflicts of one proposal that are named at most."""


def keep(draft: PlanDraft) -> Saved:
    """Keep a proposal; nothing else changes."""
    outcome = save_plan(engine_to_edit(actor().service), draft, now())
    if not outcome.faults:
        note_change("schedule_kept", plan=outcome.id)
    return outcome


def seen_now(draft: PlanDraft) -> frozenset[PlanStamp]:
    """Return what a schedule would replace as the screen shows it; for the button that decides."""
    return plans_seen(load_plans(engine(), draft.first_day), draft)


def decide(draft: PlanDraft, seen: frozenset[PlanStamp]) -> Saved:
    """
    Put a schedule in force, in place of what is in force on its days.

    Parameters
    ----------
    draft : PlanDraft
        The schedule.
    seen : frozenset of PlanStamp
        From `seen_now` when the button was drawn: what came later nobody has looked at.

    Returns
    -------
    Saved
        The schedule in force, or why nothing was changed.
    """
    if draft.first_day < today():
        return Saved(faults=(Fault(FaultCode.SCHEDULE_BEGUN),))
    own = engine_to_edit(actor().service)
    outcome = put_in_force(own, draft, now(), seen=seen, service=actor().service)
    if not outcome.faults:
        note_change("schedule_in_force", plan=outcome.id)
    return outcome


def show_kept() -> None:
    """Draw the proposals that are kept, each with what to do about it."""
    if not may_plan():
        return
    own = {team.id for team in load_teams(engine(), actor().service)}
    kept = [
        plan
        for plan in load_plans(engine(), date.min)
        if plan.state is PlanState.PROPOSED and {visit.team for visit in plan.draft.visits} <= own
    ]
    if not kept:
        return
    count = ngettext("{count} proposal kept", "{count} proposals kept", len(kept))
    with st.expander(count.format(count=number(len(kept))), icon=":material/bookmark:", key="schedule_kept"):
        for plan in kept:
            _show_plan(plan)
        show_faults(st.session_state.get(_FAULTS, ()), {})


def _show_plan(plan: PlanRecord) -> None:
    begins = plan.draft.first_day
    st.markdown(
        _("**{aim}**, from {first} to {last}: {visits}").format(
            aim=term_of(plan.draft.aim),
            first=short_date(begins),
            last=short_date(plan.draft.end - timedelta(days=1)),
            visits=visits_text(len(plan.draft.visits)),
        )
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if begins < today():
            weeks = weeks_late(begins, next_monday())
            st.button(
                _("Move it to {day}").format(day=day_text(begins + timedelta(weeks=weeks))),
                icon=":material/event_upcoming:",
                key=f"schedule_postpone_{plan.id}",
                on_click=_postpone,
                args=(plan, weeks),
            )
        else:
            st.button(
                _("Put it in force"),
                icon=":material/task_alt:",
                key=f"schedule_force_{plan.id}",
                on_click=_force,
                args=(plan, seen_now(plan.draft)),
            )
        st.button(
            _("Delete"),
            icon=":material/delete:",
            type="tertiary",
            key=f"schedule_discard_{plan.id}",
            on_click=_discard,
            args=(plan.id,),
        )
    if begins < today():
        st.caption(_("Its first day has passed. Move it by whole weeks before you put it in force."))
    else:
        _show_broken(plan)


def weeks_late(begins: date, monday: date) -> int:
    """Return by how many weeks a schedule that begins on a Monday must move to begin on *monday* or later."""
    return max(math.ceil((monday - begins) / timedelta(weeks=1)), 0)


@st.cache_resource(max_entries=8, show_spinner=False)
def _broken(known: Known, _plan: PlanRecord, key: tuple[int, int]) -> tuple[Conflict, ...]:  # noqa: ARG001 - the key of the cache
    sheet = sheet_of(_scope(_plan))
    schedule = Schedule(tuple(sorted(sheet.to_planned(visit) for visit in _plan.draft.visits)))
    return tuple(one for one in evaluate(sheet.problem, schedule).conflicts if one.kind in HARD)


def _scope(plan: PlanRecord) -> Scope:
    return Scope(plan.draft.first_day, plan.draft.weeks, actor().service)


def _show_broken(plan: PlanRecord) -> None:
    """Say what a proposal cannot keep, as the register and the calendar stand now."""
    broken = _broken(known(), plan, (plan.id, plan.revision))
    if not broken:
        return
    texts = list(dict.fromkeys(conflict_text(sheet_of(_scope(plan)), one) for one in broken))
    lines = [f"- {text}" for text in texts[:NAMED]]
    if len(texts) > NAMED:
        lines.append(_("- and {count} more").format(count=number(len(texts) - NAMED)))
    st.warning("\n".join([_("Not possible as it stands:"), "", *lines]), icon=":material/rule:")


def _postpone(plan: PlanRecord, weeks: int) -> None:
    own = engine_to_edit(actor().service)
    outcome = postpone_plan(own, plan.id, weeks, revision=plan.revision)
    st.session_state[_FAULTS] = outcome.faults
    if not outcome.faults:
        note_change("schedule_postponed", plan=plan.id)


def _force(plan: PlanRecord, seen: frozenset[PlanStamp]) -> None:
    outcome = decide(plan.draft, seen)
    st.session_state[_FAULTS] = outcome.faults
    if not outcome.faults:
        _discard(plan.id)


def _discard(plan: int) -> None:
    outcome = discard_plan(engine_to_edit(actor().service), plan)
    st.session_state[_FAULTS] = outcome.faults
    if not outcome.faults:
        note_change("schedule_discarded", plan=plan)
