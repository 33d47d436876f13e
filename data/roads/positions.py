"""Where the register's places are reached: their own position, or that of their municipality."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from sqlalchemy import Engine, select

from data.geography.basemap import load_municipal_boundaries
from data.geography.municipalities import RENUMBERED
from data.register.tables import Place
from geo.roads.assembly import Spots

DIGITS = 5
"""Decimals of a position that travel times depend on: about one metre."""

NOWHERE = (np.nan, np.nan)


def load_spots(engine: Engine, var_dir: Path, places: Sequence[int] | None = None) -> Spots:
    """
    Load where places are.

    Parameters
    ----------
    engine : Engine
        The register.
    var_dir : Path
        Folder with the basemap: private flats stand at a point of their municipality.
    places : sequence of int, optional
        Identifiers, in the order wanted; by default all places.

    Returns
    -------
    Spots
        Zones by a point within.

    Raises
    ------
    KeyError
        If one of *places* is not in the register.
    """
    query = select(Place.id, Place.geometry, Place.municipality, Place.carriageway_deg).order_by(Place.id)
    with engine.connect() as connection:
        rows = {row.id: row for row in connection.execute(query)}
    wanted = [rows[place] for place in (rows if places is None else places)]
    flats = {row.municipality for row in wanted if row.geometry is None}
    centres = _centres(var_dir, flats) if flats else {}
    positions = np.array(
        [
            centres.get(row.municipality, NOWHERE) if row.geometry is None else _point(row.geometry)
            for row in wanted
        ],
        dtype=np.float64,
    ).reshape(-1, 2)
    longitude, latitude = _settled(np.round(positions, DIGITS)).T
    bearings = [np.nan if row.carriageway_deg is None else row.carriageway_deg for row in wanted]
    return Spots(tuple(row.id for row in wanted), longitude, latitude, np.array(bearings, dtype=np.float64))


def _point(shape: shapely.Geometry) -> tuple[float, float]:
    point = shape if isinstance(shape, shapely.Point) else shapely.point_on_surface(shape)
    return float(shapely.get_x(point)), float(shapely.get_y(point))


def _centres(var_dir: Path, codes: set[str]) -> dict[str, tuple[float, float]]:
    """Return a point within each municipality, or within the canton that holds it."""
    boundaries = load_municipal_boundaries(var_dir)
    today = {RENUMBERED.get(code, code): code for code in codes}
    return {
        today[code]: _point(shape)
        for held, shape in zip(boundaries["municipalities"], boundaries.geometry, strict=True)
        for code in today.keys() & set(str(held).split())
    }


def _settled(positions: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return positions in which what lies nowhere stands in the middle of all others."""
    lost = np.isnan(positions[:, 0])
    middle = positions[~lost].mean(axis=0) if not lost.all() else np.zeros(2)
    return np.where(lost[:, None], np.round(middle, DIGITS), positions)
