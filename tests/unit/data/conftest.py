"""Fixtures of what takes seconds to make: settings with the basemap, and demo registers to change."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.register.database import open_engine
from data.settings import Settings


@pytest.fixture(scope="session")
def options(basemap_dir: Path) -> Settings:
    """Settings with all defaults, and a basemap that is there."""
    return Settings(var_dir=basemap_dir, demo=False, language="en")


@pytest.fixture(scope="session")
def copy_demo(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Engine]]:
    """A function that opens a demo register of its own."""
    with _copies(demo_file, tmp_path_factory) as copy:
        yield copy


@pytest.fixture(scope="session")
def copy_recent(
    recent_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Engine]]:
    """A function that opens the last two years of the demo register, a copy of its own."""
    with _copies(recent_file, tmp_path_factory) as copy:
        yield copy


@contextmanager
def _copies(whole: Path, folders: pytest.TempPathFactory) -> Iterator[Callable[[], Engine]]:
    engines = []

    def copy() -> Engine:
        file = shutil.copy(whole, folders.mktemp("copy") / "register.sqlite")
        engines.append(open_engine(f"sqlite:///{file}"))
        return engines[-1]

    yield copy
    for engine in engines:
        engine.dispose()
