"""Schedules to try things on: random ones of any size, and hand-made ones."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from geo.rounds.model import TimeWindow, Travel, TravelSource
from geo.schedules.model import DAYS_A_WEEK, ScheduleProblem, Shift, Site, Weights

AFTERNOON, EVENING, NIGHT = 1, 2, 3

HOURS = {
    AFTERNOON: TimeWindow(13 * 60, 18 * 60),
    EVENING: TimeWindow(18 * 60, 22 * 60 + 30),
    NIGHT: TimeWindow(22 * 60, 27 * 60),
}
"""Hours of the shifts of a slot."""

DEPOT = 900
"""Depot of the first pair; the others follow."""


def travel_of(places: Iterable[int], points: npt.NDArray[np.float64], slower: float = 1.25) -> Travel:
    """Return travel by the crow's distance in km, at two minutes a km and two minutes a stop."""
    km = np.linalg.norm(points[:, None] - points[None, :], axis=-1)
    minutes = np.where(km > 0, 2 + 2 * km, 0.0)
    source = np.full(km.shape, TravelSource.ESTIMATE, dtype=np.int8)
    return Travel(tuple(places), minutes, minutes * slower, source)


def weekly_shifts(
    team: int, weekdays: Iterable[int], slot: int = AFTERNOON, weeks: int = 4, depot: int = DEPOT
) -> tuple[Shift, ...]:
    """Return the shifts of a pair on the same weekdays of every week."""
    return tuple(
        Shift(team, week * DAYS_A_WEEK + weekday, slot, HOURS[slot], depot)
        for weekday in weekdays
        for week in range(weeks)
    )


def site(place: int, target_days: int = 7, hours: tuple[int, int] = (0, 2000)) -> Site:
    """Return a place that is open on all days between two minutes, with visits of 20 minutes worth 5."""
    windows = {weekday: (TimeWindow(*hours),) for weekday in range(DAYS_A_WEEK)}
    return Site(place=place, service_min=20, windows=windows, target_days=target_days, prize=5.0, group="bar")


def line_problem(sites: Iterable[Site], shifts: Iterable[Shift], weeks: int = 4) -> ScheduleProblem:
    """Return a problem whose places lie on a line, a km apart, with all depots at its beginning."""
    sites, shifts = tuple(sites), tuple(shifts)
    depots = sorted({shift.depot for shift in shifts} | {DEPOT})
    points = np.array([[0.0, 0.0]] * len(depots) + [[1.0 + at, 0.0] for at in range(len(sites))])
    travel = travel_of([*depots, *(one.place for one in sites)], points)
    teams = {shift.team for shift in shifts} | {1, 2}
    return ScheduleProblem(weeks=weeks, sites=sites, shifts=shifts, travel=dict.fromkeys(teams, travel))


def random_problem(
    seed: int,
    sites: int = 60,
    teams: int = 4,
    weeks: int = 4,
    weights: Weights | None = None,
    *,
    scarce: bool = False,
) -> ScheduleProblem:
    """Return places around a town with mixed rhythms, slots and closing days, and pairs with depots apart."""
    rng = np.random.default_rng(seed)
    depots = [DEPOT + team for team in range(teams)]
    points = np.concatenate([rng.normal(0, 4, (teams, 2)), rng.normal(0, 9, (sites, 2))])
    travel = travel_of([*depots, *range(sites)], points)
    slots = ((AFTERNOON, (0, 1, 3)), (EVENING, (2,) if scarce else (2, 4)), (NIGHT, () if scarce else (5,)))
    shifts = [
        shift
        for team in range(teams)
        for slot, weekdays in slots
        for shift in weekly_shifts(
            team, sorted({(day + team) % DAYS_A_WEEK for day in weekdays}), slot, weeks, depots[team]
        )
    ]
    return ScheduleProblem(
        weeks=weeks,
        sites=tuple(random_site(rng, place) for place in range(sites)),
        shifts=tuple(shifts),
        travel=dict.fromkeys(range(teams), travel),
        weights=weights or Weights(),
    )


def random_site(rng: np.random.Generator, place: int) -> Site:
    """Return a place with a rhythm, hours and one closing day."""
    target = int(rng.choice([3, 7, 7, 7, 14, 14, 28, 28]))
    hours = (HOURS[AFTERNOON], HOURS[EVENING], TimeWindow(13 * 60, 23 * 60))[int(rng.integers(3))]
    closed = int(rng.integers(DAYS_A_WEEK))
    return Site(
        place=place,
        service_min=int(rng.integers(15, 40)),
        windows={weekday: (hours,) for weekday in range(DAYS_A_WEEK) if weekday != closed},
        target_days=target,
        prize=float(rng.integers(2, 9)),
        group=str(rng.choice(["bar · north", "bar · south", "street · north"])),
        last_visit=None if rng.random() < 0.3 else -int(rng.integers(1, target + 7)),
    )
