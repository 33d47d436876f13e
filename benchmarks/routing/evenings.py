"""Evenings to plan, drawn at random: towns with places of several kinds, four pairs with an office each."""

from dataclasses import dataclass

import numpy as np

from geo.rounds.model import Aim, Evening, Stop, Team, TimeWindow, Travel, TravelSource

DETOUR_MIN, MINUTES_A_KM = 2.0, 1.75
"""The travel times of an evening without roads."""

RANGE = 0.25
"""By how much an estimated drive may take longer."""

QUIET = 0.2
"""Share of the places that nobody has been to for long."""


@dataclass(frozen=True)
class Kind:
    """Hours and length of the visits of one kind of place: spans of minutes, and the minutes on site."""

    spans: tuple[tuple[int, int], ...]
    service_min: tuple[int, ...]


KINDS = (
    Kind(((14 * 60, 26 * 60),), (15, 20)),
    Kind(((20 * 60, 27 * 60),), (20, 30)),
    Kind(((17 * 60, 20 * 60), (21 * 60, 24 * 60)), (10, 15)),
    Kind(((18 * 60, 23 * 60),), (10, 20)),
)
"""Bars, streets, rest areas that are quiet at dinner, cafés."""


def random_evening(
    seed: int, places: int = 60, pairs: int = 4, shift: tuple[int, int] = (18 * 60, 24 * 60)
) -> Evening:
    """
    Return an evening of its own for each seed.

    Parameters
    ----------
    seed : int
        Which one.
    places, pairs : int
        How many; each pair has a depot of its own.
    shift : tuple of int
        First and last minute of all shifts.

    Returns
    -------
    Evening
        With estimated travel times; a fifth of its places is quiet.
    """
    rng = np.random.default_rng(seed)
    towns = rng.uniform(0, 40, (6, 2))
    points = towns[rng.integers(0, len(towns), places)] + rng.normal(0, 3.0, (places, 2))
    depots = towns[rng.integers(0, len(towns), pairs)] + rng.normal(0, 1.0, (pairs, 2))
    spots = np.vstack([points, depots])
    km = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    expected = DETOUR_MIN + MINUTES_A_KM * km
    np.fill_diagonal(expected, 0.0)
    source = np.full(expected.shape, TravelSource.ESTIMATE, dtype=np.int8)
    travel = Travel(tuple(range(places + pairs)), expected, expected * (1 + RANGE), source)
    teams = tuple(Team(pair + 1, places + pair, TimeWindow(*shift)) for pair in range(pairs))
    stops = tuple(_stop(place, rng) for place in range(places))
    return Evening(stops, teams, dict.fromkeys([team.team for team in teams], travel), Aim())


def _stop(place: int, rng: np.random.Generator) -> Stop:
    kind = KINDS[rng.integers(0, len(KINDS))]
    shift = int(rng.integers(-4, 5)) * 15
    windows = tuple(TimeWindow(opens + shift, closes + shift) for opens, closes in kind.spans)
    prize = round(float(rng.gamma(3.0, 2.0)), 2)
    return Stop(place, int(rng.choice(kind.service_min)), windows, prize, quiet=bool(rng.random() < QUIET))
