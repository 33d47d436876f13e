"""Opens a layer of any supported format; what is no layer is refused with a fault, never a traceback.

What a file is, is told from its first bytes and never from its name. GDAL only ever sees a GeoPackage or a
Shapefile, under a name of ours in a folder of ours: some of its other drivers follow addresses and run
commands that stand in a file.
"""

import io
import json
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError

from data.geography.faults import LayerFaultKind, LayerRefusedError
from data.geography.municipalities import fold
from data.geography.roles import RULES, LayerRole
from data.geography.topology import features_of
from geo.crs import WGS84

LARGEST_MB = 100
"""Largest file, and largest content of an archive."""

LARGEST = LARGEST_MB * 1_000_000

LONGEST_TEXT = 200
"""Characters of an attribute that are read."""

_GEOMETRIES = {
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
}
_SHAPEFILE = struct.pack(">i", 9994)
_GEOPACKAGE = b"SQLite format 3\0"
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED = (".shx", ".dbf")
_LAYERS = (".shp", ".gpkg", ".geojson", ".topojson", ".json")

_BROKEN = (OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError)
"""What the libraries raise for a file that is not what it says; endless nesting is a RuntimeError too."""

Choose = Callable[[Sequence[str]], Sequence[str]]
"""From the headings of a file, those to read; all other columns stay unread."""


@dataclass(frozen=True)
class OpenedLayer:
    """
    A layer as it stands in its file.

    Attributes
    ----------
    frame : GeoDataFrame
        The chosen columns as text, and geometries (None where there is none) in the system of the file;
        its ``crs`` is None where the file says none. Rows are numbered from 0 as in the file.
    headings : tuple of str
        All headings of the file.
    unreadable : frozenset of int
        Rows whose geometry does not follow the format.
    """

    frame: gpd.GeoDataFrame
    headings: tuple[str, ...]
    unreadable: frozenset[int] = frozenset()


def open_layer(source: Path | bytes, role: LayerRole, choose: Choose) -> OpenedLayer:
    """
    Read a layer.

    Parameters
    ----------
    source : Path or bytes
        The file, or its content: GeoJSON, TopoJSON, GeoPackage, or a Shapefile in a zip archive.
    role : LayerRole
        What the layer is for; it decides which of several layers to take and how many features to read.
    choose : callable
        Returns the headings of the columns to read.

    Returns
    -------
    OpenedLayer
        The layer.

    Raises
    ------
    LayerRefusedError
        If the file cannot be read as a layer.
    """
    with quiet():
        return _open(_content(source), role, choose)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries from printing what the faults say better."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def _content(source: Path | bytes) -> bytes:
    try:
        size = source.stat().st_size if isinstance(source, Path) else len(source)
        if size > LARGEST:
            raise LayerRefusedError(LayerFaultKind.FILE_LARGE, limit=LARGEST_MB)
        content = source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        raise LayerRefusedError(LayerFaultKind.DAMAGED) from error
    if not content.strip():
        raise LayerRefusedError(LayerFaultKind.FILE_EMPTY)
    return content


def _open(content: bytes, role: LayerRole, choose: Choose) -> OpenedLayer:
    if content.startswith(b"PK"):
        return _from_archive(content, role, choose)
    if content.startswith(_GEOPACKAGE):
        return _from_files({".gpkg": content}, role, choose)
    if content.startswith(_SHAPEFILE):
        # A .shp file alone: the names of places and the coordinate system are in its sister files.
        raise LayerRefusedError(LayerFaultKind.ARCHIVE_PART, part=".shx")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _from_json(content, role, choose)
    raise LayerRefusedError(LayerFaultKind.FORMAT)


