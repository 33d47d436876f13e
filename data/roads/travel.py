"""Travel times between places of the register: roads where there are any, estimates elsewhere."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Engine

from data.roads.matrices import road_legs, shelf_of
from data.roads.positions import load_spots
from data.roads.store import Roads, load_roads
from data.roads.trips import load_trips
from geo.roads.assembly import Sample, assemble, sample
from geo.roads.snapping import anchor
from geo.roads.travel import BaseTimes


def load_base_times(
    engine: Engine,
    var_dir: Path,
    places: Sequence[int],
    advance: Callable[[float], None] = lambda _part: None,
    *,
    measured: bool = True,
) -> BaseTimes:
    """
    Load what is known of travel between places.

    Parameters
    ----------
    engine : Engine
        The register.
    var_dir : Path
        Folder with the imported roads and the matrices already computed.
    places : sequence of int
        Identifiers of n places and offices, each once.
    advance : callable
        Told how far the work has come, from 0 to 1; roads may take seconds the first time.
    measured : bool
        Whether measured trips replace their ways; without, they only fit the estimate.

    Returns
    -------
    BaseTimes
        Rows and columns in the order of *places*.

    Raises
    ------
    KeyError
        If one of *places* is not in the register.
    """
    spots, roads = load_spots(engine, var_dir, places), load_roads(var_dir)
    legs = (
        road_legs(roads, spots, shelf_of(engine, var_dir), advance) if roads is not None and places else None
    )
    trips = [record.trip for record in load_trips(engine)] if measured else []
    return assemble(spots, legs, trips, load_sample(engine, var_dir).estimate)


def load_sample(engine: Engine, var_dir: Path) -> Sample:
    """
    Load the measured trips that the estimate learns from.

    Parameters
    ----------
    engine : Engine
        The register.
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    Sample
        Its `estimate` is the one in use.
    """
    trips = [record.trip for record in load_trips(engine)]
    ends = sorted({place for trip in trips for place in (trip.start, trip.end)})
    return sample(load_spots(engine, var_dir, ends), trips)


def load_off_road(engine: Engine, var_dir: Path, roads: Roads) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """
    Load which places no road reaches.

    Parameters
    ----------
    engine : Engine
        The register.
    var_dir : Path
        Folder for data of the installation.
    roads : Roads
        The imported roads.

    Returns
    -------
    every, off_road : tuple of int
        Identifiers of all places, and of those farther than `geo.roads.snapping.FARTHEST_KM` from every road
        that they may be reached from.
    """
    spots = load_spots(engine, var_dir)
    reached = anchor(roads.graph, spots.longitude, spots.latitude, spots.carriageway_deg).reached
    off = (place for place, on in zip(spots.places, reached, strict=True) if not on)
    return spots.places, tuple(off)
