"""The headline figures of a result, as they are kept to be compared: estimates with their intervals.

No figure of a single zone is among them, and no count of contacts of less than a whole arm. Which zones were
compared is kept as well: what two releases tell together depends on it (`data.releases.told`).
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from geo.displacement.model import AnalysisSpec, Arm
from geo.displacement.results import Estimate, StudyResult

UNKNOWN = Estimate(math.nan, math.nan, math.nan)
"""Stands where a figure could not be estimated."""

ARMS = (Arm.TREATED, Arm.DISPLACED, Arm.CONTROL)


def figures_of(result: StudyResult) -> dict[str, object]:
    """
    Return the headline figures of a result as JSON can hold them.

    Parameters
    ----------
    result : StudyResult
        Of one specification.

    Returns
    -------
    dict of str to object
        ``outcome``; ``estimates`` by name, each as value, low and high; ``power`` as the smallest rise and
        fall; ``zones`` compared by arm, and which as ``compared``; ``newly_visited``, how many;
        ``shortfalls`` by gate.
    """
    compared = {arm.value: [zone.zone for zone in result.zones if zone.arm is arm] for arm in ARMS}
    return {
        "outcome": result.outcome.value,
        "estimates": {
            name: [one.value, one.low, one.high] for name, one in _estimates(result) if _is_finite(one)
        },
        "power": _power(result),
        "zones": {arm: len(places) for arm, places in compared.items()},
        "compared": compared,
        "newly_visited": len(result.newly_visited),
        "shortfalls": sorted({short.gate.value for short in result.shortfalls}),
    }


def _estimates(result: StudyResult) -> Iterator[tuple[str, Estimate]]:
    for name, contrast in (("displaced", result.displaced), ("treated", result.treated)):
        if contrast is not None:
            yield name, contrast.ratio
    if result.movement is not None:
        for name in ("lost", "gained", "net", "share"):
            yield name, getattr(result.movement, name)


def _is_finite(one: Estimate) -> bool:
    """Tell whether JSON can hold a figure: an interval without an end is no number there."""
    return all(math.isfinite(side) for side in (one.value, one.low, one.high))


def _power(result: StudyResult) -> list[float] | None:
    if result.power is None or not math.isfinite(result.power.smallest_rise):
        return None
    return [result.power.smallest_rise, result.power.smallest_fall]


def estimates_in(figures: Mapping[str, object]) -> dict[str, Estimate]:
    """
    Read the estimates back from kept figures.

    Parameters
    ----------
    figures : mapping of str to object
        From `figures_of`, by way of the register.

    Returns
    -------
    dict of str to Estimate
        By name; what is not three numbers is passed over.
    """
    kept = figures.get("estimates")
    found: dict[str, Estimate] = {}
    for name, numbers in kept.items() if isinstance(kept, Mapping) else ():
        if isinstance(numbers, list) and len(numbers) == 3:  # noqa: PLR2004 - value, low and high
            found[str(name)] = Estimate(*(float(number) for number in numbers))
    return found


def compared_in(figures: Mapping[str, object], spec: AnalysisSpec) -> dict[str, frozenset[int]]:
    """
    Read back which zones were compared.

    Parameters
    ----------
    figures : mapping of str to object
        From `figures_of`, by way of the register.
    spec : AnalysisSpec
        What they are figures of: its arms stand where the figures do not say.

    Returns
    -------
    dict of str to frozenset of int
        Places by arm.
    """
    kept = figures.get("compared")
    found = kept if isinstance(kept, Mapping) else {}
    return {arm.value: frozenset(found.get(arm.value, spec.arms[arm])) for arm in ARMS}


@dataclass(frozen=True)
class Difference:
    """
    One figure of two runs.

    Attributes
    ----------
    name : str
        ``displaced``, ``treated``, ``lost``, ``gained``, ``net`` or ``share``.
    before, after : Estimate
        In the earlier and in the later run; NaN where it was not known.
    """

    name: str
    before: Estimate
    after: Estimate

    @property
    def overlaps(self) -> bool:
        """Whether the two intervals have a value in common; False where either is not known."""
        known = self.before.is_known and self.after.is_known
        return known and self.before.low <= self.after.high and self.after.low <= self.before.high


def compare_figures(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Difference, ...]:
    """
    Put the figures of two runs side by side.

    Parameters
    ----------
    before, after : mapping of str to object
        Kept figures of the earlier and of the later run.

    Returns
    -------
    tuple of Difference
        Every figure that either knows, in the order of `Difference.name`.
    """
    first, second = estimates_in(before), estimates_in(after)
    names = ("displaced", "treated", "lost", "gained", "net", "share")
    return tuple(
        Difference(name, first.get(name, UNKNOWN), second.get(name, UNKNOWN))
        for name in names
        if name in first or name in second
    )
