"""An evening planned in a real browser: dragged, locked, forced, committed, and looked at on a phone."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from data.planning.committed import load_committed
from data.register.database import connect
from tests.browser.kit import Screen, Visit

EVENING = "2020-01-06"
"""A Monday on which pairs of the demo are out, and that no other test looks at."""

TALL = 2400
"""Height of a window in which nothing has to be scrolled, in pixels."""

FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"


def _press(screen: Screen, key: str) -> None:
    screen.page.locator(f".st-key-{key} button:visible").first.click()
    screen.settle()


def _ready(screen: Screen) -> None:
    """Wait until the search behind the first proposal has ended."""
    expect(screen.page.locator(".st-key-rounds_change")).to_be_visible()
    expect(screen.page.locator(".st-key-rounds_stop")).to_have_count(0)
    screen.settle()


def _first(screen: Screen) -> Locator:
    """Return the stops of the first round, in order."""
    stops = screen.page.locator(".board .pair").first.locator(".press")
    stops.first.wait_for()
    return stops


def _names(screen: Screen) -> list[str]:
    return _first(screen).locator(".place").all_inner_texts()


def _choose(screen: Screen, name: str) -> None:
    """Press the stop that the bar then changes."""
    screen.page.locator(".board .press", has=screen.page.get_by_text(name, exact=True)).click()
    screen.settle()
    expect(screen.page.locator(".st-key-rounds_change")).to_contain_text(name)


def _force(screen: Screen, name: str) -> None:
    """Force a place that is left out, by the button beside its name."""
    screen.page.locator(".st-key-rounds_why_not summary").click()
    screen.settle()
    row = screen.page.locator("[class*='st-key-left_out_']", has=screen.page.get_by_text(name, exact=True))
    row.locator("[class*='st-key-remedy_force_'] button:visible").first.click()
    screen.settle()


def _move_by_keys(screen: Screen, name: str) -> None:
    """Move the second stop one down and up again by the keyboard, which stays on it."""
    stop = _first(screen).nth(1)
    expect(stop).to_contain_text(name)
    stop.focus()
    for key, at in (("ArrowDown", 2), ("ArrowUp", 1)):
        screen.page.keyboard.press(f"Alt+{key}")
        expect(_first(screen).nth(at)).to_contain_text(name)
        screen.settle()
        expect(_first(screen).nth(at)).to_be_focused()


def _see_on_a_phone(visit: Visit) -> None:
    """See the first committed round on a phone, the others as headers, and nothing that can be dragged."""
    screen = visit(f"rounds?day={EVENING}", width=390)
    pairs = screen.page.locator(".board .pair")
    expect(pairs.first.locator(".press").first).to_be_visible()
    expect(pairs.nth(1).locator(".press").first).to_be_hidden()
    assert screen.page.evaluate(FITS)
    expect(screen.page.locator(".board button")).to_have_count(0)
    assert screen.errors == []


def test_an_evening_is_planned_dragged_locked_forced_and_committed(visit: Visit, demo_folder: Path) -> None:
    """From the first proposal to the committed rounds, which the register then holds."""
    screen = visit(f"rounds?day={EVENING}", height=TALL)
    _ready(screen)
    before = _names(screen)
    _first(screen).nth(0).drag_to(_first(screen).nth(2), target_position={"x": 40, "y": 4})
    expect(_first(screen).nth(0)).to_contain_text(before[1])
    screen.settle()
    after = _names(screen)
    assert after.index(before[0]) == 1
    assert sorted(after) == sorted(before)
    _move_by_keys(screen, before[0])
    _choose(screen, before[0])
    _press(screen, "stop_drop")
    expect(screen.page.locator(".board .press", has_text=before[0])).to_have_count(0)
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
    _see_on_a_phone(visit)
    _press(screen, "rounds_undo_commit")
    expect(screen.page.locator(".st-key-rounds_change")).to_be_visible()
    assert load_committed(engine, day) == []
    engine.dispose()
    assert screen.errors == []


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_shows_the_evening_without_scrolling_sideways(visit: Visit, *, dark: bool) -> None:
    """The lists fold, the bar stays in sight, and a tap on a button moves a stop."""
    screen = visit(f"rounds?day={EVENING}", width=390, dark=dark)
    _ready(screen)
    assert screen.page.evaluate(FITS)
    _press(screen, "rounds_pairs_choice")
    pairs = screen.page.get_by_test_id("stPopoverBody").get_by_role("button")
    assert {pair.get_attribute("aria-pressed") for pair in pairs.all()} == {"true"}
    screen.page.keyboard.press("Escape")
    before = _names(screen)
    _choose(screen, before[0])
    bar = screen.page.locator(".st-key-rounds_change")
    for _ in range(2):
        _press(screen, "stop_later")
    expect(_first(screen).nth(2)).to_contain_text(before[0])
    expect(bar).to_be_in_viewport()
    other = screen.page.locator(".board .pair").nth(1)
    expect(other.locator(".press").first).to_be_hidden()
    other.locator(".head").click()
    other.locator(".press").first.click()
    screen.settle()
    expect(bar).to_contain_text("B1")
    assert screen.page.evaluate(FITS)
    assert screen.errors == []
