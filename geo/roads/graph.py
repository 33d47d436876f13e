"""A network of roads that cars may take, as arrays."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

EARTH_KM = 6371.0088
"""Mean radius of the earth."""


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """
    Roads as directed edges between n nodes; a street driven both ways is two of the m edges.

    From one node to another leads one edge at most.

    Attributes
    ----------
    longitude, latitude : ndarray of float64, shape (n,)
        WGS84, in degrees. Every bend of a road is a node, so that edges are straight.
    start, end : ndarray of int32, shape (m,)
        Nodes that an edge leads from and to.
    minutes : ndarray of float64, shape (m,)
        Time to drive an edge on empty roads.
    motorway : ndarray of bool, shape (m,)
        Whether an edge belongs to a motorway or to its slip roads, where nobody stops or turns.
    """

    longitude: npt.NDArray[np.float64]
    latitude: npt.NDArray[np.float64]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    minutes: npt.NDArray[np.float64]
    motorway: npt.NDArray[np.bool_]

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.longitude)

    @property
    def edges(self) -> int:
        """How many directed edges there are."""
        return len(self.start)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north, in degrees."""
        return (
            float(self.longitude.min()),
            float(self.latitude.min()),
            float(self.longitude.max()),
            float(self.latitude.max()),
        )


def great_circle_km(
    longitude: npt.ArrayLike, latitude: npt.ArrayLike, to_longitude: npt.ArrayLike, to_latitude: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """
    Return distances over the ground.

    Parameters
    ----------
    longitude, latitude, to_longitude, to_latitude : array_like
        WGS84, in degrees; shapes that broadcast.

    Returns
    -------
    ndarray of float64
        Kilometres on a sphere: within 0.5 % of the ellipsoid, anywhere.
    """
    west, south, east, north = (
        np.radians(np.asarray(one, dtype=np.float64))
        for one in (longitude, latitude, to_longitude, to_latitude)
    )
    half = np.sin((north - south) / 2) ** 2 + np.cos(south) * np.cos(north) * np.sin((east - west) / 2) ** 2
    distance: npt.NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return distance


def fastest(
    start: npt.NDArray[np.integer], end: npt.NDArray[np.integer], minutes: npt.NDArray[np.float64]
) -> npt.NDArray[np.intp]:
    """
    Choose one edge from each node to each other.

    Parameters
    ----------
    start, end : ndarray of int, shape (m,)
        Nodes that edges lead from and to.
    minutes : ndarray of float64, shape (m,)
        What they take.

    Returns
    -------
    ndarray of int, shape (k,)
        Rows of the fastest of those that share both ends, ordered by these.
    """
    order = np.lexsort((minutes, end, start))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(start[order]) != 0) | (np.diff(end[order]) != 0)
    return order[first]


def strongest_part(graph: RoadGraph) -> RoadGraph:
    """
    Return the largest part of a network in which every node can be driven to from every other.

    Parameters
    ----------
    graph : RoadGraph
        May fall apart, such as at the border of an extract.

    Returns
    -------
    RoadGraph
        With nodes numbered anew, in their old order; empty where *graph* has no edge.
    """
    if not graph.edges:
        return _subgraph(graph, np.zeros(graph.nodes, dtype=bool))
    links = sparse.csr_array(
        (np.ones(graph.edges, dtype=np.int8), (graph.start, graph.end)), shape=(graph.nodes, graph.nodes)
    )
    _, part = csgraph.connected_components(links, directed=True, connection="strong")
    kept = part == np.bincount(part).argmax()
    return _subgraph(graph, kept)


def _subgraph(graph: RoadGraph, kept: npt.NDArray[np.bool_]) -> RoadGraph:
    number = np.cumsum(kept, dtype=np.int32) - 1
    edges = kept[graph.start] & kept[graph.end]
    return RoadGraph(
        longitude=graph.longitude[kept],
        latitude=graph.latitude[kept],
        start=number[graph.start[edges]],
        end=number[graph.end[edges]],
        minutes=graph.minutes[edges],
        motorway=graph.motorway[edges],
    )
