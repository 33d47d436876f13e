"""Where on the roads a place is reached from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.roads.graph import EARTH_KM, RoadGraph

FARTHEST_KM = 1.0
"""A place farther than this from every road is not reached by road."""

OFF_ROAD_KMH = 12.0
"""Speed between a place and the road it is reached from."""

BEARING_DEG = 45.0
"""By how much an edge may turn away from the bearing of a carriageway."""

TOUCHING_KM = 1e-6
"""Edges whose distances differ by less than this lie on each other: the two ways of a street."""

KM_PER_DEGREE = np.pi / 180 * EARTH_KM

_NO_EDGES = np.zeros(0, dtype=np.int32)
_NO_PARTS = np.zeros(0, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Anchors:
    """
    Where n places lie on a network; a place on a street driven both ways has two of the k anchors.

    Attributes
    ----------
    place : ndarray of int32, shape (k,)
        Row of the place, from 0 to n - 1, ascending.
    edge : ndarray of int32, shape (k,)
        The edge it lies on.
    along : ndarray of float64, shape (k,)
        Part of the edge that lies before it, from 0 to 1.
    longitude, latitude : ndarray of float64, shape (k,)
        The point on the edge, WGS84.
    access_km : ndarray of float64, shape (k,)
        From the place to that point.
    count : int
        How many places there are, n.
    """

    place: npt.NDArray[np.int32]
    edge: npt.NDArray[np.int32]
    along: npt.NDArray[np.float64]
    longitude: npt.NDArray[np.float64]
    latitude: npt.NDArray[np.float64]
    access_km: npt.NDArray[np.float64]
    count: int

    @property
    def reached(self) -> npt.NDArray[np.bool_]:
        """Whether each of the n places lies on the network."""
        found = np.zeros(self.count, dtype=bool)
        found[self.place] = True
        return found


def anchor(
    graph: RoadGraph,
    longitude: npt.NDArray[np.float64],
    latitude: npt.NDArray[np.float64],
    carriageway_deg: npt.NDArray[np.float64] | None = None,
) -> Anchors:
    """
    Find where places lie on a network.

    A place goes to the nearest point of the nearest road that is no motorway, in all ways in which that road
    is driven. A place that opens onto one carriageway goes to the nearest edge driven in its bearing, of a
    motorway where there is one: it is reached from there and left onward.

    Parameters
    ----------
    graph : RoadGraph
        The network.
    longitude, latitude : ndarray of float64, shape (n,)
        The places, WGS84.
    carriageway_deg : ndarray of float64, shape (n,), optional
        Bearing in which the carriageway of each place is driven, clockwise from north; NaN for a place that
        opens onto no carriageway.

    Returns
    -------
    Anchors
        None for a place farther than `FARTHEST_KM` from every road that it may be reached from.
    """
    bearings = np.full(len(longitude), np.nan) if carriageway_deg is None else carriageway_deg
    boxes = _Boxes(graph)
    found = [
        _anchor_one(graph, boxes.near(east, north), east, north, bearing)
        for east, north, bearing in zip(longitude, latitude, bearings, strict=True)
    ]
    edges = np.concatenate([_NO_EDGES, *(one.edge for one in found)])
    along = np.concatenate([_NO_PARTS, *(one.along for one in found)])
    start, end = graph.start[edges], graph.end[edges]
    return Anchors(
        place=np.repeat(np.arange(len(found), dtype=np.int32), [len(one.edge) for one in found]),
        edge=edges,
        along=along,
        longitude=(1 - along) * graph.longitude[start] + along * graph.longitude[end],
        latitude=(1 - along) * graph.latitude[start] + along * graph.latitude[end],
        access_km=np.concatenate([_NO_PARTS, *(one.km for one in found)]),
        count=len(longitude),
    )


class _Boxes:
    """The boxes around all edges, to find those near a point without looking at each."""

    def __init__(self, graph: RoadGraph) -> None:
        """Compute the boxes once."""
        ends = graph.longitude[graph.start], graph.longitude[graph.end]
        sides = graph.latitude[graph.start], graph.latitude[graph.end]
        self.west, self.east = np.minimum(*ends), np.maximum(*ends)
        self.south, self.north = np.minimum(*sides), np.maximum(*sides)

    def near(self, longitude: float, latitude: float) -> npt.NDArray[np.intp]:
        """Return the edges that may lie within `FARTHEST_KM` of a point."""
        tall = FARTHEST_KM / KM_PER_DEGREE
        wide = tall / np.cos(np.radians(latitude))
        return np.flatnonzero(
            (self.west <= longitude + wide)
            & (self.east >= longitude - wide)
            & (self.south <= latitude + tall)
            & (self.north >= latitude - tall)
        )


@dataclass(frozen=True, eq=False)
class _Found:
    edge: npt.NDArray[np.int32]
    along: npt.NDArray[np.float64]
    km: npt.NDArray[np.float64]

    def only(self, kept: npt.NDArray[np.bool_]) -> "_Found":
        return _Found(self.edge[kept], self.along[kept], self.km[kept])


def _anchor_one(
    graph: RoadGraph, edges: npt.NDArray[np.intp], longitude: float, latitude: float, bearing: float
) -> _Found:
    """Return the nearest allowed edges of one place, none where all are too far."""
    near, headings = _project(graph, edges, longitude, latitude)
    within = near.km <= FARTHEST_KM
    if np.isnan(bearing):
        return _nearest(near.only(within), prefer=~graph.motorway[near.edge[within]])
    turn = np.abs((headings - bearing + 180) % 360 - 180)
    along_it = within & (turn <= BEARING_DEG)
    return _nearest(near.only(along_it), prefer=graph.motorway[near.edge[along_it]], most=1)


def _project(
    graph: RoadGraph, edges: npt.NDArray[np.intp], longitude: float, latitude: float
) -> tuple[_Found, npt.NDArray[np.float64]]:
    """Return the nearest point of each edge, in a plane that touches the earth at the place; and bearings."""
    scale = KM_PER_DEGREE * np.array([np.cos(np.radians(latitude)), 1.0])
    lonlat = np.stack([graph.longitude, graph.latitude], axis=1)
    here = np.array([longitude, latitude])
    start = (lonlat[graph.start[edges]] - here) * scale
    step = (lonlat[graph.end[edges]] - here) * scale - start
    length = np.maximum((step**2).sum(axis=1), np.finfo(np.float64).tiny)
    along = np.clip(-(start * step).sum(axis=1) / length, 0.0, 1.0)
    km = np.hypot(*(start + along[:, None] * step).T)
    headings = np.degrees(np.arctan2(step[:, 0], step[:, 1])) % 360
    return _Found(edges.astype(np.int32), along, km), headings


def _nearest(near: _Found, prefer: npt.NDArray[np.bool_], most: int | None = None) -> _Found:
    """Return those that are nearest, among the preferred ones where there are any."""
    choice = near.only(prefer) if prefer.any() else near
    if not len(choice.edge):
        return choice
    nearest = choice.only(choice.km <= choice.km.min() + TOUCHING_KM)
    return nearest.only(np.arange(len(nearest.edge)) < most) if most else nearest
