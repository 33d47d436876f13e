"""The screens on a register that is encrypted, locked, or kept by month."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from data.ledger import load_ledger
from data.register.database import connect, load_state, writing
from data.register.encryption import is_plain, new_key
from data.register.tables import RegisterState
from data.retention import coarsen, purge
from data.settings import settings
from tests.app.conftest import SHELL, OpenScreen

NOW = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def set_key(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """Give the app a key, or none."""
    monkeypatch.setenv("MARAUDE_DATABASE_KEY", key)
    settings.cache_clear()


def test_a_register_under_a_key_opens(
    unborn: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first start makes it encrypted."""
    set_key(monkeypatch, new_key())
    open_screen("overview")
    assert not is_plain(unborn)


@pytest.mark.parametrize("given", ["", "0" * 64])
def test_a_locked_register_says_why_and_shows_nothing(
    unborn: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    """What is wrong and what to do, in one place, and no screen."""
    set_key(monkeypatch, new_key())
    connect(f"sqlite:///{unborn}", settings().database_key).dispose()
    set_key(monkeypatch, given)
    app = AppTest.from_file(str(SHELL), default_timeout=60)
    app.query_params["lang"] = "en"
    app.run()
    assert not app.exception
    assert len(app.error) == 1
    assert "register" in app.error[0].value
    assert any("MARAUDE_DATABASE_KEY_FILE" in one.value or "key" in one.value for one in app.markdown)
    assert not app.metric


@pytest.fixture(scope="module")
def coarsened(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole of the demo kept by month."""
    file = Path(shutil.copy(demo_file, tmp_path_factory.mktemp("coarsened")))
    engine = connect(f"sqlite:///{file}")
    coarsen(engine, date(2020, 1, 1), NOW)
    engine.dispose()
    return file


@pytest.mark.parametrize("screen", ["overview", "map", "trends", "places", "imports", "limits"])
def test_every_screen_opens_on_a_register_kept_by_month(
    demo: Path, coarsened: Path, open_screen: OpenScreen, screen: str
) -> None:
    """With the whole of the demo coarsened."""
    shutil.copy(coarsened, demo)
    open_screen(screen, period="all")


@pytest.fixture
def last_year(demo: Path) -> Engine:
    """The register of the app with the last year of the demo."""
    engine = connect(f"sqlite:///{demo}")
    purge(engine, date(2019, 1, 1), NOW)
    return engine


def test_a_period_that_cuts_a_month_says_so(last_year: Engine, open_screen: OpenScreen) -> None:
    """And a weekday that old visits do not have."""
    coarsen(last_year, date(2019, 10, 1), NOW)
    cut = open_screen("map", period="custom", **{"from": "2019-03-10", "to": "2019-12-31"}, days="1")
    told = [one.value for one in cut.caption]
    assert any("kept by month" in text for text in told)
    assert any("no day of the week" in text for text in told)
    whole = open_screen("map", period="custom", **{"from": "2019-03-01", "to": "2019-12-31"})
    assert not any("kept by month" in one.value for one in whole.caption)


def test_a_real_register_keeps_to_its_terms_when_it_is_opened(
    last_year: Engine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo is left as it is; the same records of one's own are not."""
    monkeypatch.setenv("MARAUDE_EXACT_DAYS", "90")
    settings.cache_clear()
    open_screen("overview")
    assert load_state(last_year).exact_from is None
    with writing(last_year) as session:
        session.get_one(RegisterState, 1).synthetic = False

    st.cache_resource.clear()
    open_screen("overview")
    assert load_state(last_year).exact_from is not None
    assert set(load_ledger(last_year)["day"].dt.day) == {1}
