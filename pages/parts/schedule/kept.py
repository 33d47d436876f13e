"""Proposals kept for later: to be talked over, then put in force or dropped."""

import streamlit as st

from data.planning.teams import load_teams
from data.register.faults import Saved
from data.schedules.decisions import PlanStamp, discard_plan, plans_seen, put_in_force, save_plan
from data.schedules.kept import PlanDraft, PlanRecord, load_plans
from data.vocabulary import PlanState
from pages.parts.schedule.weeks import may_plan, now
from pages.ui.access import actor
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit, today
from pages.ui.faults_view import show_faults
from pages.ui.text import _, ngettext, number, short_date, term_of

_FAULTS = "_schedule_kept_faults"


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
    own = engine_to_edit(actor().service)
    outcome = put_in_force(own, draft, now(), seen=seen, service=actor().service)
    if not outcome.faults:
        note_change("schedule_in_force", plan=outcome.id)
    return outcome


def show_kept() -> None:
    """Draw the proposals that are kept, each with the two things to do about it."""
    if not may_plan():
        return
    own = {team.id for team in load_teams(engine(), actor().service)}
    kept = [
        plan
        for plan in load_plans(engine(), today())
        if plan.state is PlanState.PROPOSED and {visit.team for visit in plan.draft.visits} <= own
    ]
    if not kept:
        return
    count = ngettext("{count} proposal kept", "{count} proposals kept", len(kept))
    with st.expander(count.format(count=number(len(kept))), icon=":material/bookmark:", key="schedule_kept"):
        for plan in kept:
            _show_line(plan)
        show_faults(st.session_state.get(_FAULTS, ()), {})


def _show_line(plan: PlanRecord) -> None:
    visits = ngettext("{count} visit", "{count} visits", len(plan.draft.visits))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            _("{aim}, from {first}: {visits}").format(
                aim=term_of(plan.draft.aim),
                first=short_date(plan.draft.first_day),
                visits=visits.format(count=number(len(plan.draft.visits))),
            ),
            width="stretch",
        )
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
