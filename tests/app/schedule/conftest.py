"""Fixtures of the screen of the schedule: the demo with four weeks in force."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
import streamlit as st

from data.ledger import load_ledger, load_places
from data.schedules.decisions import put_in_force
from data.schedules.kept import PlanDraft
from data.schedules.problem import load_problem
from data.schedules.sites import Scope
from data.settings import settings
from data.vocabulary import PlanAim
from geo.schedules.model import Schedule
from geo.schedules.search import first_schedule
from tests.conftest import MakeOnce
from tests.schedule_page_kit import MONDAY
from tests.screen_kit import engine_of


def _put_first_in_force(var_dir: Path, folder: Path) -> None:
    engine = engine_of(Path(shutil.copy(var_dir / "demo.sqlite", folder / "register.sqlite")))
    visits, places = load_ledger(engine), load_places(engine)
    sheet = load_problem(engine, var_dir, Scope(MONDAY, 4), visits=visits, places=places)
    schedule: Schedule = first_schedule(sheet.problem, seed=1)
    draft = PlanDraft(
        MONDAY, 4, PlanAim.MOST_REGULAR, visits=tuple(sheet.to_dated(visit) for visit in schedule.visits)
    )
    assert put_in_force(engine, draft, datetime(2020, 1, 1), seen=frozenset()).id is not None  # noqa: DTZ001 - UTC
    engine.dispose()


@pytest.fixture(scope="session")
def planned_file(filled: Path, make_once: MakeOnce) -> Path:
    """A demo register with a schedule of four weeks in force, to be copied and not touched."""
    return make_once("planned-demo-register", partial(_put_first_in_force, filled)) / "register.sqlite"


@pytest.fixture
def planned(
    filled: Path, planned_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The app on a copy of that register; yields the copy."""
    register = Path(shutil.copy(planned_file, tmp_path / "register.sqlite"))
    monkeypatch.setenv("MARAUDE_VAR_DIR", str(filled))
    monkeypatch.setenv("MARAUDE_DATABASE_URL", f"sqlite:///{register}")
    monkeypatch.setenv("MARAUDE_DEMO", "true")
    settings.cache_clear()
    yield register
    settings.cache_clear()
    st.cache_resource.clear()
