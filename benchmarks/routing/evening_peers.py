"""Other solvers on an evening: VROOM, OR-Tools, and the search of our schedules as one of another kind."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import vroom
from ortools.constraint_solver import pywrapcp

from benchmarks.routing.clock import Budget
from benchmarks.routing.guided import search_guided, visited
from benchmarks.routing.peers import EXPLORATION
from benchmarks.routing.task_peers import PRIORITIES
from benchmarks.routing.warming import warm_up
from geo.engine.problem import EngineProblem, Rounds
from geo.engine.search import search
from geo.rounds.clock import at_worst
from geo.rounds.model import Evening, Route, Stop

SECONDS_A_MINUTE = 60

HOT, COLD = 2 / 3, 1 / 120
"""Heat of the search of our schedules at the start and the end, in mean prizes."""


def by_vroom(evening: Evening) -> tuple[Route, ...]:
    """Return VROOM's plan: the most prizes first, then the least driving."""
    problem = vroom.Input()
    problem.set_durations_matrix(profile="car", matrix_input=_seconds(evening).astype(np.uint32))
    rows = _rows(evening)
    for team in evening.teams:
        hours = vroom.TimeWindow(
            team.shift.opens_min * SECONDS_A_MINUTE, team.shift.closes_min * SECONDS_A_MINUTE
        )
        depot = rows[team.depot]
        problem.add_vehicle(vroom.Vehicle(team.team, start=depot, end=depot, time_window=hours))
    highest = max(stop.prize for stop in evening.stops)
    for stop in evening.stops:
        problem.add_job(
            vroom.Job(
                stop.place,
                rows[stop.place],
                default_service=stop.service_min * SECONDS_A_MINUTE,
                priority=round(PRIORITIES * stop.prize / highest),
                time_windows=[vroom.TimeWindow(*span) for span in _spans(stop)],
            )
        )
    steps = problem.solve(exploration_level=EXPLORATION, nb_threads=1).routes
    jobs = steps[steps["type"] == "job"]
    return tuple(
        Route(team.team, tuple(int(place) for place in jobs.loc[jobs["vehicle_id"] == team.team, "id"]))
        for team in evening.teams
    )


def by_ortools(evening: Evening, seconds: float) -> tuple[Route, ...]:
    """Return OR-Tools' plan: prizes left behind and seconds out cost what they cost us."""
    rows, legs = _rows(evening), _seconds(evening)
    depots = [rows[team.depot] for team in evening.teams]
    manager = pywrapcp.RoutingIndexManager(len(legs), len(depots), depots, depots)
    model = pywrapcp.RoutingModel(manager)
    service = np.zeros(len(legs), dtype=np.int64)
    for stop in evening.stops:
        service[rows[stop.place]] = stop.service_min * SECONDS_A_MINUTE
    last = max(team.shift.closes_min for team in evening.teams) * SECONDS_A_MINUTE
    transit = model.RegisterTransitMatrix((legs + service[:, None]).tolist())
    model.AddDimension(transit, last, last, False, "time")  # noqa: FBT003 - positional in C++
    clock = model.GetDimensionOrDie("time")
    clock.SetSpanCostCoefficientForAllVehicles(1)
    a_second = evening.aim.lambda_duration / SECONDS_A_MINUTE
    for vehicle, team in enumerate(evening.teams):
        for end in (model.Start(vehicle), model.End(vehicle)):
            clock.CumulVar(end).SetRange(
                team.shift.opens_min * SECONDS_A_MINUTE, team.shift.closes_min * SECONDS_A_MINUTE
            )
    for stop in evening.stops:
        index, spans = manager.NodeToIndex(rows[stop.place]), _spans(stop)
        clock.CumulVar(index).SetRange(spans[0][0], spans[-1][1])
        for (_, closed), (opens, _) in pairwise(spans):
            clock.CumulVar(index).RemoveInterval(closed + 1, opens - 1)
        model.AddDisjunction([index], round(stop.prize / a_second))
    found = search_guided(model, seconds)
    if found is None:
        return tuple(Route(team.team, ()) for team in evening.teams)
    places = {row: place for place, row in rows.items()}
    return tuple(
        Route(team.team, tuple(places[row] for row in visited(manager, model, found, vehicle)))
        for vehicle, team in enumerate(evening.teams)
    )


