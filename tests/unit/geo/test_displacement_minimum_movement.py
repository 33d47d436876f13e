"""Minimum movement: the least that can explain the counts, and never more."""

import numpy as np
import pytest

from geo.displacement.minimum_movement import cheapest_flows, minimum_movement, smallest_flows
from geo.displacement.sampling import Sample
from tests.sample_kit import sampled, zones_at

LINE = zones_at([(0, 0), (2, 0), (3, 0), (9, 0)])


def test_a_planted_shift_is_found(rng: np.random.Generator) -> None:
    """A quarter of all goes two kilometres: share, distance and flow hold it, and nothing goes further."""
    before, after = np.array([24.0, 8, 8, 8]), np.array([12.0, 20, 8, 8])
    found = minimum_movement(LINE, sampled(before, rng), sampled(after, rng), seed=1)
    assert found is not None
    assert found.moved.low < 0.25 < found.moved.high
    assert found.distance_km.low < 0.5 < found.distance_km.high
    assert found.flows_low[0, 1] < 0.25 < found.flows_high[0, 1] + 0.1
    assert found.flows.sum() == pytest.approx(1)


def test_noise_alone_moves_less_than_it_seems(rng: np.random.Generator) -> None:
    """Without a change the plain share is never nought; what is shown is nearer to it."""
    pairs = [(sampled(np.full(4, 8.0), rng), sampled(np.full(4, 8.0), rng)) for _ in range(10)]
    found = [minimum_movement(LINE, *pair, seed=1) for pair in pairs]
    shown = [one.moved.value for one in found if one is not None]
    plain = [1 - np.trace(one.flows) for one in found if one is not None]
    assert len(shown) == 10
    assert np.mean(shown) < np.mean(plain)
    assert np.mean([one.moved.low == 0 for one in found if one is not None]) > 0.8


def test_what_can_stay_stays() -> None:
    """Along a line, going past costs as much as pushing on; the share that moves is then well defined."""
    km = np.abs(np.subtract.outer([0.0, 2, 3], [0.0, 2, 3]))
    before, after = np.array([0.6, 0.3, 0.1]), np.array([0.2, 0.3, 0.5])
    flows = smallest_flows(before, after, km)
    assert np.diag(flows) == pytest.approx([0.2, 0.3, 0.1])
    assert flows[0, 2] == pytest.approx(0.4)
    assert (flows * km).sum() == pytest.approx((cheapest_flows(before, after, km) * km).sum())


def test_flows_make_one_side_into_the_other(rng: np.random.Generator) -> None:
    """Rows add up to before, columns to after, nothing is negative, for any shares."""
    places = rng.normal(size=(7, 2))
    km = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    for _ in range(20):
        before, after = rng.dirichlet(np.ones(7), 2)
        flows = smallest_flows(before, after, km)
        assert flows.sum(axis=1) == pytest.approx(before)
        assert flows.sum(axis=0) == pytest.approx(after)
        assert flows.min() >= 0
        assert (flows * km).sum() == pytest.approx((cheapest_flows(before, after, km) * km).sum())
    assert np.array_equal(smallest_flows(before, before, km), np.diag(before))


def test_too_little_has_no_movement(rng: np.random.Generator) -> None:
    """Nobody was met on one side."""
    nobody = Sample(np.zeros((4, 24)), np.ones((4, 24)))
    assert minimum_movement(LINE, sampled(np.full(4, 8.0), rng), nobody, seed=1) is None


def test_zones_visited_in_one_month_alone_are_drawn_without(rng: np.random.Generator) -> None:
    """Draws that miss the only visits to a zone are left out; where most do, there is no interval."""
    side = sampled(np.full(4, 8.0), rng)
    rare = side.effort.copy()
    rare[:3, 1:] = 0
    found = minimum_movement(LINE, side, Sample(np.where(rare > 0, side.contacts + 9, 0), rare), seed=1)
    assert found is None or np.isfinite(found.flows_low).all()
