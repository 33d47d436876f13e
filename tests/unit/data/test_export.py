"""Files that leave the register: CSV and GeoPackage."""

import csv
import io
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from data.export import BELGIAN_EXCEL, PLAIN, Cover, file_name, is_like_formula, to_csv, to_geopackage
from data.vocabulary import PlaceKind

REAL = Cover("Places", (("Period", "2019"), ("Services", "")), synthetic=False, translate=str)
DEMO = Cover("Places", (("Period", "2019"),), synthetic=True, translate=str)

ATTACKS = ["=1+1", "+32 71", "-2+3", "@SUM(A1)", "\t=1", "  =HYPERLINK(1)", "＝1"]


def rows_of(content: bytes, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_a_belgian_excel_reads_the_file_at_a_double_click() -> None:
    """Byte-order mark, semicolons, decimal commas; a missing number is empty."""
    frame = pd.DataFrame({"label": ["Hôtel", "Total"], "rate": [1.5, float("nan")]})
    content = to_csv(frame, {"label": "Lieu", "rate": "Par heure"}, REAL, BELGIAN_EXCEL)
    assert content.startswith(b"\xef\xbb\xbf")
    assert rows_of(content, ";") == [["Lieu", "Par heure"], ["Hôtel", "1,5"], ["Total", ""]]


def test_programs_get_plain_csv() -> None:
    """Commas, decimal points, no byte-order mark; values come back equal."""
    frame = pd.DataFrame({"label": ["a;b", 'c"d', "e,f"], "n": [1, -2, 3], "x": [0.1, 2.5, 1e6]})
    content = to_csv(frame, {}, REAL, PLAIN)
    assert not content.startswith(b"\xef\xbb\xbf")
    pd.testing.assert_frame_equal(pd.read_csv(io.BytesIO(content)), frame, check_dtype=False)


def test_nullable_counts_stay_whole_numbers() -> None:
    """A column of counts with a gap must not turn into 12.0."""
    frame = pd.DataFrame({"n": pd.array([12, None], dtype="Int64")})
    assert rows_of(to_csv(frame, {}, REAL), ";")[1:] == [["12"], [""]]


@pytest.mark.parametrize("text", ATTACKS)
def test_a_label_cannot_become_a_formula(text: str) -> None:
    """What starts like a formula is kept as text, in cells, categories and headings."""
    frame = pd.DataFrame({"label": [text], "kind": pd.Categorical([text])})
    header, row = rows_of(to_csv(frame, {"label": text}, REAL), ";")
    assert header == [f"'{text}", "kind"]
    assert row == [f"'{text}", f"'{text}"]


@pytest.mark.parametrize("text", ["Gosselies", "n° 5", "'s Gravenbrakel", "", "5-7"])
def test_a_plain_label_is_left_alone(text: str) -> None:
    """Only what a spreadsheet would run is changed."""
    assert not is_like_formula(text)


def test_negative_numbers_are_not_taken_for_formulas() -> None:
    """A difference of -5 is a number and must stay one."""
    assert rows_of(to_csv(pd.DataFrame({"d": [-5]}), {}, REAL), ";")[1] == ["-5"]


def test_words_of_closed_lists_are_written_by_value() -> None:
    """An enumeration member is its value in a file, not its Python name."""
    content = to_csv(pd.DataFrame({"kind": [PlaceKind.BAR]}), {}, REAL)
    assert rows_of(content, ";")[1] == ["bar"]


def test_every_row_of_a_synthetic_csv_says_so() -> None:
    """Rows copied out of the file keep the mark; a real register has no such column."""
    frame = pd.DataFrame({"n": [1, 2]})
    assert rows_of(to_csv(frame, {}, DEMO), ";") == [
        ["n", "Register"],
        ["1", "synthetic data"],
        ["2", "synthetic data"],
    ]
    assert rows_of(to_csv(frame, {}, REAL), ";")[0] == ["n"]


def test_exporting_does_not_change_the_frame() -> None:
    """Frames come from caches that all users share."""
    frame = pd.DataFrame({"label": ["=1"], "n": [1]})
    before = frame.copy()
    to_csv(frame, {"label": "Lieu"}, DEMO)
    pd.testing.assert_frame_equal(frame, before)


def test_file_names_cannot_be_guessed() -> None:
    """Two exports of the same thing have different names, plain and safe."""
    first, second = (file_name("Rapport été/2019", ".csv", synthetic=True) for _ in range(2))
    assert first != second
    assert first.startswith("maraude_rapport-été-2019_synthetic-data_")
    assert "synthetic" not in file_name("x", ".csv", synthetic=False)


def places() -> gpd.GeoDataFrame:
    shapes = [shapely.box(4.43, 50.40, 4.44, 50.41), shapely.Point(4.5, 50.5), None]
    return gpd.GeoDataFrame(
        {
            "label": ["Triangle", "=cmd", "Appartements"],
            "kind": pd.Categorical(["street", "bar", "private_flat"]),
            "contacts": [12, 0, 3],
            "rate": [1.25, float("nan"), 0.5],
        },
        geometry=np.array(shapes, dtype=object),
        crs="EPSG:4326",
    )


def test_a_geopackage_comes_back_as_it_went_out(tmp_path: Path) -> None:
    """Polygons, points and places without geometry, their measures, and WGS84."""
    path = tmp_path / "places.gpkg"
    path.write_bytes(to_geopackage(places(), "places", REAL))
    found = gpd.read_file(path, layer="places")
    assert str(found.crs) == "EPSG:4326"
    assert "register" not in found.columns
    assert found.geometry[0].equals(places().geometry[0])
    assert found.geometry.isna().tolist() == [False, False, True]
    expected = pd.DataFrame(places().drop(columns="geometry"))
    got = pd.DataFrame(found.drop(columns="geometry"))
    pd.testing.assert_frame_equal(got, expected, check_dtype=False, check_categorical=False)


def test_a_synthetic_geopackage_says_so_in_layer_and_features(tmp_path: Path) -> None:
    """The mark is on each feature, in the layer's metadata and in its description."""
    path = tmp_path / "places.gpkg"
    path.write_bytes(to_geopackage(places(), "places", DEMO))
    assert (gpd.read_file(path)["register"] == "synthetic data").all()
    metadata = pyogrio.read_info(path, layer="places")["layer_metadata"]
    assert metadata["Register"] == "synthetic data"
    assert metadata["DESCRIPTION"] == "Places · synthetic data · Period: 2019"


def test_places_in_another_projection_are_refused() -> None:
    """A file that says WGS84 must hold degrees."""
    with pytest.raises(ValueError, match="EPSG:3812"):
        to_geopackage(places().to_crs("EPSG:3812"), "places", REAL)
