"""An evening planned in a real browser: dragged, locked, forced, committed, and looked at on a phone."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Locator, expect

from data.planning.committed import load_committed
from data.register.database import connect
from tests.browser.kit import Screen, Visit

EVENING = "2020-01-06"
"""A Monday on which pairs of the demo are out, and that no other test looks at."""

BOARD = "iframe[title*='sortable']"
"""The frame of the lists of stops."""

FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"


def _press(screen: Screen, key: str) -> None:
    screen.page.locator(f".st-key-{key} button:visible").first.click()
    screen.settle()


def _ready(screen: Screen) -> None:
    """Wait until the search behind the first proposal has ended."""
    expect(screen.page.locator(".st-key-rounds_change")).to_be_visible()
    expect(screen.page.locator(".st-key-rounds_stop")).to_have_count(0)
    screen.settle()


def _board(screen: Screen) -> FrameLocator:
    return screen.page.frame_locator(BOARD).first


def _stops(screen: Screen) -> list[str]:
    """Return the names of the first round's stops, in order."""
    first = _board(screen).locator(".sortable-container").first.locator(".sortable-item")
    first.first.wait_for()
    return [text.split(" · ")[2] for text in first.all_inner_texts()]


def _drag(screen: Screen, item: Locator, onto: Locator) -> None:
    start, end = item.bounding_box(), onto.bounding_box()
    assert start is not None
    assert end is not None
    mouse = screen.page.mouse
    mouse.move(start["x"] + 20, start["y"] + 15)
    mouse.down()
    mouse.move(start["x"] + 24, start["y"] + 40, steps=5)
    mouse.move(end["x"] + 20, end["y"] + end["height"] - 4, steps=10)
    screen.page.wait_for_timeout(300)
    mouse.up()


def _choose(screen: Screen, name: str) -> None:
    """Choose the stop that the buttons change."""
    choice = screen.page.locator(".st-key-rounds_change input").first
    choice.fill(name)
    choice.press("Enter")
    screen.settle()


def _await_stop(screen: Screen, position: int, name: str) -> None:
    """Wait until a stop stands where it was put: the list is drawn anew after each change."""
    screen.settle()
    expect(screen.page.locator(BOARD)).to_have_count(1)
    expect(_board(screen).locator(".sortable-item").nth(position)).to_contain_text(name)


def _force(screen: Screen, name: str) -> None:
    """Force a place that is left out, chosen by its name as one types it."""
    screen.page.locator(".st-key-rounds_why_not summary").click()
    screen.settle()
    choice = screen.page.locator(".st-key-rounds_left_out input")
    choice.fill(name)
    choice.press("Enter")
    screen.settle()
    _press(screen, "remedy_force")


def test_an_evening_is_planned_dragged_locked_forced_and_committed(visit: Visit, demo_folder: Path) -> None:
    """From the first proposal to the committed rounds, which the register then holds."""
    screen = visit(f"rounds?day={EVENING}", height=2400)
    _ready(screen)
    before = _stops(screen)
    items = _board(screen).locator(".sortable-item")
    _drag(screen, items.nth(0), items.nth(2))
    _await_stop(screen, 0, before[1])
    after = _stops(screen)
    assert after.index(before[0]) > 0
    assert sorted(after) == sorted(before)
    _choose(screen, before[0])
    _press(screen, "stop_drop")
    expect(_board(screen).locator(".sortable-item", has_text=before[0])).to_have_count(0)
    _force(screen, before[0])
    expect(screen.page.locator(".st-key-rounds_change")).to_be_visible()
    _press(screen, "stop_lock")
    screen.page.locator(".st-key-lock_pair button").click()
    screen.settle()
    _press(screen, "rounds_commit_ask")
    screen.page.locator(".st-key-rounds_commit_now button").click()
    expect(screen.page.locator(".st-key-rounds_undo_commit")).to_be_visible()
    screen.settle()
    engine, day = connect(f"sqlite:///{demo_folder / 'register.sqlite'}"), date.fromisoformat(EVENING)
    kept = [stop.plan for one in load_committed(engine, day) for stop in one.stops]
    assert any(stop.required for stop in kept)
    assert any(stop.locked for stop in kept)
    _press(screen, "rounds_undo_commit")
    expect(screen.page.locator(".st-key-rounds_change")).to_be_visible()
    assert load_committed(engine, day) == []
    engine.dispose()
    assert screen.errors == []


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_shows_the_evening_without_scrolling_sideways(visit: Visit, *, dark: bool) -> None:
    """Lists, bars and buttons fit 390 pixels, and a tap on a button moves a stop."""
    screen = visit(f"rounds?day={EVENING}", width=390, dark=dark)
    _ready(screen)
    assert screen.page.evaluate(FITS)
    before = _stops(screen)
    for _ in range(2):
        _press(screen, "stop_later")
    _await_stop(screen, 2, before[0])
    assert screen.page.evaluate(FITS)
    assert screen.errors == []
