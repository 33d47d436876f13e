"""What refers to a place, and so keeps it from being deleted."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.register.faults import Fault, FaultCode
from data.register.planning import Appointment, PlannedStop, RoundPlan, ScheduledVisit
from data.register.tables import Team, regulation_place

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
        One for visits, one for regulations, one for pairs and plans.
    """
    if visits:
        yield Fault(FaultCode.HAS_VISITS, values={"count": visits})
    named = select(regulation_place.c.place_id).where(regulation_place.c.place_id == place_id)
    if session.scalars(named).first() is not None:
        yield Fault(FaultCode.HAS_REGULATIONS)
    if any(session.scalars(select(1).where(column == place_id).limit(1)).first() for column in _PLANNED):
        yield Fault(FaultCode.HAS_PLANS)
