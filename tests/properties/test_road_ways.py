"""Fastest ways on random networks, against a search that looks at every edge again and again."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.roads.graph import RoadGraph
from geo.roads.shortest import Network
from geo.roads.snapping import OFF_ROAD_KMH, Anchors, anchor
from tests.road_kit import at, random_network


def slow_minutes(graph: RoadGraph, anchors: Anchors, origin: int, destination: int) -> float:
    """Return the fastest time by Bellman's rule, from each anchor of one place to each of another."""
    access = anchors.access_km / OFF_ROAD_KMH * 60
    best = np.inf
    for first in np.flatnonzero(anchors.place == origin):
        reach = np.full(graph.nodes, np.inf)
        edge = anchors.edge[first]
        reach[graph.end[edge]] = (1 - anchors.along[first]) * graph.minutes[edge]
        for _ in range(graph.nodes):
            np.minimum.at(reach, graph.end, reach[graph.start] + graph.minutes)
        for last in np.flatnonzero(anchors.place == destination):
            edge_in = anchors.edge[last]
            ways = [reach[graph.start[edge_in]] + anchors.along[last] * graph.minutes[edge_in]]
            if edge_in == edge and anchors.along[last] >= anchors.along[first]:
                ways.append((anchors.along[last] - anchors.along[first]) * graph.minutes[edge])
            best = min(best, access[first] + min(ways) + access[last])
    return float(best)


@given(st.integers(0, 2**32 - 1), st.integers(3, 12), st.integers(0, 30))
def test_fastest_ways_are_the_fastest(seed: int, nodes: int, edges: int) -> None:
    """Minutes agree from every place to every other, and lines begin and end where the places are."""
    rng = np.random.default_rng(seed)
    graph = random_network(rng, nodes, edges)
    longitude, latitude = np.array([at(*point) for point in rng.uniform(0, 1, size=(4, 2))]).T
    anchors = anchor(graph, longitude, latitude)
    every = np.arange(4)
    network = Network(graph, anchors)
    legs = network.legs(every, every)
    for origin in range(4):
        for destination in {0, 1, 2, 3} - {origin}:
            expected = slow_minutes(graph, anchors, origin, destination)
            np.testing.assert_allclose(legs.minutes[origin, destination], expected, rtol=1e-7)
    [way] = network.lines(0, [1], within_min=legs.minutes[0, 1] + 1e-6)
    assert way is not None
    assert legs.km[0, 1] >= 0
    assert ((legs.town >= 0) & (legs.town <= 1)).all()
    # No detour over a third place is shorter than the way itself, but for driving up to its door and away.
    over = legs.minutes[:, :, None] + legs.minutes[None, :, :]
    assert (legs.minutes <= over.min(axis=1) + 1e-7).all()
