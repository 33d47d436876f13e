"""Subtraction: what all published tables together leave open of one small count."""

from collections.abc import Callable

import numpy as np

from geo.attacks.results import Outcome
from geo.attacks.sight import Sight
from geo.attacks.systems import FloatArray, IntArray, parts_of, span, tighten

Advance = Callable[[float], None]
"""Told the share of the work that is done, from 0 to 1."""


def subtract(
    sight: Sight, truth: FloatArray, base: int, most: int, rng: np.random.Generator, advance: Advance
) -> Outcome:
    """
    Bound small counts by integer programming over everything that is published.

    Parameters
    ----------
    sight : Sight
        What the attacker sees.
    truth : float array
        True counts in the order of the unknowns, for the score only.
    base : int
        Counts from 1 to base - 1 are attacked.
    most : int
        Targets to solve exactly. All are screened by the bounds that single rows imply; those left narrowest
        are solved first, the rest of the sample is drawn.
    rng : Generator
        Draws the sample.
    advance : callable
        Told the share of the work done.

    Returns
    -------
    Outcome
        All targets are tried, by the screening; *solved* of them exactly.

    References
    ----------
    Intervals that margins leave to suppressed cells: A. Hundepool et al., Statistical Disclosure Control,
    Wiley, 2012.
    """
    narrowed = tighten(sight.system)
    targets = np.flatnonzero((truth >= 1) & (truth < base))
    lows, highs = narrowed.lower.copy(), narrowed.upper.copy()
    open_ones = targets[lows[targets] < highs[targets]]
    chosen = _chosen(open_ones, (highs - lows)[open_ones], most, rng)
    done = 0
    for part, held in parts_of(narrowed, chosen):
        for target in held.tolist():
            lows[target], highs[target] = span(part, target)
            done += 1
            advance(done / len(chosen))
    advance(1.0)
    intervals = np.array([sight.interval(int(lows[one]), int(highs[one])) for one in targets])
    if not len(targets):
        return Outcome(0, 0, 0)
    known = (intervals[:, 0] == intervals[:, 1]) & (intervals[:, 0] == truth[targets])
    width = int(np.ptp(intervals, axis=1).min())
    return Outcome(len(targets), len(targets), int(known.sum()), width, solved=len(chosen))


def _chosen(targets: IntArray, widths: IntArray, most: int, rng: np.random.Generator) -> IntArray:
    """Return targets to solve: half of them those left narrowest, half drawn from the rest."""
    order = np.lexsort((rng.random(len(targets)), widths))
    weakest, others = order[: most // 2], order[most // 2 :]
    drawn = rng.permutation(others)[: most - len(weakest)]
    return np.sort(targets[np.concatenate([weakest, drawn])])
