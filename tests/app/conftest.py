"""Fixtures of the screen tests: a demo register of one's own, an empty one, and a way to open a screen."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from data.settings import ROOT, settings
from data.vocabulary import ExportPurpose
from pages.ui.auditing import PURPOSE

OpenScreen = Callable[..., AppTest]

SHELL = ROOT / "pages" / "ui" / "shell.py"

PATIENCE = 60
"""Seconds a screen may take on a busy machine."""


@pytest.fixture(scope="session", autouse=True)
def scan_once() -> Iterator[None]:
    """Let Streamlit look through all installed packages for components once, and not before each run."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session")
def filled(basemap_dir: Path, demo_file: Path) -> Path:
    """A folder with the basemap and the demo register, made once."""
    shutil.copy(demo_file, basemap_dir / "demo.sqlite")
    return basemap_dir


def _point_at(monkeypatch: pytest.MonkeyPatch, var_dir: Path, register: Path, *, demo: bool) -> None:
    monkeypatch.setenv("MARAUDE_VAR_DIR", str(var_dir))
    monkeypatch.setenv("MARAUDE_DATABASE_URL", f"sqlite:///{register}")
    monkeypatch.setenv("MARAUDE_DEMO", "true" if demo else "false")
    settings.cache_clear()


@pytest.fixture
def demo(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The app on a copy of the demo register; yields the copy."""
    register = tmp_path / "register.sqlite"
    shutil.copy(filled / "demo.sqlite", register)
    _point_at(monkeypatch, filled, register, demo=True)
    yield register
    settings.cache_clear()
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def shared_demo_file(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo register in which screens may leave lines of the audit, and nothing else."""
    return Path(shutil.copy(filled / "demo.sqlite", tmp_path_factory.mktemp("shown") / "register.sqlite"))


@pytest.fixture
def shared_demo(filled: Path, shared_demo_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The app on a demo register that all tests share which only look, with what screens keep in memory."""
    _point_at(monkeypatch, filled, shared_demo_file, demo=True)
    yield shared_demo_file
    settings.cache_clear()


@pytest.fixture
def unborn(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The app before its first start; yields the file that its register will be."""
    register = tmp_path / "register.sqlite"
    _point_at(monkeypatch, filled, register, demo=False)
    yield register
    settings.cache_clear()
    st.cache_resource.clear()


@pytest.fixture
def empty(unborn: Path, empty_file: Path) -> Path:
    """The app on an empty register; yields its file."""
    return Path(shutil.copy(empty_file, unborn))


@pytest.fixture
def open_screen() -> OpenScreen:
    """Open a screen through the shell, in a language, with an address; nothing may go wrong."""

    def open_it(screen: str, language: str = "en", **address: str) -> AppTest:
        app = AppTest.from_file(str(SHELL), default_timeout=PATIENCE)
        app.query_params["lang"] = language
        for key, text in address.items():
            app.query_params[key] = text
        if screen != "overview":
            app.switch_page(f"../{screen}.py")
        page = app._page_hash
        app.run()
        if screen != "overview":
            # Now that the menu is known, this says so where the screen is not in it.
            assert app.switch_page(f"../{screen}.py")._page_hash == page
        assert not app.exception, [one.message for one in app.exception]
        return app

    return open_it


@pytest.fixture
def same_language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of the test outside the session too: there AppTest writes the choices of a list."""
    chosen = getattr(request.node, "callspec", None)
    monkeypatch.setenv("MARAUDE_LANGUAGE", chosen.params.get("language", "en") if chosen else "en")
    settings.cache_clear()


def for_the_team(app: AppTest) -> AppTest:
    """Answer what files are for, so that they are offered, and run the screen again."""
    app.session_state[PURPOSE] = ExportPurpose.TEAM
    app.run()
    assert not app.exception, [one.message for one in app.exception]
    return app
