"""Where a site fits: the cheapest spot in each round, and the cheapest choice of pattern and rounds."""

import numpy as np

from geo.engine.compiled import Seeds, below, compiled, inlined, share
from geo.engine.memory import DAY, FILLING, LOAD, OPENING, VERSION, WORK, Memory
from geo.engine.problem import UNSERVED
from geo.engine.regular import fit_regular
from geo.engine.state import State, begin_at, insert, refresh
from geo.engine.tables import Tables

BLINK = 0.01
"""Chance that a round is overlooked, which keeps a greedy repair from always making the same plan."""


@compiled
def _excess_price(tables: Tables, memory: Memory, number: int, load: float, work: float) -> float:
    """Return the price of a round that carries too much or takes too long."""
    price = 0.0
    if load > tables.capacity[number] + 1e-9:
        price += memory.excess_price[LOAD] * (load - tables.capacity[number])
    if work > tables.longest[number] + 1e-9:
        price += memory.excess_price[WORK] * (work - tables.longest[number])
    return price


@compiled
def _unfairness(tables: Tables, state: State, number: int) -> float:
    """Return the price of the extra burden of a team if it drove one more round."""
    team, burden = tables.team[number], 0.0
    for other in range(len(tables.team)):
        if tables.team[other] == team and state.size[other] > 0:
            burden += tables.burden[other]
    over = burden - tables.allowance[team]
    return float(tables.unfair_price * (max(0.0, over + tables.burden[number]) - max(0.0, over)))


@inlined
def find_means(tables: Tables, state: State, memory: Memory) -> float:
    """
    Work out how many minutes on site each round would have if all of its team were evenly filled.

    Parameters
    ----------
    tables : Tables
        The problem.
    state : State
        The plan, its rounds up to date.
    memory : Memory
        Its *mean* and *slope* are set here.

    Returns
    -------
    float
        Minutes on site of teams beyond their parts of all, and of rounds beyond their means.
    """
    busy, slope = memory.burden, memory.slope
    busy[:] = 0.0
    slope[:] = 0.0
    for number in range(len(state.size)):
        busy[tables.team[number]] += state.work[number] - state.drive[number]
    everything, beyond, relief = busy.sum(), 0.0, 0.0
    for team in range(len(busy)):
        over = busy[team] - tables.team_part[team] * everything
        beyond += max(0.0, over)
        if over > 0:
            slope[team] = 1.0
            relief += tables.team_part[team]
    slope -= relief
    for number in range(len(state.size)):
        team, part = tables.team[number], tables.part[number]
        memory.mean[number] = part * busy[team]
        over = state.work[number] - state.drive[number] - memory.mean[number]
        if over > 0:
            beyond += over
            slope[team] -= part
    return float(beyond)


@compiled
def _unevenness(tables: Tables, state: State, memory: Memory, number: int, longer: float) -> float:
    """Return the price of the minutes beyond parts and means if a round stays *longer* minutes on site."""
    over = state.work[number] - state.drive[number] - memory.mean[number]
    fuller = max(0.0, over + longer) - max(0.0, over)
    return float(tables.uneven_price * (fuller + longer * memory.slope[tables.team[number]]))


@compiled
def _find_spot(tables: Tables, state: State, memory: Memory, site: int, number: int) -> None:
    """Remember the spot of a round that adds least to the road, if there is one in time."""
    best, spot = np.inf, -1
    period, stops = tables.period[number], state.stops[number]
    travel = tables.travel[tables.vehicle[number]]
    size = state.size[number]
    for at in range(size + 1):
        before, after = stops[at], stops[at + 1]
        extra = travel[before, site] + travel[site, after]
        if size > 0:
            extra -= travel[before, after]
        if extra < best:
            if tables.is_timed:
                begin = begin_at(tables, site, period, state.leaves[number, at] + travel[before, site])
                if begin == np.inf:
                    break
                back = begin + tables.service[site, period] + travel[site, after]
                if back > state.latest[number, at + 1]:
                    continue
            best, spot = extra, at
    memory.gain[site, number] = best
    memory.spot[site, number] = spot
    memory.seen[site, number] = state.version[number]


