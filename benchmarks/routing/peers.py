"""Other solvers on plain days of routing: VROOM and OR-Tools."""

import math
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import vroom
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.routing.readers.lines import Floats

SCALE = 1000
"""Both solvers count in whole numbers: so many to a unit of distance."""

FIRST_SOLUTIONS = (
    routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION,
    routing_enums_pb2.FirstSolutionStrategy.SAVINGS,
    routing_enums_pb2.FirstSolutionStrategy.LOCAL_CHEAPEST_INSERTION,
)
"""How OR-Tools begins; the later ones where the first finds nothing."""

EXPLORATION = 5
"""How hard VROOM tries, at most 5."""


@dataclass(frozen=True, eq=False)
class Day:
    """
    One day of capacitated routing.

    Attributes
    ----------
    travel : ndarray of float, shape (n + 1, n + 1)
        Distances, the depot first.
    demand, service : ndarray of float, shape (n,)
        Of each visit.
    vehicles : int
        How many there are.
    capacity, longest : float
        What each carries and how long it may travel and serve; infinite where there is no limit.
    """

    travel: Floats
    demand: Floats
    service: Floats
    vehicles: int
    capacity: float
    longest: float


def route_by_vroom(day: Day) -> float | None:
    """Return the length of VROOM's routes, or None where it leaves someone out."""
    if not len(day.demand):
        return 0.0
    whole = np.round(day.travel * SCALE)
    problem = vroom.Input()
    problem.set_durations_matrix("car", whole.astype(np.uint32))
    end = _whole(day.longest, int(whole.sum()))
    for number in range(day.vehicles):
        problem.add_vehicle(
            vroom.Vehicle(
                number,
                start=0,
                end=0,
                capacity=[_whole(day.capacity, 1e9)],
                time_window=vroom.TimeWindow(0, end),
            )
        )
    for row, (demand, service) in enumerate(zip(day.demand, day.service, strict=True), 1):
        delivery = [math.ceil(demand * SCALE)]
        problem.add_job(vroom.Job(row, row, default_service=round(service * SCALE), delivery=delivery))
    solution = problem.solve(exploration_level=EXPLORATION, nb_threads=1)
    if solution.summary.unassigned:
        return None
    routes: dict[int, list[int]] = {}
    for step in solution.routes.itertuples():
        if step.type == "job":
            routes.setdefault(step.vehicle_id, []).append(int(step.id))
    return sum(_length(day.travel, route) for route in routes.values())


def route_by_ortools(day: Day, seconds: float) -> float | None:
    """Return the length of OR-Tools' routes (guided local search), or None where it finds none."""
    if not len(day.demand):
        return 0.0
    manager = pywrapcp.RoutingIndexManager(len(day.travel), day.vehicles, 0)
    model = pywrapcp.RoutingModel(manager)
    whole = np.round(day.travel * SCALE).astype(np.int64)
    served = np.concatenate([[0], np.round(day.service * SCALE)]).astype(np.int64)
    arcs = model.RegisterTransitMatrix(whole.tolist())
    model.SetArcCostEvaluatorOfAllVehicles(arcs)
    if math.isfinite(day.capacity):
        demand = [0, *(math.ceil(value * SCALE) for value in day.demand)]
        weight = model.RegisterUnaryTransitVector(demand)
        model.AddDimension(weight, 0, _whole(day.capacity, 0), True, "load")  # noqa: FBT003 - positional in C++
    if math.isfinite(day.longest):
        spent = model.RegisterTransitMatrix((whole + served[:, None]).tolist())
        model.AddDimension(spent, 0, _whole(day.longest, 0), True, "work")  # noqa: FBT003 - positional in C++
    solutions = (model.SolveWithParameters(_parameters(model, seconds, first)) for first in FIRST_SOLUTIONS)
    found = next((solution for solution in solutions if solution is not None), None)
    if found is None:
        return None
    total = 0.0
    for vehicle in range(day.vehicles):
        total += _length(day.travel, _route(manager, model, found, vehicle))
    return total


def _parameters(model: Any, seconds: float, first: int) -> Any:  # noqa: ANN401 - OR-Tools has no types
    """Return the recommended settings with a budget in CPU seconds."""
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = first
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    # Its own limit is in wall time; the callback ends it at the CPU time.
    parameters.time_limit.FromMilliseconds(int(10_000 * seconds) + 1)
    began = time.process_time()

    def give_up_in_time() -> None:
        if time.process_time() - began > seconds:
            model.solver().FinishCurrentSearch()

    model.AddAtSolutionCallback(give_up_in_time)
    return parameters


def _route(manager: Any, model: Any, found: Any, vehicle: int) -> list[int]:  # noqa: ANN401 - OR-Tools has no types
    """Return the rows that a vehicle visits, in order."""
    at, route = model.Start(vehicle), []
    while not model.IsEnd(at):
        route.append(manager.IndexToNode(at))
        at = found.Value(model.NextVar(at))
    return route[1:]


def _length(travel: Floats, route: list[int]) -> float:
    """Return the distance of a route from the depot and back."""
    return float(sum(travel[a, b] for a, b in zip([0, *route], [*route, 0], strict=True)))


def _whole(limit: float, otherwise: float) -> int:
    """Return a limit in whole units, or a large number where there is none."""
    return int(limit * SCALE) if math.isfinite(limit) else int(otherwise)
