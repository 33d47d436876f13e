"""An evening made ready to be planned: its stops with their scores, its pairs, and what to know before."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Engine

from data.planning.appointments import load_appointments, occurrences
from data.planning.choices import aim_of, load_choices, score_weights
from data.planning.evening_register import EveningRecord, PlaceTonight, Promise, load_record
from data.planning.hours import band_between
from data.planning.teams import MissingRole, TeamRecord, hours_on, load_teams, missing_roles
from data.roads.travel import load_base_times
from data.vocabulary import PlaceKind, Trust, Vehicle
from geo.crs import METRIC
from geo.roads.travel import BaseTimes, evening_travel
from geo.rounds.checks import PlanWarning, check_evening
from geo.rounds.facts import LEARNT_DAYS, visit_facts
from geo.rounds.model import Evening, Locks, Stop, Team, TimeWindow, Travel
from geo.rounds.score import is_quiet, score_places

SHORTEST_SHIFT_MIN = 30
"""Free hours of a pair that are worth leaving for."""

SOON = 4
"""A visit is too soon where less than this part of its target has passed since the last: a quarter."""


@dataclass(frozen=True)
class EveningSheet:
    """
    An evening made ready to be planned.

    Attributes
    ----------
    day : date
        The operational day.
    evening : Evening
        For the solver and for the evaluation of any round.
    teams : tuple of TeamRecord
        The pairs that were chosen, those that cannot go out too.
    facts : DataFrame
        By place, one row a stop: what `geo.rounds.facts.visit_facts` gives, and ``kind``, ``band`` (the part
        of the day in which it would be visited), ``has_hours`` (False where nobody knows its hours, so that
        the shift stands for them), ``target_days``, ``open_requests``, ``trust_open``, ``quiet``,
        ``promised_min`` (when the schedule says, NaN where it does not) and ``wished``.
    terms : DataFrame
        By place, from `geo.rounds.score.score_places`.
    locks : Locks
        What the schedule in force has settled: places with their pair.
    warnings : tuple of PlanWarning
        What to know before planning.
    by_appointment : tuple of int
        Private flats, which are visited where somebody asks for it and not proposed.
    base : BaseTimes
        Travel at any hour, for lengths in kilometres.
    """

    day: date
    evening: Evening
    teams: tuple[TeamRecord, ...]
    facts: pd.DataFrame
    terms: pd.DataFrame
    locks: Locks
    warnings: tuple[PlanWarning, ...]
    by_appointment: tuple[int, ...]
    base: BaseTimes


def free_hours(engine: Engine, teams: Sequence[TeamRecord], day: date) -> dict[int, TimeWindow]:
    """
    Return the hours in which pairs can make a round on *day*: their shift without their appointments.

    Parameters
    ----------
    engine : Engine
        The register, for the appointments.
    teams : sequence of TeamRecord
        From `data.planning.teams.load_teams`.
    day : date
        An operational day.

    Returns
    -------
    dict of int to TimeWindow
        By pair, in the order of *teams*: the longest stretch that is free, the later one of two alike;
        pairs without one are left out.
    """
    busy = occurrences(load_appointments(engine), day, day)
    free = {
        team.id: [
            piece
            for shift in hours_on(team, day)
            for piece in _without(shift, [one.hours for one in busy if one.team == team.id])
        ]
        for team in teams
    }
    longest = {team: max(pieces, key=_length, default=None) for team, pieces in free.items()}
    return {team: hours for team, hours in longest.items() if hours is not None}


def _length(window: TimeWindow) -> tuple[int, int]:
    return window.closes_min - window.opens_min, window.opens_min


def _without(shift: TimeWindow, busy: Sequence[TimeWindow]) -> list[TimeWindow]:
    pieces, start = [], shift.opens_min
    for hours in sorted(busy):
        pieces.append((start, min(hours.opens_min, shift.closes_min)))
        start = max(start, hours.closes_min)
    pieces.append((start, shift.closes_min))
    return [TimeWindow(first, last) for first, last in pieces if last - first >= SHORTEST_SHIFT_MIN]


def load_evening(  # noqa: PLR0913 - an evening depends on this much
    engine: Engine,
    var_dir: Path,
    day: date,
    teams: Collection[int],
    *,
    visits: pd.DataFrame,
    places: gpd.GeoDataFrame,
    waived: Collection[int] = (),
    asked: Collection[int] = (),
) -> EveningSheet:
    """
    Make an evening ready to be planned.

    Parameters
    ----------
    engine : Engine
        The register.
    var_dir : Path
        Folder with the imported roads.
    day : date
        The operational day.
    teams : collection of int
        The pairs that should go out.
    visits : DataFrame
        The ledger, as far as whoever plans may see it.
    places : GeoDataFrame
        From `data.ledger.load_places`; only what is in it can be visited.
    waived : collection of int
        Pairs without a nurse or without a worker that go out all the same this evening.
    asked : collection of int
        Private flats that somebody asked to be visited.

    Returns
    -------
    EveningSheet
        With an evening of no stops or no pairs where there are none.
    """
    chosen = [team for team in load_teams(engine) if team.id in teams]
    hours = free_hours(engine, chosen, day)
    out = [team for team in chosen if _can_go(team, hours, waived)]
    record, choices = load_record(engine, day), load_choices(engine)
    offers, flats = _offered(record, visits, places, {team: hours[team.id] for team in out}, asked)
    facts = _facts(offers, record, visits, day)
    terms = score_places(facts, score_weights(choices))
    facts["quiet"] = is_quiet(facts)
    depots = {team.id: team.depot for team in out if team.depot is not None}
    base = load_base_times(engine, var_dir, sorted({*facts.index, *depots.values()}))
    evening = Evening(
        stops=tuple(_stops(offers, facts, terms["total"])),
        teams=tuple(Team(team, depot, hours[team]) for team, depot in depots.items()),
        travel={team.id: _travel(base, team, hours[team.id], day) for team in out},
        aim=aim_of(choices),
    )
    locks = Locks(pairs=_kept(record.promises, facts.index, out))
    checked = (_checked_places(places, facts), _checked_pairs(chosen, hours, waived))
    warnings = check_evening(evening, *checked, locks)
    return EveningSheet(day, evening, tuple(chosen), facts, terms, locks, tuple(warnings), flats, base)


@dataclass(frozen=True)
class _Offer:
    """A place that may be proposed, the pairs that go there, and the hours in which any of them is out."""

    place: PlaceTonight
    teams: frozenset[int]
    span: TimeWindow

    @property
    def windows(self) -> tuple[TimeWindow, ...]:
        """When it can be visited: where nobody knows its hours, whenever a pair is out."""
        return (self.span,) if self.place.windows is None else self.place.windows


def _can_go(team: TeamRecord, hours: Mapping[int, TimeWindow], waived: Collection[int]) -> bool:
    return team.id in hours and team.depot is not None and (not team.lacks or team.id in waived)


def _span(shifts: Sequence[TimeWindow]) -> TimeWindow:
    return TimeWindow(min(one.opens_min for one in shifts), max(one.closes_min for one in shifts))


def _goers(
    record: EveningRecord, visits: pd.DataFrame, teams: Sequence[TeamRecord]
) -> dict[int, frozenset[int]]:
    """Return the pairs that go to each place: of the service that looks after it, or that went lately."""
    since = pd.Timestamp(record.day - timedelta(days=LEARNT_DAYS))
    recent = visits[visits["looked"] & (visits["day"] >= since)]
    services = {place: {one.service} for place, one in record.places.items()}
    for place, service in recent[["place", "service"]].drop_duplicates().itertuples(index=False):
        services.setdefault(int(place), set()).add(int(service))
    for place, promise in record.promises.items():
        services.setdefault(place, set()).update(team.service for team in teams if team.id == promise.team)
    return {
        place: frozenset(team.id for team in teams if team.service in allowed)
        for place, allowed in services.items()
    }


def _offered(
    record: EveningRecord,
    visits: pd.DataFrame,
    places: gpd.GeoDataFrame,
    out: Mapping[TeamRecord, TimeWindow],
    asked: Collection[int],
) -> tuple[list[_Offer], tuple[int, ...]]:
    """Return the places that may be proposed, and the private flats that nobody asked to be visited."""
    goers, hours = _goers(record, visits, list(out)), {team.id: shift for team, shift in out.items()}
    seen = set(visits.loc[visits["looked"] & (visits["day"] == pd.Timestamp(record.day)), "place"])
    free = [
        place
        for place in record.places.values()
        if goers[place.id]
        and place.id in places.index
        and place.id not in seen
        # What other pairs have on their committed rounds is theirs.
        and record.taken.get(place.id) in {None, *hours}
    ]
    wanted = {*asked, *record.promises, *record.wishes}
    flats = {place.id for place in free if place.kind is PlaceKind.PRIVATE_FLAT} - wanted
    offers = [
        _Offer(place, goers[place.id], _span([hours[team] for team in goers[place.id]]))
        for place in free
        if place.id not in flats
    ]
    return offers, tuple(sorted(flats))


def _travel(base: BaseTimes, team: TeamRecord, hours: TimeWindow, day: date) -> Travel:
    return evening_travel(base, hours, day.weekday(), on_foot=team.vehicle is Vehicle.ON_FOOT)


def _facts(offers: Sequence[_Offer], record: EveningRecord, visits: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return what is known of each place tonight, and what its score is made of."""
    offered = [offer.place for offer in offers]
    index = pd.Index([place.id for place in offered], name="place", dtype=np.int64)
    promised = {place: float(promise.arrival_min) for place, promise in record.promises.items()}
    places = pd.DataFrame(
        {
            "kind": [place.kind.value for place in offered],
            "band": [int(band_between(offer.windows, offer.span)) for offer in offers],
            "has_hours": [place.windows is not None for place in offered],
            "target_days": [float(place.target_days or np.nan) for place in offered],
            "service_min": [float(place.service_min or np.nan) for place in offered],
            "open_requests": [record.open_requests.get(place.id, 0) for place in offered],
            "trust_open": [record.trust.get(place.id, Trust.STEADY) is not Trust.STEADY for place in offered],
            "wished": [place.id in record.wishes for place in offered],
            "promised_min": [promised.get(place.id, np.nan) for place in offered],
        },
        index=index,
    )
    return places.drop(columns="service_min").join(visit_facts(places, visits, day))


