"""Travel times by road, computed once: kept by digests alone, without a coordinate or a name."""

import hashlib
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine

from data.register.encryption import is_encrypted
from data.roads.store import Roads
from geo.roads.assembly import Spots
from geo.roads.shortest import Network, RoadLegs
from geo.roads.snapping import anchor

FOLDER = "travel"

MOST_PLACES = 600
"""Places whose legs are kept; those not asked for go first."""

TAG_BYTES = 16

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class _Kept:
    """Legs between places by their tags; infinite where never computed, NaN where there is no road."""

    tags: npt.NDArray[np.bytes_]
    legs: npt.NDArray[np.float64]


_NOTHING = _Kept(np.zeros(0, dtype=f"S{2 * TAG_BYTES}"), np.zeros((3, 0, 0)))

_in_memory: dict[str, _Kept] = {}
"""The times of an encrypted register, by the digest of the roads; those of one network at a time."""


def shelf_of(engine: Engine, var_dir: Path) -> Path | None:
    """
    Return where computed times are kept: beside a register that is not encrypted, else in memory only.

    Whoever has the times and the roads could search for the places they belong to.

    Parameters
    ----------
    engine : Engine
        The register.
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    Path or None
        A folder; None for memory.
    """
    return None if is_encrypted(engine) else var_dir / FOLDER


def road_legs(
    roads: Roads,
    spots: Spots,
    shelf: Path | None,
    advance: Callable[[float], None] = lambda _part: None,
) -> RoadLegs:
    """
    Return the fastest ways by road between places, computing only those that are not known yet.

    Parameters
    ----------
    roads : Roads
        The imported roads.
    spots : Spots
        n places.
    shelf : Path or None
        Where times that were computed are kept (see `shelf_of`).
    advance : callable
        Told how far the work has come, from 0 to 1.

    Returns
    -------
    RoadLegs
        Shape (n, n).
    """
    tags = _tags(spots)
    name = roads.about.digest[:32]
    kept = _in_memory.get(name, _NOTHING) if shelf is None else _load(shelf / f"{name}.npz")
    legs = _known(kept, tags)
    new = _uncovered(np.isposinf(legs[0]))
    if len(new):
        _compute(legs, roads, spots, new, advance)
        _keep(shelf, name, _merged(kept, tags, legs))
    minutes, km, town = legs
    return RoadLegs(minutes, km, town)


def forget_matrices(var_dir: Path) -> None:
    """
    Delete all travel times that were computed, and what a process left that was ended while it kept some.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.
    """
    _in_memory.clear()
    for file in (var_dir / FOLDER).glob("*"):
        file.unlink(missing_ok=True)


def _tags(spots: Spots) -> npt.NDArray[np.bytes_]:
    """Return a digest for each place, of its position and its carriageway."""
    said = zip(spots.longitude, spots.latitude, spots.carriageway_deg, strict=True)
    digests = [
        hashlib.blake2b(f"{east:.5f} {north:.5f} {bearing:.0f}".encode(), digest_size=TAG_BYTES)
        for east, north, bearing in said
    ]
    return np.array([one.hexdigest().encode() for one in digests], dtype=f"S{2 * TAG_BYTES}")


def _known(kept: _Kept, tags: npt.NDArray[np.bytes_]) -> npt.NDArray[np.float64]:
    """Return what is kept of the legs between places, shape (3, n, n)."""
    rows = {tag: row for row, tag in enumerate(kept.tags.tolist())}
    at = np.array([rows.get(tag, -1) for tag in tags.tolist()], dtype=np.intp)
    legs = np.full((3, len(tags), len(tags)), np.inf)
    there = np.flatnonzero(at >= 0)
    legs[:, there[:, None], there[None, :]] = kept.legs[:, at[there][:, None], at[there][None, :]]
    return legs


def _uncovered(missing: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Return few places whose rows and columns hold all that is missing, the emptiest first."""
    left, chosen = missing.copy(), []
    while left.any():
        emptiest = int((left.sum(axis=0) + left.sum(axis=1)).argmax())
        chosen.append(emptiest)
        left[emptiest], left[:, emptiest] = False, False
    return np.array(sorted(chosen), dtype=np.intp)


def _compute(
    legs: npt.NDArray[np.float64],
    roads: Roads,
    spots: Spots,
    new: npt.NDArray[np.intp],
    advance: Callable[[float], None],
) -> None:
    """Fill the rows and columns of some places in."""
    network = Network(
        roads.graph, anchor(roads.graph, spots.longitude, spots.latitude, spots.carriageway_deg)
    )
    everywhere = np.arange(len(spots.places))
    old = np.setdiff1d(everywhere, new)
    leaving = network.legs(new, everywhere, lambda part: advance(part / 2 if len(old) else part))
    legs[:, new] = leaving.minutes, leaving.km, leaving.town
    if len(old):
        coming = network.legs(old, new, lambda part: advance((1 + part) / 2))
        legs[:, old[:, None], new[None, :]] = coming.minutes, coming.km, coming.town


def _merged(kept: _Kept, tags: npt.NDArray[np.bytes_], legs: npt.NDArray[np.float64]) -> _Kept:
    """Return what was asked for now, and of the rest as much as is kept."""
    first = np.unique(tags, return_index=True)[1]
    others = np.flatnonzero(~np.isin(kept.tags, tags))[: max(MOST_PLACES - len(first), 0)]
    size = len(first) + len(others)
    merged = np.full((3, size, size), np.inf)
    merged[:, len(first) :, len(first) :] = kept.legs[:, others[:, None], others[None, :]]
    merged[:, : len(first), : len(first)] = legs[:, first[:, None], first[None, :]]
    return _Kept(np.concatenate([tags[first], kept.tags[others]]), merged)


def _load(file: Path) -> _Kept:
    try:
        with np.load(io.BytesIO(file.read_bytes())) as stored:
            kept = _Kept(stored["tags"], stored["legs"])
        if kept.legs.shape == (3, len(kept.tags), len(kept.tags)):
            return kept
    except FileNotFoundError:
        pass
    except (OSError, EOFError, KeyError, ValueError, BadZipFile):
        _log.warning("travel times that were kept cannot be read; they are computed again")
    return _NOTHING


def _keep(shelf: Path | None, name: str, kept: _Kept) -> None:
    """Keep legs for the next time; where that fails, they are computed again then."""
    if shelf is None:
        _in_memory.clear()
        _in_memory[name] = kept
        return
    file = shelf / f"{name}.npz"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=file.parent, suffix=".new", delete=False) as new:
            try:
                np.savez(new, tags=kept.tags, legs=kept.legs)
                new.close()
                Path(new.name).replace(file)
            except BaseException:
                Path(new.name).unlink(missing_ok=True)
                raise
    except OSError:
        _log.warning("travel times could not be kept", exc_info=True)
