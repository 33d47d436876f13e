"""Other solvers on the same tasks: VROOM and OR-Tools."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import vroom
from ortools.constraint_solver import pywrapcp

from benchmarks.routing.clock import timed
from benchmarks.routing.guided import search_guided, visited
from benchmarks.routing.peers import EXPLORATION
from benchmarks.routing.rules import RuleError
from benchmarks.routing.table import OURS, Answer
from benchmarks.routing.tasks import Routes, Task, route_by_maraude
from geo.rounds.vrp import Tuning

PRIORITIES = 100
"""VROOM's highest priority; prizes are cut into as many steps."""

WALL = 5
"""VROOM ends by itself, or after so many times the seconds in wall time, as it knows no other."""


def compare(
    task: Task,
    worth: Callable[[Routes], float],
    seconds: float,
    seed: int,
    tuning: Tuning | None = None,
) -> dict[str, Answer]:
    """Return what all solvers make of a task, each solution judged by the instance's own rules."""
    ours, ours_s = route_by_maraude(task, seconds, seed, tuning)
    vrooms, vrooms_s = timed(lambda: route_by_vroom(task, seconds))
    guided, guided_s = timed(lambda: route_by_ortools(task, seconds))
    return {
        OURS: Answer(judged(worth, ours, OURS), ours_s),
        "OR-Tools": Answer(None if guided is None else judged(worth, guided, "OR-Tools"), guided_s),
        "VROOM": Answer(judged(worth, vrooms, "VROOM"), vrooms_s),
    }


def judged(worth: Callable[[Routes], float], routes: Routes, solver: str) -> float | None:
    """Return what routes are worth, or None, with the reason printed, where they break a rule."""
    try:
        return worth(routes)
    except RuleError as problem:
        print(f"  {solver}: {problem}")
        return None


def route_by_vroom(task: Task, seconds: float) -> Routes:
    """Return VROOM's routes: the highest priorities first, then the shortest way; it may leave some out."""
    problem = vroom.Input()
    problem.set_durations_matrix(profile="car", matrix_input=task.legs.astype(np.uint32))
    hours = vroom.TimeWindow(int(task.opens[0]), int(task.closes[0]))
    for number in range(task.vehicles):
        problem.add_vehicle(
            vroom.Vehicle(number, start=0, end=0, capacity=[task.capacity], time_window=hours)
        )
    prize = np.zeros(len(task.legs)) if task.prize is None else task.prize / max(1, task.prize.max())
    for customer in task.customers:
        window = vroom.TimeWindow(int(task.opens[customer]), int(task.closes[customer]))
        problem.add_job(
            vroom.Job(
                customer,
                customer,
                default_service=int(task.service[customer]),
                delivery=[int(task.demand[customer])],
                priority=round(PRIORITIES * prize[customer]),
                time_windows=[window],
            )
        )
    solution = problem.solve(
        exploration_level=EXPLORATION, nb_threads=1, timeout=timedelta(seconds=WALL * seconds)
    )
    routes: dict[int, list[int]] = {}
    for step in solution.routes.itertuples():
        if step.type == "job":
            routes.setdefault(step.vehicle_id, []).append(int(step.id))
    return tuple(tuple(route) for route in routes.values())


def route_by_ortools(task: Task, seconds: float) -> Routes | None:
    """Return OR-Tools' routes, or None where it finds none."""
    manager = pywrapcp.RoutingIndexManager(len(task.legs), task.vehicles, 0)
    model = pywrapcp.RoutingModel(manager)
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix((task.leg_price * task.legs).tolist()))
    horizon = int(task.closes[0])
    times = model.RegisterTransitMatrix((task.legs + task.service[:, None]).tolist())
    model.AddDimension(times, horizon, horizon, False, "time")  # noqa: FBT003 - positional in C++
    loads = model.RegisterUnaryTransitVector(task.demand.tolist())
    model.AddDimension(loads, 0, task.capacity, True, "load")  # noqa: FBT003 - positional in C++
    clock = model.GetDimensionOrDie("time")
    for customer in task.customers:
        index = manager.NodeToIndex(customer)
        latest = min(int(task.closes[customer]), horizon)
        clock.CumulVar(index).SetRange(int(task.opens[customer]), latest)
        if task.prize is not None:
            model.AddDisjunction([index], int(task.prize[customer]))
    found = search_guided(model, seconds)
    if found is None:
        return None
    routes = (visited(manager, model, found, vehicle) for vehicle in range(task.vehicles))
    return tuple(route for route in routes if route)
