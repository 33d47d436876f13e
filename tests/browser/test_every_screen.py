"""What holds on every screen: nobody else is asked, nothing breaks, nothing is cut, keys are enough."""

import pytest
from playwright.sync_api import expect

from tests.browser.kit import SCREENS, Screen, Visit

TABS_TO_CONTENT = 60
"""Presses of the tab key within which the keyboard must have been everywhere that matters."""


def test_the_menu_names_every_screen(visit: Visit) -> None:
    """No screen is out of reach, and the tests below miss none."""
    assert sorted(visit().addresses) == sorted(SCREENS.values())


def require_whole(screen: Screen) -> None:
    """See that a screen draws its title, and that console and network stay clean."""
    expect(screen.page.get_by_role("heading", level=1)).to_have_count(1)
    expect(screen.page.get_by_test_id("stException")).to_have_count(0)
    assert screen.requests
    assert screen.strays == []
    assert screen.errors == []


@pytest.mark.parametrize("name", SCREENS)
def test_a_phone_in_the_dark_needs_no_sideways_scrolling(visit: Visit, name: str) -> None:
    """Opened afresh at 390 pixels, each screen is whole and nothing sticks out of it."""
    screen = visit(SCREENS[name], width=390, height=844, dark=True)
    require_whole(screen)
    assert overflow(screen) <= 0


def overflow(screen: Screen) -> int:
    """Return by how many pixels the widest part of the page sticks out of its window."""
    pixels: int = screen.page.evaluate(
        """() => Math.max(...['html', '[data-testid="stAppViewContainer"]', '[data-testid="stMain"]',
                '[data-testid="stMainBlockContainer"]']
            .map(name => document.querySelector(name))
            .map(part => part.scrollWidth - part.clientWidth))"""
    )
    return pixels


CONTROLS = "[data-testid=stMainBlockContainer] :is(a[href], button, input, iframe, [tabindex='0'])"
"""What of a screen can hold the focus."""


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_opens_and_the_keyboard_reaches_all_of_it(visit: Visit, name: str) -> None:
    """Opened afresh as from a link, each is whole; the tab key reaches menu, language and its content."""
    screen = visit(SCREENS[name])
    require_whole(screen)
    wanted = {"menu", "language"}
    # A screen that is all sentences has nothing to put the focus on.
    if screen.page.locator(CONTROLS).count():
        wanted.add("content")
    reached = set()
    for _ in range(TABS_TO_CONTENT):
        screen.page.keyboard.press("Tab")
        reached.add(area_in_focus(screen))
        if wanted <= reached:
            break
    assert wanted <= reached


def area_in_focus(screen: Screen) -> str:
    """Return which part of the page holds the focus."""
    area: str = screen.page.evaluate(
        """() => {
            const inside = name => document.activeElement.closest(`[data-testid="${name}"]`) !== null;
            if (inside('stSidebarNav')) return 'menu';
            if (inside('stSidebar') && inside('stButtonGroup')) return 'language';
            return inside('stMainBlockContainer') ? 'content' : 'frame';
        }"""
    )
    return area
