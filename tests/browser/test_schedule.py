"""The schedule in a browser: proposed, in force, changed and asked what if; a partner's file; a phone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, delete

from data.partners.keeping import load_partner_moments
from data.register.database import open_engine, writing
from data.register.planning import ScheduledVisit, SchedulePlan
from data.schedules.kept import DatedVisit, load_visits_in_force
from data.vocabulary import HourBand
from tests.browser.kit import Screen, Visit

FIRST, LAST = date(2020, 1, 6), date(2020, 2, 2)

PATIENCE_MS = 90_000

CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//partner//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    "DTSTART;TZID=America/New_York:20191203T140000\r\nDURATION:PT2H\r\nRRULE:FREQ=WEEKLY\r\n"
    "LOCATION:Charleroi\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
"""A partner's Tuesday evenings, told by another country's clocks."""


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
    """Make three proposals, stopping early: the best so far is kept. Look at one of those that differ."""
    page = screen.page
    _button(page, "schedule_propose")
    page.locator(".st-key-schedule_stop button").wait_for(timeout=PATIENCE_MS)
    page.wait_for_timeout(3000)
    _button(page, "schedule_stop")
    page.locator(".st-key-schedule_compare").wait_for(timeout=PATIENCE_MS)
    screen.settle()
    if page.locator("[class*='st-key-schedule_choose_']").count():
        page.locator("[class*='st-key-schedule_choose_'] button:enabled").first.click()
        screen.settle()


def test_a_schedule_is_proposed_put_in_force_and_changed(visit: Visit, register: Engine) -> None:
    """From nothing to four weeks; a visit is dragged, what breaks is said, it is saved and taken back."""
    screen = visit("schedule", locale="en-GB", height=1600)
    page = screen.page
    _propose(screen)
    assert _visits(register) == []
    _button(page, "schedule_put_in_force")
    page.locator(".st-key-schedule_status").wait_for()
    screen.settle()
    before = _visits(register)
    assert len(before) > 50
    page.locator(".round-head").first.press("Enter")
    dragged = page.locator(".visit[draggable=true]:visible").first
    # Near its top: a page that scrolls while something is dragged drags something else.
    dragged.drag_to(page.locator(".day[data-day='6']"), target_position={"x": 40, "y": 20})
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    screen.settle()
    assert _visits(register) == before
    _button(page, "schedule_save")
    expect(dialog).to_be_hidden()
    screen.settle()
    changed = _visits(register)
    assert [visit.day for visit in changed if visit not in before].count(date(2020, 1, 12)) == 1
    _button(page, "schedule_undo_now")
    screen.settle()
    assert _visits(register) == before

    page.locator(".st-key-schedule_what_if summary").click()
    screen.settle()
    page.locator(".st-key-schedule_lost_rounds").get_by_role("combobox").click()
    page.get_by_role("option").first.click()
    answer = page.locator(".st-key-schedule_what_if").get_by_test_id("stMetric")
    expect(answer).to_have_count(3)
    assert _visits(register) == before
    assert screen.errors == []

    phone = visit("schedule", width=390, dark=True)
    # One week is open, and all of it is a few screens.
    assert phone.page.locator(".week-head[aria-expanded=true]").count() == 1
    assert phone.page.locator(".schedule").evaluate("one => one.scrollHeight") < 2000
    phone.page.locator(".round-head:visible").first.click()
    first = phone.page.locator(".visit:visible").first
    first.wait_for()
    box = first.bounding_box()
    assert box is not None
    assert box["height"] >= 40
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    first.press("Enter")
    expect(phone.page.get_by_role("dialog")).to_be_visible()


def test_a_partners_calendar_is_refused_mended_kept_and_taken_back(visit: Visit, register: Engine) -> None:
    """What is broken is said in words; what is kept is zones and parts of days; the field speaks French."""
    screen = visit("schedule")
    page = screen.page
    page.locator(".st-key-schedule_partners summary").click()
    screen.settle()
    field = page.locator(".st-key-partner_file")
    assert "Upload" not in field.inner_text()
    assert "5MB per file" not in field.inner_text()
    put = field.get_by_test_id("stFileUploaderDropzoneInput").set_input_files
    whole = CALENDAR.encode()
    put({"name": "cut.ics", "mimeType": "text/calendar", "buffer": whole[:-30]})
    expect(page.locator(".st-key-schedule_partners").get_by_test_id("stAlert")).to_be_visible()
    assert page.locator(".st-key-partner_keep").count() == 0
    put({"name": "week.ics", "mimeType": "text/calendar", "buffer": whole})
    _button(page, "partner_keep")
    screen.settle()
    moments = load_partner_moments(register, FIRST, LAST)
    assert {moment.day.weekday() for moment in moments} == {1}
    assert {moment.band for moment in moments} == {HourBand.EVENING}
    page.locator("[class*='st-key-partner_back_'] button").click()
    screen.settle()
    assert load_partner_moments(register, FIRST, LAST) == []
    assert screen.errors == []
