"""Vehicle routing with prizes and time windows by PyVRP, in whole numbers; the only module that knows it.

PyVRP changes its interface between minor versions, so that all of it stays behind `search`.
"""

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pyvrp import (
    Client,
    ClientGroup,
    CostEvaluator,
    Depot,
    IteratedLocalSearchCallbacks,
    IteratedLocalSearchParams,
    Location,
    PenaltyParams,
    ProblemData,
    Route,
    Solution,
    SolveParams,
    VehicleType,
)
from pyvrp import solve as solve_by_pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.search import NeighbourhoodParams, PerturbationParams

Orders = tuple[tuple[int, ...], ...]
"""Visits of each vehicle, in order."""

NEVER = 1 << 24
"""Travel that no vehicle can afford: longer than any horizon, and small enough not to overflow."""

UNLIMITED = 1 << 40


@dataclass(frozen=True)
class Visit:
    """
    One way of serving a customer.

    Attributes
    ----------
    customer : int
        Of the visits of one customer at most one takes place.
    location : int
        Row and column of the matrices.
    opens, closes : int
        First and last time at which it may begin.
    service : int
        How long it takes.
    prize : int
        What it is worth; nothing where it is required.
    required : bool
        Whether the customer has to be served; the same for all of its visits.
    demand : int
        Of a vehicle's capacity.
    """

    customer: int
    location: int
    opens: int = 0
    closes: int = UNLIMITED
    service: int = 0
    prize: int = 0
    required: bool = False
    demand: int = 0


@dataclass(frozen=True)
class Vehicle:
    """
    One or several vehicles alike.

    Attributes
    ----------
    depot : int
        Location where it starts and ends.
    opens, closes : int
        Its shift.
    matrix : int
        Which of the matrices is its own.
    capacity : int
        Of the demands of its visits.
    count : int
        How many there are.
    longest : int
        Longest distance it may go.
    """

    depot: int
    opens: int = 0
    closes: int = UNLIMITED
    matrix: int = 0
    capacity: int = UNLIMITED
    count: int = 1
    longest: int = UNLIMITED


@dataclass(frozen=True, eq=False)
class Problem:
    """
    What is to be routed.

    Attributes
    ----------
    visits : tuple of Visit
        All ways of serving all customers.
    vehicles : tuple of Vehicle
        All vehicles.
    durations : tuple of ndarray of int64, shape (n, n)
        Travel times between locations, from row to column.
    distances : tuple of ndarray of int64, shape (n, n), or None
        As many matrices of distances; None where they do not matter.
    duration_cost, distance_cost : int
        For each unit, as are prizes not collected: the sum of all is minimised.
    """

    visits: tuple[Visit, ...]
    vehicles: tuple[Vehicle, ...]
    durations: tuple[npt.NDArray[np.int64], ...]
    distances: tuple[npt.NDArray[np.int64], ...] | None = None
    duration_cost: int = 0
    distance_cost: int = 0


@dataclass(frozen=True)
class Tuning:
    """
    How the search goes about it; by default as PyVRP does for an hour's work on hundreds of customers.

    Attributes
    ----------
    warp_penalty : float
        What a unit of lateness costs at first while the search passes through plans that are late.
    history : int
        For how many iterations a worse plan may be kept.
    perturbations : int
        Most visits that are moved at random in one iteration.
    patience : int
        Iterations until the cost of lateness is adjusted.
    neighbours : int
        How many of the others that lie nearest a visit is tried next to.
    stall : int or None
        Iterations without a better plan after which the search begins anew from a random one; by default it
        never does.
    """

    warp_penalty: float = 50_000.0
    history: int = 300
    perturbations: int = 25
    patience: int = 500
    neighbours: int = 50
    stall: int | None = None


class _Reporting(IteratedLocalSearchCallbacks):
    """Tells of each plan that is better than all before, whichever start they came from."""

    def __init__(self, tell: Callable[[Orders], None], problem: Problem, data: ProblemData) -> None:
        self._tell = tell
        self._problem = problem
        self._costs = CostEvaluator([0.0] * data.num_load_dimensions, 0.0, 0.0)
        self._least = math.inf

    def on_best(self, best: Solution) -> None:
        if best.is_feasible() and (cost := self._costs.cost(best)) < self._least:
            self._least = cost
            self._tell(_orders(best, self._problem))


class _Patience:
    """Ends one start: because all is over, or because nothing better comes of it any more."""

    def __init__(self, stop: Callable[[int], bool], stall: int | None, least: float) -> None:
        self._stop = stop
        self._stall = stall
        self._before = least
        self._least = math.inf
        self._idle = 0
        self.is_over = False

    def __call__(self, best_cost: int) -> bool:
        self.is_over = self._stop(int(min(best_cost, self._before)))
        self._idle = 0 if best_cost < self._least else self._idle + 1
        self._least = min(best_cost, self._least)
        return self.is_over or (self._stall is not None and self._idle > self._stall)


class _Penalties(PenaltyParams):
    """Penalties that begin where they are told to, not in the middle of all that are possible."""

    def __init__(self, tuning: Tuning) -> None:
        super().__init__(solutions_between_updates=tuning.patience, max_penalty=100 * tuning.warp_penalty)
        self._first = tuning.warp_penalty

    def midpoint_penalties(self, data: ProblemData) -> tuple[list[float], float, float]:
        return [self._first] * data.num_load_dimensions, self._first, self._first


