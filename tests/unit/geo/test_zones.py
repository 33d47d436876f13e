"""Zones drawn by hand: what is refused, what is mended, what counts as moved."""

import math

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo.zones import (
    ShapeFault,
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

SQUARE = [(4.440, 50.400), (4.444, 50.400), (4.444, 50.403), (4.440, 50.403)]


def test_corners_make_a_zone() -> None:
    """Four corners in turn are a valid zone of about 280 by 334 metres."""
    zone = outline(SQUARE)
    assert zone is not None
    assert shape_faults(zone) == ()
    assert area_m2(zone) == pytest.approx(284 * 334, rel=0.01)


@pytest.mark.parametrize("corners", [[], SQUARE[:1], SQUARE[:2], [SQUARE[0]] * 5, [*SQUARE[:2], SQUARE[0]]])
def test_fewer_than_three_corners_make_nothing(corners: list[tuple[float, float]]) -> None:
    """Corners clicked twice do not count twice."""
    assert outline(corners) is None


def test_a_double_click_and_a_closing_click_are_forgiven() -> None:
    """The zone is the same when the last corner is clicked twice and the first one again."""
    zone = outline([*SQUARE, SQUARE[-1], SQUARE[0]])
    assert zone == outline(SQUARE)


def test_corners_are_kept_to_a_tenth_of_a_metre() -> None:
    """More decimals would be noise of the mouse."""
    zone = outline([(4.44012345678, 50.4), *SQUARE[1:]])
    assert zone is not None
    assert zone.exterior.coords[0] == (4.440123, 50.4)


@pytest.mark.parametrize(
    ("shape", "fault"),
    [
        (None, ShapeFault.EMPTY),
        (shapely.Point(), ShapeFault.EMPTY),
        (shapely.Point(math.nan, 50), ShapeFault.EMPTY),
        (shapely.LineString(SQUARE), ShapeFault.WRONG_TYPE),
        (shapely.MultiPoint(SQUARE), ShapeFault.WRONG_TYPE),
        (shapely.Point(50.4, 4.4), ShapeFault.OUTSIDE),
        (shapely.Point(2.35, 48.85), ShapeFault.OUTSIDE),
        (shapely.box(4.4, 50.4, 8.0, 50.5), ShapeFault.OUTSIDE),
        (shapely.Polygon([SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[1]]), ShapeFault.TOO_FEW_CORNERS),
        (shapely.Polygon([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]), ShapeFault.CROSSES_ITSELF),
        (shapely.Polygon([(4.44, 50.4), (4.45, 50.4), (4.46, 50.4)]), ShapeFault.CROSSES_ITSELF),
        (shapely.box(4.44, 50.4, 4.4401, 50.4001), ShapeFault.TOO_SMALL),
        (shapely.box(4.4, 50.4, 4.5, 50.5), ShapeFault.TOO_LARGE),
    ],
)
def test_what_cannot_be_a_place_is_refused(shape: BaseGeometry | None, fault: ShapeFault) -> None:
    """Each kind of unusable shape is told by its own fault."""
    assert shape_faults(shape) == (fault,)


def test_the_bounds_of_the_surface_can_be_chosen() -> None:
    """A regulation may cover far more than a place."""
    region = shapely.box(4.4, 50.4, 4.5, 50.5)
    assert shape_faults(region, largest_m2=1e9) == ()
    assert shape_faults(region, smallest_m2=1e9, largest_m2=2e9) == (ShapeFault.TOO_SMALL,)


def test_a_spot_needs_no_surface() -> None:
    """A bar is a point."""
    assert shape_faults(shapely.Point(4.44, 50.4)) == ()


def test_a_zone_in_two_parts_is_a_zone() -> None:
    """Both sides of a canal may be one place."""
    assert (
        shape_faults(
            shapely.MultiPolygon(
                [shapely.box(4.44, 50.4, 4.442, 50.402), shapely.box(4.443, 50.4, 4.445, 50.402)]
            )
        )
        == ()
    )


def test_corners_out_of_turn_are_put_in_turn() -> None:
    """The bow tie of a haphazard drawing becomes the square that was meant."""
    tie = shapely.Polygon([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]])
    assert untangled(tie).equals(shapely.Polygon(SQUARE))


def test_a_spot_moves_by_its_distance() -> None:
    """One thousandth of a degree to the north is 111 metres."""
    assert moved_m(shapely.Point(4.44, 50.4), shapely.Point(4.44, 50.401)) == pytest.approx(111.2, abs=0.5)


def test_a_zone_that_grows_on_one_side_has_moved_on_that_side() -> None:
    """The middle moves by half, the outline by the whole."""
    before = shapely.box(4.44, 50.40, 4.45, 50.41)
    after = shapely.box(4.44, 50.40, 4.45, 50.412)
    assert moved_m(before, after) == pytest.approx(222.5, abs=1)


def test_a_zone_that_stays_has_not_moved() -> None:
    """The same outline begun at another corner is the same place."""
    turned = shapely.Polygon([*SQUARE[2:], *SQUARE[:2]])
    assert moved_m(shapely.Polygon(SQUARE), turned) == pytest.approx(0, abs=1e-6)


def test_heights_and_noise_are_dropped() -> None:
    """Files bring three dimensions and fifteen decimals."""
    assert rounded(shapely.Point(4.44000000001, 50.4, 110)) == shapely.Point(4.44, 50.4)


@pytest.mark.parametrize(
    "line",
    ["50.411, 4.444", "50.411 4.444", "50,411; 4,444", "50,411, 4,444", "  50.411\t4.444 ", "50.411,4.444"],
)
def test_a_typed_corner_is_read_however_it_is_written(line: str) -> None:
    """Latitude comes first, as maps on a telephone give it."""
    assert read_corners(line) == ([(4.444, 50.411)], [])


def test_lines_that_are_no_corner_are_named() -> None:
    """Empty lines are forgiven, words and single numbers are not."""
    corners, unread = read_corners("50.4, 4.4\n\nau coin\n50.41\n50.5, 4.5, 3\n50.6, 4.6")
    assert corners == [(4.4, 50.4), (4.6, 50.6)]
    assert unread == [3, 4, 5]


def test_what_is_written_can_be_read_again() -> None:
    """The field of coordinates shows what was clicked."""
    assert read_corners(write_corners(SQUARE)) == (SQUARE, [])


@pytest.mark.parametrize(
    ("shape", "corners"),
    [
        (None, []),
        (shapely.Point(4.44, 50.4), SQUARE[:1]),
        (shapely.Point(), []),
        (shapely.Polygon(SQUARE), SQUARE),
        (shapely.MultiPolygon([shapely.Polygon(SQUARE)]), []),
    ],
)
def test_a_shape_is_edited_by_its_corners(
    shape: BaseGeometry | None, corners: list[tuple[float, float]]
) -> None:
    """A zone in several parts has no single outline to edit."""
    assert corners_of(shape) == corners
