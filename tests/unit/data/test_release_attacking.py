"""What the attack suite is given of a release."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import numpy as np
import pytest
from sqlalchemy import Engine, select

from data.register.database import writing
from data.register.tables import Place
from data.releases import attacking
from data.releases.attacking import attack, trial_of
from data.releases.keeping import save_release
from data.releases.making import Candidate, make_candidate, seal
from data.settings import Settings
from data.vocabulary import Tier
from geo.attacks.results import NAIVE_BARS, Attack, AttackResult, Outcome

NOW = datetime(2020, 1, 2, 9, tzinfo=UTC).replace(tzinfo=None)
TODAY = date(2020, 1, 1)

WITHSTOOD = tuple(
    AttackResult(code, Outcome(50, 60, 0, 4), Outcome(50, 60, 50), 4, NAIVE_BARS[code]) for code in Attack
)


def published(engine: Engine, candidate: Candidate) -> Candidate:
    """Keep a candidate, and return it."""
    save_release(engine, seal(engine, candidate, WITHSTOOD, NOW), candidate.truth, None, NOW)
    return candidate


@pytest.fixture
def engine(copy_recent: Callable[[], Engine]) -> Engine:
    return copy_recent()


def test_the_places_are_those_that_the_release_counts(engine: Engine, options: Settings) -> None:
    """Each visited place once, in a unit of the release, with its contacts of all years."""
    candidate = make_candidate(engine, Tier.POLICY, TODAY, options)
    trial = trial_of(engine, candidate)
    assert trial.holdings.index.is_unique
    assert set(trial.holdings["unit"]) == set(candidate.published.units.index)
    truth = candidate.truth["places"]["contacts"].sum()
    assert trial.holdings["contacts"].sum() == truth
    assert (trial.grain, list(trial.earlier)) == (1, [])
    assert trial.rules.min_places == options.policy_min_places


def test_a_public_release_is_made_of_policy_figures(engine: Engine, options: Settings) -> None:
    """Its truth comes in multiples of the policy base, and only releases of its tier came before."""
    policy = published(engine, make_candidate(engine, Tier.POLICY, TODAY, options))
    trial = trial_of(engine, make_candidate(engine, Tier.PUBLIC, TODAY, options))
    assert trial.grain == policy.published.base
    assert list(trial.earlier) == []
    assert set(trial.holdings["unit"]) == set(trial.published.units.index)


def test_earlier_releases_are_given_the_latest_first(engine: Engine, options: Settings) -> None:
    """What was published before is known to the attacker."""
    for today in (date(2019, 4, 1), date(2019, 7, 1)):
        published(engine, make_candidate(engine, Tier.POLICY, today, options))
    trial = trial_of(engine, make_candidate(engine, Tier.POLICY, TODAY, options))
    assert [one.through for one in trial.earlier] == [date(2019, 6, 30), date(2019, 3, 31)]


def test_labels_that_tell_a_place_are_looked_for(engine: Engine, options: Settings) -> None:
    """A label that is an official name or a word of the lists tells nothing; any other one is looked for."""
    with writing(engine) as session:
        first, second, third = session.scalars(select(Place).order_by(Place.id).limit(3))
        first.label, second.label, third.label = "Charleroi", "bar", "Le Canal 17"
    trial = trial_of(engine, make_candidate(engine, Tier.POLICY, TODAY, options))
    assert "Le Canal 17" in trial.identifiers
    assert not {"Charleroi", "bar"} & set(trial.identifiers)
    names = " ".join(trial.published.territories["name_fr"])
    assert not [label for label in trial.identifiers if re.search(rf"\b{re.escape(label)}\b", names)]


def test_the_same_release_is_attacked_in_the_same_way(
    engine: Engine, options: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attackers' draws depend on the release alone."""
    draws: list[float] = []

    def suite(
        _trial: object, rng: np.random.Generator, advance: Callable[[float], None]
    ) -> list[AttackResult]:
        draws.append(rng.random())
        advance(1.0)
        return list(WITHSTOOD)

    monkeypatch.setattr(attacking, "run_suite", suite)
    candidate = make_candidate(engine, Tier.POLICY, TODAY, options)
    told: list[float] = []
    assert attack(engine, candidate, told.append) == attack(engine, candidate) == WITHSTOOD
    assert draws[0] == draws[1]
    assert told == [1.0]
