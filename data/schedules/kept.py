"""Schedules of the register: those in force, those proposed and replaced, and the visits of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.register.planning import ScheduledVisit, SchedulePlan
from data.vocabulary import PlanAim, PlanState

MOST_WEEKS = 12
"""Longest schedule."""


@dataclass(frozen=True, order=True)
class DatedVisit:
    """
    A visit of a schedule on a date.

    Attributes
    ----------
    day : date
        The operational day.
    team, place : int
        Which pair, and where.
    arrival_min : int
        About when, in minutes since the day's midnight.
    locked : bool
        Whether it stays when the schedule is made again.
    """

    day: date
    team: int
    place: int
    arrival_min: int
    locked: bool = False

    @property
    def key(self) -> tuple[int, date]:
        """What tells it from the other visits of its plan."""
        return self.place, self.day


@dataclass(frozen=True)
class PlanDraft:
    """
    A schedule that somebody chose.

    Attributes
    ----------
    first_day : date
        The Monday on which it begins.
    weeks : int
        From 1 to 12.
    aim : PlanAim
        What it gives most weight to.
    weights : mapping of str to float
        What it was judged by.
    visits : tuple of DatedVisit
        Its visits.
    """

    first_day: date
    weeks: int
    aim: PlanAim
    weights: Mapping[str, float] = field(default_factory=dict)
    visits: tuple[DatedVisit, ...] = ()

    @property
    def end(self) -> date:
        """The first day after it."""
        return self.first_day + timedelta(weeks=self.weeks)


@dataclass(frozen=True)
class PlanRecord:
    """
    A schedule of the register.

    Attributes
    ----------
    id : int
        Its identifier.
    state : PlanState
        Where it stands.
    made_at : datetime
        When it was made, in UTC.
    revision : int
        How often it was changed by hand.
    draft : PlanDraft
        Its days, aim and visits, these in order.
    """

    id: int
    state: PlanState
    made_at: datetime
    revision: int
    draft: PlanDraft


def load_plans(engine: Engine, since: date) -> list[PlanRecord]:
    """
    Load the schedules that reach into a day or beyond it.

    Parameters
    ----------
    engine : Engine
        The register.
    since : date
        The day, such as today.

    Returns
    -------
    list of PlanRecord
        By first day, the latest made first; of each state.
    """
    with Session(engine) as session:
        plans = session.scalars(
            select(SchedulePlan).order_by(SchedulePlan.first_day, SchedulePlan.made_at.desc())
        )
        records = [_to_record(session, plan) for plan in plans]
    return [record for record in records if record.draft.end > since]


def load_plan(engine: Engine, plan: int) -> PlanRecord | None:
    """
    Load one schedule.

    Parameters
    ----------
    engine : Engine
        The register.
    plan : int
        Its identifier.

    Returns
    -------
    PlanRecord or None
        None where there is no such schedule.
    """
    with Session(engine) as session:
        found = session.get(SchedulePlan, plan)
        return None if found is None else _to_record(session, found)


def load_plan_in_force(engine: Engine, day: date) -> PlanRecord | None:
    """
    Load the schedule in force on a day, or else the next one to come.

    Parameters
    ----------
    engine : Engine
        The register.
    day : date
        An operational day.

    Returns
    -------
    PlanRecord or None
        None where none is in force then or later.
    """
    in_force = (plan for plan in load_plans(engine, day) if plan.state is PlanState.IN_FORCE)
    return next(in_force, None)


def load_scheduled(engine: Engine, day: date) -> list[DatedVisit]:
    """
    Load the visits that the schedule in force has on a day.

    Parameters
    ----------
    engine : Engine
        The register.
    day : date
        An operational day.

    Returns
    -------
    list of DatedVisit
        By pair and hour.
    """
    return load_visits_in_force(engine, day, day)


def load_visits_in_force(engine: Engine, first: date, last: date) -> list[DatedVisit]:
    """
    Load the visits that schedules in force have on some days.

    Parameters
    ----------
    engine : Engine
        The register.
    first, last : date
        Operational days, both included.

    Returns
    -------
    list of DatedVisit
        By day, pair and hour.
    """
    query = (
        select(ScheduledVisit)
        .join(SchedulePlan, SchedulePlan.id == ScheduledVisit.plan_id)
        .where(SchedulePlan.state == PlanState.IN_FORCE, ScheduledVisit.day.between(first, last))
    )
    with Session(engine) as session:
        visits = [to_dated(row) for row in session.scalars(query)]
    return sorted(visits, key=lambda visit: (visit.day, visit.team, visit.arrival_min))


def to_dated(row: ScheduledVisit) -> DatedVisit:
    """
    Return a row of the register as a visit.

    Parameters
    ----------
    row : ScheduledVisit
        The row.

    Returns
    -------
    DatedVisit
        The same.
    """
    return DatedVisit(row.day, row.team_id, row.place_id, row.arrival_min, row.locked)


def _to_record(session: Session, plan: SchedulePlan) -> PlanRecord:
    visits = tuple(sorted(to_dated(row) for row in plan_rows(session, plan.id)))
    draft = PlanDraft(plan.first_day, plan.weeks, plan.aim, dict(plan.weights), visits)
    return PlanRecord(plan.id, plan.state, plan.made_at, plan.revision, draft)


def plan_rows(session: Session, plan: int) -> Sequence[ScheduledVisit]:
    """
    Load the visits of a schedule as rows.

    Parameters
    ----------
    session : Session
        An open one.
    plan : int
        Identifier of the schedule.

    Returns
    -------
    sequence of ScheduledVisit
        In no order.
    """
    return session.scalars(select(ScheduledVisit).where(ScheduledVisit.plan_id == plan)).all()
