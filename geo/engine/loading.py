"""A plan from outside, brought into the search as far as it still fits."""

from geo.engine.insertion import touch
from geo.engine.memory import Memory
from geo.engine.problem import UNSERVED, EngineSolution
from geo.engine.state import State, insert, take_out
from geo.engine.tables import Tables

TOLERANCE = 1e-6
"""What a limit may be exceeded by before a plan counts as breaking it."""


def load(tables: Tables, state: State, memory: Memory, start: EngineSolution) -> None:
    """
    Put the visits of a plan into an empty one, without the sites that do not fit.

    Parameters
    ----------
    tables : Tables
        The problem.
    state : State
        The empty plan.
    memory : Memory
        What counts versions.
    start : EngineSolution
        The plan to be put in.

    Raises
    ------
    ValueError
        If a site that is fixed does not fit, or is not visited at all.
    """
    fitting = {site for site in range(len(state.pattern)) if _is_in_order(tables, start, site)}
    for number, route in enumerate(start.routes):
        for site in route:
            if site in fitting:
                insert(tables, state, site, number, state.size[number])
        touch(tables, state, memory, number)
    for site in fitting:
        state.pattern[site] = start.patterns[site]
    for number in range(len(state.size)):
        while _breaks_limits(tables, state, number):
            _drop_last(tables, state, memory, number)
    lost = [
        site for site in range(len(state.pattern)) if tables.fixed[site] and state.pattern[site] == UNSERVED
    ]
    if lost:
        message = f"fixed sites without visits in the plan to start from: {lost}"
        raise ValueError(message)


def _is_in_order(tables: Tables, start: EngineSolution, site: int) -> bool:
    """Return whether the visits of a site are those of its pattern, by teams that may make them."""
    pattern = start.patterns[site]
    if not tables.first_pattern[site] <= pattern < tables.first_pattern[site + 1]:
        return False
    rounds = [number for number, route in enumerate(start.routes) for stop in route if stop == site]
    teams = [tables.team[number] for number in rounds]
    wanted = tables.period_list[tables.first_period[pattern] : tables.first_period[pattern + 1]]
    return (
        sorted(tables.period[number] for number in rounds) == list(wanted)
        and (len(set(teams)) == 1 or not tables.same_team)
        and all(tables.visit_price[pattern, team] < float("inf") for team in teams)
    )


def _breaks_limits(tables: Tables, state: State, number: int) -> bool:
    """Return whether a round carries too much, takes too long or comes too late."""
    if state.size[number] == 0:
        return False
    too_much = state.load[number] > tables.capacity[number] + TOLERANCE
    too_long = state.work[number] > tables.longest[number] + TOLERANCE
    back = state.begins[number, state.size[number] + 1]
    return bool(too_much or too_long or (tables.is_timed and back > tables.ends[number] + TOLERANCE))


def _drop_last(tables: Tables, state: State, memory: Memory, number: int) -> None:
    """Take the last site of a round out of the plan, a fixed one only if there is no other."""
    route = [int(site) for site in state.stops[number, 1 : state.size[number] + 1]]
    site = next((site for site in reversed(route) if not tables.fixed[site]), route[-1])
    for other in {int(other) for other in state.where[site] if other >= 0}:
        take_out(tables, state, site, other)
        touch(tables, state, memory, other)
    state.pattern[site] = UNSERVED
