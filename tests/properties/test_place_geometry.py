"""What holds of any zone drawn by hand."""

import math

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.zones import (
    DECIMALS,
    Corner,
    area_m2,
    corners_of,
    moved_m,
    outline,
    read_corners,
    rounded,
    shape_faults,
    untangled,
    write_corners,
)

corner = st.tuples(
    st.floats(4.40, 4.44).map(lambda value: round(value, DECIMALS)),
    st.floats(50.40, 50.43).map(lambda value: round(value, DECIMALS)),
)
drawings = st.lists(corner, min_size=1, max_size=12)
spots = corner.map(shapely.Point)


@st.composite
def stars(draw: st.DrawFn) -> list[Corner]:
    """Draw the corners of a zone as somebody who goes round it clicks them."""
    directions = sorted(draw(st.lists(st.integers(0, 359), min_size=3, max_size=10, unique=True)))
    reaches = draw(st.lists(st.floats(0.001, 0.02), min_size=len(directions), max_size=len(directions)))
    east, north = draw(corner)
    return [
        (
            round(east + reach * math.cos(math.radians(direction)), DECIMALS),
            round(north + reach * math.sin(math.radians(direction)), DECIMALS),
        )
        for direction, reach in zip(directions, reaches, strict=True)
    ]


@given(st.one_of(stars(), drawings))
def test_a_zone_without_faults_is_fit_for_every_use(corners: list[Corner]) -> None:
    """What passes the checks is valid, has a surface in bounds and comes back unchanged from storage."""
    zone = outline(corners)
    if zone is None or shape_faults(zone):
        return
    assert zone.is_valid
    assert 200 <= area_m2(zone) <= 30e6
    assert shapely.from_wkb(shapely.to_wkb(zone)) == zone
    assert rounded(zone) == zone
    assert read_corners(write_corners(corners_of(zone))) == (corners_of(zone), [])


@given(drawings, st.integers(0, 11), st.integers(1, 4))
def test_clicking_a_corner_again_changes_nothing(corners: list[Corner], which: int, times: int) -> None:
    """A corner clicked several times in a row counts once."""
    at = which % len(corners)
    again = [*corners[:at], *[corners[at]] * times, *corners[at:]]
    assert outline(again) == outline(corners)


@given(st.lists(corner, min_size=3, max_size=10, unique=True))
def test_corners_in_turn_only_cross_where_they_lie_in_line(corners: list[Corner]) -> None:
    """Untangling keeps every corner and leaves no crossing unless corners lie in line with their middle."""
    zone = outline(corners)
    assert zone is not None
    mended = untangled(zone)
    assert {*mended.exterior.coords} == {*corners}
    east, north = (np.array(corners) - np.mean(corners, axis=0)).T
    directions = np.sort(np.arctan2(north, east))
    gaps = np.diff([*directions, directions[0] + 2 * np.pi])
    if gaps.min() > 1e-3 and gaps.max() < np.pi - 1e-3:
        assert mended.is_valid


@given(spots, spots, spots)
def test_moves_are_distances(a: shapely.Point, b: shapely.Point, c: shapely.Point) -> None:
    """No move is shorter than nothing, there and back are equal, and a detour is never shorter."""
    assert moved_m(a, a) == 0
    assert moved_m(a, b) == moved_m(b, a)
    assert moved_m(a, c) <= moved_m(a, b) + moved_m(b, c) + 1e-6


@given(st.text(max_size=200))
def test_any_text_is_read_as_corners_or_named_by_its_lines(text: str) -> None:
    """Every line that is not empty is either a corner or a line that was not understood."""
    corners, unread = read_corners(text)
    assert len(corners) + len(unread) == sum(bool(line.strip()) for line in text.splitlines())
