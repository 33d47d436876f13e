"""Rows of the register as they were before an import, kept so that the import can be undone."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from enum import Enum
from typing import TypeVar

from sqlalchemy import ColumnElement, Table, and_, delete, insert, select
from sqlalchemy.orm import Session

from data.imports.content import OF_A_VISIT, DayKey
from data.register import tables as t
from data.register.intake import ImportReplaced
from data.vocabulary import RoundStatus

ROWS_AT_ONCE = 2_000
"""Rows that one statement or one record takes."""

HELD_BY_VISITS = (*OF_A_VISIT, "observation")
"""Tables whose rows belong to a visit."""

OF_A_PLAN = ("round_plan", "planned_stop")
"""Tables of what a round was planned with."""

Row = dict[str, object]
Item = TypeVar("Item")

_FROM_TEXT: dict[type, Callable[[str], object]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
}


def table(name: str) -> Table:
    """
    Return a table of the register.

    Parameters
    ----------
    name : str
        As in the database.

    Returns
    -------
    Table
        For statements on many rows at once.
    """
    return t.Base.metadata.tables[name]


def in_parts(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    """
    Cut *items* into parts that one statement can take.

    Parameters
    ----------
    items : iterable
        Of any length.

    Yields
    ------
    sequence
        At most `ROWS_AT_ONCE` of them, in order.
    """
    whole = list(items)
    for start in range(0, len(whole), ROWS_AT_ONCE):
        yield whole[start : start + ROWS_AT_ONCE]


def keep_visits(session: Session, batch: int, visits: Iterable[int]) -> None:
    """
    Keep visits with all they hold, and delete what they hold.

    Parameters
    ----------
    session : Session
        Inside a writing transaction.
    batch : int
        The import that is about to replace them.
    visits : iterable of int
        Their ids.
    """
    for part in in_parts(visits):
        _keep(session, batch, "visit", table("visit").c.id.in_(part))
        for name in HELD_BY_VISITS:
            _keep(session, batch, name, table(name).c.visit_id.in_(part))
        drop_held(session, part)


def drop_held(session: Session, visits: Sequence[int]) -> None:
    """
    Delete what visits hold, but not the visits.

    Parameters
    ----------
    session : Session
        Inside a writing transaction.
    visits : sequence of int
        Their ids, at most `ROWS_AT_ONCE`.
    """
    for name in HELD_BY_VISITS:
        session.execute(delete(table(name)).where(table(name).c.visit_id.in_(visits)))


def keep_days(session: Session, batch: int, days: Iterable[DayKey]) -> None:
    """
    Keep sets of details outside any visit, and delete them.

    Parameters
    ----------
    session : Session
        Inside a writing transaction.
    batch : int
        The import that is about to replace them.
    days : iterable of DayKey
        The sets.
    """
    for key in days:
        columns = table(key.table).c
        rows = and_(columns.service_id == key.service, columns.day == key.day)
        if key.table in OF_A_VISIT:
            rows = and_(rows, columns.visit_id.is_(None))
        _keep(session, batch, key.table, rows)
        session.execute(delete(table(key.table)).where(rows))


def keep_empty_rounds(session: Session, batch: int, rounds: Iterable[int]) -> None:
    """
    Keep and delete those of *rounds* that have no visit any more, with their plans.

    Parameters
    ----------
    session : Session
        Inside a writing transaction.
    batch : int
        The import that moved their visits.
    rounds : iterable of int
        Rounds that had visits before.
    """
    for part in in_parts(rounds):
        empty = and_(without_visits(), table("round").c.id.in_(part))
        _keep(session, batch, "round", empty)
        for name in OF_A_PLAN:
            _keep(session, batch, name, table(name).c.round_id.in_(select(table("round").c.id).where(empty)))
        session.execute(delete(table("round")).where(empty))


def without_visits() -> ColumnElement[bool]:
    """
    Return the condition of a round that took place and has no visit.

    Returns
    -------
    ColumnElement
        On the table of rounds.
    """
    rounds, visits = table("round").c, table("visit").c
    used = select(visits.id).where(visits.round_id == rounds.id).exists()
    return and_(rounds.status == RoundStatus.DONE, ~used)


def _keep(session: Session, batch: int, name: str, rows: ColumnElement[bool]) -> None:
    found = [to_record(dict(row)) for row in session.execute(select(table(name)).where(rows)).mappings()]
    records = [{"batch_id": batch, "record": {"table": name, "rows": part}} for part in in_parts(found)]
    if records:
        session.execute(insert(ImportReplaced), records)


def to_record(row: Row) -> Row:
    """
    Return a row as JSON can hold it.

    Parameters
    ----------
    row : dict
        Values by column.

    Returns
    -------
    dict
        Dates and times as ISO text, words as their stored value.
    """
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    if isinstance(value, date | time):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def kept_rows(session: Session, batch: int) -> dict[str, list[Row]]:
    """
    Return what an import replaced.

    Parameters
    ----------
    session : Session
        On the register.
    batch : int
        The import.

    Returns
    -------
    dict of str to list of dict
        Rows by table, with the values that the database expects.
    """
    found: defaultdict[str, list[Row]] = defaultdict(list)
    query = select(ImportReplaced.record).where(ImportReplaced.batch_id == batch)
    for record in session.scalars(query.order_by(ImportReplaced.id)):
        name, rows = record["table"], record["rows"]
        if isinstance(name, str) and isinstance(rows, list):
            found[name].extend(_from_record(name, row) for row in rows)
    return found


def _from_record(name: str, row: Row) -> Row:
    columns = table(name).c
    readers = {column.name: _FROM_TEXT.get(column.type.python_type) for column in columns}
    return {
        column: read(value) if (read := readers[column]) and isinstance(value, str) else value
        for column, value in row.items()
    }
