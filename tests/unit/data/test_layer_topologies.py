"""TopoJSON: arcs in both directions, with and without quantisation, of every geometry."""

import json

import pytest
import shapely

from data.geography.layers import read_layer
from data.geography.roles import LayerRole
from tests.layer_kit import MUNICIPALITIES, K, kinds


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
