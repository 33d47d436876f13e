"""Ruin and recreate for an evening: the compiled search for schedules, on a schedule of one night.

PyVRP finds a good plan within milliseconds. Where prizes compete closely, the last per cent takes thousands
of exchanges between what is visited and what is not, which `geo.engine` makes in a second.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geo.engine.problem import UNSERVED, EngineProblem, EngineSolution, Floats, Rounds
from geo.engine.search import search as search_engine
from geo.rounds.vrp import NEVER, Orders, Problem, Vehicle, Visit

HOT, COLD = 2 / 3, 1 / 120
"""Heat at the start and the end, in mean prizes."""


def recreate(
    problem: Problem,
    *,
    seed: int,
    stop: Callable[[], bool],
    start: Orders,
    on_best: Callable[[Orders], None] | None = None,
    progress: Callable[[], float] | None = None,
) -> Orders:
    """
    Return the best plan found by taking visits out and putting in what fits best, many times over.

    Parameters
    ----------
    problem : Problem
        One vehicle of each kind, without capacities, distances and longest tours.
    seed : int
        Seed of the search.
    stop : callable
        Asked every few milliseconds; true ends the search.
    start : tuple of tuple of int
        Visits of each vehicle to begin from; those that are required stay in.
    on_best : callable, optional
        Told of each better plan.
    progress : callable, optional
        Share of the budget that is used, from 0 to 1; makes better use of it.

    Returns
    -------
    tuple of tuple of int
        Positions in ``problem.visits`` for each vehicle, as `geo.rounds.vrp.search` gives them.

    Notes
    -----
    A customer whose visits differ from vehicle to vehicle stays with the one that *start* gives it. So the
    caller judges what comes back.

    References
    ----------
    G. Schrimpf et al., "Record breaking optimization results using the ruin and recreate principle", Journal
    of Computational Physics 159, 2000, pp. 139-171.
    """
    night = _night(problem, start)
    found = search_engine(
        night.to_engine(),
        seed=seed,
        stop=stop,
        start=night.to_start(start),
        on_best=None if on_best is None else lambda solution: on_best(night.orders(solution)),
        progress=progress,
        heats=night.heats(),
    )
    return night.orders(found)


def compile_search() -> None:
    """Have the machine code of `recreate` made, or loaded where it has been made before."""
    problem = Problem((Visit(0, 1, closes=1),), (Vehicle(0, closes=2),), (np.ones((2, 2), dtype=np.int64),))
    spent = iter([False, True])
    recreate(problem, seed=1, stop=lambda: next(spent), start=((),))


Ways = Mapping[int, tuple[int, ...]]
"""Visits by which a vehicle can serve a customer, those that close first before the others."""


@dataclass(frozen=True, eq=False)
class _Night:
    """A problem as a schedule of one period, in seconds: each customer is a site, each vehicle a round."""

    problem: Problem
    customers: tuple[int, ...]
    ways: tuple[Ways, ...]

    def heats(self) -> tuple[float, float] | None:
        """Return the heat at the start and the end; none of its own where nothing is worth anything."""
        mean = float(self.prices().mean()) if self.customers else 0.0
        return (HOT * mean, COLD * mean) if mean > 0 else None

    def prices(self) -> Floats:
        """Return how many seconds each customer is worth."""
        prizes = {visit.customer: visit.prize for visit in self.problem.visits}
        second = max(1, self.problem.duration_cost)
        return np.array([prizes[customer] / second for customer in self.customers])

    def to_engine(self) -> EngineProblem:
        """Return the problem of the engine."""
        sites, vehicles = len(self.customers), len(self.ways)
        prices = self.prices()
        required = {visit.customer for visit in self.problem.visits if visit.required}
        is_required = np.array([customer in required for customer in self.customers], dtype=bool)
        service, earliest, latest = self._hours()
        may_go = np.array([[customer in own for own in self.ways] for customer in self.customers], dtype=bool)
        return EngineProblem(
            travel=np.stack([self._legs(number) for number in range(vehicles)]),
            service_min=service,
            # Nothing is carried: by this the engine knows whom to put in first.
            demand=prices[:, None],
            earliest_min=earliest,
            latest_min=latest,
            pattern_site=np.arange(sites),
            pattern_periods=((0,),) * sites,
            visit_price=np.where(may_go.reshape(sites, vehicles), service, np.inf),
            unserved_price=np.where(is_required, prices.sum() + NEVER, prices),
            rounds=self._rounds(),
            allowance=np.full(vehicles, np.inf),
            same_team=False,
            tolerance_min=0.0,
            spread_price=0.0,
            unfair_price=0.0,
            fixed=np.zeros(sites, dtype=bool),
            wait_price=1.0,
        )

    def _rounds(self) -> Rounds:
        vehicles = self.problem.vehicles
        numbers, nothing, endless = np.arange(len(vehicles)), np.zeros(len(vehicles)), np.inf
        return Rounds(
            period=np.zeros(len(vehicles), dtype=np.int64),
            team=numbers,
            start_node=len(self.customers) + numbers,
            end_node=len(self.customers) + numbers,
            vehicle=numbers,
            starts_min=np.array([float(vehicle.opens) for vehicle in vehicles]),
            ends_min=np.array([float(vehicle.closes) for vehicle in vehicles]),
            capacity=nothing + endless,
            longest_min=nothing + endless,
            price=nothing,
            burden=nothing,
        )

    def _hours(self) -> tuple[Floats, Floats, Floats]:
        """Return the length of each visit, and when it may begin, as the engine knows them."""
        visits = self.problem.visits
        ways = {customer: own for table in self.ways for customer, own in table.items()}
        most = max(map(len, ways.values()), default=1)
        service = np.zeros((len(self.customers), 1))
        earliest = np.full((len(self.customers), 1, most), np.inf)
        latest = -earliest
        for site, customer in enumerate(self.customers):
            own = [visits[way] for way in ways[customer]]
            service[site] = max(visit.service for visit in own)
            earliest[site, 0, : len(own)] = [visit.opens for visit in own]
            latest[site, 0, : len(own)] = [visit.closes for visit in own]
        return service, earliest, latest

    def _legs(self, number: int) -> Floats:
        """Return the seconds of a vehicle between customers and depots."""
        visits, vehicles = self.problem.visits, self.problem.vehicles
        # Where it may not go, any row will do.
        spots = {visit.customer: visit.location for visit in visits}
        spots |= {customer: visits[own[0]].location for customer, own in self.ways[number].items()}
        rows = [spots[customer] for customer in self.customers] + [vehicle.depot for vehicle in vehicles]
        return self.problem.durations[vehicles[number].matrix][np.ix_(rows, rows)].astype(np.float64)

    def to_start(self, orders: Orders) -> EngineSolution:
        """Return a plan as the engine knows it."""
        sites = {customer: site for site, customer in enumerate(self.customers)}
        routes = tuple(
            tuple(sites[self.problem.visits[visit].customer] for visit in order) for order in orders
        )
        visited = {site for route in routes for site in route}
        patterns = tuple(site if site in visited else UNSERVED for site in range(len(sites)))
        return EngineSolution(routes, patterns)

    def orders(self, solution: EngineSolution) -> Orders:
        """Return a plan of the engine in visits."""
        return tuple(self._order(number, route) for number, route in enumerate(solution.routes))

    def _order(self, number: int, route: Sequence[int]) -> tuple[int, ...]:
        """Serve customers as early as can be."""
        visits, vehicle = self.problem.visits, self.problem.vehicles[number]
        legs, here, now = self.problem.durations[vehicle.matrix], vehicle.depot, vehicle.opens
        order = []
        for site in route:
            ways = self.ways[number][self.customers[site]]
            now += int(legs[here, visits[ways[0]].location])
            open_ways = [way for way in ways if now <= visits[way].closes]
            way = min(open_ways, key=lambda way: max(now, visits[way].opens) + visits[way].service)
            order.append(way)
            here, now = visits[way].location, max(now, visits[way].opens) + visits[way].service
        return tuple(order)


def _night(problem: Problem, start: Orders) -> _Night:
    """Leave each customer to vehicles that can serve it in the same ways, as a site has one set of hours."""
    tables = [_ways(problem, vehicle) for vehicle in problem.vehicles]
    chosen: dict[int, list[tuple[int, int, int]]] = {}

    def hours(ways: Sequence[int]) -> list[tuple[int, int, int]]:
        visits = [problem.visits[way] for way in ways]
        return [(visit.opens, visit.closes, visit.service) for visit in visits]

    for table, order in zip(tables, start, strict=True):
        customers = [problem.visits[visit].customer for visit in order]
        chosen |= {customer: hours(table[customer]) for customer in customers}
    for table in tables:
        for customer, own in table.items():
            chosen.setdefault(customer, hours(own))
    kept = [
        {customer: own for customer, own in table.items() if hours(own) == chosen[customer]}
        for table in tables
    ]
    return _Night(problem, tuple(sorted(chosen)), tuple(kept))


def _ways(problem: Problem, vehicle: Vehicle) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    legs = problem.durations[vehicle.matrix]
    for number, visit in enumerate(problem.visits):
        if legs[vehicle.depot, visit.location] < NEVER:
            found.setdefault(visit.customer, []).append(number)
    return {
        customer: tuple(sorted(own, key=lambda way: problem.visits[way].closes))
        for customer, own in found.items()
    }
