"""Displacement in a real browser: a design on the map, the sentence, maps that move together, a phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from data.register.database import open_engine
from data.studies.keeping import list_studies
from tests.browser.kit import Screen, Visit
from tests.browser.test_every_screen import overflow
from tests.browser.test_map import VIEW, frame_value

SCREEN = "displacement"

RATIO = re.compile(r"\d,\d\d")
"""An answer has a ratio, a question none."""


def told(screen: Screen) -> str:
    """All that stands on the screen."""
    return screen.page.get_by_test_id("stMain").inner_text()


def unfold(screen: Screen, key: str) -> None:
    """Open what is folded away."""
    screen.page.locator(f".st-key-displacement_fold_{key} summary").click()
    screen.settle()


@pytest.fixture
def study(visit: Visit, demo_folder: Path) -> str:
    """Address of a study of the server's register, declared on the screen where there is none yet."""
    engine = open_engine(f"sqlite:///{demo_folder / 'register.sqlite'}")
    if not list_studies(engine):
        screen = visit(SCREEN)
        screen.page.locator(".st-key-declare_study button").click()
        screen.page.wait_for_url("**study=**")
        screen.settle()
    [kept, *_others] = list_studies(engine)
    engine.dispose()
    return f"{SCREEN}?study={kept.uid}"


def test_a_design_is_seen_before_its_result(visit: Visit, study: str) -> None:
    """A further design shows zones and no figure; a click says why one is there; then comes the answer."""
    screen = visit(f"{study}&drawing=new", height=1400)
    assert not RATIO.search(told(screen))
    assert screen.page.get_by_test_id("stVegaLiteChart").count() == 0
    assert screen.page.locator("[class*=st-key-displacement_arm]").count() == 0
    screen.click_shape()
    expect(screen.page.locator("[class*=st-key-displacement_arm]")).to_be_visible()
    screen.page.locator(".st-key-declare_study button").click()
    screen.page.wait_for_url("**spec=**")
    screen.settle()
    assert RATIO.search(told(screen))
    assert screen.page.get_by_test_id("stVegaLiteChart").count() == 3
    assert screen.errors == []


def test_before_and_after_move_together(visit: Visit, study: str) -> None:
    """What one map is moved to, the other two follow."""
    screen = visit(study)
    unfold(screen, "maps")
    frame_value(screen, VIEW, 2)
    frame_value(screen, "() => window.map.setView([50.41, 4.45], 12, {animate: false})", 0)
    screen.page.wait_for_timeout(500)
    for other in (1, 2):
        assert frame_value(screen, VIEW, other) == frame_value(screen, VIEW, 0)


def test_a_phone_reads_the_study_of_a_link(visit: Visit, study: str) -> None:
    """At 390 pixels in the dark the sentence and the six caveats are there, and nothing sticks out."""
    screen = visit(study, width=390, height=844, dark=True)
    assert RATIO.search(told(screen))
    expect(screen.page.locator(".st-key-displacement_caveats li")).to_have_count(6)
    unfold(screen, "design")
    assert overflow(screen) <= 0
    assert screen.errors == []
