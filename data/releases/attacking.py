"""The attack suite on a release that was made: what is attacked, and what the attackers look for."""

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from data import vocabulary as v
from data.ledger import load_places
from data.releases.files import open_file
from data.releases.keeping import load_content, load_releases
from data.releases.keys import load_keys
from data.releases.making import Candidate
from geo.attacks.results import AttackResult
from geo.attacks.suite import Trial, run_suite
from geo.released import Published

_WORDS = (v.PlaceKind, v.Nature, v.Sex, v.AgeBand, v.Nationality)
"""Closed lists whose words a release holds."""


def attack(
    engine: Engine, candidate: Candidate, advance: Callable[[float], None] = lambda _part: None
) -> tuple[AttackResult, ...]:
    """
    Run the attack suite on a release that was made.

    Parameters
    ----------
    engine : Engine
        The register, for the earlier releases and the labels that may not leak.
    candidate : Candidate
        From `data.releases.making.make_candidate`.
    advance : callable
        Told how far it is, from 0 to 1.

    Returns
    -------
    tuple of AttackResult
        In the order of `geo.attacks.results.Attack`; the same for the same candidate.
    """
    trial = trial_of(engine, candidate)
    rng = np.random.default_rng(_seed(candidate.published.through))
    return tuple(run_suite(trial, rng, advance))


def _seed(through: date) -> int:
    """Return what the attackers' draws start from: nothing secret, and another one each release."""
    return through.toordinal()


def trial_of(engine: Engine, candidate: Candidate) -> Trial:
    """
    Return what the suite is given of a release.

    Parameters
    ----------
    engine : Engine
        The register.
    candidate : Candidate
        What is attacked.

    Returns
    -------
    Trial
        With all earlier releases of the tier, the latest first.
    """
    plan, policy = candidate.plan, candidate.policy
    holdings = pd.DataFrame({"unit": plan.unit_of, "contacts": plan.long_run.contacts}).dropna()
    return Trial(
        published=candidate.published,
        truth=candidate.truth,
        holdings=holdings.astype({"contacts": "int64"}),
        rules=candidate.rules,
        earlier=_earlier(engine, candidate.published),
        identifiers=_telling_labels(engine, candidate.published),
        grain=1 if policy is None else policy.opened.published.base,
    )


def _earlier(engine: Engine, published: Published) -> list[Published]:
    tier = v.Tier(published.tier)
    key = load_keys(engine).public_key
    rows = [row for row in load_releases(engine, tier) if row.state is v.ReleaseState.PUBLISHED]
    opened = (open_file(load_content(engine, row.id), key).published for row in rows)
    return [one for one in opened if one.synthetic == published.synthetic]


def _telling_labels(engine: Engine, published: Published) -> list[str]:
    """Return the labels of places that tell more than the official names and closed lists of a release."""
    territories = published.territories
    innocent = " | ".join(
        [
            *territories["name_fr"],
            *territories["name_nl"],
            *territories.index,
            *published.names,
            *published.names.values(),
            *(word.value for words in _WORDS for word in words),
        ]
    )
    return [
        label
        for label in load_places(engine)["label"].unique()
        if not re.search(rf"(?<!\w){re.escape(label)}(?!\w)", innocent, re.IGNORECASE)
    ]
