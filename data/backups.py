"""Backups: one file for SQLite and PostgreSQL, encrypted, verified, and moved between the two.

A backup is a SQLite file with the register's tables and a seal: when it was made, how many rows each table
has, and the digest of all of them. Under a key it is an encrypted file, which nobody can change unseen
without that key; without one the digest finds accidents, and nobody can be kept from reading it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Connection, Engine, Table, delete, exc, func, select, text, update

from data.audit import Head
from data.audit import verify as verify_audit
from data.i18n import mark
from data.imports.sheets import Advance
from data.refusals import RefusedError
from data.register.copying import STATE, content_digest, copy_tables, count_rows, reflect_tables
from data.register.database import knows_version, migrate, open_engine, schema_version, snapshot, writing
from data.register.encryption import LockedRegisterError, is_plain
from data.register.integrity import count_broken_references
from data.register.seal import Seal, read_seal, write_seal
from data.roadbook.feeds import answering_feeds, keep_answering

PARTIAL = ".partial"
"""End of the name of a file that is not finished."""

_AUDIT = "audit_entry"


class BackupRefusedError(RefusedError):
    """A backup cannot be made, read or restored; nothing has changed."""


def _damaged() -> BackupRefusedError:
    return BackupRefusedError(
        mark("The file is no backup of Maraude, or it is damaged or was changed."),
        mark("Take another backup. The register has not changed."),
    )


def _locked() -> BackupRefusedError:
    return BackupRefusedError(
        mark("The backup is encrypted and the key does not open it, or it is damaged."),
        mark("Give the key that it was made with, with --key-file. The register has not changed."),
    )


@dataclass(frozen=True)
class Backup:
    """
    What a backup says about itself, once all of it was read and found true.

    Attributes
    ----------
    made_at : datetime
        When, in UTC, without zone.
    version : str
        Of the schema.
    counts : Mapping of str to int
        Rows by table.
    is_encrypted : bool
        Whether it can be read with its key only.
    is_audit_whole : bool
        Whether the audit in it is as it was written.
    audit_head : Head
        The end of that audit: it finds out later whether the register's own lost lines.
    """

    made_at: datetime
    version: str
    counts: Mapping[str, int]
    is_encrypted: bool
    is_audit_whole: bool
    audit_head: Head


def save_backup(
    engine: Engine, file: Path, key: SecretStr | None, at: datetime, advance: Advance = lambda _: None
) -> None:
    """
    Write the whole register into a new file, and read it back.

    Parameters
    ----------
    engine : Engine
        The register.
    file : Path
        Where; it must not exist.
    key : SecretStr or None
        What to encrypt it with; None writes a file that anybody can read.
    at : datetime
        Now, in UTC, without zone.
    advance : callable, optional
        Told how far the work has come.

    Raises
    ------
    BackupRefusedError
        If the file exists, cannot be written, or does not hold what the register holds.
    """
    if file.exists():
        raise BackupRefusedError(
            mark("There is a file of this name already."),
            mark("Choose another name, such as one with the date: a backup is never overwritten."),
        )
    with _unfinished(file) as partial, snapshot(engine) as source:
        target = open_engine(f"sqlite:///{partial}", key)
        try:
            migrate(target)
            _fill(source, target, at, advance)
        finally:
            target.dispose()
    advance(1.0)


@contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """Give the name of a file that becomes *file* when all went well, and leaves nothing when not."""
    partial = file.with_name(file.name + PARTIAL)
    traces = [partial.with_name(partial.name + end) for end in ("", "-wal", "-shm", "-journal")]
    for trace in traces:
        trace.unlink(missing_ok=True)
    try:
        # For nobody but the one who makes it, from its first byte.
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield partial
        save_to_disk(partial)
        partial.rename(file)
        save_to_disk(file.parent)
    except OSError:
        raise BackupRefusedError(
            mark("The backup cannot be written."),
            mark("Check that the folder exists, may be written to, and has room."),
        ) from None
    finally:
        for trace in traces:
            trace.unlink(missing_ok=True)


def save_to_disk(path: Path) -> None:
    """
    Wait until a file, or the names in a folder, are on the disk.

    Parameters
    ----------
    path : Path
        The file or the folder.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fill(source: Connection, engine: Engine, at: datetime, advance: Advance) -> None:
    with engine.begin() as target:
        tables = reflect_tables(target)
        target.execute(text(f"DELETE FROM {STATE}"))  # noqa: S608 - a constant
        copy_tables(source, target, tables, lambda part: advance(0.8 * part))
        digest = content_digest(target, tables)
        if digest != content_digest(source, tables):
            raise _damaged()
        version = schema_version(target)
        write_seal(target, Seal(at, version, count_rows(target, tables), digest))
    with engine.connect() as target:
        # One file, without a log beside it.
        target.exec_driver_sql("PRAGMA journal_mode = DELETE")


