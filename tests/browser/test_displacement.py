"""Displacement in a real browser: a design on the map, its declaration, the sentence, maps that move together."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.kit import Screen, Visit
from tests.browser.test_every_screen import overflow
from tests.browser.test_map import VIEW, frame_value

SCREEN = "displacement"

QUESTION = re.compile(r"\?\s*$")
"""A design asks, a result tells."""


def heading(screen: Screen) -> str:
    """The sentence that stands first."""
    return screen.page.get_by_role("heading", level=3).first.inner_text()


def unfold(screen: Screen, key: str) -> None:
    """Open what is folded away."""
    screen.page.locator(f".st-key-displacement_fold_{key} summary").click()
    screen.settle()


def declare(screen: Screen) -> None:
    """Press the one button of a design."""
    screen.page.locator(".st-key-declare_study button").click()
    screen.page.wait_for_url("**study=**")
    screen.settle()


@pytest.fixture(scope="package")
def link() -> list[str]:
    """Address of the study that the first test declares; the tests of a module run in their order."""
    return []


def test_a_design_is_declared_before_its_result_is_seen(visit: Visit, link: list[str]) -> None:
    """First sight is a question with its zones; a click says why a zone is there; then the answer comes."""
    screen = visit(f"{SCREEN}?regulation=3")
    assert QUESTION.search(heading(screen))
    assert screen.page.get_by_test_id("stVegaLiteChart").count() == 0
    screen.click_shape()
    expect(screen.page.get_by_test_id("stRadio").first).to_be_visible()
    declare(screen)
    assert re.search(r"\d,\d\d", heading(screen))
    assert screen.page.get_by_test_id("stVegaLiteChart").count() == 3
    assert screen.errors == []
    link.append(screen.page.url.removeprefix(screen.server))


def test_before_and_after_move_together(visit: Visit, link: list[str]) -> None:
    """What one map is moved to, the other two follow; opening them runs nothing else anew."""
    screen = visit(link[0])
    unfold(screen, "maps")
    frame_value(screen, VIEW, 2)
    frame_value(screen, "() => window.map.setView([50.41, 4.45], 12, {animate: false})", 0)
    screen.page.wait_for_timeout(500)
    for other in (1, 2):
        assert frame_value(screen, VIEW, other) == frame_value(screen, VIEW, 0)


def test_a_phone_reads_the_study_of_a_link(visit: Visit, link: list[str]) -> None:
    """At 390 pixels in the dark the sentence and the six caveats are there, and nothing sticks out."""
    screen = visit(link[0], width=390, height=844, dark=True)
    assert re.search(r"\d,\d\d", heading(screen))
    expect(screen.page.locator(".st-key-displacement_caveats li")).to_have_count(6)
    unfold(screen, "design")
    assert overflow(screen) <= 0
    assert screen.errors == []
