"""Places: load, save with all faults at once, close, reopen, delete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from data.geography.municipalities import fold
from data.register.faults import Fault, FaultCode, RefusedError, Saved
from data.register.place_checks import (
    OpeningHours,
    PlaceDraft,
    VisitSpan,
    draft_faults,
    period_faults,
    prepared,
    span_faults,
    visited_faults,
)
from data.register.place_references import reference_faults
from data.register.tables import (
    OpeningWindow,
    Place,
    PublicationArea,
    RegisterState,
    Service,
    Visit,
)
from data.register.validation import Territories, attempt, refuse_if

_AS_DRAFTED = (
    "kind",
    "label",
    "geometry",
    "municipality",
    "active_from",
    "active_to",
    "target_days",
    "invented",
    "service_min",
    "carriageway_deg",
)
"""Columns that are written as the draft has them."""


@dataclass(frozen=True)
class PlaceSheet:
    """
    A place as the register knows it.

    Attributes
    ----------
    id : int
        Its identifier.
    draft : PlaceDraft
        All that can be edited, ready to be saved again.
    visits : VisitSpan
        The visits that refer to it.
    """

    id: int
    draft: PlaceDraft
    visits: VisitSpan


def load_place(engine: Engine, place_id: int) -> PlaceSheet | None:
    """
    Load one place with all that can be edited.

    Parameters
    ----------
    engine : Engine
        The register.
    place_id : int
        Identifier of the place.

    Returns
    -------
    PlaceSheet or None
        None where there is no such place.
    """
    with Session(engine) as session:
        place = session.get(Place, place_id)
        if place is None:
            return None
        return PlaceSheet(place_id, _to_draft(session, place), _visits(session, place_id))


def load_publication_areas(engine: Engine) -> list[str]:
    """
    Load the labels of the groups of places that may be published together.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    list of str
        In alphabetical order.
    """
    with Session(engine) as session:
        return sorted(session.scalars(select(PublicationArea.label)), key=fold)


def save_place(
    engine: Engine,
    draft: PlaceDraft,
    place_id: int | None = None,
    *,
    seen: PlaceDraft | None = None,
    territories: Territories | None = None,
) -> Saved:
    """
    Add a place, or change one.

    Parameters
    ----------
    engine : Engine
        The register.
    draft : PlaceDraft
        The place as it should be; texts are tidied, positions rounded to a tenth of a metre.
    place_id : int, optional
        The place to change; None adds one.
    seen : PlaceDraft, optional
        The place as the screen showed it; the change is refused if somebody changed it since.
    territories : Territories, optional
        Where municipalities lie: fills in a municipality that is left out and checks one that is given.

    Returns
    -------
    Saved
        The place's identifier, or every fault at once.
    """
    wanted = prepared(draft, territories)

    def change(session: Session) -> int:
        place = Place() if place_id is None else session.get(Place, place_id)
        if place is None:
            raise RefusedError(Fault(FaultCode.GONE))
        faults = [*draft_faults(wanted, territories), *_clashes(session, wanted, place_id)]
        if place_id is not None:
            stored = _to_draft(session, place)
            if seen is not None and stored != seen:
                raise RefusedError(Fault(FaultCode.CHANGED_MEANWHILE))
            if not any(fault.field == "geometry" for fault in faults):
                faults += visited_faults(stored, wanted, _visits(session, place_id))
        refuse_if(faults)
        return _write(session, place, wanted)

    return attempt(engine, change)


def save_places(
    engine: Engine, drafts: Sequence[PlaceDraft], *, territories: Territories | None = None
) -> list[Saved]:
    """
    Add many places, all or none.

    Parameters
    ----------
    engine : Engine
        The register.
    drafts : sequence of PlaceDraft
        The places to add, such as the proposals of a file; n places.
    territories : Territories, optional
        As for `save_place`.

    Returns
    -------
    list of Saved
        n outcomes in the order of *drafts*. Where any has faults nothing is written, and those without
        faults have no identifier.
    """
    wanted = [prepared(draft, territories) for draft in drafts]
    outcomes: list[Saved] = []

    def change(session: Session) -> None:
        labels, services = _labels(session), _services(session)
        for draft in wanted:
            faults = [*draft_faults(draft, territories), *_clashes_with(draft, labels, services)]
            labels.add(fold(draft.label))
            outcomes.append(Saved(faults=tuple(faults)))
        refuse_if([fault for outcome in outcomes for fault in outcome.faults])
        outcomes[:] = [Saved(_write(session, Place(), draft)) for draft in wanted]

    whole = attempt(engine, change)
    if whole.faults and not any(outcome.faults for outcome in outcomes):
        # Refused as a whole: the register was locked, or somebody was faster.
        return [Saved(faults=whole.faults) for _ in wanted]
    return outcomes


def close_place(engine: Engine, place_id: int, day: date) -> tuple[Fault, ...]:
    """
    Close a place: its past stays, and it is no longer proposed after *day*.

    Parameters
    ----------
    engine : Engine
        The register.
    place_id : int
        Identifier of the place.
    day : date
        Its last day; not before its last visit.

    Returns
    -------
    tuple of Fault
        Empty when it was done.
    """

    def change(session: Session) -> int:
        place = _found(session, place_id)
        refuse_if(
            [
                *period_faults(place.active_from, day),
                *span_faults(None, day, _visits(session, place_id)),
            ]
        )
        place.active_to = day
        return place_id

    return attempt(engine, change).faults


def reopen_place(engine: Engine, place_id: int) -> tuple[Fault, ...]:
    """
    Open a closed place again, with its past.

    Parameters
    ----------
    engine : Engine
        The register.
    place_id : int
        Identifier of the place.

    Returns
    -------
    tuple of Fault
        Empty when it was done.
    """

    def change(session: Session) -> int:
        _found(session, place_id).active_to = None
        return place_id

    return attempt(engine, change).faults


def delete_place(engine: Engine, place_id: int) -> tuple[Fault, ...]:
    """
    Delete a place that nothing refers to, such as one added by mistake.

    Parameters
    ----------
    engine : Engine
        The register.
    place_id : int
        Identifier of the place.

    Returns
    -------
    tuple of Fault
        Empty when it was done.
    """
    return delete_places(engine, [place_id])


def delete_places(engine: Engine, place_ids: Sequence[int]) -> tuple[Fault, ...]:
    """
    Delete places that nothing refers to, all or none.

    Parameters
    ----------
    engine : Engine
        The register.
    place_ids : sequence of int
        Identifiers of the places.

    Returns
    -------
    tuple of Fault
        Empty when it was done.
    """

    def change(session: Session) -> None:
        faults: list[Fault] = []
        for place_id in place_ids:
            place = _found(session, place_id)
            faults += reference_faults(session, place_id, _visits(session, place_id).count)
            session.delete(place)
        refuse_if(faults)

    return attempt(engine, change).faults


def _found(session: Session, place_id: int) -> Place:
    place = session.get(Place, place_id)
    if place is None:
        raise RefusedError(Fault(FaultCode.GONE))
    return place


def _visits(session: Session, place_id: int) -> VisitSpan:
    query = select(func.count(), func.min(Visit.day), func.max(Visit.day)).where(Visit.place_id == place_id)
    count, first, last = session.execute(query).one()
    return VisitSpan(count, first, last, session.scalars(select(RegisterState.exact_from)).one())


def _to_draft(session: Session, place: Place) -> PlaceDraft:
    area = place.publication_area_id and session.get_one(PublicationArea, place.publication_area_id).label
    windows = (OpeningHours(window.weekday, window.opens, window.closes) for window in place.opening)
    return PlaceDraft(
        kind=place.kind,
        label=place.label,
        geometry=place.geometry,
        municipality=place.municipality,
        service=place.service_id,
        active_from=place.active_from,
        active_to=place.active_to,
        target_days=place.target_days,
        publication_area=area or None,
        opening=tuple(sorted(windows)),
        invented=place.invented,
        service_min=place.service_min,
        carriageway_deg=place.carriageway_deg,
    )


def _labels(session: Session, besides: int | None = None) -> set[str]:
    rows = session.execute(select(Place.id, Place.label))
    return {fold(label) for place_id, label in rows if place_id != besides}


def _services(session: Session) -> set[int]:
    return set(session.scalars(select(Service.id)))


def _clashes(session: Session, draft: PlaceDraft, place_id: int | None) -> list[Fault]:
    return _clashes_with(draft, _labels(session, place_id), _services(session))


def _clashes_with(draft: PlaceDraft, labels: set[str], services: set[int]) -> list[Fault]:
    """Compare *draft* with what else the register holds; labels that differ by accents are the same."""
    faults = []
    if draft.label and fold(draft.label) in labels:
        faults.append(Fault(FaultCode.LABEL_TAKEN, "label"))
    if draft.service is not None and draft.service not in services:
        faults.append(Fault(FaultCode.SERVICE_UNKNOWN, "service"))
    return faults


def _write(session: Session, place: Place, draft: PlaceDraft) -> int:
    for name in _AS_DRAFTED:
        setattr(place, name, getattr(draft, name))
    place.service_id = draft.service or 0
    place.publication_area_id = _area(session, draft.publication_area)
    if draft.opening != tuple(sorted(OpeningHours(w.weekday, w.opens, w.closes) for w in place.opening)):
        place.opening = [
            OpeningWindow(weekday=window.weekday, opens=window.opens, closes=window.closes)
            for window in draft.opening
        ]
    session.add(place)
    session.flush()
    return place.id


def _area(session: Session, label: str | None) -> int | None:
    if label is None:
        return None
    known = {fold(area.label): area for area in session.scalars(select(PublicationArea))}
    area = known.get(fold(label)) or PublicationArea(label=label)
    session.add(area)
    session.flush()
    return area.id
