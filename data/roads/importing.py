"""Roads of an OpenStreetMap file become those of the installation, all or nothing."""

import math
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
from sqlalchemy import Engine

from data.roads.osm import Bounds, read_roads
from data.roads.positions import load_spots
from data.roads.refusals import RoadsFault, RoadsRefusedError
from data.roads.store import RoadsAbout, save_roads
from geo.roads.snapping import KM_PER_DEGREE

MARGIN_KM = 15.0
"""How far around the register's places roads are kept at least."""

STEPS_PER_DEGREE = 10
"""The area ends on tenths of a degree, so that its edge does not tell where the outermost place is."""

SMALL_BYTES = 20 * 2**20
"""A file up to this size is kept whole."""


def import_roads(
    engine: Engine,
    var_dir: Path,
    file: Path,
    moment: datetime,
    advance: Callable[[float], None] = lambda _part: None,
) -> RoadsAbout:
    """
    Read the roads of an OpenStreetMap file and keep them in the place of those that were there.

    Parameters
    ----------
    engine : Engine
        The register: roads far from all its places are left away.
    var_dir : Path
        Folder for data of the installation.
    file : Path
        As for `data.roads.osm.read_roads`.
    moment : datetime
        Now.
    advance : callable
        Told how far the work has come, from 0 to 1.

    Returns
    -------
    RoadsAbout
        What was kept.

    Raises
    ------
    RoadsRefusedError
        If the file cannot be used; the roads of before stay, as they do where the work is interrupted.
    """
    area = area_of_places(engine, var_dir)
    small = file.stat().st_size <= SMALL_BYTES
    read = read_roads(file, None if small else area, lambda part: advance(0.95 * part))
    if area is not None and not _meet(read.graph.bounds, area):
        raise RoadsRefusedError(RoadsFault.ELSEWHERE)
    as_of = read.as_of.date() if read.as_of is not None else None
    about = save_roads(var_dir, read.graph, as_of, moment.date())
    advance(1.0)
    return about


def area_of_places(engine: Engine, var_dir: Path) -> Bounds | None:
    """
    Return the area whose roads matter.

    Parameters
    ----------
    engine : Engine
        The register.
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    tuple of float or None
        West, south, east, north of all places and at least `MARGIN_KM` around; None where there is no place.
    """
    spots = load_spots(engine, var_dir)
    if not spots.places:
        return None
    tall = MARGIN_KM / KM_PER_DEGREE
    wide = tall / float(np.cos(np.radians(spots.latitude.mean())))
    return (
        _down(spots.longitude.min() - wide),
        _down(spots.latitude.min() - tall),
        -_down(-spots.longitude.max() - wide),
        -_down(-spots.latitude.max() - tall),
    )


def _down(degrees: float) -> float:
    return math.floor(degrees * STEPS_PER_DEGREE) / STEPS_PER_DEGREE


def _meet(first: Bounds, second: Bounds) -> bool:
    return first[0] <= second[2] and second[0] <= first[2] and first[1] <= second[3] and second[1] <= first[3]
