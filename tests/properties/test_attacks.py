"""Whatever the counts are, a release made as releases are made gives no small count away."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.attacks.results import Attack
from geo.attacks.suite import Trial, run_suite
from geo.publication.zones import PlaceRules
from tests.attack_kit import holdings_of, rounded, true_counts

QUICK = tuple(code for code in Attack if code is not Attack.SUBTRACTION)


@given(counts=st.integers(0, 2**16), key=st.integers(0, 2**16), zones=st.integers(1, 4))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_counts_and_no_key_give_a_release_away(counts: int, key: int, zones: int) -> None:
    """For any register and any seed, every attack but the slow one leaves nothing known."""
    units, truth = true_counts(zones=zones, years=2, seed=counts)
    trial = Trial(rounded(units, truth, key=key), truth, holdings_of(units, truth), PlaceRules(3, 0.5))
    for result in run_suite(trial, np.random.default_rng(1), attacks=QUICK):
        assert result.holds, result


@given(counts=st.integers(0, 2**16), key=st.integers(0, 2**16))
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_integer_programming_pins_no_cell(counts: int, key: int) -> None:
    """Over everything that is published together, each small count keeps an interval of base - 1."""
    units, truth = true_counts(zones=2, years=1, seed=counts)
    trial = Trial(
        rounded(units, truth, key=key), truth, holdings_of(units, truth), PlaceRules(3, 0.5), most=40
    )
    (result,) = run_suite(trial, np.random.default_rng(1), attacks=[Attack.SUBTRACTION])
    found = result.release
    assert (found.recovered, found.faults) == (0, 0)
    assert found.narrowest is not None
    assert found.narrowest >= 4
