"""Three proposals in the making: searches in processes of their own, and the one that was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count

import streamlit as st

from data.planning.workers import Running, ScheduleJob, WorkerError, start_schedule
from data.schedules.problem import ScheduleSheet
from data.schedules.sites import Scope
from data.vocabulary import PlanAim
from geo.schedules.evaluation import evaluate
from geo.schedules.model import PlannedVisit, Schedule, ScheduleProblem, Weights
from geo.schedules.proposals import best_for, weights_of
from geo.schedules.report import ScheduleReport
from pages.parts.schedule.weeks import sheet_of
from pages.ui.access import ensure_open
from pages.ui.cache import revision
from pages.ui.text import _, number, term_of

EVERY_S = 0.7
"""Seconds between two looks at the searches."""

SEED = 1

_MAKING = "_schedule_making"

_numbers = count(1)


@dataclass(eq=False)
class Making:
    """
    Proposals of this session.

    Attributes
    ----------
    scope : Scope
        The weeks.
    revision : int
        Of the register that they were made from.
    weights : mapping of PlanAim to Weights
        What each is judged by while it is searched.
    searches : dict of PlanAim to Running
        Those under way.
    found : dict of PlanAim to Schedule
        Those that have ended.
    failed : set of PlanAim
        Those that have failed.
    chosen : PlanAim or None
        The one that is looked at more closely.
    number : int
        Tells these proposals from all others of this server, also from those whose place in memory they took.
    """

    scope: Scope
    revision: int
    weights: dict[PlanAim, Weights]
    searches: dict[PlanAim, Running[Schedule]]
    found: dict[PlanAim, Schedule] = field(default_factory=dict)
    failed: set[PlanAim] = field(default_factory=set)
    chosen: PlanAim | None = None
    number: int = field(default_factory=_numbers.__next__)

    @property
    def sheet(self) -> ScheduleSheet:
        """What the weeks may use."""
        return sheet_of(self.scope)

    @property
    def is_running(self) -> bool:
        """Whether a search is under way."""
        return bool(self.searches)

    def gather(self) -> None:
        """Take over the searches that have ended; the last one lets each aim choose among all."""
        was_running = self.is_running
        for aim, running in list(self.searches.items()):
            if running.progress().is_done:
                del self.searches[aim]
                try:
                    self.found[aim] = running.result()
                except WorkerError:
                    self.failed.add(aim)
        if was_running and not self.is_running:
            self.found = best_for_each(self.sheet.problem, self.weights, self.found)


def best_for_each(
    problem: ScheduleProblem, weights: Mapping[PlanAim, Weights], found: Mapping[PlanAim, Schedule]
) -> dict[PlanAim, Schedule]:
    """
    Choose for each aim among what all searches found: one that was cut short may lose at its own game.

    Parameters
    ----------
    problem : ScheduleProblem
        The weeks.
    weights : mapping of PlanAim to Weights
        What each aim is judged by.
    found : mapping of PlanAim to Schedule
        What each search ended with.

    Returns
    -------
    dict of PlanAim to Schedule
        For each aim that found anything, the best at what it is named after, then by its own weights; its own
        where another is only as good.
    """
    return {
        aim: best_for(aim.value, replace(problem, weights=weights[aim]), (own, *found.values()))
        for aim, own in found.items()
    }


def aims_by_schedule(found: Mapping[PlanAim, Schedule]) -> list[tuple[PlanAim, ...]]:
    """
    Group the aims for which one and the same schedule is the best.

    Parameters
    ----------
    found : mapping of PlanAim to Schedule
        The proposals.

    Returns
    -------
    list of tuple of PlanAim
        In the order of `PlanAim`; each schedule once.
    """
    groups: dict[frozenset[PlannedVisit], list[PlanAim]] = {}
    for aim in PlanAim:
        if aim in found:
            groups.setdefault(frozenset(found[aim].visits), []).append(aim)
    return [tuple(aims) for aims in groups.values()]


def making() -> Making | None:
    """Return the proposals of this session, if there are any."""
    found: Making | None = st.session_state.get(_MAKING)
    return found


def begin_making(scope: Scope, seconds: float) -> None:
    """
    Begin to search for three proposals.

    Parameters
    ----------
    scope : Scope
        The weeks.
    seconds : float
        How long to search for each.
    """
    forget_making()
    sheet = sheet_of(scope)
    weights = {aim: weights_of(aim.value, sheet.problem.weights) for aim in PlanAim}
    searches = {
        aim: start_schedule(ScheduleJob(replace(sheet.problem, weights=weights[aim]), seconds, SEED))
        for aim in PlanAim
    }
    st.session_state[_MAKING] = Making(scope, revision(), weights, searches)


def forget_making() -> None:
    """Drop the proposals; searches under way end."""
    now: Making | None = st.session_state.pop(_MAKING, None)
    if now is not None:
        for running in now.searches.values():
            running.cancel()


@st.fragment(run_every=EVERY_S)
def watch() -> None:
    """Draw how far the searches are; the whole screen runs again once they have ended."""
    ensure_open()
    now = making()
    if now is None:
        return
    now.gather()
    if not now.is_running:
        st.rerun(scope="app")
    with st.container(border=True, key="schedule_progress"):
        for aim in PlanAim:
            running = now.searches.get(aim)
            part = running.progress().fraction if running else 1.0
            st.progress(min(max(part, 0.0), 1.0), text=term_of(aim))
        st.button(
            _("Stop and keep the best so far"),
            icon=":material/stop:",
            key="schedule_stop",
            on_click=_stop,
        )


def _stop() -> None:
    now = making()
    if now is not None:
        for running in now.searches.values():
            running.cancel()


@st.cache_resource(max_entries=12, show_spinner=False)
def report_of(_making: Making, aim: PlanAim, moment: tuple[int, int]) -> ScheduleReport:  # noqa: ARG001 - the key of the cache
    """
    Return what a proposal comes to, by the coordinator's own weights: all three on the same figures.

    Parameters
    ----------
    _making : Making
        The proposals.
    aim : PlanAim
        Which one.
    moment : tuple of int
        Their number, and the revision of the register that they are judged by.

    Returns
    -------
    ScheduleReport
        Judged anew, whatever the search said.
    """
    return evaluate(_making.sheet.problem, _making.found[aim])


def reports(now: Making) -> dict[PlanAim, ScheduleReport]:
    """Return what each proposal comes to."""
    return {aim: report_of(now, aim, (now.number, revision())) for aim in PlanAim if aim in now.found}


def seconds_text(seconds: float) -> str:
    """Return a number of seconds."""
    return _("{seconds} s").format(seconds=number(seconds))
