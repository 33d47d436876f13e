"""What the screen of the schedule shows, who looks at it, and what is in force behind it."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.schedules.kept import PlanRecord, load_plan_in_force
from data.vocabulary import AccessRole
from pages.ui import access
from pages.ui.access import Actor
from tests.screen_kit import engine_of

TODAY, MONDAY = date(2020, 1, 1), date(2020, 1, 6)
"""The day of the demo, and the first day of its schedule."""


def plan_of(register: Path) -> PlanRecord:
    """Return the schedule in force."""
    found = load_plan_in_force(engine_of(register), TODAY)
    assert found is not None
    return found


def texts(app: AppTest) -> str:
    """Return all that can be read on the screen."""
    shown = (*app.markdown, *app.caption, *app.error, *app.warning, *app.success, *app.info)
    return " ".join(str(one.value) for one in shown)


def keys(app: AppTest) -> set[str]:
    """Return the keys of all buttons."""
    return {str(one.key) for one in app.button}


def act_as(monkeypatch: pytest.MonkeyPatch, role: AccessRole, service: int | None = None) -> None:
    """Look at the screen with one role, of one service or of all."""
    monkeypatch.setattr(access, "LOCAL", Actor(1, frozenset({role}), service, "x"))
