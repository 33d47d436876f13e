"""What refers to a place, and so keeps it from being deleted."""

from collections.abc import Iterator, Mapping

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.register.faults import Fault, FaultCode
from data.register.planning import Appointment, PlannedStop, RoundPlan, ScheduledVisit
from data.register.rules import regulation_exception, regulation_place
from data.register.studies import StudySpec
from data.register.tables import Team

_Column = ColumnElement[int] | InstrumentedAttribute[int] | InstrumentedAttribute[int | None]

_LEDGER = (regulation_place.c.place_id, regulation_exception.c.place_id)
"""Columns of regulations that name a place or spare it."""

_PLANNED = (
    Team.depot_id,
    RoundPlan.depot_id,
    PlannedStop.place_id,
    ScheduledVisit.place_id,
    Appointment.place_id,
)
"""Columns of pairs and plans that refer to a place."""


def reference_faults(session: Session, place_id: int, visits: int) -> Iterator[Fault]:
    """
    Find what keeps a place from being deleted.

    Parameters
    ----------
    session : Session
        On the register.
    place_id : int
        Identifier of the place.
    visits : int
        How many visits refer to it.

    Yields
    ------
    Fault
        One for visits, one for regulations, one for pairs and plans, one for studies.
    """
    if visits:
        yield Fault(FaultCode.HAS_VISITS, values={"count": visits})
    if any(_refers(session, column, place_id) for column in _LEDGER):
        yield Fault(FaultCode.HAS_REGULATIONS)
    if any(_refers(session, column, place_id) for column in _PLANNED):
        yield Fault(FaultCode.HAS_PLANS)
    if any(place_id in _declared(spec) for spec in session.scalars(select(StudySpec.spec))):
        yield Fault(FaultCode.HAS_STUDIES)


def _declared(spec: Mapping[str, object]) -> Iterator[object]:
    """Yield the places of a specification: another place that took the number of one would take its part."""
    for arm in ("treated", "displaced", "control"):
        places = spec.get(arm)
        yield from places if isinstance(places, list) else ()


def _refers(session: Session, column: _Column, place_id: int) -> bool:
    return session.scalars(select(1).where(column == place_id).limit(1)).first() is not None
