"""The kit of the browser tests: one server on demo data, one Chromium, and visits that notice everything.

A test asks for `visit` and calls it for each window it wants::

    def test_something(visit: Visit) -> None:
        screen = visit("map", width=390, dark=True)
        screen.page.get_by_role("button", name="Réinitialiser").click()
        screen.settle()

Whatever a test looks at, its visit fails at the end if the page asked anybody but our server for anything.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, FrameLocator, Page

from scripts.window import MAP, map_frame, settle

PAGES = Path(__file__).resolve().parents[2] / "pages"

HOME = "overview"

SCREENS = {path.stem: "" if path.stem == HOME else path.stem for path in sorted(PAGES.glob("[!_]*.py"))}
"""Address of every screen by its name; the home screen lives at the root."""

BASE_PATH_PROBE = re.compile(r"/\w+/_stcore/(health|host-config)$")
"""On a deep link Streamlit asks whether the app lives below that path; the browser logs the "no"."""

SHAPE_ON_SCREEN = """code => {
    let found = null;
    window.map.eachLayer(layer => {
        const itsCode = layer.feature?.properties?.code;
        if (itsCode === undefined || (code !== null && itsCode !== code)) return;
        const middle = layer.getLatLng ? layer.getLatLng() : layer.getCenter();
        if (map.getBounds().contains(middle)) found = map.latLngToContainerPoint(middle);
    });
    return found;
}"""
"""Where the shape of a code, or else the last drawn one, lies in the map; shapes are pixels of a canvas."""


@dataclass
class Screen:
    """
    One window on the app.

    Attributes
    ----------
    page : Page
        Playwright's page.
    server : str
        Address of the server.
    requests : list of str
        Address of every request that the window made, frames and sockets included.
    errors : list of str
        Every error in the window's console and every uncaught exception.
    """

    page: Page
    server: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Start to note requests and errors."""
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        source = message.location.get("url", "")
        if message.type == "error" and not BASE_PATH_PROBE.search(source):
            self.errors.append(f"{message.text} ({source})")

    def open(self, address: str) -> None:
        """Go to *address*, a path below the server with or without a query, and wait until it is drawn."""
        self.page.goto(f"{self.server}/{address.lstrip('/')}")
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run and nothing on the page is stale or still a skeleton."""
        settle(self.page)

    def map(self, nth: int = 0) -> FrameLocator:
        """Return the frame of the *nth* map, drawn."""
        return map_frame(self.page, nth)

    def click_shape(self, code: str | None = None, nth: int = 0) -> None:
        """Click the shape of *code*, by default the one on top, on the *nth* map; wait for what it does."""
        container = self.map(nth).locator(".leaflet-container").first
        frame = self.page.locator(MAP).nth(nth).element_handle().content_frame()
        assert frame is not None
        point = frame.wait_for_function(SHAPE_ON_SCREEN, arg=code).json_value()
        while True:  # a map that has just been drawn may still move to its first view
            self.page.wait_for_timeout(300)
            before, point = point, frame.wait_for_function(SHAPE_ON_SCREEN, arg=code).json_value()
            if point == before:
                break
        container.click(position={"x": point["x"], "y": point["y"]})
        self.settle()

    @property
    def strays(self) -> list[str]:
        """The requests that left the server's origin."""
        home = urlsplit(self.server).netloc
        return [
            address
            for address in self.requests
            if urlsplit(address).scheme in {"http", "https", "ws", "wss"} and urlsplit(address).netloc != home
        ]

    @property
    def addresses(self) -> list[str]:
        """The screens in the menu, as paths without their slash; the home screen is empty."""
        links = self.page.get_by_test_id("stSidebarNavLink")
        links.first.wait_for(state="attached")
        return [urlsplit(link.get_attribute("href") or "").path.strip("/") for link in links.all()]


Visit = Callable[..., Screen]
"""``visit(address="", *, width=1400, height=900, dark=False, locale="fr-BE") -> Screen``."""
