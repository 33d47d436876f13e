"""The weeks on screen: the schedule in force, what it may use, and what it comes to."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from data.roads.store import roads_version
from data.schedules.kept import PlanRecord, load_plan_in_force
from data.schedules.problem import ScheduleSheet, load_problem
from data.schedules.sites import Scope
from data.settings import settings
from geo.schedules.calendar import first_monday, to_day
from geo.schedules.evaluation import evaluate
from geo.schedules.model import Schedule
from geo.schedules.report import ScheduleReport
from pages.ui.access import actor, may_edit
from pages.ui.cache import engine, ledger, places, revision, source, today

USUAL_WEEKS = 4
"""Weeks that are planned where nobody says otherwise."""


@dataclass(frozen=True, eq=False)
class Weeks:
    """
    A schedule with all that is known about it.

    Attributes
    ----------
    plan : PlanRecord
        As the register has it.
    sheet : ScheduleSheet
        What it may use.
    schedule : Schedule
        Its visits by pairs that whoever looks may see.
    report : ScheduleReport
        What it comes to.
    """

    plan: PlanRecord
    sheet: ScheduleSheet
    schedule: Schedule
    report: ScheduleReport

    @property
    def first_day(self) -> date:
        """The Monday on which it begins."""
        return self.plan.draft.first_day

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.plan.draft.end - timedelta(days=1)


Known = tuple[str, int, str]
"""What weeks are made from: whose records, the revision of the register, and that of the roads."""


def known() -> Known:
    """Return what weeks on screen are made from now."""
    return source(), revision(), roads_version(settings().var_dir)


@st.cache_resource(max_entries=8, show_spinner=False)
def _sheet(known: Known, scope: Scope) -> ScheduleSheet:  # noqa: ARG001 - the key of the cache
    return load_problem(engine(), settings().var_dir, scope, visits=ledger(), places=places())


def sheet_of(scope: Scope) -> ScheduleSheet:
    """Return what some weeks may use; loaded once a revision of the register."""
    return _sheet(known(), scope)


@st.cache_resource(max_entries=8, show_spinner=False)
def _plan(url: str, revision: int, day: date) -> PlanRecord | None:  # noqa: ARG001 - the key of the cache
    return load_plan_in_force(engine(), day)


def plan_in_force() -> PlanRecord | None:
    """Return the schedule in force today, or else the next one."""
    return _plan(source(), revision(), today())


@st.cache_resource(max_entries=8, show_spinner=False)
def _report(known: Known, scope: Scope) -> tuple[Schedule, ScheduleReport]:
    sheet = _sheet(known, scope)
    schedule = Schedule(tuple(sorted(sheet.problem.current)))
    return schedule, evaluate(sheet.problem, schedule)


def weeks_of(plan: PlanRecord) -> Weeks:
    """Return a schedule with all that is known about it."""
    scope = Scope(plan.draft.first_day, plan.draft.weeks, actor().service)
    schedule, report = _report(known(), scope)
    return Weeks(plan, sheet_of(scope), schedule, report)


def first_open_day(weeks: Weeks) -> int:
    """Return the first day of a schedule that is not over."""
    return max(0, to_day(today(), weeks.first_day))


def next_scope(weeks: int, *, keep_pairs: bool, days_off: frozenset[date]) -> Scope:
    """Return the weeks that a new schedule would be for: from the next Monday on."""
    return Scope(next_monday(), weeks, actor().service, keep_pairs, days_off)


def next_monday() -> date:
    """Return the first Monday that is not over."""
    monday = first_monday(today())
    return monday if monday == today() else monday + timedelta(weeks=1)


def now() -> datetime:
    """Return the moment, in UTC without zone, as the register keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def may_plan() -> bool:
    """Tell whether whoever looks may change the schedule."""
    return may_edit(actor().service)
