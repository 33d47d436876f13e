"""The smallest change with which the visits that a schedule misses could be kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ortools.sat.python import cp_model

from geo.schedules.evaluation import evaluate
from geo.schedules.model import Schedule, ScheduleProblem, Shift, Site
from geo.schedules.patterns import Option, options_of
from geo.schedules.relaxation import quick_solver, relax
from geo.schedules.remedies import (
    Remedy,
    RemedyKind,
    apply_remedies,
    new_shifts,
    place_remedies,
    possible_shifts,
)
from geo.schedules.rhythm import wanted_visits
from geo.schedules.search import after, search

EFFORT = 0.5
"""Deterministic seconds for each set of remedies."""

COSTS = {RemedyKind.EXTRA_SHIFT: 6, RemedyKind.LOWER_RHYTHM: 3, RemedyKind.WIDER_HOURS: 2}
"""What is asked of people: of a pair every week, of those who wait, of those who keep the doors."""

LEFT_OUT = 1000
"""More than any set of remedies costs: a place is given up only if nothing helps."""

MARGINS = (0.0, 0.08, 0.16, 0.24)
"""Share of the shifts left free, from one try to the next: routes take more than their shortest legs."""

CHUNKS = 12
"""Budget of each try, in questions of the search."""


@dataclass(frozen=True)
class Advice:
    """
    The least that has to change.

    Attributes
    ----------
    remedies : tuple of Remedy
        All of them are needed together; none where everything fits as it is.
    schedule : Schedule or None
        A schedule that keeps every visit once they are applied, but for *beyond_help*; None where the search
        found none in its short try, so that the remedies are a proposal and no promise.
    beyond_help : tuple of int
        Places that no remedy helps.
    """

    remedies: tuple[Remedy, ...]
    schedule: Schedule | None
    beyond_help: tuple[int, ...] = ()


def advise(
    problem: ScheduleProblem, schedule: Schedule, *, seed: int, margins: Sequence[float] = MARGINS
) -> Advice:
    """
    Find the smallest change with which the visits that a schedule misses could be kept.

    Parameters
    ----------
    problem : ScheduleProblem
        The problem.
    schedule : Schedule
        The schedule; only its places that miss visits may change, shifts may be added anywhere.
    seed : int
        The same seed gives the same advice.
    margins : sequence of float
        Tries, each with more of the shifts left free.

    Returns
    -------
    Advice
        Cheapest by `COSTS`: an integer programme chooses remedies with which the visits may fit, and the
        search tries them out. Of a set that does, whatever is not needed is left away.
    """
    sites = evaluate(problem, schedule).sites
    missed = frozenset(site.place for site in sites if site.kept < site.wanted)
    if not missed:
        return Advice((), schedule)
    extended, ways = _all_ways(problem, missed)
    first: Advice | None = None
    for margin in margins:
        remedies, beyond = _cheapest(extended, ways, margin)
        if first is not None and not set(beyond) <= set(first.beyond_help):
            break
        if first is not None and set(remedies) <= set(first.remedies):
            continue
        found = _kept_with(problem, remedies, beyond, seed)
        if found is not None:
            return _pruned(problem, Advice(remedies, found, beyond), seed)
        first = first or Advice(remedies, None, beyond)
    return first or Advice((), None, tuple(sorted(missed)))


def _kept_with(
    problem: ScheduleProblem, remedies: Sequence[Remedy], beyond: Sequence[int], seed: int
) -> Schedule | None:
    """Return a schedule that keeps every visit with the remedies, if a short search finds one."""
    changed = apply_remedies(problem, remedies)
    found = search(changed, seed=seed, stop=after(CHUNKS))
    kept = (site.place in beyond or site.kept == site.wanted for site in evaluate(changed, found).sites)
    return found if all(kept) else None


def _pruned(problem: ScheduleProblem, advice: Advice, seed: int) -> Advice:
    """Leave away what is not needed, the dearest first."""
    for remedy in sorted(advice.remedies, key=lambda one: -COSTS[one.kind]):
        rest = tuple(one for one in advice.remedies if one != remedy)
        found = _kept_with(problem, rest, advice.beyond_help, seed)
        if found is not None:
            advice = Advice(rest, found, advice.beyond_help)
    return advice


Ways = dict[int, dict[Option, frozenset[Remedy]]]
"""The options that keep every visit of a place, each with the remedies that it needs; by place."""


def _all_ways(problem: ScheduleProblem, missed: frozenset[int]) -> tuple[ScheduleProblem, Ways]:
    """Return the problem with every shift that could be added, and what it allows."""
    added = {shift: remedy for remedy in possible_shifts(problem) for shift in new_shifts(problem, remedy)}
    extended = replace(problem, shifts=tuple(sorted({*problem.shifts, *added})))
    return extended, {
        site.place: _ways(problem, extended, site, added, may_change=site.place in missed)
        for site in problem.sites
        if wanted_visits(site, problem.days)
    }


def _cheapest(
    extended: ScheduleProblem, ways: Ways, margin: float
) -> tuple[tuple[Remedy, ...], tuple[int, ...]]:
    """Return the cheapest remedies that may do, and the places that none helps."""
    relaxed = relax(extended, ways, margin)
    needed = dict.fromkeys(chain.from_iterable(needs for own in ways.values() for needs in own.values()))
    used = {remedy: relaxed.model.new_bool_var("") for remedy in needed}
    given_up = {place: relaxed.model.new_bool_var("") for place in ways}
    for place, own in ways.items():
        literals = [literal for _, literal in relaxed.chosen[place]]
        relaxed.model.add(sum(literals) + given_up[place] == 1)
        for needs, literal in zip(own.values(), literals, strict=True):
            for remedy in needs:
                relaxed.model.add_implication(literal, used[remedy])
    cost = sum(COSTS[remedy.kind] * literal for remedy, literal in used.items())
    relaxed.model.minimize(cost + LEFT_OUT * sum(given_up.values()))
    solver = quick_solver(EFFORT)
    if solver.solve(relaxed.model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return (), tuple(ways)
    return (
        tuple(sorted(remedy for remedy, literal in used.items() if solver.value(literal))),
        tuple(place for place, literal in given_up.items() if solver.value(literal)),
    )


def _ways(
    problem: ScheduleProblem,
    extended: ScheduleProblem,
    site: Site,
    added: dict[Shift, Remedy],
    *,
    may_change: bool,
) -> dict[Option, frozenset[Remedy]]:
    """Return the options that keep every visit of a place, each with the remedies that it needs."""
    found: dict[Option, frozenset[Remedy]] = {}
    variants = [(), *((remedy,) for remedy in (place_remedies(site) if may_change else ()))]
    for variant in variants:
        for base in (problem, extended):
            changed = apply_remedies(replace(base, sites=(site,)), variant).sites[0]
            wanted = wanted_visits(changed, problem.days)
            for option in options_of(base, changed):
                if len(option.shifts) >= wanted:
                    needs = {added[shift] for shift in option.shifts if shift in added}
                    found.setdefault(option, frozenset({*variant, *needs}))
    return found
