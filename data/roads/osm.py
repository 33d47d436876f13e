"""Reads the roads of an OpenStreetMap file: two passes, and never more in memory than its roads."""

import math
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import osmium

from data.roads.refusals import RoadsFault, RoadsRefusedError
from data.roads.tags import SPEEDS_KMH, Road, is_barred, read_road
from geo.roads.graph import RoadGraph, fastest, great_circle_km, strongest_part

Bounds = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""

SUFFIXES = (".osm.pbf", ".pbf", ".osm.gz", ".osm.bz2", ".osm")
"""Endings of the files that can be read."""

MOST_POSITIONS = 40_000_000
"""Most road positions of a file: those of a country of Belgium's size several times over."""

ABOVE_ALL_IDS = 2**40
"""No node has such a number; a filter that reaches to any number there can be would fill the memory."""

FEWEST_EDGES = 2

BYTES_PER_WAY = 150
"""About what a way takes in a file with all its nodes; it only paces the progress that is shown."""

_STEP = 50_000
"""Objects read between two steps of the progress."""

Advance = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class RoadFile:
    """
    The roads of a file.

    Attributes
    ----------
    graph : RoadGraph
        The largest part in which every place can be driven to from every other.
    as_of : datetime or None
        The state of OpenStreetMap that it shows, in UTC without zone; None where nothing in it says so.
    """

    graph: RoadGraph
    as_of: datetime | None


def read_roads(file: Path, bounds: Bounds | None = None, advance: Advance = lambda _part: None) -> RoadFile:
    """
    Read the roads of an OpenStreetMap file.

    Parameters
    ----------
    file : Path
        With one of the endings `SUFFIXES`.
    bounds : tuple of float, optional
        Roads outside are left away; None keeps all.
    advance : callable
        Told how far the reading has come, from 0 to 1.

    Returns
    -------
    RoadFile
        With at least one road.

    Raises
    ------
    RoadsRefusedError
        If the file is none that can be read, is cut off, or holds no road of the area.
    """
    if not file.name.lower().endswith(SUFFIXES):
        raise RoadsRefusedError(RoadsFault.OTHER_FORMAT)
    if file.stat().st_size == 0:
        raise RoadsRefusedError(RoadsFault.EMPTY)
    try:
        ways = _read_ways(file, lambda part: advance(0.35 * part))
        needed = np.unique(np.frombuffer(ways.nodes, dtype=np.int64))
        if not len(needed):
            raise RoadsRefusedError(RoadsFault.NO_ROADS)
        nodes = _read_nodes(file, needed, lambda part: advance(0.35 + 0.55 * part))
        as_of = _header_time(file) or ways.newest
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise RoadsRefusedError(RoadsFault.UNREADABLE, str(error)) from error
    graph = strongest_part(_assembled(ways, nodes, bounds))
    advance(1.0)
    if graph.edges < FEWEST_EDGES:
        raise RoadsRefusedError(RoadsFault.NO_ROADS if bounds is None else RoadsFault.ELSEWHERE)
    return RoadFile(graph, as_of)


@dataclass(eq=False)
class _Ways:
    """The ways that cars may take, one after the other; `sizes` says how many nodes each has."""

    nodes: "array[int]" = field(default_factory=lambda: array("q"))
    sizes: "array[int]" = field(default_factory=lambda: array("i"))
    forward: "array[float]" = field(default_factory=lambda: array("f"))
    backward: "array[float]" = field(default_factory=lambda: array("f"))
    motorway: bytearray = field(default_factory=bytearray)
    newest: datetime | None = None

    def add(self, nodes: list[int], road: Road) -> None:
        self.nodes.extend(nodes)
        self.sizes.append(len(nodes))
        self.forward.append(road.forward_kmh or math.nan)
        self.backward.append(road.backward_kmh or math.nan)
        self.motorway.append(road.motorway)


@dataclass(frozen=True, eq=False)
class _Nodes:
    """Positions of the nodes of roads, by ascending identifier; NaN where the file has none of a node."""

    ids: npt.NDArray[np.int64]
    longitude: npt.NDArray[np.float64]
    latitude: npt.NDArray[np.float64]
    barred: npt.NDArray[np.bool_]


