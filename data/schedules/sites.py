"""The places that want to be visited again and again: their hours, people to expect, and whom they know."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from data.planning.appointments import AppointmentRecord
from data.planning.hours import FIRST_MIN, LAST_MIN, windows_on
from data.planning.teams import TeamRecord
from data.register.tables import Place, Round, Visit
from data.schedules.kept import load_visits_in_force
from data.schedules.shifts import can_be_planned
from data.vocabulary import Outcome, PlaceKind, RoundStatus
from geo.rounds.expected import expected_people
from geo.rounds.facts import LEARNT_DAYS, usual_lengths
from geo.rounds.model import TimeWindow
from geo.schedules.calendar import to_day
from geo.schedules.model import DAYS_A_WEEK, Shift, Site

WHOLE_DAY = (TimeWindow(FIRST_MIN, LAST_MIN),)
"""Hours of a place of which none are known."""

EVERYBODY = 1.0
"""What a visit is worth besides the people expected: where nobody was met lately somebody may be."""

HALF = 0.5
"""Share of a place's visits from which on its usual pair is the one that people there know."""

GROUP_SEPARATOR = "|"
"""Between kind and area in the group of a site."""

NOT_PLANNED = frozenset({PlaceKind.OFFICE, PlaceKind.PRIVATE_FLAT})
"""Kinds of place that are not visited by schedule: offices, and flats, which are visited where asked."""


@dataclass(frozen=True)
class Scope:
    """
    Which weeks are planned, and for whom.

    Attributes
    ----------
    first_day : date
        The Monday on which they begin.
    weeks : int
        From 1 to 12.
    service : int or None
        The one service whose pairs and places are planned; None for all.
    keep_pairs : bool
        Whether a place whose visits were mostly made by one pair stays with it.
    days_off : frozenset of date
        Days on which nobody is out, such as some holidays.
    """

    first_day: date
    weeks: int
    service: int | None = None
    keep_pairs: bool = True
    days_off: frozenset[date] = frozenset()

    @property
    def last_day(self) -> date:
        """The last day that is planned."""
        return self.first_day + timedelta(weeks=self.weeks, days=-1)

    @property
    def learnt_from(self) -> date:
        """The first day that habits are learnt from."""
        return self.first_day - timedelta(days=LEARNT_DAYS)


def planned_places(places: gpd.GeoDataFrame, scope: Scope) -> gpd.GeoDataFrame:
    """
    Return the places that are visited by schedule and in use at least some of the time.

    Parameters
    ----------
    places : GeoDataFrame
        From `data.ledger.load_places`.
    scope : Scope
        The weeks and the service.

    Returns
    -------
    GeoDataFrame
        Some of its rows; offices and private flats are never planned.
    """
    begins, ends = _dates(places["active_from"]), _dates(places["active_to"])
    in_use = [
        (begin or date.min) <= scope.last_day and scope.first_day <= (end or date.max)
        for begin, end in zip(begins, ends, strict=True)
    ]
    offered = ~places["kind"].astype(str).isin([kind.value for kind in NOT_PLANNED])
    planned = offered & pd.Series(in_use, index=places.index, dtype=bool)
    return places.loc[planned if scope.service is None else planned & (places["service"] == scope.service)]


def _dates(days: pd.Series) -> list[date | None]:
    return [None if pd.isna(day) else day.date() for day in days]


def _days_in_use(begin: date | None, end: date | None, scope: Scope) -> range | None:
    """Return on which days of some weeks a place is in use; None where it is on all of them."""
    first, last = max(begin or date.min, scope.first_day), min(end or date.max, scope.last_day)
    if (first, last) == (scope.first_day, scope.last_day):
        return None
    return range(to_day(first, scope.first_day), to_day(last, scope.first_day) + 1)


def kept_by_appointment(
    appointments: Iterable[AppointmentRecord], places: gpd.GeoDataFrame
) -> frozenset[int]:
    """
    Return the places whose rhythm their appointments keep.

    Parameters
    ----------
    appointments : iterable of AppointmentRecord
        Such as Médibus stops.
    places : GeoDataFrame
        With ``target_days``.

    Returns
    -------
    frozenset of int
        Their identifiers.
    """
    rhythms = places["target_days"].dropna().to_dict()
    return frozenset(
        one.draft.place
        for one in appointments
        if one.draft.place is not None
        and 0 < one.draft.every_weeks * DAYS_A_WEEK <= rhythms.get(one.draft.place, 0)
    )


def allowed_pairs(
    engine: Engine, places: gpd.GeoDataFrame, teams: Sequence[TeamRecord], scope: Scope
) -> dict[int, frozenset[int] | None]:
    """
    Return the pairs that may go to each place: the one that it knows, else those of its service, else all.

    Parameters
    ----------
    engine : Engine
        The register, for who went there in the year before.
    places : GeoDataFrame
        With ``service``.
    teams : sequence of TeamRecord
        The pairs.
    scope : Scope
        Whether places keep their pair, and from when on.

    Returns
    -------
    dict of int to frozenset of int or None
        By place.
    """
    plannable = {team.id for team in teams if can_be_planned(team)}
    habits = _habits(engine, scope) if scope.keep_pairs else {}
    allowed: dict[int, frozenset[int] | None] = {}
    for index, owner in places["service"].items():
        place = int(str(index))
        counts = habits.get(place, Counter())
        usual, times = counts.most_common(1)[0] if counts else (0, 0)
        own = frozenset(team.id for team in teams if team.service == owner and team.id in plannable)
        is_known = usual in plannable and times >= HALF * counts.total()
        allowed[place] = frozenset({usual}) if is_known else own or None
    return allowed