def _stops(offers: Sequence[_Offer], facts: pd.DataFrame, prizes: pd.Series) -> Iterator[Stop]:
    required = facts["wished"] | facts["promised_min"].notna()
    columns = (facts["service_min"], prizes, required, facts["quiet"])
    for offer, service_min, prize, is_required, is_quiet_place in zip(offers, *columns, strict=True):
        yield Stop(
            place=offer.place.id,
            service_min=int(service_min),
            windows=offer.windows,
            prize=max(float(prize), 0.0),
            required=bool(is_required),
            teams=offer.teams,
            quiet=bool(is_quiet_place),
        )


def _kept(promises: Mapping[int, Promise], stops: pd.Index, teams: Sequence[TeamRecord]) -> dict[int, int]:
    out = {team.id for team in teams}
    return {
        place: promise.team for place, promise in promises.items() if place in stops and promise.team in out
    }


def _checked_places(places: gpd.GeoDataFrame, facts: pd.DataFrame) -> gpd.GeoDataFrame:
    shown = places.loc[facts.index, ["geometry", "kind"]].to_crs(METRIC)
    return shown.assign(days_since=facts["days_since"], min_gap_days=facts["target_days"] // SOON)


def _checked_pairs(
    teams: Sequence[TeamRecord], hours: Mapping[int, TimeWindow], waived: Collection[int]
) -> pd.DataFrame:
    rows = [
        {
            "depot": np.nan if team.depot is None else float(team.depot),
            "on_shift": team.id in hours,
            "has_worker": MissingRole.WORKER not in missing_roles(team.first_skill, team.second_skill),
            "has_nurse": MissingRole.NURSE not in missing_roles(team.first_skill, team.second_skill),
            "waived": team.roles_waived or team.id in waived,
        }
        for team in teams
    ]
    columns = ["depot", "on_shift", "has_worker", "has_nurse", "waived"]
    return pd.DataFrame(rows, columns=columns, index=pd.Index([team.id for team in teams], name="team"))
