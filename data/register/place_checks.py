"""What a place must be like to be kept; every check yields its faults, so that all come at once."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum
from itertools import pairwise

from shapely.geometry.base import BaseGeometry

from data.geography.municipalities import municipality
from data.register.faults import Fault, FaultCode
from data.register.tables import LABEL
from data.register.validation import (
    Territories,
    date_faults,
    geometry_faults,
    is_whole,
    municipality_faults,
    text_faults,
    tidied,
)
from data.vocabulary import PlaceKind
from geo.zones import moved_m, rounded

LONGEST_TARGET = 365
"""Most days between two visits that a team may aim at."""

CORRECTION_M = 150.0
"""How far the outline of a place that has visits may move.

Past visits are counted where the place is now, so that moving it would move them. A corner that was drawn
on the wrong side of a street may be corrected; a place that has moved on is closed and a new one opened.
"""

FLATS_LABEL = "Privés — {municipality}"
"""Label of the private flats of a municipality: the field's French word and the official name."""

LONGEST_SERVICE_MIN = 480
"""Most minutes that a visit may usually take."""

ONE_SIDED = frozenset({PlaceKind.REST_AREA, PlaceKind.CAR_PARK})
"""Kinds of place that may open onto one carriageway of a motorway."""

DEGREES = 360

DAYS_A_WEEK = 7

MINUTES_A_DAY = 24 * 60


class PlaceStatus(StrEnum):
    """Whether a place is in use on a day."""

    ACTIVE = "active"
    CLOSED = "closed"
    FUTURE = "future"


def status_on(first: date | None, last: date | None, day: date) -> PlaceStatus:
    """
    Return whether a place is in use on *day*.

    Parameters
    ----------
    first, last : date or None
        First and last day of the place; None is open.
    day : date
        The day to look at.

    Returns
    -------
    PlaceStatus
        Active from the first to the last day, both included.
    """
    if last is not None and last < day:
        return PlaceStatus.CLOSED
    return PlaceStatus.FUTURE if first is not None and day < first else PlaceStatus.ACTIVE


@dataclass(frozen=True, order=True)
class OpeningHours:
    """
    Hours at which people can be met at a place.

    Attributes
    ----------
    weekday : int
        0 is Monday.
    opens, closes : time
        A window that closes before it opens runs past midnight.
    """

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class PlaceDraft:
    """
    A place as somebody wants it to be.

    Attributes
    ----------
    kind : PlaceKind
        Kind of place.
    label : str
        Its name; made from the municipality for private flats.
    geometry : BaseGeometry or None
        WGS84: a polygon for a zone, a point for a spot, None for private flats.
    municipality : str or None
        NIS code; None asks for the one at the position.
    service : int or None
        Identifier of the service that looks after it.
    active_from, active_to : date or None
        First and last day; None is open.
    target_days : int or None
        Days between visits that the team aims at.
    publication_area : str or None
        Label of the group of places that it may be published with; made where it is new.
    opening : tuple of OpeningHours
        When people can be met there.
    invented : bool
        Whether the position is made up, in a demo.
    service_min : int or None
        Usual minutes of a visit; None where past visits say it.
    carriageway_deg : int or None
        Bearing in which the one carriageway is driven that a rest area opens onto; None for any side.
    """

    kind: PlaceKind
    label: str = ""
    geometry: BaseGeometry | None = None
    municipality: str | None = None
    service: int | None = None
    active_from: date | None = None
    active_to: date | None = None
    target_days: int | None = None
    publication_area: str | None = None
    opening: tuple[OpeningHours, ...] = ()
    invented: bool = False
    service_min: int | None = None
    carriageway_deg: int | None = None


