"""The database of the register: engine, migrations, transactions and the revision counter."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import SecretStr
from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from data.register import (
    custody,  # noqa: F401 - its tables belong to the register
    encryption,
    intake,  # noqa: F401 - its tables belong to the register
    planning,  # noqa: F401 - its tables belong to the register
    rules,  # noqa: F401 - its tables belong to the register
    studies,  # noqa: F401 - its tables belong to the register
)
from data.register.tables import RegisterState
from data.settings import Settings

MIGRATIONS = Path(__file__).parent / "migrations"

STATE_ID = 1


def open_register(found: Settings) -> Engine:
    """
    Return an engine for the register that the settings name: the one way in for all who have settings.

    Parameters
    ----------
    found : Settings
        Of this process.

    Returns
    -------
    Engine
        As `connect`.

    Raises
    ------
    LockedRegisterError
        If key, file and settings do not fit together; its problem and remedy are for whoever starts Maraude.
    """
    if found.require_key and make_url(found.database_url).get_backend_name() == "postgresql":
        raise encryption.key_for_a_server()
    return connect(found.database_url, encryption.load_key(found))


def connect(url: str, key: SecretStr | None = None) -> Engine:
    """
    Return an engine for the register at *url*, with its schema at the newest version.

    Parameters
    ----------
    url : str
        SQLAlchemy address, of SQLite or PostgreSQL. The folder of a SQLite file is made where missing.
    key : SecretStr, optional
        Of an encrypted SQLite file; a new file is encrypted with it.

    Returns
    -------
    Engine
        For SQLite with write-ahead logging and foreign keys on.

    Raises
    ------
    LockedRegisterError
        If the key and the file do not fit together.
    """
    engine = open_engine(url, key)
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def open_engine(url: str, key: SecretStr | None = None) -> Engine:
    """
    Return an engine for the database at *url* as it is, without touching its schema.

    Parameters
    ----------
    url : str
        As for `connect`.
    key : SecretStr, optional
        As for `connect`.

    Returns
    -------
    Engine
        As for `connect`.

    Raises
    ------
    LockedRegisterError
        If the key and the file do not fit together.
    """
    address = make_url(url)
    # What is written never stands in an error, so that no log can repeat it.
    if address.get_backend_name() == "postgresql":
        if key is not None:
            raise encryption.key_for_a_server()
        return create_engine(address.set(drivername="postgresql+psycopg"), hide_parameters=True)
    if address.password or address.username or address.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise encryption.key_in_address()
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        encryption.require_fit(Path(address.database), key)
    if key is None:
        engine = create_engine(address, hide_parameters=True)
        event.listen(engine, "connect", _set_pragmas)
        return engine
    return _open_encrypted(address, key)


def _open_encrypted(address: URL, key: SecretStr) -> Engine:
    from sqlcipher3 import dbapi2  # noqa: PLC0415 - only those who encrypt need its driver

    engine = create_engine(address, module=dbapi2, hide_parameters=True)

    def open_with_key(
        dialect: Dialect,
        _record: ConnectionPoolEntry,
        arguments: Sequence[str],
        parameters: dict[str, object],
    ) -> DBAPIConnection:
        connection = dialect.connect(*arguments, **parameters)
        encryption.unlock(connection, key)
        return connection

    event.listen(engine, "do_connect", open_with_key)
    event.listen(engine, "connect", _set_pragmas)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT count(*) FROM sqlite_master"))
    except exc.DatabaseError:
        engine.dispose()
        raise encryption.wrong_key() from None
    return engine


def _set_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    # No file beside the register may hold what is in it, and what is deleted is overwritten.
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """
    Open a connection whose queries all see the register as it was at the first of them.

    Parameters
    ----------
    engine : Engine
        The register.

    Yields
    ------
    Connection
        For reading.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Python's driver opens no transaction for a mere SELECT.
            connection.exec_driver_sql("BEGIN")
            yield connection
        else:
            yield connection.execution_options(isolation_level="REPEATABLE READ")


def scrub(engine: Engine) -> None:
    """
    Rewrite the database without what was deleted or changed in it, so that its files do not keep it.

    Parameters
    ----------
    engine : Engine
        The register. On PostgreSQL the tables are rewritten; what the server's own log and its backups
        hold is out of reach.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.exec_driver_sql("VACUUM FULL")


def migrate(engine: Engine, version: str = "head") -> None:
    """
    Bring the schema to *version* and make sure that the register's state row exists.

    Parameters
    ----------
    engine : Engine
        The register.
    version : str
        An Alembic revision, by default the newest.
    """
    with engine.begin() as connection:
        command.upgrade(_alembic(connection), version)
    with Session(engine) as session, session.begin():
        if session.get(RegisterState, STATE_ID) is None:
            session.add(RegisterState(id=STATE_ID, synthetic=False, revision=0))


def schema_version(connection: Connection) -> str:
    """
    Return the version of a database's schema.

    Parameters
    ----------
    connection : Connection
        To a register.

    Returns
    -------
    str
        An Alembic revision; empty for a database without a schema.
    """
    return MigrationContext.configure(connection).get_current_revision() or ""


def knows_version(version: str) -> bool:
    """
    Tell whether this Maraude can read a schema.

    Parameters
    ----------
    version : str
        From `schema_version`.

    Returns
    -------
    bool
        False for what a newer Maraude has made.
    """
    known = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return any(script.revision == version for script in known)


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """
    Open the one kind of transaction that may change the register.

    All or nothing; on success the revision counter goes up, so that every cache keyed by it is renewed.

    Parameters
    ----------
    engine : Engine
        The register.

    Yields
    ------
    Session
        Commits when the block ends, rolls back when it raises.
    """
    with Session(engine) as session, session.begin():
        state = session.get_one(RegisterState, STATE_ID, with_for_update=True)
        # Computed by the database, so that two writers at once never leave the same number.
        state.revision = RegisterState.revision + 1
        session.flush()
        yield session


def load_state(engine: Engine) -> RegisterState:
    """
    Return the register's state: synthetic or real, last day, revision.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    RegisterState
        A detached row.
    """
    with Session(engine, expire_on_commit=False) as session:
        return session.scalars(select(RegisterState)).one()


def reference_date(state: RegisterState, today: date) -> date:
    """
    Return the date that the product calls "today".

    The synthetic register ends on its last day: there "today" is the next one. Coverage, presets and
    "last visit" use this and never the clock.

    Parameters
    ----------
    state : RegisterState
        From `load_state`.
    today : date
        The calendar's date.

    Returns
    -------
    date
        The day after the last one of a synthetic register, else *today*.
    """
    if state.synthetic and state.last_day is not None:
        return date.fromordinal(state.last_day.toordinal() + 1)
    return today


def is_empty(engine: Engine) -> bool:
    """
    Tell whether nothing was ever put into the register.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    bool
        True for a new register; False also for one that was filled and emptied again.
    """
    state = load_state(engine)
    return state.revision == 0 and not state.synthetic
