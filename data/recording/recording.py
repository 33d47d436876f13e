"""Recording what was met: each visit in one transaction, never twice, and to be taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.planning.imported import imported_visits, is_of
from data.recording.begun_rounds import (
    RoundRef,
    delete_visits,
    find_round,
    find_visit,
    moment_at,
    open_stops,
    settle_round,
    visits_of,
)
from data.recording.visit_drafts import Standing, VisitDraft, day_faults, draft_faults, prepared
from data.recording.visit_rows import load_standing, to_visit_draft, write_held, write_standing
from data.register.faults import Fault, FaultCode
from data.register.place_checks import PlaceStatus, status_on
from data.register.planning import PlannedStop
from data.register.tables import Place, RegisterState, Round, Visit
from data.register.validation import attempt, refuse_if
from data.vocabulary import Outcome

PASSAGE_APART_MIN = 60
"""Minutes between two visits of one round to a place; what is closer is the same visit, recorded twice."""


@dataclass(frozen=True)
class Correction:
    """
    A recorded visit that is to be corrected.

    Attributes
    ----------
    visit : int
        Its identifier.
    seen : VisitDraft
        As the screen showed it; the correction is refused if somebody changed it since.
    since : date or None
        Only what was recorded on this day or later may be corrected; None for all.
    """

    visit: int
    seen: VisitDraft
    since: date | None = None


@dataclass(frozen=True)
class Recorded:
    """
    The outcome of recording a visit; what it takes to take it back.

    Attributes
    ----------
    visit, round : int or None
        Where it is kept; None where it was refused.
    before, after : VisitDraft or None
        The visit before the change (None where it is new) and after it.
    standing : Standing or None
        What the place was waiting for before.
    faults : tuple of Fault
        Every reason for which nothing was recorded.
    """

    visit: int | None = None
    round: int | None = None
    before: VisitDraft | None = None
    after: VisitDraft | None = None
    standing: Standing | None = None
    faults: tuple[Fault, ...] = ()


def record_visit(
    engine: Engine,
    at: RoundRef,
    draft: VisitDraft,
    *,
    today: date,
    stop: int | None = None,
    correction: Correction | None = None,
) -> Recorded:
    """
    Record a visit with all it holds, or correct one.

    The first visit makes a planned round one that took place; the visit of its last stop ends it.

    Parameters
    ----------
    engine : Engine
        The register.
    at : RoundRef
        The round it belongs to. One that begins now goes on with what its pair has begun that day.
    draft : VisitDraft
        The visit as it should be; a correction keeps the place.
    today : date
        The operational day that it is now.
    stop : int, optional
        The planned stop that it is; where there is none such, the next open stop at the place, else none.
    correction : Correction, optional
        The visit to correct; None records one.

    Returns
    -------
    Recorded
        Where it is, or every fault at once.
    """
    wanted = prepared(draft)
    made: list[Recorded] = []

    def change(session: Session) -> int:
        one = find_round(session, at)
        exact_from = session.scalars(select(RegisterState.exact_from)).one()
        faults = [*day_faults(one.day, today, exact_from), *draft_faults(wanted)]
        row, before, planned = Visit(recorded_on=today), None, None
        if correction is None:
            planned = _stop_of(session, one, wanted.place, stop)
            faults += _new_faults(session, one, wanted, planned)
        else:
            row = find_visit(session, one, correction.visit)
            before = to_visit_draft(session, row)
            faults += _correction_faults(row, before, wanted, correction)
        refuse_if(faults)
        standing = load_standing(session, wanted.place)
        write_visit(session, one, row, wanted)
        if planned is not None:
            planned.visit_id = row.id
        settle_round(session, one)
        made.append(Recorded(row.id, one.id, before, to_visit_draft(session, row), standing))
        return row.id

    outcome = attempt(engine, change)
    return Recorded(faults=outcome.faults) if outcome.faults else made[0]


def take_back(
    engine: Engine, recorded: Recorded, today: date, since: date | None = None
) -> tuple[Fault, ...]:
    """
    Undo what `record_visit` did.

    Parameters
    ----------
    engine : Engine
        The register.
    recorded : Recorded
        What it returned.
    today : date
        The operational day that it is now.
    since : date, optional
        Only what was recorded on this day or later may be taken back.

    Returns
    -------
    tuple of Fault
        Empty when it was undone; refused where somebody changed the visit since.
    """
    if recorded.visit is None or recorded.round is None or recorded.after is None:
        return (Fault(FaultCode.GONE),)
    number, round_id, after = recorded.visit, recorded.round, recorded.after
    if recorded.before is not None:
        back = record_visit(
            engine, round_id, recorded.before, today=today, correction=Correction(number, after)
        )
        if back.faults:
            return back.faults

    def change(session: Session) -> int:
        write_standing(session, after.place, recorded.standing, today)
        if recorded.before is None:
            one = find_round(session, round_id)
            row = find_visit(session, one, number)
            stored = to_visit_draft(session, row)
            refuse_if(list(_correction_faults(row, stored, after, Correction(number, after, since))))
            delete_visits(session, [number])
            settle_round(session, one)
        return number

    return attempt(engine, change).faults


def _stop_of(session: Session, one: Round, place: int, stop: int | None) -> PlannedStop | None:
    """Return the planned stop that a visit is, if it is one."""
    planned = None if stop is None else session.get(PlannedStop, stop)
    if planned is not None and (planned.round_id, planned.place_id) == (one.id, place):
        return planned
    # The round was planned again while somebody stood there: what they met is kept all the same.
    return next((open_ for open_ in open_stops(session, one) if open_.place_id == place), None)


def _new_faults(
    session: Session, one: Round, wanted: VisitDraft, planned: PlannedStop | None
) -> Iterator[Fault]:
    yield from _place_faults(session, one, wanted.place, planned)
    yield from _twice_faults(session, one, wanted, planned)


def _place_faults(session: Session, one: Round, place: int, planned: PlannedStop | None) -> Iterator[Fault]:
    row = session.get(Place, place)
    if row is None:
        yield Fault(FaultCode.PLACE_UNKNOWN, "place")
        return
    if status_on(row.active_from, row.active_to, one.day) is not PlaceStatus.ACTIVE:
        yield Fault(FaultCode.PLACE_SHUT_DOWN, "place")
    if planned is None and row.service_id != one.service_id:
        yield Fault(FaultCode.PLACE_OF_OTHERS, "place")


def _twice_faults(
    session: Session, one: Round, wanted: VisitDraft, planned: PlannedStop | None
) -> Iterator[Fault]:
    """Find out whether somebody has recorded this visit already: a second tap, or a second phone."""
    if planned is not None and planned.visit_id is not None:
        yield Fault(FaultCode.ALREADY_RECORDED)
        return
    for row in visits_of(session, one):
        if row.place_id == wanted.place and not _are_apart(one.day, row.arrival, wanted.arrival):
            yield Fault(FaultCode.ALREADY_RECORDED)
            return
    for other, row in imported_visits(session, one.day):
        same = other.id != one.id and row.place_id == wanted.place and is_of(one, other)
        if same and not _are_apart(one.day, row.arrival, wanted.arrival):
            yield Fault(FaultCode.ALREADY_IMPORTED)
            return


def _are_apart(day: date, one: time | None, other: time | None) -> bool:
    if one is None or other is None:
        return False
    return abs(moment_at(day, one) - moment_at(day, other)) >= timedelta(minutes=PASSAGE_APART_MIN)


def _correction_faults(
    row: Visit, before: VisitDraft, wanted: VisitDraft, correction: Correction
) -> Iterator[Fault]:
    if wanted.place != row.place_id or before != correction.seen:
        yield Fault(FaultCode.CHANGED_MEANWHILE)
    if correction.since is not None and (row.recorded_on or row.day) < correction.since:
        yield Fault(FaultCode.TOO_LATE)


def write_visit(session: Session, one: Round, row: Visit, wanted: VisitDraft) -> None:
    """
    Write a visit with all it holds.

    Parameters
    ----------
    session : Session
        Inside a writing transaction.
    one : Round
        The round it belongs to.
    row : Visit
        New, or of the register.
    wanted : VisitDraft
        Without faults.
    """
    row.round_id, row.place_id, row.day = one.id, wanted.place, one.day
    row.arrival, row.minutes = wanted.arrival, wanted.minutes
    row.outcome = wanted.outcome or Outcome.SKIPPED
    session.add(row)
    session.flush()
    write_held(session, one.service_id, row, wanted)
    if wanted.standing is not None:
        write_standing(session, wanted.place, wanted.standing, one.day)
