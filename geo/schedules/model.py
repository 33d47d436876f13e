"""A schedule of several weeks: what it may use, what it promises, and what it comes to.

Days are counted from 0, the Monday it begins on; hours are minutes since the midnight on which the
operational day began.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geo.rounds.model import TimeWindow, Travel
from geo.schedules.ways import Ways

DAYS_A_WEEK = 7

WEEKEND = 5
"""The first weekday (0 is Monday) of the weekend."""

NIGHT = 3
"""The slot that counts as a night, in the order of the bands of an operational day."""

VisitKey = tuple[int, int, int, int]
"""Place, pair, day and slot: what two visits share that differ by the hour only."""

HALF_HOUR = 30
"""Arrivals at a place within so many minutes of each other are at about the same hour."""


@dataclass(frozen=True)
class Site:
    """
    A place that wants to be visited again and again.

    Attributes
    ----------
    place : int
        Identifier of the place.
    service_min : int
        Length of a visit.
    windows : mapping of int to tuple of TimeWindow
        When people can be met, by weekday (0 is Monday); a missing weekday is shut.
    target_days : int
        Days that should lie between two visits.
    prize : float
        What one visit is worth, such as the people expected.
    group : str
        Kind and area, for the coverage figures.
    required : bool
        Whether all its visits must be kept.
    teams : frozenset of int or None
        Pairs that may go; None for all.
    last_visit : int or None
        Day of the last visit, negative before the schedule begins; None where there was none.
    people : mapping of (int, int) to float
        People expected to be met on a visit, by weekday and slot; none where nothing is known.
    in_use : range or None
        Days on which the place is in use, where it opens or closes during the schedule; None for all.
    """

    place: int
    service_min: int
    windows: Mapping[int, tuple[TimeWindow, ...]]
    target_days: int
    prize: float
    group: str = ""
    required: bool = False
    teams: frozenset[int] | None = None
    last_visit: int | None = None
    people: Mapping[tuple[int, int], float] = field(default_factory=dict)
    in_use: range | None = None

    def windows_on(self, day: int) -> tuple[TimeWindow, ...]:
        """Return when people can be met on a day of the schedule; nothing where it is shut or not in use."""
        if self.in_use is not None and day not in self.in_use:
            return ()
        return self.windows.get(day % DAYS_A_WEEK, ())

    def days_in_use(self, days: int) -> range:
        """Return on which of the days of a schedule the place is in use."""
        if self.in_use is None:
            return range(days)
        return range(max(0, self.in_use.start), min(days, self.in_use.stop))


@dataclass(frozen=True, order=True)
class Shift:
    """
    Hours in which one pair can be out on one day; appointments are already taken out of it.

    Attributes
    ----------
    team, day : int
        The pair and the day.
    slot : int
        Part of the day (an `HourBand`), by which weeks are compared.
    hours : TimeWindow
        From leaving the depot to being back.
    depot : int
        Place it leaves from and comes back to.
    """

    team: int
    day: int
    slot: int
    hours: TimeWindow
    depot: int

    @property
    def length_min(self) -> int:
        """Minutes of its hours."""
        return self.hours.closes_min - self.hours.opens_min


@dataclass(frozen=True, order=True)
class Appointment:
    """
    Hours of one day in which a pair is taken, such as a Médibus stop or a consultation.

    Attributes
    ----------
    team, day : int
        The pair and the day.
    hours : TimeWindow
        When it is taken, getting there and back included.
    """

    team: int
    day: int
    hours: TimeWindow


@dataclass(frozen=True, order=True)
class PlannedVisit:
    """
    One visit of a schedule.

    Attributes
    ----------
    place, team, day : int
        Where, by which pair, on which day.
    slot : int
        The part of the day whose shift it belongs to.
    arrival_min : int
        When the pair arrives, usually.
    """

    place: int
    team: int
    day: int
    slot: int
    arrival_min: int

    @property
    def key(self) -> VisitKey:
        """Place, pair, day and slot."""
        return self.place, self.team, self.day, self.slot


@dataclass(frozen=True)
class Weights:
    """
    What a schedule is judged by, in minutes of driving.

    Attributes
    ----------
    missed : float
        For each unit of prize of a visit that is not kept.
    gap : float
        For each day by which a gap exceeds its limit.
    spread : float
        For each minute by which arrivals at a place lie more than half an hour apart.
    change : float
        For each visit that differs from the plan in force.
    driving : float
        For each minute on the road.
    fairness : float
        For each night or weekend shift beyond an equal share.
    people : float
        For each person who could be met at a better weekday and slot, or on a visit that is not kept.
    evenness : float
        For each minute on site that a pair has beyond its part of all such minutes, or a round beyond its
        part of those of its pair; parts go by the hours of the shifts.
    """

    missed: float = 60.0
    gap: float = 10.0
    spread: float = 1.0
    change: float = 5.0
    driving: float = 1.0
    fairness: float = 10.0
    people: float = 1.0
    evenness: float = 1.0


@dataclass(frozen=True, eq=False)
class Distances:
    """
    Lengths of the ways between places.

    Attributes
    ----------
    places : tuple of int
        Identifiers, in the order of rows and columns; depots too.
    km : ndarray of float64, shape (n, n)
        From row to column.
    """

    places: tuple[int, ...]
    km: npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ScheduleProblem:
    """
    All that a schedule depends on.

    Attributes
    ----------
    weeks : int
        Weeks from day 0 on.
    sites : tuple of Site
        One a place.
    shifts : tuple of Shift
        When the pairs can be out.
    travel : mapping of int to Travel
        By pair.
    weights : Weights
        What it is judged by.
    current : tuple of PlannedVisit
        The plan in force over these days; empty where there is none.
    locked : frozenset of PlannedVisit
        Visits of it that stay.
    usual : tuple of Shift
        The shifts before holidays and appointments were taken out; empty where there were none.
    appointments : tuple of Appointment
        What was taken out, to say why a visit cannot be.
    holidays : frozenset of int
        Days on which nobody is out.
    distances : Distances or None
        Lengths of the ways; None where no kilometres are wanted.
    """

    weeks: int
    sites: tuple[Site, ...]
    shifts: tuple[Shift, ...]
    travel: Mapping[int, Travel]
    weights: Weights = field(default_factory=Weights)
    current: tuple[PlannedVisit, ...] = ()
    locked: frozenset[PlannedVisit] = frozenset()
    usual: tuple[Shift, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    holidays: frozenset[int] = frozenset()
    distances: Distances | None = None

    @property
    def days(self) -> int:
        """Days of the schedule."""
        return self.weeks * DAYS_A_WEEK

    @cached_property
    def site_of(self) -> dict[int, Site]:
        """Sites by place."""
        return {site.place: site for site in self.sites}

    @cached_property
    def shifts_at(self) -> dict[tuple[int, int, int], tuple[Shift, ...]]:
        """Shifts by pair, day and slot; two where an appointment lies in the middle."""
        found: dict[tuple[int, int, int], tuple[Shift, ...]] = {}
        for shift in sorted(self.shifts):
            key = (shift.team, shift.day, shift.slot)
            found[key] = (*found.get(key, ()), shift)
        return found

    @cached_property
    def row_of(self) -> dict[int, int]:
        """Row of each place in the table of distances."""
        places = () if self.distances is None else self.distances.places
        return {place: row for row, place in enumerate(places)}

    @cached_property
    def ways(self) -> dict[int, Ways]:
        """Travel by pair, leg by leg."""
        return {team: Ways(travel) for team, travel in self.travel.items()}


@dataclass(frozen=True)
class Schedule:
    """
    The visits of several weeks.

    Attributes
    ----------
    visits : tuple of PlannedVisit
        In order of place and day.
    """

    visits: tuple[PlannedVisit, ...]
