"""Whether the register is sound: counts, references, and values that cannot be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Engine, and_, extract, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.i18n import mark
from data.register import tables as t
from data.vocabulary import Outcome


@dataclass(frozen=True)
class Finding:
    """
    Something that is not as it should be.

    Attributes
    ----------
    message : str
        English source, with a place for ``{count}``.
    count : int
        How many rows.
    wrong : bool
        Whether the register is damaged; else it is merely incomplete.
    """

    message: str
    count: int
    wrong: bool


def row_counts(engine: Engine) -> dict[str, int]:
    """
    Return how many rows each table has.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    dict of str to int
        By table, in the order of their references.
    """
    with Session(engine) as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in t.Base.metadata.sorted_tables
        }


def find_flaws(engine: Engine, today: date) -> list[Finding]:
    """
    Look for what is wrong or missing in the register.

    Parameters
    ----------
    engine : Engine
        The register.
    today : date
        What the register calls today.

    Returns
    -------
    list of Finding
        Empty for a register that is sound and complete.
    """
    with Session(engine) as session:
        broken = count_broken_references(session)
        found = [
            Finding(mark("References to rows that do not exist: {count}."), broken, wrong=True),
            *_impossible(session, today),
            *_incomplete(session),
        ]
    return [finding for finding in found if finding.count]


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.execute(
        select(func.count()).select_from(t.Visit).join(t.Round).where(condition)
    ).scalar_one()


def count_broken_references(session: Session) -> int:
    """
    Count the references to rows that do not exist.

    Parameters
    ----------
    session : Session
        On the register.

    Returns
    -------
    int
        0 for a sound register.
    """
    broken = 0
    for table in t.Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            target = key.column.table.alias()
            there = select(target.c[key.column.name]).where(target.c[key.column.name] == key.parent).exists()
            query = select(func.count()).select_from(table).where(key.parent.is_not(None), ~there)
            broken += session.execute(query).scalar_one()
    return broken


def _impossible(session: Session, today: date) -> Iterator[Finding]:
    met = select(t.Contact.id).where(t.Contact.visit_id == t.Visit.id).exists()
    nobody = t.Visit.outcome.in_([Outcome.NOBODY_SEEN, Outcome.CLOSED, Outcome.SKIPPED])
    place = select(t.Place).where(t.Place.id == t.Visit.place_id)
    outside = place.where(or_(_before_opening(session), t.Place.active_to < t.Visit.day)).exists()
    for message, condition in (
        (mark("Visits that are still to come: {count}."), t.Visit.day > today),
        (mark("Visits on another day than their round: {count}."), t.Visit.day != t.Round.day),
        (mark("Visits that met somebody although their outcome says otherwise: {count}."), and_(nobody, met)),
        (mark("Visits to a place before it opened or after it was closed: {count}."), outside),
    ):
        yield Finding(message, _count(session, condition), wrong=True)


def _before_opening(session: Session) -> ColumnElement[bool]:
    """Return the condition of a visit before its place opened; what is kept by month is compared by month."""
    exact_from = session.scalars(select(t.RegisterState.exact_from)).one_or_none()
    if exact_from is None:
        return t.Place.active_from > t.Visit.day
    exact = and_(t.Visit.day >= exact_from, t.Place.active_from > t.Visit.day)
    by_month = and_(t.Visit.day < exact_from, _month(t.Place.active_from) > _month(t.Visit.day))
    return or_(exact, by_month)


def _month(day: InstrumentedAttribute[date] | InstrumentedAttribute[date | None]) -> ColumnElement[int]:
    return extract("year", day) * 12 + extract("month", day)


def _incomplete(session: Session) -> Iterator[Finding]:
    looked = t.Visit.outcome != Outcome.SKIPPED
    for message, condition in (
        (
            mark("Visits without minutes, which no rate per hour can count: {count}."),
            t.Visit.minutes.is_(None),
        ),
        (mark("Visits without an arrival time: {count}."), t.Visit.arrival.is_(None)),
    ):
        yield Finding(message, _count(session, and_(looked, condition)), wrong=False)
