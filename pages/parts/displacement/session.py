"""What this screen computes once and keeps: the panel, designs, results, and the draft of this session."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd
import streamlit as st

from data.register.regulations import RegulationRecord
from data.roads.store import roads_version
from data.roads.travel import load_base_times
from data.settings import settings
from data.studies.ledger import month_number, rule_of, usual_choices
from geo.displacement.design import Proposal, place_by_hand, propose
from geo.displacement.model import AnalysisSpec, Arm, EffortRule, Panel
from geo.displacement.panel import panel_of
from pages.ui.cache import engine, ledger, places, regulations, revision, source, today
from pages.ui.filters import first_day
from pages.ui.text import _

YEARS = (1, 2)
"""Whole years that a side may have."""


@dataclass(frozen=True)
class Ring:
    """
    How far from a zone under the rule a possible destination may lie.

    Attributes
    ----------
    reach : float
        Kilometres, or minutes.
    by_road : bool
        Whether it is minutes on the road, from the travel times of the register.
    """

    reach: float
    by_road: bool = False


RINGS = (Ring(2.0), Ring(5.0), Ring(10.0), Ring(10.0, by_road=True), Ring(20.0, by_road=True))

USUAL_RING = Ring(5.0)

BEYOND_KM = 3.0
"""Kilometres between the ring and the nearest comparison zone."""

_DRAFT = "_displacement_draft"


@dataclass(eq=False)
class Draft:
    """
    A design that this session is drawing up.

    Attributes
    ----------
    rule : int
        The rule that it is about.
    years : int
        Whole years wanted on each side.
    ring : Ring
        How far possible destinations may lie.
    effort : EffortRule
        How contacts are taken to grow with hours.
    moves : dict of int to Arm
        Zones that somebody put elsewhere than proposed.
    chosen : int or None
        The zone that is looked at more closely.
    edition : int
        Goes up with each move, so that what shows the groups starts anew.
    """

    rule: int
    years: int = max(YEARS)
    ring: Ring = USUAL_RING
    effort: EffortRule = EffortRule.ESTIMATED
    moves: dict[int, Arm] = field(default_factory=dict)
    chosen: int | None = None
    edition: int = 0

    def spec_from(self, proposal: Proposal) -> AnalysisSpec:
        """Return what would be declared: the proposal with what was changed by hand."""
        spec = replace(proposal.spec, effort=self.effort)
        for zone, arm in self.moves.items():
            spec = place_by_hand(spec, zone, arm)
        return spec

    def move(self, zones: Mapping[int, Arm]) -> None:
        """Put zones elsewhere than they stand."""
        self.moves.update(zones)
        self.edition += 1

    def take_back(self) -> None:
        """Put all zones where they were proposed."""
        self.moves.clear()
        self.edition += 1


def draft_of(rule: int) -> Draft:
    """Return this session's draft for a rule; another rule starts from its proposal."""
    found: Draft | None = st.session_state.get(_DRAFT)
    if found is None or found.rule != rule:
        found = st.session_state[_DRAFT] = Draft(rule)
    return found


def begin_draft(rule: RegulationRecord, spec: AnalysisSpec) -> None:
    """Start a draft from a specification that was declared before."""
    draft = Draft(rule.id, spec.pre.years, effort=spec.effort)
    proposal = proposal_of(rule, draft.years)
    if proposal is not None:
        zones = {one.zone: one.arm for one in proposal.placements}
        draft.moves = {zone: spec.arm_of(zone) for zone, arm in zones.items() if spec.arm_of(zone) is not arm}
    st.session_state[_DRAFT] = draft


def drop_draft() -> None:
    """Forget what was changed by hand."""
    st.session_state.pop(_DRAFT, None)


@st.cache_resource(max_entries=2, show_spinner=False)
def _panel(url: str, revision: int, first: int, last: int) -> Panel:  # noqa: ARG001 - the key of the cache
    return panel_of(ledger(), first, last)


def panel() -> Panel:
    """Return the months of all zones, from the first month of the register to the last whole one."""
    first = month_number(first_day())
    last = month_number(today()) - 1
    return _panel(source(), revision(), first, max(first, last))


@st.cache_resource(max_entries=32, show_spinner=False)
def _proposal(
    url: str,  # noqa: ARG001 - the key of the cache
    revision: int,  # noqa: ARG001
    rule: int,  # noqa: ARG001
    years: int,
    ring: Ring,
    _rule: RegulationRecord,
    _minutes: pd.DataFrame | None,
) -> Proposal | None:
    choices = replace(usual_choices(_rule), years=years)
    if ring.by_road:
        choices = replace(choices, ring_min=ring.reach)
    else:
        choices = replace(choices, ring_km=ring.reach, control_km=ring.reach + BEYOND_KM)
    others = [rule_of(one) for one in regulations()]
    return propose(rule_of(_rule), places(), panel(), others, choices, _minutes)


def proposal_of(rule: RegulationRecord, years: int, ring: Ring = USUAL_RING) -> Proposal | None:
    """
    Return the design that the ledger suggests for a rule.

    Parameters
    ----------
    rule : RegulationRecord
        What is studied.
    years : int
        Whole years wanted on each side.
    ring : Ring
        How far possible destinations may lie.

    Returns
    -------
    Proposal or None
        None where the register holds no whole year on both sides.
    """
    minutes = _minutes_by_road() if ring.by_road else None
    return _proposal(source(), revision(), rule.id, years, ring, rule, minutes)


@st.cache_resource(max_entries=2, show_spinner=False)
def _kept_minutes(url: str, revision: int, roads: str) -> list[pd.DataFrame]:  # noqa: ARG001 - the key of the cache
    """Return where minutes are kept: empty at first, so that a bar shows them computed."""
    return []


def _minutes_by_road() -> pd.DataFrame:
    """Return the minutes on the road between all places, with a bar while roads are followed at first."""
    kept = _kept_minutes(source(), revision(), roads_version(settings().var_dir))
    if kept:
        return kept[0]
    every = [int(place) for place in places().index]
    text = _("Following the roads between all places…")
    bar = st.empty()

    def advance(part: float) -> None:
        bar.progress(min(max(part, 0.0), 1.0), text=text)

    try:
        base = load_base_times(engine(), settings().var_dir, every, advance)
    finally:
        bar.empty()
    kept.append(pd.DataFrame(base.driving.minutes, index=every, columns=every))
    return kept[0]


def has_all_groups(rule: RegulationRecord) -> bool:
    """Tell whether the ledger suggests zones of every group for a rule."""
    proposal = proposal_of(rule, max(YEARS))
    return proposal is not None and all(proposal.spec.arms.values())
