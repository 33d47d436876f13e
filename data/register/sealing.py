"""Turning a plain register into an encrypted one, in its place."""

import os
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from pydantic import SecretStr
from sqlcipher3 import dbapi2

from data.i18n import mark
from data.register.copying import content_digest, reflect_tables
from data.register.database import open_engine
from data.register.encryption import LockedRegisterError, is_plain, raw, wrong_key

UNFINISHED = ".encrypting"
"""End of the name of the encrypted file until it has been read back."""

_BLOCK = 1 << 20


def encrypt_register(path: Path, key: SecretStr) -> None:
    """
    Encrypt a plain SQLite register; its file is replaced once the encrypted one was read back.

    The blocks of the plain file are overwritten, which reaches them on a plain disk and may not on a
    solid-state disk, a file system that copies on write, a snapshot, or a copy.

    Parameters
    ----------
    path : Path
        The register.
    key : SecretStr
        Its key from now on.

    Raises
    ------
    LockedRegisterError
        If there is no plain register, or somebody has it open; it is then as it was.
    """
    if not path.is_file() or not is_plain(path):
        raise LockedRegisterError(
            mark("There is no plain SQLite register to encrypt."),
            mark("Check MARAUDE_DATABASE_URL: the file may be missing, on PostgreSQL, or encrypted already."),
        )
    before = _digest(path, None)
    new = path.with_name(path.name + UNFINISHED)
    new.unlink(missing_ok=True)
    try:
        with closing(dbapi2.connect(path, timeout=1, isolation_level=None)) as plain:
            _export(plain, new, key)
            if _digest(new, key) != before:
                raise wrong_key()
            # The old file stays locked until the new one has its name.
            with path.open("r+b") as old:
                new.replace(path)
                _overwrite(old)
    except dbapi2.OperationalError:
        raise LockedRegisterError(
            mark("The register is open somewhere else."), mark("Stop the app and try again.")
        ) from None
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            new.with_name(new.name + end).unlink(missing_ok=True)


def _digest(path: Path, key: SecretStr | None) -> str:
    engine = open_engine(f"sqlite:///{path}", key)
    try:
        with engine.connect() as connection:
            return content_digest(connection, reflect_tables(connection))
    finally:
        engine.dispose()


def _export(plain: dbapi2.Connection, new: Path, key: SecretStr) -> None:
    """Copy a register that nobody else has open into an encrypted file, and keep everybody out of it."""
    os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    # Refused while anybody else is connected; the log goes back into the file.
    plain.execute("PRAGMA journal_mode = DELETE")
    plain.execute("PRAGMA main.locking_mode = EXCLUSIVE")
    plain.execute("ATTACH DATABASE ? AS sealed KEY ?", (str(new), raw(key)))
    plain.execute("BEGIN EXCLUSIVE")
    plain.execute("SELECT sqlcipher_export('sealed')").fetchall()
    plain.execute("COMMIT")
    plain.execute("DETACH DATABASE sealed")


def _overwrite(old: BinaryIO) -> None:
    length = os.fstat(old.fileno()).st_size
    old.seek(0)
    old.writelines(bytes(min(_BLOCK, length - start)) for start in range(0, length, _BLOCK))
    old.flush()
    os.fsync(old.fileno())
