"""Networks of roads: their largest part, places on them, and the fastest ways between these."""

from dataclasses import replace

import numpy as np
import pytest

from geo.roads.graph import RoadGraph, fastest, great_circle_km, strongest_part
from geo.roads.shortest import Network
from geo.roads.snapping import OFF_ROAD_KMH, Anchors, anchor
from tests.road_kit import Point, at


def line_of(*edges: tuple[int, int, float], motorway: bool = False, nodes: int = 4) -> RoadGraph:
    """Return nodes a kilometre apart on a line eastward, with edges that take so many minutes."""
    positions = np.array([at(km, 0) for km in range(nodes)])
    start, end, minutes = np.array(edges).T
    return RoadGraph(
        positions[:, 0],
        positions[:, 1],
        start.astype(np.int32),
        end.astype(np.int32),
        minutes,
        np.full(len(start), motorway),
    )


def put(graph: RoadGraph, *points: Point, bearings: tuple[float, ...] | None = None) -> Anchors:
    """Return where points at kilometres from the origin lie on a network."""
    longitude, latitude = np.array([at(*point) for point in points]).T
    return anchor(graph, longitude, latitude, None if bearings is None else np.array(bearings))


def minutes_between(graph: RoadGraph, anchors: Anchors) -> np.ndarray:
    """Return the times between all places."""
    every = np.arange(anchors.count)
    return Network(graph, anchors).legs(every, every).minutes


BOTH_WAYS = [(0, 1, 2.0), (1, 0, 2.0), (1, 2, 4.0), (2, 1, 4.0), (2, 3, 6.0), (3, 2, 6.0)]


def test_a_degree_is_111_km() -> None:
    """A quarter of the way round the earth is 10,007 km."""
    assert great_circle_km(0, 0, 90, 0) == pytest.approx(10007.5, abs=1)
    assert great_circle_km(4.4, 50, 4.4, 51) == pytest.approx(111.19, abs=0.01)
    assert great_circle_km(4.4, 50, 4.4, 50) == 0


def test_of_two_edges_the_faster_stays() -> None:
    """From one node to another leads one edge."""
    start, end = np.array([1, 0, 1, 0]), np.array([0, 1, 0, 2])
    assert fastest(start, end, np.array([5.0, 9.0, 3.0, 1.0])).tolist() == [1, 3, 2]


def test_what_cannot_be_driven_back_from_is_left_away() -> None:
    """A dead end of a one-way street, such as at the border of an extract, would swallow a pair."""
    graph = strongest_part(line_of((0, 1, 2.0), (1, 0, 2.0), (1, 2, 4.0), (2, 3, 6.0)))
    assert (graph.nodes, graph.edges) == (2, 2)
    assert strongest_part(line_of((0, 1, 1.0))).edges == 0


def test_times_between_nodes_and_along_edges() -> None:
    """Places half-way along an edge pay half of it; the way back is the same on a two-way street."""
    found = minutes_between(
        line_of(*BOTH_WAYS), put(line_of(*BOTH_WAYS), (0, 0), (1.5, 0), (1.75, 0), (3, 0))
    )
    expected = [[0, 4, 5, 12], [4, 0, 1, 8], [5, 1, 0, 7], [12, 8, 7, 0]]
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_one_way_street_is_driven_round() -> None:
    """Behind on the same one-way street means once around."""
    straight = line_of((0, 1, 2.0), (1, 2, 4.0), (2, 3, 6.0), (3, 0, 8.0))
    # The last node stands aside, so that the way back runs beside the street.
    ring = replace(straight, latitude=straight.latitude + np.array([0, 0, 0, 0.009]))
    found = minutes_between(ring, put(ring, (1.25, 0), (1.75, 0)))
    np.testing.assert_allclose(found, [[0, 2], [18, 0]], atol=1e-5)


def test_a_place_beside_the_road_pays_the_way_to_it() -> None:
    """300 m off the road at walking pace by car; farther than a kilometre there is no road."""
    graph = line_of(*BOTH_WAYS)
    anchors = put(graph, (1, 0), (2, 0.3), (2, 1.2))
    assert anchors.reached.tolist() == [True, True, False]
    found = minutes_between(graph, anchors)
    assert found[0, 1] == pytest.approx(4 + 0.3 / OFF_ROAD_KMH * 60, abs=1e-3)
    assert np.isnan(found[2]).all()
    assert np.isnan(found[:, 2]).all()


