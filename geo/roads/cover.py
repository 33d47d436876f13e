"""What a network covers, and which trips are most worth measuring."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.roads.graph import RoadGraph
from geo.roads.snapping import KM_PER_DEGREE
from geo.roads.travel import RANGES, BaseTimes
from geo.rounds.model import TravelSource

CELL_KM = 1.0
"""Side of the squares that say where there are roads."""

LOST_RANGE = 1.0
"""How far off an estimate may be where it is badly wrong: as much again as it says."""


def covered_area(graph: RoadGraph) -> BaseGeometry:
    """
    Return where a network has roads.

    Parameters
    ----------
    graph : RoadGraph
        The network.

    Returns
    -------
    Polygon or MultiPolygon
        WGS84; squares of `CELL_KM` that hold a node, made one.
    """
    tall = CELL_KM / KM_PER_DEGREE
    wide = tall / np.cos(np.radians(graph.latitude.mean()))
    cells = np.unique(np.floor(np.stack([graph.longitude / wide, graph.latitude / tall], axis=1)), axis=0)
    west, south = cells.T * np.array([[wide], [tall]])
    area: BaseGeometry = shapely.union_all(shapely.box(west, south, west + wide, south + tall))
    return area


def offices_of(base: BaseTimes, service: Mapping[int, int], offices: Sequence[int]) -> dict[int, int]:
    """
    Return the office that each place is most likely visited from.

    Parameters
    ----------
    base : BaseTimes
        What is known of travel; holds all places of *service*.
    service : mapping of int to int
        The service that looks after each place, offices included.
    offices : sequence of int
        The offices among the places.

    Returns
    -------
    dict of int to int
        By place: the nearest office of its service, else the nearest of all; empty where there is none.
    """
    row = {place: number for number, place in enumerate(base.places)}

    def nearest(place: int) -> int:
        own = [office for office in offices if service[office] == service[place]]
        return min(own or offices, key=lambda office: base.driving.minutes[row[office], row[place]])

    return {place: nearest(place) for place in service} if offices else {}


def worth_measuring(base: BaseTimes, office_of: Mapping[int, int], visits: Mapping[int, int]) -> pd.DataFrame:
    """
    Rank the trips from offices to places by what a measured trip would tell.

    Parameters
    ----------
    base : BaseTimes
        What is known of travel; holds all places of *office_of*.
    office_of : mapping of int to int
        The office that each place is visited from.
    visits : mapping of int to int
        How often each place was visited lately; none where it is missing.

    Returns
    -------
    DataFrame
        One row a place: ``start`` (the office), ``end`` (the place), ``minutes`` on empty roads, ``km``,
        ``range`` (share by which they may be off), ``source`` (a `TravelSource`), ``doubtful`` (bool),
        ``visits``, ``unsure_min`` (minutes by which all its visits together may be off). Badly wrong ones
        first, then by ``unsure_min``.
    """
    row = {place: number for number, place in enumerate(base.places)}
    ends = [place for place, office in office_of.items() if place != office]
    start = np.array([row[office_of[place]] for place in ends], dtype=np.intp)
    end = np.array([row[place] for place in ends], dtype=np.intp)
    source = base.driving.source[start, end]
    doubtful = np.array([place in base.doubtful for place in ends], dtype=bool)
    ranges = np.array([RANGES[one] for one in TravelSource])[source]
    off = np.where(doubtful, LOST_RANGE, ranges)
    minutes = base.driving.minutes[start, end]
    often = np.array([visits.get(place, 0) for place in ends], dtype=np.int64)
    table = pd.DataFrame(
        {
            "start": [office_of[place] for place in ends],
            "end": ends,
            "minutes": minutes,
            "km": base.driving.km[start, end],
            "range": off,
            "source": source,
            "doubtful": doubtful,
            "visits": often,
            "unsure_min": minutes * off * often,
        }
    )
    ranked = table.sort_values(["doubtful", "unsure_min", "minutes"], ascending=False, kind="stable")
    return ranked.reset_index(drop=True)
