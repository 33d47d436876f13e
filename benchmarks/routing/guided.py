"""Guided local search by OR-Tools, for a budget in CPU seconds."""

from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.routing.clock import Budget
from benchmarks.routing.peers import FIRST_SOLUTIONS

WALL_SECONDS_A_CPU_SECOND = 10
"""OR-Tools' own limit is in wall time; it only has to be out of the way."""


def search_guided(model: Any, seconds: float) -> Any:  # noqa: ANN401 - OR-Tools has no types
    """Return the best solution of a routing model, or None where there is none."""
    budget = Budget(seconds)
    model.AddSearchMonitor(model.solver().CustomLimit(budget.is_spent))
    for first in FIRST_SOLUTIONS:
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = first
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        parameters.time_limit.FromMilliseconds(int(1000 * WALL_SECONDS_A_CPU_SECOND * seconds) + 1)
        found = model.SolveWithParameters(parameters)
        if found is not None or budget.is_spent():
            return found
    return None


def visited(manager: Any, model: Any, found: Any, vehicle: int) -> tuple[int, ...]:  # noqa: ANN401 - OR-Tools has no types
    """Return the nodes that a vehicle visits between its ends, in order."""
    at, nodes = found.Value(model.NextVar(model.Start(vehicle))), []
    while not model.IsEnd(at):
        nodes.append(int(manager.IndexToNode(at)))
        at = found.Value(model.NextVar(at))
    return tuple(nodes)
