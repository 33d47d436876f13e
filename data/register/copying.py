"""Whole tables from one database to another, and the digest by which two copies are compared.

Tables are read as the database describes them, so that an older schema can be read as well.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, time

from sqlalchemy import Connection, MetaData, Row, Select, Table, func, insert, select

from data.imports.sheets import Advance
from data.register.tables import Base, RegisterState

ROWS_AT_ONCE = 2_000

STATE = RegisterState.__tablename__

_COUNTER = "revision"
"""Column of the state that counts the writes of one database: it is no content."""

_KNOWN = frozenset(Base.metadata.tables)


def reflect_tables(connection: Connection) -> list[Table]:
    """
    Return the register's tables as a database has them.

    Parameters
    ----------
    connection : Connection
        To a register of any version.

    Returns
    -------
    list of Table
        In the order of their references.
    """
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name in _KNOWN)
    return found.sorted_tables


def count_rows(connection: Connection, tables: Iterable[Table]) -> dict[str, int]:
    """
    Count the rows of tables.

    Parameters
    ----------
    connection : Connection
        To a register.
    tables : iterable of Table
        Which.

    Returns
    -------
    dict of str to int
        By table.
    """
    counted = {one.name: connection.scalar(select(func.count()).select_from(one)) for one in tables}
    return {name: count or 0 for name, count in counted.items()}


def content_digest(connection: Connection, tables: Iterable[Table]) -> str:
    """
    Return the digest of what tables hold, the same on every database.

    Parameters
    ----------
    connection : Connection
        To a register.
    tables : iterable of Table
        Which; their order does not matter.

    Returns
    -------
    str
        SHA-256 in hexadecimal digits, over all rows by primary key and all columns by name.
    """
    digest = hashlib.sha256()
    for table in sorted(tables, key=lambda one: one.name):
        columns = sorted(column.name for column in table.c if (table.name, column.name) != (STATE, _COUNTER))
        digest.update(_canonical([[table.name, *columns]]))
        rows = connection.execute(_ordered(table, columns), execution_options={"yield_per": ROWS_AT_ONCE})
        for part in rows.partitions():
            digest.update(_canonical([list(row) for row in part]))
    return digest.hexdigest()


def _ordered(table: Table, columns: Iterable[str]) -> Select[tuple[object, ...]]:
    return select(*(table.c[name] for name in columns)).order_by(*table.primary_key.columns)


def _canonical(rows: list[list[object]]) -> bytes:
    """Return rows as bytes that do not depend on how many are written at a time."""
    return _JSON.encode(rows)[1:-1].encode() + b","


def _plain(value: object) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    message = f"a value of type {type(value).__name__} has no canonical form"
    raise TypeError(message)


_JSON = json.JSONEncoder(default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def copy_tables(
    source: Connection, target: Connection, tables: Iterable[Table], advance: Advance = lambda _: None
) -> None:
    """
    Copy the rows of tables into empty tables of the same names.

    Parameters
    ----------
    source, target : Connection
        Two registers of the same version.
    tables : iterable of Table
        In the order of their references.
    advance : callable, optional
        Told how far the work has come, from 0 to 1.
    """
    known = list(tables)
    total = sum(count_rows(source, known).values()) or 1
    done = 0
    for table in known:
        columns = [column.name for column in table.c]
        rows = source.execute(_ordered(table, columns), execution_options={"yield_per": ROWS_AT_ONCE})
        for part in rows.partitions():
            target.execute(insert(table), [_values(row) for row in part])
            done += len(part)
            advance(done / total)
    advance_counters(target, known)


def _values(row: Row[tuple[object, ...]]) -> dict[str, object]:
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def advance_counters(connection: Connection, tables: Iterable[Table]) -> None:
    """
    Let PostgreSQL's counters go on after the identifiers that were written; SQLite has none.

    Parameters
    ----------
    connection : Connection
        To a register.
    tables : iterable of Table
        Those that were written.
    """
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if "id" in table.c:
            counter = func.pg_get_serial_sequence(table.name, "id")
            highest = select(func.max(table.c.id)).scalar_subquery()
            connection.execute(select(func.setval(counter, func.coalesce(highest, 1), highest.is_not(None))))
