"""A study: from its specification to the outcome that a sentence says."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from geo.displacement.contrasts import displaced_contrast, pooled_spread, treated_contrast
from geo.displacement.effort import ENVELOPE, exponent_of
from geo.displacement.gates import passes, shortfalls_of
from geo.displacement.model import AnalysisSpec, Arm, Panel
from geo.displacement.movement import DRAWS, movement_of
from geo.displacement.power import smallest_detectable
from geo.displacement.results import (
    Contrast,
    Floats,
    Gate,
    Movement,
    Outcome,
    Power,
    Shortfall,
    StudyResult,
    ZoneChange,
)
from geo.displacement.windows import WORDS, spec_faults
from geo.displacement.zone_ratios import Ratios, Sides, count_ratios, round_ratios, sides_of, zone_ratios

MOSTLY = 0.5
"""Effort explains a rise of contacts of which, taken on the log scale, it leaves at most so much."""

TESTED = (Arm.DISPLACED, Arm.CONTROL)


@dataclass(frozen=True, eq=False)
class ArmRatios:
    """What the zones of each arm show."""

    treated: Ratios
    displaced: Ratios
    control: Ratios

    @classmethod
    def of(cls, sides: Sides, ratios: Ratios) -> "ArmRatios":
        """Return the ratios of all zones by arm."""
        return cls(*(ratios.where(sides.of_arm(arm)) for arm in (Arm.TREATED, *TESTED)))

    def displaced_contrast(self, exponent_error: float = 0.0) -> Contrast | None:
        """Return displaced against control zones."""
        return displaced_contrast(self.displaced, self.control, exponent_error)

    def treated_contrast(self, exponent_error: float) -> Contrast | None:
        """Return treated against control zones."""
        return treated_contrast(self.treated, self.displaced, self.control, exponent_error)

    def movement(self, exponent_error: float, seed: int, draws: int) -> Movement | None:
        """Return what was lost and gained, where zones tell how they differ."""
        spread = pooled_spread(self.displaced, self.control)
        if spread is None:
            return None
        rng = np.random.default_rng(seed)
        arms = (self.treated, self.displaced, self.control)
        return movement_of(*arms, spread, exponent_error, rng, draws)


def analyse(panel: Panel, spec: AnalysisSpec, *, seed: int | None = None, draws: int = DRAWS) -> StudyResult:
    """
    Answer one specification from one panel.

    Parameters
    ----------
    panel : Panel
        What was met and how long was looked.
    spec : AnalysisSpec
        Declared before looking.
    seed : int, optional
        Of the draws for lost and gained; by default one that the specification gives, so that the same
        study always shows the same figures.
    draws : int
        How many draws.

    Returns
    -------
    StudyResult
        Descriptive only where gates are not passed.

    Raises
    ------
    ValueError
        If the specification has faults, all of which are named.
    """
    _require_sound(panel, spec)
    sides = sides_of(panel, spec)
    exponent = exponent_of(sides, spec.effort)
    ratios = zone_ratios(sides, exponent.beta)
    arms = ArmRatios.of(sides, ratios)
    shortfalls = shortfalls_of(sides)
    is_tested = passes(shortfalls, *TESTED)
    estimable = arms.displaced_contrast(exponent.se)
    displaced = estimable if is_tested else None
    has_treated = passes(shortfalls, Arm.TREATED, Arm.CONTROL)
    treated = arms.treated_contrast(exponent.se) if has_treated else None
    raw = _counted(sides, count_ratios(sides.before.met, sides.after.met)) if is_tested else None
    newly = newly_visited(panel, spec)
    return StudyResult(
        spec=spec,
        shortfalls=shortfalls,
        exponent=exponent,
        zones=_changes(sides, ratios),
        newly_visited=newly,
        displaced=displaced,
        treated=treated,
        by_kind=_by_kind(sides, ratios, exponent.se),
        movement=None
        if displaced is None or treated is None
        else arms.movement(exponent.se, int(spec.digest[:16], 16) if seed is None else seed, draws),
        power=_power(estimable),
        effort=_counted(sides, round_ratios(sides)) if is_tested else None,
        outcome=_outcome(displaced, raw, sides),
        raw=raw,
        indicative=estimable if _lacks_displaced_zones_only(shortfalls) else None,
        not_compared=_not_compared(sides, spec, newly),
    )


def displaced_effect(panel: Panel, spec: AnalysisSpec) -> Contrast | None:
    """
    Return only what the displaced zones show.

    Parameters
    ----------
    panel : Panel
        What was met and how long was looked.
    spec : AnalysisSpec
        Another look at it, without faults.

    Returns
    -------
    Contrast or None
        None where a gate is not passed.
    """
    sides = sides_of(panel, spec)
    if not passes(shortfalls_of(sides), *TESTED):
        return None
    exponent = exponent_of(sides, spec.effort)
    return ArmRatios.of(sides, zone_ratios(sides, exponent.beta)).displaced_contrast(exponent.se)


def newly_visited(panel: Panel, spec: AnalysisSpec) -> tuple[int, ...]:
    """
    Return the zones of the arms where no round went before the announcement.

    Whoever looks in a new place finds people there; that they moved there is not known.

    Parameters
    ----------
    panel : Panel
        Rounds by zone and month.
    spec : AnalysisSpec
        Arms and announcement.

    Returns
    -------
    tuple of int
        Places, in ascending order.
    """
    in_study = np.isin(panel.zones, [place for arm in spec.arms.values() for place in arm])
    gone = (panel.rounds > 0) | panel.looked
    early = gone[:, panel.months < spec.announced].any(axis=1)
    return tuple(panel.zones[in_study & gone.any(axis=1) & ~early].tolist())


def grew_together(sides: Sides) -> bool:
    """
    Tell whether contacts and hours both grew, and did not merely shrink elsewhere.

    Parameters
    ----------
    sides : Sides
        The zones, before and after.

    Returns
    -------
    bool
        Whether contacts grew over all, and together with hours in some kind of place: hours of different
        work are never added up.
    """
    within = [sides.where(sides.of_kind(kind)) for kind in set(sides.kinds)]
    return _grew(sides.before.met, sides.after.met) and any(
        _grew(kind.before.met, kind.after.met) and _grew(kind.before.hours, kind.after.hours)
        for kind in within
    )


def _require_sound(panel: Panel, spec: AnalysisSpec) -> None:
    faults = spec_faults(spec, panel)
    if faults:
        message = "this specification cannot be estimated: " + "; ".join(WORDS[fault] for fault in faults)
        raise ValueError(message)


def _counted(sides: Sides, ratios: Ratios) -> Contrast | None:
    return ArmRatios.of(sides, ratios).displaced_contrast()


def _changes(sides: Sides, ratios: Ratios) -> tuple[ZoneChange, ...]:
    columns = zip(
        sides.zones.tolist(),
        sides.kinds,
        sides.arms,
        zip(sides.before.met.tolist(), sides.after.met.tolist(), strict=True),
        zip(sides.before.hours.tolist(), sides.after.hours.tolist(), strict=True),
        ratios.log_ratio.tolist(),
        strict=True,
    )
    return tuple(ZoneChange(*column) for column in columns)


def _by_kind(sides: Sides, ratios: Ratios, exponent_error: float) -> Mapping[str, Contrast]:
    """Return the contrasts within one kind of place where there is enough of it."""
    found = {}
    for kind in sorted(set(sides.kinds)):
        chosen = sides.of_kind(kind)
        within = sides.where(chosen)
        if passes(shortfalls_of(within), *TESTED):
            contrast = ArmRatios.of(within, ratios.where(chosen)).displaced_contrast(exponent_error)
            if contrast is not None:
                found[kind] = contrast
    return found


def _power(contrast: Contrast | None) -> Power | None:
    return None if contrast is None else smallest_detectable(contrast.se, int(contrast.freedom))


def _lacks_displaced_zones_only(shortfalls: tuple[Shortfall, ...]) -> bool:
    """Tell whether nothing but the number of displaced zones stands in the way of a test."""
    missing = {short.gate for short in shortfalls if short.arm in TESTED}
    return missing == {Gate.DISPLACED_ZONES}


def _outcome(displaced: Contrast | None, raw: Contrast | None, sides: Sides) -> Outcome:
    if displaced is None or raw is None:
        return Outcome.TOO_LITTLE
    little, much = (_other_exponent(sides, beta) for beta in (ENVELOPE[0], ENVELOPE[-1]))
    # An exponent that came out wrong must not make a change of hours alone: the sign holds with any other.
    if displaced.ratio.low > 1 and min(little, much) > 0:
        return Outcome.SIGNAL
    if displaced.ratio.high < 1 and max(little, much) < 0:
        return Outcome.DECREASE
    is_explained = min(displaced.log_ratio, much) <= MOSTLY * raw.log_ratio
    is_risen = raw.ratio.low > 1 and grew_together(sides.where(sides.of_arm(Arm.DISPLACED)))
    return Outcome.EFFORT_EXPLAINS if is_risen and is_explained else Outcome.NOT_DETECTED


def _grew(before: Floats, after: Floats) -> bool:
    return float(after.sum()) > float(before.sum())


def _other_exponent(sides: Sides, beta: float) -> float:
    """Return the log ratio of displaced against control zones with another effort exponent."""
    found = ArmRatios.of(sides, zone_ratios(sides, beta)).displaced_contrast()
    return 0.0 if found is None else found.log_ratio


def _not_compared(sides: Sides, spec: AnalysisSpec, newly: tuple[int, ...]) -> tuple[int, ...]:
    places = {place for arm in spec.arms.values() for place in arm}
    return tuple(sorted(places - set(sides.zones.tolist()) - set(newly)))
