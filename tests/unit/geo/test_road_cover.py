"""What a network covers, and which trips are most worth measuring."""

import numpy as np
import shapely

from geo.roads.assembly import Spots, Trip, assemble
from geo.roads.cover import covered_area, offices_of, worth_measuring
from geo.roads.estimate import DEFAULT
from geo.roads.graph import RoadGraph
from geo.roads.travel import BaseTimes
from geo.rounds.model import TravelSource
from tests.road_kit import at


def base_of(*trips: Trip) -> BaseTimes:
    """Return offices 1 and 2, 30 km apart, and places 3 to 6; the last opens onto a carriageway."""
    longitude, latitude = np.array([at(km, 0) for km in (0, 30, 5, 28, 10, 2)]).T
    bearings = np.array([np.nan] * 5 + [90.0])
    return assemble(Spots((1, 2, 3, 4, 5, 6), longitude, latitude, bearings), None, trips, DEFAULT)


def test_squares_hold_the_roads_and_nothing_far_from_them() -> None:
    """Two towns, ten kilometres apart, are two patches."""
    longitude, latitude = np.array([at(*point) for point in ((0, 0), (0.4, 0.2), (10, 0))]).T
    edges = np.array([0, 1, 2], dtype=np.int32)
    graph = RoadGraph(longitude, latitude, edges, edges[::-1], np.ones(3), np.zeros(3, dtype=bool))
    area = covered_area(graph)
    assert shapely.get_num_geometries(area) == 2
    assert area.covers(shapely.multipoints(np.stack([longitude, latitude], axis=1)))
    assert not area.intersects(shapely.Point(at(5, 0)))


def test_places_go_with_the_office_of_their_service_else_with_the_nearest() -> None:
    """Place 4 belongs to the first office though the second is nearer; places 3 and 5 have no own office."""
    service = {1: 10, 2: 20, 3: 30, 4: 10, 5: 30, 6: 20}
    assert offices_of(base_of(), service, [1, 2]) == {1: 1, 2: 2, 3: 1, 4: 1, 5: 1, 6: 2}
    assert offices_of(base_of(), service, []) == {}


def test_the_worst_known_comes_first_then_what_is_driven_most() -> None:
    """A measured trip is worth less than an estimated one, a place nobody goes to least."""
    base = base_of(Trip(1, 3, 12))
    ranked = worth_measuring(base, {1: 1, 3: 1, 4: 2, 5: 1, 6: 1}, {3: 50, 5: 40, 4: 3})
    assert ranked["end"].tolist() == [6, 5, 3, 4]
    assert ranked["doubtful"].tolist() == [True, False, False, False]
    assert ranked["source"].tolist()[2] == TravelSource.MEASURED
    assert ranked["unsure_min"].iloc[1:].is_monotonic_decreasing
    assert worth_measuring(base, {}, {}).empty
