"""The ledger of regulations: which rules changed where people can be, since when and until when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.geography.municipalities import municipality
from data.i18n import LANGUAGES
from data.identifiers import IdentifierKind
from data.register.faults import Fault, FaultCode, RefusedError, Saved
from data.register.rules import Regulation, RegulationPlaceKind
from data.register.tables import Place
from data.register.validation import (
    attempt,
    date_faults,
    geometry_faults,
    municipality_faults,
    refuse_if,
    text_faults,
    tidied,
)
from data.vocabulary import PlaceKind, RegulationKind
from geo.zones import rounded

TITLE = 160
"""Longest title, in characters."""

SOURCE = 300
"""Longest source, in characters."""

LARGEST_AREA_M2 = 5e9
"""A drawn area is at most as large as a province."""

REFERENCES = frozenset(
    {
        IdentifierKind.PERSON_CODE,
        IdentifierKind.PLATE,
        IdentifierKind.PHONE,
        IdentifierKind.IDENTITY_DOCUMENT,
        IdentifierKind.WEB_PAGE,
        IdentifierKind.ONLINE_ACCOUNT,
        IdentifierKind.NAME,
    }
)
"""What the number of a law, the address of a page or a signature in a gazette may look like."""


@dataclass(frozen=True)
class RegulationDraft:
    """
    A rule as somebody wants it to stand in the ledger.

    Attributes
    ----------
    kind : RegulationKind
        Kind of rule.
    announced, in_force, ended : date or None
        When it was announced (None where not known), came into force, and ended (None where it has not).
    titles : mapping of str to str
        What it is called in each of `data.i18n.LANGUAGES`.
    source : str
        Where it can be read.
    municipality : str or None
        NIS code, where it applies in one municipality.
    area : BaseGeometry or None
        WGS84 polygon, where it applies in a part that is drawn, of that municipality if one is given.
    places : tuple of int
        Identifiers of places it names.
    place_kinds : tuple of PlaceKind
        Kinds of place it touches; empty for all.
    exceptions : tuple of int
        Identifiers of places that it spares.
    """

    kind: RegulationKind
    announced: date | None = None
    in_force: date | None = None
    ended: date | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    municipality: str | None = None
    area: BaseGeometry | None = None
    places: tuple[int, ...] = ()
    place_kinds: tuple[PlaceKind, ...] = ()
    exceptions: tuple[int, ...] = ()


@dataclass(frozen=True)
class RegulationRecord:
    """
    A rule of the ledger, for lines on charts and spans on timelines.

    Attributes
    ----------
    id : int
        Its identifier.
    kind : RegulationKind
        Kind of rule.
    announced : date or None
        When it was announced, where known.
    in_force : date
        First day in force.
    ended : date or None
        Last day in force; None where it still is.
    titles : mapping of str to str
        What it is called in each of `data.i18n.LANGUAGES`.
    source : str
        Where it can be read.
    municipality : str or None
        NIS code, where it applies in one municipality.
    area : BaseGeometry or None
        WGS84 polygon, where it applies in a part that is drawn, of that municipality if one is given.
    places : tuple of int
        Identifiers of places it names, in order.
    place_kinds : tuple of PlaceKind
        Kinds of place it touches; empty for all.
    exceptions : tuple of int
        Identifiers of places that it spares, in order.
    """

    id: int
    kind: RegulationKind
    announced: date | None
    in_force: date
    ended: date | None
    titles: Mapping[str, str]
    source: str
    municipality: str | None
    area: BaseGeometry | None
    places: tuple[int, ...]
    place_kinds: tuple[PlaceKind, ...]
    exceptions: tuple[int, ...]

    def title(self, language: str) -> str:
        """
        Return what the rule is called.

        Parameters
        ----------
        language : str
            One of `data.i18n.LANGUAGES`; any other gives the field's first language.

        Returns
        -------
        str
            A free text: never send it to a map.
        """
        return self.titles.get(language) or self.titles[LANGUAGES[0]]

    def is_in_force(self, day: date) -> bool:
        """
        Tell whether the rule holds on *day*.

        Parameters
        ----------
        day : date
            A calendar day.

        Returns
        -------
        bool
            True from the first to the last day in force, both included.
        """
        return self.in_force <= day <= (self.ended or date.max)

    def to_draft(self) -> RegulationDraft:
        """
        Return all that can be edited.

        Returns
        -------
        RegulationDraft
            Ready to be saved again.
        """
        return RegulationDraft(
            kind=self.kind,
            announced=self.announced,
            in_force=self.in_force,
            ended=self.ended,
            titles=self.titles,
            source=self.source,
            municipality=self.municipality,
            area=self.area,
            places=self.places,
            place_kinds=self.place_kinds,
            exceptions=self.exceptions,
        )


def load_regulations(engine: Engine) -> list[RegulationRecord]:
    """
    Load the ledger.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    list of RegulationRecord
        In the order in which they came into force.
    """
    with Session(engine) as session:
        rules = session.scalars(select(Regulation).order_by(Regulation.in_force, Regulation.id))
        return [_to_record(rule) for rule in rules]


def save_regulation(
    engine: Engine,
    draft: RegulationDraft,
    regulation_id: int | None = None,
    *,
    seen: RegulationDraft | None = None,
) -> Saved:
    """
    Add a rule to the ledger, or change one.

    Parameters
    ----------
    engine : Engine
        The register.
    draft : RegulationDraft
        The rule as it should be; texts are tidied, positions rounded to a tenth of a metre.
    regulation_id : int, optional
        The rule to change; None adds one.
    seen : RegulationDraft, optional
        The rule as the screen showed it; the change is refused if somebody changed it since.

    Returns
    -------
    Saved
        The rule's identifier, or every fault at once.
    """
    wanted = _prepared(draft)

    def change(session: Session) -> int:
        rule = Regulation() if regulation_id is None else _found(session, regulation_id)
        if seen is not None and regulation_id is not None and _to_record(rule).to_draft() != seen:
            raise RefusedError(Fault(FaultCode.CHANGED_MEANWHILE))
        refuse_if([*_faults(wanted), *_clashes(session, wanted, regulation_id)])
        return _write(session, rule, wanted)

    return attempt(engine, change)


def close_regulation(engine: Engine, regulation_id: int, day: date) -> tuple[Fault, ...]:
    """
    Say on which day a rule ended.

    Parameters
    ----------
    engine : Engine
        The register.
    regulation_id : int
        Identifier of the rule.
    day : date
        Its last day in force.

    Returns
    -------
    tuple of Fault
        Empty when it was done.
    """

    def change(session: Session) -> int:
        rule = _found(session, regulation_id)
        refuse_if([*_date_faults(replace(_to_record(rule).to_draft(), ended=day))])
        rule.ended = day
        return regulation_id

    return attempt(engine, change).faults


def delete_regulation(engine: Engine, regulation_id: int) -> tuple[Fault, ...]:
    """
    Take a rule out of the ledger, such as one entered by mistake.

    Parameters
    ----------
    engine : Engine
        The register.
    regulation_id : int
        Identifier of the rule.

    Returns
    -------
    tuple of Fault
        Empty when it was done.
    """

    def change(session: Session) -> int:
        session.delete(_found(session, regulation_id))
        return regulation_id

    return attempt(engine, change).faults


def _prepared(draft: RegulationDraft) -> RegulationDraft:
    known = municipality(draft.municipality) if draft.municipality else None
    return replace(
        draft,
        titles={language: tidied(draft.titles.get(language, "")) for language in LANGUAGES},
        source=tidied(draft.source),
        municipality=known.nis if known else draft.municipality or None,
        area=None if draft.area is None else rounded(draft.area),
        places=tuple(sorted({*draft.places})),
        place_kinds=tuple(kind for kind in PlaceKind if kind in draft.place_kinds),
        exceptions=tuple(sorted({*draft.exceptions})),
    )


def _faults(draft: RegulationDraft) -> Iterator[Fault]:
    yield from _date_faults(draft)
    for language in LANGUAGES:
        yield from text_faults(draft.titles[language], f"title_{language}", TITLE)
    yield from text_faults(draft.source, "source", SOURCE, allowed=REFERENCES)
    if draft.municipality:
        yield from municipality_faults(draft.municipality, None, None)
    if draft.area is not None:
        yield from geometry_faults(draft.area, "area", LARGEST_AREA_M2)
        if isinstance(draft.area, Point) and not draft.area.is_empty:
            yield Fault(FaultCode.AREA_IS_POINT, "area")
    if set(draft.places) & set(draft.exceptions):
        yield Fault(FaultCode.NAMED_AND_SPARED, "exceptions")
    nowhere = not draft.municipality and draft.area is None and not draft.places
    if nowhere and draft.kind is not RegulationKind.NATIONAL_LAW:
        yield Fault(FaultCode.WHERE_MISSING, "municipality")


def _date_faults(draft: RegulationDraft) -> Iterator[Fault]:
    if draft.in_force is None:
        yield Fault(FaultCode.DATE_MISSING, "in_force")
    for name in ("announced", "in_force", "ended"):
        yield from date_faults(getattr(draft, name), name)
    if draft.announced and draft.in_force and draft.in_force < draft.announced:
        yield Fault(FaultCode.ANNOUNCED_LATE, "announced")
    if draft.ended and draft.in_force and draft.ended < draft.in_force:
        yield Fault(FaultCode.DATES_REVERSED, "ended")


def _clashes(session: Session, draft: RegulationDraft, regulation_id: int | None) -> Iterator[Fault]:
    for name, wanted in (("places", draft.places), ("exceptions", draft.exceptions)):
        known = session.scalars(select(Place.id).where(Place.id.in_(wanted)))
        if {*known} != {*wanted}:
            yield Fault(FaultCode.PLACE_UNKNOWN, name)
    same = select(Regulation.id).where(
        Regulation.kind == draft.kind,
        Regulation.in_force == draft.in_force,
        Regulation.title_fr == draft.titles["fr"],
        Regulation.id != (regulation_id or 0),
    )
    if session.scalars(same).first() is not None:
        yield Fault(FaultCode.ALREADY_IN_LEDGER)


def _found(session: Session, regulation_id: int) -> Regulation:
    rule = session.get(Regulation, regulation_id)
    if rule is None:
        raise RefusedError(Fault(FaultCode.GONE))
    return rule


def _to_record(rule: Regulation) -> RegulationRecord:
    touched = {row.kind for row in rule.place_kinds}
    return RegulationRecord(
        id=rule.id,
        kind=rule.kind,
        announced=rule.announced,
        in_force=rule.in_force,
        ended=rule.ended,
        titles={"fr": rule.title_fr, "nl": rule.title_nl, "en": rule.title_en},
        source=rule.source,
        municipality=rule.municipality,
        area=rule.area,
        places=tuple(sorted(place.id for place in rule.places)),
        place_kinds=tuple(kind for kind in PlaceKind if kind in touched),
        exceptions=tuple(sorted(place.id for place in rule.exceptions)),
    )


def _write(session: Session, rule: Regulation, draft: RegulationDraft) -> int:
    for name in ("kind", "announced", "in_force", "ended", "municipality", "area", "source"):
        setattr(rule, name, getattr(draft, name))
    rule.title_fr, rule.title_nl, rule.title_en = (draft.titles[language] for language in ("fr", "nl", "en"))
    rule.places = [*session.scalars(select(Place).where(Place.id.in_(draft.places)))]
    rule.exceptions = [*session.scalars(select(Place).where(Place.id.in_(draft.exceptions)))]
    kept = {row.kind: row for row in rule.place_kinds}
    rule.place_kinds = [kept.get(kind) or RegulationPlaceKind(kind=kind) for kind in draft.place_kinds]
    session.add(rule)
    session.flush()
    return rule.id
