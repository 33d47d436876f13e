"""Layers that users bring: read from every format and system, without what is not needed."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from data.geography.layers import read_headings, read_layer
from data.geography.roles import LayerRole, role_label
from data.i18n import LANGUAGES, translator
from geo.crs import METRIC, WGS84, require_crs, to_metric
from tests.layer_kit import MUNICIPALITIES, SQUARE, WRITERS, K, collection, feature, frame, kinds, polygon


@pytest.fixture(scope="module")
def communes(shared: Path) -> gpd.GeoDataFrame:
    """The real municipalities of Hainaut and Walloon Brabant."""
    return gpd.read_file(shared / "geodata" / "communes_hainaut_brabant_wallon_2020.geojson")


def test_the_real_topojson_is_read(shared: Path) -> None:
    """581 municipalities of 2020 with code and names, from a file that holds three layers."""
    reading = read_layer(shared / "geodata" / "belgium_municipalities_2020.topojson", MUNICIPALITIES)
    assert reading.faults == ()
    assert len(reading.frame) == 581
    require_crs(reading.frame, WGS84)
    assert bool(reading.frame.is_valid.all())
    # Quantised to forty metres, three outlines touch themselves.
    assert len(reading.mended) == 3
    names = reading.frame.set_index("nis")
    assert names["name_nl"]["53053"] == "Bergen"
    # Statbel: 30,689 km²; arcs quantised to a few tens of metres.
    assert to_metric(reading.frame).area.sum() / 1e6 == pytest.approx(30_689, rel=0.01)


def test_the_real_topojson_and_geojson_agree(shared: Path, communes: gpd.GeoDataFrame) -> None:
    """The second file was made from the first: same municipalities, same shapes."""
    reading = read_layer(shared / "geodata" / "belgium_municipalities_2020.topojson", MUNICIPALITIES)
    ours = to_metric(reading.frame).set_index("nis").loc[communes["nis"].tolist()]
    theirs = to_metric(communes).set_index("nis")
    assert ours.geometry.hausdorff_distance(theirs.geometry).max() < 1


@pytest.mark.parametrize("crs", [WGS84, METRIC, "EPSG:31370", "EPSG:3857", "EPSG:4258"])
@pytest.mark.parametrize("form", WRITERS)
def test_real_municipalities_come_back_from_every_format_and_system(
    communes: gpd.GeoDataFrame, tmp_path: Path, form: str, crs: str
) -> None:
    """Written in Lambert 72, Lambert 2008 and others, positions agree within a metre."""
    wanted = communes[["nis", "name_fr", "name_nl", "population", "geometry"]]
    reading = read_layer(WRITERS[form](wanted.to_crs(crs), tmp_path), MUNICIPALITIES)
    assert reading.faults == ()
    require_crs(reading.frame, WGS84)
    assert list(reading.frame.columns) == ["nis", "name_fr", "name_nl", "geometry"]
    assert reading.frame["nis"].tolist() == communes["nis"].tolist()
    assert reading.frame["name_fr"].tolist() == communes["name_fr"].tolist()
    there, back = to_metric(communes), to_metric(reading.frame)
    assert there.geometry.hausdorff_distance(back.geometry).max() < 1


def test_lambert_72_is_half_a_million_metres_from_lambert_2008() -> None:
    """The datum is shifted too: half a million metres, and a few more that change with the place."""
    corners = frame(shapely.Point(155_000, 122_000), shapely.Point(81_000, 143_000), crs="EPSG:31370")
    there = to_metric(corners).geometry
    assert there.x.to_list() == pytest.approx([655_005.4, 581_003.5], abs=1)
    assert there.y.to_list() == pytest.approx([622_001.4, 642_992.4], abs=1)


@pytest.mark.parametrize("form", WRITERS)
def test_attributes_that_are_not_needed_are_never_kept(tmp_path: Path, form: str) -> None:
    """A table may hold names and telephone numbers of people: they do not come along."""
    layer = frame(SQUARE, nom=["Charleroi"], owner=["Jeanne Dupont"], phone=["0470 12 34 56"], nis=[52011.0])
    reading = read_layer(WRITERS[form](layer, tmp_path), MUNICIPALITIES)
    assert reading.faults == ()
    assert reading.frame.drop(columns="geometry").to_dict("records") == [
        {"nis": "52011", "name_fr": "Charleroi", "name_nl": ""}
    ]
    roads = frame(shapely.LineString([(4.4, 50.4), (4.5, 50.5)]), owner=["Jeanne Dupont"])
    reading = read_layer(WRITERS[form](roads, tmp_path), LayerRole.ROADS)
    assert list(reading.frame.columns) == ["geometry"]


def test_a_geojson_may_name_its_system() -> None:
    """The older specification allows it, and Belgian files use it."""
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::31370"}}
    lambert = feature(polygon((155_000, 122_000), (156_000, 122_000), (156_000, 123_000)))
    reading = read_layer(collection(lambert, crs=named), MUNICIPALITIES)
    assert reading.faults == ()
    assert 4.4 < reading.frame.total_bounds[0] < 4.6
    nonsense = {"type": "name", "properties": {"name": "my own system"}}
    assert kinds(read_layer(collection(lambert, crs=nonsense), MUNICIPALITIES)) == [(K.UNKNOWN_CRS, None)]


def test_heights_are_left_out() -> None:
    """A third coordinate has no use here."""
    high = {
        "type": "Polygon",
        "coordinates": [[[4, 50, 100], [4.1, 50, 100], [4.1, 50.1, 100], [4, 50, 100]]],
    }
    reading = read_layer(collection(feature(high)), MUNICIPALITIES)
    assert not reading.frame.has_z.any()


def test_headings_are_listed_without_reading_what_is_below(tmp_path: Path) -> None:
    """In the order of the file; a file that is none gives its fault."""
    layer = frame(shapely.Point(4.4, 50.4), Nom=["A"], Type=["bar"])
    for write in WRITERS.values():
        assert read_headings(write(layer, tmp_path)) == (("Nom", "Type"), ())
    assert [fault.kind for fault in read_headings(b"x")[1]] == [K.FORMAT]


def test_each_role_has_a_name_in_each_language() -> None:
    """A role without one would show its code."""
    for role in LayerRole:
        for language in LANGUAGES:
            assert role_label(role, translator(language))