def test_two_places_at_one_point_are_no_time_apart() -> None:
    """On an edge and on a crossing, whichever of its edges they hang on."""
    graph = line_of(*BOTH_WAYS)
    for point in ((1.5, 0.0), (2.0, 0.0)):
        np.testing.assert_allclose(minutes_between(graph, put(graph, point, point)), 0, atol=1e-6)


def test_length_and_town_follow_the_way() -> None:
    """The second kilometre takes a minute (60 km/h), the others are slower: town."""
    graph = line_of((0, 1, 3.0), (1, 0, 3.0), (1, 2, 1.0), (2, 1, 1.0), (2, 3, 2.0), (3, 2, 2.0))
    every = np.arange(2)
    legs = Network(graph, put(graph, (0, 0), (3, 0))).legs(every, every)
    np.testing.assert_allclose(legs.km, [[0, 3], [3, 0]], atol=1e-4)
    np.testing.assert_allclose(legs.town, [[0, 5 / 6], [5 / 6, 0]], atol=1e-6)


def test_rows_and_columns_alone_are_the_same() -> None:
    """A new place costs a row forwards and a column backwards: one-way streets make the two differ."""
    ring = line_of((0, 1, 2.0), (1, 2, 4.0), (2, 3, 6.0), (3, 0, 8.0), (2, 1, 1.0))
    network = Network(ring, put(ring, (0, 0), (1.3, 0), (2.5, 0), (3, 0)))
    every = np.arange(4)
    whole = network.legs(every, every)
    steps: list[float] = []
    row = network.legs(np.array([2]), every, steps.append)
    column = network.legs(every, np.array([2]))
    for name in ("minutes", "km", "town"):
        np.testing.assert_allclose(getattr(row, name)[0], getattr(whole, name)[2], atol=1e-9)
        np.testing.assert_allclose(getattr(column, name)[:, 0], getattr(whole, name)[:, 2], atol=1e-9)
    assert steps[-1] == 1


def test_the_line_passes_the_nodes_of_the_way() -> None:
    """From door to door through every bend between."""
    graph = line_of(*BOTH_WAYS)
    network = Network(graph, put(graph, (0.5, 0), (2.5, 0), (0, 5)))
    way, lost = network.lines(0, [1, 2])
    assert way is not None
    np.testing.assert_allclose(way, [at(km, 0) for km in (0.5, 1, 2, 2.5)], atol=1e-6)
    assert lost is None
    assert network.lines(0, [1], within_min=7.9) == [None]
    assert network.lines(0, [1], within_min=8.1)[0] is not None


def test_an_ordinary_place_is_not_reached_from_a_motorway() -> None:
    """A bar behind the noise barrier is reached by its street, however near the motorway is."""
    positions = np.array([at(0, 0), at(2, 0), at(0, 0.5), at(2, 0.5)])
    graph = RoadGraph(
        positions[:, 0],
        positions[:, 1],
        np.array([0, 1, 2, 3], dtype=np.int32),
        np.array([1, 0, 3, 2], dtype=np.int32),
        np.array([1.0, 1.0, 3.0, 3.0]),
        np.array([True, True, False, False]),
    )
    assert put(graph, (1, 0.05)).edge.tolist() == [2, 3]
    assert put(graph, (1, -0.8)).edge.tolist() == [0, 1]


def test_a_carriageway_is_chosen_by_its_bearing() -> None:
    """Driven east (90°) or west (270°), within 45°; a bearing that nothing is driven in finds none."""
    graph = line_of(*BOTH_WAYS, motorway=True)
    anchors = put(graph, (1.5, 0.01), (1.5, 0.01), (1.5, 0.01), bearings=(80.0, 300.0, 0.0))
    assert graph.start[anchors.edge].tolist() == [1, 2]
    assert anchors.reached.tolist() == [True, True, False]


def test_no_place_and_no_road() -> None:
    """An empty register, and a network without places."""
    graph = line_of(*BOTH_WAYS)
    nothing = anchor(graph, np.zeros(0), np.zeros(0))
    assert nothing.count == 0
    assert minutes_between(graph, nothing).shape == (0, 0)
