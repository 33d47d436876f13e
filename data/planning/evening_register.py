"""What the register says about one evening: its places with their hours, who promised what, who is where."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from sqlalchemy import Engine, String, delete, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from data.planning.hours import windows_on
from data.register.faults import Fault, FaultCode, Saved
from data.register.planning import EveningWish, PlaceStanding, PlannedStop, ScheduledVisit, SchedulePlan
from data.register.tables import Material, OpeningWindow, Place, Round
from data.register.validation import attempt, refuse_if
from data.vocabulary import PlaceKind, PlanState, Trust
from geo.rounds.model import TimeWindow


@dataclass(frozen=True)
class PlaceTonight:
    """
    A place that is in use on a day.

    Attributes
    ----------
    id : int
        Its identifier.
    kind : PlaceKind
        Its kind.
    service : int
        The service that looks after it.
    target_days : int or None
        Days wanted between two visits.
    service_min : int or None
        The usual length of a visit, where the register says.
    windows : tuple of TimeWindow or None
        When people can be met on the day; None where the register knows of no hours at all.
    """

    id: int
    kind: PlaceKind
    service: int
    target_days: int | None
    service_min: int | None
    windows: tuple[TimeWindow, ...] | None


@dataclass(frozen=True)
class Promise:
    """
    A visit of the schedule in force.

    Attributes
    ----------
    team : int
        The pair that people count on.
    arrival_min : int
        About when.
    """

    team: int
    arrival_min: int


@dataclass(frozen=True)
class EveningRecord:
    """
    What the register says about one evening.

    Attributes
    ----------
    day : date
        The operational day.
    places : mapping of int to PlaceTonight
        All places in use that day, offices left out.
    open_requests : mapping of int to int
        Requests that were not met, by place.
    trust : mapping of int to Trust
        By place; what is not named is steady.
    promises : mapping of int to Promise
        Visits of the schedule in force, by place.
    wishes : frozenset of int
        Places that somebody wants visited that evening.
    taken : mapping of int to int
        Places on committed rounds, by place: the pair.
    """

    day: date
    places: Mapping[int, PlaceTonight]
    open_requests: Mapping[int, int] = field(default_factory=dict)
    trust: Mapping[int, Trust] = field(default_factory=dict)
    promises: Mapping[int, Promise] = field(default_factory=dict)
    wishes: frozenset[int] = frozenset()
    taken: Mapping[int, int] = field(default_factory=dict)


def load_record(engine: Engine, day: date) -> EveningRecord:
    """
    Load what the register says about an evening.

    Parameters
    ----------
    engine : Engine
        The register.
    day : date
        The operational day.

    Returns
    -------
    EveningRecord
        Of all services.
    """
    with Session(engine) as session:
        standings = session.scalars(select(PlaceStanding)).all()
        wishes = session.scalars(select(EveningWish.place_id).where(EveningWish.day == day))
        return EveningRecord(
            day=day,
            places=_places(session, day),
            open_requests={one.place_id: one.open_requests for one in standings},
            trust={one.place_id: one.trust for one in standings},
            promises=_promises(session, day),
            wishes=frozenset(wishes),
            taken=_taken(session, day),
        )


def load_handouts(engine: Engine) -> pd.DataFrame:
    """
    Load what visits handed out.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    DataFrame
        One row a visit and kind: ``visit``, ``material`` (a `MaterialKind`'s value) and ``count``.
    """
    query = (
        select(Material.visit_id.label("visit"), type_coerce(Material.kind, String).label("material"))
        .add_columns(func.sum(Material.count).label("count"))
        .where(Material.visit_id.is_not(None))
        .group_by(Material.visit_id, Material.kind)
    )
    with engine.connect() as connection:
        return pd.read_sql_query(query, connection)


def wish_for(engine: Engine, place: int, day: date, *, wanted: bool) -> Saved:
    """
    Want a place to be visited on an evening, or no longer.

    Parameters
    ----------
    engine : Engine
        The register.
    place : int
        The place.
    day : date
        The evening.
    wanted : bool
        Whether it is wanted.

    Returns
    -------
    Saved
        The place's identifier, or why nothing was changed. Wanting twice is wanting once.
    """

    def change(session: Session) -> int:
        refuse_if([Fault(FaultCode.PLACE_UNKNOWN)] if session.get(Place, place) is None else [])
        session.execute(delete(EveningWish).where(EveningWish.place_id == place, EveningWish.day == day))
        if wanted:
            session.add(EveningWish(place_id=place, day=day))
        return place

    return attempt(engine, change)


def _places(session: Session, day: date) -> dict[int, PlaceTonight]:
    query = select(Place).where(
        Place.kind != PlaceKind.OFFICE,
        or_(Place.active_from.is_(None), Place.active_from <= day),
        or_(Place.active_to.is_(None), Place.active_to >= day),
    )
    return {
        place.id: PlaceTonight(
            place.id,
            place.kind,
            place.service_id,
            place.target_days,
            place.service_min,
            _windows(place.opening, day.weekday()),
        )
        for place in session.scalars(query.order_by(Place.id))
    }


def _windows(opening: Collection[OpeningWindow], weekday: int) -> tuple[TimeWindow, ...] | None:
    if not opening:
        return None
    return windows_on([(window.weekday, window.opens, window.closes) for window in opening], weekday)


def _promises(session: Session, day: date) -> dict[int, Promise]:
    query = (
        select(ScheduledVisit)
        .join(SchedulePlan, SchedulePlan.id == ScheduledVisit.plan_id)
        .where(SchedulePlan.state == PlanState.IN_FORCE, ScheduledVisit.day == day)
    )
    return {visit.place_id: Promise(visit.team_id, visit.arrival_min) for visit in session.scalars(query)}


def _taken(session: Session, day: date) -> dict[int, int]:
    query = (
        select(PlannedStop.place_id, Round.team_id)
        .join(Round, Round.id == PlannedStop.round_id)
        .where(Round.day == day)
    )
    return {place: team for place, team in session.execute(query) if team is not None}
