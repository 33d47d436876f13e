"""Which visits are taken out of a plan, to be put in again in a better way.

References
----------
Christiaens, J. & Vanden Berghe, G. (2020), Slack induction by string removals for vehicle routing problems,
Transportation Science 54(2).
"""

from geo.engine.compiled import Seeds, below, compiled, share
from geo.engine.insertion import touch
from geo.engine.memory import ALL_PERIODS, DAY, REMOVED, Memory
from geo.engine.problem import UNSERVED
from geo.engine.state import State, take_out
from geo.engine.tables import Tables

LONGEST_STRING = 10
"""Most stops in a row that are taken out of one round."""

SPLIT = 0.5
"""Chance that a string keeps some stops in its midst."""

KEPT_NEAR = 0.3
"""Chance that a site near the centre of a removal stays."""

ONE_PERIOD = 0.5
"""Chance that only visits of one period are taken out, where each can go to any team."""

STRINGS, CLUSTERS, SCATTERED = 0.75, 0.9, 0.97
"""Shares of the ways to take visits out, one upon the other; the rest empties a round."""

ANY_ORDER, HEAVY_FIRST, FAR_FIRST, NEAR_FIRST, ORDERS = 4, 7, 9, 10, 12
"""Shares of the orders to put sites back in, in twelfths, one upon the other; the rest is frequent first."""

LARGEST_ROUND = 20
"""Most stops that go when a whole round is emptied."""

LINKED = 0.05
"""Share of removals that empty all rounds linked by their sites, where one team makes all visits of each."""

CLOSED = 0.5
"""Chance that nothing comes back into them at once."""


@compiled
def _remove(tables: Tables, state: State, memory: Memory, site: int) -> None:
    """Take a site, or its visit of one period, out of the plan, unless it is out already or fixed."""
    if state.pattern[site] == UNSERVED or tables.fixed[site]:
        return
    day = memory.counters[DAY]
    if day != ALL_PERIODS and state.where[site, day] < 0:
        return
    pattern = state.pattern[site]
    for at in range(tables.first_period[pattern], tables.first_period[pattern + 1]):
        period = tables.period_list[at]
        number = state.where[site, period]
        # Another visit of it may already be out, when a site is removed whose visit found no room.
        if number >= 0 and day in (ALL_PERIODS, period):
            take_out(tables, state, site, number)
            touch(tables, state, memory, number)
    if day == ALL_PERIODS:
        state.pattern[site] = UNSERVED
    memory.removed[memory.counters[REMOVED]] = site
    memory.counters[REMOVED] += 1


@compiled
def _round_of_visit(tables: Tables, state: State, memory: Memory, site: int, seeds: Seeds) -> int:
    """Return the round of a random visit of a site, or of its visit of one period, or -1."""
    day = memory.counters[DAY]
    if day != ALL_PERIODS:
        return int(state.where[site, day])
    pattern = state.pattern[site]
    if pattern == UNSERVED:
        return -1
    first, visits = (
        tables.first_period[pattern],
        tables.first_period[pattern + 1] - tables.first_period[pattern],
    )
    if visits == 0:
        return -1
    at = first + below(visits, seeds)
    return int(state.where[site, tables.period_list[at]])


@compiled
def _remove_string(
    tables: Tables, state: State, memory: Memory, number: int, site: int, wanted: int, seeds: Seeds
) -> None:
    """
    Take stops in a row, *site* among them, out of a round.

    At times the row is longer than *wanted*, and some stops in its midst stay.
    """
    size = state.size[number]
    stops = memory.route
    for at in range(size):
        stops[at] = state.stops[number, at + 1]
    place = 0
    while stops[place] != site:
        place += 1
    kept = 0
    if wanted > 1 and wanted < size and share(seeds) < SPLIT:
        kept = 1
        while wanted + kept < size and share(seeds) < SPLIT:
            kept += 1
    span = wanted + kept
    lowest, highest = max(0, place - span + 1), min(place, size - span)
    first = lowest + below(highest - lowest + 1, seeds)
    hole = first + (1 + below(wanted - 1, seeds) if kept > 0 else span)
    for at in range(first, first + span):
        if at < hole or at >= hole + kept:
            _remove(tables, state, memory, stops[at])


@compiled
def _ruin_strings(tables: Tables, state: State, memory: Memory, removals: float, seeds: Seeds) -> None:
    """Take out strings of stops near a random site, one of each round."""
    visits, used = 0, 0
    for number in range(len(state.size)):
        memory.is_ruined[number] = False
        visits += state.size[number]
        used += state.size[number] > 0
    if used == 0:
        return
    longest = max(1.0, min(float(LONGEST_STRING), visits / used))
    strings = int(1 + share(seeds) * max(1.0, 4 * removals / (1 + longest) - 1))
    seed = below(len(state.pattern), seeds)
    for near in range(tables.near.shape[1]):
        site = tables.near[seed, near]
        number = _round_of_visit(tables, state, memory, site, seeds)
        if number >= 0 and not memory.is_ruined[number]:
            limit = min(float(state.size[number]), longest)
            wanted = int(1 + share(seeds) * limit)
            memory.is_ruined[number] = True
            _remove_string(tables, state, memory, number, site, min(wanted, state.size[number]), seeds)
            strings -= 1
            if strings <= 0:
                return


