"""Rounds that have begun: which one is meant, and what follows from its visits."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.planning.hours import MINUTES_A_DAY, moment_of
from data.planning.imported import imported_visits, is_of
from data.register.faults import Fault, FaultCode, RefusedError
from data.register.planning import PlannedStop, RoundPlan
from data.register.tables import Round, Service, Team, Visit
from data.vocabulary import DAY_STARTS_AT, RoundStatus


@dataclass(frozen=True)
class UnplannedRound:
    """
    A round that nobody planned, and that begins with its first visit.

    Attributes
    ----------
    service : int
        The service that went out.
    team : int or None
        The pair, where it is one of the register's.
    day : date
        The operational day.
    """

    service: int
    team: int | None
    day: date


RoundRef = int | UnplannedRound
"""A round of the register, or one that begins now."""


def operational_day(now: datetime) -> date:
    """
    Return the operational day of a moment: the night belongs to the evening before.

    Parameters
    ----------
    now : datetime
        On the clock of the field.

    Returns
    -------
    date
        It changes at 06:00.
    """
    return (now - timedelta(hours=DAY_STARTS_AT)).date()


def moment_at(day: date, at: time) -> datetime:
    """
    Return the moment of a time of an operational day.

    Parameters
    ----------
    day : date
        The operational day.
    at : time
        Before 06:00 it is in the next calendar day.

    Returns
    -------
    datetime
        Without time zone, to the minute.
    """
    night = MINUTES_A_DAY if at.hour < DAY_STARTS_AT else 0
    return moment_of(day, at.hour * 60 + at.minute + night)


def settle_round(session: Session, one: Round) -> None:
    """
    Let a round's status and hours follow from its visits.

    Parameters
    ----------
    session : Session
        Inside a writing transaction.
    one : Round
        Without visits it is a plan again, or gone where nobody planned it.
    """
    session.flush()
    plan = session.get(RoundPlan, one.id)
    visits = visits_of(session, one)
    if not visits:
        one.started_at = one.ended_at = None
        one.status = RoundStatus.PLANNED
        if plan is None:
            session.delete(one)
        return
    one.status = RoundStatus.DONE
    spans = list(visit_spans(visits))
    starts, ends = [start for start, _end in spans], [end for _start, end in spans]
    is_whole = plan is None or not open_stops(session, one)
    if one.ended_at is not None and is_whole:
        one.started_at = min([*starts, one.started_at or one.ended_at])
        one.ended_at = max([*ends, one.ended_at])
        return
    leaving = [] if plan is None else [moment_of(one.day, plan.starts_min)]
    one.started_at = min([*starts, *leaving], default=None)
    one.ended_at = max(ends, default=None) if plan is not None and is_whole else None


def visit_spans(visits: Iterable[Visit]) -> Iterator[tuple[datetime, datetime]]:
    """Yield when each visit began and ended, where its arrival was noted."""
    for row in visits:
        if row.arrival is not None:
            start = moment_at(row.day, row.arrival)
            yield start, start + timedelta(minutes=row.minutes or 0)


def find_round(session: Session, at: RoundRef) -> Round:
    """
    Return the round that *at* names; one that begins now is made, or goes on where it has begun.

    Parameters
    ----------
    session : Session
        Inside a writing transaction.
    at : RoundRef
        Which round.

    Returns
    -------
    Round
        Of the register.

    Raises
    ------
    RefusedError
        If there is no such round, service or pair.
    """
    if isinstance(at, int):
        known = session.get(Round, at)
        if known is None:
            raise RefusedError(Fault(FaultCode.GONE))
        return known
    if session.get(Service, at.service) is None:
        raise RefusedError(Fault(FaultCode.SERVICE_UNKNOWN))
    if at.team is not None:
        team = session.get(Team, at.team)
        if team is None or team.service_id != at.service:
            raise RefusedError(Fault(FaultCode.PAIR_UNKNOWN))
    planned = select(RoundPlan.round_id).where(RoundPlan.round_id == Round.id).exists()
    query = select(Round).where(
        Round.service_id == at.service,
        Round.day == at.day,
        Round.status == RoundStatus.DONE,
        Round.ended_at.is_(None),
        Round.batch_id.is_(None),
        Round.team_id == at.team,
        ~planned,
    )
    begun = session.scalars(query.order_by(Round.id)).first()
    if begun is not None:
        return begun
    one = Round(service_id=at.service, team_id=at.team, day=at.day, status=RoundStatus.DONE)
    session.add(one)
    session.flush()
    return one


def find_visit(session: Session, one: Round, visit: int) -> Visit:
    """
    Return a visit of a round.

    Parameters
    ----------
    session : Session
        Inside a transaction.
    one : Round
        The round.
    visit : int
        Identifier of the visit.

    Returns
    -------
    Visit
        Of that round.

    Raises
    ------
    RefusedError
        If it is gone, or belongs to another round.
    """
    row = session.get(Visit, visit)
    if row is None or row.round_id != one.id:
        raise RefusedError(Fault(FaultCode.GONE))
    return row


def visits_of(session: Session, one: Round) -> list[Visit]:
    """Return the visits of a round in the order in which they were recorded."""
    return list(session.scalars(select(Visit).where(Visit.round_id == one.id).order_by(Visit.id)))


def open_stops(session: Session, one: Round) -> list[PlannedStop]:
    """Return the stops of a round of which no visit is recorded, and none came with a file."""
    query = select(PlannedStop).where(PlannedStop.round_id == one.id, PlannedStop.visit_id.is_(None))
    by_file = {visit.place_id for other, visit in imported_visits(session, one.day) if is_of(one, other)}
    stops = session.scalars(query.order_by(PlannedStop.position))
    return [stop for stop in stops if stop.place_id not in by_file]


def delete_visits(session: Session, visits: Collection[int]) -> None:
    """Delete visits; what they hold goes with them, and their stops are open again."""
    session.execute(delete(Visit).where(Visit.id.in_(visits)))
    session.expire_all()
