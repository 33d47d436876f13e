"""The search loop: ruin, repair, and accept what is better or, while it is warm, not much worse."""

from typing import NamedTuple

import numpy as np

from geo.engine.compiled import Seeds, compiled, share
from geo.engine.insertion import find_means, place_site, place_visit, touch
from geo.engine.memory import ALL_PERIODS, DAY, FILLING, LOAD, OPENING, REMOVED, WORK, Memory
from geo.engine.problem import UNSERVED, Floats, Ints
from geo.engine.ruin import order_removed, ruin
from geo.engine.state import State, copy_changes, take_out
from geo.engine.tables import Tables

DRIVE, ROUNDS, UNSERVED_SITES, VISITS, SPREAD, UNFAIR, UNEVEN, WAITS, EXCESS_LOAD, EXCESS_WORK = range(10)
"""Places in the terms of a plan."""

PATIENCE = 100
"""Iterations between two looks at how many plans carry too much."""

RARE, COMMON = 0.2, 0.4
"""Share of plans without excess between which its price stays."""

BIASED = 0.15
"""Share of repairs that misjudge the way to an empty round, and how evenly rounds are filled."""

DEARER = 1.1
"""Factor by which the price changes."""


class Search(NamedTuple):
    """
    A search that goes on from call to call.

    Attributes
    ----------
    kept, trial, best : State
        The plan that was accepted last, the one being made from it, and the best without excess.
    memory : Memory
        What is remembered.
    costs : ndarray of float, shape (2,)
        Cost of the kept plan, excess included, and of the best.
    excess, dearest : ndarray of float, shape (2,)
        Excess of load and of work of the kept plan, and the highest price of a unit of it.
    sound : ndarray of int, shape (2,)
        After how many of the last iterations the kept plan had no excess of load, and of work.
    terms : ndarray of float, shape (10,)
        Room for the terms of a plan.
    """

    kept: State
    trial: State
    best: State
    memory: Memory
    costs: Floats
    excess: Floats
    dearest: Floats
    sound: Ints
    terms: Floats


@compiled
def add_up(tables: Tables, state: State, memory: Memory, terms: Floats) -> None:
    """
    Set the terms of a plan.

    Parameters
    ----------
    tables : Tables
        The problem.
    state : State
        The plan, its rounds up to date.
    memory : Memory
        Lends room for the burdens of teams.
    terms : ndarray of float, shape (10,)
        Set here: minutes on the road, prices, and units of excess, in the places `DRIVE` to `EXCESS_WORK`.
    """
    terms[:] = 0.0
    burden = memory.burden
    burden[:] = 0.0
    for number in range(len(state.size)):
        if state.size[number] > 0:
            terms[DRIVE] += state.drive[number]
            terms[ROUNDS] += tables.price[number]
            terms[WAITS] += tables.wait_price * state.wait[number]
            burden[tables.team[number]] += tables.burden[number]
            # Sums of floats may exceed a limit by less than anyone can measure.
            terms[EXCESS_LOAD] += max(0.0, state.load[number] - tables.capacity[number] - 1e-9)
            terms[EXCESS_WORK] += max(0.0, state.work[number] - tables.longest[number] - 1e-9)
    for team in range(len(burden)):
        terms[UNFAIR] += tables.unfair_price * max(0.0, burden[team] - tables.allowance[team])
    if tables.uneven_price > 0:
        terms[UNEVEN] = tables.uneven_price * find_means(tables, state, memory)
    for site in range(len(state.pattern)):
        _add_up_site(tables, state, terms, site)


@compiled
def _add_up_site(tables: Tables, state: State, terms: Floats, site: int) -> None:
    """Add the terms of a site."""
    pattern = state.pattern[site]
    if pattern == UNSERVED:
        terms[UNSERVED_SITES] += tables.unserved_price[site]
        return
    earliest, last = np.inf, -np.inf
    for at in range(tables.first_period[pattern], tables.first_period[pattern + 1]):
        period = tables.period_list[at]
        terms[VISITS] += tables.visit_price[pattern, tables.team[state.where[site, period]]]
        if tables.is_regular:
            earliest = min(earliest, state.hour[site, period])
            last = max(last, state.hour[site, period])
    if tables.is_regular:
        terms[SPREAD] += tables.spread_price * max(0.0, last - earliest - tables.tolerance)


@compiled
def priced(terms: Floats, memory: Memory) -> float:
    """Return the cost of a plan with a price on its excess."""
    cost = terms[:EXCESS_LOAD].sum()
    for kind in (LOAD, WORK):
        if terms[EXCESS_LOAD + kind] > 0:
            cost += terms[EXCESS_LOAD + kind] * memory.excess_price[kind]
    return float(cost)


