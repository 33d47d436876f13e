"""Which months are compared: whole years on both sides of a regulation, and what is wrong with a choice."""

from enum import StrEnum
from itertools import combinations, pairwise

from geo.displacement.model import YEAR, AnalysisSpec, Panel, Window


class SpecFault(StrEnum):
    """What keeps a specification from being estimated at all."""

    ANNOUNCED_LATE = "announced_late"
    TOO_SHORT = "too_short"
    UNEQUAL_WINDOWS = "unequal_windows"
    IN_WASHOUT = "in_washout"
    OUTSIDE_PANEL = "outside_panel"
    OVERLAPPING_ARMS = "overlapping_arms"
    DUPLICATES = "duplicates"
    UNSORTED = "unsorted"


WORDS = {
    SpecFault.ANNOUNCED_LATE: "the regulation is announced after it came into force",
    SpecFault.TOO_SHORT: "a window is shorter than a year",
    SpecFault.UNEQUAL_WINDOWS: "the windows are not equally long",
    SpecFault.IN_WASHOUT: "a window reaches between the announcement and a month after the start",
    SpecFault.OUTSIDE_PANEL: "a window reaches outside the months of the panel",
    SpecFault.OVERLAPPING_ARMS: "a place is in two arms",
    SpecFault.DUPLICATES: "a place is twice in one arm",
    SpecFault.UNSORTED: "the places of an arm are not in ascending order",
}
"""Each fault in words, for whoever reads an exception."""


def proposed_windows(
    announced: int, settled: int, first: int, last: int, years: int = 2
) -> tuple[Window, Window] | None:
    """
    Return the last whole years before a regulation was announced, and as many after it settled.

    Parameters
    ----------
    announced, settled : int
        Month in which the regulation was announced, and the last one of its first month in force.
    first, last : int
        First and last month for which there is data, both included.
    years : int
        Years wanted on each side; fewer where the data do not reach so far.

    Returns
    -------
    tuple of Window or None
        Before and after, of equal length. The months from the announcement to one month after the start
        are in neither. None where there is not a whole year on both sides.
    """
    before, after = announced - first, last - settled
    length = min(years, before // YEAR, after // YEAR)
    if length < 1 or announced > settled:
        return None
    return Window(announced - YEAR * length, length), Window(settled + 1, length)


def spec_faults(spec: AnalysisSpec, panel: Panel) -> tuple[SpecFault, ...]:
    """
    Return all that keeps a specification from being estimated on a panel.

    A place that the panel does not hold is no fault: nobody looked there.

    Parameters
    ----------
    spec : AnalysisSpec
        What is asked.
    panel : Panel
        What it is asked of.

    Returns
    -------
    tuple of SpecFault
        In the order of `SpecFault`, each once.
    """
    pre, post, arms = spec.pre, spec.post, list(spec.arms.values())
    months = set(panel.months.tolist())
    faulty = {
        SpecFault.ANNOUNCED_LATE: spec.announced > spec.in_force,
        SpecFault.TOO_SHORT: min(pre.years, post.years) < 1,
        SpecFault.UNEQUAL_WINDOWS: pre.years != post.years,
        SpecFault.IN_WASHOUT: pre.end > spec.announced or post.first <= spec.in_force,
        SpecFault.OUTSIDE_PANEL: not months.issuperset((*pre.months.tolist(), *post.months.tolist())),
        SpecFault.OVERLAPPING_ARMS: any(set(one) & set(other) for one, other in combinations(arms, 2)),
        SpecFault.DUPLICATES: any(len(set(arm)) < len(arm) for arm in arms),
        SpecFault.UNSORTED: any(one > other for arm in arms for one, other in pairwise(arm)),
    }
    return tuple(fault for fault, is_faulty in faulty.items() if is_faulty)
