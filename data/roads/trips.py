"""Trips that the team measured: load, save with all faults at once, take away."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.register.faults import Fault, FaultCode, RefusedError, Saved
from data.register.planning import MeasuredTrip
from data.register.tables import Place
from data.register.validation import attempt, refuse_if
from data.roads.positions import load_spots
from data.vocabulary import Vehicle
from geo.roads.assembly import Trip
from geo.roads.estimate import crow_km

LONGEST_MIN = 600.0
"""No trip of a round takes longer."""

SHORTEST_MIN = 1.0

FASTEST_KMH = {Vehicle.CAR: 130.0, Vehicle.VAN: 130.0, Vehicle.ON_FOOT: 8.0}
"""Nobody is faster than this as the crow flies."""

SLOWEST_KMH = {Vehicle.CAR: 10.0, Vehicle.VAN: 10.0, Vehicle.ON_FOOT: 1.5}
"""Nobody is slower than this as the crow flies, `DELAY_MIN` apart: more is a digit too many."""

DELAY_MIN = 60.0


@dataclass(frozen=True)
class TripDraft:
    """
    A trip as somebody gives it.

    Attributes
    ----------
    start, end : int or None
        Places; None where not chosen.
    minutes : float or None
        What it took; None where not given.
    at_peak : bool
        Whether the roads were full.
    vehicle : Vehicle
        How it was made.
    """

    start: int | None = None
    end: int | None = None
    minutes: float | None = None
    at_peak: bool = False
    vehicle: Vehicle = Vehicle.CAR


@dataclass(frozen=True)
class TripRecord:
    """
    A trip of the register.

    Attributes
    ----------
    id : int
        Its identifier.
    draft : TripDraft
        All that was given, ready to be saved again.
    noted_on : date
        When.
    """

    id: int
    draft: TripDraft
    noted_on: date

    @property
    def trip(self) -> Trip:
        """What the estimate learns from it."""
        draft = self.draft
        return Trip(
            draft.start or 0,
            draft.end or 0,
            draft.minutes or 0.0,
            at_peak=draft.at_peak,
            on_foot=draft.vehicle is Vehicle.ON_FOOT,
        )


def load_trips(engine: Engine) -> list[TripRecord]:
    """
    Load all measured trips.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    list of TripRecord
        The latest first.
    """
    with Session(engine) as session:
        rows = session.scalars(select(MeasuredTrip).order_by(MeasuredTrip.id.desc()))
        return [_to_record(row) for row in rows]


def save_trip(engine: Engine, var_dir: Path, draft: TripDraft, today: date) -> Saved:
    """
    Add a measured trip.

    Parameters
    ----------
    engine : Engine
        The register.
    var_dir : Path
        Folder with the basemap, as for `data.roads.positions.load_spots`.
    draft : TripDraft
        The trip.
    today : date
        When it is noted.

    Returns
    -------
    Saved
        Its identifier, or every fault at once.
    """
    too_fast = _speed_faults(engine, var_dir, draft)

    def change(session: Session) -> int:
        refuse_if([*_faults(session, draft), *too_fast])
        row = MeasuredTrip(
            from_id=draft.start,
            to_id=draft.end,
            minutes=draft.minutes,
            at_peak=draft.at_peak,
            vehicle=draft.vehicle,
            noted_on=today,
        )
        session.add(row)
        session.flush()
        return row.id

    return attempt(engine, change)


def delete_trip(engine: Engine, trip_id: int) -> Saved:
    """
    Take a measured trip away.

    Parameters
    ----------
    engine : Engine
        The register.
    trip_id : int
        Identifier of the trip.

    Returns
    -------
    Saved
        Its identifier; a fault where it is no longer there.
    """

    def change(session: Session) -> int:
        row = session.get(MeasuredTrip, trip_id)
        if row is None:
            raise RefusedError(Fault(FaultCode.GONE))
        session.delete(row)
        return trip_id

    return attempt(engine, change)


def _to_record(row: MeasuredTrip) -> TripRecord:
    draft = TripDraft(row.from_id, row.to_id, row.minutes, row.at_peak, row.vehicle)
    return TripRecord(row.id, replace(draft, minutes=float(row.minutes)), row.noted_on)


def _faults(session: Session, draft: TripDraft) -> Iterator[Fault]:
    for field, place in (("start", draft.start), ("end", draft.end)):
        if place is None:
            yield Fault(FaultCode.TRIP_PLACE_MISSING, field)
        elif session.get(Place, place) is None:
            yield Fault(FaultCode.PLACE_UNKNOWN, field)
    if draft.start is not None and draft.start == draft.end:
        yield Fault(FaultCode.TRIP_SAME_PLACE, "end")
    if draft.minutes is None:
        yield Fault(FaultCode.TRIP_MINUTES_MISSING, "minutes")
    elif not SHORTEST_MIN <= draft.minutes <= LONGEST_MIN:
        yield Fault(FaultCode.TRIP_MINUTES_UNLIKELY, "minutes", {"longest": int(LONGEST_MIN)})


def _speed_faults(engine: Engine, var_dir: Path, draft: TripDraft) -> list[Fault]:
    """Find out whether the minutes and the distance go together."""
    minutes = draft.minutes or 0.0
    if draft.start is None or draft.end is None or not SHORTEST_MIN <= minutes <= LONGEST_MIN:
        return []
    try:
        spots = load_spots(engine, var_dir, [draft.start, draft.end])
    except KeyError:
        return []
    km = float(crow_km(spots.longitude, spots.latitude)[0, 1])
    kmh = km / minutes * 60
    if kmh > FASTEST_KMH[draft.vehicle]:
        return [Fault(FaultCode.TRIP_TOO_FAST, "minutes", {"km": round(km), "kmh": round(kmh)})]
    if minutes > DELAY_MIN + km / SLOWEST_KMH[draft.vehicle] * 60:
        return [Fault(FaultCode.TRIP_TOO_SLOW, "minutes", {"km": round(km), "minutes": round(minutes)})]
    return []