def check_backup(file: Path, key: SecretStr | None) -> Backup:
    """
    Read a whole backup and compare it with its seal.

    Parameters
    ----------
    file : Path
        The backup.
    key : SecretStr or None
        What it was encrypted with; not needed for one that is not.

    Returns
    -------
    Backup
        What it holds.

    Raises
    ------
    BackupRefusedError
        If the key does not open it, it is damaged, was changed, or was made by a newer Maraude.
    """
    with _opened(file, key) as (_, backup):
        return backup


@contextmanager
def _opened(file: Path, key: SecretStr | None) -> Iterator[tuple[Engine, Backup]]:
    """Open a copy of a backup, so that the backup itself is never written to, at the newest schema."""
    is_encrypted = file.is_file() and not is_plain(file)
    with tempfile.TemporaryDirectory(prefix="maraude-") as folder:
        copy = Path(folder) / "backup.sqlite"
        try:
            shutil.copyfile(file, copy)
        except OSError:
            raise BackupRefusedError(
                mark("The backup cannot be read."), mark("Check its name, and that you may read it.")
            ) from None
        try:
            engine = open_engine(f"sqlite:///{copy}", key if is_encrypted else None)
        except LockedRegisterError:
            raise _locked() from None
        try:
            seal = _verified(engine)
            migrate(engine)
            found = verify_audit(engine)
            facts = (seal.made_at, seal.version, seal.counts, is_encrypted)
            yield engine, Backup(*facts, found.is_whole, found.head)
        finally:
            engine.dispose()


def _verified(engine: Engine) -> Seal:
    """Return the seal of a backup whose content is what the seal says."""
    try:
        with engine.connect() as connection:
            seal = read_seal(connection)
            if not knows_version(seal.version):
                raise BackupRefusedError(
                    mark("The backup was made by a newer Maraude."),
                    mark("Update Maraude first. The register has not changed."),
                )
            tables = reflect_tables(connection)
            found = (schema_version(connection), count_rows(connection, tables))
            is_sound = connection.scalar(text("PRAGMA integrity_check")) == "ok"
            if not is_sound or found != (seal.version, dict(seal.counts)):
                raise _damaged()
            if content_digest(connection, tables) != seal.digest:
                raise _damaged()
    except (exc.SQLAlchemyError, ValueError, TypeError, KeyError):
        raise _damaged() from None
    return seal


def is_vacant(engine: Engine) -> bool:
    """
    Tell whether a register holds nothing that a restored backup would mix with.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    bool
        True where all tables are empty; its state and its audit do not count.
    """
    with engine.connect() as connection:
        counts = count_rows(connection, reflect_tables(connection))
    return not any(count for name, count in counts.items() if name not in {STATE, _AUDIT})


def restore_backup(
    engine: Engine,
    file: Path,
    key: SecretStr | None,
    *,
    replace: bool = False,
    advance: Advance = lambda _: None,
) -> Backup:
    """
    Write a backup into a register, in one transaction: all of it or nothing.

    An audit that has lines already is kept, because no line of an audit is ever taken away; the lines of
    the backup then stay in the backup. A shared calendar that does not answer now does not answer afterwards:
    it may have been taken back since the backup was made.

    Parameters
    ----------
    engine : Engine
        The register, on SQLite or PostgreSQL.
    file : Path
        The backup.
    key : SecretStr or None
        What the backup was encrypted with.
    replace : bool
        Whether to drop what the register holds.
    advance : callable, optional
        Told how far the work has come.

    Returns
    -------
    Backup
        What the register holds now.

    Raises
    ------
    BackupRefusedError
        If the backup cannot be opened or is damaged, or the register is not empty and must not be replaced.
    """
    with _opened(file, key) as (copy, backup):
        if not replace and not is_vacant(engine):
            raise BackupRefusedError(
                mark("The register is not empty: nothing has been restored."),
                mark("Restore into a new register, or add --replace, which keeps a copy of this one first."),
            )
        with copy.connect() as source, writing(engine) as session:
            target = session.connection()
            answering = answering_feeds(session)
            _replace(source, target, lambda part: advance(0.9 * part))
            if count_broken_references(session):
                raise _damaged()
            keep_answering(session, answering, backup.made_at.date())
    advance(1.0)
    return backup


def _replace(source: Connection, target: Connection, advance: Advance) -> None:
    tables = reflect_tables(target)
    if target.scalar(select(func.count()).select_from(_named(tables, _AUDIT))):
        tables = [table for table in tables if table.name != _AUDIT]
    rows = [table for table in tables if table.name != STATE]
    for table in reversed(rows):
        target.execute(delete(table))
    copy_tables(source, target, rows, advance)
    state = _named(tables, STATE)
    # The counter of writes goes on, so that every cache of this register is renewed.
    kept = [column for column in state.c if column.name not in {"id", "revision"}]
    known = source.execute(select(*kept)).one()
    target.execute(update(state).values(dict(zip((column.name for column in kept), known, strict=True))))
    if content_digest(source, tables) != content_digest(target, tables):
        raise _damaged()


def _named(tables: Iterable[Table], name: str) -> Table:
    return next(table for table in tables if table.name == name)
