"""Rounds and visits of the demo: who went where, when, for how long, and whether a door opened."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data.demo.apportion import FloatArray, IntArray
from data.demo.dispersal import IN_FORCE
from data.demo.places import DemoPlace, load_places
from data.demo.services import SERVICE_IDS, TEAM_IDS, TEAMS
from data.demo.tours import TOURS, Tour, tour_days
from data.vocabulary import Outcome, PlaceKind

_VISITED_SHARE = {
    "treated": (1.0, 0.8),
    "displaced": (0.12, 0.7),
    "opened": (0.0, 0.6),
}
"""How often a group is chosen as a stop before and after the ban: effort follows where people are looked
for, so that raw counts confuse the two."""


@dataclass(frozen=True)
class Stay:
    """
    A usual stop at one kind of place.

    Attributes
    ----------
    minutes : float
        Median length.
    closed, refused : float
        Shares of stops before a closed door and of those turned away.
    """

    minutes: float
    closed: float = 0.0
    refused: float = 0.0


_STAYS = {
    PlaceKind.STREET: Stay(32),
    PlaceKind.BAR: Stay(22, closed=0.07, refused=0.05),
    PlaceKind.REST_AREA: Stay(45),
    PlaceKind.CAR_PARK: Stay(28),
    PlaceKind.MEDIBUS_STOP: Stay(75),
    PlaceKind.HOTEL_CAFE: Stay(25, closed=0.08, refused=0.04),
    PlaceKind.PRIVATE_FLAT: Stay(45, closed=0.10, refused=0.06),
    PlaceKind.OFFICE: Stay(60),
}

_YEARLY_EFFORT = {2012: 1.0, 2013: 1.05, 2014: 1.0, 2015: 0.95, 2016: 0.9, 2017: 0.95, 2018: 1.0, 2019: 1.05}
"""Length of a stop in each year against the first."""

_LATE_MIN = (-15, 0, 0, 10, 20, 30)
_SKIPPED = 0.05
_TURNED_AWAY_MIN = 5
_ROAD_MIN = 12
_SPREAD = 0.35
_ROUNDED_TO_MIN = 5
_UNNOTED_MINUTES = 0.025
_UNNOTED_HOUR = 0.03


def send_out(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Send every team on its tours through the eight years.

    Parameters
    ----------
    rng : Generator
        Decides which rounds go out, where they stop and for how long.

    Returns
    -------
    rounds : DataFrame
        Index is the identifier; ``service``, ``team`` (identifiers), ``day`` (ordinal), ``starts`` and
        ``ends`` (minutes after midnight of the operational day).
    visits : DataFrame
        Index is the identifier; ``round``, ``place`` (identifiers), ``day`` (ordinal), ``year``, ``kind``,
        ``service``, ``arrival`` (minutes after midnight of the operational day), ``minutes`` (true effort),
        ``outcome`` (met until the meetings say otherwise), ``noted_minutes`` and ``noted_hour`` (bool).
    """
    stops = pd.concat([_stops(tour, number, rng) for number, tour in enumerate(TOURS)], ignore_index=True)
    stops["minutes"], stops["outcome"] = _stays(stops, rng)
    stops = stops.sort_values(["day", "starts", "tour", "order"], ignore_index=True)
    stops["round"] = stops.groupby(["day", "starts", "tour"], sort=False).ngroup() + 1
    stops["arrival"] = _arrivals(stops, rng)
    rounds = _rounds(stops)
    visits = stops.drop(columns=["tour", "order", "starts", "team"])
    visits["noted_minutes"] = rng.random(len(visits)) >= _UNNOTED_MINUTES
    visits["noted_hour"] = rng.random(len(visits)) >= _UNNOTED_HOUR
    visits.index = pd.RangeIndex(1, len(visits) + 1)
    return rounds, visits


