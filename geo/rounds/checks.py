"""What cannot work out, told before an evening is planned: docs/methods/rounds.md."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import geopandas as gpd
import pandas as pd

from geo.crs import METRIC, require_crs
from geo.rounds.clock import Clock, Hours
from geo.rounds.evaluation import missing_places
from geo.rounds.model import Evening, Locks, Stop
from geo.rounds.reasons import is_out_when_open, may_go
from geo.rounds.solver import after, solve

NEAR_M = 50.0
"""Metres within which two places of one kind are taken for the same one."""

FITTING_EFFORT = 1
"""Iterations after it is known which required places fit."""


class WarningKind(StrEnum):
    """What is odd about an evening before anything is solved."""

    NO_COORDINATES = "no_coordinates"
    WINDOW_TOO_SHORT = "window_too_short"
    TOO_FAR = "too_far"
    RANGE_PAST_CLOSING = "range_past_closing"
    DUPLICATE = "duplicate"
    TOO_SOON = "too_soon"
    ROLE_MISSING = "role_missing"
    NO_SHIFT = "no_shift"
    NO_DEPOT = "no_depot"
    REQUIRED_DO_NOT_FIT = "required_do_not_fit"


@dataclass(frozen=True)
class PlanWarning:
    """
    Something a coordinator should know before planning.

    Attributes
    ----------
    kind : WarningKind
        What.
    places : tuple of int
        Places it is about; a duplicate names both.
    teams : tuple of int
        Pairs it is about.
    amount : float or None
        Minutes that are missing, metres apart, or days since the last visit; None where there is no number.
    """

    kind: WarningKind
    places: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    amount: float | None = None


def check_evening(
    evening: Evening, places: gpd.GeoDataFrame, pairs: pd.DataFrame, locks: Locks | None = None
) -> tuple[PlanWarning, ...]:
    """
    Return all that is odd about an evening.

    Parameters
    ----------
    evening : Evening
        As it will be solved.
    places : GeoDataFrame
        In EPSG:3812, by id, the places that were chosen, whether they made it into the evening or not:
        geometry (None where unknown), ``kind``, ``days_since`` the last visit (NaN if never) and
        ``min_gap_days`` (NaN or 0 where any time will do).
    pairs : DataFrame
        By id, the pairs that were chosen: ``depot`` (NaN where there is none) and the bools ``on_shift``,
        ``has_worker``, ``has_nurse`` and ``waived``.
    locks : Locks, optional
        What is settled.

    Returns
    -------
    tuple of PlanWarning
        By kind, in the order of `WarningKind`.
    """
    require_crs(places, METRIC)
    locks = locks or Locks()
    stops = [stop for stop in evening.stops if stop.place not in locks.left_out]
    return (
        *(PlanWarning(WarningKind.NO_COORDINATES, (place,)) for place in _ids(places[_is_unmapped(places)])),
        *_short_windows(stops),
        *_out_of_reach(evening, stops),
        *_duplicates(places.drop(index=list(locks.left_out), errors="ignore")),
        *_too_soon(places.drop(index=list(locks.left_out), errors="ignore")),
        *_pair_warnings(pairs),
        *_required(evening, locks),
    )


def _ids(frame: pd.DataFrame) -> tuple[int, ...]:
    return tuple(int(place) for place in frame.index)


def _is_unmapped(places: gpd.GeoDataFrame) -> "pd.Series[bool]":
    return places.geometry.isna() | places.geometry.is_empty


def _short_windows(stops: list[Stop]) -> Iterator[PlanWarning]:
    for stop in stops:
        if stop.windows and not Hours.of(stop).first_min:
            longest = max(window.closes_min - window.opens_min for window in stop.windows)
            lacks = float(stop.service_min - longest)
            yield PlanWarning(WarningKind.WINDOW_TOO_SHORT, (stop.place,), amount=lacks)


def _out_of_reach(evening: Evening, stops: list[Stop]) -> Iterator[PlanWarning]:
    """Tell of places that no pair reaches in time and comes back from, usually or only at worst."""
    usual = replace(
        evening,
        travel={
            team: replace(travel, upper_min=travel.expected_min) for team, travel in evening.travel.items()
        },
    )
    at_worst, usually = (
        {team.team: Clock(one, team, Locks()) for team in one.teams} for one in (evening, usual)
    )
    for stop in stops:
        able = [team for team in evening.teams if may_go(stop, team) and is_out_when_open(stop, team)]
        if not able or not Hours.of(stop).first_min:
            continue
        lacks = min(at_worst[team.team].late((stop.place,)) for team in able)
        if lacks:
            is_in_time = any(not usually[team.team].late((stop.place,)) for team in able)
            kind = WarningKind.RANGE_PAST_CLOSING if is_in_time else WarningKind.TOO_FAR
            yield PlanWarning(kind, (stop.place,), tuple(team.team for team in able), lacks)


def _duplicates(places: gpd.GeoDataFrame) -> Iterator[PlanWarning]:
    mapped = places[~_is_unmapped(places)]
    shapes = mapped.geometry.to_numpy()
    first, second = mapped.sindex.query(shapes, predicate="dwithin", distance=NEAR_M)
    kinds = mapped["kind"].astype(str).to_numpy()
    for one, other in sorted(zip(first.tolist(), second.tolist(), strict=True)):
        if one < other and kinds[one] == kinds[other]:
            ids = (int(mapped.index[one]), int(mapped.index[other]))
            yield PlanWarning(WarningKind.DUPLICATE, ids, amount=float(shapes[one].distance(shapes[other])))


def _too_soon(places: pd.DataFrame) -> Iterator[PlanWarning]:
    is_soon = places["days_since"] < places["min_gap_days"]
    for place, days in places.loc[is_soon, "days_since"].items():
        yield PlanWarning(WarningKind.TOO_SOON, (int(str(place)),), amount=float(days))


def _pair_warnings(pairs: pd.DataFrame) -> Iterator[PlanWarning]:
    has_both = pairs["has_worker"] & pairs["has_nurse"]
    odd = {
        WarningKind.ROLE_MISSING: ~has_both & ~pairs["waived"],
        WarningKind.NO_SHIFT: ~pairs["on_shift"],
        WarningKind.NO_DEPOT: pairs["depot"].isna(),
    }
    for kind, is_odd in odd.items():
        for team in _ids(pairs[is_odd.to_numpy(bool)]):
            yield PlanWarning(kind, teams=(team,))


def _required(evening: Evening, locks: Locks) -> Iterator[PlanWarning]:
    """Tell which required and kept places do not fit beside each other, as far as a search can find out."""
    # Locked rounds are not looked at here: what they hold is settled.
    free = replace(locks, rounds=frozenset())
    lost = missing_places(evening, (), free)
    if not lost:
        return
    alone = replace(evening, stops=tuple(stop for stop in evening.stops if stop.place in lost))
    plan = solve(alone, seed=1, stop=after(FITTING_EFFORT), locks=free)
    left = missing_places(alone, plan, free)
    if left:
        yield PlanWarning(WarningKind.REQUIRED_DO_NOT_FIT, left, amount=float(len(left)))
