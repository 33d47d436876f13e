"""A study proposed from the ledger: which zones are treated, displaced and control, and why.

Nothing here reads contacts. Zones are placed by what the rule says, by where they are, and by whether anybody
looked there: see docs/methods/displacement-design.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from geo.displacement.model import AnalysisSpec, Arm, EffortRule, Panel, Window
from geo.displacement.placing import Placement, Reason, place_zones
from geo.displacement.rules import Confounder, Rule, find_confounders
from geo.displacement.windows import proposed_windows
from geo.displacement.zone_facts import DesignChoices, Surroundings, gather_facts


@dataclass(frozen=True, eq=False)
class Proposal:
    """
    A study as the ledger suggests it; nothing is declared yet.

    Attributes
    ----------
    spec : AnalysisSpec
        What would be declared.
    placements : tuple of Placement
        Every zone with its arm and the reason, in the order of the frame.
    confounders : tuple of Confounder
        What else changed meanwhile, in the order of time.
    choices : DesignChoices
        What it was made with.
    """

    spec: AnalysisSpec
    placements: tuple[Placement, ...]
    confounders: tuple[Confounder, ...]
    choices: DesignChoices


def propose(
    rule: Rule,
    zones: gpd.GeoDataFrame,
    panel: Panel,
    others: Sequence[Rule],
    choices: DesignChoices,
    minutes: pd.DataFrame | None = None,
) -> Proposal | None:
    """
    Propose a study of a rule.

    Parameters
    ----------
    rule : Rule
        What is studied.
    zones : GeoDataFrame
        WGS84, by place, with ``kind`` and ``municipality``; private flats have no geometry.
    panel : Panel
        Of all months known; says where anybody looked.
    others : sequence of Rule
        The ledger, with or without the rule itself.
    choices : DesignChoices
        What the proposal hangs on.
    minutes : DataFrame, optional
        Minutes of travel from the place of a row to that of a column; needed for a ring in minutes.

    Returns
    -------
    Proposal or None
        None where the panel does not hold a whole year on both sides of the rule.

    Raises
    ------
    ValueError
        If a ring in minutes is wanted and no minutes are given, or the zones are not in WGS84.
    """
    if choices.ring_min is not None and minutes is None:
        message = "a ring in minutes needs the minutes of travel"
        raise ValueError(message)
    windows = _windows(rule, panel, choices.years)
    if windows is None:
        return None
    local = tuple(one for one in others if one.id != rule.id and _is_local_within(one, windows))
    facts = gather_facts(Surroundings(rule, zones, panel, windows, local, choices, minutes))
    placements = place_zones(facts, rule.announced, choices)
    spec = AnalysisSpec(
        announced=rule.announced,
        in_force=rule.in_force,
        pre=windows[0],
        post=windows[1],
        treated=_of(placements, Arm.TREATED),
        displaced=_of(placements, Arm.DISPLACED),
        control=_of(placements, Arm.CONTROL),
        effort=EffortRule.ESTIMATED,
    )
    return Proposal(spec, placements, find_confounders(spec, rule, others, zones), choices)


def place_by_hand(spec: AnalysisSpec, zone: int, arm: Arm) -> AnalysisSpec:
    """
    Put one zone into another arm.

    Parameters
    ----------
    spec : AnalysisSpec
        The specification to start from; it stays as it is.
    zone : int
        The place.
    arm : Arm
        Where it goes; `Arm.LEFT_OUT` takes it out of the study.

    Returns
    -------
    AnalysisSpec
        With the zone in that arm and in no other.
    """
    arms = {one: tuple(place for place in places if place != zone) for one, places in spec.arms.items()}
    if arm in arms:
        arms[arm] = tuple(sorted((*arms[arm], zone)))
    return replace(spec, treated=arms[Arm.TREATED], displaced=arms[Arm.DISPLACED], control=arms[Arm.CONTROL])


def placed_as(proposal: Proposal, spec: AnalysisSpec) -> tuple[Placement, ...]:
    """
    Return where zones stand in a specification that somebody changed.

    Parameters
    ----------
    proposal : Proposal
        What the change started from.
    spec : AnalysisSpec
        As it is now.

    Returns
    -------
    tuple of Placement
        Those of the proposal; a zone that was put elsewhere says so.
    """
    return tuple(
        one
        if one.arm is spec.arm_of(one.zone)
        else replace(one, arm=spec.arm_of(one.zone), reason=Reason.BY_HAND)
        for one in proposal.placements
    )


def _windows(rule: Rule, panel: Panel, years: int) -> tuple[Window, Window] | None:
    if not len(panel.months):
        return None
    first, last = int(panel.months[0]), int(panel.months[-1])
    settled = rule.in_force if rule.settled is None else rule.settled
    return proposed_windows(rule.announced, settled, first, last, years)


def _is_local_within(rule: Rule, windows: tuple[Window, Window]) -> bool:
    first, end = windows[0].first, windows[1].end
    return not rule.is_national and any(first <= month < end for month in rule.moments.values())


def _of(placements: Sequence[Placement], arm: Arm) -> tuple[int, ...]:
    return tuple(sorted(one.zone for one in placements if one.arm is arm))
