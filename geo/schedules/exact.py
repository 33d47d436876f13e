"""The best schedule of a tiny problem, proven: routes, hours and all terms in one integer programme."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from ortools.sat.python import cp_model

from geo.schedules.fairness import is_burden, pairs_on_call
from geo.schedules.model import (
    HALF_HOUR,
    PlannedVisit,
    Schedule,
    ScheduleProblem,
    Shift,
    Site,
)
from geo.schedules.patterns import Option, options_of
from geo.schedules.prices import option_price
from geo.schedules.relaxation import quick_solver

PARTS = 20
"""The programme counts in parts of a minute; travel times that are multiples of one are exact."""

PRICE_PARTS = 100
"""Prices are counted in hundredths of a minute."""


@dataclass(frozen=True)
class Proven:
    """
    A schedule beyond which there is none.

    Attributes
    ----------
    schedule : Schedule
        The schedule.
    objective : float
        What it costs by the weights of the problem.
    is_optimal : bool
        Whether that is proven; otherwise the budget ran out.
    """

    schedule: Schedule
    objective: float
    is_optimal: bool


@dataclass(eq=False)
class _Programme:
    """The variables: which options, and of each shift who is visited when."""

    problem: ScheduleProblem
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    cost: list[cp_model.LinearExprT] = field(default_factory=list)
    members: dict[Shift, dict[int, list[cp_model.IntVar]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    begins: dict[int, dict[Shift, cp_model.IntVar]] = field(default_factory=lambda: defaultdict(dict))
    visited: dict[tuple[int, Shift], cp_model.IntVar] = field(default_factory=dict)
    driven: dict[Shift, cp_model.IntVar] = field(default_factory=dict)


def solve_exactly(problem: ScheduleProblem, effort: float = 20.0) -> Proven:
    """
    Prove what the best schedule of a tiny problem is.

    Parameters
    ----------
    problem : ScheduleProblem
        At most about six places; locks are left out of account, and so is the second piece of a shift that
        an appointment cuts in two when nights and weekends are counted.
    effort : float
        Budget in CP-SAT's deterministic seconds.

    Returns
    -------
    Proven
        The best of all schedules that keep to legal options (`geo.schedules.patterns`), its hours included:
        pairs may wait so that the hours of a place stay the same.

    Raises
    ------
    ValueError
        If the budget is too small for any answer.

    References
    ----------
    Groër, C., Golden, B. and Wasil, E. (2009). The consistent vehicle routing problem. Manufacturing and
    Service Operations Management 11, 630–643.
    """
    programme = _Programme(problem)
    for site in problem.sites:
        _choose(programme, site)
    for shift in list(programme.members):
        _drive(programme, shift)
    for own in list(programme.begins):
        _keep_hours(programme, own)
    _share_nights(programme)
    _fill_evenly(programme)
    programme.model.minimize(sum(programme.cost))
    solver = quick_solver(effort)
    status = solver.solve(programme.model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        raise ValueError(solver.status_name(status))
    visits = [
        PlannedVisit(place, shift.team, shift.day, shift.slot, math.ceil(solver.value(begins) / PARTS))
        for place, own in programme.begins.items()
        for shift, begins in own.items()
        if solver.value(programme.visited[place, shift])
    ]
    return Proven(
        Schedule(tuple(sorted(visits, key=lambda visit: (visit.place, visit.day)))),
        solver.objective_value / (PARTS * PRICE_PARTS),
        status == cp_model.OPTIMAL,
    )


def _price(amount: float) -> int:
    return round(amount * PARTS * PRICE_PARTS)


def _choose(programme: _Programme, site: Site) -> None:
    """Let a site take one option, or none at its price."""
    problem = programme.problem
    current = [visit.key for visit in problem.current if visit.place == site.place]
    choices: list[Option | None] = [None, *options_of(problem, site)]
    literals = [programme.model.new_bool_var("") for _ in choices]
    programme.model.add_exactly_one(literals)
    for option, literal in zip(choices, literals, strict=True):
        programme.cost.append(_price(option_price(problem, site, option, current)) * literal)
        for shift in () if option is None else option.shifts:
            programme.members[shift][site.place].append(literal)


def _drive(programme: _Programme, shift: Shift) -> None:
    """Lead a round through the sites that are visited in a shift; the depot is node 0."""
    model, ways = programme.model, programme.problem.ways[shift.team]
    places = list(programme.members[shift])
    away = programme.driven[shift] = model.new_bool_var("")
    arcs = [(0, 0, ~away)]
    usual: dict[int, cp_model.IntVar] = {}
    worst: dict[int, cp_model.IntVar] = {}
    for node, place in enumerate(places, start=1):
        visited = programme.visited[place, shift] = model.new_bool_var("")
        model.add(sum(programme.members[shift][place]) == visited)
        model.add_implication(visited, away)
        arcs.append((node, node, ~visited))
        usual[place], worst[place] = (_begin(programme, place, shift, visited) for _ in range(2))
        model.add(worst[place] >= usual[place]).only_enforce_if(visited)
        programme.begins[place][shift] = usual[place]
    stops = [shift.depot, *places]
    for start, one in enumerate(stops):
        for end, other in enumerate(stops):
            if start == end:
                continue
            arc = model.new_bool_var("")
            arcs.append((start, end, arc))
            drive, slow = ways.usual_min(one, other), ways.worst_min(one, other)
            programme.cost.append(_price(programme.problem.weights.driving * drive) * arc)
            for begins, leg in ((usual, drive), (worst, slow)):
                ready = _leaves(programme, begins, one, shift, is_depot=start == 0)
                if end:
                    model.add(begins[other] >= ready + round(leg * PARTS)).only_enforce_if(arc)
            if not end:
                ready = _leaves(programme, worst, one, shift, is_depot=start == 0)
                back = shift.hours.closes_min * PARTS
                model.add(ready + round(slow * PARTS) <= back).only_enforce_if(arc)
    model.add_circuit(arcs)


def _begin(programme: _Programme, place: int, shift: Shift, visited: cp_model.IntVar) -> cp_model.IntVar:
    site = programme.problem.site_of[place]
    spans = [
        [window.opens_min * PARTS, (window.closes_min - site.service_min) * PARTS]
        for window in site.windows_on(shift.day)
        if window.closes_min - window.opens_min >= site.service_min
    ]
    begins = programme.model.new_int_var(0, 48 * 60 * PARTS, "")
    domain = cp_model.Domain.from_intervals(spans)
    programme.model.add_linear_expression_in_domain(begins, domain).only_enforce_if(visited)
    return begins


def _leaves(
    programme: _Programme, begins: dict[int, cp_model.IntVar], place: int, shift: Shift, *, is_depot: bool
) -> cp_model.LinearExprT:
    if is_depot:
        return shift.hours.opens_min * PARTS
    return begins[place] + programme.problem.site_of[place].service_min * PARTS


def _keep_hours(programme: _Programme, place: int) -> None:
    """Price the minutes by which hours of a place differ by more than half an hour."""
    model = programme.model
    spread = model.new_int_var(0, 48 * 60 * PARTS, "")
    for (one, begins), (other, ends) in combinations(programme.begins[place].items(), 2):
        both = [programme.visited[place, one], programme.visited[place, other]]
        for difference in (begins - ends, ends - begins):
            model.add(spread >= difference - HALF_HOUR * PARTS).only_enforce_if(both)
    programme.cost.append(round(programme.problem.weights.spread * PRICE_PARTS) * spread)


def _share_nights(programme: _Programme) -> None:
    """Price nights and weekends beyond an equal share, counted in parts of a round so that it is whole."""
    model = programme.model
    teams = sorted(pairs_on_call(programme.problem))
    rounds: dict[int, list[cp_model.IntVar]] = {team: [] for team in teams}
    for shift, driven in programme.driven.items():
        if is_burden(shift.day, shift.slot):
            rounds[shift.team].append(driven)
    everything = sum(sum(own) for own in rounds.values())
    for own in rounds.values():
        beyond = model.new_int_var(0, len(teams) * len(programme.driven), "")
        model.add(beyond >= len(teams) * sum(own) - everything)
        programme.cost.append(_price(programme.problem.weights.fairness / len(teams)) * beyond)


def _fill_evenly(programme: _Programme) -> None:
    """Price minutes on site beyond the parts of pairs and of rounds; parts of a minute are rounded up."""
    shifts = programme.problem.shifts
    room: Counter[int] = Counter()
    for shift in shifts:
        room[shift.team] += shift.length_min
    everything = _busy_min(programme, shifts)
    for team, own_room in room.items():
        busy = _busy_min(programme, [shift for shift in shifts if shift.team == team])
        _price_beyond(programme, (busy, own_room), (everything, room.total()))
        for shift in shifts:
            if shift.team == team:
                own = _busy_min(programme, [shift])
                _price_beyond(programme, (own, shift.length_min), (busy, own_room))


def _busy_min(programme: _Programme, shifts: Iterable[Shift]) -> cp_model.LinearExpr:
    wanted = set(shifts)
    visited = {key: literal for key, literal in programme.visited.items() if key[1] in wanted}
    service = [programme.problem.site_of[place].service_min for place, _ in visited]
    return cp_model.LinearExpr.weighted_sum(list(visited.values()), service)


def _price_beyond(
    programme: _Programme, own: tuple[cp_model.LinearExpr, int], whole: tuple[cp_model.LinearExpr, int]
) -> None:
    """Price what is beyond a part; both are minutes on site and the minutes that there are for them."""
    beyond = programme.model.new_int_var(0, 48 * 60 * PARTS * len(programme.problem.shifts), "")
    programme.model.add(whole[1] * beyond >= PARTS * (whole[1] * own[0] - own[1] * whole[0]))
    programme.cost.append(round(programme.problem.weights.evenness * PRICE_PARTS) * beyond)
