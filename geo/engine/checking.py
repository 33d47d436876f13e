"""What a plan costs and what is wrong with it, in plain Python: shares nothing with the kernels it checks."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.engine.problem import UNSERVED, EngineCosts, EngineProblem, EngineSolution

SLACK = 1e-6
"""What a limit may be exceeded by, since sums of floats depend on their order."""


@dataclass(frozen=True)
class TimedRound:
    """
    A round of a plan with its hours.

    Attributes
    ----------
    begins_min : tuple of float
        When each visit begins; infinite where the site is shut by then.
    back_min : float
        When the round is back.
    drive_min, service_min, load, wait_min : float
        Minutes on the road and on site, the sum of demands, and minutes of waiting if it leaves as late as it
        can without coming back later.
    """

    begins_min: tuple[float, ...]
    back_min: float
    drive_min: float
    service_min: float
    load: float
    wait_min: float


@dataclass(frozen=True)
class EngineReport:
    """
    What a plan comes to.

    Attributes
    ----------
    rounds : tuple of TimedRound
        One a round of the problem.
    costs : EngineCosts
        Term by term.
    faults : tuple of str
        What breaks a rule of the problem; empty for every plan of the search.
    """

    rounds: tuple[TimedRound, ...]
    costs: EngineCosts
    faults: tuple[str, ...]


def check(problem: EngineProblem, solution: EngineSolution) -> EngineReport:
    """Time, price and check a plan."""
    timed = tuple(_time_round(problem, number, route) for number, route in enumerate(solution.routes))
    faults = [
        f"round {number}: {fault}"
        for number, round_ in enumerate(timed)
        if solution.routes[number]
        for fault in _round_faults(problem, number, round_)
    ]
    faults += [
        f"site {site}: {fault}"
        for site in range(problem.sites)
        for fault in _site_faults(problem, solution, site)
    ]
    return EngineReport(timed, _costs(problem, solution, timed), tuple(faults))


def _time_round(problem: EngineProblem, number: int, route: Sequence[int]) -> TimedRound:
    """Return the hours of a round that leaves at once and waits where a site is not open yet."""
    rounds = problem.rounds
    period, travel = int(rounds.period[number]), problem.travel[rounds.vehicle[number]]
    here, clock = int(rounds.start_node[number]), float(rounds.starts_min[number])
    drive = service = load = 0.0
    begins = []
    for site in route:
        leg = float(travel[here, site])
        begin = _opening(problem, site, period, clock + leg)
        begins.append(begin)
        clock = begin + float(problem.service_min[site, period])
        drive, here = drive + leg, site
        service += float(problem.service_min[site, period])
        load += float(problem.demand[site, period])
    home = float(travel[here, rounds.end_node[number]]) if begins else 0.0
    wait = _waiting(problem, number, route, begins)
    return TimedRound(tuple(begins), clock + home, drive + home, service, load, wait)


def _waiting(problem: EngineProblem, number: int, route: Sequence[int], begins: Sequence[float]) -> float:
    """Return the minutes without work between the last moment to leave for these hours and the last visit."""
    period = int(problem.rounds.period[number])
    travel = problem.travel[problem.rounds.vehicle[number]]
    if not route or float("inf") in begins:
        return 0.0
    latest, idle, later = begins[-1], 0.0, route[-1]
    for site, begin in zip(route[-2::-1], begins[-2::-1], strict=True):
        ready = latest - float(travel[site, later]) - float(problem.service_min[site, period])
        spans = zip(problem.earliest_min[site, period], problem.latest_min[site, period], strict=True)
        closes = next(float(last) for first, last in spans if first <= begin <= last)
        latest, later = min(ready, closes), site
        idle += ready - latest
    return idle


def _opening(problem: EngineProblem, site: int, period: int, arrival: float) -> float:
    """Return when a visit can begin, or infinity."""
    hours = zip(problem.earliest_min[site, period], problem.latest_min[site, period], strict=True)
    return min((max(arrival, float(first)) for first, last in hours if arrival <= last), default=float("inf"))


def _round_faults(problem: EngineProblem, number: int, timed: TimedRound) -> list[str]:
    """Return what is wrong with a round."""
    rounds = problem.rounds
    limits = (
        ("back too late", timed.back_min, rounds.ends_min[number]),
        ("too much to carry", timed.load, rounds.capacity[number]),
        ("too long", timed.drive_min + timed.service_min, rounds.longest_min[number]),
    )
    faults = [what for what, value, limit in limits if value > limit + SLACK]
    return faults + ["a site is shut"] * (float("inf") in timed.begins_min)


def _visits(solution: EngineSolution, site: int) -> list[tuple[int, int]]:
    """Return round and position of each visit of a site."""
    return [
        (number, at)
        for number, route in enumerate(solution.routes)
        for at, stop in enumerate(route)
        if stop == site
    ]


def _site_faults(problem: EngineProblem, solution: EngineSolution, site: int) -> list[str]:
    """Return what is wrong with the visits of a site."""
    pattern, numbers = solution.patterns[site], [number for number, _ in _visits(solution, site)]
    if pattern == UNSERVED:
        return ["visited without a pattern"] if numbers else []
    teams = {int(problem.rounds.team[number]) for number in numbers}
    faults = []
    if problem.pattern_site[pattern] != site:
        faults.append("pattern of another site")
    if sorted(int(problem.rounds.period[number]) for number in numbers) != list(
        problem.pattern_periods[pattern]
    ):
        faults.append("visits are not those of the pattern")
    if problem.same_team and len(teams) > 1:
        faults.append("more than one team")
    if any(problem.visit_price[pattern, team] == float("inf") for team in teams):
        faults.append("a team that may not go")
    return faults


def _costs(problem: EngineProblem, solution: EngineSolution, timed: Sequence[TimedRound]) -> EngineCosts:
    """Return what a plan costs."""
    rounds = problem.rounds
    driven = [number for number, route in enumerate(solution.routes) if route]
    burden = [0.0] * problem.teams
    for number in driven:
        burden[rounds.team[number]] += float(rounds.burden[number])
    unserved = visits = spread = 0.0
    for site, pattern in enumerate(solution.patterns):
        if pattern == UNSERVED:
            unserved += float(problem.unserved_price[site])
            continue
        places = _visits(solution, site)
        visits += sum(float(problem.visit_price[pattern, rounds.team[number]]) for number, _ in places)
        hours = [timed[number].begins_min[at] for number, at in places]
        apart = max(hours, default=0.0) - min(hours, default=0.0) if problem.spread_price else 0.0
        spread += problem.spread_price * max(0.0, apart - problem.tolerance_min)
    over = (max(0.0, own - allowed) for own, allowed in zip(burden, problem.allowance, strict=True))
    return EngineCosts(
        drive_min=sum(round_.drive_min for round_ in timed),
        rounds=sum(float(rounds.price[number]) for number in driven),
        unserved=unserved,
        visits=visits,
        spread=spread,
        unfair=problem.unfair_price * float(sum(over)),
        uneven=problem.uneven_price * _fuller_min(problem, timed),
        waits=problem.wait_price * sum(round_.wait_min for round_ in timed) if problem.wait_price else 0.0,
    )


def _fuller_min(problem: EngineProblem, timed: Sequence[TimedRound]) -> float:
    """Return the minutes on site of teams and rounds beyond their parts."""
    of_teams, of_rounds = problem.parts
    busy = [0.0] * problem.teams
    for round_, team in zip(timed, problem.rounds.team, strict=True):
        busy[team] += round_.service_min
    teams = (max(0.0, own - float(part) * sum(busy)) for own, part in zip(busy, of_teams, strict=True))
    rounds = (
        max(0.0, round_.service_min - float(part) * busy[team])
        for round_, part, team in zip(timed, of_rounds, problem.rounds.team, strict=True)
    )
    return float(sum(teams) + sum(rounds))
