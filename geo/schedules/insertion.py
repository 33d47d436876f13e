"""Room for one more visit in a round, counted in the minutes that it lacks."""

from collections.abc import Sequence

from geo.schedules.model import ScheduleProblem, Shift
from geo.schedules.timing import begin_of


def excess_min(problem: ScheduleProblem, shift: Shift, route: Sequence[int]) -> float:
    """
    Return by how much a round is too long.

    Parameters
    ----------
    problem : ScheduleProblem
        The travel and the places.
    shift : Shift
        The shift.
    route : sequence of int
        Its places in order.

    Returns
    -------
    float
        Minutes at worst after a door is shut or the shift is over, whichever is more; 0 where all fits. Hours
        that were planned do not count, only those of the doors.
    """
    ways, ready, at, excess = problem.ways[shift.team], float(shift.hours.opens_min), shift.depot, 0.0
    for place in route:
        site = problem.site_of[place]
        ready = begin_of(site, shift.day, ready + ways.worst_min(at, place)) + site.service_min
        closes = [window.closes_min for window in site.windows_on(shift.day)]
        excess = max(excess, ready - max(closes, default=shift.hours.opens_min))
        at = place
    return max(excess, ready + ways.worst_min(at, shift.depot) - shift.hours.closes_min)


def lacking_min(problem: ScheduleProblem, shift: Shift, route: Sequence[int], place: int) -> float:
    """
    Return how many minutes a round lacks for one more place.

    Parameters
    ----------
    problem : ScheduleProblem
        The travel and the places.
    shift : Shift
        The shift.
    route : sequence of int
        Its places in order, which is kept.
    place : int
        The place to put in.

    Returns
    -------
    float
        At the best position; 0 where it fits.
    """
    tries = ([*route[:at], place, *route[at:]] for at in range(len(route) + 1))
    return min(excess_min(problem, shift, one) for one in tries)
