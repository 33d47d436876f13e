"""What holds of the server itself: deep links run the shell, headers are there, the language is kept."""

import re
from email.message import Message
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect

from data.i18n import LANGUAGES, catalogue
from scripts.demo_server import demo_environment, free_port, serve
from tests.browser.kit import Screen, Visit


def headers(address: str) -> Message:
    """Return the response headers of *address*."""
    with urlopen(address, timeout=30) as response:  # noqa: S310 - the server of the test
        found: Message = response.headers
    return found


@pytest.mark.parametrize(
    "path", ["/", "/map", "/assets/leaflet/leaflet.js", "/assets/basemap.json", "/health"]
)
def test_every_answer_carries_the_security_headers(server: str, path: str) -> None:
    """Screens and files alike: own origin only, no sniffing, no framing by others, no referrer."""
    found = headers(f"{server}{path}")
    policy = found["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["Referrer-Policy"] == "no-referrer"


@pytest.mark.usefixtures("server")
def test_a_deep_link_on_a_fresh_server_runs_the_shell(demo_folder: Path, chromium: Browser) -> None:
    """The very first request may name any screen: menu and language come first all the same."""
    with serve(demo_folder, demo_environment(demo_folder), free_port()) as fresh:
        page = chromium.new_page(locale="nl-BE")
        screen = Screen(page, fresh)
        screen.open("map")
        expect(page.get_by_test_id("stSidebarNav")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_have_text(title("Map", "nl"))
        page.close()


@pytest.mark.parametrize("locale", ["fr-BE", "nl-BE", "en-GB", "de-DE"])
def test_the_browser_s_language_comes_first(visit: Visit, locale: str) -> None:
    """Somebody who never touched the switch reads their own language, or French where we lack it."""
    language = locale[:2] if locale[:2] in LANGUAGES else "fr"
    screen = visit(locale=locale)
    expect(screen.page.get_by_role("heading", level=1)).to_have_text(title("Overview", language))


def test_a_chosen_language_is_kept_on_every_screen(visit: Visit) -> None:
    """The switch outlasts the menu: a French browser set to Dutch stays Dutch."""
    screen = visit(locale="fr-BE")
    choices = screen.page.get_by_test_id("stSidebar").get_by_role("radio")
    choices.nth(LANGUAGES.index("nl")).click()
    screen.settle()
    for name, heading in (("map", "Map"), ("places", "Places"), ("", "Overview")):
        screen.page.locator(f"[data-testid=stSidebarNavLink][href$='/{name}']").click()
        screen.settle()
        expect(screen.page.get_by_role("heading", level=1)).to_have_text(title(heading, "nl"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_click_on_the_map_asks_nobody_else(visit: Visit, *, dark: bool) -> None:
    """Scripts, basemap, tooltips and a place's sheet come from this server alone."""
    screen = visit("map", dark=dark)
    screen.click_shape()
    assert any(re.search(r"/assets/leaflet/leaflet\.js$", address) for address in screen.requests)
    assert any(address.endswith("/assets/basemap.json") for address in screen.requests)
    assert screen.strays == []
    assert screen.errors == []


def title(message: str, language: str) -> str:
    """Return a screen's title in *language*."""
    return catalogue(language).gettext(message)
