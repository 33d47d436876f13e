"""Visits of a site at about the same hour: spots are chosen together, not each on its own."""

import numpy as np

from geo.engine.compiled import compiled, inlined
from geo.engine.memory import Memory, Options
from geo.engine.problem import Ints
from geo.engine.state import State, begin_at
from geo.engine.tables import Tables


@inlined
def _spread_price(tables: Tables, state: State, site: int, period: int, hour: float) -> float:
    """Return the price of a site's uneven hours if its visit of one period began at *hour*."""
    least, most = hour, hour
    for other in range(state.where.shape[1]):
        if other != period and state.where[site, other] >= 0:
            least = min(least, state.hour[site, other])
            most = max(most, state.hour[site, other])
    return float(tables.spread_price * max(0.0, most - least - tables.tolerance))


@inlined
def _delay_price(tables: Tables, state: State, number: int, at: int, arrival: float) -> float:
    """
    Return what it costs the stops of a round from *at* on if the first of them is reached at *arrival*.

    Each is held against the visits of its site in other periods, as they are now; the delay fades where a
    round waits.
    """
    period, stops = tables.period[number], state.stops[number]
    travel = tables.travel[tables.vehicle[number]]
    price = 0.0
    for later in range(at, state.size[number] + 1):
        site = stops[later]
        begin = begin_at(tables, site, period, arrival)
        if begin <= state.begins[number, later]:
            break
        price += _spread_price(tables, state, site, period, begin)
        price -= _spread_price(tables, state, site, period, state.begins[number, later])
        arrival = begin + tables.service[site, period] + travel[site, stops[later + 1]]
    return price


@inlined
def _list_options(
    tables: Tables, state: State, options: Options, site: int, number: int, extra: float
) -> None:
    """List the spots of a round that are in time; *extra* is what the round costs beside the road."""
    if options.key[number, 0] == site and options.key[number, 1] == state.version[number]:
        return
    options.key[number, 0], options.key[number, 1] = site, state.version[number]
    period, stops, size = tables.period[number], state.stops[number], state.size[number]
    travel = tables.travel[tables.vehicle[number]]
    count = 0
    for at in range(size + 1):
        before, after = stops[at], stops[at + 1]
        begin = begin_at(tables, site, period, state.leaves[number, at] + travel[before, site])
        if begin == np.inf:
            break
        reached = begin + tables.service[site, period] + travel[site, after]
        if reached > state.latest[number, at + 1]:
            continue
        price = extra + travel[before, site] + travel[site, after]
        if size > 0:
            price -= travel[before, after]
        options.price[number, count] = price + _delay_price(tables, state, number, at + 1, reached)
        options.hour[number, count] = begin
        options.spot[number, count] = at
        count += 1
    options.listed[number] = count


@inlined
def _best_option(options: Options, number: int, least: float, most: float, price: float) -> tuple[float, int]:
    """Return the price of the best spot for an hour from *least* to *most*, and which it is."""
    best, chosen = np.inf, -1
    for which in range(options.listed[number]):
        hour = options.hour[number, which]
        cost = options.price[number, which] + price * (max(0.0, least - hour) + max(0.0, hour - most))
        if cost < best:
            best, chosen = cost, which
    return best, chosen


@compiled
def _fit_hours(tables: Tables, options: Options, chosen: Ints, visits: int) -> float:
    """
    Choose spots in the rounds of *chosen* with hours that suit each other; return the price.

    The hours are held against a stretch as long as the tolerance; each that begins with a spot is tried. Each
    visit outside the stretch has its price, so that the sum may be too high, but never too low.
    """
    best = np.inf if visits > 0 else 0.0
    best_least = 0.0
    for visit in range(visits):
        number = chosen[visit, 0]
        for which in range(options.listed[number]):
            least = options.hour[number, which]
            total = 0.0
            for other in range(visits):
                most = least + tables.tolerance
                total += _best_option(options, chosen[other, 0], least, most, tables.spread_price)[0]
                if total >= best:
                    break
            if total < best:
                best, best_least = total, least
    if best < np.inf:
        for visit in range(visits):
            number, most = chosen[visit, 0], best_least + tables.tolerance
            which = _best_option(options, number, best_least, most, tables.spread_price)[1]
            chosen[visit, 1] = options.spot[number, which]
    return best


@compiled
def fit_regular(tables: Tables, state: State, memory: Memory, site: int, pattern: int, team: int) -> float:
    """
    Choose spots with hours that suit each other, one in each of the rounds already chosen.

    Parameters
    ----------
    tables : Tables
        The problem, in which hours that differ have a price.
    state : State
        The plan, without any visit of the site.
    memory : Memory
        Gives the round of each visit in *chosen[:, 0]* and its offer; the spots go into *chosen[:, 1]*.
    site, pattern, team : int
        The site, its pattern, and the team of all those rounds.

    Returns
    -------
    float
        What the visits cost, with the uneven hours of this site and of those that it delays; infinite where a
        round has no spot in time.
    """
    visits = tables.first_period[pattern + 1] - tables.first_period[pattern]
    for visit in range(visits):
        number = memory.chosen[visit, 0]
        extra = memory.offer[number] - memory.gain[site, number]
        _list_options(tables, state, memory.options, site, number, extra)
    price = tables.visit_price[pattern, team] * visits
    return float(price + _fit_hours(tables, memory.options, memory.chosen, visits))
