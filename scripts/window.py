"""A window of Chromium on Maraude, as browser tests and screenshots use it."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, FrameLocator, Page, sync_playwright

from scripts.find_chromium import FLAGS, find_chromium

PATIENCE_MS = 45_000
"""Longest wait for anything: tests and server may share two slow cores."""

IDLE = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app !== null
        && app.dataset.testScriptState === 'notRunning'
        && app.dataset.testConnectionState === 'CONNECTED'
        && document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]') === null;
}"""


MAP = "iframe[title*='folium']"
"""The frame of the map component."""


@contextmanager
def launch() -> Iterator[Browser]:
    """Start the Chromium of this machine; raises FileNotFoundError where there is none."""
    path = find_chromium()
    if path is None:
        message = "no Chromium: `python -m scripts.find_chromium --install` brings one or says how"
        raise FileNotFoundError(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


def open_window(
    browser: Browser,
    *,
    width: int = 1400,
    height: int = 900,
    dark: bool = False,
    locale: str = "fr-BE",
    scale: int = 1,
) -> Page:
    """Return an empty window of its own, with no memory of others; close it with ``page.context.close()``."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale=locale,
        device_scale_factor=scale,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def settle(page: Page) -> None:
    """Wait until the script has run and nothing on the page is stale or still a skeleton."""
    page.get_by_test_id("stMainBlockContainer").wait_for()
    for _ in range(2):  # a widget's change reaches the server a moment after the click
        page.wait_for_timeout(300)
        page.wait_for_function(IDLE)


def map_frame(page: Page, nth: int = 0) -> FrameLocator:
    """Return the frame of the *nth* map on the page once Leaflet has drawn it."""
    frame = page.frame_locator(MAP).nth(nth)
    frame.locator(".leaflet-container").first.wait_for()
    return frame
