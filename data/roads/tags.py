"""What the tags of OpenStreetMap say of a road: whether cars may take it, which way, and how fast."""

from collections.abc import Mapping
from dataclasses import dataclass

SPEEDS_KMH = {
    "motorway": 105.0,
    "motorway_link": 50.0,
    "trunk": 80.0,
    "trunk_link": 45.0,
    "primary": 58.0,
    "primary_link": 35.0,
    "secondary": 50.0,
    "secondary_link": 30.0,
    "tertiary": 42.0,
    "tertiary_link": 25.0,
    "unclassified": 35.0,
    "residential": 25.0,
    "living_street": 12.0,
    "service": 15.0,
    "road": 25.0,
}
"""Speed on empty roads, crossings and bends included, by the class of a road that says no limit."""

OF_THE_LIMIT = 0.85
"""Part of the speed limit that is driven on empty roads, crossings and bends included."""

SLOWEST_KMH, FASTEST_KMH = 5.0, 120.0

KMH_PER_MPH = 1.609344

NAMED_LIMITS_KMH = {
    "walk": 6.0,
    "living_street": 20.0,
    "zone30": 30.0,
    "urban": 50.0,
    "rural": 90.0,
    "trunk": 120.0,
    "motorway": 120.0,
    "none": 130.0,
}
"""Limits that are written as a word, often behind a country: ``BE:urban``."""

BELGIAN_RURAL_KMH = {"be-vlg:rural": 70.0, "be-bru:rural": 70.0}
"""Where the word alone would say something else."""

MOTORWAYS = frozenset({"motorway", "motorway_link"})

ONE_WAY = frozenset({"yes", "true", "1"})
AGAINST = frozenset({"-1", "reverse"})
ROUNDABOUTS = frozenset({"roundabout", "circular"})

ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
"""The nearest to a car first: it overrules those after it."""

CLOSED = frozenset(
    {"no", "private", "agricultural", "forestry", "military", "emergency", "psv", "bus", "use_sidepath"}
)

BARRIERS = frozenset(
    {"block", "bollard", "bus_trap", "chain", "cycle_barrier", "debris", "fence", "hampshire_gate"}
    | {"jersey_barrier", "kissing_gate", "log", "motorcycle_barrier", "planter", "stile", "turnstile", "wall"}
)
"""What no car passes unless its own tags say so; a gate or a lift gate is passed."""


@dataclass(frozen=True)
class Road:
    """
    A way that cars may take.

    Attributes
    ----------
    forward_kmh, backward_kmh : float or None
        Speed in and against the order of its nodes; None where it may not be driven that way.
    motorway : bool
        Whether it belongs to a motorway or its slip roads.
    """

    forward_kmh: float | None
    backward_kmh: float | None
    motorway: bool


def read_road(tags: Mapping[str, str]) -> Road | None:
    """
    Return what cars may do on a way.

    Parameters
    ----------
    tags : mapping of str to str
        All tags of the way.

    Returns
    -------
    Road or None
        None where no car may drive.
    """
    kind = tags.get("highway", "")
    if kind not in SPEEDS_KMH or tags.get("area") == "yes" or not is_open(tags):
        return None
    one_way = _one_way(tags, kind)
    forward = None if one_way < 0 else _speed(tags, kind, "forward")
    backward = None if one_way > 0 else _speed(tags, kind, "backward")
    return Road(forward, backward, kind in MOTORWAYS)


def is_open(tags: Mapping[str, str]) -> bool:
    """
    Tell whether cars may pass.

    Parameters
    ----------
    tags : mapping of str to str
        Of a way or a barrier.

    Returns
    -------
    bool
        As the tag nearest to cars says; True where none says anything.
    """
    said = next((tags[key] for key in ACCESS_KEYS if key in tags), "yes")
    return said not in CLOSED


def is_barred(tags: Mapping[str, str]) -> bool:
    """
    Tell whether a node stops cars.

    Parameters
    ----------
    tags : mapping of str to str
        Of the node.

    Returns
    -------
    bool
        True for a bollard; False for one that says that cars may pass.
    """
    if tags.get("barrier") in BARRIERS:
        return not any(key in tags for key in ACCESS_KEYS) or not is_open(tags)
    return "barrier" in tags and not is_open(tags)


def _one_way(tags: Mapping[str, str], kind: str) -> int:
    """Return 1 in the order of nodes alone, -1 against it, 0 both ways."""
    said = tags.get("oneway:motor_vehicle", tags.get("oneway", ""))
    if said in ONE_WAY:
        return 1
    if said in AGAINST:
        return -1
    if said == "no":
        return 0
    return int(kind == "motorway" or tags.get("junction") in ROUNDABOUTS)


def _speed(tags: Mapping[str, str], kind: str, direction: str) -> float:
    limit = limit_kmh(tags.get(f"maxspeed:{direction}", tags.get("maxspeed", "")))
    driven = SPEEDS_KMH[kind] if limit is None else OF_THE_LIMIT * limit
    return min(max(driven, SLOWEST_KMH), FASTEST_KMH)


def limit_kmh(text: str) -> float | None:
    """
    Return a speed limit.

    Parameters
    ----------
    text : str
        As tagged: ``50``, ``30 mph``, ``BE:urban``, ``none``.

    Returns
    -------
    float or None
        Kilometres per hour; None where it says no number, such as ``signals``.
    """
    written = text.strip().lower()
    if written in BELGIAN_RURAL_KMH:
        return BELGIAN_RURAL_KMH[written]
    word = written.rpartition(":")[2]
    if word in NAMED_LIMITS_KMH:
        return NAMED_LIMITS_KMH[word]
    number, _, unit = word.partition(" ")
    unit = unit.strip()
    if number.endswith("mph"):
        number, unit = number.removesuffix("mph"), "mph"
    if not number.isdigit() or unit not in {"", "km/h", "kmh", "mph"}:
        return None
    return float(number) * (KMH_PER_MPH if unit == "mph" else 1) or None
