"""The ledger of regulations: which rules changed where people can be, since when and until when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from data.i18n import LANGUAGES
from data.register.faults import Fault, FaultCode, RefusedError, Saved
from data.register.regulation_checks import RegulationDraft, draft_faults, order_faults, prepared
from data.register.rules import Regulation, RegulationPlaceKind
from data.register.studies import Study
from data.register.tables import Place
from data.register.validation import attempt, refuse_if
from data.vocabulary import PlaceKind, RegulationKind


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
    studies : tuple of int
        Identifiers of the studies that ask about it, in order.
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
    studies: tuple[int, ...]

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
        studies = session.execute(select(Study.regulation_id, Study.id).order_by(Study.id)).all()
        return [_to_record(rule, [study for about, study in studies if about == rule.id]) for rule in rules]


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
    wanted = prepared(draft)

    def change(session: Session) -> int:
        rule = Regulation() if regulation_id is None else _found(session, regulation_id)
        if seen is not None and regulation_id is not None and _to_record(rule).to_draft() != seen:
            raise RefusedError(Fault(FaultCode.CHANGED_MEANWHILE))
        refuse_if([*draft_faults(wanted), *_clashes(session, wanted, regulation_id)])
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
        refuse_if([*order_faults(replace(_to_record(rule).to_draft(), ended=day))])
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


def restore_regulations(
    engine: Engine, before: Sequence[RegulationRecord], after: Sequence[RegulationRecord]
) -> Saved:
    """
    Take back a change of the ledger as a whole.

    Parameters
    ----------
    engine : Engine
        The register.
    before : sequence of RegulationRecord
        The rules that were changed or deleted, as they were.
    after : sequence of RegulationRecord
        The rules that were changed or added, as the change left them; nothing is taken back where somebody
        changed one of them since.

    Returns
    -------
    Saved
        The first rule that is again as it was, or every fault at once. A rule that was deleted is again what
        its studies ask about, so that their looks stay counted.
    """

    def change(session: Session) -> int | None:
        now = {rule.id: _found(session, rule.id) for rule in after}
        if any(_to_record(now[rule.id]).to_draft() != rule.to_draft() for rule in after):
            raise RefusedError(Fault(FaultCode.CHANGED_MEANWHILE))
        for added in now.keys() - {rule.id for rule in before}:
            session.delete(now[added])
        session.flush()
        restored = [_restore(session, rule, now.get(rule.id)) for rule in before]
        return restored[0] if restored else None

    return attempt(engine, change)


def _restore(session: Session, rule: RegulationRecord, row: Regulation | None) -> int:
    draft = rule.to_draft()
    refuse_if([*_clashes(session, draft, rule.id if row else None)])
    if row is not None:
        return _write(session, row, draft)
    is_free = session.get(Regulation, rule.id) is None
    restored = _write(session, Regulation(id=rule.id) if is_free else Regulation(), draft)
    orphans = update(Study).where(Study.id.in_(rule.studies), Study.regulation_id.is_(None))
    session.execute(orphans.values(regulation_id=restored))
    return restored


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


def _to_record(rule: Regulation, studies: Sequence[int] = ()) -> RegulationRecord:
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
        studies=tuple(studies),
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
