"""The score of a visit, term by term: docs/methods/rounds.md."""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

LONGEST = 2.5
"""Targets after which a place that was not visited counts no more than others that were not."""

STEEPNESS = 1.5
"""Power by which each further target that passes counts for more than the one before."""

DEFAULT_TARGET_DAYS = 28.0
"""Target of a place that has none of its own."""


@dataclass(frozen=True)
class ScoreWeights:
    """
    What each term of the score counts for; 0 switches one off.

    Attributes
    ----------
    recency : float
        Times ``min(2.5, days since the last visit / target) ** 1.5``.
    people : float
        Times ``log(1 + people expected)``.
    requests : float
        For each request that was not met.
    trust : float
        For a place where trust is new or at risk.
    unknown : float
        Times ``1 / (1 + visits)`` of the last year in the part of the day: how little is known.
    """

    recency: float = 3.0
    people: float = 2.0
    requests: float = 1.0
    trust: float = 2.0
    unknown: float = 1.0


def score_places(facts: pd.DataFrame, weights: ScoreWeights) -> pd.DataFrame:
    """
    Return the score of a visit to each place, term by term.

    Parameters
    ----------
    facts : DataFrame
        By place: ``days_since`` the last visit (NaN if never), ``target_days`` (NaN where there is no
        target), ``expected_people``, ``open_requests``, ``trust_open`` (bool: new or at risk), and
        ``looked_visits``, those of the last year in this part of the day.
    weights : ScoreWeights
        What each term counts for.

    Returns
    -------
    DataFrame
        By place: a float column a term (``recency``, ``people``, ``requests``, ``trust``, ``unknown``) and
        their sum ``total``. A place never visited counts as `LONGEST` targets, one without a target as if
        it had `DEFAULT_TARGET_DAYS`.
    """
    target = facts["target_days"].fillna(DEFAULT_TARGET_DAYS)
    targets_passed = (facts["days_since"] / target).fillna(LONGEST).clip(0.0, LONGEST)
    amounts = pd.DataFrame(
        {
            "recency": targets_passed**STEEPNESS,
            "people": np.log1p(facts["expected_people"].fillna(0.0).clip(lower=0.0)),
            "requests": facts["open_requests"].astype(float),
            "trust": facts["trust_open"].astype(float),
            "unknown": 1.0 / (1.0 + facts["looked_visits"]),
        },
        index=facts.index,
    )
    terms = amounts * pd.Series(asdict(weights))
    return terms.assign(total=terms.sum(axis=1))


def is_quiet(facts: pd.DataFrame, ratio: float = 2.0) -> pd.Series:
    """
    Tell which places nobody has been to for long.

    Parameters
    ----------
    facts : DataFrame
        By place: ``days_since`` (NaN if never) and ``target_days`` (NaN where there is no target).
    ratio : float
        From how many targets on.

    Returns
    -------
    Series of bool
        By place; a place never visited is quiet.
    """
    target = facts["target_days"].fillna(DEFAULT_TARGET_DAYS)
    return (facts["days_since"].isna() | (facts["days_since"] >= ratio * target)).rename("quiet")
