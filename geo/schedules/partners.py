"""Our visits beside the rounds of other organisations: who is where on one evening, and where nobody is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from geo.schedules.model import PlannedVisit


@dataclass(frozen=True, order=True)
class PartnerSlot:
    """
    That another organisation is in a zone on a day, in a part of the day.

    Attributes
    ----------
    zone : str
        Code of the zone.
    day : int
        The day of the schedule.
    slot : int
        Part of the day.
    """

    zone: str
    day: int
    slot: int


@dataclass(frozen=True)
class Overlap:
    """
    A visit of ours in a zone in which a partner is on the same day.

    Attributes
    ----------
    visit : PlannedVisit
        Ours.
    partner : PartnerSlot
        Theirs.
    same_slot : bool
        Whether in the same part of the day, not only on the same day.
    """

    visit: PlannedVisit
    partner: PartnerSlot
    same_slot: bool


@dataclass(frozen=True)
class Blank:
    """
    The longest time in which nobody goes to a zone.

    Attributes
    ----------
    zone : str
        Code of the zone.
    first_day : int
        The first day without anybody.
    days : int
        How many there are in a row.
    """

    zone: str
    first_day: int
    days: int


def overlaps(
    visits: Iterable[PlannedVisit], zones: Mapping[int, str], partners: Iterable[PartnerSlot]
) -> tuple[Overlap, ...]:
    """
    Find our visits where a partner is on the same day.

    Parameters
    ----------
    visits : iterable of PlannedVisit
        Ours.
    zones : mapping of int to str
        Zone of each place; places without one never overlap.
    partners : iterable of PartnerSlot
        Theirs.

    Returns
    -------
    tuple of Overlap
        By day; those in the same part of the day first.
    """
    theirs: defaultdict[tuple[str, int], set[PartnerSlot]] = defaultdict(set)
    for partner in partners:
        theirs[partner.zone, partner.day].add(partner)
    found = [
        Overlap(visit, partner, visit.slot == partner.slot)
        for visit in visits
        if visit.place in zones
        for partner in theirs.get((zones[visit.place], visit.day), ())
    ]
    return tuple(sorted(found, key=lambda one: (one.visit.day, not one.same_slot, one.visit, one.partner)))


def blanks(
    visits: Iterable[PlannedVisit], zones: Mapping[int, str], partners: Iterable[PartnerSlot], days: int
) -> tuple[Blank, ...]:
    """
    Find the longest time in which nobody goes to each zone.

    Parameters
    ----------
    visits : iterable of PlannedVisit
        Ours.
    zones : mapping of int to str
        Zone of each place; zones with a place or a partner are looked at.
    partners : iterable of PartnerSlot
        Theirs.
    days : int
        Days of the schedule.

    Returns
    -------
    tuple of Blank
        The longest first, without zones in which somebody is every day.
    """
    there: defaultdict[str, set[int]] = defaultdict(set, {zone: set() for zone in zones.values()})
    for visit in visits:
        if visit.place in zones:
            there[zones[visit.place]].add(visit.day)
    for partner in partners:
        there[partner.zone].add(partner.day)
    longest = (_longest(zone, busy, days) for zone, busy in there.items())
    return tuple(sorted((one for one in longest if one.days), key=lambda one: (-one.days, one.zone)))


def _longest(zone: str, busy: Iterable[int], days: int) -> Blank:
    """Return the longest stretch between two days on which somebody is there."""
    edges = [-1, *sorted(day for day in set(busy) if 0 <= day < days), days]
    stretches = [Blank(zone, before + 1, after - before - 1) for before, after in pairwise(edges)]
    return max(stretches, key=lambda one: one.days)
