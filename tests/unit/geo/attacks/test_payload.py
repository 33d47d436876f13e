"""The scan of what leaves the server: it finds a leak in every format, and leaves alone what may be there."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.attacks.grids import grid_of
from geo.attacks.leaks import content_of, leaky_message
from geo.attacks.payload import Leak, Rules, points_of, scan
from tests.attack_kit import rounded, territories_of, true_counts, units_of

TERRITORIES = territories_of(units_of(4))

RULES = Rules(
    5,
    count_fields=("contacts", "Personnes rencontrées"),
    identifiers=("Bar du Port", "visit-00042"),
    points=points_of(TERRITORIES),
)


def leaks(content: object) -> list[Leak]:
    """Return what kinds of leak a scan finds."""
    return [finding.leak for finding in scan(content, RULES)]


def frame(*contacts: float) -> pd.DataFrame:
    """Return a table with a name and a count."""
    return pd.DataFrame({"zone": [f"z{at}" for at in range(len(contacts))], "contacts": contacts})


def as_csv(table: pd.DataFrame) -> bytes:
    """Return a CSV as a Belgian spreadsheet opens it."""
    return table.to_csv(index=False, sep=";", decimal=",").encode("utf-8-sig")


def as_xlsx(table: pd.DataFrame) -> bytes:
    """Return a workbook whose table begins under a title."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Synthetic data"])
    sheet.append([])
    for row in [list(table.columns), *table.to_numpy().tolist()]:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_parquet(table: pd.DataFrame) -> bytes:
    """Return a Parquet file."""
    stream = io.BytesIO()
    table.to_parquet(stream)
    return stream.getvalue()


def as_zip(table: pd.DataFrame) -> bytes:
    """Return an archive with a Parquet file in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("cubes/places.parquet", as_parquet(table))
    return stream.getvalue()


def as_gzip(table: pd.DataFrame) -> bytes:
    """Return compressed JSON."""
    return gzip.compress(as_json(table).encode())


def as_json(table: pd.DataFrame) -> str:
    """Return JSON rows, as a chart's specification holds them."""
    return json.dumps({"datasets": {"main": table.to_dict("records")}})


def as_columns(table: pd.DataFrame) -> dict[str, object]:
    """Return columns."""
    return {str(name): column.tolist() for name, column in table.items()}


def as_nested_json(table: pd.DataFrame) -> list[object]:
    """Return a message with a text in it that is JSON."""
    return [{"element": {"spec": table.to_json(orient="columns")}}]


FORMATS: list[Callable[[pd.DataFrame], object]] = [
    lambda table: table,
    lambda table: table.set_index("zone")["contacts"],
    as_csv,
    as_xlsx,
    as_parquet,
    as_zip,
    as_gzip,
    as_json,
    as_columns,
    as_nested_json,
]


@pytest.mark.parametrize("form", FORMATS)
def test_an_exact_count_is_found_in_every_format(form: Callable[[pd.DataFrame], object]) -> None:
    """One true count among published ones is a leak, however it is wrapped."""
    found = leaks(form(frame(5, 10, 13, 0)))
    assert Leak.COUNT in found
    assert set(found) == {Leak.COUNT}


@pytest.mark.parametrize("form", FORMATS)
def test_published_counts_are_left_alone(form: Callable[[pd.DataFrame], object]) -> None:
    """Multiples of the base are what is published."""
    assert leaks(form(frame(5, 10, 1_500, 0))) == []


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=20))
def test_exactly_the_counts_off_the_base_are_found(counts: list[int]) -> None:
    """Neither more nor fewer."""
    assert len(leaks({"contacts": counts})) == sum(count % 5 > 0 for count in counts)


@pytest.mark.parametrize(
    "value", ["13", "1 013", "1\u202f013", "12,5", 13, 13.0, np.int64(13), np.float32(2.5)]
)
def test_counts_are_read_as_they_are_written(value: object) -> None:
    """Numbers as text, with a thin space, with a decimal comma, and of any type."""
    assert leaks({"Personnes Rencontrées": value}) == [Leak.COUNT]


@pytest.mark.parametrize("value", ["0–4", "5", None, float("nan"), True, "masqué", "", 10.0, "1 010"])
def test_what_is_no_exact_count_is_left_alone(value: object) -> None:
    """Intervals, gaps, words and multiples."""
    assert leaks({"contacts": value}) == []


def test_a_table_in_long_form_is_read_by_its_measure() -> None:
    """A chart's rows name the count beside its value; a rate beside it is no count."""
    rows = [{"measure": "contacts", "value": 13}, {"measure": "per_hour", "value": 1.7}]
    assert leaks(rows) == [Leak.COUNT]
    assert leaks(pd.DataFrame(rows)) == [Leak.COUNT]


