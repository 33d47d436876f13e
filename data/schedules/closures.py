"""Rules of the ledger that would close places of a schedule: announced, or in force already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import geopandas as gpd

from data.register.regulations import RegulationRecord
from data.studies.ledger import rule_of
from data.vocabulary import RegulationKind
from geo.schedules.model import ScheduleProblem

CLOSES_NOTHING = frozenset({RegulationKind.TOLERANCE_ZONE, RegulationKind.DEROGATION, RegulationKind.CHECKS})
"""Kinds of rule that let people be somewhere, or only look at who is there."""


@dataclass(frozen=True, eq=False)
class TouchingRule:
    """
    A rule, and what it would close.

    Attributes
    ----------
    rule : RegulationRecord
        From the ledger.
    places : frozenset of int
        Places of the schedule that it touches; at least one.
    """

    rule: RegulationRecord
    places: frozenset[int]


def touching_rules(
    rules: Iterable[RegulationRecord],
    problem: ScheduleProblem,
    places: gpd.GeoDataFrame,
    first: date,
    last: date,
) -> list[TouchingRule]:
    """
    Return the rules that touch places of a schedule on some days.

    Parameters
    ----------
    rules : iterable of RegulationRecord
        The ledger.
    problem : ScheduleProblem
        The places that are planned.
    places : GeoDataFrame
        WGS84, by place, with ``kind`` and ``municipality``.
    first, last : date
        The first day that may still change, and the last of the schedule.

    Returns
    -------
    list of TouchingRule
        Those in force on any of these days, the latest first: a new bylaw is what is asked about.
    """
    planned = places.loc[places.index.isin([site.place for site in problem.sites])]
    found = [
        TouchingRule(
            rule, frozenset(int(str(place)) for place in planned.index[rule_of(rule).touches(planned)])
        )
        for rule in sorted(rules, key=lambda one: (one.in_force, one.id), reverse=True)
        if rule.kind not in CLOSES_NOTHING and rule.in_force <= last and first <= (rule.ended or date.max)
    ]
    return [one for one in found if one.places]
