"""Layers that users bring: every format and system, every fault, nothing of what is not needed."""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.geography.faults import LayerFaultKind
from data.geography.layers import (
    LayerReading,
    PlaceProposal,
    read_headings,
    read_layer,
    read_places_layer,
)
from data.geography.opening import LARGEST
from data.geography.roles import RULES, LayerRole, role_label
from data.i18n import LANGUAGES, translator
from data.vocabulary import PlaceKind
from geo.crs import METRIC, WGS84, require_crs, to_metric

K = LayerFaultKind
MUNICIPALITIES = LayerRole.MUNICIPALITIES
SQUARE = shapely.box(4.4, 50.4, 4.5, 50.5)


def frame(
    *shapes: shapely.Geometry | None, crs: str | None = WGS84, **columns: list[object]
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=np.array(shapes, dtype=object), crs=crs)


def to_geopackage(layer: gpd.GeoDataFrame, folder: Path) -> bytes:
    layer.to_file(folder / "layer.gpkg", layer="communes")
    return (folder / "layer.gpkg").read_bytes()


def to_shapefile(layer: gpd.GeoDataFrame, folder: Path, *without: str, inside: str = "") -> bytes:
    layer.to_file(folder / "communes.shp", encoding="utf-8")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in folder.glob("communes.*"):
            if path.suffix not in without:
                file.write(path, f"{inside}{path.name}")
    return archive.getvalue()


def to_geojson(layer: gpd.GeoDataFrame, folder: Path) -> bytes:
    layer.to_file(folder / "layer.geojson")
    return (folder / "layer.geojson").read_bytes()


WRITERS: dict[str, Callable[[gpd.GeoDataFrame, Path], bytes]] = {
    "geopackage": to_geopackage,
    "shapefile": to_shapefile,
    "geojson": to_geojson,
}