@compiled
def _offer(tables: Tables, state: State, memory: Memory, site: int, number: int) -> float:
    """Return the price of visiting a site in a round, or infinity."""
    if memory.seen[site, number] != state.version[number]:
        _find_spot(tables, state, memory, site, number)
    price = memory.gain[site, number]
    if price == np.inf:
        return np.inf
    period, load, work = tables.period[number], state.load[number], state.work[number]
    more = load + tables.demand[site, period]
    longer = work + price + tables.service[site, period]
    if more > tables.capacity[number] or longer > tables.longest[number]:
        above = _excess_price(tables, memory, number, more, longer)
        price += above - (_excess_price(tables, memory, number, load, work) if above < np.inf else 0.0)
    if tables.uneven_price > 0:
        uneven = _unevenness(tables, state, memory, number, tables.service[site, period])
        price += memory.bias[FILLING] * uneven
    if state.size[number] == 0:
        price += tables.price[number] + (memory.bias[OPENING] - 1.0) * memory.gain[site, number]
        if tables.unfair_price > 0:
            price += _unfairness(tables, state, number)
    return float(price)


@compiled
def _cheapest_round(tables: Tables, memory: Memory, pattern: int, period: int) -> int:
    """Return the round of a period with the lowest offer, or -1."""
    best, chosen = np.inf, -1
    for at in range(tables.first_round[period], tables.first_round[period + 1]):
        number = tables.round_list[at]
        price = memory.offer[number] + tables.visit_price[pattern, tables.team[number]]
        if price < best:
            best, chosen = price, number
    return chosen


@compiled
def _fit_free(tables: Tables, memory: Memory, site: int, pattern: int, limit: float) -> float:
    """Choose the cheapest round for each visit of a pattern; return the price, or infinity above *limit*."""
    total = 0.0
    first = tables.first_period[pattern]
    for at in range(first, tables.first_period[pattern + 1]):
        number = _cheapest_round(tables, memory, pattern, tables.period_list[at])
        if number < 0:
            return np.inf
        total += memory.offer[number] + tables.visit_price[pattern, tables.team[number]]
        if total >= limit:
            return np.inf
        memory.chosen[at - first, 0] = number
        memory.chosen[at - first, 1] = memory.spot[site, number]
    return float(total)


@inlined
def _fit_team(tables: Tables, memory: Memory, site: int, pattern: int, team: int, limit: float) -> float:
    """Choose the rounds of a team for a pattern; return the price, or infinity above *limit*."""
    first, last = tables.first_period[pattern], tables.first_period[pattern + 1]
    total = tables.visit_price[pattern, team] * (last - first)
    for at in range(first, last):
        number = tables.round_of[tables.period_list[at], team]
        if number < 0:
            return np.inf
        total += memory.offer[number]
        if total >= limit:
            return np.inf
        memory.chosen[at - first, 0] = number
        memory.chosen[at - first, 1] = memory.spot[site, number]
    return float(total)


@compiled
def _gather_offers(tables: Tables, state: State, memory: Memory, site: int, seeds: Seeds) -> None:
    """Set the offers of all rounds for a site."""
    if tables.uneven_price > 0:
        find_means(tables, state, memory)
    for number in range(len(tables.period)):
        memory.offer[number] = -np.inf
    for pattern in range(tables.first_pattern[site], tables.first_pattern[site + 1]):
        for at in range(tables.first_period[pattern], tables.first_period[pattern + 1]):
            period = tables.period_list[at]
            for place in range(tables.first_round[period], tables.first_round[period + 1]):
                number = tables.round_list[place]
                if memory.offer[number] == -np.inf:
                    is_out = memory.is_closed[number] or share(seeds) < BLINK
                    memory.offer[number] = np.inf if is_out else _offer(tables, state, memory, site, number)


