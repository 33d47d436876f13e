"""Finishing a round: its hours, and the stops that were not reached."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.recording.begun_rounds import (
    delete_visits,
    find_round,
    moment_at,
    open_stops,
    visit_spans,
    visits_of,
)
from data.recording.recording import write_visit
from data.recording.visit_drafts import VisitDraft, prepared
from data.register.faults import Fault, FaultCode, RefusedError
from data.register.planning import PlannedStop
from data.register.tables import Round, Visit
from data.register.validation import attempt, refuse_if
from data.vocabulary import Outcome


@dataclass(frozen=True)
class Finished:
    """
    The outcome of finishing a round; what it takes to take it back.

    Attributes
    ----------
    round : int or None
        The round; None where it was refused.
    skipped : tuple of int
        Visits that were written for the stops that were not reached.
    before : tuple of (datetime or None, datetime or None)
        When the round began and ended, as it stood before.
    faults : tuple of Fault
        Every reason for which nothing was changed.
    """

    round: int | None = None
    skipped: tuple[int, ...] = ()
    before: tuple[datetime | None, datetime | None] = (None, None)
    faults: tuple[Fault, ...] = ()


LATEST_BACK = time(10)
"""On the next morning: a round that ends after 06:00 still belongs to the evening on which it began."""


def span_of(day: date, started: time, ended: time) -> tuple[datetime, datetime]:
    """
    Return when a round began and ended.

    Parameters
    ----------
    day : date
        Its operational day.
    started, ended : time
        Leaving the office and being back.

    Returns
    -------
    tuple of datetime
        Without time zone. The end is on the next morning where it would lie before the beginning and is no
        later than `LATEST_BACK`.
    """
    begin, end = moment_at(day, started), moment_at(day, ended)
    if end < begin and ended <= LATEST_BACK:
        end += timedelta(days=1)
    return begin, end


def finish_round(engine: Engine, round_id: int, started: time, ended: time, today: date) -> Finished:
    """
    Finish a round: note its hours, and that the stops still open were not reached.

    Parameters
    ----------
    engine : Engine
        The register.
    round_id : int
        The round.
    started, ended : time
        Leaving the office and being back; see `span_of`.
    today : date
        The operational day that it is now.

    Returns
    -------
    Finished
        With the visits written for stops that were not reached, or every fault at once.
    """
    made: list[Finished] = []

    def change(session: Session) -> int:
        one = find_round(session, round_id)
        visits = visits_of(session, one)
        span = span_of(one.day, started, ended)
        refuse_if(list(_finish_faults(visits, span)))
        before = (one.started_at, one.ended_at)
        skipped = [_skip(session, one, stop, today) for stop in open_stops(session, one)]
        one.started_at, one.ended_at = span
        made.append(Finished(round_id, tuple(skipped), before))
        return round_id

    outcome = attempt(engine, change)
    return Finished(faults=outcome.faults) if outcome.faults else made[0]


def take_back_finish(engine: Engine, finished: Finished) -> tuple[Fault, ...]:
    """
    Undo what `finish_round` did.

    Parameters
    ----------
    engine : Engine
        The register.
    finished : Finished
        What it returned.

    Returns
    -------
    tuple of Fault
        Empty when it was undone.
    """

    def change(session: Session) -> int:
        if finished.round is None:
            raise RefusedError(Fault(FaultCode.GONE))
        one = find_round(session, finished.round)
        still = select(Visit.id).where(Visit.id.in_(finished.skipped), Visit.outcome == Outcome.SKIPPED)
        if len(session.scalars(still).all()) < len(finished.skipped):
            raise RefusedError(Fault(FaultCode.CHANGED_MEANWHILE))
        delete_visits(session, finished.skipped)
        one.started_at, one.ended_at = finished.before
        return one.id

    return attempt(engine, change).faults


def _finish_faults(visits: list[Visit], span: tuple[datetime, datetime]) -> Iterator[Fault]:
    if not visits:
        yield Fault(FaultCode.NOTHING_RECORDED)
    started, ended = span
    spans = list(visit_spans(visits))
    if ended < started or any(end > ended for _start, end in spans):
        yield Fault(FaultCode.HOURS_REVERSED, "ended")
    if any(start < started for start, _end in spans):
        yield Fault(FaultCode.HOURS_REVERSED, "started")


def _skip(session: Session, one: Round, stop: PlannedStop, today: date) -> int:
    """Write that a stop was not reached."""
    row = Visit(recorded_on=today)
    write_visit(session, one, row, prepared(VisitDraft(stop.place_id, Outcome.SKIPPED)))
    stop.visit_id = row.id
    return row.id
