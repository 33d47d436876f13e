"""Whatever bytes are brought as a layer: features or a report, and never an error."""

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.geography.layers import read_layer, read_places_layer
from data.geography.roles import LayerRole
from data.vocabulary import PlaceKind
from tests.layer_kit import BOUNDARIES, SQUARE, WRITERS, frame


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
