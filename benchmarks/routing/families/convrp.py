"""Consistent routing: our engine beside optima proven by CP-SAT."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.routing.clock import Budget
from benchmarks.routing.readers.convrp import NOT_VISITED, ConsistentInstance, load_consistent
from benchmarks.routing.readers.lines import Floats, distances
from benchmarks.routing.table import OURS, Aim, Answer, Row, Section
from benchmarks.routing.warming import warm_up
from geo.engine.checking import check
from geo.engine.problem import EngineProblem, Rounds
from geo.engine.search import search

FOLDER, PATTERN, SECONDS = "convrp_small", "*.vrp", 5.0

SCALE = 1_000_000
"""CP-SAT counts in whole numbers: so many to a unit of distance."""

SAME = 1e-4
"""Per cent of difference below which two lengths count as one."""

MOST_CUSTOMERS = 15
"""Customers up to which an optimum is proven: there are two to that power sets of them."""


def to_engine(instance: ConsistentInstance) -> EngineProblem:
    """Return the instance as the engine reads it: a period a day, a team a driver, one pattern a customer."""
    customers, days = instance.demand.shape
    travel = distances(np.vstack([instance.xy[1:], instance.xy[:1]]))
    day, driver = (axis.ravel() for axis in np.indices((days, customers)))
    rounds = len(day)
    depot = np.full(rounds, customers)
    return EngineProblem(
        travel=travel[None],
        service_min=instance.service,
        demand=np.maximum(instance.demand, 0.0),
        earliest_min=np.zeros((customers, days, 1)),
        latest_min=np.full((customers, days, 1), np.inf),
        pattern_site=np.arange(customers),
        pattern_periods=tuple(tuple(np.flatnonzero(row != NOT_VISITED).tolist()) for row in instance.demand),
        visit_price=np.zeros((customers, customers)),
        unserved_price=np.full(customers, 10 * travel.sum()),
        rounds=Rounds(
            period=day,
            team=driver,
            start_node=depot,
            end_node=depot,
            vehicle=np.zeros(rounds, dtype=np.int64),
            starts_min=np.zeros(rounds),
            ends_min=np.full(rounds, np.inf),
            capacity=np.full(rounds, instance.capacity),
            longest_min=np.full(rounds, instance.longest),
            price=np.zeros(rounds),
            burden=np.zeros(rounds),
        ),
        allowance=np.zeros(customers),
        same_team=True,
        tolerance_min=0.0,
        spread_price=0.0,
        unfair_price=0.0,
        fixed=np.zeros(customers, dtype=np.bool_),
    )


def shortest_tours(legs: Floats, present: Sequence[int]) -> dict[int, float]:
    """
    Return the shortest tour from the depot through each set of the customers of a day (Held and Karp).

    Sets are bit masks over all customers; node 0 of *legs* is the depot.
    """
    ends: dict[int, dict[int, float]] = {1 << own: {own: float(legs[0, own + 1])} for own in present}
    tours = {0: 0.0}
    for size in range(1, len(present) + 1):
        for group in combinations(present, size):
            mask = sum(1 << own for own in group)
            lasts = ends.setdefault(mask, {})
            if size > 1:
                for last in group:
                    before = ends[mask ^ (1 << last)]
                    lasts[last] = min(length + legs[own + 1, last + 1] for own, length in before.items())
            tours[mask] = min(length + float(legs[last + 1, 0]) for last, length in lasts.items())
    return tours


def drivers_days(instance: ConsistentInstance) -> dict[int, float]:
    """Return the length of all days of a driver for each set of customers that one driver can have."""
    legs, (customers, days) = distances(instance.xy), instance.demand.shape
    lengths = dict.fromkeys(range(1, 1 << customers), 0.0)
    for day in range(days):
        present = np.flatnonzero(instance.demand[:, day] != NOT_VISITED).tolist()
        tours, mask_of_day = shortest_tours(legs, present), sum(1 << own for own in present)
        for mask in list(lengths):
            tour = tours[mask & mask_of_day]
            own = [customer for customer in present if mask >> customer & 1]
            load, on_site = instance.demand[own, day].sum(), instance.service[own, day].sum()
            if load > instance.capacity or tour + on_site > instance.longest:
                del lengths[mask]
            else:
                lengths[mask] += tour
    return lengths


def prove(instance: ConsistentInstance) -> float | None:
    """
    Return the length of the shortest plan, or None where the instance is too large for a proof.

    CP-SAT chooses among all sets of customers that one driver can have, so that each customer is in one.
    """
    customers = len(instance.demand)
    if customers > MOST_CUSTOMERS:
        return None
    lengths, model = drivers_days(instance), cp_model.CpModel()
    chosen = {mask: model.new_bool_var(str(mask)) for mask in lengths}
    for own in range(customers):
        model.add_exactly_one(var for mask, var in chosen.items() if mask >> own & 1)
    model.minimize(sum(round(length * SCALE) * chosen[mask] for mask, length in lengths.items()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    return sum(lengths[mask] for mask, var in chosen.items() if solver.value(var))


def solve(instance: ConsistentInstance, seconds: float, seed: int) -> Answer:
    """Search for so many CPU seconds; the value is what the plain checker finds, if it finds no fault."""
    problem = to_engine(instance)
    warm_up(problem)
    budget = Budget(seconds)
    found = search(problem, seed=seed, stop=budget.is_spent, progress=lambda: budget.share)
    report = check(problem, found)
    return Answer(None if report.faults or report.costs.unserved else report.costs.drive_min, budget.used)


def run_file(path: Path, seconds: float, seed: int) -> Row:
    """Search, and prove."""
    instance = load_consistent(path)
    return Row(path.stem, len(instance.demand), {OURS: solve(instance, seconds, seed)}, prove(instance))


def is_met(row: Row) -> bool:
    """Return whether the optimum is proven and found."""
    gap = row.gap()
    return gap is not None and abs(gap) <= SAME


def to_section(rows: Sequence[Row], seconds: float, seed: int) -> Section:
    """Return the family's part of the report."""
    met = sum(is_met(row) for row in rows)
    return Section(
        title="Consistent routing (Groër, Golden and Wasil): the same driver at each visit",
        notes=(
            f"Total distance over three days; {seconds:g} CPU seconds and seed {seed}.",
            "Best known is proven by CP-SAT, choosing among all sets of customers of a driver.",
            "The files bound no difference between arrivals.",
        ),
        rows=tuple(rows),
        aims=(Aim("the proven optimum, on each", f"{met} of {len(rows)}", met == len(rows)),),
    )
