"""What can be wrong with a layer, where, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from data.i18n import Translate, mark
from data.identifiers import IdentifierKind, identifier_term
from data.refusals import Flaw

Value = str | int | tuple[str, ...]
"""What a message quotes; the words of a tuple are looked up in the language first."""


class LayerFaultKind(StrEnum):
    """What is wrong with a file or with one of its features."""

    FILE_EMPTY = "file_empty"
    FILE_LARGE = "file_large"
    FORMAT = "format"
    DAMAGED = "damaged"
    ARCHIVE_UNSAFE = "archive_unsafe"
    ARCHIVE_CONTENT = "archive_content"
    ARCHIVE_PART = "archive_part"
    LAYERS = "layers"
    NO_CRS = "no_crs"
    UNKNOWN_CRS = "unknown_crs"
    NO_FEATURES = "no_features"
    MANY_FEATURES = "many_features"
    DETAILED = "detailed"
    NO_GEOMETRY = "no_geometry"
    UNREADABLE_GEOMETRY = "unreadable_geometry"
    GEOMETRY_TYPE = "geometry_type"
    INVALID_GEOMETRY = "invalid_geometry"
    METRES = "metres"
    SWAPPED = "swapped"
    OUTSIDE = "outside"
    NO_LABEL = "no_label"
    LONG_LABEL = "long_label"
    LABEL_TWICE = "label_twice"
    LABEL_OF_PERSON = "label_of_person"
    UNKNOWN_KIND = "unknown_kind"
    FLAT_ON_MAP = "flat_on_map"
    NO_COLUMN = "no_column"


@dataclass(frozen=True)
class LayerFault(Flaw):
    """
    One thing that is wrong.

    Attributes
    ----------
    kind : LayerFaultKind
        What it is.
    feature : int or None
        Number of the feature in the file, from 1; None for the file as a whole.
    values : mapping of str to str, int or tuple of str
        What the message quotes.
    """

    kind: LayerFaultKind
    feature: int | None = None
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def sentences(self) -> tuple[str, str]:
        """English sources of what is wrong and of what to do about it."""
        return _TEXTS[self.kind]

    def named(self, translate: Translate) -> Mapping[str, object]:
        """Return its values as a message quotes them."""
        return {name: _quoted(value, translate) for name, value in self.values.items()}


_WORDS = {
    "Point": mark("point"),
    "MultiPoint": mark("several points in one"),
    "LineString": mark("line"),
    "MultiLineString": mark("line"),
    "Polygon": mark("polygon"),
    "MultiPolygon": mark("polygon"),
    "GeometryCollection": mark("mixture of shapes"),
    "Self-intersection": mark("its outline crosses itself"),
    "Ring Self-intersection": mark("its outline touches itself"),
    "Hole lies outside shell": mark("a hole lies outside it"),
    "Holes are nested": mark("a hole lies in a hole"),
    "Nested shells": mark("two of its parts lie in each other"),
    "Interior is disconnected": mark("its inside falls apart"),
    "Duplicate Rings": mark("it has an outline twice"),
    "Too few points in geometry component": mark("it has too few corners"),
    "Invalid Coordinate": mark("a position is no number"),
}


def _quoted(value: Value, translate: Translate) -> str | int:
    if not isinstance(value, tuple):
        return value
    words = (
        identifier_term(word, translate)
        if isinstance(word, IdentifierKind)
        else translate(_WORDS.get(word, word))
        for word in value
    )
    return ", ".join(dict.fromkeys(words))


_EXPORT_AGAIN = mark("Export the layer anew from where it comes, and choose the new file.")
_ONE_SHAPEFILE = mark(
    "A Shapefile is several files of one name. Put the .shp, .shx, .dbf and .prj files of one layer, and "
    "nothing else, in a .zip archive."
)
_REPAIR = mark(
    "Repair it where the layer comes from (in QGIS: “Fix geometries”) or delete it, and export again."
)
_CRS_REMEDY = mark(
    "Set it where the layer comes from and export again; a Shapefile then has a .prj file. Belgian data are "
    "most often in Lambert 72 (EPSG:31370) or Lambert 2008 (EPSG:3812), GPS positions in WGS84 (EPSG:4326). "
    "In QGIS: right-click the layer, “Layer CRS”, “Set layer CRS”, then “Export”."
)

_TEXTS: Mapping[LayerFaultKind, tuple[str, str]] = {
    LayerFaultKind.FILE_EMPTY: (mark("The file is empty."), _EXPORT_AGAIN),
    LayerFaultKind.FILE_LARGE: (
        mark("The file holds more than {limit} MB."),
        mark("Keep only the area and the features that the map needs, and export again."),
    ),
    LayerFaultKind.FORMAT: (
        mark("This is none of the formats that can be read."),
        mark("Save the layer as GeoJSON, TopoJSON, GeoPackage, or as a Shapefile in a .zip archive."),
    ),
    LayerFaultKind.DAMAGED: (mark("The file is damaged or incomplete and cannot be read."), _EXPORT_AGAIN),
    LayerFaultKind.ARCHIVE_UNSAFE: (
        mark("The archive is locked, leads outside its own folder, or unpacks to far more than its size."),
        _ONE_SHAPEFILE,
    ),
    LayerFaultKind.ARCHIVE_CONTENT: (
        mark("The archive holds {count} layers that can be read; it must hold one."),
        _ONE_SHAPEFILE,
    ),
    LayerFaultKind.ARCHIVE_PART: (mark("The archive has no {part} file."), _ONE_SHAPEFILE),
    LayerFaultKind.LAYERS: (
        mark("The file holds {count} layers, and none of them is plainly the one to use."),
        mark("Save the layer you need in a file of its own."),
    ),
    LayerFaultKind.NO_CRS: (mark("The layer does not say its coordinate system."), _CRS_REMEDY),
    LayerFaultKind.UNKNOWN_CRS: (
        mark("The coordinate system of the layer is unknown, or cannot be brought to WGS84."),
        _CRS_REMEDY,
    ),
    LayerFaultKind.NO_FEATURES: (
        mark("The layer holds no features."),
        mark("Check the filter or the selection the layer was exported with."),
    ),
    LayerFaultKind.MANY_FEATURES: (
        mark("The layer holds {count} features; at most {limit} can be drawn."),
        mark(
            "Keep only the two provinces, or only what helps to find one's way (main roads, larger waters)."
        ),
    ),
    LayerFaultKind.DETAILED: (
        mark("Even simplified, the layer would weigh more than {limit} kB on every map."),
        mark(
            "Keep only the two provinces, or only what helps to find one's way (main roads, larger waters)."
        ),
    ),
    LayerFaultKind.NO_GEOMETRY: (
        mark("The feature has no geometry."),
        mark("Draw it or delete it where the layer comes from, and export again."),
    ),
    LayerFaultKind.UNREADABLE_GEOMETRY: (mark("The geometry of the feature cannot be read."), _REPAIR),
    LayerFaultKind.GEOMETRY_TYPE: (
        mark("The feature is of the wrong type: {found}. This kind of layer takes: {expected}."),
        mark("Choose another use for the layer, or keep only the features of the right kind."),
    ),
    LayerFaultKind.INVALID_GEOMETRY: (
        mark("The geometry of the feature is invalid: {reason} ({position})."),
        _REPAIR,
    ),
    LayerFaultKind.METRES: (
        mark("The positions look like metres, but the layer says that they are degrees."),
        _CRS_REMEDY,
    ),
    LayerFaultKind.SWAPPED: (
        mark("Longitude and latitude seem to be swapped."),
        mark("Export the layer again with the longitude (about 4) first and the latitude (about 50) second."),
    ),
    LayerFaultKind.OUTSIDE: (
        mark("The feature lies outside Belgium and its surroundings."),
        mark("Check the coordinate system of the layer, or delete what lies elsewhere, and export again."),
    ),
    LayerFaultKind.NO_LABEL: (
        mark("The feature has no name."),
        mark("Give each place a name of its own in the chosen column."),
    ),
    LayerFaultKind.LONG_LABEL: (
        mark("The name is longer than {limit} characters."),
        mark("Shorten it; a name only needs to tell the place from the others."),
    ),
    LayerFaultKind.LABEL_TWICE: (
        mark("Feature {first} has the same name."),
        mark("Give each place a name of its own in the chosen column."),
    ),
    LayerFaultKind.LABEL_OF_PERSON: (
        mark("The name seems to hold {found}."),
        mark("Name the place by where it is, never by a person, a number or an account."),
    ),
    LayerFaultKind.UNKNOWN_KIND: (
        mark("The kind of place is missing or on no list."),
        mark("Use the names of the kinds of place as the screens show them, or choose one kind for all."),
    ),
    LayerFaultKind.FLAT_ON_MAP: (
        mark("Private flats are never put on the map."),
        mark("Remove the feature; private flats are recorded by municipality only."),
    ),
    LayerFaultKind.NO_COLUMN: (
        mark("The layer has no column “{column}”."),
        mark("Choose one of the columns of the file."),
    ),
}


class LayerRefusedError(Exception):
    """A file that cannot be read at all; carries the faults to show."""

    def __init__(self, kind: LayerFaultKind, **values: Value) -> None:
        super().__init__(kind.value)
        self.fault = LayerFault(kind, values=values)


def in_order(faults: Iterable[LayerFault]) -> tuple[LayerFault, ...]:
    """
    Return *faults* as a report lists them.

    Parameters
    ----------
    faults : iterable of LayerFault
        In any order.

    Returns
    -------
    tuple of LayerFault
        Those of the file first, then by feature.
    """
    return tuple(sorted(faults, key=lambda fault: fault.feature or 0))
