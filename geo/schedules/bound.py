"""What no schedule can keep, proven in a second."""

import math
from dataclasses import dataclass

from ortools.sat.python import cp_model

from geo.schedules.model import ScheduleProblem
from geo.schedules.patterns import options_of
from geo.schedules.relaxation import kept_visits, quick_solver, relax
from geo.schedules.rhythm import wanted_visits

EFFORT = 0.15
"""Deterministic seconds for each of the three questions."""

HUNDREDTHS = 100
"""The programme counts prizes in whole hundredths, rounded down."""


@dataclass(frozen=True)
class Bound:
    """
    What is lost at least, whatever regular schedule is chosen.

    Attributes
    ----------
    places, visits : int
        Fewest places without all of their visits, and fewest visits not kept.
    missed : float
        Least that the term of missed visits can be, weighted.
    hopeless : tuple of int
        Places that cannot be kept even if they were alone.
    proven : bool
        Whether the three numbers are the best this relaxation can say; otherwise a better bound may exist.
    """

    places: int
    visits: int
    missed: float
    hopeless: tuple[int, ...]
    proven: bool


def bound(problem: ScheduleProblem, effort: float = EFFORT) -> Bound:
    """
    Bound what is lost.

    Parameters
    ----------
    problem : ScheduleProblem
        The problem; locks and hours beyond a single visit are left out of account.
    effort : float
        Deterministic seconds for each question.

    Returns
    -------
    Bound
        No regular schedule loses less.

    References
    ----------
    Perron, L. and Furnon, V. OR-Tools CP-SAT.
    """
    wanted = {site.place: wanted_visits(site, problem.days) for site in problem.sites}
    due = [site for site in problem.sites if wanted[site.place]]
    options = {site.place: options_of(problem, site) for site in due}
    relaxed = relax(problem, options)
    missing, incomplete, lost = [], [], []
    for site in due:
        most = wanted[site.place]
        kept = kept_visits(most, relaxed.chosen[site.place])
        short = relaxed.model.new_bool_var("")
        relaxed.model.add(most - kept <= most * short)
        missing.append(most - kept)
        incomplete.append(short)
        lost.append(math.floor(problem.weights.missed * site.prize * HUNDREDTHS) * (most - kept))
    answers = [_least(relaxed.model, sum(terms), effort) for terms in (incomplete, missing, lost)]
    return Bound(
        places=answers[0][0],
        visits=answers[1][0],
        missed=answers[2][0] / HUNDREDTHS,
        hopeless=tuple(
            site.place
            for site in due
            if max((len(option.shifts) for option in options[site.place]), default=0) < wanted[site.place]
        ),
        proven=all(proven for _, proven in answers),
    )


def _least(model: cp_model.CpModel, amount: cp_model.LinearExprT, effort: float) -> tuple[int, bool]:
    model.minimize(amount)
    solver = quick_solver(effort)
    status = solver.solve(model)
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return max(0, math.ceil(solver.best_objective_bound - 1e-6)), status == cp_model.OPTIMAL
    return 0, False