def by_schedule_search(evening: Evening, seconds: float, seed: int) -> tuple[Route, ...]:
    """Return the plan of the search that our schedules use, which shares no code with that of evenings."""
    problem = to_engine(evening)
    warm_up(problem)
    budget, mean = Budget(seconds), float(problem.unserved_price.mean())
    found = search(
        problem,
        seed=seed,
        stop=budget.is_spent,
        progress=lambda: budget.share,
        heats=(HOT * mean, COLD * mean),
    )
    return tuple(
        Route(team.team, tuple(evening.stops[site].place for site in found.routes[number]))
        for number, team in enumerate(evening.teams)
    )


def to_engine(evening: Evening) -> EngineProblem:
    """Return an evening as a schedule of one period, in minutes."""
    stops, teams, rows = evening.stops, evening.teams, _rows(evening)
    order = [rows[place] for place in (*(stop.place for stop in stops), *(team.depot for team in teams))]
    travel = _seconds(evening)[np.ix_(order, order)] / SECONDS_A_MINUTE
    widest = max(len(stop.windows) for stop in stops)
    earliest = np.full((len(stops), 1, widest), np.inf)
    latest = np.full((len(stops), 1, widest), -np.inf)
    for site, stop in enumerate(stops):
        for number, span in enumerate(_spans(stop)):
            earliest[site, 0, number], latest[site, 0, number] = np.array(span) / SECONDS_A_MINUTE
    service = np.array([[float(stop.service_min)] for stop in stops])
    prize = np.array([stop.prize for stop in stops])
    depots = len(stops) + np.arange(len(teams))
    nothing = np.zeros(len(teams))
    return EngineProblem(
        travel=travel[None],
        service_min=service,
        # Nothing is carried: by this the search knows whom to put in first.
        demand=prize[:, None],
        earliest_min=earliest,
        latest_min=latest,
        pattern_site=np.arange(len(stops)),
        pattern_periods=((0,),) * len(stops),
        visit_price=np.zeros((len(stops), len(teams))),
        unserved_price=np.maximum(prize / evening.aim.lambda_duration - service[:, 0], 0.0),
        rounds=Rounds(
            period=np.zeros(len(teams), dtype=np.int64),
            team=np.arange(len(teams)),
            start_node=depots,
            end_node=depots,
            vehicle=np.zeros(len(teams), dtype=np.int64),
            starts_min=np.array([float(team.shift.opens_min) for team in teams]),
            ends_min=np.array([float(team.shift.closes_min) for team in teams]),
            capacity=nothing + np.inf,
            longest_min=nothing + np.inf,
            price=nothing,
            burden=nothing,
        ),
        allowance=nothing,
        same_team=False,
        tolerance_min=0.0,
        spread_price=0.0,
        unfair_price=0.0,
        fixed=np.zeros(len(stops), dtype=np.bool_),
        wait_price=1.0,
    )


def _rows(evening: Evening) -> dict[int, int]:
    """Return the row of each place in the travel matrix, which all pairs of a drawn evening share."""
    places: Sequence[int] = evening.travel[evening.teams[0].team].places
    return {place: row for row, place in enumerate(places)}


def _seconds(evening: Evening) -> npt.NDArray[np.int64]:
    """Return travel at worst in whole seconds, rounded up."""
    worst: npt.NDArray[np.float64] = at_worst(evening.travel[evening.teams[0].team])
    return np.ceil(worst * SECONDS_A_MINUTE).astype(np.int64)


def _spans(stop: Stop) -> list[tuple[int, int]]:
    """Return the seconds between which a visit may begin."""
    return [
        (window.opens_min * SECONDS_A_MINUTE, (window.closes_min - stop.service_min) * SECONDS_A_MINUTE)
        for window in stop.windows
    ]
