"""Layers in archives: whole or in parts, as they look in real life, and as they look in an attack."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from data.geography.layers import read_layer
from data.geography.opening import LARGEST
from tests.layer_kit import GOOD, MUNICIPALITIES, SQUARE, K, collection, frame, kinds, to_shapefile, zipped


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
