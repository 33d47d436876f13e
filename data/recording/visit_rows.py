"""Visits between the register's rows and what somebody records."""

from datetime import date

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from data.recording.visit_drafts import Act, Handout, Help, Met, Prior, Standing, VisitDraft, prepared
from data.register.planning import PlaceStanding
from data.register.tables import (
    Contact,
    HealthAct,
    Intervention,
    Material,
    Observation,
    PriorPlace,
    Visit,
)

_HELD = (Contact, Intervention, HealthAct, Material, Observation, PriorPlace)


def load_visit(engine: Engine, visit: int) -> VisitDraft | None:
    """
    Load one visit with all it holds.

    Parameters
    ----------
    engine : Engine
        The register.
    visit : int
        Its identifier.

    Returns
    -------
    VisitDraft or None
        Ready to be corrected, without what the place waits for; None where there is no such visit.
    """
    with Session(engine) as session:
        row = session.get(Visit, visit)
        return None if row is None else to_visit_draft(session, row)


def load_standings(engine: Engine) -> dict[int, Standing]:
    """
    Load what places wait for.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    dict of int to Standing
        By place; one that is not among them waits for nothing and is not new.
    """
    with Session(engine) as session:
        return {row.place_id: _standing(row) for row in session.scalars(select(PlaceStanding))}


def to_visit_draft(session: Session, row: Visit) -> VisitDraft:
    """
    Return a visit of the register as somebody records it.

    Parameters
    ----------
    session : Session
        An open one.
    row : Visit
        Of it.

    Returns
    -------
    VisitDraft
        Without what the place waits for.
    """
    met = session.scalars(select(Contact).where(Contact.visit_id == row.id))
    helped = session.scalars(select(Intervention).where(Intervention.visit_id == row.id))
    acts = session.scalars(select(HealthAct).where(HealthAct.visit_id == row.id))
    material = session.scalars(select(Material).where(Material.visit_id == row.id))
    prior = session.scalars(select(PriorPlace).where(PriorPlace.visit_id == row.id))
    seen = session.scalars(select(Observation).where(Observation.visit_id == row.id)).one_or_none()
    draft = VisitDraft(
        place=row.place_id,
        outcome=row.outcome,
        arrival=row.arrival,
        minutes=row.minutes,
        met=tuple(
            Met(one.sex, one.age_band, one.nationality, one.acquaintance, one.role, one.count) for one in met
        ),
        material=tuple(Handout(one.kind, one.count) for one in material),
        acts=tuple(Act(one.kind, one.role, one.count) for one in acts),
        help=tuple(Help(one.nature, one.mode, one.relay_target, one.count) for one in helped),
        police=seen.police_presence if seen else None,
        tension=seen.tension if seen else None,
        light=seen.light if seen else None,
        prior=tuple(Prior(one.kind, one.count) for one in prior),
    )
    return prepared(draft)


def write_held(session: Session, service: int, row: Visit, draft: VisitDraft) -> None:
    """
    Write all that a visit holds, instead of what it held.

    Parameters
    ----------
    session : Session
        Inside a writing transaction.
    service : int
        The service of its round, for which work is counted.
    row : Visit
        Already written.
    draft : VisitDraft
        What it holds.
    """
    for table in _HELD:
        session.execute(delete(table).where(table.visit_id == row.id))
    session.add_all(
        Contact(
            visit_id=row.id,
            sex=one.sex,
            age_band=one.age_band,
            nationality=one.nationality,
            acquaintance=one.acquaintance,
            role=one.role,
            count=one.count,
        )
        for one in draft.met
    )
    dated = {"visit_id": row.id, "service_id": service, "day": row.day}
    session.add_all(Material(kind=one.kind, count=one.count, **dated) for one in draft.material)
    session.add_all(PriorPlace(visit_id=row.id, kind=one.kind, count=one.count) for one in draft.prior)
    session.add_all(HealthAct(kind=one.kind, role=one.role, count=one.count, **dated) for one in draft.acts)
    session.add_all(
        Intervention(nature=one.nature, mode=one.mode, relay_target=one.target, count=one.count, **dated)
        for one in draft.help
    )
    if draft.is_observed:
        observed = {"police_presence": draft.police, "tension": draft.tension, "light": draft.light}
        session.add(Observation(visit_id=row.id, **observed))
    session.flush()


def load_standing(session: Session, place: int) -> Standing | None:
    """
    Return what a place waits for.

    Parameters
    ----------
    session : Session
        An open one.
    place : int
        The place.

    Returns
    -------
    Standing or None
        None where nobody has said anything yet.
    """
    row = session.get(PlaceStanding, place)
    return None if row is None else _standing(row)


def write_standing(session: Session, place: int, standing: Standing | None, day: date) -> None:
    """
    Write what a place waits for; nothing is written where that is so already.

    Parameters
    ----------
    session : Session
        Inside a writing transaction.
    place : int
        The place.
    standing : Standing or None
        None forgets it.
    day : date
        Day since which it is so, where *standing* does not say.
    """
    row = session.get(PlaceStanding, place)
    if standing is None:
        if row is not None:
            session.delete(row)
        return
    same = row is not None and (row.open_requests, row.trust) == (standing.open_requests, standing.trust)
    if same or (row is None and standing == Standing()):
        return
    row = row or PlaceStanding(place_id=place)
    row.open_requests, row.trust = standing.open_requests, standing.trust
    row.changed_on = standing.since or day
    session.add(row)
    session.flush()


def _standing(row: PlaceStanding) -> Standing:
    return Standing(row.open_requests, row.trust, row.changed_on)
