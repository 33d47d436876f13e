"""What the register already holds in the form of a file."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.imports.content import DETAILS, OF_A_DAY, OF_A_VISIT, Content, DayKey, Detail, Visit, VisitKey
from data.register import tables as t


@dataclass(slots=True)
class Stored:
    """
    A span of the register.

    Attributes
    ----------
    content : Content
        Its visits and other details.
    visit_ids : dict of VisitKey to int
        Where each visit is kept.
    """

    content: Content = field(default_factory=Content)
    visit_ids: dict[VisitKey, int] = field(default_factory=dict)


def load_stored(session: Session, since: date, until: date) -> Stored:
    """
    Read a span of the register in the form of a file.

    Parameters
    ----------
    session : Session
        On the register.
    since, until : date
        First and last operational day.

    Returns
    -------
    Stored
        Visits of one service at one place on one day with the same arrival are numbered as passages in
        the order in which they were recorded.
    """
    found = Stored()
    by_id: dict[int, Visit] = {}
    passages: Counter[tuple[int, int, date, time | None]] = Counter()
    for visit_id, service, place, day, arrival, visit in _visits(session, since, until):
        passages[service, place, day, arrival] += 1
        key = VisitKey(service, place, day, arrival, passages[service, place, day, arrival])
        found.content.visits[key] = by_id[visit_id] = visit
        found.visit_ids[key] = visit_id
    _add_observations(session, since, until, by_id)
    for name in OF_A_VISIT:
        for visit_id, detail in _details_of_visits(session, name, since, until):
            by_id[visit_id].details[detail] += 1
    found.content.days = _details_of_days(session, since, until)
    return found


def _visits(
    session: Session, since: date, until: date
) -> Iterator[tuple[int, int, int, date, time | None, Visit]]:
    query = (
        select(
            t.Visit.id,
            t.Round.service_id,
            t.Visit.place_id,
            t.Visit.day,
            t.Visit.arrival,
            t.Visit.minutes,
            t.Visit.outcome,
            t.Visit.recorded_on,
            t.Round.team_id,
            t.Round.started_at,
            t.Round.ended_at,
        )
        .join(t.Round, t.Visit.round_id == t.Round.id)
        .where(t.Visit.day.between(since, until))
        .order_by(t.Visit.id)
    )
    for row in session.execute(query):
        visit = Visit(
            minutes=row.minutes,
            outcome=row.outcome,
            team=row.team_id,
            round_start=row.started_at and row.started_at.time(),
            round_end=row.ended_at and row.ended_at.time(),
            recorded_on=row.recorded_on,
        )
        yield row.id, row.service_id, row.place_id, row.day, row.arrival, visit


def _add_observations(session: Session, since: date, until: date, by_id: dict[int, Visit]) -> None:
    columns = (
        t.Observation.visit_id,
        t.Observation.police_presence,
        t.Observation.tension,
        t.Observation.light,
    )
    query = select(*columns).join(t.Visit).where(t.Visit.day.between(since, until))
    for visit_id, police, tension, light in session.execute(query):
        visit = by_id[visit_id]
        visit.police, visit.tension, visit.light = police, tension, light


def _details_of_visits(session: Session, name: str, since: date, until: date) -> Iterator[tuple[int, Detail]]:
    columns = t.Base.metadata.tables[name].c
    values = [columns[value] for value in DETAILS[name]]
    query = (
        select(columns.visit_id, columns["count"], *values)
        .join(t.Visit, t.Visit.id == columns.visit_id)
        .where(t.Visit.day.between(since, until))
    )
    for visit_id, count, *found in session.execute(query):
        yield visit_id, Detail(name, tuple(found), count)


def _details_of_days(session: Session, since: date, until: date) -> dict[DayKey, Counter[Detail]]:
    found: defaultdict[DayKey, Counter[Detail]] = defaultdict(Counter)
    for name in OF_A_DAY:
        columns = t.Base.metadata.tables[name].c
        values = [columns[value] for value in DETAILS[name]]
        query = select(columns.service_id, columns.day, columns["count"], *values)
        query = query.where(columns.day.between(since, until))
        if name in OF_A_VISIT:
            query = query.where(columns.visit_id.is_(None))
        for service, day, count, *rest in session.execute(query):
            found[DayKey(name, service, day)][Detail(name, tuple(rest), count)] += 1
    return dict(found)
