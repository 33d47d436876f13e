"""Fastest ways between anchored places: minutes, kilometres, share in town, and the line itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from geo.roads.graph import RoadGraph, fastest, great_circle_km
from geo.roads.snapping import OFF_ROAD_KMH, Anchors

TOWN_KMH = 55.0
"""Roads not faster than this count as town, where the peak is felt."""

BLOCK_BYTES = 64 * 2**20
"""How much memory the distances of one block of rows may take."""

NOWHERE = -9999
"""What scipy calls the predecessor of a node that has none."""

INSTANT_MIN = 1e-9
"""What an edge takes at least: to a sparse matrix, an edge of no time may be no edge."""


@dataclass(frozen=True, eq=False)
class RoadLegs:
    """
    The fastest ways from some places to others.

    Attributes
    ----------
    minutes, km, town : ndarray of float64, shape (r, c)
        Time on empty roads, length, and the share of the time that is spent in town; 0 from a place to
        itself, NaN where one of two places is not on the network.
    """

    minutes: npt.NDArray[np.float64]
    km: npt.NDArray[np.float64]
    town: npt.NDArray[np.float64]

    @property
    def reached(self) -> npt.NDArray[np.bool_]:
        """Whether each place lies on the network, of legs from all places to all."""
        return ~np.isnan(np.diagonal(self.minutes))


class Network:
    """
    A network with places on it: each place is a node to leave from and a node to arrive at.

    Places split no edge: they hang on it with the part of its time that lies before or after them, so that
    ways between them are exact and pass through none of them.

    Parameters
    ----------
    graph : RoadGraph
        The roads, n nodes.
    anchors : Anchors
        The places, p of them: they leave from nodes n to n + p - 1 and arrive at nodes n + p to n + 2 p - 1.
    """

    def __init__(self, graph: RoadGraph, anchors: Anchors) -> None:
        """Hang the places onto the network."""
        self._first = graph.nodes
        self._places = anchors.count
        self._reached = anchors.reached
        self._longitude, self._latitude = _positions(graph, anchors)
        size = graph.nodes + 2 * anchors.count
        start, end, minutes = _hung(graph, anchors)
        # Where a place lies on a crossing, several edges lead to the same node.
        kept = fastest(start, end, minutes)
        starts = np.concatenate([graph.start, start[kept]])
        ends = np.concatenate([graph.end, end[kept]])
        weights = np.maximum(np.concatenate([graph.minutes, minutes[kept]]), INSTANT_MIN)
        self._matrix = sparse.csr_array((weights, (starts, ends)), shape=(size, size))

    def legs(
        self,
        origins: npt.NDArray[np.int_],
        destinations: npt.NDArray[np.int_],
        advance: Callable[[float], None] = lambda _part: None,
    ) -> RoadLegs:
        """
        Return the fastest ways from some places to others.

        Parameters
        ----------
        origins, destinations : ndarray of int, shapes (r,) and (c,)
            Rows of places.
        advance : callable
            Told how far the work has come, from 0 to 1.

        Returns
        -------
        RoadLegs
            Shape (r, c).
        """
        # The search spreads from the smaller side: from one new place to all others it is one row, and from
        # all others to it one row of the network driven backwards.
        if len(destinations) < len(origins):
            turned = self._rows(self._matrix.T.tocsr(), destinations, origins, advance, backwards=True)
            return RoadLegs(turned.minutes.T, turned.km.T, turned.town.T)
        return self._rows(self._matrix, origins, destinations, advance, backwards=False)

    def _rows(
        self,
        matrix: sparse.csr_array,
        sources: npt.NDArray[np.int_],
        targets: npt.NDArray[np.int_],
        advance: Callable[[float], None],
        *,
        backwards: bool,
    ) -> RoadLegs:
        shape = len(sources), len(targets)
        minutes, km, town = (np.full(shape, np.nan) for _ in range(3))
        leaving, arriving = (
            (self._arrival, self._departure) if backwards else (self._departure, self._arrival)
        )
        for block in _blocks(len(sources), matrix.shape[0]):
            found, before = csgraph.dijkstra(
                matrix, indices=leaving(sources[block]), return_predecessors=True
            )
            minutes[block] = found[:, arriving(targets)]
            km[block], town[block] = self._lengths(found, before, arriving(targets))
            advance(block.stop / len(sources))
        known = self._reached[sources][:, None] & self._reached[targets][None, :]
        same = sources[:, None] == targets[None, :]
        legs = [np.where(known, np.where(same, 0.0, one), np.nan) for one in (minutes, km, town)]
        return RoadLegs(*legs)

    def _departure(self, places: npt.NDArray[np.int_]) -> npt.NDArray[np.int_]:
        return self._first + places

    def _arrival(self, places: npt.NDArray[np.int_]) -> npt.NDArray[np.int_]:
        return self._first + self._places + places

    def _lengths(
        self,
        minutes: npt.NDArray[np.float64],
        before: npt.NDArray[np.int32],
        targets: npt.NDArray[np.int_],
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return length and share in town of the ways to the targets, all followed back at the same time."""
        rows = np.repeat(np.arange(len(minutes)), len(targets))
        node = np.tile(targets, len(minutes))
        km, in_town = np.zeros(len(rows)), np.zeros(len(rows))
        alive = np.arange(len(rows))
        while len(alive):
            last = before[rows[alive], node[alive]]
            alive, last = alive[last != NOWHERE], last[last != NOWHERE]
            here = node[alive]
            step = great_circle_km(
                self._longitude[last], self._latitude[last], self._longitude[here], self._latitude[here]
            )
            took = minutes[rows[alive], here] - minutes[rows[alive], last]
            km[alive] += step
            in_town[alive] += np.where(step * 60 <= TOWN_KMH * took, took, 0.0)
            node[alive] = last
        total = minutes[:, targets]
        shape = total.shape
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(total > 0, in_town.reshape(shape) / total, 0.0)
        return km.reshape(shape), np.clip(share, 0.0, 1.0)

    def lines(
        self, origin: int, destinations: Sequence[int], within_min: float = np.inf
    ) -> list[npt.NDArray[np.float64] | None]:
        """
        Return the fastest ways from one place to several.

        Parameters
        ----------
        origin : int
            Row of a place.
        destinations : sequence of int
            Rows of d places.
        within_min : float
            Nothing farther than so many minutes is looked for.

        Returns
        -------
        list of ndarray of float64, shape (k, 2), or None
            Longitudes and latitudes of d ways, in order; None where one of the two places is not on the
            network, or is too far.
        """
        found, before = csgraph.dijkstra(
            self._matrix,
            indices=np.array([self._first + origin]),
            return_predecessors=True,
            limit=within_min,
        )
        ends = [self._first + self._places + one for one in destinations]
        return [self._followed(before[0], end) if np.isfinite(found[0, end]) else None for end in ends]

    def _followed(self, before: npt.NDArray[np.int32], end: int) -> npt.NDArray[np.float64]:
        nodes = [end]
        while before[nodes[-1]] != NOWHERE:
            nodes.append(int(before[nodes[-1]]))
        nodes.reverse()
        return np.stack([self._longitude[nodes], self._latitude[nodes]], axis=1)