@compiled
def _ruin_cluster(tables: Tables, state: State, memory: Memory, removals: float, seeds: Seeds) -> None:
    """Take out sites near a random one."""
    wanted = 1 + below(int(2 * removals), seeds)
    seed = below(len(state.pattern), seeds)
    for near in range(tables.near.shape[1]):
        if share(seeds) >= KEPT_NEAR:
            _remove(tables, state, memory, tables.near[seed, near])
            if memory.counters[REMOVED] >= wanted:
                return


@compiled
def _ruin_scattered(tables: Tables, state: State, memory: Memory, removals: float, seeds: Seeds) -> None:
    """Take out sites anywhere."""
    for _ in range(1 + below(int(removals), seeds)):
        _remove(tables, state, memory, below(len(state.pattern), seeds))


@compiled
def _ruin_round(tables: Tables, state: State, memory: Memory, seeds: Seeds) -> None:
    """Empty a round, or a stretch of it."""
    number = below(len(state.size), seeds)
    size = state.size[number]
    stops = memory.route
    for at in range(size):
        stops[at] = state.stops[number, at + 1]
    first = below(max(1, size - LARGEST_ROUND + 1), seeds)
    for at in range(first, min(size, first + LARGEST_ROUND)):
        _remove(tables, state, memory, stops[at])


@compiled
def _ruin_linked(tables: Tables, state: State, memory: Memory, seeds: Seeds) -> None:
    """Empty a round and those in which its sites are visited too, such as all Mondays of a team."""
    number = below(len(state.size), seeds)
    memory.is_ruined[:] = False
    memory.is_ruined[number] = True
    for at in range(1, state.size[number] + 1):
        site = state.stops[number, at]
        for period in range(state.where.shape[1]):
            if state.where[site, period] >= 0:
                memory.is_ruined[state.where[site, period]] = True
    closes, stops = share(seeds) < CLOSED, memory.route
    for other in range(len(state.size)):
        if memory.is_ruined[other] and memory.counters[REMOVED] < LARGEST_ROUND:
            memory.is_closed[other] = closes
            size = state.size[other]
            for at in range(size):
                stops[at] = state.stops[other, at + 1]
            for at in range(size):
                _remove(tables, state, memory, stops[at])


@compiled
def ruin(tables: Tables, state: State, memory: Memory, removals: float, seeds: Seeds) -> None:
    """
    Take out visits in a way chosen at random: strings of stops, a cluster, scattered sites or whole rounds.

    Parameters
    ----------
    tables : Tables
        The problem.
    state : State
        The plan; changed here.
    memory : Memory
        Gets the removed sites in *removed* and, in *counters[DAY]*, the one period whose visits went, or
        `ALL_PERIODS`.
    removals : float
        Sites that are taken out at once, on average.
    seeds : ndarray of uint64, shape (1,)
        State of the generator; moves on.
    """
    memory.counters[REMOVED] = 0
    memory.counters[DAY] = ALL_PERIODS
    memory.is_closed[:] = False
    # With one team for all visits a single visit has nowhere else to go.
    if not tables.same_team and tables.demand.shape[1] > 1 and share(seeds) < ONE_PERIOD:
        memory.counters[DAY] = below(tables.demand.shape[1], seeds)
    if tables.same_team and share(seeds) < LINKED:
        _ruin_linked(tables, state, memory, seeds)
        return
    way = share(seeds)
    if way < STRINGS:
        _ruin_strings(tables, state, memory, removals, seeds)
    elif way < CLUSTERS:
        _ruin_cluster(tables, state, memory, removals, seeds)
    elif way < SCATTERED or memory.counters[DAY] != ALL_PERIODS:
        _ruin_scattered(tables, state, memory, removals, seeds)
    else:
        _ruin_round(tables, state, memory, seeds)


@compiled
def order_removed(tables: Tables, memory: Memory, seeds: Seeds) -> None:
    """
    Put the removed sites in an order chosen at random: any, heavy, far, near or frequent first.

    Parameters
    ----------
    tables : Tables
        The problem.
    memory : Memory
        Its list of removed sites is sorted here.
    seeds : ndarray of uint64, shape (1,)
        State of the generator; moves on.
    """
    way, count = below(ORDERS, seeds), memory.counters[REMOVED]
    depot = tables.start_node[0]
    for at in range(count):
        site = memory.removed[at]
        if way < ANY_ORDER:
            key = share(seeds)
        elif way < HEAVY_FIRST:
            key = -tables.demand[site, 0]
        elif way < FAR_FIRST:
            key = -tables.travel[0, depot, site]
        elif way < NEAR_FIRST:
            key = tables.travel[0, depot, site]
        else:
            first = tables.first_pattern[site]
            key = -float(tables.first_period[first + 1] - tables.first_period[first])
        spot = at
        while spot > 0 and memory.key[spot - 1] > key:
            memory.key[spot] = memory.key[spot - 1]
            memory.removed[spot] = memory.removed[spot - 1]
            spot -= 1
        memory.key[spot], memory.removed[spot] = key, site
