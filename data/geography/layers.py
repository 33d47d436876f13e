"""Reads the layers that users bring: backgrounds of the map, and proposals of places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from data.geography.checking import checked_layer, first_use
from data.geography.faults import LayerFault, LayerFaultKind, LayerRefusedError, in_order
from data.geography.municipalities import fold
from data.geography.opening import open_layer
from data.geography.roles import RULES, LayerRole, matching_columns
from data.i18n import LANGUAGES, translator
from data.identifiers import find_identifiers
from data.terms import term
from data.vocabulary import LONGEST_LABEL, PlaceKind
from geo.crs import WGS84


@dataclass(frozen=True)
class LayerReading:
    """
    What reading a layer gave: its features, or all that is wrong with it.

    Attributes
    ----------
    role : LayerRole
        What the layer is for.
    frame : GeoDataFrame
        In WGS84, with only the columns that the role keeps; empty where there is a fault.
    faults : tuple of LayerFault
        Those of the file first, then by feature; empty where all is well.
    mended : tuple of int
        Numbers of the features whose outline was repaired in a hair's breadth.
    """

    role: LayerRole
    frame: gpd.GeoDataFrame
    faults: tuple[LayerFault, ...]
    mended: tuple[int, ...] = ()


@dataclass(frozen=True)
class PlaceProposal:
    """
    A place as a layer describes it, to be completed and saved.

    Attributes
    ----------
    feature : int
        Number of the feature in the file, from 1.
    kind : PlaceKind
        Kind of place; never `PlaceKind.PRIVATE_FLAT`.
    label : str
        Name of the place, of its own in the layer.
    geometry : BaseGeometry
        Point, Polygon or MultiPolygon in WGS84.
    municipality : str or None
        NIS code where the position leaves only one.
    candidates : tuple of str
        NIS codes of the municipalities that the position leaves; the one, or those to choose from.
    """

    feature: int
    kind: PlaceKind
    label: str
    geometry: BaseGeometry
    municipality: str | None
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class PlacesReading:
    """
    What reading a layer of places gave.

    Attributes
    ----------
    proposals : tuple of PlaceProposal
        Empty where there is a fault.
    faults : tuple of LayerFault
        Those of the file first, then by feature; empty where all is well.
    """

    proposals: tuple[PlaceProposal, ...]
    faults: tuple[LayerFault, ...]


def read_layer(source: Path | bytes, role: LayerRole) -> LayerReading:
    """
    Read a layer for the background of the map.

    Parameters
    ----------
    source : Path or bytes
        The file, or its content: GeoJSON, TopoJSON, GeoPackage, or a Shapefile in a zip archive.
    role : LayerRole
        What the layer is for.

    Returns
    -------
    LayerReading
        The features in WGS84, or all faults. Attributes that the role does not need are never read.
    """
    wanted = RULES[role].columns
    try:
        opened = open_layer(source, role, lambda headings: [*matching_columns(headings, wanted).values()])
    except LayerRefusedError as error:
        return LayerReading(role, _nothing(), (error.fault,))
    checked = checked_layer(opened, role)
    frame = checked.frame
    headings = matching_columns(opened.headings, wanted)
    kept = {column: frame[headings[column]] if column in headings else "" for column in wanted}
    named = gpd.GeoDataFrame(kept, index=frame.index, geometry=frame.geometry, crs=frame.crs)
    return LayerReading(role, named.reset_index(drop=True), checked.faults, checked.mended)


def read_headings(source: Path | bytes) -> tuple[tuple[str, ...], tuple[LayerFault, ...]]:
    """
    Read the headings of a layer of places, to choose the columns with the name and the kind.

    Parameters
    ----------
    source : Path or bytes
        The file, or its content.

    Returns
    -------
    tuple of str
        The headings, in the order of the file.
    tuple of LayerFault
        Why there are none.
    """
    try:
        return open_layer(source, LayerRole.PLACES, lambda _: ()).headings, ()
    except LayerRefusedError as error:
        return (), (error.fault,)


def read_places_layer(
    source: Path | bytes,
    boundaries: gpd.GeoDataFrame,
    label_column: str,
    kind: PlaceKind | None = None,
    kind_column: str | None = None,
) -> PlacesReading:
    """
    Read a layer of zones and places.

    Parameters
    ----------
    source : Path or bytes
        The file, or its content: GeoJSON, TopoJSON, GeoPackage, or a Shapefile in a zip archive.
    boundaries : GeoDataFrame
        Polygons in WGS84 with ``municipalities`` (NIS codes with a space between), the finest there are:
        see `data.geography.basemap.load_municipal_boundaries`.
    label_column : str
        Heading of the column with the names of the places.
    kind : PlaceKind, optional
        The kind of all places of the layer.
    kind_column : str, optional
        Heading of the column with the kind of each place, in words of any of the product's languages;
        used where *kind* is None.

    Returns
    -------
    PlacesReading
        A proposal for each feature, or all faults.
    """
    columns = [column for column in (label_column, kind_column) if column is not None]
    try:
        opened = open_layer(
            source,
            LayerRole.PLACES,
            lambda headings: [one for one in dict.fromkeys(columns) if one in headings],
        )
    except LayerRefusedError as error:
        return PlacesReading((), (error.fault,))
    absent = [one for one in columns if one not in opened.headings]
    if absent:
        missing = (LayerFault(LayerFaultKind.NO_COLUMN, values={"column": one}) for one in absent)
        return PlacesReading((), tuple(missing))
    checked = checked_layer(opened, LayerRole.PLACES)
    labels = opened.frame[label_column].tolist()
    words = opened.frame[kind_column].tolist() if kind_column else [""] * len(labels)
    kinds = [kind if kind is not None else _kinds().get(fold(word)) for word in words]
    faults = in_order([*checked.faults, *_label_faults(labels), *_kind_faults(kinds)])
    if faults:
        return PlacesReading((), faults)
    return PlacesReading(_proposals(kinds, labels, checked.frame, boundaries), ())


def municipalities_at(places: gpd.GeoDataFrame, boundaries: gpd.GeoDataFrame) -> list[tuple[str, ...]]:
    """
    Return the municipalities that each place may lie in.

    Parameters
    ----------
    places : GeoDataFrame
        Points and zones in WGS84.
    boundaries : GeoDataFrame
        Polygons in WGS84 with ``municipalities`` (NIS codes with a space between).

    Returns
    -------
    list of tuple of str
        For each place the codes of the polygon that holds its representative point, in order; more than
        one where that polygon is a canton of several municipalities, none where no polygon holds it.
    """
    place, boundary = boundaries.sindex.query(
        places.geometry.representative_point().to_numpy(), predicate="intersects"
    )
    codes: list[set[str]] = [set() for _ in range(len(places))]
    for row, polygon in zip(place, boundary, strict=True):
        codes[row].update(str(boundaries["municipalities"].iloc[polygon]).split())
    return [tuple(sorted(one)) for one in codes]


def _proposals(
    kinds: Sequence[PlaceKind | None],
    labels: Sequence[str],
    frame: gpd.GeoDataFrame,
    boundaries: gpd.GeoDataFrame,
) -> tuple[PlaceProposal, ...]:
    rows = zip(kinds, labels, frame.geometry, municipalities_at(frame, boundaries), strict=True)
    return tuple(
        PlaceProposal(feature, kind, label, shape, codes[0] if len(codes) == 1 else None, codes)
        for feature, (kind, label, shape, codes) in enumerate(rows, start=1)
        if kind is not None
    )


def _nothing() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries([], crs=WGS84))


def _label_faults(labels: Sequence[str]) -> list[LayerFault]:
    faults = []
    first = first_use([fold(label) for label in labels])
    for row, label in enumerate(labels):
        number = row + 1
        if not label:
            faults.append(LayerFault(LayerFaultKind.NO_LABEL, number))
            continue
        if len(label) > LONGEST_LABEL:
            faults.append(LayerFault(LayerFaultKind.LONG_LABEL, number, {"limit": LONGEST_LABEL}))
        if first[row] != row:
            faults.append(LayerFault(LayerFaultKind.LABEL_TWICE, number, {"first": int(first[row]) + 1}))
        faults.extend(
            LayerFault(LayerFaultKind.LABEL_OF_PERSON, number, {"found": (found,)})
            for found in find_identifiers(label)
        )
    return faults


def _kind_faults(kinds: Sequence[PlaceKind | None]) -> list[LayerFault]:
    faults = []
    for row, kind in enumerate(kinds):
        if kind is None:
            faults.append(LayerFault(LayerFaultKind.UNKNOWN_KIND, row + 1))
        elif kind == PlaceKind.PRIVATE_FLAT:
            faults.append(LayerFault(LayerFaultKind.FLAT_ON_MAP, row + 1))
    return faults


@cache
def _kinds() -> Mapping[str, PlaceKind]:
    """Kinds of place by each word for them, in the register and on screen."""
    words = {fold(kind.value): kind for kind in PlaceKind}
    for kind in PlaceKind:
        for language in LANGUAGES:
            words[fold(term(kind, translator(language)))] = kind
    return words
