"""The sourced ledger of regulations of the demo register: Charleroi, and the national changes since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data.demo.dispersal import ANNOUNCED, IN_FORCE
from data.demo.places import load_places
from data.register.national_changes import NATIONAL_CHANGES, to_row
from data.register.rules import Regulation, RegulationPlaceKind
from data.register.tables import Place
from data.vocabulary import PlaceKind, RegulationKind

CHARLEROI = "52011"

JUNE_2011 = date(2011, 6, 1)
"""The sources print the month only."""

LAST_DAY_OF_TOLERANCE = date(2014, 11, 30)


@dataclass(frozen=True)
class DemoRule:
    """
    A rule whose dates a source prints.

    Attributes
    ----------
    kind : RegulationKind
        Kind of rule.
    place_kind : PlaceKind
        Kind of place that it touches.
    places : tuple of str
        Codes of the places that it names.
    exceptions : tuple of str
        Beginnings of the codes of the places that it spares.
    announced : date or None
        When it was announced, where a source says so.
    in_force : date
        First day.
    ended : date or None
        Last day.
    titles : tuple of str
        In French, Dutch and English.
    source : str
        Where the dates come from.
    """

    kind: RegulationKind
    place_kind: PlaceKind
    places: tuple[str, ...]
    exceptions: tuple[str, ...]
    announced: date | None
    in_force: date
    ended: date | None
    titles: tuple[str, str, str]
    source: str


_PRESS_2011 = "Télésambre; RTBF; Le Vif, 2 April 2014 (bylaw of June 2011)"
_REPORT_AND_PRESS = "Entre 2 Wallonie, activity report 2019; RTBF; Télésambre, November 2014"

RULES = (
    DemoRule(
        kind=RegulationKind.DEROGATION,
        place_kind=PlaceKind.STREET,
        places=("CH-RIV",),
        exceptions=(),
        announced=None,
        in_force=JUNE_2011,
        ended=LAST_DAY_OF_TOLERANCE,
        titles=(
            "Prostitution de rue déplacée par dérogation à la rue du Rivage",
            "Straatprostitutie bij afwijking verplaatst naar de rue du Rivage",
            "Street work moved by derogation to the rue du Rivage",
        ),
        source=_PRESS_2011,
    ),
    DemoRule(
        kind=RegulationKind.TOLERANCE_ZONE,
        place_kind=PlaceKind.STREET,
        places=("CH-RIV",),
        exceptions=(),
        announced=None,
        in_force=JUNE_2011,
        ended=LAST_DAY_OF_TOLERANCE,
        titles=(
            "Zone de tolérance de la rue du Rivage",
            "Gedoogzone van de rue du Rivage",
            "Tolerance zone of the rue du Rivage",
        ),
        source=_PRESS_2011,
    ),
    DemoRule(
        kind=RegulationKind.SOLICITING_BAN,
        place_kind=PlaceKind.STREET,
        places=(),
        exceptions=(),
        announced=ANNOUNCED,
        in_force=IN_FORCE,
        ended=None,
        titles=(
            "Interdiction du racolage et de la prostitution de rue à Charleroi",
            "Verbod op tippelen en straatprostitutie in Charleroi",
            "Ban on soliciting and street prostitution in Charleroi",
        ),
        source=_REPORT_AND_PRESS,
    ),
    DemoRule(
        kind=RegulationKind.ESTABLISHMENT_BAN,
        place_kind=PlaceKind.BAR,
        places=(),
        exceptions=("CH-FB", "GO-B"),
        announced=ANNOUNCED,
        in_force=IN_FORCE,
        ended=None,
        titles=(
            "Bars interdits à Charleroi, sauf exceptions",
            "Bars verboden in Charleroi, met uitzonderingen",
            "Bars banned in Charleroi, with exceptions",
        ),
        source=_REPORT_AND_PRESS,
    ),
)
"""What the sources say of Charleroi. The bars that the ban spares are those of the faubourg de Bruxelles and
those along the N5 at Gosselies."""


def write_ledger(places: list[Place]) -> list[Regulation]:
    """
    Return the regulations as rows of the register, the national changes of later years among them.

    The demo ends before these; they are there so that no study of later years passes over them.

    Parameters
    ----------
    places : list of Place
        All places of the demo, in the order of their facts.

    Returns
    -------
    list of Regulation
        Not yet in a session.
    """
    by_code = {fact.code: place for fact, place in zip(load_places(), places, strict=True)}
    return [*(_row(rule, by_code) for rule in RULES), *(to_row(change) for change in NATIONAL_CHANGES)]


def _row(rule: DemoRule, by_code: Mapping[str, Place]) -> Regulation:
    places = [by_code[code] for code in rule.places]
    french, dutch, english = rule.titles
    zone = places[0].geometry if rule.kind is RegulationKind.TOLERANCE_ZONE else None
    return Regulation(
        kind=rule.kind,
        announced=rule.announced,
        in_force=rule.in_force,
        ended=rule.ended,
        municipality=CHARLEROI,
        area=zone,
        title_fr=french,
        title_nl=dutch,
        title_en=english,
        source=rule.source,
        places=places,
        exceptions=[place for code, place in by_code.items() if code.startswith(rule.exceptions)],
        place_kinds=[RegulationPlaceKind(kind=rule.place_kind)],
    )
