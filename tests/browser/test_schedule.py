"""The schedule in a browser: proposed, put in force, a visit dragged and taken back; and on a phone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, delete

from data.register.database import open_engine, writing
from data.register.planning import ScheduledVisit, SchedulePlan
from data.schedules.kept import DatedVisit, load_visits_in_force
from tests.browser.kit import Screen, Visit

FIRST, LAST = date(2020, 1, 6), date(2020, 2, 2)

PATIENCE_MS = 90_000


@pytest.fixture
def register(server: str, demo_folder: Path) -> Iterator[Engine]:
    """The server's register; without a schedule again at the end, as other tests know it."""
    engine = open_engine(f"sqlite:///{demo_folder / 'register.sqlite'}")
    yield engine
    with writing(engine) as session:
        session.execute(delete(ScheduledVisit))
        session.execute(delete(SchedulePlan))
    engine.dispose()


def _button(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button").first.click()


def _visits(register: Engine) -> list[DatedVisit]:
    return load_visits_in_force(register, FIRST, LAST)


def _propose(screen: Screen) -> None:
    """Make three proposals, stopping early: the best so far is kept."""
    page = screen.page
    _button(page, "schedule_propose")
    page.locator(".st-key-schedule_stop button").wait_for(timeout=PATIENCE_MS)
    page.wait_for_timeout(3000)
    _button(page, "schedule_stop")
    page.locator(".st-key-schedule_choose_most_people button").wait_for(timeout=PATIENCE_MS)
    screen.settle()


def test_a_schedule_is_proposed_put_in_force_and_changed(visit: Visit, register: Engine) -> None:
    """From nothing to four weeks; a visit is dragged, what breaks is said, it is saved and taken back."""
    screen = visit("schedule", locale="en-GB")
    page = screen.page
    _propose(screen)
    _button(page, "schedule_choose_most_people")
    screen.settle()
    assert _visits(register) == []
    _button(page, "schedule_put_in_force")
    page.locator(".st-key-schedule_status").wait_for()
    screen.settle()
    before = _visits(register)
    assert len(before) > 50
    dragged = page.locator(".visit[draggable=true]").first
    # Near its top: the first week may be taller than the window.
    dragged.drag_to(page.locator(".day[data-day='6']"), target_position={"x": 40, "y": 60})
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    screen.settle()
    assert _visits(register) == before
    _button(page, "schedule_save")
    expect(dialog).to_be_hidden()
    screen.settle()
    changed = _visits(register)
    assert [visit.day for visit in changed if visit not in before].count(date(2020, 1, 12)) == 1
    page.locator(".st-key-schedule_history summary").click()
    _button(page, "schedule_undo")
    screen.settle()
    assert _visits(register) == before
    assert screen.errors == []

    phone = visit("schedule", width=390, dark=True)
    first = phone.page.locator(".visit").first
    first.wait_for()
    box = first.bounding_box()
    assert box is not None
    assert box["height"] >= 40
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    first.press("Enter")
    expect(phone.page.get_by_role("dialog")).to_be_visible()
