"""A rule of the ledger before it is saved: how it is tidied, and all that can be wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from shapely import Point
from shapely.geometry.base import BaseGeometry

from data.geography.municipalities import municipality
from data.i18n import LANGUAGES
from data.identifiers import IdentifierKind
from data.register.faults import Fault, FaultCode
from data.register.validation import (
    date_faults,
    geometry_faults,
    municipality_faults,
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


def prepared(draft: RegulationDraft) -> RegulationDraft:
    """
    Return *draft* as it is stored.

    Parameters
    ----------
    draft : RegulationDraft
        As it was entered.

    Returns
    -------
    RegulationDraft
        Texts tidied, positions rounded to a tenth of a metre, each place and kind once and in order.
    """
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


def draft_faults(draft: RegulationDraft) -> Iterator[Fault]:
    """
    Check what can be known without the register.

    Parameters
    ----------
    draft : RegulationDraft
        From `prepared`.

    Yields
    ------
    Fault
        In the order of the fields of the form.
    """
    yield from order_faults(draft)
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


def order_faults(draft: RegulationDraft) -> Iterator[Fault]:
    """
    Check the days of a rule.

    Parameters
    ----------
    draft : RegulationDraft
        From `prepared`.

    Yields
    ------
    Fault
        Days that are missing, impossible, or out of order.
    """
    if draft.in_force is None:
        yield Fault(FaultCode.DATE_MISSING, "in_force")
    for name in ("announced", "in_force", "ended"):
        yield from date_faults(getattr(draft, name), name)
    if draft.announced and draft.in_force and draft.in_force < draft.announced:
        yield Fault(FaultCode.ANNOUNCED_LATE, "announced")
    if draft.ended and draft.in_force and draft.ended < draft.in_force:
        yield Fault(FaultCode.DATES_REVERSED, "ended")
