"""Hexagons: nothing lost, nothing moved, and the three kinds of presence kept apart."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from geo.crs import METRIC, WGS84, areas_m2, to_metric
from geo.hexagons import SIZES_M, lay_grid, spread
from geo.measures import COUNTS, Measure, Presence, presence, summarise, values

WEST, SOUTH, EAST, NORTH = 3.2, 50.0, 5.0, 50.8
"""Hainaut and Walloon Brabant."""


def places(*geometries: BaseGeometry | None) -> gpd.GeoDataFrame:
    """Return places numbered from 1."""
    shapes = np.array(geometries, dtype=object)
    return gpd.GeoDataFrame(index=range(1, len(shapes) + 1), geometry=shapes, crs=WGS84)


def summary_of(contacts: dict[int, int], looked: dict[int, bool], index: list[int]) -> pd.DataFrame:
    """Return a summary with one visit of an hour at each place of *contacts*."""
    visits = pd.DataFrame({"place": list(contacts), "contacts": list(contacts.values()), "minutes": 60.0})
    visits["looked"] = [looked.get(place, True) for place in contacts]
    visits = visits.assign(**{column: 0 for column in COUNTS if column != "contacts"})
    return summarise(visits, "place", pd.Index(index))


SPOTS = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH)).map(shapely.Point)
ZONES = st.tuples(SPOTS, st.floats(0.0005, 0.05)).map(lambda drawn: drawn[0].buffer(drawn[1]))


@given(shapes=st.lists(SPOTS | ZONES, min_size=1, max_size=6), size_m=st.sampled_from(SIZES_M))
def test_cells_hold_exactly_what_the_places_hold(shapes: list[BaseGeometry], size_m: int) -> None:
    """Sharing zones out neither adds nor loses a contact or an hour."""
    grid = lay_grid(places(*shapes), size_m)
    ids = list(range(1, len(shapes) + 1))
    summary = summary_of({place: 3 * place for place in ids}, {}, ids)
    cells = spread(summary, grid)
    assert np.allclose(cells.sum(), summary.sum())
    assert cells.index.isin(grid.cells.index).all()
    assert grid.shares.groupby("place")["share"].sum().to_numpy() == pytest.approx(1)


@given(spot=SPOTS, size_m=st.sampled_from(SIZES_M))
def test_a_spot_lies_in_its_cell(spot: shapely.Point, size_m: int) -> None:
    """Rounding to the nearest cell finds the hexagon that holds the point."""
    grid = lay_grid(places(spot), size_m)
    assert len(grid.cells) == 1
    assert to_metric(grid.cells).geometry.iloc[0].distance(to_metric(places(spot)).geometry.iloc[0]) < 0.01


@given(shapes=st.lists(SPOTS | ZONES, min_size=2, max_size=5), size_m=st.sampled_from(SIZES_M))
def test_a_cell_keeps_its_name_and_place_whatever_is_selected(
    shapes: list[BaseGeometry], size_m: int
) -> None:
    """The grid does not hang on the extent of the places."""
    everything, first = lay_grid(places(*shapes), size_m), lay_grid(places(shapes[0]), size_m)
    assert first.cells.index.isin(everything.cells.index).all()
    same = everything.cells.loc[first.cells.index].geometry
    assert shapely.equals_exact(first.cells.geometry.to_numpy(), same.to_numpy(), 1e-9).all()


@pytest.mark.parametrize("size_m", SIZES_M)
def test_cells_are_regular_and_lie_side_by_side(size_m: int) -> None:
    """Their area is that of a hexagon so wide, and none overlaps another."""
    grid = lay_grid(places(shapely.box(4.3, 50.3, 4.4, 50.4)), size_m)
    cells = to_metric(grid.cells)
    assert areas_m2(cells).to_numpy() == pytest.approx(np.sqrt(3) / 2 * size_m**2, rel=1e-6)
    assert cells.geometry.union_all().area == pytest.approx(areas_m2(cells).sum(), rel=1e-6)


def test_a_zone_is_shared_by_area() -> None:
    """Shares are the areas of the zone's parts."""
    zone = places(shapely.box(4.40, 50.40, 4.43, 50.42))
    grid = lay_grid(zone, 1000)
    inside = to_metric(grid.cells).geometry.intersection(to_metric(zone).geometry.iloc[0]).area
    expected = (inside / inside.sum()).loc[grid.shares["cell"]].to_numpy()
    assert len(grid.cells) > 4
    assert grid.shares["share"].to_numpy() == pytest.approx(expected, rel=1e-5)


def test_cells_tell_seen_nobody_and_not_looked_apart() -> None:
    """A cell is seen where any of its places is, looked at where any of them was."""
    spots = places(
        shapely.Point(4.40, 50.40),
        shapely.Point(4.40, 50.40),
        shapely.Point(4.50, 50.40),
        shapely.Point(4.60, 50.40),
    )
    cells = spread(summary_of({1: 2, 2: 0, 3: 0, 4: 0}, {4: False}, [1, 2, 3, 4]), lay_grid(spots, 1000))
    kinds = presence(cells)
    assert sorted(kinds) == [Presence.NOBODY, Presence.NOT_LOOKED, Presence.SEEN]
    seen = cells.index[kinds == Presence.SEEN]
    assert values(cells, Measure.CONTACTS_PER_HOUR).loc[seen].tolist() == [1.0]
    assert values(cells, Measure.CONTACTS)[kinds == Presence.NOT_LOOKED].isna().all()


def test_only_places_of_the_summary_make_cells() -> None:
    """A place that was closed in the period leaves no empty cell behind."""
    grid = lay_grid(places(shapely.Point(4.4, 50.4), shapely.Point(4.6, 50.4)), 500)
    assert len(spread(summary_of({1: 1}, {}, [1]), grid)) == 1


def test_private_flats_are_never_on_a_cell() -> None:
    """A place without a geometry has no cell, and no places have no cells."""
    grid = lay_grid(places(None, shapely.Point(4.4, 50.4)), 500)
    assert grid.shares["place"].tolist() == [2]
    empty = lay_grid(places(None), 500)
    assert len(empty.cells) == len(spread(summary_of({1: 5}, {}, [1]), empty)) == 0
    assert empty.cells.crs == WGS84


def test_metres_are_refused_as_degrees_and_zero_as_a_size() -> None:
    """A grid over wrong coordinates would be drawn somewhere else."""
    with pytest.raises(ValueError, match="EPSG:4326 is needed"):
        lay_grid(places(shapely.Point(4.4, 50.4)).to_crs(METRIC), 500)
    with pytest.raises(ValueError, match="above zero"):
        lay_grid(places(shapely.Point(4.4, 50.4)), 0)
