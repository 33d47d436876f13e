"""Imports that can no longer be undone: what they replaced would give exact days back, or what was purged."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.imports.content import OF_A_DAY
from data.imports.keeping import in_parts, table
from data.register.intake import ImportBatch, ImportReplaced


def finish_imports(session: Session, before: date) -> None:
    """
    Make final every import that wrote or replaced a record of an early day, and drop what it replaced.

    Parameters
    ----------
    session : Session
        Inside a writing transaction.
    before : date
        First day that is not early.
    """
    touched = {*_written(session, before), *_replaced(session, before)}
    for part in in_parts(sorted(touched)):
        session.execute(delete(ImportReplaced).where(ImportReplaced.batch_id.in_(part)))
        session.execute(
            update(ImportBatch).where(ImportBatch.id.in_(part)).values(final=True),
            execution_options={"synchronize_session": False},
        )


def _written(session: Session, before: date) -> Iterator[int]:
    for name in ("visit", "round", *OF_A_DAY):
        columns = table(name).c
        query = select(columns.batch_id).where(columns.day < before, columns.batch_id.is_not(None)).distinct()
        yield from session.scalars(query)


def _replaced(session: Session, before: date) -> Iterator[int]:
    # What is kept for undoing is JSON, in which a day is ISO text and sorts as days do.
    for batch, record in session.execute(select(ImportReplaced.batch_id, ImportReplaced.record)):
        rows = record["rows"]
        days = (row["day"] for row in rows if "day" in row) if isinstance(rows, list) else ()
        if any(str(day) < before.isoformat() for day in days):
            yield batch
