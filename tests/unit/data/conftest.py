"""Fixtures of what takes seconds to make: the basemap, and a filled demo register to copy."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.demo import fill_demo
from data.geography.basemap import prepare_basemap
from data.register.database import connect
from data.settings import Settings


@pytest.fixture(scope="session")
def basemap_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the basemap in it."""
    folder = tmp_path_factory.mktemp("basemap")
    prepare_basemap(folder)
    return folder


@pytest.fixture(scope="session")
def options(basemap_dir: Path) -> Settings:
    """Settings with all defaults, and a basemap that is there."""
    return Settings(var_dir=basemap_dir, demo=False, language="en")


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo register, to be copied and not touched."""
    file = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    engine = connect(f"sqlite:///{file}")
    fill_demo(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def copy_demo(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Engine]]:
    """A function that opens a demo register of its own."""
    engines = []

    def copy() -> Engine:
        file = shutil.copy(demo_file, tmp_path_factory.mktemp("copy") / "register.sqlite")
        engines.append(connect(f"sqlite:///{file}"))
        return engines[-1]

    yield copy
    for engine in engines:
        engine.dispose()
