"""What a pair has to know on its way: stops with hours, whom to expect and what to load."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine

from data.geography.municipalities import municipality
from data.planning.committed import CommittedRound
from data.planning.evening_register import PlaceTonight, load_handouts, load_record
from data.planning.hours import band_between
from data.planning.rounds import StopDraft
from data.planning.teams import load_teams
from data.vocabulary import MaterialKind, PlaceKind
from geo.rounds.expected import expected_material, expected_total
from geo.rounds.facts import LEARNT_DAYS, visit_facts
from geo.rounds.model import TimeWindow

DIGITS = 5
"""Decimals of a position that leaves: about one metre, what a navigator needs to find a door."""


@dataclass(frozen=True)
class Position:
    """
    Where a stop is, WGS84.

    Attributes
    ----------
    latitude, longitude : float
        In degrees, to `DIGITS` decimals.
    """

    latitude: float
    longitude: float

    @property
    def text(self) -> str:
        """Latitude and longitude with a comma between, as navigators read them."""
        return f"{self.latitude:.{DIGITS}f},{self.longitude:.{DIGITS}f}"


@dataclass(frozen=True)
class BookStop:
    """
    A stop of a round as a pair needs it.

    Attributes
    ----------
    number : int
        From 1 on.
    label : str
        What the register calls the place.
    kind : PlaceKind
        Its kind.
    nis : str
        Its municipality.
    position : Position or None
        A zone's by a point within; None for private flats.
    arrival_min, latest_arrival_min : int
        When the pair arrives, usually and at worst.
    service_min : int
        How long it stays.
    windows : tuple of TimeWindow or None
        Hours of the place that day; None where nobody knows them.
    last_visit : date or None
        Operational day of the visit before; None where there was none.
    """

    number: int
    label: str
    kind: PlaceKind
    nis: str
    position: Position | None
    arrival_min: int
    latest_arrival_min: int
    service_min: int
    windows: tuple[TimeWindow, ...] | None
    last_visit: date | None

    def municipality(self, language: str) -> str:
        """
        Return the name of its municipality.

        Parameters
        ----------
        language : str
            ``"nl"`` gives the Dutch name, any other language the French one.

        Returns
        -------
        str
            The code where no municipality of today has it.
        """
        found = municipality(self.nis)
        return self.nis if found is None else found.name(language)


@dataclass(frozen=True)
class Amount:
    """
    How much to expect.

    Attributes
    ----------
    expected, low, high : float
        In nine evenings of ten it lies between the two.
    """

    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Roadbook:
    """
    What leaves with one pair.

    Attributes
    ----------
    uid : str
        How calendars know the round.
    code : str
        The pair's.
    day : date
        The operational day.
    hours : TimeWindow
        Leaving the office and being back.
    committed_at : datetime
        When the round was last committed, in UTC without zone.
    stops : tuple of BookStop
        In order.
    people : Amount or None
        Whom to expect in all; None where there is nothing to learn from.
    load : mapping of MaterialKind to Amount
        Items that will be handed out.
    """

    uid: str
    code: str
    day: date
    hours: TimeWindow
    committed_at: datetime
    stops: tuple[BookStop, ...]
    people: Amount | None
    load: Mapping[MaterialKind, Amount]

    @property
    def items(self) -> Amount | None:
        """All items at once; the limits of each kind are added, which is wider than need be."""
        if not self.load:
            return None
        loads = [(load.expected, load.low, load.high) for load in self.load.values()]
        return Amount(*(sum(column) for column in zip(*loads, strict=True)))


def position_of(shape: BaseGeometry | None) -> Position | None:
    """
    Return where to drive to reach a place.

    Parameters
    ----------
    shape : BaseGeometry or None
        In WGS84; None for private flats.

    Returns
    -------
    Position or None
        A zone's is a point within.
    """
    if shape is None or shape.is_empty:
        return None
    point = shape if isinstance(shape, shapely.Point) else shapely.point_on_surface(shape)
    return Position(round(shapely.get_y(point), DIGITS), round(shapely.get_x(point), DIGITS))


def load_roadbooks(
    engine: Engine, rounds: Sequence[CommittedRound], *, visits: pd.DataFrame, places: gpd.GeoDataFrame
) -> tuple[Roadbook, ...]:
    """
    Load what leaves with the pairs of an evening.

    Parameters
    ----------
    engine : Engine
        The register.
    rounds : sequence of CommittedRound
        Of one evening, from `data.planning.committed.load_committed`.
    visits : DataFrame
        The ledger, as far as whoever asks may see it.
    places : GeoDataFrame
        From `data.ledger.load_places`; a stop that is not in it is left out.

    Returns
    -------
    tuple of Roadbook
        In the order of *rounds*, those without stops left out.
    """
    if not rounds:
        return ()
    codes = {team.id: team.code for team in load_teams(engine)}
    sources = _Sources(rounds[0].day, visits, places, load_record(engine, rounds[0].day).places)
    handouts = load_handouts(engine)
    books = [_book(one, codes.get(one.team, ""), sources, handouts) for one in rounds]
    return tuple(book for book in books if book.stops)


@dataclass(frozen=True, eq=False)
class _Sources:
    """What is known of the places, and the visits that were made before the evening."""

    day: date
    visits: pd.DataFrame
    places: gpd.GeoDataFrame
    tonight: Mapping[int, PlaceTonight]

    def windows(self, place: int) -> tuple[TimeWindow, ...] | None:
        """Return the hours of a place; None where nobody knows them."""
        found = self.tonight.get(place)
        return None if found is None else found.windows

    def last_visit(self, place: int) -> date | None:
        """Return the day of the last visit before the evening."""
        visits = self.visits
        past = visits["looked"] & (visits["day"] < pd.Timestamp(self.day)) & (visits["place"] == place)
        days = visits.loc[past, "day"]
        return None if days.empty else days.max().date()

    def recent(self) -> pd.DataFrame:
        """Return the visits to learn from."""
        since = pd.Timestamp(self.day - timedelta(days=LEARNT_DAYS))
        days = self.visits["day"]
        return self.visits[(days >= since) & (days < pd.Timestamp(self.day))]


def _book(one: CommittedRound, code: str, sources: _Sources, handouts: pd.DataFrame) -> Roadbook:
    plans = [stop.plan for stop in one.stops if stop.plan.place in sources.places.index]
    people = _people(one, plans, sources)
    kinds = sources.places.loc[people.index, "kind"]
    table = expected_material(sources.recent(), handouts, people, kinds)
    rows = zip(table.index, table["expected"], table["low"], table["high"], strict=True)
    total = Amount(*expected_total(people))
    return Roadbook(
        uid=one.uid,
        code=code,
        day=one.day,
        hours=one.hours,
        committed_at=one.committed_at,
        stops=tuple(_stop(number, plan, sources) for number, plan in enumerate(plans, start=1)),
        people=total if total.high > 0 else None,
        load={
            MaterialKind(str(kind)): Amount(float(expected), float(low), float(high))
            for kind, expected, low, high in rows
            if high > 0
        },
    )


def _people(one: CommittedRound, plans: Sequence[StopDraft], sources: _Sources) -> pd.DataFrame:
    """Return whom to expect at each stop."""
    index = pd.Index([plan.place for plan in plans], name="place", dtype=np.int64)
    windows = [sources.windows(plan.place) or (one.hours,) for plan in plans]
    stops = pd.DataFrame(
        {
            "kind": sources.places.loc[index, "kind"].astype(str),
            "band": [int(band_between(hours, one.hours)) for hours in windows],
            "service_min": [float(plan.service_min) for plan in plans],
        },
        index=index,
    )
    facts = visit_facts(stops, sources.visits, sources.day)
    return facts.rename(columns={"expected_people": "expected"})


def _stop(number: int, plan: StopDraft, sources: _Sources) -> BookStop:
    place = sources.places.loc[plan.place]
    return BookStop(
        number=number,
        label=str(place["label"]),
        kind=PlaceKind(str(place["kind"])),
        nis=str(place["municipality"]),
        position=position_of(sources.places.geometry[plan.place]),
        arrival_min=plan.arrival_min,
        latest_arrival_min=plan.latest_arrival_min,
        service_min=plan.service_min,
        windows=sources.windows(plan.place),
        last_visit=sources.last_visit(plan.place),
    )