@compiled
def repair(tables: Tables, state: State, memory: Memory, seeds: Seeds) -> None:
    """
    Put the removed sites back, and try those again that have been out for longer.

    Parameters
    ----------
    tables : Tables
        The problem.
    state : State
        The plan with gaps; filled here. A site whose visit finds no room is left out.
    memory : Memory
        Lists the removed sites and says in *counters[DAY]* whether one visit of each was removed or all; the
        list may grow and change its order.
    seeds : ndarray of uint64, shape (1,)
        State of the generator; moves on.
    """
    # Rounds that are not worth opening for one site may be so for several, and nothing else would show it.
    is_biased = tables.same_team and share(seeds) < BIASED
    for kind in (OPENING, FILLING):
        memory.bias[kind] = 2 * share(seeds) if is_biased else 1.0
    if memory.counters[DAY] == ALL_PERIODS:
        count = memory.counters[REMOVED]
        for at in range(count):
            memory.is_out[memory.removed[at]] = True
        for site in range(len(state.pattern)):
            if state.pattern[site] == UNSERVED and not memory.is_out[site]:
                memory.removed[memory.counters[REMOVED]] = site
                memory.counters[REMOVED] += 1
            memory.is_out[site] = False
    order_removed(tables, memory, seeds)
    for at in range(memory.counters[REMOVED]):
        site = memory.removed[at]
        if memory.counters[DAY] == ALL_PERIODS:
            place_site(tables, state, memory, site, seeds)
        elif not place_visit(tables, state, memory, site, seeds):
            _give_up(tables, state, memory, site)


@compiled
def _give_up(tables: Tables, state: State, memory: Memory, site: int) -> None:
    """Leave a site out altogether, since one of its visits found no room."""
    pattern = state.pattern[site]
    for at in range(tables.first_period[pattern], tables.first_period[pattern + 1]):
        number = state.where[site, tables.period_list[at]]
        if number >= 0:
            take_out(tables, state, site, number)
            touch(tables, state, memory, number)
    state.pattern[site] = UNSERVED


@compiled
def _adapt(search: Search) -> None:
    """Make excess dearer where few of the last plans were without, cheaper where many were."""
    for kind in (LOAD, WORK):
        price = search.memory.excess_price[kind]
        if price < np.inf:
            portion = search.sound[kind] / PATIENCE
            if portion < RARE:
                price = min(price * DEARER, search.dearest[kind])
            elif portion > COMMON:
                price /= DEARER
            search.memory.excess_price[kind] = price
        search.sound[kind] = 0


@compiled
def _accept(tables: Tables, search: Search, cost: float) -> None:
    """Go on from the trial plan, and remember it where it is the best."""
    search.costs[0] = cost
    copy_changes(search.trial, search.kept, tables)
    search.excess[LOAD], search.excess[WORK] = search.terms[EXCESS_LOAD], search.terms[EXCESS_WORK]
    if search.excess[LOAD] <= 0.0 and search.excess[WORK] <= 0.0 and cost < search.costs[1] - 1e-9:
        search.costs[1] = cost
        copy_changes(search.trial, search.best, tables)


@compiled
def anneal(
    tables: Tables, search: Search, heats: tuple[float, float], iterations: int, removals: float, seeds: Seeds
) -> None:
    """
    Take visits out and put them back, again and again, from warm to cold.

    Parameters
    ----------
    tables : Tables
        The problem.
    search : Search
        Goes on from its kept plan, which the trial plan has to equal; changed here.
    heats : tuple of float
        At the start and at the end, above 0, in units of cost: a plan that costs so much more than the kept
        one is accepted with a chance of 1 / e. Between the two the heat falls by the same share each time.
    iterations : int
        How often a plan is tried.
    removals : float
        Sites that are taken out at once, on average.
    seeds : ndarray of uint64, shape (1,)
        State of the generator; moves on.
    """
    kept, trial, memory, terms = search.kept, search.trial, search.memory, search.terms
    for iteration in range(iterations):
        if iteration % PATIENCE == 0:
            _adapt(search)
            add_up(tables, kept, memory, terms)
            search.costs[0] = priced(terms, memory)
        heat = heats[0] * (heats[1] / heats[0]) ** (iteration / iterations)
        ruin(tables, trial, memory, removals, seeds)
        repair(tables, trial, memory, seeds)
        add_up(tables, trial, memory, terms)
        cost = priced(terms, memory)
        if cost < search.costs[0] - heat * np.log(max(share(seeds), 1e-12)):
            _accept(tables, search, cost)
        else:
            copy_changes(kept, trial, tables)
        for kind in (LOAD, WORK):
            search.sound[kind] += search.excess[kind] <= 0.0
