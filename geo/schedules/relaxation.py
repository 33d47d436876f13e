"""A schedule without its routes, as an integer programme: what fits into the shifts at the very best."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from geo.schedules.model import ScheduleProblem, Shift
from geo.schedules.patterns import Option

TENTHS = 10
"""The programme counts in whole tenths of a minute, rounded so that nothing possible is excluded."""


@dataclass(eq=False)
class Relaxation:
    """
    A choice of options within what the shifts hold at best.

    Attributes
    ----------
    model : CpModel
        The programme; each site takes at most one option.
    chosen : dict
        A literal for each option of each site.
    """

    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    chosen: dict[int, list[tuple[Option, cp_model.IntVar]]] = field(default_factory=dict)


def relax(
    problem: ScheduleProblem, options: Mapping[int, Iterable[Option]], margin: float = 0.0
) -> Relaxation:
    """
    Write the programme.

    Parameters
    ----------
    problem : ScheduleProblem
        The shifts and the travel.
    options : mapping of int to iterable of Option
        What each place may choose from.
    margin : float
        Share of each shift that is kept free for what the programme does not see: routes are longer than
        their shortest legs. With any margin it is no bound any more.

    Returns
    -------
    Relaxation
        In each shift, the visits and the shortest leg that could lead to each fit between its hours, with the
        shortest way back: any schedule that keeps its hours is a solution.
    """
    relaxed = Relaxation()
    members: defaultdict[Shift, list[tuple[int, cp_model.IntVar]]] = defaultdict(list)
    for place, own in options.items():
        relaxed.chosen[place] = [(option, relaxed.model.new_bool_var("")) for option in own]
        relaxed.model.add_at_most_one(literal for _, literal in relaxed.chosen[place])
        for option, literal in relaxed.chosen[place]:
            for shift in option.shifts:
                members[shift].append((place, literal))
    for shift, literals in members.items():
        taken, room = _minutes(problem, shift, {place for place, _ in literals})
        relaxed.model.add(
            sum(taken[place] * literal for place, literal in literals) <= math.ceil(room * (1 - margin))
        )
    return relaxed


def _minutes(problem: ScheduleProblem, shift: Shift, places: set[int]) -> tuple[dict[int, int], int]:
    """Return the tenths of a minute that each visit takes at least, and those that there are."""
    ways = problem.ways[shift.team]
    taken = {}
    for place in places:
        starts = [shift.depot, *(other for other in places if other != place)]
        leg = min(ways.worst_min(start, place) for start in starts)
        taken[place] = math.floor((leg + problem.site_of[place].service_min) * TENTHS)
    back = min(ways.worst_min(place, shift.depot) for place in places)
    length = shift.hours.closes_min - shift.hours.opens_min - back
    return taken, math.ceil(length * TENTHS)


def kept_visits(wanted: int, chosen: Iterable[tuple[Option, cp_model.IntVar]]) -> cp_model.LinearExpr:
    """
    Return how many wanted visits of a site are kept, as an expression.

    Parameters
    ----------
    wanted : int
        Visits that its rhythm asks for.
    chosen : iterable of (Option, IntVar)
        Its options.

    Returns
    -------
    LinearExpr
        From 0 to *wanted*.
    """
    return cp_model.LinearExpr.sum([min(wanted, len(option.shifts)) * literal for option, literal in chosen])


def quick_solver(effort: float) -> cp_model.CpSolver:
    """
    Return a solver whose answer does not depend on the machine.

    Parameters
    ----------
    effort : float
        Its budget, in CP-SAT's deterministic seconds.

    Returns
    -------
    CpSolver
        With one worker and a fixed seed.
    """
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    # Whole constraints in the linear relaxation: that is where a good bound comes from here.
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = effort
    return solver
