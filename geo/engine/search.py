"""The periodic search from outside: anytime, seeded, stopped by the caller.

Sites are taken out in strings, clusters or whole rounds (`geo.engine.ruin`) and put back where
they cost least, all visits of a site together or, where any team may come, those of one period. Rounds may
carry too much or take too long at a price that follows how often they do; hours are never broken. Worse plans
are accepted as in simulated annealing.

References
----------
Christiaens, J. & Vanden Berghe, G. (2020), Slack induction by string removals for vehicle routing problems,
Transportation Science 54(2).
"""

from collections.abc import Callable, Iterator

import numpy as np

from geo.engine.annealing import Search, add_up, anneal, priced, repair
from geo.engine.compiled import Seeds, seeded
from geo.engine.loading import load
from geo.engine.memory import ALL_PERIODS, DAY, LOAD, REMOVED, WORK, new_memory
from geo.engine.problem import UNSERVED, EngineProblem, EngineSolution
from geo.engine.state import copy_changes, empty_state
from geo.engine.tables import Tables, tables_of

CHUNK = 200
"""Iterations between two looks at `stop`."""

HOT, COLD = 0.5, 0.005
"""Heat at the start and the end, in minutes on the road per visit."""

FURTHER = 4.0
"""How much hotter it is where one team makes all visits of a site: they move together, a longer way."""

REMOVALS = 10.0
"""Sites that are taken out at once, on average."""

DEAREST = 100.0
"""Highest price of excess, as a multiple of the first."""

FIRST_CYCLE = 20
"""Chunks of the first cooling where the budget is not known."""


def search(  # noqa: PLR0913 - each of the choices stands for itself
    problem: EngineProblem,
    *,
    seed: int,
    stop: Callable[[], bool],
    start: EngineSolution | None = None,
    on_best: Callable[[EngineSolution], None] | None = None,
    progress: Callable[[], float] | None = None,
    heats: tuple[float, float] | None = None,
    chunk: int = CHUNK,
) -> EngineSolution:
    """
    Search for a cheap plan until told to stop.

    Parameters
    ----------
    problem : EngineProblem
        What is planned.
    seed : int
        The same seed and the same number of chunks give the same plan (without *progress*).
    stop : callable
        Asked after each chunk; true ends the search.
    start : EngineSolution, optional
        Plan to start from; what no longer fits is taken out of it. The answer never costs more.
    on_best : callable, optional
        Told of each better plan, at most once a chunk.
    progress : callable, optional
        Share of the budget that is used, from 0 to 1, to cool down by; else in cycles, each twice as long.
    heats : tuple of float, optional
        Heat at the start and the end of the cooling, in cost; by default `HOT` and `COLD`.
    chunk : int
        Iterations between two questions.

    Returns
    -------
    EngineSolution
        The cheapest plan.

    Raises
    ------
    ValueError
        If a fixed site is not in *start*, or does not fit there.
    """
    tables, seeds = tables_of(problem), seeded(seed)
    if not problem.sites or not len(problem.rounds.period):
        return _nothing(tables)
    state = _begin(tables, start, seeds)
    unit = _warm_up(tables, state)
    hottest, coldest = heats or _usual_heats(problem, unit)
    told = state.costs[1]
    if on_best is not None:
        on_best(_solution(state))
    for now, then in _heats(hottest, coldest / hottest, progress):
        if stop():
            break
        anneal(tables, state, (now, then), chunk, REMOVALS, seeds)
        if on_best is not None and state.costs[1] < told:
            told = state.costs[1]
            on_best(_solution(state))
    return _solution(state)


def _begin(tables: Tables, start: EngineSolution | None, seeds: Seeds) -> Search:
    """Return a search with a first plan, made from *start* where there is one."""
    state = Search(
        kept=empty_state(tables),
        trial=empty_state(tables),
        best=empty_state(tables),
        memory=new_memory(tables),
        costs=np.full(2, np.inf),
        excess=np.zeros(2),
        dearest=np.full(2, np.inf),
        sound=np.zeros(2, dtype=np.int64),
        terms=np.zeros(10),
    )
    load(tables, state.trial, state.memory, start or _nothing(tables))
    _settle(tables, state)
    state.memory.counters[REMOVED] = 0
    state.memory.counters[DAY] = ALL_PERIODS
    repair(tables, state.trial, state.memory, seeds)
    _settle(tables, state)
    return state


def _nothing(tables: Tables) -> EngineSolution:
    """Return a plan without visits."""
    cost = float(tables.unserved_price.sum())
    return EngineSolution(tuple(() for _ in tables.period), (UNSERVED,) * len(tables.fixed), cost)


def _settle(tables: Tables, state: Search) -> None:
    """Keep the trial plan where it is the cheapest so far, and go back to the best where it is not."""
    add_up(tables, state.trial, state.memory, state.terms)
    cost = priced(state.terms, state.memory)
    if cost < state.costs[1]:
        state.costs[:] = cost
        copy_changes(state.trial, state.best, tables)
    copy_changes(state.best, state.kept, tables)
    copy_changes(state.best, state.trial, tables)


def _warm_up(tables: Tables, state: Search) -> float:
    """Set the prices of excess and return the minutes on the road per visit, the unit of heat."""
    visits = int(state.best.size.sum())
    unit = float(state.best.drive.sum()) / visits if visits else 1.0
    demand = float(tables.demand.mean())
    if np.isfinite(tables.capacity).all() and demand > 0:
        state.memory.excess_price[LOAD] = unit / demand
    if np.isfinite(tables.longest).all():
        state.memory.excess_price[WORK] = 1.0
    state.dearest[:] = DEAREST * state.memory.excess_price
    return max(unit, 1e-6)


def _usual_heats(problem: EngineProblem, unit: float) -> tuple[float, float]:
    """Return the heat at the start and the end, *unit* being the minutes on the road per visit."""
    scale = FURTHER * unit if problem.same_team else unit
    return HOT * scale, COLD * scale


def _heats(
    hottest: float, cooling: float, progress: Callable[[], float] | None
) -> Iterator[tuple[float, float]]:
    """Yield the heats at the start and the end of each chunk, *cooling* being that of a whole search."""
    if progress is not None:
        while True:
            heat = hottest * cooling ** min(1.0, progress())
            yield heat, heat
    chunks = FIRST_CYCLE
    while True:
        for at in range(chunks):
            yield hottest * cooling ** (at / chunks), hottest * cooling ** ((at + 1) / chunks)
        chunks *= 2


def _solution(state: Search) -> EngineSolution:
    """Return the best plan found."""
    best = state.best
    return EngineSolution(
        routes=tuple(
            tuple(int(site) for site in stops[1 : size + 1])
            for stops, size in zip(best.stops, best.size, strict=True)
        ),
        patterns=tuple(int(pattern) for pattern in best.pattern),
        cost=float(state.costs[1]),
    )
