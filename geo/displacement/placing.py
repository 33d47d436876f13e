"""Where each zone stands in a proposed study, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from geo.displacement.model import Arm
from geo.displacement.zone_facts import DesignChoices, ZoneFacts


class Reason(StrEnum):
    """Why a zone is where it is."""

    TOUCHED = "touched"
    NEAR = "near"
    UNDER_RULE = "under_rule"
    SPARED = "spared"
    SAME_MUNICIPALITY = "same_municipality"
    NEWLY_VISITED = "newly_visited"
    ELSEWHERE = "elsewhere"
    OTHER_KIND = "other_kind"
    TOO_NEAR = "too_near"
    WHERE_UNKNOWN = "where_unknown"
    OTHER_RULE = "other_rule"
    NEVER_VISITED = "never_visited"
    SELDOM_BEFORE = "seldom_before"
    SELDOM_AFTER = "seldom_after"
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class Placement:
    """
    A zone of a study with the reason for its arm.

    Attributes
    ----------
    zone : int
        The place.
    arm : Arm
        What it is.
    reason : Reason
        Why.
    km, minutes : float or None
        How far it is from the nearest treated zone; None for a treated one, and where that is not known.
    looked : tuple of float
        Share of the months before and after in which anybody looked.
    first_looked : int or None
        First month of the panel in which anybody did.
    rule : int or None
        The other rule that keeps it out.
    """

    zone: int
    arm: Arm
    reason: Reason
    km: float | None
    minutes: float | None
    looked: tuple[float, float]
    first_looked: int | None
    rule: int | None = None


def place_zones(facts: Sequence[ZoneFacts], announced: int, choices: DesignChoices) -> tuple[Placement, ...]:
    """
    Place every zone.

    Parameters
    ----------
    facts : sequence of ZoneFacts
        From `geo.displacement.zone_facts.gather_facts`.
    announced : int
        Month in which the rule was announced.
    choices : DesignChoices
        What the proposal hangs on.

    Returns
    -------
    tuple of Placement
        One a zone, in the same order. Zones first visited after the announcement stand in the arm in which
        they would be, with that reason: a study lists them and never counts them.
    """
    wanted = [_wanted(one, choices) for one in facts]
    placed = [_seen(one, before, announced, choices) for one, before in zip(facts, wanted, strict=True)]
    kinds = {one.kind for one, found in zip(facts, placed, strict=True) if found.arm in _MOVED}
    return tuple(_comparable(one, found, kinds) for one, found in zip(facts, placed, strict=True))


_MOVED = (Arm.TREATED, Arm.DISPLACED)


def _wanted(facts: ZoneFacts, choices: DesignChoices) -> Placement:
    """Place a zone by the rule and the map alone."""
    if facts.is_treated:
        return _placement(facts, Arm.TREATED, Reason.TOUCHED)
    if facts.kind not in choices.kinds:
        return _placement(facts, Arm.LEFT_OUT, Reason.OTHER_KIND)
    if _is_near(facts, choices):
        if facts.named_by is not None:
            return _placement(facts, Arm.LEFT_OUT, Reason.OTHER_RULE, facts.named_by)
        return _placement(facts, Arm.DISPLACED, _why_displaced(facts))
    return _far(facts, choices)


def _is_near(facts: ZoneFacts, choices: DesignChoices) -> bool:
    if not facts.is_mapped or facts.is_spared:
        # A flat has no position; and where a rule spares places, it says itself where people may go.
        return facts.is_home
    if choices.ring_min is not None:
        return facts.minutes is not None and facts.minutes <= choices.ring_min
    return facts.km is not None and facts.km <= choices.ring_km


def _why_displaced(facts: ZoneFacts) -> Reason:
    if facts.is_touched:
        return Reason.UNDER_RULE
    if facts.is_spared:
        return Reason.SPARED
    return Reason.NEAR if facts.is_mapped else Reason.SAME_MUNICIPALITY


def _far(facts: ZoneFacts, choices: DesignChoices) -> Placement:
    """Place a zone outside the ring: control, unless something speaks against it."""
    against = (
        (facts.is_touched, Reason.UNDER_RULE),
        (facts.is_spared, Reason.SPARED),
        (facts.is_home, Reason.SAME_MUNICIPALITY),
        (facts.km is None, Reason.WHERE_UNKNOWN),
        (facts.km is not None and facts.km <= choices.control_km, Reason.TOO_NEAR),
    )
    for is_so, reason in against:
        if is_so:
            return _placement(facts, Arm.LEFT_OUT, reason)
    if facts.touched_by is not None:
        return _placement(facts, Arm.LEFT_OUT, Reason.OTHER_RULE, facts.touched_by)
    return _placement(facts, Arm.CONTROL, Reason.ELSEWHERE)


def _seen(facts: ZoneFacts, wanted: Placement, announced: int, choices: DesignChoices) -> Placement:
    """Take out a zone in which nobody looked enough to compare."""
    if wanted.arm is Arm.LEFT_OUT:
        return wanted
    before, after = facts.looked
    if facts.first_looked is None:
        return replace(wanted, arm=Arm.LEFT_OUT, reason=Reason.NEVER_VISITED)
    if facts.first_looked >= announced:
        arm = wanted.arm if wanted.arm in _MOVED else Arm.LEFT_OUT
        return replace(wanted, arm=arm, reason=Reason.NEWLY_VISITED)
    if min(before, after) < choices.least_looked:
        reason = Reason.SELDOM_BEFORE if before < choices.least_looked else Reason.SELDOM_AFTER
        return replace(wanted, arm=Arm.LEFT_OUT, reason=reason)
    return wanted


def _comparable(facts: ZoneFacts, placed: Placement, kinds: set[str]) -> Placement:
    """Take out a control zone of a kind with which there is nothing to compare."""
    if placed.arm is Arm.CONTROL and facts.kind not in kinds:
        return replace(placed, arm=Arm.LEFT_OUT, reason=Reason.OTHER_KIND)
    return placed


def _placement(facts: ZoneFacts, arm: Arm, reason: Reason, rule: int | None = None) -> Placement:
    return Placement(facts.zone, arm, reason, facts.km, facts.minutes, facts.looked, facts.first_looked, rule)