def _from_archive(content: bytes, role: LayerRole, choose: Choose) -> OpenedLayer:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _members(archive)
            layers = [path for path in members if path.suffix.lower() in _LAYERS]
            if len(layers) != 1:
                raise LayerRefusedError(LayerFaultKind.ARCHIVE_CONTENT, count=len(layers))
            layer = layers[0]
            wanted = _PARTS if layer.suffix.lower() == ".shp" else (layer.suffix.lower(),)
            parts = _unpacked(
                archive,
                {
                    path.suffix.lower(): info
                    for path, info in members.items()
                    if path.with_suffix("") == layer.with_suffix("") and path.suffix.lower() in wanted
                },
            )
    except (*_BROKEN, EOFError, struct.error, zlib.error, zipfile.BadZipFile) as error:
        raise LayerRefusedError(LayerFaultKind.DAMAGED) from error
    if ".shp" not in parts:
        inside = next(iter(parts.values()))
        if inside.startswith(b"PK"):
            raise LayerRefusedError(LayerFaultKind.FORMAT)
        return _open(inside, role, choose)
    for part in _NEEDED:
        if part not in parts:
            raise LayerRefusedError(LayerFaultKind.ARCHIVE_PART, part=part)
    return _from_files(parts, role, choose)


def _members(archive: zipfile.ZipFile) -> dict[PurePosixPath, zipfile.ZipInfo]:
    """List the files of an archive, and refuse it where one is locked or leads elsewhere."""
    members = {}
    for info in archive.infolist():
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if info.flag_bits & 0x1 or path.is_absolute() or ".." in path.parts or ":" in info.filename:
            raise LayerRefusedError(LayerFaultKind.ARCHIVE_UNSAFE)
        if not info.is_dir() and not path.name.startswith(".") and "__MACOSX" not in path.parts:
            members[path] = info
    return members


def _unpacked(archive: zipfile.ZipFile, infos: Mapping[str, zipfile.ZipInfo]) -> dict[str, bytes]:
    """Unpack files in memory, and stop where they get larger than a layer may be."""
    parts: dict[str, bytes] = {}
    room = LARGEST
    for suffix, info in infos.items():
        with archive.open(info) as member:
            # Never more than there is room for, whatever size the archive claims.
            parts[suffix] = member.read(room + 1)
        room -= len(parts[suffix])
        if room < 0:
            raise LayerRefusedError(LayerFaultKind.ARCHIVE_UNSAFE)
    return parts


def _from_files(parts: Mapping[str, bytes], role: LayerRole, choose: Choose) -> OpenedLayer:
    main = ".gpkg" if ".gpkg" in parts else ".shp"
    if main == ".shp" and not parts[main].startswith(_SHAPEFILE):
        raise LayerRefusedError(LayerFaultKind.DAMAGED)
    with TemporaryDirectory(prefix="layer-", ignore_cleanup_errors=True) as folder:
        for suffix, content in parts.items():
            (Path(folder) / f"layer{suffix}").write_bytes(content)
        try:
            return _read(Path(folder) / f"layer{main}", role, choose)
        except (*_BROKEN, ShapelyError, MemoryError) as error:
            raise LayerRefusedError(LayerFaultKind.DAMAGED) from error


def _read(path: Path, role: LayerRole, choose: Choose) -> OpenedLayer:
    layers = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None]
    layer = _one_layer(layers, role)
    info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
    _require_count(int(info["features"]), role)
    headings = _headings(info["fields"])
    frame = pyogrio.read_dataframe(
        path,
        layer=layer,
        columns=list(choose(headings)),
        force_2d=True,
        max_features=RULES[role].most,
        on_invalid="ignore",
        datetime_as_string=True,
    )
    texts = {str(name): [_text(value) for value in frame[name]] for name in frame.columns.drop("geometry")}
    table = pd.DataFrame(texts, index=range(len(frame)), dtype=object)
    return OpenedLayer(
        gpd.GeoDataFrame(table, geometry=frame.geometry.to_numpy(), crs=_known_crs(info["crs"])), headings
    )


