"""A plan as the kernels change it: routes with their hours, and where each site is visited."""

from typing import NamedTuple

import numpy as np

from geo.engine.compiled import compiled, inlined
from geo.engine.problem import UNSERVED, Floats, Ints
from geo.engine.tables import Tables


class State(NamedTuple):
    """
    A plan under change.

    Attributes
    ----------
    stops : ndarray of int, shape (rounds, sites + 2)
        Nodes of each round: its start, its sites in order, its end.
    size : ndarray of int, shape (rounds,)
        Number of sites in each round.
    load, drive, work, wait : ndarray of float, shape (rounds,)
        Demand, minutes on the road, minutes on the road and on site, and, where they have a price, those of
        waiting if the round leaves as late as it can without coming back later.
    leaves, begins, latest : ndarray of float, shape (rounds, sites + 2)
        When each stop is left, when its visit begins, and when it may begin at the latest for the rest of
        the round to stay in time.
    hour : ndarray of float, shape (sites, periods)
        When the visit of a site begins, where there is one.
    where : ndarray of int, shape (sites, periods)
        Round of each visit, or -1.
    pattern : ndarray of int, shape (sites,)
        Pattern of each site, or `UNSERVED`.
    version : ndarray of int, shape (rounds,)
        A number that no other content of the round ever had.
    """

    stops: Ints
    size: Ints
    load: Floats
    drive: Floats
    work: Floats
    wait: Floats
    leaves: Floats
    begins: Floats
    latest: Floats
    hour: Floats
    where: Ints
    pattern: Ints
    version: Ints


def empty_state(tables: Tables) -> State:
    """Return a plan without visits."""
    rounds, (sites, periods) = len(tables.period), tables.demand.shape
    state = State(
        stops=np.zeros((rounds, sites + 2), dtype=np.int64),
        size=np.zeros(rounds, dtype=np.int64),
        load=np.zeros(rounds),
        drive=np.zeros(rounds),
        work=np.zeros(rounds),
        wait=np.zeros(rounds),
        leaves=np.zeros((rounds, sites + 2)),
        begins=np.zeros((rounds, sites + 2)),
        latest=np.zeros((rounds, sites + 2)),
        hour=np.zeros((sites, periods)),
        where=np.full((sites, periods), -1, dtype=np.int64),
        pattern=np.full(sites, UNSERVED, dtype=np.int64),
        version=np.zeros(rounds, dtype=np.int64),
    )
    for number in range(rounds):
        state.stops[number, 0] = tables.start_node[number]
        state.stops[number, 1] = tables.end_node[number]
        refresh(tables, state, number)
    return state


@inlined
def begin_at(tables: Tables, site: int, period: int, arrival: float) -> float:
    """
    Return when a visit can begin.

    Parameters
    ----------
    tables : Tables
        The problem.
    site, period : int
        What is visited, and when.
    arrival : float
        Minute at which the team is there.

    Returns
    -------
    float
        The minute of arrival, or the next at which the site opens; infinite where it opens no more.
    """
    for window in range(tables.earliest.shape[2]):
        if arrival <= tables.latest[site, period, window]:
            return float(max(arrival, tables.earliest[site, period, window]))
    return np.inf


@compiled
def _latest_before(tables: Tables, site: int, period: int, bound: float) -> float:
    """Return the last minute up to *bound* at which a visit may begin, or minus infinity."""
    for window in range(tables.earliest.shape[2] - 1, -1, -1):
        last = min(bound, tables.latest[site, period, window])
        if last >= tables.earliest[site, period, window]:
            return float(last)
    return -np.inf


@compiled
def refresh(tables: Tables, state: State, number: int) -> None:
    """
    Recompute a round from its stops.

    Parameters
    ----------
    tables : Tables
        The problem.
    state : State
        The plan; load, minutes and, where they matter, hours of the round are set here.
    number : int
        The round.
    """
    size, period = state.size[number], tables.period[number]
    travel, stops = tables.travel[tables.vehicle[number]], state.stops[number]
    drive, service, load = 0.0, 0.0, 0.0
    for at in range(size + 1):
        drive += travel[stops[at], stops[at + 1]]
    for at in range(1, size + 1):
        service += tables.service[stops[at], period]
        load += tables.demand[stops[at], period]
    # An empty round is not driven, even where it would end elsewhere.
    state.drive[number] = drive if size > 0 else 0.0
    state.work[number] = state.drive[number] + service
    state.load[number] = load
    if tables.is_timed:
        _set_hours(tables, state, number)
        if tables.wait_price > 0:
            state.wait[number] = _waiting(tables, state, number)


