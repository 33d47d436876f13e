"""Evenings for tests: drawn at random in whole minutes, and planned by trying everything."""

from collections.abc import Sequence
from itertools import combinations, permutations

import numpy as np

from geo.rounds.evaluation import evaluate_round
from geo.rounds.model import Aim, Evening, Locks, Route, Stop, Team, TimeWindow, Travel

OPENS, CLOSES = 18 * 60, 24 * 60


def travel(minutes: Sequence[Sequence[float]], places: Sequence[int], slower: float = 1.0) -> Travel:
    """Return travel times, and *slower* times as much at worst."""
    expected = np.array(minutes, dtype=float)
    return Travel(tuple(places), expected, np.ceil(expected * slower), np.zeros(expected.shape, np.int8))


def line(*stops: Stop, teams: int = 1, slower: float = 1.0, aim: Aim | None = None, **shift: int) -> Evening:
    """Return an evening on one road: each place ten minutes on from the last; the depot is place 0."""
    places = [0, *(stop.place for stop in stops)]
    minutes = [[10.0 * abs(one - other) for other in places] for one in places]
    hours = TimeWindow(shift.get("opens", OPENS), shift.get("closes", CLOSES))
    pairs = tuple(Team(number, 0, hours) for number in range(1, teams + 1))
    matrix = travel(minutes, places, slower)
    return Evening(stops, pairs, {team.team: matrix for team in pairs}, aim or Aim())


def spot(
    place: int,
    *windows: tuple[int, int],
    service: int = 20,
    prize: float = 5.0,
    required: bool = False,
    teams: frozenset[int] | None = None,
    quiet: bool = False,
) -> Stop:
    """Return a stop; open all evening and night where no windows are given."""
    hours = tuple(TimeWindow(*window) for window in windows or ((0, 2880),))
    return Stop(place, service, hours, prize, required, teams, quiet)


def random_evening(
    seed: int, stops: int = 6, teams: int = 2, hours: int = 3, aim: Aim | None = None
) -> Evening:
    """Return an evening in whole minutes, with prizes in halves; half of its stops have two windows."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 20, (stops + teams, 2))
    km = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    minutes = np.ceil(2 + 1.75 * km)
    np.fill_diagonal(minutes, 0)
    # With the shortest ways, so that no detour is a short cut.
    for middle in range(len(minutes)):
        minutes = np.minimum(minutes, minutes[:, [middle]] + minutes[[middle], :])
    matrix = travel(minutes.tolist(), range(stops + teams), slower=1.25)
    for middle in range(len(minutes)):
        np.minimum(
            matrix.upper_min,
            matrix.upper_min[:, [middle]] + matrix.upper_min[[middle], :],
            out=matrix.upper_min,
        )
    pairs = tuple(
        Team(number + 1, stops + number, TimeWindow(OPENS, OPENS + hours * 60)) for number in range(teams)
    )
    places = []
    for place in range(stops):
        opens = OPENS + int(rng.integers(-30, 60 * hours - 30))
        length = int(rng.integers(40, 100))
        windows = [(opens, opens + length)]
        if rng.random() < 0.5:
            windows.append((opens + length + 20, opens + length + 60))
        prize = float(rng.integers(2, 40)) / 2
        places.append(spot(place, *windows, service=int(rng.integers(10, 31)), prize=prize))
    return Evening(tuple(places), pairs, {team.team: matrix for team in pairs}, aim or Aim(0.01))


def best_value(evening: Evening, locks: Locks | None = None) -> float:
    """Return what the best plan of a small evening is worth, after all subsets, pairs and orders."""
    places = [stop.place for stop in evening.stops]
    subsets = [frozenset(some) for size in range(len(places) + 1) for some in combinations(places, size)]
    best = {frozenset[int](): 0.0}
    for team in evening.teams:
        alone = {some: _best_order(evening, team.team, some, locks) for some in subsets}
        best = {
            some: max(
                best[rest] + alone[some - rest]
                for rest in subsets
                if rest <= some and rest in best and best[rest] + alone[some - rest] > float("-inf")
            )
            for some in subsets
            if any(rest <= some and rest in best and alone[some - rest] > float("-inf") for rest in subsets)
        }
    required = frozenset(stop.place for stop in evening.stops if stop.required)
    return max(value for some, value in best.items() if some >= required)


def _best_order(evening: Evening, team: int, some: frozenset[int], locks: Locks | None) -> float:
    if not some:
        return 0.0
    reports = (evaluate_round(evening, Route(team, order), locks) for order in permutations(some))
    values = [
        report.prize - evening.aim.lambda_duration * (report.latest_back_min - report.leaves_min)
        for report in reports
        if report.is_sound
    ]
    return max(values, default=float("-inf"))
