"""A scan of whatever leaves the server for what a release may not hold: docs/methods/attacks.md.

`scan` walks through decoded messages and files: mappings, sequences, frames, shapes, text that is JSON, and
bytes that are Parquet, a workbook, an archive, or text. Formats of a transport are decoded by the caller.
"""

import json
import math
import numbers
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.attacks.containers import unpacked
from geo.cubes import EFFORT

COUNT_FIELDS = frozenset({*EFFORT, "interventions"})
"""Names of the columns that hold counts."""

VALUE_FIELDS = frozenset({"value", "values", "count", "figure"})
"""Names under which a table in long form keeps the count that another of its fields names."""

HIDDEN_FIELDS = frozenset(
    {"place", "place_id", "visit", "visit_id", "round_id", "contact_id", "batch_id", "pre_sdc_count", "truth"}
)
"""Names of fields that no release has: identifiers of the register, and counts before they were rounded."""

LONGITUDES = frozenset({"lon", "lng", "longitude"})
LATITUDES = frozenset({"lat", "latitude"})

DEGREES = 1e-5
"""How far a coordinate may be from one that is published: about a metre."""

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")

Points = npt.NDArray[np.float64]


class Leak(StrEnum):
    """What a scan finds."""

    COUNT = "count"
    IDENTIFIER = "identifier"
    FIELD = "field"
    POINT = "point"
    UNREAD = "unread"


@dataclass(frozen=True)
class Finding:
    """
    One thing that should not be there.

    Attributes
    ----------
    leak : Leak
        What kind of thing.
    path : str
        Where, such as ``$.datasets.main[3].contacts``.
    value : str
        The value, or the name of the field.
    """

    leak: Leak
    path: str
    value: str


