"""The patterns a place may be visited in: one pair, the same weekdays and the same slot, week after week."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from geo.schedules.model import DAYS_A_WEEK, ScheduleProblem, Shift, Site
from geo.schedules.rhythm import Rhythm, rhythm_of, wanted_visits

MOST_HOLES = 3
"""One visit of so many may fall on a day without a shift, such as a holiday: the pattern is regular still."""


@dataclass(frozen=True, order=True)
class Option:
    """
    A way to visit a place over the whole schedule.

    Attributes
    ----------
    place : int
        The place.
    shifts : tuple of Shift
        The shift of each visit, by day; all of one pair and one slot.
    """

    place: int
    shifts: tuple[Shift, ...]

    @property
    def team(self) -> int:
        """The pair."""
        return self.shifts[0].team

    @property
    def slot(self) -> int:
        """The slot."""
        return self.shifts[0].slot

    @property
    def days(self) -> tuple[int, ...]:
        """The days, ascending."""
        return tuple(shift.day for shift in self.shifts)


def options_of(problem: ScheduleProblem, site: Site) -> tuple[Option, ...]:
    """
    Return every legal way to visit a place.

    Parameters
    ----------
    problem : ScheduleProblem
        The shifts and the travel.
    site : Site
        The place.

    Returns
    -------
    tuple of Option
        Each visit fits its shift if the pair goes nowhere else. Where no pair can keep the rhythm, the
        options that come closest to it; none where no visit is wanted or possible.
    """
    if not wanted_visits(site, problem.days):
        return ()
    span = site.days_in_use(problem.days)
    open_shifts = {shift for shift in problem.shifts if can_visit(problem, site, shift)}
    keys = sorted({(shift.team, shift.slot) for shift in open_shifts})
    found = [
        (option, planned)
        for team, slot in keys
        for days in rhythm_days(rhythm_of(site.target_days), span.stop, max(span.start, _first_day(site)))
        for option, planned in _on_days(problem, site, open_shifts, (team, slot), days)
    ]
    regular = {option for option, planned in found if planned - len(option.shifts) <= planned // MOST_HOLES}
    if site.required:
        most = max((len(option.shifts) for option in regular), default=0)
        wanted = min(most, wanted_visits(site, problem.days))
        regular = {option for option in regular if len(option.shifts) >= wanted}
    return tuple(sorted(regular)) or _closest([option for option, _ in found])


def can_visit(problem: ScheduleProblem, site: Site, shift: Shift) -> bool:
    """
    Tell whether a pair could visit a place in a shift if it went nowhere else.

    Parameters
    ----------
    problem : ScheduleProblem
        The travel.
    site : Site
        The place.
    shift : Shift
        The shift.

    Returns
    -------
    bool
        At the cautious end of the travel times.
    """
    if site.teams is not None and shift.team not in site.teams:
        return False
    ways = problem.ways[shift.team]
    arrival = shift.hours.opens_min + ways.worst_min(shift.depot, site.place)
    last = shift.hours.closes_min - ways.worst_min(site.place, shift.depot) - site.service_min
    return any(
        max(arrival, window.opens_min) <= min(last, window.closes_min - site.service_min)
        for window in site.windows_on(shift.day)
    )


def rhythm_days(rhythm: Rhythm, horizon: int, first: int) -> Iterator[tuple[int, ...]]:
    """
    Return every choice of days that keeps a rhythm.

    Parameters
    ----------
    rhythm : Rhythm
        The rhythm.
    horizon : int
        Days of the schedule.
    first : int
        The first day on which a visit may be.

    Yields
    ------
    tuple of int
        Days, ascending, of the same weekdays throughout; beyond the schedule the rhythm goes on.
    """
    for weekdays in combinations(range(DAYS_A_WEEK), rhythm.visits):
        if not _is_spaced(weekdays, rhythm):
            continue
        for offset in range(rhythm.weeks):
            weeks = range(offset * DAYS_A_WEEK, horizon, rhythm.weeks * DAYS_A_WEEK)
            days = tuple(week + weekday for week in weeks for weekday in weekdays if week + weekday >= first)
            if days:
                yield days


def _is_spaced(weekdays: Sequence[int], rhythm: Rhythm) -> bool:
    if len(weekdays) == 1:
        return True
    around = [*weekdays, weekdays[0] + DAYS_A_WEEK]
    gaps = [later - earlier for earlier, later in pairwise(around)]
    return min(gaps) >= rhythm.shortest_days and max(gaps) <= rhythm.longest_days


def _first_day(site: Site) -> int:
    """Return the first day that is not too soon after the last visit."""
    if site.last_visit is None:
        return 0
    return max(0, site.last_visit + rhythm_of(site.target_days).shortest_days)


def _on_days(
    problem: ScheduleProblem,
    site: Site,
    open_shifts: set[Shift],
    key: tuple[int, int],
    days: Sequence[int],
) -> Iterator[tuple[Option, int]]:
    team, slot = key
    pieces = [
        [shift for shift in problem.shifts_at.get((team, day, slot), ()) if shift in open_shifts]
        for day in days
    ]
    for piece in range(max(map(len, pieces), default=0)):
        chosen = tuple(shifts[min(piece, len(shifts) - 1)] for shifts in pieces if shifts)
        yield Option(site.place, chosen), len(days)


def _closest(options: Iterable[Option]) -> tuple[Option, ...]:
    most = max((len(option.shifts) for option in options), default=0)
    return tuple(sorted({option for option in options if len(option.shifts) == most}))
