"""What a schedule comes to: figures, tables by place, pair and group, rounds, and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from geo.schedules.model import PlannedVisit, Shift


class ConflictKind(StrEnum):
    """What is wrong with a schedule; hard faults first, broken habits after."""

    NOT_OUT = "not_out"
    HOLIDAY = "holiday"
    APPOINTMENT = "appointment"
    SHUT = "shut"
    LATE = "late"
    OVERTIME = "overtime"
    TWICE = "twice"
    WRONG_PAIR = "wrong_pair"
    GAP_SHORT = "gap_short"
    GAP_LONG = "gap_long"
    OTHER_PAIR = "other_pair"
    OTHER_WEEKDAY = "other_weekday"
    OTHER_SLOT = "other_slot"
    SPREAD = "spread"
    LOCK_BROKEN = "lock_broken"
    MISSED = "missed"


IMPOSSIBLE = frozenset(
    {
        ConflictKind.NOT_OUT,
        ConflictKind.HOLIDAY,
        ConflictKind.APPOINTMENT,
        ConflictKind.SHUT,
        ConflictKind.TWICE,
    }
)
"""Conflicts with which a visit cannot be made at all, so that it does not count as kept."""

HARD = IMPOSSIBLE | {
    ConflictKind.LATE,
    ConflictKind.OVERTIME,
    ConflictKind.WRONG_PAIR,
    ConflictKind.GAP_SHORT,
    ConflictKind.LOCK_BROKEN,
}
"""Conflicts that no proposal ever has; all others are weighed against each other."""


@dataclass(frozen=True)
class Conflict:
    """
    Something wrong.

    Attributes
    ----------
    kind : ConflictKind
        What it is.
    place : int or None
        The place; None where it concerns a whole round.
    team, day, slot : int or None
        The round or the visit; None where it concerns all visits of a place.
    amount : float
        How much: minutes (late, overtime, spread), days too many or too few (gaps), visits (missed,
        other pair, other weekday, other slot); 0 where there is no measure.
    visit : PlannedVisit or None
        The visit, where it concerns one.
    """

    kind: ConflictKind
    place: int | None = None
    team: int | None = None
    day: int | None = None
    slot: int | None = None
    amount: float = 0.0
    visit: PlannedVisit | None = None


class Term(StrEnum):
    """Terms of what a schedule is judged by, one a weight of `geo.schedules.model.Weights`."""

    MISSED = "missed"
    GAP = "gap"
    SPREAD = "spread"
    CHANGE = "change"
    DRIVING = "driving"
    FAIRNESS = "fairness"
    PEOPLE = "people"
    EVENNESS = "evenness"


@dataclass(frozen=True)
class TimedVisit:
    """
    A visit with its hours.

    Attributes
    ----------
    visit : PlannedVisit
        As planned.
    drive_min : float
        Usual minutes from the stop before.
    arrival_min, latest_arrival_min : float
        When the pair arrives, usually and at worst.
    begins_min, ends_min : float
        The visit itself; it never begins before its planned hour.
    """

    visit: PlannedVisit
    drive_min: float
    arrival_min: float
    latest_arrival_min: float
    begins_min: float
    ends_min: float


@dataclass(frozen=True)
class TimedRound:
    """
    A round with its hours.

    Attributes
    ----------
    team, day, slot : int
        Which one.
    shift : Shift or None
        The shift it is driven in; None where the pair is not out.
    visits : tuple of TimedVisit
        In order.
    leaves_min, back_min, latest_back_min : float
        Leaving the depot as late as will do, and being back, usually and at worst.
    drive_min, service_min : float
        Minutes on the road and on site.
    km : float or None
        Length of the way; None where lengths are unknown.
    """

    team: int
    day: int
    slot: int
    shift: Shift | None
    visits: tuple[TimedVisit, ...]
    leaves_min: float
    back_min: float
    latest_back_min: float
    drive_min: float
    service_min: float
    km: float | None


@dataclass(frozen=True)
class SiteReport:
    """
    What a place gets.

    Attributes
    ----------
    place : int
        The place.
    group : str
        Its kind and area.
    visits : tuple of PlannedVisit
        In order of day.
    wanted, kept : int
        Visits its rhythm asks for, and those of them that will be made.
    people : float
        People expected over all visits that will be made.
    people_hours : float
        The same, times the hours of a visit.
    people_not_met : float
        People who would be met in addition if every wanted visit were at the best weekday and slot.
    spread_min : float
        Minutes between its earliest and its latest hour of arrival.
    longest_gap_days : int or None
        Days between two visits, the last one before and the days that are left after included; None where
        it is not visited and never was.
    shortest_gap_days : int or None
        The same, without the days left after.
    overrun_days : int
        Days by which gaps exceed their limit, together.
    changes : int
        Visits that differ from the plan in force.
    """

    place: int
    group: str
    visits: tuple[PlannedVisit, ...]
    wanted: int
    kept: int
    people: float
    people_hours: float
    people_not_met: float
    spread_min: float
    longest_gap_days: int | None
    shortest_gap_days: int | None
    overrun_days: int
    changes: int


@dataclass(frozen=True)
class PairReport:
    """
    What a pair does.

    Attributes
    ----------
    team : int
        The pair.
    rounds, visits : int
        Shifts on which it goes out, and visits it makes.
    shifts : int
        Shifts on which it could go out.
    out_min, drive_min, service_min : float
        Minutes from leaving to being back, of these on the road, and on site.
    km : float or None
        Length of its ways.
    nights, weekends : int
        Rounds at night, and at weekends; one on a Saturday night counts in both.
    burden : int
        Rounds at night or at weekends, each once.
    beyond_share : float
        By how much that exceeds an equal share.
    uneven_min : float
        Minutes on site beyond its part of those of all pairs, and of its rounds beyond an even filling.
    """

    team: int
    rounds: int
    visits: int
    shifts: int
    out_min: float
    drive_min: float
    service_min: float
    km: float | None
    nights: int
    weekends: int
    burden: int
    beyond_share: float
    uneven_min: float


@dataclass(frozen=True)
class GroupReport:
    """
    How well a kind of place in an area is covered.

    Attributes
    ----------
    group : str
        Kind and area.
    places, reached : int
        Places, and those of them with at least one visit.
    wanted, kept : int
        Visits.
    """

    group: str
    places: int
    reached: int
    wanted: int
    kept: int


@dataclass(frozen=True)
class ScheduleFigures:
    """
    A schedule in figures.

    Attributes
    ----------
    wanted, kept, visits : int
        Visits that the rhythms ask for, those of them that will be made, and all that are planned.
    places, served : int
        Places that want a visit, and those that get all of theirs.
    people, people_hours : float
        People expected on all visits that will be made, and the same times the hours of each visit.
    rounds, shifts : int
        Rounds driven, and shifts on which a pair could go out.
    drive_min : float
        Usual minutes on the road.
    km : float or None
        Length of the ways; None where lengths are unknown.
    within_half_hour : float
        Share of the places with two visits or more whose arrivals lie within half an hour; 1 without any.
    spread_max_min, spread_mean_min : float
        Largest and mean minutes between the earliest and the latest arrival, over the same places.
    one_pair, one_rhythm, one_slot : float
        Share of the places with two visits or more that always get the same pair, the same weekdays week
        after week, and the same slot.
    overrun_days, changes : int
        Days by which gaps exceed their limits, and visits that differ from the plan in force.
    beyond_share : float
        Night and weekend rounds beyond an equal share, over all pairs.
    uneven_min : float
        Minutes on site of pairs beyond their parts, and of rounds beyond an even filling, together.
    """

    wanted: int
    kept: int
    visits: int
    places: int
    served: int
    people: float
    people_hours: float
    rounds: int
    shifts: int
    drive_min: float
    km: float | None
    within_half_hour: float
    spread_max_min: float
    spread_mean_min: float
    one_pair: float
    one_rhythm: float
    one_slot: float
    overrun_days: int
    changes: int
    beyond_share: float
    uneven_min: float


@dataclass(frozen=True)
class ScheduleReport:
    """
    All that can be said of a schedule.

    Attributes
    ----------
    figures : ScheduleFigures
        The whole.
    sites : tuple of SiteReport
        One a place, in the order of the problem.
    pairs : tuple of PairReport
        One a pair with a shift or a visit, in ascending order.
    groups : tuple of GroupReport
        One a group, in alphabetical order.
    rounds : tuple of TimedRound
        By day, slot and pair.
    conflicts : tuple of Conflict
        In the order of `ConflictKind`.
    terms : mapping of Term to float
        Each weighted term, in minutes of driving.
    """

    figures: ScheduleFigures
    sites: tuple[SiteReport, ...]
    pairs: tuple[PairReport, ...]
    groups: tuple[GroupReport, ...]
    rounds: tuple[TimedRound, ...]
    conflicts: tuple[Conflict, ...]
    terms: Mapping[Term, float]

    @property
    def objective(self) -> float:
        """Sum of all terms; less is better."""
        return sum(self.terms.values())

    @property
    def is_sound(self) -> bool:
        """Whether no hard rule is broken."""
        return not any(conflict.kind in HARD for conflict in self.conflicts)

    @property
    def rank(self) -> tuple[int, float]:
        """Hard rules broken, then the sum of all terms: schedules compare by it, the least is best."""
        return sum(conflict.kind in HARD for conflict in self.conflicts), self.objective
