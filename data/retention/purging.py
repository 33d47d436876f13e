"""Taking away what is older than it may be kept, for good."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import ColumnElement, Engine, Table, and_, delete, func, select, update
from sqlalchemy.orm import Session

from data import audit
from data.audit.forgetting import forget_lines
from data.imports.content import OF_A_DAY
from data.imports.keeping import HELD_BY_VISITS, table
from data.register.database import STATE_ID, scrub, writing
from data.register.intake import ImportBatch
from data.register.tables import RegisterState
from data.releases.forgetting import forget_truth
from data.retention.finishing import finish_imports
from data.retention.plans import count_plans, forget_plans
from data.vocabulary import AuditAction


def first_kept_day(today: date, keep_years: int) -> date:
    """
    Return the first day whose records are kept.

    Parameters
    ----------
    today : date
        What the register calls today.
    keep_years : int
        Whole years for which records are kept.

    Returns
    -------
    date
        The first of January: a year goes as a whole, once its last day is that many years old.
    """
    return date(today.year - keep_years, 1, 1)


def count_older(engine: Engine, before: date) -> dict[str, int]:
    """
    Count what a purge would take away.

    Parameters
    ----------
    engine : Engine
        The register.
    before : date
        First day that is kept.

    Returns
    -------
    dict of str to int
        Rows by table, those without any left out.
    """
    with Session(engine) as session:
        return _count(session, before)


def _count(session: Session, before: date) -> dict[str, int]:
    counted = {
        one.name: session.execute(select(func.count()).select_from(one).where(condition)).scalar_one()
        for one, condition in _older(before)
    }
    return count_plans(session, before) | {name: count for name, count in counted.items() if count}


def _older(before: date) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Yield the tables with the condition of their early rows, what refers to another table first."""
    visits = table("visit")
    early = select(visits.c.id).where(visits.c.day < before)
    for name in dict.fromkeys((*HELD_BY_VISITS, *OF_A_DAY)):
        columns = table(name).c
        on_visit = columns.visit_id.in_(early) if name in HELD_BY_VISITS else None
        own = columns.day < before if name in OF_A_DAY else None
        if on_visit is not None and own is not None:
            # A record of a visit goes with its visit, whatever its own day.
            yield table(name), on_visit | and_(columns.visit_id.is_(None), own)
        elif on_visit is not None:
            yield table(name), on_visit
        elif own is not None:
            yield table(name), own
    yield visits, visits.c.day < before
    rounds = table("round")
    late = select(visits.c.id).where(visits.c.round_id == rounds.c.id, visits.c.day >= before).exists()
    yield rounds, and_(rounds.c.day < before, ~late)
    batches = table("import_batch")
    yield batches, batches.c.imported_at < datetime(before.year, before.month, before.day)  # noqa: DTZ001 - kept so


def purge(engine: Engine, before: date, at: datetime, account: int | None = None) -> dict[str, int]:
    """
    Take away all records and plans of before a day, for good, with the lines of the audit of that time.

    Places, services and regulations stay: they are no records of work. Places that nobody refers to any
    more can then be deleted by hand. Releases keep what they published of those years, and lose the counts
    behind it.

    Parameters
    ----------
    engine : Engine
        The register.
    before : date
        First day to keep; from `first_kept_day`.
    at : datetime
        Now, in UTC, without zone.
    account : int, optional
        Who asked for it.

    Returns
    -------
    dict of str to int
        Rows that went, by table; empty where there was nothing, and then nothing is written.
    """
    gone = count_older(engine, before)
    if gone:
        with writing(engine) as session:
            finish_imports(session, before)
            forget_truth(session, before)
            gone = _count(session, before)
            forget_plans(session, before)
            for one, condition in _older(before):
                if one.name == ImportBatch.__tablename__:
                    _detach(session, condition)
                session.execute(delete(one).where(condition))
            state = session.get_one(RegisterState, STATE_ID)
            if state.begun_on is not None and state.begun_on < before:
                state.begun_on = None
            session.flush()
            details = {"purged": before.isoformat(), "visits": gone.get("visit", 0)}
            audit.append(session, AuditAction.RETENTION, details, account, at)
    if lines := forget_lines(engine, before, account, at):
        gone["audit_entry"] = lines
    if gone:
        scrub(engine)
    return gone


def _detach(session: Session, batches: ColumnElement[bool]) -> None:
    """Let no record refer to an import that goes: its clock may have been wrong."""
    numbers = select(table("import_batch").c.id).where(batches)
    for name in ("visit", "round", *OF_A_DAY):
        columns = table(name).c
        session.execute(update(table(name)).where(columns.batch_id.in_(numbers)).values(batch_id=None))
