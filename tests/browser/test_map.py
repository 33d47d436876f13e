"""The map in a real browser: clicks, a view that stays, two maps that move together, time that passes."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.kit import Screen, Visit

VIEW = "() => [window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]"


def frame_value(screen: Screen, script: str, nth: int = 0) -> Any:  # noqa: ANN401 - what the script says
    """Run *script* in the frame of a map, once it is drawn."""
    screen.map(nth)
    frame = screen.page.locator("iframe[title*='folium']").nth(nth).element_handle().content_frame()
    assert frame is not None
    frame.wait_for_function("() => window.map !== undefined")
    return frame.evaluate(script)


def test_a_click_opens_the_sheet_and_the_address_says_so(visit: Visit) -> None:
    """The sheet names a place; the address reopens it; nothing else on the screen is lost."""
    screen = visit("map?period=last_year")
    screen.click_shape()
    expect(screen.page.get_by_role("heading", level=3)).to_have_count(1)
    assert re.search(r"[?&]place=\d+", screen.page.url)
    name = screen.page.get_by_role("heading", level=3).inner_text()
    again = visit(screen.page.url.removeprefix(screen.server))
    expect(again.page.get_by_role("heading", level=3)).to_have_text(name)


def test_the_sheet_that_was_left_opens_again(visit: Visit) -> None:
    """By a click on the same place, on a map that has not moved."""
    screen = visit("map?period=last_year")
    frame_value(screen, "() => window.map.setView([50.45, 4.4], 11, {animate: false})")
    screen.click_shape()
    name = screen.page.get_by_role("heading", level=3).inner_text()
    screen.page.get_by_role("button", name="Tous les lieux").click()
    screen.settle()
    expect(screen.page.get_by_role("heading", level=3)).to_have_count(0)
    assert frame_value(screen, VIEW) == pytest.approx([50.45, 4.4, 11], abs=0.01)
    screen.click_shape()
    expect(screen.page.get_by_role("heading", level=3)).to_have_text(name)


def test_a_filter_moves_nothing(visit: Visit) -> None:
    """After panning and zooming, a filter leaves frame, centre and zoom as they are."""
    screen = visit("map?period=last_year")
    frame_value(screen, "() => window.map.setView([50.45, 4.3], 12, {animate: false})")
    before = frame_value(screen, VIEW)
    frame_value(screen, "() => { window.marked = true; }")
    screen.page.get_by_test_id("stPopover").nth(2).get_by_role("button").click()
    screen.page.get_by_test_id("stPopoverBody").get_by_role("button", name="Bar", exact=True).click()
    screen.settle()
    assert "kinds=bar" in screen.page.url
    assert frame_value(screen, VIEW) == before
    assert frame_value(screen, "() => window.marked === true")


def test_another_screen_and_back_keeps_the_view(visit: Visit) -> None:
    """A map that is made anew starts where it was left."""
    screen = visit("map")
    frame_value(screen, "() => window.map.setView([50.45, 4.3], 12, {animate: false})")
    before = frame_value(screen, VIEW)
    links = screen.page.get_by_test_id("stSidebarNavLink")
    links.nth(0).click()
    screen.page.wait_for_url(lambda url: "/map" not in url)
    screen.settle()
    links.nth(1).click()
    screen.page.wait_for_url("**/map**")
    screen.settle()
    assert frame_value(screen, VIEW) == pytest.approx(before, abs=0.001)


def test_two_maps_move_together(visit: Visit) -> None:
    """What one is dragged to, the other follows, in both directions."""
    screen = visit("map?mode=side&period=last_year")
    frame_value(screen, VIEW, 1)
    for one, other in ((0, 1), (1, 0)):
        frame_value(
            screen, f"() => window.map.setView([50.4{one}, 4.5], 1{one + 1}, {{animate: false}})", one
        )
        screen.page.wait_for_timeout(500)
        assert frame_value(screen, VIEW, other) == frame_value(screen, VIEW, one)


def test_the_basemap_is_there_in_light_and_dark(visit: Visit) -> None:
    """Boundaries and labels come from this server and are drawn in the colours of the theme."""
    grounds = set()
    for dark in (False, True):
        screen = visit("map", dark=dark)
        expect(screen.map().locator(".maraude-label span").first).to_be_visible()
        assert any(address.endswith("/assets/basemap.json") for address in screen.requests)
        grounds.add(frame_value(screen, "() => getComputedStyle(window.map.getContainer()).backgroundColor"))
    assert len(grounds) == 2


def test_more_labels_come_with_the_zoom(visit: Visit) -> None:
    """Villages are named once there is room for them, and towns at every zoom."""
    screen = visit("map")
    names = {}
    for zoom in (8, 12):
        frame_value(screen, f"() => window.map.setView([50.41, 4.44], {zoom}, {{animate: false}})")
        screen.page.wait_for_timeout(300)
        names[zoom] = set(screen.map().locator(".maraude-label").all_inner_texts())
    assert "Charleroi" in names[8] & names[12]
    assert names[12] - names[8]


def test_time_passes_and_stops(visit: Visit) -> None:
    """Play moves the window along the months by itself; pause keeps the month that it reached."""
    screen = visit("map?period=all&moment=2014-06")
    screen.page.get_by_role("button").filter(has_text="play_arrow").click()
    screen.page.wait_for_url(lambda url: "moment=2014-08" in url, timeout=45_000)
    screen.page.get_by_role("button").filter(has_text="pause").click()
    screen.page.wait_for_timeout(2_000)
    screen.settle()
    stopped = screen.page.url
    screen.page.wait_for_timeout(4_000)
    assert screen.page.url == stopped