def _habits(engine: Engine, scope: Scope) -> Mapping[int, Counter[int]]:
    """Return how often each pair looked at each place in the year before."""
    query = (
        select(Visit.place_id, Round.team_id, func.count())
        .join(Round, Round.id == Visit.round_id)
        .where(
            Round.status == RoundStatus.DONE,
            Round.team_id.is_not(None),
            Visit.outcome != Outcome.SKIPPED,
            Visit.day >= scope.learnt_from,
            Visit.day < scope.first_day,
        )
        .group_by(Visit.place_id, Round.team_id)
        .order_by(Visit.place_id, Round.team_id)
    )
    found: dict[int, Counter[int]] = defaultdict(Counter)
    with Session(engine) as session:
        for place, team, count in session.execute(query):
            if team is not None:
                found[place][team] = count
    return found


def load_sites(
    engine: Engine,
    places: gpd.GeoDataFrame,
    visits: pd.DataFrame,
    shifts: Sequence[Shift],
    allowed: Mapping[int, frozenset[int] | None],
    scope: Scope,
) -> Iterator[Site]:
    """
    Make places ready to be planned.

    Parameters
    ----------
    engine : Engine
        The register.
    places : GeoDataFrame
        Those with a rhythm, with ``area`` where it is known.
    visits : DataFrame
        Rows of the ledger.
    shifts : sequence of Shift
        When anybody is out.
    allowed : mapping of int to frozenset of int or None
        The pairs that may go, by place.
    scope : Scope
        The weeks.

    Yields
    ------
    Site
        In the order of *places*.
    """
    looked = visits[visits["looked"] & (visits["day"] < pd.Timestamp(scope.first_day))]
    recent = looked[looked["day"] >= pd.Timestamp(scope.learnt_from)]
    windows, own_minutes = _load_hours(engine, places.index)
    own = pd.Series(own_minutes, dtype=np.float64).reindex(places.index)
    minutes = usual_lengths(places.assign(service_min=own), recent)["service_min"]
    people = _people(places, recent, shifts, minutes)
    last = _last_visits(engine, visits, scope)
    dates = zip(_dates(places["active_from"]), _dates(places["active_to"]), strict=True)
    for (index, row), (begin, end) in zip(places.iterrows(), dates, strict=True):
        place = int(str(index))
        expected = people.get(place, {})
        yield Site(
            place=place,
            service_min=int(minutes[place]),
            windows=windows[place],
            target_days=int(row["target_days"]),
            prize=EVERYBODY + (sum(expected.values()) / len(expected) if expected else 0.0),
            group=f"{row['kind']}{GROUP_SEPARATOR}{row.get('area') or ''}",
            teams=allowed[place],
            last_visit=to_day(last[place], scope.first_day) if place in last else None,
            people=expected,
            in_use=_days_in_use(begin, end, scope),
        )


def _last_visits(engine: Engine, visits: pd.DataFrame, scope: Scope) -> dict[int, date]:
    """
    Return the last visit of each place before the weeks begin.

    What the schedule in force has between the last day that is recorded and the first of the weeks is still
    to be made: it counts as kept, or the weeks would begin with a visit too soon after it.
    """
    before = visits[visits["day"] < pd.Timestamp(scope.first_day)]
    looked = before[before["looked"]].groupby("place")["day"].max()
    last = {int(str(place)): day.date() for place, day in looked.items()}
    recorded = scope.learnt_from if before.empty else before["day"].max().date()
    for coming in load_visits_in_force(engine, recorded, scope.first_day - timedelta(days=1)):
        last[coming.place] = max(coming.day, last.get(coming.place, coming.day))
    return last


Week = dict[int, tuple[TimeWindow, ...]]
"""When people can be met at a place, by weekday."""


def _load_hours(engine: Engine, places: pd.Index) -> tuple[dict[int, Week], dict[int, int | None]]:
    """Return when people can be met at each place, and how long the register says that a visit takes."""
    windows: dict[int, Week] = {}
    minutes: dict[int, int | None] = {}
    with Session(engine) as session:
        for place in session.scalars(select(Place).where(Place.id.in_([int(one) for one in places]))):
            week = [(one.weekday, one.opens, one.closes) for one in place.opening]
            by_day = {day: windows_on(week, day) if week else WHOLE_DAY for day in range(DAYS_A_WEEK)}
            windows[place.id] = {day: hours for day, hours in by_day.items() if hours}
            minutes[place.id] = place.service_min
    return windows, minutes


def _people(
    places: gpd.GeoDataFrame, looked: pd.DataFrame, shifts: Sequence[Shift], minutes: "pd.Series[int]"
) -> Mapping[int, dict[tuple[int, int], float]]:
    """Return whom to expect at each place, by the weekdays and slots on which anybody is out."""
    found: dict[int, dict[tuple[int, int], float]] = defaultdict(dict)
    if places.empty:
        return found
    for weekday, slot in sorted({(shift.day % DAYS_A_WEEK, shift.slot) for shift in shifts}):
        expected = expected_people(looked, places[["kind"]], weekday, slot, minutes / 60)["expected"]
        for place, people in expected.items():
            found[int(str(place))][weekday, slot] = float(people)
    return found
