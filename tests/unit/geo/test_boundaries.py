"""Coverages: simplified without gaps, dissolved, cut, and drawn every edge once."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.boundaries import clip, dissolve, edges, extent, require_coverage, simplify_coverage, simplify_except
from geo.crs import METRIC, WGS84

FRAYED = [(x, 1000 + 20 * (-1) ** (x // 50)) for x in range(0, 2001, 50)]
"""A border of two kilometres that jumps forty metres every fifty."""


@pytest.fixture
def halves() -> gpd.GeoDataFrame:
    """Two polygons with a frayed border between them, and a third one to their right."""
    south = shapely.Polygon([(0, 0), *FRAYED, (2000, 0)])
    north = shapely.Polygon([(0, 2000), *FRAYED, (2000, 2000)])
    east = shapely.Polygon([(2000, 0), FRAYED[-1], (2000, 2000), (3000, 2000), (3000, 0)])
    return gpd.GeoDataFrame(
        {"id": ["south", "north", "east"], "side": ["west", "west", "east"]},
        geometry=[south, north, east],
        crs=METRIC,
    )


def touching(frame: gpd.GeoDataFrame) -> set[tuple[int, int]]:
    """Pairs of rows that share more than a point."""
    shapes = frame.geometry.to_numpy()
    first, second = frame.sindex.query(shapes, predicate="touches")
    shared = shapely.length(shapely.intersection(shapes[first], shapes[second])) > 0
    return set(zip(first[shared].tolist(), second[shared].tolist(), strict=True))


def test_a_simplified_coverage_stays_one(halves: gpd.GeoDataFrame) -> None:
    """The frayed border becomes simpler on both sides at once: no gap, no overlap, no lost neighbour."""
    simple = simplify_coverage(halves, 100)
    assert shapely.get_num_coordinates(simple.geometry).sum() < 40
    require_coverage(simple)
    assert touching(simple) == touching(halves) == {(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)}
    assert shapely.coverage_union_all(simple.geometry).area == pytest.approx(6e6)
    assert simple["id"].to_list() == ["south", "north", "east"]


def test_simplifying_leaves_its_input_alone(halves: gpd.GeoDataFrame) -> None:
    """A frame given to a function of the core is never changed."""
    before = halves.copy(deep=True)
    simplify_coverage(halves, 100)
    simplify_except(halves, np.array([True, False, False]), 100)
    assert halves.geometry.geom_equals_exact(before.geometry, 0).all()


def test_what_is_kept_is_kept_exactly(halves: gpd.GeoDataFrame) -> None:
    """Around polygons to keep, the others get simpler and still meet them."""
    wide = halves.set_geometry(halves.geometry.segmentize(30))
    keep = np.array([True, False, False])
    mixed = simplify_except(wide, keep, 200)
    assert mixed.geometry.iloc[0].equals_exact(wide.geometry.iloc[0], 0)
    counts = shapely.get_num_coordinates(mixed.geometry) / shapely.get_num_coordinates(wide.geometry)
    assert counts[0] == 1
    assert (counts[1:] < 0.7).all()
    require_coverage(mixed)
    assert touching(mixed) == touching(wide)


def test_polygons_that_overlap_are_no_coverage(halves: gpd.GeoDataFrame) -> None:
    """Simplifying them would hide the fault."""
    overlapping = halves.set_geometry(halves.geometry.buffer(5))
    with pytest.raises(ValueError, match="no coverage"):
        simplify_coverage(overlapping, 10)
    with pytest.raises(ValueError, match="no coverage"):
        simplify_except(overlapping, np.array([True, False, False]), 10)


def test_invalid_polygons_are_no_coverage(halves: gpd.GeoDataFrame) -> None:
    """A bow tie is refused even where it overlaps nothing."""
    tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(ValueError, match="no coverage"):
        require_coverage(halves.iloc[:1].set_geometry([tie]))


def test_degrees_are_refused(halves: gpd.GeoDataFrame) -> None:
    """A tolerance of 60 degrees would leave nothing."""
    with pytest.raises(ValueError, match=METRIC):
        simplify_coverage(halves.set_crs(WGS84, allow_override=True), 60)


def test_dissolving_joins_what_shares_a_value(halves: gpd.GeoDataFrame) -> None:
    """Two polygons become one without the border between them."""
    joined = dissolve(halves, "side")
    assert joined.index.to_list() == ["east", "west"]
    assert joined.geometry.area.to_list() == pytest.approx([2e6, 4e6])
    assert joined.geometry.geom_type.to_list() == ["Polygon", "Polygon"]


def test_each_edge_is_drawn_once(halves: gpd.GeoDataFrame) -> None:
    """The length of the edges is half of all perimeters plus half of the outline."""
    outline = shapely.coverage_union_all(halves.geometry).length
    assert edges(halves).length == pytest.approx((halves.geometry.length.sum() + outline) / 2)
    assert edges(halves.iloc[:0]).is_empty


def test_extent_and_clip(halves: gpd.GeoDataFrame) -> None:
    """A window around the eastern polygon cuts the others down to a strip."""
    window = extent(halves.iloc[2:], 100)
    assert list(window.bounds) == [1900, -100, 3100, 2100]
    cut = clip(halves, window)
    assert cut["id"].to_list() == ["south", "north", "east"]
    assert cut.geometry.area.sum() == pytest.approx(2e6 + 100 * 2000)


def test_clipping_drops_what_only_touches(halves: gpd.GeoDataFrame) -> None:
    """A shared edge is no polygon."""
    assert clip(halves, shapely.box(2000, 0, 3000, 2000))["id"].to_list() == ["east"]


def test_nothing_has_no_extent(halves: gpd.GeoDataFrame) -> None:
    """A window of not-a-numbers would cut everything away in silence."""
    with pytest.raises(ValueError, match="no extent"):
        extent(halves.iloc[:0], 10)
