"""Deciding on a schedule: kept as a proposal, put in force in place of the one before, or dropped."""

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from data.register.faults import Fault, FaultCode, RefusedError, Saved
from data.register.planning import ScheduledVisit, SchedulePlan
from data.register.tables import Place, Team
from data.register.validation import attempt, refuse_if
from data.schedules.kept import MOST_WEEKS, DatedVisit, PlanDraft, PlanRecord, plan_rows, to_dated
from data.vocabulary import PlanState

PlanStamp = tuple[int, int]
"""Identifier and revision of a schedule in force: what somebody has looked at of it."""


def save_plan(engine: Engine, draft: PlanDraft, at: datetime) -> Saved:
    """
    Keep a schedule as a proposal.

    Parameters
    ----------
    engine : Engine
        The register.
    draft : PlanDraft
        The schedule.
    at : datetime
        The moment, in UTC without zone.

    Returns
    -------
    Saved
        Its identifier, or every fault at once.
    """
    return attempt(engine, lambda session: _write(session, draft, at))


def put_in_force(
    engine: Engine,
    draft: PlanDraft,
    at: datetime,
    *,
    seen: AbstractSet[PlanStamp],
    service: int | None = None,
) -> Saved:
    """
    Put a schedule in force; the one before is replaced from its first day on.

    What the schedules before had for days after the end of the new one stays, and so do the visits of pairs,
    and at places, of other services where one service plans alone: all move into the new schedule.

    Parameters
    ----------
    engine : Engine
        The register.
    draft : PlanDraft
        The schedule.
    at : datetime
        The moment, in UTC without zone.
    seen : set of PlanStamp
        From `plans_seen`, of the moment at which whoever decides has looked.
    service : int, optional
        The one service whose pairs are planned.

    Returns
    -------
    Saved
        The identifier of the schedule in force, or every fault at once.
    """

    def change(session: Session) -> int:
        before = _overlapping(session, draft)
        if seen != {(plan.id, plan.revision) for plan in before}:
            raise RefusedError(Fault(FaultCode.CHANGED_MEANWHILE))
        others, elsewhere = _pairs_of_others(session, service), _places_of_others(session, service)
        kept = [
            to_dated(row)
            for plan in before
            for row in plan_rows(session, plan.id)
            if row.day >= draft.first_day
            and (row.team_id in others or row.place_id in elsewhere or row.day >= draft.end)
        ]
        own = tuple(visit for visit in draft.visits if visit.team not in others)
        weeks = max([draft.weeks, *(_weeks_to(draft.first_day, plan) for plan in before)])
        whole = replace(draft, visits=_united(own, kept), weeks=min(weeks, MOST_WEEKS))
        for plan in before:
            _end_before(session, plan, draft.first_day)
        session.flush()
        return _write(session, whole, at, PlanState.IN_FORCE)

    return attempt(engine, change)


def plans_seen(plans: Iterable[PlanRecord], draft: PlanDraft) -> frozenset[PlanStamp]:
    """
    Return what `put_in_force` is to be told of the schedules that a new one replaces.

    Parameters
    ----------
    plans : iterable of PlanRecord
        From `load_plans`.
    draft : PlanDraft
        The new schedule.

    Returns
    -------
    frozenset of PlanStamp
        Of each schedule in force on some day of the new one. A revision alone would not do: every schedule
        begins with the same.
    """
    return frozenset(
        (plan.id, plan.revision)
        for plan in plans
        if plan.state is PlanState.IN_FORCE
        and plan.draft.first_day < draft.end
        and plan.draft.end > draft.first_day
    )


def discard_plan(engine: Engine, plan: int) -> Saved:
    """
    Take a proposal away; a schedule that was in force stays.

    Parameters
    ----------
    engine : Engine
        The register.
    plan : int
        Its identifier.

    Returns
    -------
    Saved
        Its identifier, or that it is gone, or no proposal any more.
    """

    def change(session: Session) -> int:
        row = session.get(SchedulePlan, plan)
        if row is None:
            raise RefusedError(Fault(FaultCode.GONE))
        if row.state is not PlanState.PROPOSED:
            raise RefusedError(Fault(FaultCode.CHANGED_MEANWHILE))
        session.delete(row)
        return plan

    return attempt(engine, change)


