"""What a study proposes: what the rule touches, where people could go, what to compare with, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.displacement.design import place_by_hand, placed_as, propose
from geo.displacement.model import Arm, Panel, Window
from geo.displacement.placing import Placement, Reason
from geo.displacement.rules import Confounder, Moment, Rule
from geo.displacement.zone_facts import DesignChoices

JANUARY_2012 = 42 * 12
MONTHS = 60
BAN = Rule(id=1, announced=JANUARY_2012 + 25, in_force=JANUARY_2012 + 26, municipality="A", kinds=("street",))
CHOICES = DesignChoices(kinds=("street", "car_park", "private_flat"))

KM = 1 / 71.0
"""A kilometre to the east at this latitude, in degrees."""


@dataclass(frozen=True)
class Zone:
    """A place of the test: where it lies, how many hours a month, from when to when."""

    kind: str
    municipality: str
    km: float | None
    hours: float = 2.0
    first: int = 0
    end: int = MONTHS


ZONES = {
    1: Zone("street", "A", 0, hours=20),
    2: Zone("street", "A", 1, hours=15),
    3: Zone("street", "A", 3),
    4: Zone("car_park", "B", 4),
    5: Zone("private_flat", "A", None),
    6: Zone("car_park", "B", 7),
    7: Zone("street", "A", 20),
    8: Zone("street", "C", 20),
    9: Zone("private_flat", "C", None),
    10: Zone("bar", "C", 21),
    11: Zone("street", "A", 2, first=30),
    12: Zone("street", "C", 22, first=30),
    13: Zone("street", "C", 23, first=20),
    14: Zone("street", "C", 24, end=30),
    15: Zone("private_flat", "D", None),
    16: Zone("street", "C", 25, hours=0),
}


def _frame(zones: Mapping[int, Zone] = ZONES) -> gpd.GeoDataFrame:
    points: list[object] = [
        None if one.km is None else shapely.Point(4.4 + one.km * KM, 50.4) for one in zones.values()
    ]
    columns = {
        "kind": pd.Categorical([one.kind for one in zones.values()]),
        "municipality": [one.municipality for one in zones.values()],
    }
    return gpd.GeoDataFrame(columns, index=list(zones), geometry=np.array(points), crs="EPSG:4326")


def _panel(zones: Mapping[int, Zone] = ZONES) -> Panel:
    month = np.arange(MONTHS)
    hours = np.array([np.where((month >= z.first) & (month < z.end), z.hours, 0) for z in zones.values()])
    hours = np.where(hours > 0, hours, np.nan)
    return Panel(
        zones=np.array(list(zones)),
        kinds=tuple(one.kind for one in zones.values()),
        months=JANUARY_2012 + month,
        contacts=np.full(hours.shape, np.nan),
        hours=hours,
        rounds=np.where(np.isfinite(hours), 1.0, 0.0),
        first_contacts=np.full(hours.shape, np.nan),
    )


def _proposed(rule: Rule = BAN, *others: Rule, choices: DesignChoices = CHOICES) -> Mapping[int, Placement]:
    proposal = propose(rule, _frame(), _panel(), others, choices)
    assert proposal is not None
    return {one.zone: one for one in proposal.placements}


def test_every_zone_has_an_arm_and_a_reason() -> None:
    """By rule, distance and presence; contacts are never read: here there are none."""
    found = {zone: (one.arm, one.reason) for zone, one in _proposed().items()}
    assert found == {
        1: (Arm.TREATED, Reason.TOUCHED),
        2: (Arm.TREATED, Reason.TOUCHED),
        3: (Arm.DISPLACED, Reason.UNDER_RULE),
        4: (Arm.DISPLACED, Reason.NEAR),
        5: (Arm.DISPLACED, Reason.SAME_MUNICIPALITY),
        6: (Arm.LEFT_OUT, Reason.TOO_NEAR),
        7: (Arm.LEFT_OUT, Reason.UNDER_RULE),
        8: (Arm.CONTROL, Reason.ELSEWHERE),
        9: (Arm.CONTROL, Reason.ELSEWHERE),
        10: (Arm.LEFT_OUT, Reason.OTHER_KIND),
        11: (Arm.DISPLACED, Reason.NEWLY_VISITED),
        12: (Arm.LEFT_OUT, Reason.NEWLY_VISITED),
        13: (Arm.LEFT_OUT, Reason.SELDOM_BEFORE),
        14: (Arm.LEFT_OUT, Reason.SELDOM_AFTER),
        15: (Arm.LEFT_OUT, Reason.WHERE_UNKNOWN),
        16: (Arm.LEFT_OUT, Reason.NEVER_VISITED),
    }


def test_windows_are_whole_years_around_the_washout() -> None:
    """The same months of the year on both sides, nothing between announcement and settling."""
    proposal = propose(BAN, _frame(), _panel(), (), CHOICES)
    assert proposal is not None
    assert proposal.spec.pre == Window(BAN.announced - 24, 2)
    assert proposal.spec.post == Window(BAN.in_force + 1, 2)


def test_distances_are_from_the_nearest_treated_zone() -> None:
    """In kilometres; flats elsewhere are as near as the nearest place of their municipality."""
    found = _proposed()
    assert found[1].km is None
    assert found[3].km == pytest.approx(2, abs=0.05)
    assert found[9].km == found[8].km == pytest.approx(19, abs=0.2)
    assert found[5].km is None
    assert found[13].first_looked == JANUARY_2012 + 20


def test_a_rule_that_names_its_places_treats_these_alone() -> None:
    """However seldom anybody went there; what it does not name is where people can go."""
    found = _proposed(replace(BAN, places=(3,)))
    assert [zone for zone, one in found.items() if one.arm is Arm.TREATED] == [3]
    assert found[1].reason is Reason.NEAR


def test_a_drawn_area_treats_what_lies_in_it() -> None:
    """By the middle of a zone; kinds that the rule does not touch stay outside."""
    area = shapely.box(4.4 + 2.5 * KM, 50.3, 4.4 + 4.5 * KM, 50.5)
    found = _proposed(replace(BAN, area=area, municipality=None))
    assert [zone for zone, one in found.items() if one.arm is Arm.TREATED] == [3]


def test_what_a_rule_spares_is_where_people_may_go() -> None:
    """At any distance within the municipality, and never something to compare with."""
    found = _proposed(replace(BAN, exceptions=(2, 7, 8)))
    assert (found[2].arm, found[2].reason) == (Arm.DISPLACED, Reason.SPARED)
    assert (found[7].arm, found[7].reason) == (Arm.DISPLACED, Reason.SPARED)
    assert (found[8].arm, found[8].reason) == (Arm.LEFT_OUT, Reason.SPARED)


def test_a_zone_with_a_rule_of_its_own_is_no_comparison() -> None:
    """A rule of the municipality keeps control zones out, one that names a zone keeps a destination out."""
    other = Rule(id=7, announced=JANUARY_2012 + 40, in_force=JANUARY_2012 + 40, municipality="C")
    named = Rule(id=8, announced=BAN.in_force, in_force=BAN.in_force, places=(4,))
    found = _proposed(BAN, other, named)
    assert (found[8].reason, found[8].rule) == (Reason.OTHER_RULE, 7)
    assert (found[4].arm, found[4].reason, found[4].rule) == (Arm.LEFT_OUT, Reason.OTHER_RULE, 8)
    before = replace(other, in_force=JANUARY_2012 - 40, announced=JANUARY_2012 - 40)
    assert _proposed(BAN, before)[8].arm is Arm.CONTROL


def test_a_ring_may_be_in_minutes() -> None:
    """Then kilometres do not count; without the minutes it is refused."""
    minutes = pd.DataFrame(60.0, index=list(ZONES), columns=list(ZONES))
    minutes.loc[1, 6] = 9.0
    choices = replace(CHOICES, ring_min=10)
    proposal = propose(BAN, _frame(), _panel(), (), choices, minutes)
    assert proposal is not None
    placed = {one.zone: one for one in proposal.placements}
    assert (placed[6].arm, placed[6].minutes) == (Arm.DISPLACED, 9.0)
    assert placed[4].arm is Arm.LEFT_OUT
    with pytest.raises(ValueError, match="minutes"):
        propose(BAN, _frame(), _panel(), (), choices)


def test_choices_change_the_design() -> None:
    """A wider ring takes in more, a nearer control line too."""
    wide = _proposed(choices=replace(CHOICES, ring_km=8))
    assert wide[6].arm is Arm.DISPLACED
    near = _proposed(choices=replace(CHOICES, control_km=5))
    assert near[6].arm is Arm.CONTROL


def test_no_whole_year_gives_no_proposal() -> None:
    """A rule before the first month, at the end, or no month at all."""
    for month in (JANUARY_2012 - 5, JANUARY_2012 + 5, JANUARY_2012 + MONTHS - 3):
        rule = replace(BAN, announced=month, in_force=month)
        assert propose(rule, _frame(), _panel(), (), CHOICES) is None
    panel = _panel()
    empty = replace(
        panel,
        months=panel.months[:0],
        contacts=panel.contacts[:, :0],
        hours=panel.hours[:, :0],
        rounds=panel.rounds[:, :0],
        first_contacts=panel.first_contacts[:, :0],
    )
    assert propose(BAN, _frame(), empty, (), CHOICES) is None


def test_without_a_treated_zone_there_is_nothing_to_measure_from() -> None:
    """Nobody looked where the rule holds: no arm is filled, and nothing breaks."""
    proposal = propose(replace(BAN, municipality="Z"), _frame(), _panel(), (), CHOICES)
    assert proposal is not None
    assert (proposal.spec.treated, proposal.spec.displaced, proposal.spec.control) == ((), (), ())


def test_a_national_rule_has_no_elsewhere() -> None:
    """All that it touches is under it."""
    rule = Rule(id=9, announced=BAN.announced, in_force=BAN.in_force, is_national=True)
    arms = {one.arm for one in _proposed(rule).values()}
    assert Arm.CONTROL not in arms


def test_a_rule_from_the_middle_of_a_month_is_left_a_month_all_the_same() -> None:
    """The month after next is the first that is compared."""
    proposal = propose(replace(BAN, settled=BAN.in_force + 1), _frame(), _panel(), (), CHOICES)
    assert proposal is not None
    assert proposal.spec.in_force == BAN.in_force
    assert proposal.spec.post.first == BAN.in_force + 2


def test_what_else_changed_is_listed() -> None:
    """National laws, rules of the municipality, the end of the rule itself; nothing before or elsewhere."""
    law = Rule(id=2, announced=0, in_force=BAN.in_force + 5, is_national=True)
    old = Rule(id=3, announced=0, in_force=JANUARY_2012 - 9, ended=BAN.announced, municipality="A")
    far = Rule(id=4, announced=0, in_force=BAN.in_force, municipality="Q")
    late = Rule(id=5, announced=0, in_force=BAN.in_force + 30, is_national=True)
    rule = replace(BAN, ended=BAN.in_force + 10)
    proposal = propose(rule, _frame(), _panel(), (rule, late, far, old, law), CHOICES)
    assert proposal is not None
    assert proposal.confounders == (
        Confounder(3, Moment.ENDED, BAN.announced, is_national=False),
        Confounder(2, Moment.IN_FORCE, BAN.in_force + 5, is_national=True),
        Confounder(1, Moment.ENDED, BAN.in_force + 10, is_national=False),
    )


def test_what_was_announced_meanwhile_is_listed() -> None:
    """People move before a ban: one announced within the study counts, in force there or not."""
    law = Rule(id=2, announced=BAN.in_force + 3, in_force=BAN.in_force + 90, is_national=True)
    both = Rule(id=3, announced=BAN.in_force + 4, in_force=BAN.in_force + 9, municipality="A")
    once = Rule(id=4, announced=BAN.in_force + 6, in_force=BAN.in_force + 6, is_national=True)
    early = Rule(id=5, announced=JANUARY_2012 - 1, in_force=BAN.in_force + 90, is_national=True)
    proposal = propose(BAN, _frame(), _panel(), (early, once, both, law), CHOICES)
    assert proposal is not None
    assert [(one.rule, one.moment) for one in proposal.confounders] == [
        (2, Moment.ANNOUNCED),
        (3, Moment.ANNOUNCED),
        (4, Moment.IN_FORCE),
        (3, Moment.IN_FORCE),
    ]


def test_a_zone_of_a_rule_that_was_announced_meanwhile_is_left_out() -> None:
    """It is no zone to compare with, though the rule comes into force after the study."""
    ban = Rule(id=2, announced=BAN.in_force + 3, in_force=BAN.in_force + 90, places=(8,))
    found = _proposed(BAN, ban)
    assert (found[8].arm, found[8].reason) == (Arm.LEFT_OUT, Reason.OTHER_RULE)
    before = _proposed(BAN, replace(ban, announced=JANUARY_2012 - 1))
    assert before[8].arm is Arm.CONTROL


def test_a_zone_is_moved_by_hand() -> None:
    """It is in one arm, the others stay, and the reason says so."""
    proposal = propose(BAN, _frame(), _panel(), (), CHOICES)
    assert proposal is not None
    moved = place_by_hand(proposal.spec, 7, Arm.DISPLACED)
    assert moved.displaced == tuple(sorted((*proposal.spec.displaced, 7)))
    assert moved.digest != proposal.spec.digest
    placed = {one.zone: one for one in placed_as(proposal, moved)}
    assert (placed[7].arm, placed[7].reason) == (Arm.DISPLACED, Reason.BY_HAND)
    assert placed[1] == proposal.placements[0]
    back = place_by_hand(moved, 7, Arm.LEFT_OUT)
    assert back == proposal.spec
    assert placed_as(proposal, back) == proposal.placements


def test_the_same_choices_propose_the_same_study() -> None:
    """Nothing in it depends on chance."""
    first, second = (propose(BAN, _frame(), _panel(), (), CHOICES) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.spec.digest == second.spec.digest
