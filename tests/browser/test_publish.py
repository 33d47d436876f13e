"""From the register to the signed file, in a real browser, with the real attacks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from data.i18n import catalogue
from data.releases.files import open_file
from scripts.demo_server import demo_environment, free_port, serve
from scripts.window import open_window
from tests.browser.kit import Screen
from tests.browser.test_every_screen import overflow

MINUTES_MS = 180_000
"""Longest wait for a release that is made and attacked on a busy machine."""


@pytest.fixture
def screen(
    server: str, demo_folder: Path, chromium: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Screen]:
    """The screen on a register of its own, so that nothing is published in the one that all tests share."""
    folder = tmp_path / "demo"
    shutil.copytree(demo_folder, folder)
    width = getattr(request, "param", 1400)
    with serve(folder, demo_environment(folder), free_port()) as own:
        page = open_window(chromium, width=width, height=900, dark=width < 400)
        found = Screen(page, own)
        found.watch()
        found.open("publish")
        yield found
        assert found.strays == []
        assert found.errors == []
        page.context.close()


def button(screen: Screen, key: str) -> Locator:
    return screen.page.locator(f"[class*='st-key-{key}'] button").first


def press(screen: Screen, key: str) -> None:
    button(screen, key).click()
    screen.settle()


def prepare(screen: Screen, tier: str) -> None:
    """Make the next release of a tier and wait until it can be read."""
    press(screen, f"publish_prepare_{tier}")
    button(screen, "publish_drop").wait_for(timeout=MINUTES_MS)
    screen.settle()


def decide(screen: Screen) -> None:
    screen.page.locator(".st-key-publish_has_read label").click()
    screen.settle()
    press(screen, "publish_do")


def taken(screen: Screen, key: str) -> bytes:
    """Return what a download button gives."""
    with screen.page.expect_download() as download:
        button(screen, key).click()
    return download.value.path().read_bytes()


def handed_over(screen: Screen, tier: str) -> tuple[bytes, str]:
    """Return the signed file and the public key that an administrator gets."""
    button(screen, f"handover_{tier}").click()
    content, key = (
        taken(screen, f"publish_file_{tier}"),
        taken(screen, f"publish_key_{tier}").decode().strip(),
    )
    lines = screen.page.get_by_test_id("stPopoverBody").locator("code").inner_text()
    assert f"MARAUDE_TIER={tier}" in lines
    assert key in lines.replace("\n", "")
    screen.page.keyboard.press("Escape")
    return content, key


def message(text: str) -> str:
    return catalogue("fr").gettext(text)


def test_from_the_register_to_the_signed_files(screen: Screen) -> None:
    """Policy is published by one, public by two steps; what is taken away opens with the key alone."""
    prepare(screen, "policy")
    assert screen.map().locator(".leaflet-container").count() == 1
    expect(screen.page.get_by_test_id("stTable").locator("tbody tr")).to_have_count(12)
    decide(screen)
    policy = open_file(*handed_over(screen, "policy"))
    assert (policy.manifest.tier, policy.manifest.synthetic) == ("policy", True)
    assert len(policy.manifest.attacks) == 12

    prepare(screen, "public")
    decide(screen)
    press(screen, "publish_read_")
    button(screen, "publish_withdraw").wait_for(timeout=MINUTES_MS)
    decide(screen)
    public = open_file(*handed_over(screen, "public"))
    assert public.manifest.tier == "public"
    assert public.manifest.policy == policy.digest
    expect(screen.page.get_by_text(policy.digest[:8])).to_be_visible()
    expect(screen.page.get_by_text(public.digest[:8])).to_be_visible()


@pytest.mark.parametrize("screen", [390], indirect=True)
def test_on_a_phone_nothing_is_cut_and_a_stop_keeps_nothing(screen: Screen) -> None:
    """Progress, reading and decision fit 390 pixels; what is stopped or dropped leaves the first screen."""
    button(screen, "publish_prepare_policy").click()
    button(screen, "publish_stop").click()
    stopped = screen.page.get_by_text(message("Stopped. Nothing was kept."))
    expect(stopped).to_be_visible(timeout=MINUTES_MS)
    screen.settle()
    prepare(screen, "policy")
    assert overflow(screen) <= 0
    press(screen, "publish_drop")
    expect(screen.page.get_by_test_id("stTable")).to_have_count(0)
    expect(button(screen, "publish_prepare_policy")).to_be_enabled()