@dataclass(frozen=True)
class VisitSpan:
    """
    The visits that refer to a place.

    Attributes
    ----------
    count : int
        How many.
    first_day, last_day : date or None
        Their first and last operational day; None without visits.
    exact_from : date or None
        Visits before it are kept by month, each on the first of its month.
    """

    count: int = 0
    first_day: date | None = None
    last_day: date | None = None
    exact_from: date | None = None

    @property
    def begun_by(self) -> date | None:
        """The last day on which the first visit can have been."""
        if self.first_day is None or self.exact_from is None or self.first_day >= self.exact_from:
            return self.first_day
        return self.first_day.replace(day=monthrange(self.first_day.year, self.first_day.month)[1])


def prepared(draft: PlaceDraft, territories: Territories | None = None) -> PlaceDraft:
    """
    Return *draft* as it would be written.

    Parameters
    ----------
    draft : PlaceDraft
        As typed and drawn.
    territories : Territories, optional
        Gives the municipality where the position lies in one only.

    Returns
    -------
    PlaceDraft
        With tidy texts, a rounded position, today's code of the municipality and the label of flats.
    """
    shape = None if draft.geometry is None else rounded(draft.geometry)
    nis = draft.municipality or None
    if nis is None and shape is not None and not shape.is_empty and territories is not None:
        codes = territories.codes_at(shape)
        nis = codes[0] if len(codes) == 1 else None
    known = municipality(nis) if nis else None
    label = tidied(draft.label)
    if draft.kind is PlaceKind.PRIVATE_FLAT:
        label = FLATS_LABEL.format(municipality=known.name_fr) if known else ""
    return replace(
        draft,
        label=label,
        geometry=shape,
        municipality=known.nis if known else nis,
        publication_area=tidied(draft.publication_area or "") or None,
        opening=tuple(sorted(draft.opening)),
    )


def draft_faults(draft: PlaceDraft, territories: Territories | None) -> Iterator[Fault]:
    """
    Find all that is wrong with a place, looked at by itself.

    Parameters
    ----------
    draft : PlaceDraft
        With tidy texts.
    territories : Territories or None
        Where municipalities lie, to compare the position with.

    Yields
    ------
    Fault
        In the order of the fields of `PlaceDraft`.
    """
    is_flat = draft.kind is PlaceKind.PRIVATE_FLAT
    if not (is_flat and not draft.municipality):
        yield from text_faults(draft.label, "label", LABEL)
    shape_faults = list(_shape_faults(draft))
    yield from shape_faults
    shape = None if is_flat or shape_faults else draft.geometry
    yield from municipality_faults(draft.municipality, shape, territories)
    if draft.service is None:
        yield Fault(FaultCode.SERVICE_MISSING, "service")
    yield from period_faults(draft.active_from, draft.active_to)
    if draft.target_days is not None and not (
        is_whole(draft.target_days) and 1 <= draft.target_days <= LONGEST_TARGET
    ):
        yield Fault(FaultCode.TARGET_OUT_OF_RANGE, "target_days")
    if draft.publication_area is not None:
        yield from text_faults(draft.publication_area, "publication_area", LABEL)
    yield from opening_faults(draft.opening)
    yield from _access_faults(draft)


def _access_faults(draft: PlaceDraft) -> Iterator[Fault]:
    minutes, bearing = draft.service_min, draft.carriageway_deg
    if minutes is not None and not (is_whole(minutes) and 1 <= minutes <= LONGEST_SERVICE_MIN):
        yield Fault(FaultCode.SERVICE_MIN_OUT_OF_RANGE, "service_min", {"longest": LONGEST_SERVICE_MIN})
    if bearing is None:
        return
    if not (is_whole(bearing) and 0 <= bearing < DEGREES):
        yield Fault(FaultCode.CARRIAGEWAY_OUT_OF_RANGE, "carriageway_deg")
    if draft.kind not in ONE_SIDED:
        yield Fault(FaultCode.CARRIAGEWAY_OF_OTHERS, "carriageway_deg")


