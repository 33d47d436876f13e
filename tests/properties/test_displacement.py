"""What holds of every study: nothing is made of names, scales, or the order in which zones are listed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.displacement.model import EffortRule, Panel
from geo.displacement.results import Outcome, StudyResult
from geo.displacement.study import analyse
from geo.displacement.windows import proposed_windows
from tests.displacement_kit import World, panel_from

DRAWS = 50

worlds = st.builds(
    World,
    monthly=st.sampled_from([0.05, 0.5, 3.0, 20.0]),
    years=st.just(1),
    displaced=st.integers(0, 5),
    control=st.integers(0, 6),
    clumping=st.sampled_from([0.0, 0.3]),
    exponent=st.sampled_from([0.5, 1.0]),
    effect=st.sampled_from([0.2, 1.0, 3.0]),
    closure=st.sampled_from([0.0, 0.5, 1.0]),
)
seeds = st.integers(0, 10_000)


def patchy(world: World, seed: int) -> Panel:
    """Return a panel with months in which nobody looked."""
    panel = world.panel(seed)
    rng = np.random.default_rng(seed)
    missing = rng.random(panel.hours.shape) < rng.choice([0.0, 0.1, 0.5, 0.95])
    return panel_from(np.nan_to_num(panel.contacts), np.where(missing, np.nan, panel.hours))


def log_ratio(result: StudyResult) -> float | None:
    """Return what displaced zones show, if anything is tested."""
    return result.displaced.log_ratio if result.displaced else None


@settings(max_examples=60, deadline=None)
@given(worlds, seeds)
def test_every_panel_has_an_answer(world: World, seed: int) -> None:
    """No data make an exception or a warning, and what is shown is in order."""
    found = analyse(patchy(world, seed), world.spec, draws=DRAWS)
    assert (found.outcome is Outcome.TOO_LITTLE) == (found.displaced is None)
    for contrast in (found.displaced, found.treated, found.raw, found.effort, *found.by_kind.values()):
        if contrast is not None:
            assert contrast.ratio.low <= contrast.ratio.value <= contrast.ratio.high
            assert contrast.se > 0
    if found.movement is not None and found.movement.share.is_known:
        assert found.movement.lost.low > 0
    listed = {zone.zone for zone in found.zones} | {*found.newly_visited, *found.not_compared}
    assert listed == {place for arm in world.spec.arms.values() for place in arm}


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from([1e-3, 60.0, 1e6]))
def test_hours_or_minutes_do_not_matter(seed: int, unit: float) -> None:
    """A study of hours told in another unit is the same study."""
    world = World(years=1)
    panel = patchy(world, seed)
    told = analyse(panel, world.spec, draws=DRAWS)
    otherwise = analyse(replace(panel, hours=panel.hours * unit), world.spec, draws=DRAWS)
    assert log_ratio(otherwise) == pytest.approx(log_ratio(told), abs=1e-7)
    assert otherwise.exponent.beta == pytest.approx(told.exponent.beta, abs=1e-7)
    assert otherwise.outcome is told.outcome


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_what_happens_to_all_zones_alike_is_no_displacement(seed: int) -> None:
    """Hours that doubled everywhere leave the contrast as it was, whatever the exponent."""
    world = World(years=1)
    panel = world.panel(seed)
    after = panel.months > world.spec.announced
    told = analyse(panel, world.spec, draws=DRAWS)
    doubled = analyse(replace(panel, hours=panel.hours * np.where(after, 2, 1)), world.spec, draws=DRAWS)
    assert log_ratio(doubled) == pytest.approx(log_ratio(told), abs=1e-7)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_the_names_of_zones_do_not_matter(seed: int) -> None:
    """Zones listed the other way round, and numbered so, show the same."""
    world = World(years=1)
    panel, spec = world.panel(seed), replace(world.spec, effort=EffortRule.PROPORTIONAL)
    flipped = panel_from(panel.contacts[::-1], panel.hours[::-1])
    last = world.zones + 1
    renamed = replace(
        spec,
        treated=tuple(last - zone for zone in reversed(spec.treated)),
        displaced=tuple(last - zone for zone in reversed(spec.displaced)),
        control=tuple(last - zone for zone in reversed(spec.control)),
    )
    one, other = analyse(panel, spec, draws=DRAWS), analyse(flipped, renamed, draws=DRAWS)
    assert log_ratio(other) == pytest.approx(log_ratio(one), abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_exchanged_arms_turn_the_answer_round(seed: int) -> None:
    """Controls called displaced and displaced called controls give the inverse ratio."""
    world = World(years=1, effect=1.6)
    spec = world.spec
    one = analyse(world.panel(seed), spec, draws=DRAWS).displaced
    exchanged = replace(spec, displaced=spec.control, control=spec.displaced)
    other = analyse(world.panel(seed), exchanged, draws=DRAWS).displaced
    assert one is not None
    assert other is not None
    assert other.log_ratio == pytest.approx(-one.log_ratio)
    assert (other.se, other.p) == pytest.approx((one.se, one.p))


@given(st.integers(0, 300), st.integers(0, 30), st.integers(0, 300), st.integers(0, 300), st.integers(1, 4))
def test_proposed_windows_fit(first: int, washout: int, before: int, after: int, years: int) -> None:
    """Windows are whole years of equal length inside the register and outside the washout."""
    announced = first + before
    in_force = announced + washout
    found = proposed_windows(announced, in_force, first, in_force + after, years)
    if found is None:
        assert min(before, after) < 12
        return
    pre, post = found
    assert 1 <= pre.years == post.years <= years
    assert first <= pre.first
    assert pre.end == announced
    assert post.first == in_force + 1
    assert post.end <= in_force + after + 1
