"""What the search decides on: one task a place, except where locks leave nothing to decide."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geo.schedules.model import PlannedVisit, ScheduleProblem, Site
from geo.schedules.patterns import Option, can_visit, options_of
from geo.schedules.prices import REQUIRED_PRICE, option_price
from geo.schedules.timing import shift_of


@dataclass(frozen=True)
class Task:
    """
    A choice among options.

    Attributes
    ----------
    site : Site
        The place.
    options : tuple of Option
        Ways to visit it, at least one.
    prices : tuple of float
        What each costs beside the driving and the hours.
    unserved_price : float
        What it costs to choose none.
    locked : tuple of PlannedVisit
        Visits that stay at their hour; every option holds them.
    """

    site: Site
    options: tuple[Option, ...]
    prices: tuple[float, ...]
    unserved_price: float
    locked: tuple[PlannedVisit, ...] = ()


def tasks_of(problem: ScheduleProblem) -> tuple[Task, ...]:
    """
    Return what there is to decide.

    Parameters
    ----------
    problem : ScheduleProblem
        The problem.

    Returns
    -------
    tuple of Task
        In the order of the places. A place that has an option with all its locked visits is one task; what
        is in force there is an option too, however irregular. A place whose locks fit none is one task a
        visit of the plan in force, to be kept as it is or dropped. Places without any option have none.
    """
    current, locked = _by_place(problem.current), _by_place(sorted(problem.locked))
    return tuple(
        task
        for site in problem.sites
        for task in _site_tasks(problem, site, current[site.place], locked[site.place])
    )


def _site_tasks(
    problem: ScheduleProblem, site: Site, current: Sequence[PlannedVisit], locked: Sequence[PlannedVisit]
) -> Iterator[Task]:
    pinned = {(visit.day, visit.team, visit.slot) for visit in locked}
    options = tuple(option for option in options_of(problem, site) if pinned <= _slots(option))
    if locked:
        options = tuple(sorted({*options, *_in_force(problem, site, current, pinned)}))
    keys = [visit.key for visit in current]
    if options:
        yield Task(
            site,
            options,
            prices=tuple(option_price(problem, site, option, keys) for option in options),
            unserved_price=option_price(problem, site, None, keys) + REQUIRED_PRICE * bool(locked),
            locked=tuple(locked),
        )
    elif locked:
        for visit in {visit.key: visit for visit in (*current, *locked)}.values():
            yield from _visit_task(problem, site, visit, locked)


def _in_force(
    problem: ScheduleProblem, site: Site, current: Sequence[PlannedVisit], pinned: set[tuple[int, int, int]]
) -> Iterator[Option]:
    """Yield the plan in force as an option, if one pair can keep all of it in one slot."""
    shifts = sorted(
        shift for visit in current if (shift := shift_of(problem, visit)) and can_visit(problem, site, shift)
    )
    option = Option(site.place, tuple(shifts))
    is_one = len({(shift.team, shift.slot) for shift in shifts}) == 1
    once_a_day = len(set(option.days)) == len(current)
    if is_one and once_a_day and pinned <= _slots(option):
        yield option


def _visit_task(
    problem: ScheduleProblem, site: Site, visit: PlannedVisit, locked: Sequence[PlannedVisit]
) -> Iterator[Task]:
    shift = shift_of(problem, visit)
    if shift is not None:
        price = REQUIRED_PRICE if visit in locked else problem.weights.missed * site.prize
        yield Task(site, (Option(site.place, (shift,)),), (0.0,), price, (visit,))


def _slots(option: Option) -> set[tuple[int, int, int]]:
    return {(shift.day, shift.team, shift.slot) for shift in option.shifts}


def _by_place(visits: Sequence[PlannedVisit]) -> defaultdict[int, list[PlannedVisit]]:
    found: defaultdict[int, list[PlannedVisit]] = defaultdict(list)
    for visit in visits:
        found[visit.place].append(visit)
    return found
