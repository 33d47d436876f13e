"""Taking back the last import: the register is again as it was before."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.imports.committing import update_visits
from data.imports.content import OF_A_DAY, OF_A_VISIT
from data.imports.keeping import (
    HELD_BY_VISITS,
    OF_A_PLAN,
    Row,
    drop_held,
    in_parts,
    kept_rows,
    table,
    without_visits,
)
from data.register.database import writing
from data.register.intake import ImportBatch, ImportReplaced
from data.vocabulary import RoundStatus


@dataclass(frozen=True)
class Batch:
    """
    One import of the past.

    Attributes
    ----------
    id : int
        Its number.
    imported_at : datetime
        When, without time zone.
    rows : int
        Rows of data that the file had.
    added, replaced, unchanged : int
        Visits.
    undone_at : datetime or None
        When it was undone.
    final : bool
        Whether it can no longer be undone, because days it wrote are kept by month or were purged.
    """

    id: int
    imported_at: datetime
    rows: int
    added: int
    replaced: int
    unchanged: int
    undone_at: datetime | None
    final: bool = False


class NothingToUndoError(Exception):
    """The import is not the last that still stands, or what it replaced no longer fits the register."""


def load_batches(engine: Engine) -> list[Batch]:
    """
    Return all imports, the newest first.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    list of Batch
        Those that were undone too.
    """
    with Session(engine) as session:
        return [
            Batch(
                one.id,
                one.imported_at,
                one.rows,
                one.visits_added,
                one.visits_replaced,
                one.visits_unchanged,
                one.undone_at,
                one.final,
            )
            for one in session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()))
        ]


def undo(engine: Engine, batch: int, at: datetime) -> None:
    """
    Take back an import, the last one that still stands.

    A visit of it that somebody has taken out by hand since stays out.

    Parameters
    ----------
    engine : Engine
        The register.
    batch : int
        Its number; asked for so that two people cannot undo two imports by one wish.
    at : datetime
        Now, without time zone.

    Raises
    ------
    NothingToUndoError
        If *batch* is not the last import that stands, or is final, or if something that it replaced belonged
        to a pair, a place or a round that is gone.
    """
    try:
        _undo(engine, batch, at)
    except IntegrityError as error:
        message = f"what import {batch} replaced no longer fits the register"
        raise NothingToUndoError(message) from error


def _undo(engine: Engine, batch: int, at: datetime) -> None:
    with writing(engine) as session:
        standing = select(ImportBatch).where(ImportBatch.undone_at.is_(None))
        last = session.scalars(standing.order_by(ImportBatch.id.desc()).limit(1)).first()
        if last is None or last.id != batch or last.final:
            message = f"import {batch} is not the last one that stands, or it is final"
            raise NothingToUndoError(message)
        last.undone_at = at
        session.flush()
        kept = _still_theirs(session, batch, kept_rows(session, batch))
        _restore_visits(session, kept)
        _delete_added(session, batch)
        _insert_kept(session, kept)
        session.execute(delete(ImportReplaced).where(ImportReplaced.batch_id == batch))


def _still_theirs(session: Session, batch: int, kept: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return what was kept, without visits that were taken out since: their ids may be in use again."""
    visits = table("visit").c
    there = set(session.scalars(select(visits.id).where(visits.batch_id == batch)))
    gone = {row["id"] for row in kept.get("visit", [])} - there
    own = {
        name: [row for row in kept.get(name, []) if row["visit_id"] not in gone] for name in HELD_BY_VISITS
    }
    left = [row for row in kept.get("visit", []) if row["id"] not in gone]
    stops = [
        {**row, "visit_id": None} if row["visit_id"] in gone else row for row in kept.get("planned_stop", [])
    ]
    return {**kept, **own, "visit": left, "planned_stop": stops}


def _restore_visits(session: Session, kept: dict[str, list[Row]]) -> None:
    """Bring back rounds, plans and visits with their ids; what the visits hold now is dropped."""
    rounds = {row["id"]: _insert_round(session, row) for row in kept.get("round", [])}
    for name in OF_A_PLAN:
        rows = [{**row, "round_id": rounds[row["round_id"]]} for row in kept.get(name, [])]
        for row in rows:
            # Stops get new ids: nothing refers to them, and the old ones may be in use again.
            row.pop("id", None)
        for part in in_parts(rows):
            session.execute(insert(table(name)), part)
    for part in in_parts(kept.get("visit", [])):
        drop_held(session, [number for row in part if isinstance(number := row["id"], int)])
        rows = [{**row, "round_id": rounds.get(row["round_id"], row["round_id"])} for row in part]
        update_visits(session, [{"visit": row.pop("id"), **row} for row in rows])
        # A round whose other visits were taken out since is a plan again, and plans count nowhere.
        columns = table("round").c
        begun = columns.id.in_({row["round_id"] for row in rows})
        session.execute(update(table("round")).where(begun).values(status=RoundStatus.DONE))


def _insert_round(session: Session, row: Row) -> int:
    """Insert a round under its old id, or a new one where SQLite has given that to another round since."""
    columns = table("round").c
    if session.scalar(select(columns.id).where(columns.id == row["id"])) is not None:
        row = {name: value for name, value in row.items() if name != "id"}
    number: int = session.scalars(insert(table("round")).values(row).returning(columns.id)).one()
    return number


def _delete_added(session: Session, batch: int) -> None:
    """Delete what still carries the number of the import; what visits hold goes with them."""
    for name in ("visit", *OF_A_DAY):
        rows = table(name).c.batch_id == batch
        if name in OF_A_VISIT:
            rows = and_(rows, table(name).c.visit_id.is_(None))
        session.execute(delete(table(name)).where(rows))
    session.execute(delete(table("round")).where(and_(table("round").c.batch_id == batch, without_visits())))


def _insert_kept(session: Session, kept: dict[str, list[Row]]) -> None:
    for name in dict.fromkeys((*HELD_BY_VISITS, *OF_A_DAY)):
        # New ids: nothing refers to these rows, and the old ids may be in use again.
        rows = [
            {column: value for column, value in row.items() if column != "id"} for row in kept.get(name, [])
        ]
        for part in in_parts(rows):
            session.execute(insert(table(name)), part)