def _one_layer(names: Sequence[str], role: LayerRole) -> str:
    """Choose a layer: the only one, or the only one that is named after the role."""
    if len(names) > 1:
        hints = RULES[role].layer_names
        named = [name for name in names if any(hint in fold(name) for hint in hints)]
        names = named if len(named) == 1 else names
    if len(names) != 1:
        kind = LayerFaultKind.LAYERS if names else LayerFaultKind.NO_FEATURES
        raise LayerRefusedError(kind, count=len(names))
    return names[0]


def _require_count(count: int, role: LayerRole) -> None:
    if count == 0:
        raise LayerRefusedError(LayerFaultKind.NO_FEATURES)
    if count > RULES[role].most:
        raise LayerRefusedError(LayerFaultKind.MANY_FEATURES, count=count, limit=RULES[role].most)


def _known_crs(text: object) -> CRS | None:
    """Return the system that a file names; a GeoPackage may name one that is called undefined."""
    if not text:
        return None
    try:
        crs = CRS.from_user_input(str(text))
    except CRSError as error:
        raise LayerRefusedError(LayerFaultKind.UNKNOWN_CRS) from error
    return None if crs.is_engineering or fold(crs.name).startswith(("undefined", "unknown")) else crs


def _from_json(content: bytes, role: LayerRole, choose: Choose) -> OpenedLayer:
    try:
        document = json.loads(content)
        features, crs = _features(document, role)
        _require_count(len(features), role)
        return _from_features(features, crs, choose)
    except _BROKEN as error:
        raise LayerRefusedError(LayerFaultKind.DAMAGED) from error


def _features(document: Mapping[str, Any], role: LayerRole) -> tuple[list[Any], CRS | None]:
    """Return the features of a GeoJSON or TopoJSON document and their system, WGS84 unless it says more."""
    kind = document.get("type")
    if kind == "Topology":
        # The specification leaves no way to name a system.
        name = _one_layer(list(document["objects"]), role)
        return list(features_of(document, name)), CRS.from_user_input(WGS84)
    named = document.get("crs")
    crs = _known_crs(named["properties"]["name"] if named else WGS84)
    if kind == "FeatureCollection":
        return list(document["features"]), crs
    if kind == "Feature":
        return [document], crs
    if kind in _GEOMETRIES:
        return [{"properties": None, "geometry": document}], crs
    raise LayerRefusedError(LayerFaultKind.FORMAT)


def _from_features(features: Sequence[Any], crs: CRS | None, choose: Choose) -> OpenedLayer:
    properties = [one.get("properties") or {} for one in features]
    headings = _headings(chain.from_iterable(properties))
    geometries = [one.get("geometry") for one in features]
    shapes = shapely.force_2d(
        shapely.from_geojson(
            [json.dumps(one) if one is not None else None for one in geometries], on_invalid="ignore"
        )
    )
    table = pd.DataFrame(
        {heading: [_text(one.get(heading)) for one in properties] for heading in choose(headings)},
        index=range(len(features)),
        dtype=object,
    )
    unreadable = frozenset(
        row
        for row, (shape, one) in enumerate(zip(shapes, geometries, strict=True))
        if shape is None and one is not None
    )
    return OpenedLayer(gpd.GeoDataFrame(table, geometry=shapes, crs=crs), headings, unreadable)


def _headings(names: Iterable[object]) -> tuple[str, ...]:
    # A column of that name would hide the geometries.
    return tuple(name for name in dict.fromkeys(map(str, names)) if name != "geometry")


def _text(value: object) -> str:
    """Return an attribute as text without control characters; what is no text and no number is empty."""
    if isinstance(value, (float, np.floating)):
        value = int(value) if np.isfinite(value) and float(value).is_integer() else None
    if isinstance(value, bool) or not isinstance(value, (str, int, np.integer)):
        return ""
    printable = (letter if letter.isprintable() else " " for letter in str(value)[:LONGEST_TEXT])
    return " ".join("".join(printable).split())
