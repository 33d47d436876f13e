"""What a layer that somebody brings may be used for, and what it must look like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from data.geography.municipalities import fold
from data.i18n import Translate, mark


class LayerRole(StrEnum):
    """What a layer is used for."""

    MUNICIPALITIES = "municipalities"
    SECTORS = "sectors"
    ROADS = "roads"
    WATER = "water"
    PLACES = "places"


BACKGROUNDS = (LayerRole.MUNICIPALITIES, LayerRole.SECTORS, LayerRole.WATER, LayerRole.ROADS)
"""The roles that are drawn under the places, the lowest first."""

_LABELS = {
    LayerRole.MUNICIPALITIES: mark("Municipalities"),
    LayerRole.SECTORS: mark("Statistical sectors"),
    LayerRole.ROADS: mark("Roads"),
    LayerRole.WATER: mark("Water"),
    LayerRole.PLACES: mark("Zones and places"),
}

_AREAS = frozenset({"Polygon", "MultiPolygon"})
_LINES = frozenset({"LineString", "MultiLineString"})


@dataclass(frozen=True)
class RoleRules:
    """
    What a layer of a role may hold.

    Attributes
    ----------
    geometries : frozenset of str
        Geometry types.
    most : int
        Largest number of features.
    columns : mapping of str to sequence of str
        The columns to keep, each with the headings it may go by. All other columns are never read.
    layer_names : sequence of str
        Parts of a layer's name that show which one to take from a file with several.
    """

    geometries: frozenset[str]
    most: int
    columns: Mapping[str, Sequence[str]]
    layer_names: Sequence[str]


_NAMES: Mapping[str, Sequence[str]] = {
    "name_fr": ("name fr", "nom fr", "nom", "name", "tx munty descr fr", "tx sector descr fr", "tx descr fr"),
    "name_nl": ("name nl", "naam nl", "naam", "tx munty descr nl", "tx sector descr nl", "tx descr nl"),
}

_CODES = (
    "nis",
    "nis code",
    "niscode",
    "nis5",
    "refnis",
    "cd munty refnis",
    "cd refnis",
    "ins",
    "code ins",
    "codeins",
    "mun nis",
)

RULES: Mapping[LayerRole, RoleRules] = {
    LayerRole.MUNICIPALITIES: RoleRules(
        _AREAS, 2_000, {"nis": _CODES, **_NAMES}, ("municipal", "commune", "gemeente", "munty")
    ),
    LayerRole.SECTORS: RoleRules(_AREAS, 25_000, _NAMES, ("sector", "secteur")),
    LayerRole.ROADS: RoleRules(_LINES, 60_000, {}, ("road", "route", "wegen", "weg", "voirie")),
    LayerRole.WATER: RoleRules(_AREAS | _LINES, 30_000, _NAMES, ("water", "eau", "river", "cours")),
    LayerRole.PLACES: RoleRules(_AREAS | {"Point"}, 2_000, {}, ("place", "zone", "lieu", "plaats")),
}


def role_label(role: LayerRole, translate: Translate) -> str:
    """
    Return what *role* is called on screen.

    Parameters
    ----------
    role : LayerRole
        The role.
    translate : Translate
        The look-up of the language.

    Returns
    -------
    str
        Its name.
    """
    return translate(_LABELS[role])


def matching_columns(headings: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """
    Find the headings of the columns to keep.

    Parameters
    ----------
    headings : sequence of str
        Headings of a file.
    wanted : mapping of str to sequence of str
        The columns to keep, each with the headings it may go by, the best first.

    Returns
    -------
    dict of str to str
        Heading by the name of the column to keep; columns that the file lacks are not in it.
    """
    folded = {fold(heading): heading for heading in reversed(headings)}
    found = {}
    for column, names in wanted.items():
        heading = next((folded[name] for name in names if name in folded), None)
        if heading is not None:
            found[column] = heading
    return found
