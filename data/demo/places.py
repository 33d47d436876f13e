"""The places of the demo register: facts in ``places.csv``, one place a line."""

import csv
import math
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from data.vocabulary import PlaceKind

SOURCE = Path(__file__).with_name("places.csv")

METRES_A_DEGREE = 111_200
"""Length of one degree of latitude at 50.5° N; zones of the demo need no more than this."""

CAR_PARKS = frozenset({PlaceKind.CAR_PARK, PlaceKind.REST_AREA, PlaceKind.MEDIBUS_STOP})
"""Kinds that the annual report calls *parkings*."""


@dataclass(frozen=True)
class DemoPlace:
    """
    A place of the demo and what truly happens there.

    Attributes
    ----------
    code : str
        Short name inside the generator; the register itself has only the label.
    kind : PlaceKind
        Kind of place.
    service : str
        Code of the service that looks after it.
    label : str
        Label in the register; says so where the position is invented or approximate.
    municipality : str
        NIS code.
    geometry : BaseGeometry or None
        WGS84 polygon of a zone, point of a spot, None for private flats.
    area : str
        Publication area.
    active_from, active_to : date or None
        First and last day on which the place exists.
    gaps : tuple of (date, date)
        Spells in which nobody went there, first and last day: "not looked" must be there to be seen.
    target_days : int or None
        Days between visits that the team aims at.
    invented : bool
        Whether the position is made up.
    group : str
        Part in the dispersal: treated, displaced, opened, closed, control, or none.
    before, after : float
        True contacts per hour of outreach before and after the ban, at the reference hour and season.
    """

    code: str
    kind: PlaceKind
    service: str
    label: str
    municipality: str
    geometry: BaseGeometry | None
    area: str
    active_from: date | None
    active_to: date | None
    gaps: tuple[tuple[date, date], ...]
    target_days: int | None
    invented: bool
    group: str
    before: float
    after: float

    def is_active(self, day: date) -> bool:
        """
        Tell whether the place exists on *day*.

        Parameters
        ----------
        day : date
            An operational day.

        Returns
        -------
        bool
            True from the first to the last day, both included.
        """
        return (self.active_from or date.min) <= day <= (self.active_to or date.max)

    def is_visited(self, day: date) -> bool:
        """
        Tell whether a team may stop there on *day*.

        Parameters
        ----------
        day : date
            An operational day.

        Returns
        -------
        bool
            True where the place is active and *day* lies in no gap.
        """
        return self.is_active(day) and not any(first <= day <= last for first, last in self.gaps)


@cache
def load_places() -> tuple[DemoPlace, ...]:
    """
    Return the places of the demo in the order of their file.

    Returns
    -------
    tuple of DemoPlace
        The position in the tuple, counted from one, is the place's identifier in the register.
    """
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return tuple(_place(row) for row in csv.DictReader(file))


def _place(row: dict[str, str]) -> DemoPlace:
    return DemoPlace(
        code=row["code"],
        kind=PlaceKind(row["kind"]),
        service=row["service"],
        label=row["label"],
        municipality=row["municipality"],
        geometry=_geometry(row),
        area=row["area"],
        active_from=_day(row["active_from"]),
        active_to=_day(row["active_to"]),
        gaps=_gaps(row["gaps"]),
        target_days=int(row["target_days"]) if row["target_days"] else None,
        invented=row["invented"] == "1",
        group=row["group"],
        before=float(row["before"]),
        after=float(row["after"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _gaps(text: str) -> tuple[tuple[date, date], ...]:
    spells = (spell.strip().split("/") for spell in text.split(";") if spell)
    return tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in spells)


def _geometry(row: dict[str, str]) -> BaseGeometry | None:
    if row["outline"]:
        corners = [tuple(map(float, corner.split())) for corner in row["outline"].split(";")]
        return shapely.Polygon(corners)
    if not row["lat"]:
        return None
    spot = shapely.Point(float(row["lon"]), float(row["lat"]))
    return _disc(spot, float(row["radius_m"])) if row["radius_m"] else spot


def _disc(centre: shapely.Point, radius_m: float) -> BaseGeometry:
    """Return an octagon around *centre*: invented zones must not look surveyed."""
    north = radius_m / METRES_A_DEGREE
    east = north / math.cos(math.radians(centre.y))
    return shapely.set_precision(affinity.scale(centre.buffer(1, quad_segs=2), east, north), 1e-5)
