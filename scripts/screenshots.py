"""Take the README's pictures on the synthetic demo register, into ``docs/screenshots/``."""

import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from scripts.demo_server import ROOT, demo_server
from scripts.window import launch, map_frame, open_window, settle

FOLDER = ROOT / "docs" / "screenshots"

LARGEST = 300_000
"""Bytes a picture may have: the repository keeps every version of it."""

MOMENT_MS = 1500
"""Time for charts and tiles to finish drawing after the page has settled."""


@dataclass(frozen=True)
class Picture:
    """One picture: what to open, through which window, and the button to press there first."""

    name: str
    address: str
    width: int = 1400
    height: int = 900
    dark: bool = False
    scale: int = 1
    has_map: bool = False
    scroll: int = 0
    press: str = ""


PICTURES = (
    Picture("overview", ""),
    Picture("map", "map", has_map=True),
    Picture("trends", "trends"),
    Picture("rounds", "rounds", height=1200),
    Picture("displacement", "displacement", height=1200, press="Déclarer et regarder"),
    Picture("map_phone", "map", width=390, height=844, dark=True, scale=2, has_map=True, scroll=250),
)


def take(browser: Browser, server: str, picture: Picture) -> Path:
    """Take one picture; raises ValueError if it comes out larger than the repository should hold."""
    page = open_window(
        browser, width=picture.width, height=picture.height, dark=picture.dark, scale=picture.scale
    )
    page.goto(f"{server}/{picture.address}")
    settle(page)
    if picture.has_map:
        map_frame(page)
    if picture.press:
        page.get_by_role("button", name=picture.press).click()
        settle(page)
    page.get_by_test_id("stMain").evaluate("(part, pixels) => part.scrollBy(0, pixels)", picture.scroll)
    page.wait_for_timeout(MOMENT_MS)
    path = FOLDER / f"{picture.name}.webp"
    with Image.open(io.BytesIO(page.screenshot())) as image:
        image.convert("RGB").save(path, quality=88, method=6)
    page.context.close()
    if path.stat().st_size > LARGEST:
        message = f"{path.name} has {path.stat().st_size} bytes, more than {LARGEST}"
        raise ValueError(message)
    return path


def main() -> None:
    """Serve the demo and take all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demo_server(Path(folder)) as server, launch() as browser:
        for picture in PICTURES:
            print(take(browser, server, picture).relative_to(ROOT))


if __name__ == "__main__":
    main()