@compiled
def place_site(tables: Tables, state: State, memory: Memory, site: int, seeds: Seeds) -> bool:
    """
    Visit a site in the cheapest way, or leave it out where that is cheaper.

    Parameters
    ----------
    tables : Tables
        The problem.
    state : State
        The plan, without any visit of the site; its pattern and its visits are put in here.
    memory : Memory
        Holds the offers of rounds, brought up to date here.
    site : int
        The site.
    seeds : ndarray of uint64, shape (1,)
        State of the generator; moves on.

    Returns
    -------
    bool
        Whether the site is in the plan.
    """
    _gather_offers(tables, state, memory, site, seeds)
    best, best_pattern = tables.unserved_price[site], UNSERVED
    kept = memory.kept
    first, last = tables.first_pattern[site], tables.first_pattern[site + 1]
    shift = below(max(1, last - first), seeds)
    for step in range(last - first):
        pattern = first + (step + shift) % (last - first)
        teams = tables.visit_price.shape[1] if tables.same_team else 1
        for team in range(teams):
            if not tables.same_team:
                price = _fit_free(tables, memory, site, pattern, best)
            else:
                price = _fit_team(tables, memory, site, pattern, team, best)
                if tables.is_regular and price < best:
                    price = fit_regular(tables, state, memory, site, pattern, team)
            if price < best:
                best, best_pattern = price, pattern
                for visit in range(len(kept)):
                    kept[visit, 0], kept[visit, 1] = memory.chosen[visit, 0], memory.chosen[visit, 1]
    if best_pattern == UNSERVED:
        return False
    visits = tables.first_period[best_pattern + 1] - tables.first_period[best_pattern]
    for visit in range(visits):
        _put_in(tables, state, memory, site, kept[visit, 0], kept[visit, 1])
    state.pattern[site] = best_pattern
    return True


@compiled
def place_visit(tables: Tables, state: State, memory: Memory, site: int, seeds: Seeds) -> bool:
    """
    Put the visit of one period back into the cheapest round of that period.

    Parameters
    ----------
    tables : Tables
        The problem.
    state : State
        The plan, in which the site has its pattern but no visit in the period; the visit is put in here.
    memory : Memory
        Names the period in *counters[DAY]*, and holds the offers of rounds, brought up to date here.
    site : int
        The site.
    seeds : ndarray of uint64, shape (1,)
        State of the generator; moves on.

    Returns
    -------
    bool
        Whether the visit is in the plan; if not, the plan is as it was.
    """
    period, pattern = memory.counters[DAY], state.pattern[site]
    if tables.uneven_price > 0:
        find_means(tables, state, memory)
    for at in range(tables.first_round[period], tables.first_round[period + 1]):
        number = tables.round_list[at]
        blinks = share(seeds) < BLINK
        memory.offer[number] = np.inf if blinks else _offer(tables, state, memory, site, number)
    number = _cheapest_round(tables, memory, pattern, period)
    if number < 0:
        return False
    _put_in(tables, state, memory, site, number, memory.spot[site, number])
    return True


@compiled
def _put_in(tables: Tables, state: State, memory: Memory, site: int, number: int, at: int) -> None:
    """Put a visit into a round and bring the round up to date."""
    insert(tables, state, site, number, at)
    touch(tables, state, memory, number)


@compiled
def touch(tables: Tables, state: State, memory: Memory, number: int) -> None:
    """
    Bring a changed round up to date.

    Parameters
    ----------
    tables : Tables
        The problem.
    state : State
        The plan; the figures and the version of the round are set here.
    memory : Memory
        Counts versions: one more here.
    number : int
        The round.
    """
    refresh(tables, state, number)
    memory.counters[VERSION] += 1
    state.version[number] = memory.counters[VERSION]
