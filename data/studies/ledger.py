"""Rules of the ledger as a study looks at them: by month, and with the kinds of place people could go to."""

from datetime import date

from data.register.regulations import RegulationRecord
from data.vocabulary import PlaceKind, RegulationKind
from geo.displacement.model import YEAR, AnalysisSpec
from geo.displacement.rules import Moment, Rule
from geo.displacement.zone_facts import DesignChoices

_EPOCH = 1970

_OPEN = (PlaceKind.STREET, PlaceKind.REST_AREA, PlaceKind.CAR_PARK, PlaceKind.PRIVATE_FLAT)
"""Kinds to which anybody can go without a landlord's leave."""

_OWNED = (PlaceKind.BAR, PlaceKind.HOTEL_CAFE, PlaceKind.PRIVATE_FLAT)
"""Kinds behind a door of somebody's own."""

_OUR_OWN = (PlaceKind.OFFICE, PlaceKind.MEDIBUS_STOP)
"""Where people come to us: no place to which anybody moves."""


def month_number(day: date) -> int:
    """
    Return the month of a day as studies count it.

    Parameters
    ----------
    day : date
        A calendar day.

    Returns
    -------
    int
        Months since January 1970.
    """
    return (day.year - _EPOCH) * YEAR + day.month - 1


def month_start(month: int) -> date:
    """
    Return the first day of a month that a study counts.

    Parameters
    ----------
    month : int
        Months since January 1970.

    Returns
    -------
    date
        Its first day.
    """
    return date(_EPOCH + month // YEAR, month % YEAR + 1, 1)


def day_of(record: RegulationRecord, moment: Moment) -> date:
    """
    Return the day on which a rule was announced, began or ended.

    Parameters
    ----------
    record : RegulationRecord
        From the ledger.
    moment : Moment
        One that the rule has: see `geo.displacement.rules.Rule.moments`.

    Returns
    -------
    date
        The day in which it came into force, where the ledger knows no other.
    """
    days = {Moment.ANNOUNCED: record.announced, Moment.ENDED: record.ended}
    return days.get(moment) or record.in_force


def first_day(record: RegulationRecord, spec: AnalysisSpec) -> date:
    """
    Return the first day of a rule as a study knows it.

    Parameters
    ----------
    record : RegulationRecord
        From the ledger, as it stands now.
    spec : AnalysisSpec
        As it was declared.

    Returns
    -------
    date
        That of the ledger; the first of the month declared, where the ledger was changed since.
    """
    is_same = month_number(record.in_force) == spec.in_force
    return record.in_force if is_same else month_start(spec.in_force)


def rule_of(record: RegulationRecord) -> Rule:
    """
    Return a rule as a study looks at it.

    Parameters
    ----------
    record : RegulationRecord
        From the ledger.

    Returns
    -------
    Rule
        Where the announcement is not known, the month in which it came into force stands for it.
    """
    return Rule(
        id=record.id,
        announced=month_number(record.announced or record.in_force),
        in_force=month_number(record.in_force),
        ended=None if record.ended is None else month_number(record.ended),
        municipality=record.municipality,
        area=record.area,
        places=record.places,
        exceptions=record.exceptions,
        kinds=tuple(kind.value for kind in record.place_kinds),
        is_national=record.kind is RegulationKind.NATIONAL_LAW,
        settled=month_number(record.in_force) + (record.in_force.day > 1),
    )


def usual_choices(record: RegulationRecord) -> DesignChoices:
    """
    Return the choices that a study of a rule starts from.

    Parameters
    ----------
    record : RegulationRecord
        From the ledger.

    Returns
    -------
    DesignChoices
        From places open to anybody people go to such places and to private flats; from bars and hotels to
        others of these and to private flats; from all kinds to all, our own offices and stops apart.
    """
    touched = set(record.place_kinds)
    reached = [PlaceKind(kind) for kind in PlaceKind if kind not in _OUR_OWN]
    if touched and touched <= set(_OPEN):
        reached = list(_OPEN)
    elif touched and touched <= set(_OWNED):
        reached = list(_OWNED)
    return DesignChoices(kinds=tuple(kind.value for kind in reached))
