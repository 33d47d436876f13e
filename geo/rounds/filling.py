"""Where one more stop would go: every position of every round, by the clock that judges them all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from geo.rounds.clock import Clock, Hours
from geo.rounds.model import Evening, Locks, Route
from geo.rounds.units import Unit, chains_of


@dataclass(frozen=True)
class Insertion:
    """
    A stop, or a chain of them, put into a round.

    Attributes
    ----------
    route : Route
        The round with it.
    late_min : float
        Minutes that are then missing at worst; 0 where it fits.
    longer_min : float
        By how much the round gets longer at worst; NaN where it does not fit.
    """

    route: Route
    late_min: float
    longer_min: float


def insertions(
    routes: Sequence[Route], unit: Unit, clocks: Mapping[int, Clock], locks: Locks
) -> Iterator[Insertion]:
    """
    Try a unit at every position of every round that may take it.

    Parameters
    ----------
    routes : sequence of Route
        Sound rounds.
    unit : Unit
        What is put in; not visited yet.
    clocks : mapping of int to Clock
        By pair.
    locks : Locks
        No position between two places whose order is locked is tried.

    Yields
    ------
    Insertion
        One a position.
    """
    linked = {pair for chain in chains_of(locks.orders, locks.left_out) for pair in pairwise(chain)}
    for route in routes:
        if route.team in unit.teams:
            yield from _into(route, unit, clocks[route.team], linked)


def _into(route: Route, unit: Unit, clock: Clock, linked: set[tuple[int, int]]) -> Iterator[Insertion]:
    places = route.places
    # How long the round is now matters only where something fits, and few stops fit into a full evening.
    now_min = cache(lambda: clock.at_worst(places).duration_min)
    for position in range(len(places) + 1):
        if 0 < position < len(places) and (places[position - 1], places[position]) in linked:
            continue
        tried = (*places[:position], *unit.places, *places[position:])
        late = clock.late(tried)
        longer = float("nan") if late else clock.at_worst(tried).duration_min - now_min()
        yield Insertion(Route(route.team, tried), late, longer)


def can_be_visited(evening: Evening, unit: Unit, locks: Locks) -> bool:
    """
    Tell whether all stops of a unit have hours this evening.

    Parameters
    ----------
    evening : Evening
        Its stops.
    unit : Unit
        One or several of them.
    locks : Locks
        Of which the hours that are locked matter here.

    Returns
    -------
    bool
        Whether each has a window that is long enough and, where its hours are locked, meets them.
    """
    stops = {stop.place: stop for stop in evening.stops}
    return all(Hours.of(stops[place], locks.times.get(place)).first_min for place in unit.places)


def fill(
    evening: Evening,
    routes: Sequence[Route],
    units: Sequence[Unit],
    clocks: Mapping[int, Clock],
    locks: Locks,
) -> Iterator[tuple[Route, ...]]:
    """
    Insert whatever still fits and is worth it, the most worthwhile first.

    Parameters
    ----------
    evening : Evening
        Its stops and aim.
    routes : sequence of Route
        Sound rounds.
    units : sequence of Unit
        What may be visited.
    clocks : mapping of int to Clock
        By pair.
    locks : Locks
        What is settled.

    Yields
    ------
    tuple of Route
        The plan after each insertion.
    """
    visited = {place for route in routes for place in route.places}
    left = {
        unit for unit in units if visited.isdisjoint(unit.places) and can_be_visited(evening, unit, locks)
    }
    order = [unit for unit in units if unit in left]
    plan = {route.team: route for route in routes}
    found: dict[tuple[Unit, int], Gain] = {}
    stale = set(plan)
    while left:
        # Only the round that the last stop went into has changed.
        for unit in order:
            for team in stale & unit.teams:
                found.pop((unit, team), None)
                best = _best_gain(evening, plan[team], unit, clocks, locks)
                if best is not None and unit in left:
                    found[unit, team] = best
        options = [(key, gain) for key, gain in found.items() if key[0] in left]
        if not options:
            return
        (unit, team), (_, _, insertion) = max(options, key=lambda option: option[1][:2])
        left.remove(unit)
        plan[team] = insertion.route
        stale = {team}
        yield tuple(plan[route.team] for route in routes)


Gain = tuple[bool, float, Insertion]
"""Whether the unit has to be visited, what it is worth less what it costs, and where it goes."""


def _best_gain(
    evening: Evening, route: Route, unit: Unit, clocks: Mapping[int, Clock], locks: Locks
) -> Gain | None:
    stops = clocks[route.team].stops
    prize = sum(stops[place].prize for place in unit.places)
    gains = [
        (unit.required, prize - evening.aim.lambda_duration * insertion.longer_min, insertion)
        for insertion in insertions([route], unit, clocks, locks)
        if not insertion.late_min
    ]
    best = max(gains, key=lambda gain: gain[:2], default=None)
    return best if best is not None and (best[1] > 0 or unit.required) else None
