"""The trials of a run, and shares of what they found."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from benchmarks.displacement.scenarios import (
    BUSIER,
    CLOSED,
    MODERATE,
    NOTHING,
    PLANTED,
    SCENARIOS,
    SPARSE,
    Truth,
)
from benchmarks.displacement.trials import Trial

NULL_SETS, PLANTED_SETS, OTHER_SETS, PLACEBO_SETS = 8000, 2000, 1000, 500

FEWEST_SETS = 20

RECALLED = {MODERATE: 1.6, SPARSE: 2.0}
"""True ratios that have to be found in displaced zones."""

RATIOS = (1.3, 1.4, 1.5, 1.6, 1.7)
"""True ratios among which the one found four times out of five is looked for."""

Rows = Mapping[Trial, pd.DataFrame]


@dataclass(frozen=True)
class Plan:
    """
    All trials of a run.

    Attributes
    ----------
    nothing, planted : tuple of Trial
        Of the ten scenarios, in their order.
    busier : tuple of Trial
        The same two where the treated zone is unlike the others.
    recall : tuple of Trial
        Where planted displacement has to be found.
    ladder : tuple of Trial
        Rising true ratios.
    closed : Trial
        A closure that moves nobody.
    placebo : Trial
        A date at which nothing happened.
    """

    nothing: tuple[Trial, ...]
    planted: tuple[Trial, ...]
    busier: tuple[Trial, ...]
    recall: tuple[Trial, ...]
    ladder: tuple[Trial, ...]
    closed: Trial
    placebo: Trial

    @property
    def trials(self) -> list[Trial]:
        """All of them."""
        several = (self.nothing, self.planted, self.busier, self.recall, self.ladder)
        return [*(trial for some in several for trial in some), self.closed, self.placebo]


def plan_trials(seed: int, share: float = 1.0) -> Plan:
    """Return the trials, with a share of the registers that a whole run draws."""
    null, planted, other, placebo = (
        max(FEWEST_SETS, round(share * sets)) for sets in (NULL_SETS, PLANTED_SETS, OTHER_SETS, PLACEBO_SETS)
    )
    seeds = iter(range(1000 * seed, 1000 * (seed + 1)))
    moved = replace(MODERATE, has_moved_hours=True)
    return Plan(
        nothing=tuple(Trial(one, NOTHING, null, next(seeds), with_peers=True) for one in SCENARIOS),
        planted=tuple(Trial(one, PLANTED, planted, next(seeds)) for one in SCENARIOS),
        busier=tuple(Trial(BUSIER, truth, other, next(seeds)) for truth in (NOTHING, PLANTED)),
        recall=tuple(
            Trial(one, Truth(displaced=ratio), planted, next(seeds)) for one, ratio in RECALLED.items()
        ),
        ladder=tuple(Trial(MODERATE, Truth(displaced=ratio), other, next(seeds)) for ratio in RATIOS),
        closed=Trial(MODERATE, CLOSED, other, next(seeds)),
        placebo=Trial(moved, NOTHING, placebo, next(seeds), is_placebo=True),
    )


def share_of(rows: pd.DataFrame, name: str) -> float:
    """Return in which share of the registers something is so, among those where it is known; else NaN."""
    return float(rows[name].dropna().astype(float).mean()) if name in rows else float("nan")


def simulated_rise(plan: Plan, rows: Rows) -> float:
    """Return the true ratio that is found four times out of five; NaN where it lies outside the ladder."""
    found = [share_of(rows[trial], "displaced found") for trial in plan.ladder]
    return float(np.exp(np.interp(0.8, found, np.log(RATIOS), left=np.nan, right=np.nan)))


def displayed_rise(plan: Plan, rows: Rows) -> float:
    """Return the smallest rise that a study says it could have seen: the median of all studies."""
    return float(np.median(np.concatenate([rows[trial]["smallest rise"] for trial in plan.ladder])))
