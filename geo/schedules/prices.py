"""What an option costs, in minutes of driving: the terms of a schedule that one place answers for alone."""

from collections.abc import Iterable, Sequence

from geo.schedules.model import DAYS_A_WEEK, ScheduleProblem, Site, VisitKey
from geo.schedules.patterns import Option
from geo.schedules.rhythm import overrun_days, wanted_visits

REQUIRED_PRICE = 1e6
"""Each visit missed at a place that must be kept: more than all weighed terms of a schedule together."""


def option_price(
    problem: ScheduleProblem, site: Site, option: Option | None, current: Iterable[VisitKey]
) -> float:
    """
    Return what an option costs beside the driving and the hours.

    Parameters
    ----------
    problem : ScheduleProblem
        The weights.
    site : Site
        The place.
    option : Option or None
        How it is visited; None for not at all.
    current : iterable of VisitKey
        Its visits in the plan in force.

    Returns
    -------
    float
        Visits missed, gaps overrun, people not met, and changes, weighted.
    """
    shifts = () if option is None else option.shifts
    keys = [(site.place, shift.team, shift.day, shift.slot) for shift in shifts]
    weights = problem.weights
    missing = max(0, wanted_visits(site, problem.days) - len(shifts))
    return (
        missing * (weights.missed * site.prize + REQUIRED_PRICE * site.required)
        + weights.gap * overrun_days(site, [shift.day for shift in shifts], problem.days)
        + weights.people * people_not_met(problem, site, [(shift.day, shift.slot) for shift in shifts])
        + weights.change * changes_of(current, keys)
    )


def people_at(site: Site, day: int, slot: int) -> float:
    """
    Return the people expected on a visit.

    Parameters
    ----------
    site : Site
        The place.
    day, slot : int
        When.

    Returns
    -------
    float
        0 where nothing is known.
    """
    return site.people.get((day % DAYS_A_WEEK, slot), 0.0)


def people_not_met(problem: ScheduleProblem, site: Site, visits: Sequence[tuple[int, int]]) -> float:
    """
    Return the people who would be met in addition if every wanted visit were at the best weekday and slot.

    Parameters
    ----------
    problem : ScheduleProblem
        The days.
    site : Site
        The place.
    visits : sequence of (int, int)
        Day and slot of its visits.

    Returns
    -------
    float
        Never negative.
    """
    best = max(site.people.values(), default=0.0)
    met = sum(people_at(site, day, slot) for day, slot in visits)
    return max(0.0, wanted_visits(site, problem.days) * best - met)


def changes_of(current: Iterable[VisitKey], planned: Iterable[VisitKey]) -> int:
    """
    Count the visits of a place that differ from the plan in force.

    Parameters
    ----------
    current, planned : iterable of VisitKey
        Visits of one place.

    Returns
    -------
    int
        A visit on another day, in another slot or by another pair counts once, and so does one that is added
        or gone; 0 where the plan in force does not know the place.
    """
    before, after = set(current), set(planned)
    return max(len(before - after), len(after - before)) if before else 0
