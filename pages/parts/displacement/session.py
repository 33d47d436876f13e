"""The design that this session is drawing up."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from data.register.regulations import RegulationRecord
from geo.displacement.design import Proposal, place_by_hand
from geo.displacement.model import AnalysisSpec, Arm, EffortRule
from pages.parts.displacement.proposals import USUAL_RING, YEARS, Ring, proposal_of

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
