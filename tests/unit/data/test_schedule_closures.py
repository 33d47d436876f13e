"""Rules of the ledger that would close places of a schedule."""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import pytest
import shapely

from data.register.regulations import RegulationRecord
from data.schedules.closures import touching_rules
from data.vocabulary import PlaceKind, RegulationKind
from geo.schedules.model import ScheduleProblem
from tests.schedule_kit import line_problem, site

FIRST, LAST = date(2020, 1, 6), date(2020, 2, 2)

BAN = RegulationRecord(
    id=1,
    kind=RegulationKind.SOLICITING_BAN,
    announced=None,
    in_force=date(2020, 1, 20),
    ended=None,
    titles={"fr": "Interdiction", "nl": "Verbod", "en": "Ban"},
    source="source",
    municipality="52011",
    area=None,
    places=(),
    place_kinds=(PlaceKind.STREET,),
    exceptions=(),
    studies=(),
)

PLACES = gpd.GeoDataFrame(
    {
        "kind": ["street", "street", "bar", "street"],
        "municipality": ["52011", "52011", "52011", "25072"],
        "geometry": [shapely.Point(4.4 + at / 100, 50.4) for at in range(4)],
    },
    index=[1, 2, 3, 4],
    crs="EPSG:4326",
)

PROBLEM: ScheduleProblem = line_problem([site(place) for place in (1, 3, 4)], ())


@pytest.mark.parametrize(
    ("rule", "touched"),
    [
        (BAN, {1}),
        (replace(BAN, place_kinds=()), {1, 3}),
        (replace(BAN, municipality=None, kind=RegulationKind.NATIONAL_LAW), {1, 4}),
        (replace(BAN, area=shapely.box(4.415, 50.3, 4.5, 50.5), place_kinds=()), {3, 4}),
        (replace(BAN, places=(4,)), {4}),
        (replace(BAN, exceptions=(1,)), set()),
        (replace(BAN, places=(2,)), set()),
        (replace(BAN, in_force=date(2014, 12, 1)), {1}),
        (replace(BAN, in_force=LAST), {1}),
        (replace(BAN, in_force=date(2020, 2, 3)), set()),
        (replace(BAN, in_force=date(2014, 12, 1), ended=date(2020, 1, 5)), set()),
        (replace(BAN, in_force=date(2014, 12, 1), ended=FIRST), {1}),
        (replace(BAN, kind=RegulationKind.TOLERANCE_ZONE), set()),
        (replace(BAN, kind=RegulationKind.DEROGATION), set()),
        (replace(BAN, kind=RegulationKind.CHECKS), set()),
    ],
)
def test_a_rule_closes_the_planned_places_that_it_touches(rule: RegulationRecord, touched: set[int]) -> None:
    """Those of its commune, area or list, and of its kinds; a tolerance zone and checks close nothing."""
    found = touching_rules([rule], PROBLEM, PLACES, FIRST, LAST)
    assert [set(one.places) for one in found] == ([touched] if touched else [])


def test_the_latest_rule_comes_first() -> None:
    """A new bylaw is what is asked about."""
    old = replace(BAN, id=2, in_force=date(2014, 12, 1))
    assert [one.rule.id for one in touching_rules([old, BAN], PROBLEM, PLACES, FIRST, LAST)] == [1, 2]
    assert touching_rules([], PROBLEM, PLACES, FIRST, LAST) == []
