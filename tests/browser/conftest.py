"""Fixtures of the browser tests; `tests.browser.kit` says how to use them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_iam import Server

from data.register.database import open_engine
from scripts.demo_server import demo_environment, demo_server, free_port, serve
from scripts.window import launch, open_window
from tests.access_kit import Guarded, register_app, sign_in_settings
from tests.browser.kit import Screen, Visit


@pytest.fixture(scope="package")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for a demo register and its basemap, filled by the first server that needs it."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="package")
def server(demo_folder: Path) -> Iterator[str]:
    """The real server on a demo register of its own."""
    with demo_server(demo_folder) as address:
        yield address


@pytest.fixture(scope="package")
def guarded(
    iam_server: Server, demo_file: Path, basemap_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Guarded]:
    """The real server whose people sign in with a real provider, on a demo register of its own."""
    folder, port = tmp_path_factory.mktemp("guarded"), free_port()
    shutil.copytree(basemap_dir / "basemap", folder / "basemap")
    shutil.copy(demo_file, folder / "register.sqlite")
    register_app(iam_server, port)
    settings = sign_in_settings(iam_server, port) | {"MARAUDE_ADMINISTRATOR": "boss@example.org"}
    with serve(folder, demo_environment(folder) | settings, port) as address:
        engine = open_engine(f"sqlite:///{folder / 'register.sqlite'}")
        yield Guarded(address, engine, iam_server)
        engine.dispose()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A Chromium that fetches nothing on its own account."""
    with launch() as browser:
        yield browser


@pytest.fixture
def visit(server: str, chromium: Browser) -> Iterator[Visit]:
    """Open windows; at the end close them and make sure that none asked a stranger for anything."""
    screens: list[Screen] = []

    def _visit(
        address: str = "", *, width: int = 1400, height: int = 900, dark: bool = False, locale: str = "fr-BE"
    ) -> Screen:
        page = open_window(chromium, width=width, height=height, dark=dark, locale=locale)
        screen = Screen(page, server)
        screens.append(screen)
        screen.watch()
        screen.open(address)
        return screen

    yield _visit
    strays = [address for screen in screens for address in screen.strays]
    for screen in screens:
        screen.page.context.close()
    assert strays == []