def postpone_plan(engine: Engine, plan: int, weeks: int, *, revision: int) -> Saved:
    """
    Move a proposal by whole weeks, each visit on its weekday; what is in force stays.

    Parameters
    ----------
    engine : Engine
        The register.
    plan : int
        Its identifier.
    weeks : int
        How many, at least 1.
    revision : int
        Of the proposal as the screen showed it, so that two presses move it once.

    Returns
    -------
    Saved
        Its identifier, or that it is gone, was changed, or is no proposal any more.
    """

    def change(session: Session) -> int:
        row = session.get(SchedulePlan, plan, with_for_update=True)
        if row is None:
            raise RefusedError(Fault(FaultCode.GONE))
        if row.state is not PlanState.PROPOSED or row.revision != revision:
            raise RefusedError(Fault(FaultCode.CHANGED_MEANWHILE))
        later = timedelta(weeks=weeks)
        moved = [replace(to_dated(visit), day=visit.day + later) for visit in plan_rows(session, plan)]
        # All go before any comes back: a place has one visit a day.
        session.execute(delete(ScheduledVisit).where(ScheduledVisit.plan_id == plan))
        row.first_day += later
        row.revision += 1
        session.add_all(_rows(plan, moved))
        return plan

    return attempt(engine, change)


def visit_faults(session: Session, visits: Collection[DatedVisit], span: tuple[date, date]) -> list[Fault]:
    """
    Find all that is wrong with the visits of a schedule, by themselves.

    Parameters
    ----------
    session : Session
        An open one.
    visits : collection of DatedVisit
        The visits.
    span : tuple of date
        First day of the schedule, and the first after it.

    Returns
    -------
    list of Fault
        Whether a visit is possible is the business of `geo.schedules.evaluation`.
    """
    teams = set(session.scalars(select(Team.id)))
    places = set(session.scalars(select(Place.id)))
    faults = []
    if any(visit.team not in teams for visit in visits):
        faults.append(Fault(FaultCode.PAIR_UNKNOWN, "team"))
    if any(visit.place not in places for visit in visits):
        faults.append(Fault(FaultCode.PLACE_UNKNOWN, "place"))
    if any(not span[0] <= visit.day < span[1] for visit in visits):
        values = {"first": span[0], "last": span[1] - timedelta(days=1)}
        faults.append(Fault(FaultCode.DATE_UNLIKELY, "day", values))
    if len({visit.key for visit in visits}) < len(visits):
        faults.append(Fault(FaultCode.PLANNED_TWICE, "place"))
    return faults


def _write(session: Session, draft: PlanDraft, at: datetime, state: PlanState = PlanState.PROPOSED) -> int:
    if draft.first_day.weekday() or not 1 <= draft.weeks <= MOST_WEEKS:
        raise ValueError(draft.first_day, draft.weeks)
    refuse_if(visit_faults(session, draft.visits, (draft.first_day, draft.end)))
    plan = SchedulePlan(
        first_day=draft.first_day,
        weeks=draft.weeks,
        aim=draft.aim,
        state=state,
        made_at=at,
        weights=dict(draft.weights),
    )
    session.add(plan)
    session.flush()
    session.add_all(_rows(plan.id, draft.visits))
    return plan.id


def _rows(plan: int, visits: Iterable[DatedVisit]) -> list[ScheduledVisit]:
    return [
        ScheduledVisit(
            plan_id=plan,
            team_id=visit.team,
            place_id=visit.place,
            day=visit.day,
            arrival_min=visit.arrival_min,
            locked=visit.locked,
        )
        for visit in visits
    ]


def _overlapping(session: Session, draft: PlanDraft) -> list[SchedulePlan]:
    """Return the schedules in force on some day of *draft*."""
    plans = session.scalars(
        select(SchedulePlan)
        .where(SchedulePlan.state == PlanState.IN_FORCE, SchedulePlan.first_day < draft.end)
        .order_by(SchedulePlan.first_day)
        .with_for_update()
    )
    return [plan for plan in plans if plan.first_day + timedelta(weeks=plan.weeks) > draft.first_day]


def _pairs_of_others(session: Session, service: int | None) -> frozenset[int]:
    if service is None:
        return frozenset()
    return frozenset(session.scalars(select(Team.id).where(Team.service_id != service)))


def _places_of_others(session: Session, service: int | None) -> frozenset[int]:
    if service is None:
        return frozenset()
    return frozenset(session.scalars(select(Place.id).where(Place.service_id != service)))


def _weeks_to(first_day: date, plan: SchedulePlan) -> int:
    return (plan.first_day - first_day).days // 7 + plan.weeks


def _united(own: Iterable[DatedVisit], kept: Iterable[DatedVisit]) -> tuple[DatedVisit, ...]:
    """Return the visits of both; where both have one at a place on a day, the first."""
    return tuple({visit.key: visit for visit in [*kept, *own]}.values())


def _end_before(session: Session, plan: SchedulePlan, day: date) -> None:
    """Let a schedule end where the next one begins; one of which nothing is left is replaced."""
    weeks = (day - plan.first_day).days // 7
    plan.revision += 1
    if weeks < 1:
        plan.state = PlanState.REPLACED
        return
    plan.weeks = weeks
    session.execute(
        delete(ScheduledVisit).where(ScheduledVisit.plan_id == plan.id, ScheduledVisit.day >= day)
    )
