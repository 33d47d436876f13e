"""Why a place does not get its visits: computed option by option, never guessed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from geo.rounds.model import TimeWindow
from geo.schedules.evaluation import evaluate
from geo.schedules.insertion import excess_min, lacking_min
from geo.schedules.model import Schedule, ScheduleProblem, Shift, Site
from geo.schedules.patterns import Option, can_visit, options_of
from geo.schedules.report import SiteReport
from geo.schedules.timing import rounds_of

FITS_MIN = 1e-6
"""What lacks less than this fits."""


class ReasonKind(StrEnum):
    """Why a place is not visited as often as it should be, in the order in which it is looked at."""

    SHUT = "shut"
    NO_PAIR = "no_pair"
    HOURS = "hours"
    NO_RHYTHM = "no_rhythm"
    LOCKED = "locked"
    FITS = "fits"
    DISPLACED = "displaced"
    FULL = "full"


@dataclass(frozen=True)
class Reason:
    """
    Why a place misses visits.

    Attributes
    ----------
    place : int
        The place.
    kind : ReasonKind
        It is never open for long enough; no pair works while it is open; its hours never meet a shift once
        the drive is counted; no pair can come as often as wanted; the locked visits leave no rhythm; it would
        fit, but costs more than it is worth; another place is visited instead; every round is full.
    missing : int
        Visits that are missed.
    options : int
        Options (pair, slot and days) that keep every visit.
    most : int
        Most visits that any option makes.
    lacks_min : float or None
        Minutes that the nearest option lacks in its fullest round (`DISPLACED`, `FULL`).
    option : Option or None
        That option (`FITS`, `DISPLACED`, `FULL`).
    instead_of : int or None
        The place whose visits would have to go (`DISPLACED`).
    """

    place: int
    kind: ReasonKind
    missing: int
    options: int = 0
    most: int = 0
    lacks_min: float | None = None
    option: Option | None = None
    instead_of: int | None = None


def explain(problem: ScheduleProblem, schedule: Schedule) -> tuple[Reason, ...]:
    """
    Say why places miss visits.

    Parameters
    ----------
    problem : ScheduleProblem
        The problem.
    schedule : Schedule
        The schedule.

    Returns
    -------
    tuple of Reason
        One a place that misses visits, in the order of the problem.
    """
    return tuple(
        _explain_site(problem, schedule, site)
        for site in evaluate(problem, schedule).sites
        if site.kept < site.wanted
    )


def _explain_site(problem: ScheduleProblem, schedule: Schedule, report: SiteReport) -> Reason:
    site, missing = problem.site_of[report.place], report.wanted - report.kept
    simple = _without_a_visit(problem, site)
    if simple is not None:
        return Reason(site.place, simple, missing)
    options = options_of(problem, site)
    most = max((len(option.shifts) for option in options), default=0)
    full = [option for option in options if len(option.shifts) >= report.wanted]
    if not full:
        return Reason(site.place, ReasonKind.NO_RHYTHM, missing, 0, most)
    pinned = {(one.team, one.day, one.slot) for one in problem.locked if one.place == site.place}
    free = [option for option in full if pinned <= {(one.team, one.day, one.slot) for one in option.shifts}]
    if not free:
        return Reason(site.place, ReasonKind.LOCKED, missing, len(full), most)
    routes = _routes(problem, schedule, without=site.place)
    option, lacks = _nearest(problem, routes, site, free)
    if lacks <= FITS_MIN:
        return Reason(site.place, ReasonKind.FITS, missing, len(free), most, option=option)
    other = _displacer(problem, routes, site, option)
    kind = ReasonKind.FULL if other is None else ReasonKind.DISPLACED
    return Reason(site.place, kind, missing, len(free), most, lacks, option, other)


def _without_a_visit(problem: ScheduleProblem, site: Site) -> ReasonKind | None:
    """Return why no shift at all can hold a visit; None where one can."""
    windows = {
        day: [one for one in site.windows_on(day) if one.closes_min - one.opens_min >= site.service_min]
        for day in range(problem.days)
    }
    if not any(windows.values()):
        return ReasonKind.SHUT
    shifts = [shift for shift in problem.shifts if site.teams is None or shift.team in site.teams]
    if not any(
        _common_min(shift.hours, window) >= site.service_min
        for shift in shifts
        for window in windows.get(shift.day, ())
    ):
        return ReasonKind.NO_PAIR
    return None if any(can_visit(problem, site, shift) for shift in shifts) else ReasonKind.HOURS


def _common_min(one: TimeWindow, other: TimeWindow) -> int:
    return min(one.closes_min, other.closes_min) - max(one.opens_min, other.opens_min)


def _routes(problem: ScheduleProblem, schedule: Schedule, without: int) -> Mapping[Shift, list[int]]:
    visits = [one for one in schedule.visits if one.place in problem.site_of and one.place != without]
    return {
        key[3]: [one.place for one in own]
        for key, own in rounds_of(problem, visits).items()
        if key[3] is not None
    }


def _nearest(
    problem: ScheduleProblem, routes: Mapping[Shift, list[int]], site: Site, options: Sequence[Option]
) -> tuple[Option, float]:
    """Return the option that lacks least, and what it lacks."""

    @cache
    def lacks(shift: Shift) -> float:
        return lacking_min(problem, shift, routes.get(shift, []), site.place)

    amounts = {option: max(map(lacks, option.shifts)) for option in options}
    nearest = min(amounts, key=lambda option: (amounts[option], option))
    return nearest, amounts[nearest]


def _displacer(
    problem: ScheduleProblem, routes: Mapping[Shift, list[int]], site: Site, option: Option
) -> int | None:
    """Return the least place without which an option would fit; None where no single one is in the way."""
    tight = [
        shift
        for shift in option.shifts
        if lacking_min(problem, shift, routes.get(shift, []), site.place) > FITS_MIN
    ]
    candidates = set.intersection(*(set(routes.get(shift, ())) for shift in tight))
    enough = [
        place
        for place in _by_worth(problem, routes, candidates)
        if all(_fits_without(problem, shift, routes[shift], site.place, place) for shift in tight)
    ]
    return next(iter(enough), None)


def _fits_without(
    problem: ScheduleProblem, shift: Shift, route: Sequence[int], place: int, other: int
) -> bool:
    rest = [one for one in route if one != other]
    return excess_min(problem, shift, rest) <= FITS_MIN >= lacking_min(problem, shift, rest, place)


def _by_worth(
    problem: ScheduleProblem, routes: Mapping[Shift, list[int]], places: Iterable[int]
) -> Iterator[int]:
    """Yield places that need not be kept, those first whose visits are worth least together."""
    locked = {visit.place for visit in problem.locked}
    visits = [place for route in routes.values() for place in route]
    worth = {place: problem.site_of[place].prize * visits.count(place) for place in places}
    for place in sorted(worth, key=lambda one: (worth[one], one)):
        if place not in locked and not problem.site_of[place].required:
            yield place