def collection(*features: dict[str, object] | None, **more: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(*corners: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


GOOD = feature(polygon((4.4, 50.4), (4.5, 50.4), (4.5, 50.5)), nis="52011", name_fr="Charleroi")


def zipped(**files: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return archive.getvalue()


def kinds(reading: LayerReading) -> list[tuple[LayerFaultKind, int | None]]:
    """Return the faults, having made sure that nothing was kept and that each can be said."""
    assert reading.faults
    assert reading.frame.empty
    for language in LANGUAGES:
        for fault in reading.faults:
            assert "{" not in fault.message(translator(language)) + fault.remedy(translator(language))
    return [(fault.kind, fault.feature) for fault in reading.faults]


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


@pytest.mark.parametrize("form", ["geopackage", "shapefile"])
@pytest.mark.filterwarnings("ignore:.*crs.*:UserWarning")
def test_a_layer_without_system_is_refused_with_what_to_do(tmp_path: Path, form: str) -> None:
    """The message names the Belgian systems and where to set them, in each language."""
    reading = read_layer(WRITERS[form](frame(SQUARE, crs=None), tmp_path), MUNICIPALITIES)
    assert kinds(reading) == [(K.NO_CRS, None)]
    for language in LANGUAGES:
        remedy = reading.faults[0].remedy(translator(language))
        assert all(code in remedy for code in ("31370", "3812", "4326", "QGIS"))


def test_a_shapefile_without_prj_is_refused(tmp_path: Path) -> None:
    """Its numbers could be in any system."""
    reading = read_layer(to_shapefile(frame(SQUARE), tmp_path, ".prj"), MUNICIPALITIES)
    assert kinds(reading) == [(K.NO_CRS, None)]


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_a_shapefile_without_one_of_its_files_is_refused(tmp_path: Path, part: str) -> None:
    """The missing file is named."""
    reading = read_layer(to_shapefile(frame(SQUARE), tmp_path, part), MUNICIPALITIES)
    assert kinds(reading) == [(K.ARCHIVE_PART, None)]
    assert part in reading.faults[0].message(str)


def test_a_bare_shp_file_is_refused(tmp_path: Path) -> None:
    """People send the .shp alone; the message says what belongs to it."""
    to_shapefile(frame(SQUARE), tmp_path)
    assert kinds(read_layer(tmp_path / "communes.shp", MUNICIPALITIES)) == [(K.ARCHIVE_PART, None)]


def test_an_archive_with_a_folder_and_traces_of_a_mac_is_read(tmp_path: Path) -> None:
    """That is how archives look in real life."""
    content = to_shapefile(frame(SQUARE, nom=["Mons"]), tmp_path, inside="Communes 2020/")
    with zipfile.ZipFile(archive := io.BytesIO(content), "a") as file:
        file.writestr("__MACOSX/._communes.shp", b"x")
        file.writestr("Communes 2020/.DS_Store", b"x")
        file.writestr("Communes 2020/readme.txt", b"x")
    assert read_layer(archive.getvalue(), MUNICIPALITIES).faults == ()


def test_a_zipped_geojson_is_read() -> None:
    """An archive may hold one layer of another format too."""
    assert read_layer(zipped(**{"a.geojson": collection(GOOD)}), MUNICIPALITIES).faults == ()


@pytest.mark.parametrize(
    "name", ["../../evil.shp", "/etc/evil.shp", "..\\evil.shp", "C:evil.shp", "a/../../b.shp"]
)
def test_an_archive_that_leads_out_of_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    """And nothing is written anywhere."""
    content = zipped(**{name: struct.pack(">i", 9994) * 30})
    before = sorted(tmp_path.rglob("*"))
    assert kinds(read_layer(content, MUNICIPALITIES)) == [(K.ARCHIVE_UNSAFE, None)]
    assert sorted(tmp_path.rglob("*")) == before


def test_an_archive_that_unpacks_to_far_more_than_its_size_is_refused() -> None:
    """A hundred megabytes of nothing fit into a hundred kilobytes."""
    content = zipped(**{"bomb.geojson": b" " * (LARGEST + 1)})
    assert len(content) < 200_000
    assert kinds(read_layer(content, MUNICIPALITIES)) == [(K.ARCHIVE_UNSAFE, None)]


def test_a_locked_archive_is_refused() -> None:
    """No password is asked for."""
    content = bytearray(zipped(**{"a.geojson": collection(GOOD)}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    assert kinds(read_layer(bytes(content), MUNICIPALITIES)) == [(K.ARCHIVE_UNSAFE, None)]


@pytest.mark.parametrize(
    ("files", "count"),
    [({}, 0), ({"readme.txt": b"x"}, 0), ({"a.geojson": b"{}", "b.geojson": b"{}"}, 2)],
)
def test_an_archive_must_hold_one_layer(files: dict[str, bytes], count: int) -> None:
    """Neither none nor several."""
    reading = read_layer(zipped(**files), MUNICIPALITIES)
    assert kinds(reading) == [(K.ARCHIVE_CONTENT, None)]
    assert str(count) in reading.faults[0].message(str)


def test_an_archive_in_an_archive_is_refused() -> None:
    """Bombs are often nested."""
    assert kinds(read_layer(zipped(**{"a.json": zipped()}), MUNICIPALITIES)) == [(K.FORMAT, None)]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", K.FILE_EMPTY),
        (b" \n", K.FILE_EMPTY),
        (b"nis;nom\n52011;Charleroi\n", K.FORMAT),
        (b"%PDF-1.7", K.FORMAT),
        (b"<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>", K.FORMAT),
        (b"<kml/>", K.FORMAT),
        (b"[1, 2]", K.FORMAT),
        (b'{"type": "Style"}', K.FORMAT),
        (
            b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}',
            K.FORMAT,
        ),
        (b"{", K.DAMAGED),
        (b'{"type": "FeatureCollection"}', K.DAMAGED),
        (b'{"type": "FeatureCollection", "features": 3}', K.DAMAGED),
        (b'{"type": "FeatureCollection", "features": [null]}', K.DAMAGED),
        (b'{"type": "Topology"}', K.DAMAGED),
        (b'{"type": "Topology", "arcs": 1, "objects": {"a": {}}}', K.DAMAGED),
        (b'{"a":' * 100_000, K.DAMAGED),
        (b'{"type": "FeatureCollection", "features": []}', K.NO_FEATURES),
        (b'{"type": "Topology", "arcs": [], "objects": {}}', K.NO_FEATURES),
        (b"PK\x03\x04 and no more", K.DAMAGED),
        (b"SQLite format 3\0 and no more", K.DAMAGED),
        (zipped(**{"a.shp": b"x", "a.shx": b"x", "a.dbf": b"x"}), K.DAMAGED),
        (zipped(**{"a.shp": struct.pack(">i", 9994) * 30, "a.shx": b"x", "a.dbf": b"x"}), K.DAMAGED),
        (zipped(**{"a.gpkg": b"x"}), K.FORMAT),
    ],
)
def test_what_is_no_layer_is_refused_with_a_reason(content: bytes, kind: LayerFaultKind) -> None:
    """Other formats, documents cut short, files that would make a reader run commands."""
    assert kinds(read_layer(content, MUNICIPALITIES)) == [(kind, None)]


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    """It may have gone between choice and reading."""
    assert kinds(read_layer(tmp_path / "gone.geojson", MUNICIPALITIES)) == [(K.DAMAGED, None)]


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    """By its size, before a byte is read."""
    path = tmp_path / "huge.geojson"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert kinds(read_layer(path, MUNICIPALITIES)) == [(K.FILE_LARGE, None)]


def test_too_many_features_are_refused_with_their_number(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In every format."""
    monkeypatch.setitem(
        RULES, MUNICIPALITIES, RULES[MUNICIPALITIES].__class__(frozenset({"Polygon"}), 2, {}, ())
    )
    for write in WRITERS.values():
        reading = read_layer(write(frame(SQUARE, SQUARE, SQUARE), tmp_path), MUNICIPALITIES)
        assert kinds(reading) == [(K.MANY_FEATURES, None)]
        assert "3" in reading.faults[0].message(str)


def test_several_layers_need_a_plain_choice(tmp_path: Path) -> None:
    """The one named after the role is taken; two that are, or none, are refused."""
    path = tmp_path / "several.gpkg"
    frame(SQUARE, nom=["Mons"]).to_file(path, layer="gemeenten")
    frame(SQUARE, nom=["x"]).to_file(path, layer="parcels")
    reading = read_layer(path, MUNICIPALITIES)
    assert reading.frame["name_fr"].tolist() == ["Mons"]
    assert kinds(read_layer(path, LayerRole.SECTORS)) == [(K.LAYERS, None)]
    frame(SQUARE).to_file(path, layer="communes")
    assert kinds(read_layer(path, MUNICIPALITIES)) == [(K.LAYERS, None)]


def test_all_faults_of_all_features_are_told_at_once() -> None:
    """With the number of the feature, what is wrong, and what to do; nothing is kept."""
    bow_tie = polygon((4.4, 50.4), (4.5, 50.5), (4.5, 50.4), (4.4, 50.5))
    content = collection(
        GOOD,
        feature(None),
        feature({"type": "Point", "coordinates": [4.4, 50.4]}),
        feature(bow_tie),
        feature({"type": "Polygon", "coordinates": []}),
        feature({"type": "Polygon", "coordinates": "x"}),
        feature(polygon((40.4, 50.4), (40.5, 50.4), (40.5, 50.5))),
        feature({"type": "Polygon", "coordinates": [[[4, 50], [4, float("inf")], [5, 50], [4, 50]]]}),
        GOOD,
    )
    reading = read_layer(content, MUNICIPALITIES)
    assert kinds(reading) == [
        (K.NO_GEOMETRY, 2),
        (K.GEOMETRY_TYPE, 3),
        (K.INVALID_GEOMETRY, 4),
        (K.NO_GEOMETRY, 5),
        (K.UNREADABLE_GEOMETRY, 6),
        (K.OUTSIDE, 7),
        (K.UNREADABLE_GEOMETRY, 8),
    ]
    assert "4.45 50.45" in reading.faults[2].message(str)


def test_faults_of_features_are_told_beside_a_missing_system(tmp_path: Path) -> None:
    """Else the user exports again only to hear of the next fault."""
    layer = frame(SQUARE, shapely.Polygon())
    reading = read_layer(to_shapefile(layer, tmp_path, ".prj"), MUNICIPALITIES)
    assert kinds(reading) == [(K.NO_CRS, None), (K.NO_GEOMETRY, 2)]


@pytest.mark.parametrize(
    ("corners", "kind"),
    [
        (((155_000, 122_000), (156_000, 122_000), (156_000, 123_000)), K.METRES),
        (((50.4, 4.4), (50.5, 4.4), (50.5, 4.5)), K.SWAPPED),
    ],
)
def test_common_mistakes_with_positions_are_named(
    corners: tuple[tuple[float, float], ...], kind: LayerFaultKind
) -> None:
    """Lambert metres in a GeoJSON without system, and latitude first."""
    assert kinds(read_layer(collection(feature(polygon(*corners))), MUNICIPALITIES)) == [(kind, None)]


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


def test_a_topology_is_resolved_with_its_arcs_in_both_directions() -> None:
    """Two squares share an arc; one of them walks it backwards."""
    squares: list[dict[str, object]] = [
        {"type": "Polygon", "arcs": [[0, 1]]},
        {"type": "Polygon", "arcs": [[2, -1]]},
    ]
    faulty: list[dict[str, object]] = [{"type": None}, {"type": "Polygon", "arcs": [[7]]}]

    def topology(geometries: list[dict[str, object]]) -> bytes:
        document = {
            "type": "Topology",
            "transform": {"scale": [0.1, 0.1], "translate": [4, 50]},
            "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
            "objects": {"squares": {"type": "GeometryCollection", "geometries": geometries}},
        }
        return json.dumps(document).encode()

    assert kinds(read_layer(topology([*squares, *faulty]), MUNICIPALITIES)) == [
        (K.NO_GEOMETRY, 3),
        (K.UNREADABLE_GEOMETRY, 4),
    ]
    resolved = read_layer(topology(squares), MUNICIPALITIES).frame.geometry
    assert [list(shape.bounds) for shape in resolved] == [
        pytest.approx([4.0, 50.0, 4.1, 50.1]),
        pytest.approx([4.1, 50.0, 4.2, 50.1]),
    ]


@pytest.mark.parametrize(
    ("role", "geometry", "expected"),
    [
        (LayerRole.PLACES, {"type": "Point", "coordinates": [4, 50]}, "POINT (4 50)"),
        (LayerRole.ROADS, {"type": "LineString", "arcs": [~0]}, "LINESTRING (5 51, 5 50, 4 50)"),
        (LayerRole.ROADS, {"type": "MultiLineString", "arcs": [[0]]}, "MULTILINESTRING ((4 50, 5 50, 5 51))"),
        (
            LayerRole.SECTORS,
            {"type": "MultiPolygon", "arcs": [[[0, 1]]]},
            "MULTIPOLYGON (((4 50, 5 50, 5 51, 4 50)))",
        ),
    ],
)
def test_every_geometry_of_a_topology_without_quantisation_is_read(
    role: LayerRole, geometry: dict[str, object], expected: str
) -> None:
    """Arcs may also stand in degrees, and an object may be one geometry."""
    arcs = [[[4, 50], [5, 50], [5, 51]], [[5, 51], [4, 50]]]
    document = {"type": "Topology", "arcs": arcs, "objects": {"one": geometry}}
    reading = read_layer(json.dumps(document).encode(), role)
    assert reading.faults == ()
    assert [shapely.to_wkt(shape, trim=True) for shape in reading.frame.geometry] == [expected]


def test_several_points_in_one_are_of_the_wrong_type() -> None:
    """A place is one spot; a geometry that no one knows is told as such."""
    points = {"type": "MultiPoint", "coordinates": [[0, 0], [1, 1]]}
    document = {
        "type": "Topology",
        "transform": {"scale": [1, 1], "translate": [4, 50]},
        "arcs": [],
        "objects": {"one": {"type": "GeometryCollection", "geometries": [points, {"type": "Circle"}]}},
    }
    reading = read_layer(json.dumps(document).encode(), LayerRole.PLACES)
    assert kinds(reading) == [(K.GEOMETRY_TYPE, 1), (K.UNREADABLE_GEOMETRY, 2)]


def test_each_role_has_a_name_in_each_language() -> None:
    """A role without one would show its code."""
    for role in LayerRole:
        for language in LANGUAGES:
            assert role_label(role, translator(language))


BOUNDARIES = frame(
    shapely.box(4, 50, 4.45, 51),
    shapely.box(4.45, 50, 5, 51),
    municipalities=["52011", "25031 25044"],
)


def places(*rows: tuple[object, dict[str, object]]) -> bytes:
    return collection(*(feature(geometry, **properties) for geometry, properties in rows))


def point(lon: float, lat: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [lon, lat]}


def test_places_are_proposed_with_kind_label_and_municipality() -> None:
    """Kinds in words of any language; the municipality where the position leaves only one."""
    content = places(
        (point(4.43, 50.4), {"Nom": " Rue  du Rivage ", "Type": "Rue", "owner": "Jeanne Dupont"}),
        (polygon((4.5, 50.4), (4.6, 50.4), (4.6, 50.5)), {"Nom": "Zone B", "Type": "street zone"}),
        (point(6, 50), {"Nom": "Relais", "Type": "BAR"}),
    )
    reading = read_places_layer(content, BOUNDARIES, "Nom", kind_column="Type")
    assert [fault.kind for fault in reading.faults] == [K.UNKNOWN_KIND]
    content = content.replace(b'"Rue"', b'"bar"')
    proposals = read_places_layer(content, BOUNDARIES, "Nom", kind_column="Type").proposals
    assert proposals[0] == PlaceProposal(
        1, PlaceKind.BAR, "Rue du Rivage", shapely.Point(4.43, 50.4), "52011", ("52011",)
    )
    assert [(one.kind, one.municipality, one.candidates) for one in proposals[1:]] == [
        (PlaceKind.STREET, None, ("25031", "25044")),
        (PlaceKind.BAR, None, ()),
    ]


def test_one_kind_may_be_chosen_for_all_places() -> None:
    """Then no column is needed for it."""
    content = places((point(4.43, 50.4), {"name": "A"}))
    reading = read_places_layer(content, BOUNDARIES, "name", kind=PlaceKind.CAR_PARK)
    assert [one.kind for one in reading.proposals] == [PlaceKind.CAR_PARK]


def test_all_faults_of_places_are_told_at_once() -> None:
    """Names missing, too long, used twice or of a person; kinds unknown; private flats; lines."""
    line = {"type": "LineString", "coordinates": [[4.4, 50.4], [4.5, 50.5]]}
    content = places(
        (point(4.43, 50.4), {"name": "A", "kind": "bar"}),
        (point(4.43, 50.4), {"name": "a ", "kind": "bar"}),
        (point(4.43, 50.4), {"name": "", "kind": "bar"}),
        (point(4.43, 50.4), {"name": "x" * 81, "kind": "private_flat"}),
        (line, {"name": "0470 12 34 56", "kind": "nowhere"}),
    )
    reading = read_places_layer(content, BOUNDARIES, "name", kind_column="kind")
    assert reading.proposals == ()
    assert [(fault.kind, fault.feature) for fault in reading.faults] == [
        (K.LABEL_TWICE, 2),
        (K.NO_LABEL, 3),
        (K.LONG_LABEL, 4),
        (K.FLAT_ON_MAP, 4),
        (K.GEOMETRY_TYPE, 5),
        (K.LABEL_OF_PERSON, 5),
        (K.UNKNOWN_KIND, 5),
    ]
    for fault in reading.faults:
        for language in LANGUAGES:
            assert "{" not in fault.message(translator(language)) + fault.remedy(translator(language))


def test_a_zone_that_crosses_itself_is_never_mended() -> None:
    """Nobody knows which of its halves was meant."""
    tie = polygon((4.4, 50.4), (4.5, 50.5), (4.5, 50.4), (4.4, 50.5))
    reading = read_places_layer(places((tie, {"n": "A"})), BOUNDARIES, "n", kind=PlaceKind.STREET)
    assert [fault.kind for fault in reading.faults] == [K.INVALID_GEOMETRY]


def test_a_column_that_is_not_there_is_a_fault() -> None:
    """Each one is named."""
    content = places((point(4.43, 50.4), {"name": "A"}))
    reading = read_places_layer(content, BOUNDARIES, "label", kind_column="kind")
    assert [fault.values["column"] for fault in reading.faults] == ["label", "kind"]


def test_headings_are_listed_without_reading_what_is_below(tmp_path: Path) -> None:
    """In the order of the file; a file that is none gives its fault."""
    layer = frame(shapely.Point(4.4, 50.4), Nom=["A"], Type=["bar"])
    for write in WRITERS.values():
        assert read_headings(write(layer, tmp_path)) == (("Nom", "Type"), ())
    assert [fault.kind for fault in read_headings(b"x")[1]] == [K.FORMAT]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """A small sound file of each format."""
    folder = tmp_path_factory.mktemp("samples")
    layer = frame(SQUARE, shapely.box(4.5, 50.4, 4.6, 50.5), nom=["A", "B"])
    return [write(layer, folder) for write in WRITERS.values()]


@given(data=st.data())
def test_damaged_files_give_features_or_a_report(samples: list[bytes], data: st.DataObject) -> None:
    """Bytes changed, cut out, or cut off anywhere in a sound file never raise."""
    content = bytearray(data.draw(st.sampled_from(samples)))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, max(len(content) - 1, 0)))
        change = data.draw(st.sampled_from(["flip", "cut", "end", "insert"]))
        if change == "flip" and content:
            content[place] ^= data.draw(st.integers(1, 255))
        elif change == "cut":
            del content[place : place + data.draw(st.integers(1, 64))]
        elif change == "end":
            del content[place:]
        else:
            content[place:place] = data.draw(st.binary(max_size=16))
    role = data.draw(st.sampled_from(list(LayerRole)))
    reading = read_layer(bytes(content), role)
    assert bool(reading.faults) == reading.frame.empty


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"{", b"SQLite format 3\0", b"\0\0\x27\x0a"]),
)
def test_arbitrary_bytes_give_a_report(content: bytes, start: bytes) -> None:
    """Also behind the first bytes of a format that can be read."""
    reading = read_layer(start + content, LayerRole.WATER)
    assert reading.faults
    assert reading.frame.empty


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
geometry_types = st.sampled_from(
    ["Point", "LineString", "Polygon", "MultiPolygon", "GeometryCollection", "x", None]
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "type": geometry_types,
                "properties": json_values,
                "geometry": json_values
                | st.fixed_dictionaries(
                    {"type": geometry_types}, optional={"coordinates": json_values, "geometries": json_values}
                ),
                "arcs": json_values,
                "coordinates": json_values,
                "geometries": json_values,
            },
        ),
        max_size=4,
    ),
    st.sampled_from(["FeatureCollection", "Topology", "Feature", "GeometryCollection"]),
    json_values,
)
def test_any_json_gives_features_or_a_report(
    features: list[dict[str, object]], kind: str, more: object
) -> None:
    """Whatever stands where the specification wants something else."""
    objects = {"a": {"type": "GeometryCollection", "geometries": features}}
    document = {"type": kind, "features": features, "geometries": features, "objects": objects, "arcs": more}
    reading = read_layer(json.dumps(document).encode(), LayerRole.PLACES)
    assert bool(reading.faults) == reading.frame.empty
    read_places_layer(json.dumps(document).encode(), BOUNDARIES, "name", kind=PlaceKind.BAR)