def _read_ways(file: Path, advance: Advance) -> _Ways:
    ways = _Ways()
    likely = max(file.stat().st_size / BYTES_PER_WAY, _STEP)
    classes = osmium.filter.TagFilter(*(("highway", kind) for kind in SPEEDS_KMH))
    found = osmium.FileProcessor(str(file), osmium.osm.WAY).with_filter(classes)
    for count, way in enumerate(found):
        if count % _STEP == 0:
            # How many there are is not known before the end: the bar nears it without reaching it.
            advance(1 - math.exp(-count / likely))
            if len(ways.nodes) > MOST_POSITIONS:
                raise RoadsRefusedError(RoadsFault.TOO_LARGE)
        road = read_road(dict(way.tags))
        if road is not None and isinstance(way, osmium.osm.Way):
            ways.add([node.ref for node in way.nodes], road)
            if ways.newest is None or way.timestamp > ways.newest:
                ways.newest = way.timestamp
    ways.newest = _plain_time(ways.newest)
    return ways


def _plain_time(moment: datetime | None) -> datetime | None:
    """Return a moment in UTC without zone; what lies at the epoch was never set."""
    if moment is None or moment.timestamp() <= 0:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None)


def _header_time(file: Path) -> datetime | None:
    with osmium.io.Reader(str(file), osmium.osm.NOTHING) as reader:
        header = reader.header()
        said = header.get("osmosis_replication_timestamp") or header.get("timestamp")
    try:
        return _plain_time(datetime.fromisoformat(said)) if said else None
    except ValueError:
        return None


def _read_nodes(file: Path, needed: npt.NDArray[np.int64], advance: Advance) -> _Nodes:
    ids, longitude, latitude, barred = array("q"), array("d"), array("d"), array("q")
    # Nodes that an editor has not sent to OpenStreetMap yet have negative numbers, which the filter refuses.
    published = needed[(needed > 0) & (needed < ABOVE_ALL_IDS)]
    found = osmium.FileProcessor(str(file), osmium.osm.NODE).with_filter(osmium.filter.IdFilter(published))
    for count, node in enumerate(found):
        if count % _STEP == 0:
            advance(min(count / len(needed), 1.0))
        if isinstance(node, osmium.osm.Node) and node.location.valid():
            ids.append(node.id)
            longitude.append(node.lon)
            latitude.append(node.lat)
            if len(node.tags) and is_barred(dict(node.tags)):
                barred.append(node.id)
    rows = np.searchsorted(needed, np.frombuffer(ids, dtype=np.int64))
    positions = np.full((2, len(needed)), np.nan)
    positions[0, rows], positions[1, rows] = np.frombuffer(longitude), np.frombuffer(latitude)
    return _Nodes(needed, positions[0], positions[1], np.isin(needed, np.frombuffer(barred, dtype=np.int64)))


def _assembled(ways: _Ways, nodes: _Nodes, bounds: Bounds | None) -> RoadGraph:
    """Return all edges of the ways between nodes that are known, inside the area, and not barred."""
    row = np.searchsorted(nodes.ids, np.frombuffer(ways.nodes, dtype=np.int64)).astype(np.int32)
    way = np.repeat(np.arange(len(ways.sizes)), np.frombuffer(ways.sizes, dtype=np.int32))
    follows = way[1:] == way[:-1]
    start, end, way = row[:-1][follows], row[1:][follows], way[:-1][follows]
    usable = ~nodes.barred & _within(nodes, bounds)
    kept = usable[start] & usable[end] & (start != end)
    start, end, way = start[kept], end[kept], way[kept]
    forward = np.frombuffer(ways.forward, dtype=np.float32)[way]
    backward = np.frombuffer(ways.backward, dtype=np.float32)[way]
    starts, ends = np.concatenate([start, end]), np.concatenate([end, start])
    km = great_circle_km(
        nodes.longitude[starts], nodes.latitude[starts], nodes.longitude[ends], nodes.latitude[ends]
    )
    minutes = km / np.concatenate([forward, backward]).astype(np.float64) * 60
    motorway = np.tile(np.frombuffer(ways.motorway, dtype=bool)[way], 2)
    driven = np.flatnonzero(~np.isnan(minutes))
    only = driven[fastest(starts[driven], ends[driven], minutes[driven])]
    return RoadGraph(nodes.longitude, nodes.latitude, starts[only], ends[only], minutes[only], motorway[only])


def _within(nodes: _Nodes, bounds: Bounds | None) -> npt.NDArray[np.bool_]:
    west, south, east, north = bounds or (-180.0, -90.0, 180.0, 90.0)
    inside: npt.NDArray[np.bool_] = (
        (nodes.longitude >= west)
        & (nodes.longitude <= east)
        & (nodes.latitude >= south)
        & (nodes.latitude <= north)
    )
    return inside
