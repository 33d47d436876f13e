"""What a solution is worth by its instance's own rules, in plain Python: nothing counts before it is here."""

import math
from collections.abc import Sequence
from itertools import pairwise

from benchmarks.routing.readers.chao import ChaoInstance
from benchmarks.routing.readers.lines import Floats
from benchmarks.routing.readers.pcvrptw import PrizeInstance
from benchmarks.routing.readers.solomon import SolomonInstance

TENTHS = 10
"""The DIMACS challenge counts in tenths, without what is beyond them."""

ROUNDING = 1e-9
"""By how much a sum of distances may exceed a limit that it meets exactly."""

Routes = Sequence[Sequence[int]]


class RuleError(ValueError):
    """A solution breaks a rule of its instance."""


def tenths_between(xy: Floats, one: int, other: int) -> int:
    """Return the distance of two points in whole tenths, cut off."""
    return math.floor(TENTHS * math.dist(xy[one], xy[other]))


def solomon_distance(instance: SolomonInstance, routes: Routes) -> float:
    """
    Return the total distance of a solution that serves everyone.

    Raises
    ------
    RuleError
        If it breaks a rule.
    """
    missing = set(range(1, len(instance.xy))) - _visited(routes, len(instance.xy))
    if missing:
        _fail(f"customers {sorted(missing)} are left out")
    return _timed_tenths(instance, [float(minutes) for minutes in instance.service], routes) / TENTHS


def prize_cost(instance: PrizeInstance, routes: Routes) -> float:
    """
    Return distance and prizes left behind, in tenths as the published solutions count them.

    Raises
    ------
    RuleError
        If a rule is broken.
    """
    visited = _visited(routes, len(instance.xy))
    service = [0.0] + [instance.service] * (len(instance.xy) - 1)
    left = sum(float(prize) for place, prize in enumerate(instance.prize) if place and place not in visited)
    return _timed_tenths(instance, service, routes) + TENTHS * left


def orienteering_prize(instance: ChaoInstance, routes: Routes) -> float:
    """
    Return the prizes that teams collect on their way from the first point to the last.

    Raises
    ------
    RuleError
        If a rule is broken.
    """
    last = len(instance.xy) - 1
    visited = _visited(routes, last)
    _check_fleet(routes, instance.teams)
    for number, route in enumerate(routes, 1):
        legs = pairwise([0, *route, last])
        length = math.fsum(math.dist(instance.xy[one], instance.xy[other]) for one, other in legs)
        if route and length > instance.longest + ROUNDING:
            _fail(f"route {number} is {length:g} long, not {instance.longest:g}")
    return sum(float(instance.prize[place]) for place in visited)


def _visited(routes: Routes, end: int) -> set[int]:
    """Return who is visited; complain of strangers and of whoever is visited twice."""
    seen: set[int] = set()
    for route in routes:
        for customer in route:
            if not 0 < customer < end:
                _fail(f"there is no customer {customer}")
            if customer in seen:
                _fail(f"customer {customer} is visited twice")
            seen.add(customer)
    return seen


def _timed_tenths(instance: SolomonInstance | PrizeInstance, service: Sequence[float], routes: Routes) -> int:
    """Return the length of all routes in tenths; complain of loads, windows and late returns."""
    _check_fleet(routes, instance.vehicles)
    total = 0
    for number, route in enumerate(routes, 1):
        load = sum(float(instance.demand[customer]) for customer in route)
        if load > instance.capacity:
            _fail(f"route {number} carries {load:g}, not {instance.capacity}")
        now = TENTHS * float(instance.opens[0])
        for one, other in pairwise([0, *route, 0]):
            leg = tenths_between(instance.xy, one, other)
            total += leg
            now += TENTHS * service[one] + leg
            now = max(now, TENTHS * float(instance.opens[other]) if other else now)
            if now > TENTHS * float(instance.closes[other]):
                _fail(f"route {number} is late at {other}")
    return total


def _check_fleet(routes: Routes, vehicles: int) -> None:
    used = sum(1 for route in routes if route)
    if used > vehicles:
        _fail(f"{used} routes for {vehicles} vehicles")


def _fail(problem: str) -> None:
    raise RuleError(problem)
