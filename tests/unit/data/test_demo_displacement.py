"""From the ledger to the sentence: the demo's dispersal is found, and effort that moved is not called one."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from data.demo import KNOWN_DISPERSAL
from data.demo.almanac import FIRST_DAY, LAST_DAY
from data.demo.eight_years import imagine
from data.demo.places import load_places as load_facts
from data.i18n import translator
from data.ledger import load_ledger, load_places
from data.register.database import connect
from data.register.regulations import RegulationRecord, load_regulations
from data.studies.keeping import declare
from data.studies.ledger import month_number, rule_of, usual_choices
from data.studies.running import run
from data.studies.sentences import caveats, headline
from data.studies.telling import tell
from data.vocabulary import Outcome as VisitOutcome
from data.vocabulary import RegulationKind
from geo.displacement.design import Proposal, propose
from geo.displacement.model import Arm, Panel
from geo.displacement.panel import panel_of
from geo.displacement.placing import Reason
from geo.displacement.results import Outcome
from geo.displacement.study import analyse
from tests.study_kit import NOON

FACTS = dict(enumerate(load_facts(), start=1))

MONTHS = month_number(FIRST_DAY), month_number(LAST_DAY)


@dataclass(frozen=True)
class Demo:
    """What a study of the ban starts from."""

    places: gpd.GeoDataFrame
    rules: list[RegulationRecord]
    ban: RegulationRecord
    panel: Panel


@pytest.fixture(scope="module")
def demo(demo_file: Path) -> Demo:
    """The demo register, read once."""
    engine = connect(f"sqlite:///{demo_file}")
    rules = load_regulations(engine)
    ban = next(rule for rule in rules if rule.kind is RegulationKind.SOLICITING_BAN)
    panel = panel_of(load_ledger(engine), *MONTHS)
    places = load_places(engine)
    engine.dispose()
    return Demo(places, rules, ban, panel)


def _proposed(demo: Demo, rule: RegulationRecord, panel: Panel) -> Proposal:
    others = [rule_of(one) for one in demo.rules]
    proposal = propose(rule_of(rule), demo.places, panel, others, usual_choices(rule))
    assert proposal is not None
    return proposal


def _codes(proposal: Proposal, arm: Arm) -> set[str]:
    return {FACTS[zone].code for zone in proposal.spec.arms[arm]}


def test_the_proposal_finds_the_groups_of_the_dispersal(demo: Demo) -> None:
    """Treated and displaced zones as the generator has them; controls that it left alone."""
    proposal = _proposed(demo, demo.ban, demo.panel)
    assert _codes(proposal, Arm.TREATED) == {zone.code for zone in KNOWN_DISPERSAL.treated}
    newly = {FACTS[one.zone].code for one in proposal.placements if one.reason is Reason.NEWLY_VISITED}
    assert _codes(proposal, Arm.DISPLACED) - newly == {zone.code for zone in KNOWN_DISPERSAL.displaced}
    assert _codes(proposal, Arm.DISPLACED) & newly <= {zone.code for zone in KNOWN_DISPERSAL.opened}
    controls = _codes(proposal, Arm.CONTROL)
    assert len(controls) >= 6
    assert controls <= {zone.code for zone in KNOWN_DISPERSAL.controls}


def test_the_known_dispersal_is_found_and_said(demo: Demo) -> None:
    """The interval covers the true ratio, and the sentence says displacement with its doubts."""
    proposal = _proposed(demo, demo.ban, demo.panel)
    result = analyse(demo.panel, proposal.spec)
    assert (result.outcome, result.shortfalls) == (Outcome.SIGNAL, ())
    for contrast, zones in (
        (result.displaced, KNOWN_DISPERSAL.displaced),
        (result.treated, KNOWN_DISPERSAL.treated),
    ):
        truth = float(np.exp(np.mean([np.log(zone.ratio) for zone in zones])))
        assert contrast is not None
        assert contrast.ratio.low <= truth <= contrast.ratio.high
    told = tell(result, demo.ban, demo.rules, demo.places, 1, "en", translator("en"))
    assert "That fits with displacement" in headline(told)
    assert "Bars banned in Charleroi" in caveats(told)[5]
    assert "Reform of sexual criminal law" not in caveats(told)[5]


def _still(demo: Demo) -> Panel:
    """Return the months of the same register had nobody moved: teams went elsewhere all the same."""
    visits = imagine(2019, dispersal=False).visits
    days = pd.to_datetime([date.fromordinal(day) for day in visits["day"]])
    return panel_of(
        visits.assign(
            day=days.astype("datetime64[s]"),
            minutes=visits["minutes"].where(visits["noted_minutes"]),
            looked=visits["outcome"] != VisitOutcome.SKIPPED.value,
            first_contacts=0,
        ),
        *MONTHS,
    )


def test_effort_that_moved_is_not_called_displacement(demo: Demo) -> None:
    """With the dispersal switched off the same study finds none, and says what it could have seen."""
    panel = _still(demo)
    hours = demo.panel.hours
    assert np.nansum(panel.hours) == pytest.approx(np.nansum(hours), rel=0.02)
    result = analyse(panel, _proposed(demo, demo.ban, panel).spec)
    assert result.displaced is not None
    assert result.displaced.ratio.low < 1 < result.displaced.ratio.high
    assert result.outcome in {Outcome.NOT_DETECTED, Outcome.EFFORT_EXPLAINS}
    assert not result.treated_fell
    told = tell(result, demo.ban, demo.rules, demo.places, 1, "en", translator("en"))
    assert "fits with displacement" not in headline(told)


def test_only_rules_within_the_record_have_a_proposal(demo: Demo) -> None:
    """Rules of before the first year and of after the last have none."""
    others = [rule_of(one) for one in demo.rules]
    found = {
        rule.kind
        for rule in demo.rules
        if propose(rule_of(rule), demo.places, demo.panel, others, usual_choices(rule)) is not None
    }
    assert found == {RegulationKind.SOLICITING_BAN, RegulationKind.ESTABLISHMENT_BAN}


def test_the_bars_that_the_ban_spares_are_where_people_may_go(demo: Demo) -> None:
    """Those that it closed have no months after it; what it spares is never something to compare with."""
    bars = next(rule for rule in demo.rules if rule.exceptions)
    proposal = _proposed(demo, bars, demo.panel)
    assert _codes(proposal, Arm.TREATED) == set()
    closed = {one.zone: one.reason for one in proposal.placements if FACTS[one.zone].group == "closed"}
    assert set(closed.values()) == {Reason.SELDOM_AFTER}
    spared = [one for one in proposal.placements if one.zone in bars.exceptions]
    assert Arm.CONTROL not in {one.arm for one in spared}
    assert sum(one.reason is Reason.SPARED for one in spared) >= 6


def test_the_whole_way_goes_through_the_register(demo: Demo, demo_file: Path, tmp_path: Path) -> None:
    """Proposed, declared, run: the same answer as without the register."""
    copy = tmp_path / "demo.sqlite"
    copy.write_bytes(demo_file.read_bytes())
    engine = connect(f"sqlite:///{copy}")
    spec = _proposed(demo, demo.ban, demo.panel).spec
    declared = declare(engine, demo.ban.id, spec, NOON)
    result = run(engine, declared.uid, declared.number, demo.panel)
    assert result.outcome is Outcome.SIGNAL
    engine.dispose()
