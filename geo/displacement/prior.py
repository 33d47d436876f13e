"""What people told of where they worked before: the one figure that sets people who moved apart from others.

Counts of contacts cannot tell somebody who moved from somebody who is new. Where teams ask what kind of place
people mostly worked at before, and only the kind, the answers can: see docs/methods/prior-places.md.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from geo.displacement.model import AnalysisSpec, Arm, Window
from geo.displacement.results import Estimate

FEWEST_ASKED = 20
"""Answers in a window from which on a share is told; below it there are too few to say."""

FEWEST_OCCASIONS = 3
"""Places and months with answers from which on a share is told: of one or two, nobody knows how
alike the answers of one are."""

_UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True)
class PriorShare:
    """
    What was told in one window.

    Attributes
    ----------
    asked : int
        Answers; somebody met twice may have answered twice.
    from_there : int
        Of them, those who mostly worked at the kind of place that was closed.
    share : Estimate
        *From_there* in *asked*, with its 95 % interval; NaN where fewer than `FEWEST_ASKED` answered, or in
        fewer than `FEWEST_OCCASIONS` places and months.
    by_kind : mapping of str to int
        Answers by kind of place, those given at least once, the most frequent first.
    """

    asked: int
    from_there: int
    share: Estimate
    by_kind: Mapping[str, int]

    @property
    def is_enough(self) -> bool:
        """Whether enough people answered, often enough, to tell a share."""
        return self.share.is_known


@dataclass(frozen=True)
class PriorPlaces:
    """
    What was told before and after a regulation, at the zones of one arm.

    Attributes
    ----------
    before, after : PriorShare
        In the two windows of the study.
    rise : Estimate
        Share after less share before; NaN where either is not told.
    """

    before: PriorShare
    after: PriorShare
    rise: Estimate


def prior_places(
    tallies: pd.DataFrame, spec: AnalysisSpec, closed_kinds: Collection[str], arm: Arm = Arm.DISPLACED
) -> PriorPlaces:
    r"""
    Return which share of those asked had worked at the kind of place that a regulation closed.

    Wilson's interval on the answers divided by their design effect: answers of one place and month are alike,
    so that *n* of them are worth fewer. With residuals :math:`e_c = y_c - p\,n_c` of *k* clusters,
    :math:`d = \max\bigl(1, \tfrac{k}{k-1} \sum e_c^2 / (n\,p(1-p))\bigr)`. The rise has Newcombe's interval.

    Parameters
    ----------
    tallies : DataFrame
        ``place``, ``month`` (counted from January 1970), ``kind`` and ``count``, above zero; a place and
        month without rows is one where nobody was asked.
    spec : AnalysisSpec
        Gives the windows and the zones.
    closed_kinds : collection of str
        Kinds of the treated places.
    arm : Arm
        Whose zones to look at.

    Returns
    -------
    PriorPlaces
        Never anything about a single zone.

    References
    ----------
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927.
    R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in
    Medicine 17, 1998, method 10. L. Kish, Survey Sampling, Wiley, 1965, on the design effect.
    """
    here = tallies[tallies["place"].isin(spec.arms[arm])]
    before, after = (_told(here, window, closed_kinds) for window in (spec.pre, spec.post))
    return PriorPlaces(before, after, _rise(before.share, after.share))


def _told(tallies: pd.DataFrame, window: Window, closed_kinds: Collection[str]) -> PriorShare:
    rows = tallies[tallies["month"].between(window.first, window.end - 1)]
    from_there = rows["count"].where(rows["kind"].isin(list(closed_kinds)), 0)
    clusters = rows.assign(from_there=from_there).groupby(["place", "month"])[["count", "from_there"]].sum()
    asked, there = int(clusters["count"].sum()), int(clusters["from_there"].sum())
    kinds = rows.groupby("kind")["count"].sum().sort_values(ascending=False, kind="stable")
    is_enough = asked >= FEWEST_ASKED and len(clusters) >= FEWEST_OCCASIONS
    share = _share(clusters) if is_enough else _UNKNOWN
    return PriorShare(asked, there, share, {str(kind): int(count) for kind, count in kinds.items()})


def _share(clusters: pd.DataFrame) -> Estimate:
    asked, there = clusters["count"].sum(), clusters["from_there"].sum()
    share = float(there / asked)
    worth = asked / _design_effect(clusters, share)
    z = float(norm.ppf(0.975))
    middle = (share + z * z / (2 * worth)) / (1 + z * z / worth)
    half = z * np.sqrt(share * (1 - share) / worth + z * z / (4 * worth * worth)) / (1 + z * z / worth)
    return Estimate(share, max(0.0, float(middle - half)), min(1.0, float(middle + half)))


def _design_effect(clusters: pd.DataFrame, share: float) -> float:
    """Return how many answers are worth one: answers of one place and month are alike."""
    by_chance = clusters["count"].sum() * share * (1 - share)
    number = len(clusters)
    if by_chance <= 0:
        return 1.0
    residuals = clusters["from_there"] - share * clusters["count"]
    return max(1.0, float(number / (number - 1) * (residuals**2).sum() / by_chance))


def _rise(before: Estimate, after: Estimate) -> Estimate:
    if not (before.is_known and after.is_known):
        return _UNKNOWN
    rise = after.value - before.value
    down = np.hypot(after.value - after.low, before.high - before.value)
    up = np.hypot(after.high - after.value, before.value - before.low)
    return Estimate(rise, float(rise - down), float(rise + up))
