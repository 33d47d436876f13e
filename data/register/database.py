"""The database of the register: engine, migrations, transactions and the revision counter."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from data.register import custody  # noqa: F401 - its tables belong to the register
from data.register.tables import RegisterState

MIGRATIONS = Path(__file__).parent / "migrations"

STATE_ID = 1


def connect(url: str) -> Engine:
    """
    Return an engine for the register at *url*, with its schema at the newest version.

    Parameters
    ----------
    url : str
        SQLAlchemy address, of SQLite or PostgreSQL. The folder of a SQLite file is made where missing.

    Returns
    -------
    Engine
        For SQLite with write-ahead logging and foreign keys on.
    """
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    elif address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    # What is written never stands in an error, so that no log can repeat it.
    engine = create_engine(address, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    migrate(engine)
    return engine


def _set_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.close()


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
