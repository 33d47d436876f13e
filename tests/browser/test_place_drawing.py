"""Places and rules by hand: clicks on the map open sheets and add corners, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from scripts.window import MAP
from tests.browser.kit import Screen, Visit

CORNERS = ((0.40, 0.40), (0.60, 0.45), (0.50, 0.65))
"""Where the corners are clicked, as parts of the map's width and height."""


HAS_CORNERS = (
    "count => document.querySelector('textarea').value.split('\\n').filter(Boolean).length === count"
)


def _add_corner(screen: Screen, across: float, down: float, *, nth: int) -> None:
    """Click a spot of the map and wait until the field holds *nth* corners: the map reports with a delay."""
    box = screen.page.locator(MAP).first.bounding_box()
    assert box is not None
    screen.map().locator(".leaflet-container").click(
        position={"x": box["width"] * across, "y": box["height"] * down}
    )
    screen.page.wait_for_function(HAS_CORNERS, arg=nth)
    screen.settle()


def _button(screen: Screen, key: str) -> None:
    screen.page.locator(f".st-key-{key} button").click()
    screen.settle()


def _typed(screen: Screen) -> str:
    return screen.page.locator("textarea").input_value()


@pytest.mark.parametrize("width", [1400, 390])
def test_each_click_on_the_map_adds_a_corner(visit: Visit, width: int) -> None:
    """Three clicks draw a zone whose corners stand in the field; undo takes the last one away."""
    screen = visit("places", width=width)
    _button(screen, "new_place")
    screen.page.locator("summary").first.click()
    for nth, (across, down) in enumerate(CORNERS, start=1):
        _add_corner(screen, across, down, nth=nth)
    lines = _typed(screen).splitlines()
    assert len(lines) == 3
    assert all(re.fullmatch(r"5\d\.\d{6}, \d\.\d{6}", line) for line in lines)
    screen.page.get_by_role("button", name="Retirer le dernier point").click()
    screen.settle()
    assert _typed(screen).splitlines() == lines[:2]
    assert screen.errors == []


def test_the_map_stays_where_it_is_while_corners_are_added(visit: Visit) -> None:
    """Two clicks on one spot of the frame, with one elsewhere between, give one position."""
    screen = visit("places")
    _button(screen, "new_place")
    screen.page.locator("summary").first.click()
    for nth, (across, down) in enumerate((CORNERS[0], CORNERS[1], CORNERS[0]), start=1):
        _add_corner(screen, across, down, nth=nth)
    first, second, third = (
        [float(part) for part in line.split(", ")] for line in _typed(screen).splitlines()
    )
    assert third == pytest.approx(first, abs=1e-4)
    assert second != pytest.approx(first, abs=1e-2)


def test_a_click_opens_a_place_and_opens_it_again(visit: Visit) -> None:
    """After the way back, the same place can be clicked once more."""
    screen = visit("places")
    for _ in range(2):
        screen.click_shape()
        expect(screen.page.locator(".st-key-all_places")).to_have_count(1)
        assert "place=" in screen.page.url
        _button(screen, "all_places")
        expect(screen.page.locator(".st-key-all_places")).to_have_count(0)
    assert screen.errors == []


def test_a_click_opens_a_rule(visit: Visit) -> None:
    """The ledger's map opens what is clicked."""
    screen = visit("regulations")
    screen.click_shape()
    expect(screen.page.locator(".st-key-all_rules")).to_have_count(1)
    assert "rule=" in screen.page.url
    assert screen.errors == []