@compiled
def _waiting(tables: Tables, state: State, number: int) -> float:
    """
    Return the minutes that a round waits if it leaves as late as it can without coming back later.

    Each visit may begin later by what the round has waited until then, and by what is left of its window
    [1]_.

    References
    ----------
    .. [1] Savelsbergh, M. W. P. (1992), The vehicle routing problem with time windows: minimizing route
       duration, ORSA Journal on Computing 4(2), 146-154.
    """
    size, period = state.size[number], tables.period[number]
    travel, stops = tables.travel[tables.vehicle[number]], state.stops[number]
    begins, leaves = state.begins[number], state.leaves[number]
    waited, later = 0.0, np.inf
    for at in range(1, size + 1):
        site = stops[at]
        waited += begins[at] - leaves[at - 1] - travel[stops[at - 1], site]
        later = min(later, waited + _closes(tables, site, period, begins[at]) - begins[at])
    return max(0.0, waited - later) if size > 0 else 0.0


@compiled
def _closes(tables: Tables, site: int, period: int, begin: float) -> float:
    """Return the last minute at which a visit may begin in the window that it begins in."""
    for window in range(tables.earliest.shape[2]):
        if begin <= tables.latest[site, period, window]:
            return float(tables.latest[site, period, window])
    return begin


@compiled
def _set_hours(tables: Tables, state: State, number: int) -> None:
    """Recompute the hours of a round from its stops."""
    size, period = state.size[number], tables.period[number]
    travel, stops = tables.travel[tables.vehicle[number]], state.stops[number]
    begins, leaves, latest = state.begins[number], state.leaves[number], state.latest[number]
    begins[0] = leaves[0] = tables.starts[number]
    for at in range(1, size + 1):
        site = stops[at]
        begins[at] = begin_at(tables, site, period, leaves[at - 1] + travel[stops[at - 1], site])
        leaves[at] = begins[at] + tables.service[site, period]
        state.hour[site, period] = begins[at]
    begins[size + 1] = leaves[size] + travel[stops[size], stops[size + 1]]
    latest[size + 1] = tables.ends[number]
    for at in range(size, 0, -1):
        site = stops[at]
        bound = latest[at + 1] - travel[site, stops[at + 1]] - tables.service[site, period]
        latest[at] = _latest_before(tables, site, period, bound)


@compiled
def insert(tables: Tables, state: State, site: int, number: int, at: int) -> None:
    """
    Put a site into a round.

    Parameters
    ----------
    tables : Tables
        The problem.
    state : State
        The plan; the stops of the round are changed here, and the caller recomputes the rest.
    site, number : int
        The site, and the round.
    at : int
        Stop after which it comes; 0 is the start.
    """
    stops, size = state.stops[number], state.size[number]
    for later in range(size + 1, at, -1):
        stops[later + 1] = stops[later]
    stops[at + 1] = site
    state.size[number] = size + 1
    state.where[site, tables.period[number]] = number


@compiled
def take_out(tables: Tables, state: State, site: int, number: int) -> None:
    """
    Take a site out of a round.

    Parameters
    ----------
    tables : Tables
        The problem.
    state : State
        The plan; the stops of the round are changed here, and the caller recomputes the rest.
    site, number : int
        The site, and a round that visits it.
    """
    stops, size = state.stops[number], state.size[number]
    at = 1
    while stops[at] != site:
        at += 1
    for later in range(at, size + 1):
        stops[later] = stops[later + 1]
    state.size[number] = size - 1
    state.where[site, tables.period[number]] = -1


@compiled
def _copy_round(source: State, target: State, tables: Tables, number: int) -> None:
    """Make a round the same in both plans."""
    size = source.size[number]
    target.size[number] = size
    target.load[number] = source.load[number]
    target.drive[number] = source.drive[number]
    target.work[number] = source.work[number]
    target.wait[number] = source.wait[number]
    target.version[number] = source.version[number]
    for at in range(size + 2):
        target.stops[number, at] = source.stops[number, at]
    if tables.is_timed:
        for at in range(size + 2):
            target.leaves[number, at] = source.leaves[number, at]
            target.begins[number, at] = source.begins[number, at]
            target.latest[number, at] = source.latest[number, at]
        for at in range(1, size + 1):
            site = source.stops[number, at]
            target.hour[site, tables.period[number]] = source.begins[number, at]


@compiled
def copy_changes(source: State, target: State, tables: Tables) -> None:
    """
    Make one plan the same as another, of which it is an earlier or a later form.

    Parameters
    ----------
    source, target : State
        The plan to copy, and the plan to change; rounds of the same version are taken to be the same.
    tables : Tables
        The problem.
    """
    for number in range(len(source.size)):
        if source.version[number] != target.version[number]:
            _copy_round(source, target, tables, number)
    for site in range(len(source.pattern)):
        target.pattern[site] = source.pattern[site]
        for period in range(source.where.shape[1]):
            target.where[site, period] = source.where[site, period]