def _shape_faults(draft: PlaceDraft) -> Iterator[Fault]:
    if draft.kind is not PlaceKind.PRIVATE_FLAT:
        yield from geometry_faults(draft.geometry, "geometry")
    elif draft.geometry is not None:
        yield Fault(FaultCode.SHAPE_OF_FLATS, "geometry")


def period_faults(first: date | None, last: date | None) -> Iterator[Fault]:
    """
    Find what is wrong with the days between which a place exists.

    Parameters
    ----------
    first, last : date or None
        None is open.

    Yields
    ------
    Fault
        Slips of the pen, and a last day before the first.
    """
    yield from date_faults(first, "active_from")
    yield from date_faults(last, "active_to")
    if first is not None and last is not None and last < first:
        yield Fault(FaultCode.DATES_REVERSED, "active_to")


def opening_faults(windows: Sequence[OpeningHours]) -> Iterator[Fault]:
    """
    Find what is wrong with opening windows.

    Parameters
    ----------
    windows : sequence of OpeningHours
        Of one place.

    Yields
    ------
    Fault
        At most one of each kind.
    """
    usual = [window for window in windows if is_whole(window.weekday) and 0 <= window.weekday < DAYS_A_WEEK]
    if len(usual) < len(windows):
        yield Fault(FaultCode.OPENING_WEEKDAY, "opening")
    if any(window.opens == window.closes for window in windows):
        yield Fault(FaultCode.OPENING_EMPTY, "opening")
    spans = sorted(_minutes(window) for window in usual)
    if spans:
        # The week is a circle: a window late on Sunday may run into Monday.
        start, end = spans[0]
        spans.append((start + DAYS_A_WEEK * MINUTES_A_DAY, end + DAYS_A_WEEK * MINUTES_A_DAY))
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        yield Fault(FaultCode.OPENING_OVERLAP, "opening")


def _minutes(window: OpeningHours) -> tuple[int, int]:
    start, end = (clock.hour * 60 + clock.minute for clock in (window.opens, window.closes))
    day = window.weekday * MINUTES_A_DAY
    return day + start, day + end + (MINUTES_A_DAY if end < start else 0)


def visited_faults(stored: PlaceDraft, draft: PlaceDraft, visits: VisitSpan) -> Iterator[Fault]:
    """
    Find what a change would do to the visits that a place already has.

    Parameters
    ----------
    stored, draft : PlaceDraft
        The place as it is and as it would be, without faults of their own.
    visits : VisitSpan
        The visits that refer to it.

    Yields
    ------
    Fault
        See `CORRECTION_M` for what may change.
    """
    if visits.count == 0:
        return
    if stored.kind is not draft.kind:
        yield Fault(FaultCode.KIND_FIXED, "kind")
    if stored.geometry is not None and draft.geometry is not None:
        metres = moved_m(stored.geometry, draft.geometry)
        if metres > CORRECTION_M:
            values = {"metres": round(metres), "most": round(CORRECTION_M)}
            yield Fault(FaultCode.SHAPE_MOVED, "geometry", values)
    if stored.geometry is None and stored.municipality != draft.municipality:
        # The municipality is all the position that private flats have.
        yield Fault(FaultCode.MUNICIPALITY_FIXED, "municipality")
    yield from span_faults(draft.active_from, draft.active_to, visits)


def span_faults(first: date | None, last: date | None, visits: VisitSpan) -> Iterator[Fault]:
    """
    Find visits outside the days between which a place would exist.

    Parameters
    ----------
    first, last : date or None
        None is open.
    visits : VisitSpan
        The visits that refer to it.

    Yields
    ------
    Fault
        At most one for each end.
    """
    if first is not None and visits.begun_by is not None and visits.begun_by < first:
        yield Fault(FaultCode.VISITS_BEFORE, "active_from", {"day": visits.begun_by})
    if last is not None and visits.last_day is not None and visits.last_day > last:
        yield Fault(FaultCode.VISITS_AFTER, "active_to", {"day": visits.last_day})