def _stops(tour: Tour, number: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return the stops of all rounds of one tour, in the order of the road."""
    days = tour_days(tour, rng)
    pool = _pool(tour)
    wanted = tour.stops + rng.choice([-1, 0, 0, 1], size=len(days))
    share = np.array([[_share(place, day) for _, place in pool] for day in days])
    luck = rng.exponential(size=share.shape)
    # The smallest of exponential draws, each divided by its weight, are a weighted sample without return.
    draw = np.divide(luck, share, out=np.full(share.shape, np.inf), where=share > 0)
    rank = draw.argsort(axis=1).argsort(axis=1)
    row, column = np.nonzero((rank < np.maximum(wanted, 1)[:, None]) & np.isfinite(draw))
    late = np.zeros(len(days)) if tour.punctual else rng.choice(_LATE_MIN, size=len(days))
    ids = np.array([identifier for identifier, _ in pool])
    team = next(team for team in TEAMS if team.code == tour.team)
    ordinals = np.array([day.toordinal() for day in days])
    return pd.DataFrame(
        {
            "tour": number,
            "team": TEAM_IDS[team.code],
            "service": SERVICE_IDS[team.service],
            "day": ordinals[row],
            "year": np.array([day.year for day in days])[row],
            "starts": (round(tour.starts * 60) + late.astype(np.int64))[row],
            "order": column,
            "place": ids[column],
            "kind": np.array([place.kind.value for _, place in pool])[column],
        }
    )


def _pool(tour: Tour) -> list[tuple[int, DemoPlace]]:
    """Return identifiers and places of a tour in the order in which it lists them."""
    numbered = list(enumerate(load_places(), start=1))
    return [pair for prefix in tour.places for pair in numbered if pair[1].code.startswith(prefix)]


def _share(place: DemoPlace, day: date) -> float:
    before, after = _VISITED_SHARE.get(place.group, (1.0, 1.0))
    return (after if day >= IN_FORCE else before) if place.is_visited(day) else 0.0


def _stays(stops: pd.DataFrame, rng: np.random.Generator) -> tuple[IntArray, list[str]]:
    """Return true minutes and outcomes; a stop that finds an open door counts as met for now."""
    stays = [_STAYS[PlaceKind(kind)] for kind in stops["kind"]]
    yearly = stops["year"].map(_YEARLY_EFFORT).to_numpy()
    usual: FloatArray = np.array([stay.minutes for stay in stays]) * yearly
    length = usual * rng.lognormal(0, _SPREAD, len(stops))
    minutes = np.maximum(np.rint(length / _ROUNDED_TO_MIN) * _ROUNDED_TO_MIN, _ROUNDED_TO_MIN)
    closed = _SKIPPED + np.array([stay.closed for stay in stays])
    refused = closed + np.array([stay.refused for stay in stays])
    luck = rng.random(len(stops))
    fate = [luck < _SKIPPED, luck < closed, luck < refused]
    words = [Outcome.SKIPPED.value, Outcome.CLOSED.value, Outcome.REFUSED.value]
    outcome = np.select(fate, words, default=Outcome.MET.value)
    spent = np.select(fate, [0, _TURNED_AWAY_MIN, _TURNED_AWAY_MIN], default=minutes)
    return spent.astype(np.int64), outcome.tolist()


def _arrivals(stops: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Return the minutes after midnight at which each stop begins, with the road between stops."""
    road = rng.choice([5, 10, _ROAD_MIN, 15, 20], size=len(stops))
    taken = stops["minutes"] + np.where(stops["outcome"] == Outcome.SKIPPED.value, 0, road)
    before = taken.groupby(stops["round"]).cumsum() - taken
    return stops["starts"] + before + _ROAD_MIN


def _rounds(stops: pd.DataFrame) -> pd.DataFrame:
    ends = stops["arrival"] + stops["minutes"]
    grouped = stops.assign(ends=ends).groupby("round")
    rounds = grouped[["service", "team", "day", "starts"]].first()
    return rounds.assign(ends=grouped["ends"].max() + _ROAD_MIN)
