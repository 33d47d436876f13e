"""What there must be before anything is tested; where it is missing, a study only describes."""

from collections.abc import Iterable, Iterator

import numpy as np
from scipy import special

from geo.displacement.contrasts import LEVEL, UNKNOWN
from geo.displacement.model import YEAR, Arm, Floats
from geo.displacement.results import ArmRate, Estimate, Gate, Shortfall
from geo.displacement.zone_ratios import Flags, Side, Sides

ENOUGH_ZONES = {Arm.TREATED: 1, Arm.DISPLACED: 3, Arm.CONTROL: 3}
ZONE_GATES = {
    Arm.TREATED: Gate.TREATED_ZONES,
    Arm.DISPLACED: Gate.DISPLACED_ZONES,
    Arm.CONTROL: Gate.CONTROL_ZONES,
}
ENOUGH_EFFORT = 0.8
"""Share of the zone-months of an arm in which somebody looked."""

ENOUGH_CONTACTS = 20


def shortfalls_of(sides: Sides) -> tuple[Shortfall, ...]:
    """
    Return the gates that a study does not pass.

    Parameters
    ----------
    sides : Sides
        Zones compared.

    Returns
    -------
    tuple of Shortfall
        By arm: zones; months of the year in which the arm was looked at on both sides; zone-months with
        effort; contacts on the side with fewer. Of treated zones contacts are wanted before only: that few
        are left is what a ban is about.
    """
    return tuple(short for arm in ENOUGH_ZONES for short in _shortfalls(sides, arm))


def _shortfalls(sides: Sides, arm: Arm) -> Iterator[Shortfall]:
    chosen = sides.of_arm(arm)
    zones = int(chosen.sum())
    if zones < ENOUGH_ZONES[arm]:
        yield Shortfall(ZONE_GATES[arm], arm, zones, ENOUGH_ZONES[arm])
    if not zones:
        return
    both = (sides.before, sides.after)
    season = len(set.intersection(*(_seasons(side, chosen) for side in both)))
    effort = min(float(side.looked[chosen].mean()) for side in both)
    counted = both[:1] if arm is Arm.TREATED else both
    contacts = min(float(side.met[chosen].sum()) for side in counted)
    if season < YEAR:
        yield Shortfall(Gate.SEASON_MONTHS, arm, season, YEAR)
    if effort < ENOUGH_EFFORT:
        yield Shortfall(Gate.EFFORT_RECORDED, arm, effort, ENOUGH_EFFORT)
    if contacts < ENOUGH_CONTACTS:
        yield Shortfall(Gate.CONTACTS, arm, contacts, ENOUGH_CONTACTS)


def _seasons(side: Side, chosen: Flags) -> set[int]:
    """Return the months of the year in which any of some zones was looked at."""
    return set((side.months[side.looked[chosen].any(axis=0)] % YEAR).tolist())


def passes(shortfalls: Iterable[Shortfall], *arms: Arm) -> bool:
    """
    Tell whether nothing is missing of some arms.

    Parameters
    ----------
    shortfalls : iterable of Shortfall
        From `shortfalls_of`.
    *arms : Arm
        Those that a comparison is made of.

    Returns
    -------
    bool
        True where they may be compared.
    """
    return not any(short.arm in arms for short in shortfalls)


def described(sides: Sides) -> tuple[ArmRate, ...]:
    """
    Return the contacts per hour of each arm before and after, with exact Poisson intervals and no test.

    Parameters
    ----------
    sides : Sides
        Zones compared.

    Returns
    -------
    tuple of ArmRate
        By arm and kind of place: hours of different kinds are not added up.

    References
    ----------
    F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28, 1936, pp. 437-442.
    """
    return tuple(
        ArmRate(
            arm,
            kind,
            _rate(sides.before.met[chosen], sides.before.hours[chosen]),
            _rate(sides.after.met[chosen], sides.after.hours[chosen]),
        )
        for arm in ENOUGH_ZONES
        for kind in sorted(set(sides.kinds))
        if (chosen := sides.of_arm(arm) & sides.of_kind(kind)).any()
    )


def _rate(contacts: Floats, hours: Floats) -> Estimate:
    met, spent = float(contacts.sum()), float(hours.sum())
    if not 0 < spent < np.inf:
        return UNKNOWN
    tail = (1 - LEVEL) / 2
    # Quantiles of gamma, which are those of chi-squared by half.
    low = float(special.gammaincinv(met, tail)) if met else 0.0
    return Estimate(met / spent, low / spent, float(special.gammaincinv(met + 1, 1 - tail)) / spent)
