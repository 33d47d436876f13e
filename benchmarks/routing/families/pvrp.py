"""Cordeau's periodic instances with our engine, and other solvers on the days that it chose."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.routing.clock import Budget, timed
from benchmarks.routing.known import best_known
from benchmarks.routing.peers import Day, route_by_ortools, route_by_vroom
from benchmarks.routing.readers.lines import distances
from benchmarks.routing.readers.pvrp import PeriodicInstance, load_periodic
from benchmarks.routing.table import OURS, Answer, Row, Section, gap_aims
from benchmarks.routing.warming import warm_up
from geo.engine.checking import check
from geo.engine.problem import EngineProblem, EngineSolution, Rounds
from geo.engine.search import search

FOLDER, PATTERN, SECONDS = "pvrp", "p*.txt", 20.0

OUR_SIZE = 102
"""Customers up to which an instance is about as large as ours."""

UNSERVED_LEGS = 20.0
"""Price of a customer without visits, in longest legs: no plan that can do otherwise leaves one out."""


def to_engine(instance: PeriodicInstance) -> EngineProblem:
    """Return the instance as the engine reads it: a period a day, a team a vehicle, any for any visit."""
    customers, days, vehicles = len(instance.patterns), instance.days, instance.vehicles
    travel = distances(np.vstack([instance.xy[1:], instance.xy[:1]]))
    day, team = (axis.ravel() for axis in np.indices((days, vehicles)))
    rounds, owner = len(day), [site for site, own in enumerate(instance.patterns) for _ in own]
    depot = np.full(rounds, customers)
    return EngineProblem(
        travel=travel[None],
        service_min=np.repeat(instance.service[:, None], days, axis=1),
        demand=np.repeat(instance.demand[:, None], days, axis=1),
        earliest_min=np.zeros((customers, days, 1)),
        latest_min=np.full((customers, days, 1), np.inf),
        pattern_site=np.array(owner),
        pattern_periods=tuple(days_of for own in instance.patterns for days_of in own),
        visit_price=np.zeros((len(owner), vehicles)),
        unserved_price=np.full(customers, UNSERVED_LEGS * travel.max()),
        rounds=Rounds(
            period=day,
            team=team,
            start_node=depot,
            end_node=depot,
            vehicle=np.zeros(rounds, dtype=np.int64),
            starts_min=np.zeros(rounds),
            ends_min=np.full(rounds, np.inf),
            capacity=instance.capacity[day],
            longest_min=instance.longest[day],
            price=np.zeros(rounds),
            burden=np.zeros(rounds),
        ),
        allowance=np.zeros(vehicles),
        same_team=False,
        tolerance_min=0.0,
        spread_price=0.0,
        unfair_price=0.0,
        fixed=np.zeros(customers, dtype=np.bool_),
    )


def solve(instance: PeriodicInstance, seconds: float, seed: int) -> tuple[EngineSolution, Answer]:
    """Search for so many CPU seconds; the value is what the plain checker finds, if it finds no fault."""
    problem = to_engine(instance)
    warm_up(problem)
    budget = Budget(seconds)
    found = search(problem, seed=seed, stop=budget.is_spent, progress=lambda: budget.share)
    used = budget.used
    report = check(problem, found)
    is_whole = not report.faults and not report.costs.unserved
    return found, Answer(report.costs.drive_min if is_whole else None, used)


def days_of(instance: PeriodicInstance, found: EngineSolution) -> list[Day]:
    """Return the routing problem of each day, with the days that a solution chose."""
    rounds_of = [
        range(day * instance.vehicles, (day + 1) * instance.vehicles) for day in range(instance.days)
    ]
    sites = [sorted(site for number in rounds for site in found.routes[number]) for rounds in rounds_of]
    return [
        Day(
            travel=distances(instance.xy[[0, *(site + 1 for site in own)]]),
            demand=instance.demand[own],
            service=instance.service[own],
            vehicles=instance.vehicles,
            capacity=float(instance.capacity[day]),
            longest=float(instance.longest[day]),
        )
        for day, own in enumerate(sites)
    ]


def run_file(path: Path, seconds: float, seed: int) -> Row:
    """Run all solvers on a file."""
    instance = load_periodic(path)
    found, ours = solve(instance, seconds, seed)
    answers = {OURS: ours}
    if ours.value is not None:
        days = days_of(instance, found)
        answers["VROOM on our days"] = _sum(*timed(lambda: [route_by_vroom(day) for day in days]))
        each = seconds / len(days)
        answers["OR-Tools on our days"] = _sum(*timed(lambda: [route_by_ortools(day, each) for day in days]))
    return Row(path.stem, len(instance.patterns), answers, best_known(path))


def _sum(lengths: Sequence[float | None], seconds: float) -> Answer:
    """Return the sum over days, or nothing where a day could not be routed."""
    return Answer(None if None in lengths else sum(length or 0.0 for length in lengths), seconds)


def to_section(rows: Sequence[Row], seconds: float, seed: int) -> Section:
    """Return the family's part of the report."""
    small = [row for row in rows if row.size <= OUR_SIZE]
    return Section(
        title="Periodic routing (Cordeau)",
        notes=(
            f"Total distance over all days; {seconds:g} CPU seconds and seed {seed} for each instance.",
            "Best-known values: Vidal et al. 2012.",
            "No other open solver chooses the days: VROOM and OR-Tools only route the days that we chose.",
            "OR-Tools runs guided local search for as many seconds as we had.",
            "Every solution is timed and checked by a plain-Python checker before it counts.",
        ),
        rows=tuple(rows),
        aims=(
            *gap_aims(small, 0.5, 2.0, f"up to {OUR_SIZE} customers"),
            *gap_aims(rows, 1.2, 4.0, "all"),
        ),
    )
