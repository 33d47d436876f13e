"""The imported roads: one file of public data in the folder of the installation, replaced as a whole."""

import hashlib
import io
import json
import logging
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import numpy as np
import numpy.typing as npt

from data.roads.osm import Bounds
from geo.roads.graph import RoadGraph, great_circle_km

CREDIT = "© OpenStreetMap contributors"
"""What must stand beside all that is made from these roads."""

_FILE = "roads.npz"
_FORMAT = 1
_DEGREE = 1e7
"""Positions are kept in whole parts of a degree, as OpenStreetMap does."""

_log = logging.getLogger(__name__)

Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class RoadsAbout:
    """
    What is known of the imported roads.

    Attributes
    ----------
    digest : str
        SHA-256 of the network, in hexadecimal digits.
    as_of : date or None
        Day whose state of OpenStreetMap they show; None where the file did not say.
    imported_on : date
        Day of the import.
    edges : int
        Directed edges.
    km : int
        Length of all edges together.
    bounds : tuple of float
        West, south, east, north, in degrees.
    """

    digest: str
    as_of: date | None
    imported_on: date
    edges: int
    km: int
    bounds: Bounds


@dataclass(frozen=True, eq=False)
class Roads:
    """
    The imported roads.

    Attributes
    ----------
    graph : RoadGraph
        The network.
    about : RoadsAbout
        What is known of it.
    """

    graph: RoadGraph
    about: RoadsAbout


def save_roads(var_dir: Path, graph: RoadGraph, as_of: date | None, imported_on: date) -> RoadsAbout:
    """
    Keep a network in the place of the one that was there.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.
    graph : RoadGraph
        With at least one edge.
    as_of, imported_on : date
        As in `RoadsAbout`.

    Returns
    -------
    RoadsAbout
        What was kept.
    """
    arrays = _to_arrays(graph)
    lengths = great_circle_km(
        graph.longitude[graph.start],
        graph.latitude[graph.start],
        graph.longitude[graph.end],
        graph.latitude[graph.end],
    )
    about = RoadsAbout(
        _digest(arrays), as_of, imported_on, graph.edges, round(float(lengths.sum())), graph.bounds
    )
    var_dir.mkdir(parents=True, exist_ok=True)
    # Written beside and renamed when whole: whoever interrupts this keeps what was there.
    with NamedTemporaryFile(dir=var_dir, prefix="roads-", suffix=".new", delete=False) as new:
        try:
            _write(new, {**arrays, "about": np.array(_to_json(about))})
            new.close()
            Path(new.name).replace(var_dir / _FILE)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise
    return about


def load_roads(var_dir: Path) -> Roads | None:
    """
    Load the imported roads.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    Roads or None
        None where there are none, or the file is damaged.
    """
    try:
        stat = (var_dir / _FILE).stat()
    except FileNotFoundError:
        return None
    return _read(var_dir / _FILE, stat.st_mtime_ns, stat.st_size)


def roads_version(var_dir: Path) -> str:
    """
    Return what tells one import from the next: for the keys of what is made from the roads.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    str
        Empty where there are no roads.
    """
    try:
        stat = (var_dir / _FILE).stat()
    except FileNotFoundError:
        return ""
    return f"{stat.st_mtime_ns} {stat.st_size}"


def forget_roads(var_dir: Path) -> bool:
    """
    Delete the imported roads.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    bool
        Whether there were any.
    """
    there = (var_dir / _FILE).exists()
    (var_dir / _FILE).unlink(missing_ok=True)
    _read.cache_clear()
    return there


@lru_cache(maxsize=1)
def _read(file: Path, _changed: int, _size: int) -> Roads | None:
    """Read a file once, as long as it stays the same."""
    try:
        with np.load(io.BytesIO(file.read_bytes())) as stored:
            about = _from_json(str(stored["about"]))
            arrays = {name: stored[name] for name in stored.files if name != "about"}
        if about.digest == _digest(arrays):
            return Roads(_to_graph(arrays), about)
    except (OSError, EOFError, KeyError, TypeError, ValueError, BadZipFile):
        pass
    _log.warning(
        "the imported roads cannot be read; travel times are estimates until they are imported again"
    )
    return None


def _write(file: IO[bytes], arrays: Arrays) -> None:
    """Write an archive of arrays that `numpy.load` reads."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, array, allow_pickle=False)


def _to_arrays(graph: RoadGraph) -> Arrays:
    return {
        "longitude": np.round(graph.longitude * _DEGREE).astype(np.int32),
        "latitude": np.round(graph.latitude * _DEGREE).astype(np.int32),
        "start": graph.start.astype(np.int32),
        "end": graph.end.astype(np.int32),
        "minutes": graph.minutes.astype(np.float32),
        "motorway": graph.motorway,
    }


def _to_graph(arrays: Arrays) -> RoadGraph:
    return RoadGraph(
        longitude=arrays["longitude"] / _DEGREE,
        latitude=arrays["latitude"] / _DEGREE,
        start=arrays["start"],
        end=arrays["end"],
        minutes=arrays["minutes"].astype(np.float64),
        motorway=arrays["motorway"],
    )


def _digest(arrays: Arrays) -> str:
    found = hashlib.sha256(f"roads {_FORMAT}".encode())
    for name in sorted(arrays):
        found.update(f"{name} {arrays[name].dtype} {arrays[name].shape}".encode())
        found.update(np.ascontiguousarray(arrays[name]).tobytes())
    return found.hexdigest()


def _to_json(about: RoadsAbout) -> str:
    days = {"as_of": about.as_of and about.as_of.isoformat(), "imported_on": about.imported_on.isoformat()}
    return json.dumps({**vars(about), **days})


def _from_json(text: str) -> RoadsAbout:
    said = json.loads(text)
    as_of = date.fromisoformat(said["as_of"]) if said["as_of"] else None
    west, south, east, north = said["bounds"]
    return RoadsAbout(
        said["digest"],
        as_of,
        date.fromisoformat(said["imported_on"]),
        said["edges"],
        said["km"],
        (west, south, east, north),
    )