@pytest.mark.parametrize("name", ["place_id", "Visit_ID", "pre_sdc_count", "truth"])
def test_a_hidden_column_is_found(name: str) -> None:
    """Columns that no release has, even when they are empty."""
    assert leaks({"rows": [{name: None}]}) == [Leak.FIELD]
    assert leaks(pd.DataFrame({name: [1, 2]})) == [Leak.FIELD]


@pytest.mark.parametrize(
    "content",
    [
        "Zone of the Bar du Port",
        {"tooltip": ["z1", "bar du port"]},
        {"Bar du Port": 5},
        b"label\nBar du Port\n",
        b"\x89PNG....Title\x00Bar du Port\x00",
        {"id": "visit-00042"},
        as_xlsx(pd.DataFrame({"zone": ["Bar du Port"], "contacts": [5]})),
    ],
)
def test_a_label_of_the_register_is_found(content: object) -> None:
    """In texts, names of fields, files, and what a picture says of itself."""
    assert Leak.IDENTIFIER in leaks(content)


def test_part_of_a_word_is_no_label() -> None:
    """A label is found as it is written, and not inside another word."""
    assert leaks("Bar du Portugal, visit-000421") == []


def test_the_outlines_of_the_release_are_left_alone() -> None:
    """Corners, bounds and middles of published territories."""
    middle = TERRITORIES.geometry.iloc[0].representative_point()
    content = {
        "geojson": json.loads(TERRITORIES.to_json()),
        "text": TERRITORIES.to_json(),
        "frame": TERRITORIES,
        "bounds": TERRITORIES.union_all(),
        "view": {"lat": middle.y, "lng": middle.x},
    }
    assert leaks(content) == []


@pytest.mark.parametrize(
    "content",
    [
        {"type": "Point", "coordinates": [4.4321, 50.4101]},
        {"type": "Polygon", "coordinates": [[[4.4321, 50.4101], [4.5, 50.5], [4.4321, 50.4101]]]},
        {"lat": 50.4101, "lng": 4.4321},
        {"longitude": [4.4321], "latitude": [50.4101]},
        shapely.Point(4.4321, 50.4101),
        gpd.GeoDataFrame(geometry=[shapely.Point(4.4321, 50.4101)], crs="EPSG:4326"),
    ],
)
def test_a_point_of_its_own_is_found(content: object) -> None:
    """A coordinate finer than the territories, as GeoJSON, as fields, or as a shape."""
    assert Leak.POINT in leaks(content)


def test_a_geoparquet_file_is_read() -> None:
    """Outlines kept as well-known binary are compared like any other."""
    stream = io.BytesIO()
    TERRITORIES.to_parquet(stream)
    assert leaks(stream.getvalue()) == []
    moved = TERRITORIES.set_geometry(
        shapely.transform(TERRITORIES.geometry.to_numpy(), lambda xy: xy + 0.001)
    )
    stream = io.BytesIO()
    moved.set_crs("EPSG:4326").to_parquet(stream)
    assert Leak.POINT in leaks(stream.getvalue())


@pytest.mark.parametrize(
    "content", [b"PAR1 but nothing else", b"PK\x03\x04 cut off", b"\x1f\x8bgone", b"\xff\xfe\x00\x81\x9d"]
)
def test_what_cannot_be_read_is_told(content: bytes) -> None:
    """A scan that skips what it cannot read would prove nothing."""
    assert leaks({"file": content}) == [Leak.UNREAD]


def test_a_path_leads_to_the_leak() -> None:
    """Whoever mends it finds it."""
    (found,) = scan({"rows": [{"zone": "z1", "contacts": [5, 7]}]}, RULES)
    assert (found.path, found.value) == ("$.rows[0].contacts[1]", "7")


def test_a_release_is_clean_and_its_truth_is_not() -> None:
    """All that a release holds passes; the same with the true counts does not."""
    units, truth = true_counts(zones=2, years=1)
    published = rounded(units, truth)
    rules = Rules(5, points=points_of(published.territories))
    assert list(scan(content_of(published), rules)) == []
    assert len(list(scan({"cubes": truth}, rules))) > 100


def test_everything_planted_in_the_naive_message_is_found() -> None:
    """Counts, labels and points, each as often as it was planted."""
    units, truth = true_counts(zones=2, years=1)
    published = rounded(units, truth)
    grid = grid_of(published, truth, "contacts")
    labels = [f"Place {number}" for number in range(11)]
    leaky = leaky_message(grid, labels, published.territories, 5)
    rules = Rules(5, identifiers=labels, points=points_of(published.territories))
    assert leaky.found(list(scan(leaky.message, rules))) == sum(leaky.planted.values())
    assert leaky.found([]) == 0
