"""Visits of the schedule in force that nobody can make any more, and the smallest change that mends it."""

import time

import streamlit as st

from geo.schedules.model import Schedule
from geo.schedules.repairs import broken_since, mend
from pages.parts.schedule.editing import Change, close_edit, show_change
from pages.parts.schedule.weeks import Weeks, first_open_day, may_plan
from pages.ui.text import _, ngettext, number

PATIENCE_S = 2.0
"""Seconds that an answer may take."""

SEED = 1

_MENDED = "_schedule_mended"


def show_mending(weeks: Weeks) -> None:
    """Say how many visits cannot be made any more, as after a pair has ended, and offer a way out."""
    since = first_open_day(weeks)
    lost = {(one.place, one.day) for one in broken_since(weeks.report, since)}
    if not lost:
        return
    text = ngettext(
        "{count} visit to come cannot be made as planned: the pair is not out, or the place is not open.",
        "{count} visits to come cannot be made as planned: the pair is not out, or the place is not open.",
        len(lost),
    )
    st.warning(text.format(count=number(len(lost))), icon=":material/event_busy:")
    about = weeks.plan.id, weeks.plan.revision, weeks.sheet.number, since
    known: tuple[object, Schedule] | None = st.session_state.get(_MENDED)
    if not may_plan() or not weeks.sheet.problem.shifts:
        return
    if known is None or known[0] != about:
        if not st.button(_("Find other rounds for them"), icon=":material/build:", key="schedule_mend"):
            return
        st.session_state[_MENDED] = about, _mended(weeks, since)
        st.rerun()
    with st.container(border=True, key="schedule_mended"):
        _show_mended(weeks, known[1])


def _mended(weeks: Weeks, since: int) -> Schedule:
    until = time.monotonic() + PATIENCE_S
    with st.spinner(_("Working it out…")):
        return mend(
            weeks.sheet.problem,
            weeks.schedule,
            since=since,
            seed=SEED,
            stop=lambda: time.monotonic() > until,
        )


def _show_mended(weeks: Weeks, mended: Schedule) -> None:
    problem = weeks.sheet.problem
    unplanned = {visit.place for visit in weeks.schedule.visits} - problem.site_of.keys()
    gone = sum(visit.place in unplanned for visit in weeks.schedule.visits)
    gone -= sum(visit.place in unplanned for visit in mended.visits)
    if gone:
        text = ngettext(
            "{count} visit to a place that is not planned any more is taken out.",
            "{count} visits to places that are not planned any more are taken out.",
            gone,
        )
        st.markdown(text.format(count=number(gone)))
    locked = {visit.key for visit in problem.locked}
    change = Change(mended, frozenset(visit for visit in mended.visits if visit.key in locked))
    show_change(weeks, change, key="schedule_save_mended")
    if st.button(_("Leave it as it is"), icon=":material/close:", type="tertiary", key="schedule_unmended"):
        del st.session_state[_MENDED]
        close_edit()
        st.rerun()
