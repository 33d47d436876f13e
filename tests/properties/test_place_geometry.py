"""What holds of any zone drawn by hand."""

import numpy as np
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.zones import DECIMALS, ShapeFault, area_m2, moved_m, outline, rounded, shape_faults, untangled

corner = st.tuples(
    st.floats(4.40, 4.44).map(lambda value: round(value, DECIMALS)),
    st.floats(50.40, 50.43).map(lambda value: round(value, DECIMALS)),
)
drawings = st.lists(corner, min_size=0, max_size=12)
spots = corner.map(shapely.Point)


@given(drawings)
def test_a_zone_without_faults_is_fit_for_every_use(corners: list[tuple[float, float]]) -> None:
    """What passes the checks is valid, has a surface in bounds and comes back unchanged from storage."""
    zone = outline(corners)
    assume(zone is not None and shape_faults(zone) == ())
    assert zone is not None
    assert zone.is_valid
    assert 200 <= area_m2(zone) <= 30e6
    assert shapely.from_wkb(shapely.to_wkb(zone)) == zone
    assert rounded(zone) == zone


@given(drawings, st.integers(0, 11), st.integers(1, 4))
def test_clicking_a_corner_again_changes_nothing(
    corners: list[tuple[float, float]], which: int, times: int
) -> None:
    """A corner clicked several times in a row counts once."""
    assume(corners)
    at = which % len(corners)
    again = [*corners[:at], *[corners[at]] * times, *corners[at:]]
    assert outline(again) == outline(corners)


@given(st.lists(corner, min_size=3, max_size=10, unique=True))
def test_corners_in_turn_never_cross_where_they_differ_in_direction(
    corners: list[tuple[float, float]],
) -> None:
    """Untangling leaves no crossing unless corners lie in line with the centre."""
    zone = outline(corners)
    assert zone is not None
    east, north = (np.array(corners) - np.mean(corners, axis=0)).T
    directions = np.sort(np.arctan2(north, east))
    gaps = np.diff([*directions, directions[0] + 2 * np.pi])
    assume(gaps.min() > 1e-3 and gaps.max() < np.pi - 1e-3)
    mended = untangled(zone)
    assert mended.is_valid
    assert ShapeFault.CROSSES_ITSELF not in shape_faults(mended)
    assert {*mended.exterior.coords} == {*map(tuple, corners)}


@given(spots, spots, spots)
def test_moves_are_distances(a: shapely.Point, b: shapely.Point, c: shapely.Point) -> None:
    """No move is shorter than nothing, there and back are equal, and a detour is never shorter."""
    assert moved_m(a, a) == 0
    assert moved_m(a, b) == moved_m(b, a)
    assert moved_m(a, c) <= moved_m(a, b) + moved_m(b, c) + 1e-6