def search(
    problem: Problem,
    *,
    seed: int,
    stop: Callable[[int], bool],
    start: Sequence[Sequence[int]] | None = None,
    on_best: Callable[[Orders], None] | None = None,
    tuning: Tuning | None = None,
) -> Orders | None:
    """
    Return the cheapest plan found.

    Parameters
    ----------
    problem : Problem
        What is to be routed.
    seed : int
        Seed of the search.
    stop : callable
        Asked with the least cost so far before each iteration; true ends the search.
    start : sequence of sequence of int, optional
        Visits of each vehicle to begin from; by default a random plan.
    on_best : callable, optional
        Told of each better plan that keeps all constraints.
    tuning : Tuning, optional
        How the search goes about it.

    Returns
    -------
    tuple of tuple of int, or None
        Positions in ``problem.visits`` for each vehicle, one tuple for each of those alike; None where no
        plan keeps all constraints.
    """
    data, tuning = _data(problem), tuning or Tuning()
    callbacks = _Reporting(on_best, problem, data) if on_best else IteratedLocalSearchCallbacks()
    params = SolveParams(
        ils=IteratedLocalSearchParams(history_length=tuning.history, callbacks=callbacks),
        penalty=_Penalties(tuning),
        neighbourhood=NeighbourhoodParams(num_neighbours=tuning.neighbours),
        perturbation=PerturbationParams(1, tuning.perturbations),
    )
    first = None if start is None else _solution(data, start, problem)
    best, least, is_over = None, math.inf, False
    with warnings.catch_warnings():
        # Where no plan keeps all constraints, that is said by returning none.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        while not is_over:
            patience = _Patience(stop, tuning.stall, least)
            found = solve_by_pyvrp(
                data, patience, seed, collect_stats=False, params=params, initial_solution=first
            )
            if best is None or found.cost() < least:
                best, least = found.best, found.cost()
            is_over, seed, first = patience.is_over, seed + 1, None
    return _orders(best, problem) if best is not None and best.is_feasible() else None


def _data(problem: Problem) -> ProblemData:
    customers: dict[int, list[int]] = {}
    for position, visit in enumerate(problem.visits):
        customers.setdefault(visit.customer, []).append(position)
    groups = {customer: ways for customer, ways in customers.items() if len(ways) > 1}
    numbers = {customer: number for number, customer in enumerate(groups)}
    depots = sorted({vehicle.depot for vehicle in problem.vehicles})
    # Its stubs call a matrix an ndarray[int], which none is.
    durations: list[Any] = [matrix.astype(np.int64) for matrix in problem.durations]
    distances: list[Any] = [np.zeros_like(matrix) for matrix in durations]
    if problem.distances is not None:
        distances = [matrix.astype(np.int64) for matrix in problem.distances]
    return ProblemData(
        [Location(0, 0) for _ in range(len(durations[0]))],
        [_client(visit, numbers.get(visit.customer)) for visit in problem.visits],
        [Depot(depot) for depot in depots],
        [_vehicle_type(problem, vehicle, depots.index(vehicle.depot)) for vehicle in problem.vehicles],
        distances,
        durations,
        [ClientGroup(ways, required=problem.visits[ways[0]].required) for ways in groups.values()],
    )


def _client(visit: Visit, group: int | None) -> Client:
    return Client(
        visit.location,
        delivery=[visit.demand],
        service_duration=visit.service,
        tw_early=visit.opens,
        tw_late=visit.closes,
        prize=visit.prize,
        required=visit.required and group is None,
        group=group,
    )


def _vehicle_type(problem: Problem, vehicle: Vehicle, depot: int) -> VehicleType:
    return VehicleType(
        num_available=vehicle.count,
        capacity=[vehicle.capacity],
        start_depot=depot,
        end_depot=depot,
        tw_early=vehicle.opens,
        tw_late=vehicle.closes,
        max_distance=vehicle.longest,
        unit_distance_cost=problem.distance_cost,
        unit_duration_cost=problem.duration_cost,
        profile=vehicle.matrix,
    )


def _solution(data: ProblemData, start: Sequence[Sequence[int]], problem: Problem) -> Solution:
    kinds = [kind for kind, vehicle in enumerate(problem.vehicles) for _ in range(vehicle.count)]
    routes = [
        Route(data, list(visits), kind) for visits, kind in zip(start, kinds, strict=True) if len(visits)
    ]
    return Solution(data, routes)


def _orders(solution: Solution, problem: Problem) -> Orders:
    """Return the visits of each vehicle; those of one kind in the order in which they come."""
    found: list[list[tuple[int, ...]]] = [[] for _ in problem.vehicles]
    for route in solution.routes():
        visits = tuple(activity.idx for activity in route if activity.is_client())
        found[route.vehicle_type()].append(visits)
    orders = []
    for vehicle, used in zip(problem.vehicles, found, strict=True):
        orders += used + [()] * (vehicle.count - len(used))
    return tuple(orders)