def _blocks(rows: int, nodes: int) -> Iterator[slice]:
    size = max(1, BLOCK_BYTES // (12 * nodes))
    return (slice(begin, min(begin + size, rows)) for begin in range(0, rows, size))


def _positions(graph: RoadGraph, anchors: Anchors) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return where the nodes of a network with places are; a place is where it meets its road."""
    places = np.full((2, anchors.count), np.nan)
    places[:, anchors.place] = anchors.longitude, anchors.latitude
    return (
        np.concatenate([graph.longitude, places[0], places[0]]),
        np.concatenate([graph.latitude, places[1], places[1]]),
    )


def _hung(
    graph: RoadGraph, anchors: Anchors
) -> tuple[npt.NDArray[np.int_], npt.NDArray[np.int_], npt.NDArray[np.float64]]:
    """Return starts, ends and minutes of the edges that places hang on the roads by."""
    leave = graph.nodes + anchors.place.astype(np.int_)
    arrive = leave + anchors.count
    access = anchors.access_km / OFF_ROAD_KMH * 60
    whole = graph.minutes[anchors.edge]
    first, second = _on_one_edge(anchors)
    between = access[first] + (anchors.along[second] - anchors.along[first]) * whole[first] + access[second]
    return (
        np.concatenate([leave, graph.start[anchors.edge], leave[first]]),
        np.concatenate([graph.end[anchors.edge], arrive, arrive[second]]),
        np.concatenate([access + (1 - anchors.along) * whole, anchors.along * whole + access, between]),
    )


def _on_one_edge(anchors: Anchors) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return pairs of anchors of which the second comes after the first on the same edge."""
    order = np.lexsort((anchors.along, anchors.edge))
    pairs = [
        (before, after)
        for group in np.split(order, np.flatnonzero(np.diff(anchors.edge[order])) + 1)
        for position, after in enumerate(group)
        for before in group[:position]
    ]
    # Two places at one point reach each other both ways.
    pairs += [(after, before) for before, after in pairs if anchors.along[before] == anchors.along[after]]
    found = np.array(
        [pair for pair in pairs if anchors.place[pair[0]] != anchors.place[pair[1]]], dtype=np.intp
    )
    first, second = found.reshape(-1, 2).T
    return first, second
