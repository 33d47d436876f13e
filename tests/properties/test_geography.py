"""What must hold of geography whatever the place."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.geography import basemap
from data.geography.municipalities import find_municipality, fold, municipalities_of_work
from data.geography.official import WORK_ARRONDISSEMENTS, WORK_WINDOW, read_cantons
from geo.areas import assign_areas, group_by_shared
from geo.boundaries import require_coverage, simplify_coverage
from geo.crs import WGS84, to_metric, to_wgs84

longitudes = st.floats(2.4, 6.5)
latitudes = st.floats(49.4, 51.6)


def neighbours(frame: gpd.GeoDataFrame) -> set[tuple[int, int]]:
    """Pairs of rows that share an edge."""
    shapes = frame.geometry.to_numpy()
    first, second = frame.sindex.query(shapes, predicate="intersects")
    first, second = first[first < second], second[first < second]
    # Their outlines meet in something that has a length.
    shared = shapely.relate_pattern(shapes[first], shapes[second], "****1****")
    return set(zip(first[shared].tolist(), second[shared].tolist(), strict=True))


@given(st.lists(st.tuples(longitudes, latitudes), min_size=1, max_size=30))
def test_reprojection_there_and_back_stays_within_a_millimetre(positions: list[tuple[float, float]]) -> None:
    """Measured in metres, anywhere in the country."""
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*zip(*positions, strict=True)), crs=WGS84)
    there = to_metric(frame)
    assert there.distance(to_metric(to_wgs84(there)).geometry).max() < 1e-3


def test_the_official_cantons_keep_their_neighbours() -> None:
    """At every tolerance in use, the simplified cantons are a coverage with the same pairs of neighbours."""
    full = read_cantons()
    pairs = neighbours(full)
    assert len(pairs) > 350
    for tolerance in (60.0, 80.0):
        simple = simplify_coverage(full, tolerance)
        require_coverage(simple)
        assert neighbours(simple) == pairs


def test_every_locality_of_the_two_provinces_is_in_an_area(basemap_dir: Path) -> None:
    """Of the localities in the cantons of Hainaut and Walloon Brabant, none is lost or counted twice."""
    areas = basemap.load_areas(basemap_dir)
    work = areas[areas["arrondissement"].isin(WORK_ARRONDISSEMENTS)]
    localities = basemap.load_localities(basemap_dir)
    near = localities[localities.intersects(shapely.box(*WORK_WINDOW)) & (localities["country"] == "BE")]
    assigned = assign_areas(near.assign(municipality=""), areas)
    assert assigned.notna().all()
    assert assigned.isin(work["id"]).sum() > 450


def test_every_municipality_of_the_two_provinces_has_its_area(basemap_dir: Path) -> None:
    """A private flat has nothing but its municipality, and must be counted somewhere."""
    ours = municipalities_of_work()
    nowhere = gpd.GeoSeries(pd.Series([None] * len(ours), dtype=object), crs=WGS84)
    flats = gpd.GeoDataFrame({"municipality": [one.nis for one in ours]}, geometry=nowhere)
    areas = basemap.load_areas(basemap_dir)
    assigned = assign_areas(flats, areas)
    assert assigned.notna().all()
    arrondissement = assigned.map(areas.set_index("id")["arrondissement"])
    assert set(arrondissement) == set(WORK_ARRONDISSEMENTS)


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=4), max_size=12))
def test_groups_are_the_finest_that_keep_shared_members_together(members: list[list[str]]) -> None:
    """Two items that share a member are in one group, and no member is in two groups."""
    groups = group_by_shared(members).tolist()
    owner: dict[str, int] = {}
    for codes, group in zip(members, groups, strict=True):
        for code in codes:
            assert owner.setdefault(code, group) == group
    for group in set(groups):
        inside = [set(codes) for codes, one in zip(members, groups, strict=True) if one == group]
        reached, rest = inside[0], inside[1:]
        while rest:
            linked = [codes for codes in rest if codes & reached]
            assert linked, "two unlinked items are in one group"
            reached = reached.union(*linked)
            rest = [codes for codes in rest if codes not in linked]


@given(st.text(max_size=40))
def test_any_text_is_a_municipality_or_none(text: str) -> None:
    """Looking up what people type never fails, and folding twice is folding once."""
    find_municipality(text)
    assert fold(fold(text)) == fold(text)
