"""The key of an encrypted register, and why a register is not opened without the right one.

A key travels as a `SecretStr`, whose text and representation hide it, and reaches the database as a raw
256-bit key: it never stands in an address, an SQL statement that is logged, or an error.
"""

import re
import secrets
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection

from data.i18n import mark
from data.refusals import RefusedError
from data.settings import Settings

KEY_BYTES = 32
"""Length of a key: 256 bits, written as 64 hexadecimal digits."""

PLAIN_HEADER = b"SQLite format 3\x00"
"""How a database file begins that anybody can read."""

_KEY = re.compile(rf"[0-9a-fA-F]{{{2 * KEY_BYTES}}}")


class LockedRegisterError(RefusedError):
    """The register is not opened: its file, its key and the settings do not fit together."""


def malformed_key() -> LockedRegisterError:
    """Return the error of a text that is no key."""
    return LockedRegisterError(
        mark("The key of the register is not made of 64 hexadecimal digits."),
        mark("Make one with the command “key new”, or give the one that the register was encrypted with."),
    )


def two_keys() -> LockedRegisterError:
    """Return the error of a key that is given twice."""
    return LockedRegisterError(
        mark("The key of the register is given both as text and as a file."),
        mark("Set MARAUDE_DATABASE_KEY or MARAUDE_DATABASE_KEY_FILE, not both."),
    )


def unreadable_key_file() -> LockedRegisterError:
    """Return the error of a key file that cannot be read."""
    return LockedRegisterError(
        mark("The file with the key of the register cannot be read."),
        mark("Check MARAUDE_DATABASE_KEY_FILE, and that the user who runs Maraude may read that file."),
    )


def missing_key() -> LockedRegisterError:
    """Return the error of a key that is required and not given."""
    return LockedRegisterError(
        mark("A key is required, and none is given."),
        mark("Set MARAUDE_DATABASE_KEY_FILE to the file that holds the key of the register."),
    )


def plain_file() -> LockedRegisterError:
    """Return the error of a key for a register that anybody can read."""
    return LockedRegisterError(
        mark("A key is given, but the register is not encrypted."),
        mark("Stop the app, make a backup, and encrypt the register with the command “encrypt”."),
    )


def wrong_key() -> LockedRegisterError:
    """Return the error of a key that does not open the register."""
    return LockedRegisterError(
        mark("The key does not open the register, or its file is damaged."),
        mark("Give the key that the register was encrypted with, or restore a backup."),
    )


def encrypted_file() -> LockedRegisterError:
    """Return the error of a register that is encrypted, without a key."""
    return LockedRegisterError(
        mark("The register is encrypted and no key is given, or its file is damaged."),
        mark("Set MARAUDE_DATABASE_KEY_FILE to the file that holds the key of the register."),
    )


def key_in_address() -> LockedRegisterError:
    """Return the error of a key in the address of the register, where logs would repeat it."""
    return LockedRegisterError(
        mark("The address of the register holds a password or a driver for SQLite."),
        mark("Write the address as sqlite:///… and give the key as MARAUDE_DATABASE_KEY_FILE."),
    )


def key_for_a_server() -> LockedRegisterError:
    """Return the error of a key for PostgreSQL, which Maraude cannot encrypt."""
    return LockedRegisterError(
        mark("Maraude cannot encrypt a register on PostgreSQL, so a key protects nothing there."),
        mark("Encrypt the disk of the server, then remove MARAUDE_DATABASE_KEY… and MARAUDE_REQUIRE_KEY."),
    )


def new_key() -> str:
    """
    Make a fresh key.

    Returns
    -------
    str
        64 hexadecimal digits from the system's source of randomness.
    """
    return secrets.token_hex(KEY_BYTES)


def to_key(text: str) -> SecretStr:
    """
    Read a key.

    Parameters
    ----------
    text : str
        64 hexadecimal digits; spaces and a line break around them do not matter.

    Returns
    -------
    SecretStr
        The key.

    Raises
    ------
    LockedRegisterError
        If it is no key.
    """
    if not _KEY.fullmatch(text.strip()):
        raise malformed_key()
    return SecretStr(text.strip().lower())


def read_key_file(path: Path) -> SecretStr:
    """
    Read the key that a file holds.

    Parameters
    ----------
    path : Path
        A text file with nothing but the key.

    Returns
    -------
    SecretStr
        The key.

    Raises
    ------
    LockedRegisterError
        If the file cannot be read, or holds no key.
    """
    try:
        text = path.read_text("ascii")
    except (OSError, ValueError):
        raise unreadable_key_file() from None
    return to_key(text)


def load_key(found: Settings) -> SecretStr | None:
    """
    Return the key that the settings give.

    Parameters
    ----------
    found : Settings
        Of this process.

    Returns
    -------
    SecretStr or None
        None where no key is given.

    Raises
    ------
    LockedRegisterError
        If the key cannot be read, is no key, is given twice, or is required and missing.
    """
    text = found.database_key.get_secret_value() if found.database_key else ""
    if text and found.database_key_file:
        raise two_keys()
    if found.database_key_file:
        return read_key_file(found.database_key_file)
    if text:
        return to_key(text)
    if found.require_key:
        raise missing_key()
    return None


def is_plain(path: Path) -> bool:
    """
    Tell whether anybody can read a database file.

    Parameters
    ----------
    path : Path
        A file.

    Returns
    -------
    bool
        True where it begins as SQLite files do.
    """
    with path.open("rb") as file:
        return file.read(len(PLAIN_HEADER)) == PLAIN_HEADER


def is_encrypted(engine: Engine) -> bool:
    """Tell whether the register behind *engine* is a file that we encrypt."""
    dialect: object = engine.dialect.dbapi
    return getattr(dialect, "__name__", "").startswith("sqlcipher3")


def require_fit(path: Path, key: SecretStr | None) -> None:
    """
    Refuse a database file that does not fit the key, before it is opened.

    Parameters
    ----------
    path : Path
        The file; one that is missing or empty fits everything.
    key : SecretStr or None
        The key, if any.

    Raises
    ------
    LockedRegisterError
        If there is a key and the file is plain, or none and it is not.
    """
    if not path.is_file() or path.stat().st_size == 0:
        return
    if key is not None and is_plain(path):
        raise plain_file()
    if key is None and not is_plain(path):
        raise encrypted_file()


def raw(key: SecretStr) -> str:
    """
    Return a key as SQLCipher takes a raw one, without deriving it from a passphrase.

    Parameters
    ----------
    key : SecretStr
        The key.

    Returns
    -------
    str
        To be given to the database and to nothing else.
    """
    return f"x'{key.get_secret_value()}'"


def unlock(connection: DBAPIConnection, key: SecretStr) -> None:
    """
    Give a fresh connection its key: the first thing it is told.

    Parameters
    ----------
    connection : DBAPIConnection
        Of SQLCipher.
    key : SecretStr
        The key.
    """
    cursor = connection.cursor()
    # A wrong key is told by our own sentence, not by lines on the console.
    cursor.execute("PRAGMA cipher_log_level = NONE")
    cursor.execute(f'PRAGMA key = "{raw(key)}"')
    cursor.close()