@dataclass(frozen=True, eq=False)
class Rules:
    """
    What content may hold.

    Attributes
    ----------
    base : int
        Counts are multiples of it.
    count_fields : collection of str
        Names of fields that hold counts, and their labels on screen; case does not matter.
    identifiers : collection of str
        Texts that may occur nowhere: labels of places, ids of the register.
    hidden_fields : collection of str
        Names that no field may have.
    points : float array or None
        Shape (points, 2): longitudes and latitudes that are published; None where coordinates are not looked
        at.
    """

    base: int
    count_fields: Collection[str] = COUNT_FIELDS
    identifiers: Collection[str] = ()
    hidden_fields: Collection[str] = HIDDEN_FIELDS
    points: Points | None = None
    _counts: frozenset[str] = field(init=False, repr=False)
    _hidden: frozenset[str] = field(init=False, repr=False)
    _texts: "re.Pattern[str] | None" = field(init=False, repr=False)
    _tree: "cKDTree | None" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Prepare what is looked up for each value."""
        texts = sorted(text for text in self.identifiers if text)
        pattern = "|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in texts)
        found = {
            "_counts": frozenset(name.casefold() for name in self.count_fields),
            "_hidden": frozenset(name.casefold() for name in self.hidden_fields),
            "_texts": re.compile(pattern, re.IGNORECASE) if texts else None,
            "_tree": None if self.points is None or not len(self.points) else cKDTree(self.points),
        }
        for name, value in found.items():
            object.__setattr__(self, name, value)

    def is_count(self, name: str) -> bool:
        """Tell whether a field holds counts."""
        return name.casefold() in self._counts

    def is_hidden(self, name: str) -> bool:
        """Tell whether no field may have this name."""
        return name.casefold() in self._hidden

    def names(self, text: str) -> Iterator[str]:
        """Yield the identifiers that a text holds."""
        if self._texts is not None:
            yield from (found.group() for found in self._texts.finditer(text))

    def strays(self, points: Points) -> Points:
        """Return the points that are not published."""
        if self.points is None or not len(points):
            return np.zeros((0, 2))
        if self._tree is None:
            return points
        distances, _ = self._tree.query(points)
        return points[distances > DEGREES]


def points_of(territories: gpd.GeoDataFrame) -> Points:
    """
    Return the points that outlines publish.

    Parameters
    ----------
    territories : GeoDataFrame
        WGS84.

    Returns
    -------
    float array
        Shape (points, 2): corners, the corners of the bounds, and the middles.
    """
    shapes = territories.geometry
    west, south, east, north = shapes.total_bounds
    boxes = shapely.get_coordinates(shapely.box(*shapes.bounds.to_numpy().T))
    middles = shapely.get_coordinates([*shapes.representative_point(), *shapely.centroid(shapes.to_numpy())])
    whole = [[west, south], [east, north], [(west + east) / 2, (south + north) / 2]]
    return np.unique(np.vstack([shapely.get_coordinates(shapes.to_numpy()), boxes, middles, whole]), axis=0)


def scan(content: object, rules: Rules, path: str = "$") -> Iterator[Finding]:
    """
    Look for what content may not hold.

    Parameters
    ----------
    content : object
        A decoded message, a file, or anything inside one.
    rules : Rules
        What it may hold.
    path : str
        Where it stands.

    Yields
    ------
    Finding
        In the order of the content.
    """
    if isinstance(content, str):
        yield from _text(content, rules, path)
    elif isinstance(content, bytes | bytearray | memoryview):
        yield from _bytes(bytes(content), rules, path)
    elif isinstance(content, Mapping):
        yield from _mapping(content, rules, path)
    elif isinstance(content, BaseGeometry):
        yield from _points(shapely.get_coordinates(content), rules, path)
    elif isinstance(content, pd.DataFrame):
        yield from _frame(content, rules, path)
    elif isinstance(content, pd.Series):
        yield from _frame(content.to_frame(), rules, path)
    elif isinstance(content, list | tuple | set | frozenset | np.ndarray):
        yield from _sequence(list(content), rules, path)


def _text(text: str, rules: Rules, path: str) -> Iterator[Finding]:
    """Scan a text, and what it holds if it is JSON."""
    yield from (Finding(Leak.IDENTIFIER, path, name) for name in rules.names(text))
    if text[:1] in {"{", "["}:
        try:
            inside = json.loads(text)
        except ValueError:
            return
        yield from (found for found in scan(inside, rules, path) if found.leak != Leak.IDENTIFIER)


def _bytes(content: bytes, rules: Rules, path: str) -> Iterator[Finding]:
    """Scan a file."""
    try:
        for name, part in unpacked(content):
            yield from scan(part, rules, f"{path}{name}")
    except ValueError as problem:
        yield Finding(Leak.UNREAD, path, str(problem))


def _mapping(content: Mapping[object, object], rules: Rules, path: str) -> Iterator[Finding]:
    """Scan fields: their names, counts, and pairs of coordinates."""
    for key, value in content.items():
        name, here = str(key), f"{path}.{key}"
        if rules.is_hidden(name):
            yield Finding(Leak.FIELD, here, name)
        yield from (Finding(Leak.IDENTIFIER, here, found) for found in rules.names(name))
        if rules.is_count(name):
            yield from _counts(value, rules, here)
        if name == "coordinates":
            yield from _points(_pairs(value), rules, here)
        else:
            yield from scan(value, rules, here)
    named = {str(key).casefold(): value for key, value in content.items()}
    yield from _long(named, rules, path)
    for longitude in LONGITUDES & named.keys():
        for latitude in LATITUDES & named.keys():
            here = f"{path}.{longitude}, {latitude}"
            yield from _points(_located(named[longitude], named[latitude]), rules, here)


def _long(named: Mapping[str, object], rules: Rules, path: str) -> Iterator[Finding]:
    """Scan the values of a table in long form, where a text beside a value says that it is a count."""
    values = {name: value for name, value in named.items() if name in VALUE_FIELDS}
    for text in named.values() if values else ():
        for name, value in values.items():
            if isinstance(text, str) and rules.is_count(text):
                yield from _counts(value, rules, f"{path}.{name}")
            elif isinstance(text, list) and isinstance(value, list):
                pairs = enumerate(zip(text, value, strict=False))
                told = [
                    (at, one) for at, (word, one) in pairs if isinstance(word, str) and rules.is_count(word)
                ]
                for at, one in told:
                    yield from _counts(one, rules, f"{path}.{name}[{at}]")


def _sequence(content: list[object], rules: Rules, path: str) -> Iterator[Finding]:
    """Scan the members of a sequence."""
    for index, value in enumerate(content):
        if not isinstance(value, numbers.Number):
            yield from scan(value, rules, f"{path}[{index}]")


def _frame(frame: pd.DataFrame, rules: Rules, path: str) -> Iterator[Finding]:
    """Scan a table as its columns, those of its index included; the outlines of a map as well."""
    table = frame.reset_index() if any(frame.index.names) else frame
    columns: dict[object, object] = {
        str(name): table.iloc[:, at].tolist() for at, name in enumerate(table.columns)
    }
    yield from _mapping(columns, rules, path)


def _counts(value: object, rules: Rules, path: str) -> Iterator[Finding]:
    """Scan what a count field holds: numbers, and texts that are one."""
    if isinstance(value, pd.Series | np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple | Mapping):
        inside = value.items() if isinstance(value, Mapping) else enumerate(value)
        for index, one in inside:
            yield from _counts(one, rules, f"{path}[{index}]")
        return
    if isinstance(value, str):
        plain = re.sub(r"[\s\u00a0\u202f]", "", value)
        if not _NUMBER.fullmatch(plain):
            return
        value = float(plain.replace(",", "."))
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        return
    number = float(value)
    if math.isfinite(number) and number % rules.base:
        yield Finding(Leak.COUNT, path, f"{number:g}")


def _pairs(value: object) -> Points:
    """Return the pairs of numbers in nested lists, such as GeoJSON's coordinates."""
    if isinstance(value, list | tuple) and len(value) in {2, 3}:
        first, second = value[0], value[1]
        if isinstance(first, numbers.Real) and isinstance(second, numbers.Real):
            return np.array([[float(first), float(second)]])
    if isinstance(value, list | tuple):
        return np.concatenate([np.zeros((0, 2)), *(_pairs(one) for one in value)])
    return np.zeros((0, 2))


def _located(longitudes: object, latitudes: object) -> Points:
    """Return the points of a field of longitudes and one of latitudes, single or in columns."""
    if isinstance(longitudes, list | tuple) and isinstance(latitudes, list | tuple):
        return _pairs([list(pair) for pair in zip(longitudes, latitudes, strict=False)])
    return _pairs([longitudes, latitudes])


def _points(points: Points, rules: Rules, path: str) -> Iterator[Finding]:
    """Scan coordinates."""
    for longitude, latitude in rules.strays(points):
        yield Finding(Leak.POINT, path, f"{longitude:.6f} {latitude:.6f}")
