"""The way a round takes, as lines to draw."""

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from sqlalchemy import Engine

from data.roads.matrices import road_legs, shelf_of
from data.roads.positions import load_spots
from data.roads.store import Roads, load_roads
from geo.crs import WGS84
from geo.roads.assembly import Spots
from geo.roads.shortest import Network
from geo.roads.snapping import anchor

TOLERANCE_DEG = 0.00005
"""How far a drawn line may be from its road: about five metres."""

SLACK_MIN = 0.01

Leg = tuple[int, int]


def route_lines(
    engine: Engine, var_dir: Path, legs: Sequence[Leg], *, on_foot: bool = False
) -> gpd.GeoDataFrame:
    """
    Return the way of each leg.

    Parameters
    ----------
    engine : Engine
        The register.
    var_dir : Path
        Folder with the imported roads.
    legs : sequence of tuple of int
        Places that a leg goes from and to; n legs.
    on_foot : bool
        Whether they are walked: the roads of cars say nothing of that, so that all lines are straight.

    Returns
    -------
    GeoDataFrame
        WGS84, n rows in the order of *legs*: ``start`` and ``end`` (identifiers), ``estimate`` (bool: a
        straight line, where no road is known), ``geometry`` (LineString).

    Raises
    ------
    KeyError
        If one of the places is not in the register.
    """
    places = sorted({place for leg in legs for place in leg})
    spots, roads = load_spots(engine, var_dir, places), load_roads(var_dir)
    ways: dict[Leg, shapely.LineString] = {}
    if roads is not None and places and not on_foot:
        ways = _ways(roads, spots, legs, road_legs(roads, spots, shelf_of(engine, var_dir)).minutes)
    lines = [ways.get(leg) for leg in legs]
    straight = _straight(spots, legs)
    return gpd.GeoDataFrame(
        {
            "start": np.array([start for start, _ in legs], dtype=np.int64),
            "end": np.array([end for _, end in legs], dtype=np.int64),
            "estimate": np.array([line is None for line in lines], dtype=bool),
        },
        geometry=[flight if line is None else line for line, flight in zip(lines, straight, strict=True)],
        crs=WGS84,
    )


def _ways(
    roads: Roads, spots: Spots, legs: Sequence[Leg], minutes: npt.NDArray[np.float64]
) -> dict[Leg, shapely.LineString]:
    """Return the roads of those legs that have any; one search for each place that legs leave from."""
    graph = roads.graph
    network = Network(graph, anchor(graph, spots.longitude, spots.latitude, spots.carriageway_deg))
    row = {place: number for number, place in enumerate(spots.places)}
    found = {}
    for start in sorted({leg[0] for leg in legs}):
        ends = sorted({leg[1] for leg in legs if leg[0] == start} - {start})
        rows = [row[end] for end in ends]
        # As far as the farthest end and no farther: the rest of the country is not looked at.
        farthest = np.nan_to_num(minutes[row[start], rows]).max(initial=0.0) + SLACK_MIN
        for end, way in zip(ends, network.lines(row[start], rows, farthest), strict=True):
            if way is not None:
                found[start, end] = _simple(way, _position(spots, row[start]), _position(spots, row[end]))
    return found


def _simple(
    way: npt.NDArray[np.float64], start: npt.NDArray[np.float64], end: npt.NDArray[np.float64]
) -> shapely.LineString:
    """Return a way from door to door, without bends that nobody sees."""
    whole = shapely.LineString(np.concatenate([[start], way, [end]]))
    return shapely.simplify(whole, TOLERANCE_DEG)


def _straight(spots: Spots, legs: Sequence[Leg]) -> list[shapely.LineString]:
    row = {place: number for number, place in enumerate(spots.places)}
    return [
        shapely.LineString([_position(spots, row[start]), _position(spots, row[end])]) for start, end in legs
    ]


def _position(spots: Spots, row: int) -> npt.NDArray[np.float64]:
    return np.array([spots.longitude[row], spots.latitude[row]])
