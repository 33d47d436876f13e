"""What is refused of a layer: no system, no layer, too much of it, and every fault of its features."""

import struct
from pathlib import Path

import pytest
import shapely

from data.geography.faults import LayerFaultKind
from data.geography.layers import read_layer
from data.geography.opening import LARGEST
from data.geography.roles import RULES, LayerRole
from data.i18n import LANGUAGES, translator
from tests.layer_kit import (
    GOOD,
    MUNICIPALITIES,
    SQUARE,
    WRITERS,
    K,
    collection,
    feature,
    frame,
    kinds,
    polygon,
    to_shapefile,
    zipped,
)


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
