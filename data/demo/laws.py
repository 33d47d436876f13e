"""The sourced ledger of regulations of the demo register."""

from dataclasses import dataclass
from datetime import date

from data.demo.dispersal import ANNOUNCED, IN_FORCE
from data.demo.places import load_places
from data.register.tables import Place, Regulation, RegulationPlaceKind
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
        places=("CH-BA1", "CH-BA2", "CH-BA3"),
        announced=ANNOUNCED,
        in_force=IN_FORCE,
        ended=None,
        titles=(
            "Bars interdits, sauf ceux du faubourg de Bruxelles et de la N5 à Gosselies",
            "Bars verboden, behalve in de faubourg de Bruxelles en langs de N5 in Gosselies",
            "Bars banned, except those of the faubourg de Bruxelles and along the N5 at Gosselies",
        ),
        source=_REPORT_AND_PRESS,
    ),
)
"""What the sources say of Charleroi. National laws are left out: no source of ours prints their dates."""


def write_ledger(places: list[Place]) -> list[Regulation]:
    """
    Return the regulations as rows of the register.

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
    return [_row(rule, [by_code[code] for code in rule.places]) for rule in RULES]


def _row(rule: DemoRule, places: list[Place]) -> Regulation:
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
        place_kinds=[RegulationPlaceKind(kind=rule.place_kind)],
    )
