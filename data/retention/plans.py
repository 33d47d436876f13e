"""Plans of days that are kept by month only, or no more: they would say the day, and the hour."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Table, and_, delete, extract, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.imports.keeping import in_parts
from data.register.planning import (
    Appointment,
    CancelledRound,
    EveningWish,
    MeasuredTrip,
    PartnerSlot,
    PlaceStanding,
    PlannedStop,
    RoundPlan,
    ScheduleChange,
    ScheduledVisit,
    SchedulePlan,
    TeamDay,
)
from data.register.tables import Base, Round, Visit
from data.vocabulary import RoundStatus

DAYS_A_WEEK = 7

_Decided = tuple[type[Base], ColumnElement[bool], dict[str, datetime]]
"""A table, the condition of one of its rows, and the moment that is left of it."""

_BY_MONTH: tuple[tuple[type[Base], InstrumentedAttribute[date]], ...] = (
    (MeasuredTrip, MeasuredTrip.noted_on),
    (PlaceStanding, PlaceStanding.changed_on),
)
"""What stays useful without its day, and then stands on the first of its month."""


def count_plans(session: Session, before: date) -> dict[str, int]:
    """
    Count what `forget_plans` would take away or make coarse.

    Parameters
    ----------
    session : Session
        On the register.
    before : date
        First day whose plans stay.

    Returns
    -------
    dict of str to int
        Rows by table, those without any left out.
    """
    counts = {one.name: _count(session, one, condition) for one, condition in _dated(before)}
    counts[SchedulePlan.__tablename__] = len(list(_over(session, before)))
    counts[ScheduleChange.__tablename__] = len(list(_early_changes(session, before)))
    for table, day in _BY_MONTH:
        own = Base.metadata.tables[table.__tablename__]
        counts[own.name] = _count(session, own, and_(day < before, extract("day", day) != 1))
    for table, _row, _at in _decided_early(session, before):
        counts[table.__tablename__] += 1
    return {name: count for name, count in counts.items() if count}


def forget_plans(session: Session, before: date) -> None:
    """
    Take away the plans of early days, and make coarse what stays useful without its day.

    Parameters
    ----------
    session : Session
        Inside a writing transaction.
    before : date
        First day whose plans stay. What comes back week after week stays, as opening hours do.
    """
    for part in in_parts(_early_changes(session, before)):
        session.execute(delete(ScheduleChange).where(ScheduleChange.id.in_(part)))
    for part in in_parts(_over(session, before)):
        session.execute(delete(SchedulePlan).where(SchedulePlan.id.in_(part)))
    for one, condition in _dated(before):
        session.execute(delete(one).where(condition))
    session.execute(update(Round).where(Round.day < before, Round.uid.is_not(None)).values(uid=None))
    for table, day in _BY_MONTH:
        for exact in session.scalars(select(day).where(day < before).distinct()).all():
            session.execute(update(table).where(day == exact).values({day.key: exact.replace(day=1)}))
    for decided, row, at in list(_decided_early(session, before)):
        session.execute(update(decided).where(row).values(at))


def _count(session: Session, one: Table, condition: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).select_from(one).where(condition)).scalar_one()


def _dated(before: date) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Yield the tables with the condition of their early rows, what refers to another table first."""
    rounds = select(Round.id).where(Round.day < before)
    went = select(Visit.id).where(Visit.round_id == Round.id).exists()
    once = and_(Appointment.every_weeks == 0, Appointment.first_day < before)
    conditions: tuple[tuple[type[Base], ColumnElement[bool]], ...] = (
        (PlannedStop, PlannedStop.round_id.in_(rounds)),
        (RoundPlan, RoundPlan.round_id.in_(rounds)),
        (Round, and_(Round.status == RoundStatus.PLANNED, Round.day < before, ~went)),
        (ScheduledVisit, ScheduledVisit.day < before),
        (EveningWish, EveningWish.day < before),
        (CancelledRound, CancelledRound.day < before),
        (TeamDay, TeamDay.day < before),
        (Appointment, or_(once, Appointment.last_day < before)),
        (PartnerSlot, PartnerSlot.day < before),
    )
    for table, condition in conditions:
        yield Base.metadata.tables[table.__tablename__], condition


def _over(session: Session, before: date) -> Iterator[int]:
    """Yield the schedules that ended early."""
    for number, first_day, weeks in session.execute(
        select(SchedulePlan.id, SchedulePlan.first_day, SchedulePlan.weeks)
    ):
        if first_day + timedelta(days=DAYS_A_WEEK * weeks) <= before:
            yield number


def _decided_early(session: Session, before: date) -> Iterator[_Decided]:
    """Yield what was decided early and stays: it then stands on the first minute of its month."""
    midnight = datetime(before.year, before.month, before.day)  # noqa: DTZ001 - kept so
    over = set(_over(session, before))
    plans = select(SchedulePlan.id, SchedulePlan.made_at).where(SchedulePlan.made_at < midnight)
    for number, at in session.execute(plans).all():
        if number not in over and at != _month_of(at):
            yield SchedulePlan, SchedulePlan.id == number, {"made_at": _month_of(at)}
    rounds = (
        select(RoundPlan.round_id, RoundPlan.committed_at)
        .join(Round, Round.id == RoundPlan.round_id)
        .where(Round.day >= before, RoundPlan.committed_at < midnight)
    )
    for number, at in session.execute(rounds).all():
        if at != _month_of(at):
            yield RoundPlan, RoundPlan.round_id == number, {"committed_at": _month_of(at)}
    cancelled = select(CancelledRound.uid, CancelledRound.cancelled_at).where(
        CancelledRound.day >= before, CancelledRound.cancelled_at < midnight
    )
    for uid, at in session.execute(cancelled).all():
        if at != _month_of(at):
            yield CancelledRound, CancelledRound.uid == uid, {"cancelled_at": _month_of(at)}


def _month_of(at: datetime) -> datetime:
    return at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _early_changes(session: Session, before: date) -> Iterator[int]:
    """Yield the changes that were made early, or hold an early day: it stands there as ISO text."""
    midnight = datetime(before.year, before.month, before.day)  # noqa: DTZ001 - kept so
    for row in session.scalars(select(ScheduleChange)):
        days = [str(visit["day"]) for visit in (*row.before, *row.after) if "day" in visit]
        if row.at < midnight or any(day < before.isoformat() for day in days):
            yield row.id
