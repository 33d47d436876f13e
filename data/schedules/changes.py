"""Changes by hand to a schedule, each kept with what was before: taken back, and made again."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from data.register.faults import Fault, FaultCode, RefusedError, Saved
from data.register.planning import ScheduleChange, ScheduledVisit, SchedulePlan
from data.register.tables import Team
from data.register.validation import attempt, refuse_if
from data.schedules.decisions import visit_faults
from data.schedules.kept import DatedVisit, to_dated


@dataclass(frozen=True)
class ChangeRecord:
    """
    A change that was made to a schedule.

    Attributes
    ----------
    id : int
        Its identifier.
    at : datetime
        When, in UTC.
    before, after : tuple of DatedVisit
        The visits that went, and those that came; a visit that was moved is in both.
    undone : bool
        Whether it was taken back.
    """

    id: int
    at: datetime
    before: tuple[DatedVisit, ...]
    after: tuple[DatedVisit, ...]
    undone: bool


def load_changes(engine: Engine, plan: int, service: int | None = None) -> list[ChangeRecord]:
    """
    Load what was changed by hand in a schedule.

    Parameters
    ----------
    engine : Engine
        The register.
    plan : int
        Its identifier.
    service : int, optional
        The one service whose changes are loaded: those that concern no pair of another.

    Returns
    -------
    list of ChangeRecord
        The newest first.
    """
    with Session(engine) as session:
        found = [_to_record(row) for row in _history(session, plan)]
        return [one for one in found if not _faults_of_others(session, [*one.before, *one.after], service)]


def change_plan(
    engine: Engine,
    plan: int,
    before: Collection[DatedVisit],
    after: Collection[DatedVisit],
    *,
    revision: int,
    at: datetime,
    service: int | None = None,
) -> Saved:
    """
    Change the visits of a schedule.

    Parameters
    ----------
    engine : Engine
        The register.
    plan : int
        Its identifier.
    before, after : collection of DatedVisit
        Visits that go, and visits that come instead.
    revision : int
        Of the schedule as the screen showed it; refused where somebody changed it since.
    at : datetime
        The moment, in UTC without zone.
    service : int, optional
        The one service whose pairs may be changed.

    Returns
    -------
    Saved
        The schedule's identifier, or every fault at once.
    """

    def change(session: Session) -> int:
        row = _unchanged(session, plan, revision)
        refuse_if(_faults_of_others(session, [*before, *after], service))
        session.execute(
            delete(ScheduleChange).where(ScheduleChange.plan_id == plan, ScheduleChange.undone.is_(True))
        )
        _exchange(session, row, before, after)
        session.add(
            ScheduleChange(plan_id=plan, at=at, before=_to_json(before), after=_to_json(after), undone=False)
        )
        return plan

    return attempt(engine, change)


def undo_change(engine: Engine, plan: int, *, revision: int, service: int | None = None) -> Saved:
    """
    Take back the last change of a schedule that still stands.

    Parameters
    ----------
    engine : Engine
        The register.
    plan : int
        Its identifier.
    revision : int
        Of the schedule as the screen showed it.
    service : int, optional
        The one service whose pairs may be changed.

    Returns
    -------
    Saved
        The schedule's identifier, or why nothing was taken back.
    """
    return attempt(engine, lambda session: _step(session, plan, revision, service, undone=True))


def redo_change(engine: Engine, plan: int, *, revision: int, service: int | None = None) -> Saved:
    """
    Make again the change of a schedule that was last taken back.

    Parameters
    ----------
    engine : Engine
        The register.
    plan : int
        Its identifier.
    revision : int
        Of the schedule as the screen showed it.
    service : int, optional
        The one service whose pairs may be changed.

    Returns
    -------
    Saved
        The schedule's identifier, or why nothing was made again.
    """
    return attempt(engine, lambda session: _step(session, plan, revision, service, undone=False))


def _step(session: Session, plan: int, revision: int, service: int | None, *, undone: bool) -> int:
    """Take the newest standing change back, or make the oldest of those taken back again."""
    row = _unchanged(session, plan, revision)
    open_changes = [one for one in _history(session, plan) if one.undone is not undone]
    if not open_changes:
        raise RefusedError(Fault(FaultCode.NOTHING_TO_UNDO))
    change = open_changes[0 if undone else -1]
    record = _to_record(change)
    refuse_if(_faults_of_others(session, [*record.before, *record.after], service))
    goes, comes = (record.after, record.before) if undone else (record.before, record.after)
    _exchange(session, row, goes, comes)
    change.undone = undone
    return plan


def _unchanged(session: Session, plan: int, revision: int) -> SchedulePlan:
    """Return a schedule for changing, if it still is as the screen showed it."""
    row = session.get(SchedulePlan, plan, with_for_update=True)
    if row is None:
        raise RefusedError(Fault(FaultCode.GONE))
    if row.revision != revision:
        raise RefusedError(Fault(FaultCode.CHANGED_MEANWHILE))
    row.revision = revision + 1
    return row


def _exchange(
    session: Session, plan: SchedulePlan, goes: Collection[DatedVisit], comes: Iterable[DatedVisit]
) -> None:
    rows = session.scalars(select(ScheduledVisit).where(ScheduledVisit.plan_id == plan.id)).all()
    known = {to_dated(row): row for row in rows}
    if not known.keys() >= set(goes):
        raise RefusedError(Fault(FaultCode.CHANGED_MEANWHILE))
    comes = list(comes)
    wanted = [visit for visit in known if visit not in set(goes)] + comes
    refuse_if(visit_faults(session, wanted, _span(plan)))
    for visit in goes:
        session.delete(known[visit])
    # The old visits go first: a place has one visit a day.
    session.flush()
    session.add_all(
        ScheduledVisit(
            plan_id=plan.id,
            team_id=visit.team,
            place_id=visit.place,
            day=visit.day,
            arrival_min=visit.arrival_min,
            locked=visit.locked,
        )
        for visit in comes
    )


def _span(plan: SchedulePlan) -> tuple[date, date]:
    return plan.first_day, plan.first_day + timedelta(weeks=plan.weeks)


def _faults_of_others(session: Session, visits: Collection[DatedVisit], service: int | None) -> list[Fault]:
    if service is None:
        return []
    own = set(session.scalars(select(Team.id).where(Team.service_id == service)))
    return [] if {visit.team for visit in visits} <= own else [Fault(FaultCode.PAIR_OF_OTHERS, "team")]


def _history(session: Session, plan: int) -> Sequence[ScheduleChange]:
    query = select(ScheduleChange).where(ScheduleChange.plan_id == plan)
    return session.scalars(query.order_by(ScheduleChange.at.desc(), ScheduleChange.id.desc())).all()


def _to_record(row: ScheduleChange) -> ChangeRecord:
    return ChangeRecord(row.id, row.at, _from_json(row.before), _from_json(row.after), row.undone)


def _to_json(visits: Iterable[DatedVisit]) -> list[dict[str, object]]:
    return [
        {
            "day": visit.day.isoformat(),
            "team": visit.team,
            "place": visit.place,
            "arrival_min": visit.arrival_min,
            "locked": visit.locked,
        }
        for visit in visits
    ]


def _from_json(kept: Iterable[dict[str, object]]) -> tuple[DatedVisit, ...]:
    return tuple(
        DatedVisit(
            day=date.fromisoformat(str(visit["day"])),
            team=int(str(visit["team"])),
            place=int(str(visit["place"])),
            arrival_min=int(str(visit["arrival_min"])),
            locked=bool(visit["locked"]),
        )
        for visit in kept
    )
