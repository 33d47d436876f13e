"""Layers as users bring them, written in every format, and what a reading found wrong."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from data.geography.faults import LayerFaultKind
from data.geography.layers import LayerReading
from data.geography.roles import LayerRole
from data.i18n import LANGUAGES, translator
from geo.crs import WGS84

K = LayerFaultKind

MUNICIPALITIES = LayerRole.MUNICIPALITIES

SQUARE = shapely.box(4.4, 50.4, 4.5, 50.5)


def frame(
    *shapes: shapely.Geometry | None, crs: str | None = WGS84, **columns: list[object]
) -> gpd.GeoDataFrame:
    """Return a layer of these shapes, with these columns."""
    return gpd.GeoDataFrame(columns, geometry=np.array(shapes, dtype=object), crs=crs)


def to_geopackage(layer: gpd.GeoDataFrame, folder: Path) -> bytes:
    """Return a layer as a GeoPackage."""
    layer.to_file(folder / "layer.gpkg", layer="communes")
    return (folder / "layer.gpkg").read_bytes()


def to_shapefile(layer: gpd.GeoDataFrame, folder: Path, *without: str, inside: str = "") -> bytes:
    """Return a layer as a zipped Shapefile, *without* some of its files, in a folder *inside* the archive."""
    layer.to_file(folder / "communes.shp", encoding="utf-8")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in folder.glob("communes.*"):
            if path.suffix not in without:
                file.write(path, f"{inside}{path.name}")
    return archive.getvalue()


def to_geojson(layer: gpd.GeoDataFrame, folder: Path) -> bytes:
    """Return a layer as a GeoJSON."""
    layer.to_file(folder / "layer.geojson")
    return (folder / "layer.geojson").read_bytes()


WRITERS: dict[str, Callable[[gpd.GeoDataFrame, Path], bytes]] = {
    "geopackage": to_geopackage,
    "shapefile": to_shapefile,
    "geojson": to_geojson,
}


def collection(*features: dict[str, object] | None, **more: object) -> bytes:
    """Return a GeoJSON of these features, with *more* beside them."""
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def feature(geometry: object, **properties: object) -> dict[str, object]:
    """Return a feature of GeoJSON."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(*corners: tuple[float, float]) -> dict[str, object]:
    """Return a polygon of GeoJSON; its first corner closes it."""
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


GOOD = feature(polygon((4.4, 50.4), (4.5, 50.4), (4.5, 50.5)), nis="52011", name_fr="Charleroi")

BOUNDARIES = frame(
    shapely.box(4, 50, 4.45, 51),
    shapely.box(4.45, 50, 5, 51),
    municipalities=["52011", "25031 25044"],
)
"""One municipality in the west, two that share an area in the east."""


def zipped(**files: bytes) -> bytes:
    """Return an archive of these files."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return archive.getvalue()


def kinds(reading: LayerReading) -> list[tuple[LayerFaultKind, int | None]]:
    """Return the faults, having made sure that nothing was kept and that each can be said."""
    assert reading.faults
    assert reading.frame.empty
    for language in LANGUAGES:
        for fault in reading.faults:
            assert "{" not in fault.message(translator(language)) + fault.remedy(translator(language))
    return [(fault.kind, fault.feature) for fault in reading.faults]
