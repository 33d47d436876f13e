"""What the ledger suggests for a rule, and the months that it is made from; computed once a revision."""

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from data.register.regulations import RegulationRecord
from data.roads.store import roads_version
from data.roads.travel import load_base_times
from data.settings import settings
from data.studies.ledger import month_number, rule_of, usual_choices
from geo.displacement.design import Proposal, propose
from geo.displacement.model import Panel
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
