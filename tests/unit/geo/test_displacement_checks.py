"""Falsification: what should show nothing does not, what should show the same does, and all of it fast."""

from dataclasses import replace
from time import process_time

import numpy as np
import pytest
from scipy import stats

from geo.displacement.checks import FEW_DATES, PLACEBO_DATES, falsify, placebo_specs, rank_of
from geo.displacement.model import YEAR, AnalysisSpec, Panel, Window
from geo.displacement.relabelling import relabelled_p
from geo.displacement.results import Check, Checked
from geo.displacement.study import analyse
from geo.displacement.windows import spec_faults
from tests.displacement_kit import FIRST, World, panel_from

WORLD = World(years=1, effect=2.5)

LONG = World(years=3, clumping=0.1)
"""Six years of months without a change, in which dates can slide."""

LATE = AnalysisSpec(
    announced=FIRST + 46,
    in_force=FIRST + 48,
    pre=Window(FIRST + 34, 1),
    post=Window(FIRST + 49, 1),
    treated=(1,),
    displaced=(2, 3, 4, 5),
    control=(6, 7, 8, 9, 10, 11),
)
"""A study with a washout of three months late in `LONG`."""


def of(checks: tuple[Checked, ...], check: Check) -> dict[int | float | str, Checked]:
    """Return the looks of one kind by label."""
    return {checked.label: checked for checked in checks if checked.check is check}


@pytest.fixture(scope="module")
def checks() -> tuple[Checked, ...]:
    """Return the looks at a displacement of x2.5."""
    return falsify(WORLD.panel(1), WORLD.spec)


def test_every_zone_is_left_out_once(checks: tuple[Checked, ...]) -> None:
    """Leaving out one zone gives the study without it, displaced or control."""
    found = of(checks, Check.WITHOUT_ONE_ZONE)
    assert set(found) == {*WORLD.spec.displaced, *WORLD.spec.control}
    assert all(checked.contrast and checked.contrast.ratio.low > 1 for checked in found.values())
    fewer = analyse(WORLD.panel(1), replace(WORLD.spec, displaced=(2, 3, 4))).displaced
    assert fewer is not None
    contrast = found[5].contrast
    assert contrast is not None
    # The exponent is that of the whole study.
    assert contrast.log_ratio == pytest.approx(fewer.log_ratio, abs=0.02)
    assert contrast.freedom == fewer.freedom


def test_each_control_is_taken_as_displaced(checks: tuple[Checked, ...]) -> None:
    """Controls stand against the other controls, and on average do not differ from them."""
    found = of(checks, Check.PSEUDO_DISPLACED)
    assert set(found) == set(WORLD.spec.control)
    logs = [checked.contrast.log_ratio for checked in found.values() if checked.contrast]
    assert np.mean(logs) == pytest.approx(0, abs=1e-9)
    assert all(checked.contrast and checked.contrast.freedom == 4 for checked in found.values())


def test_exponents_of_the_envelope_are_tried(checks: tuple[Checked, ...]) -> None:
    """Half, three quarters and proportional, each without an error of its own."""
    assert list(of(checks, Check.OTHER_EXPONENT)) == [0.5, 0.75, 1.0]


def test_own_rounds_show_nothing_where_they_did_not_change(checks: tuple[Checked, ...]) -> None:
    """One round a month everywhere is no change of effort."""
    (rounds,) = of(checks, Check.OWN_ROUNDS).values()
    assert rounds.contrast is not None
    assert rounds.contrast.log_ratio == 0


def test_placebo_dates_are_before_the_announcement_and_sound() -> None:
    """Dates slide over the months before, with the washout of the study, and none reaches the real date."""
    panel = LONG.panel(2)
    specs = placebo_specs(panel, LATE)
    assert len(specs) == 46 - 2 * YEAR - 3 + 1
    for spec in specs:
        assert spec_faults(spec, panel) == ()
        assert spec.post.end <= LATE.announced
        assert spec.post.first - spec.pre.end == 3
    assert [spec.in_force for spec in specs] == sorted(spec.in_force for spec in specs)


def test_placebo_dates_are_spread_where_there_are_many() -> None:
    """Of many dates a few dozen are tried, from the first to the last."""
    months = np.ones((11, 120))
    late = replace(LATE, announced=FIRST + 100, in_force=FIRST + 102, post=Window(FIRST + 103, 1))
    starts = [spec.pre.first for spec in placebo_specs(panel_from(months, months), late)]
    assert len(starts) == PLACEBO_DATES == len(set(starts))
    assert (starts[0], starts[-1]) == (FIRST, FIRST + 100 - 27)


@pytest.mark.parametrize(
    ("months_before", "years", "gap"), [(60, 2, 3), (51, 1, 3), (34, 1, 3), (31, 1, 1), (25, 1, 1)]
)
def test_shorter_windows_leave_more_placebo_dates(months_before: int, years: int, gap: int) -> None:
    """Where the study's own windows leave too few dates, a year is taken, then the shortest washout."""
    announced = FIRST + months_before
    study = replace(
        LATE,
        announced=announced,
        in_force=announced + 2,
        pre=Window(announced - 2 * YEAR, 2),
        post=Window(announced + 3, 2),
    )
    months = np.ones((11, 120))
    specs = placebo_specs(panel_from(months, months), study)
    assert {spec.pre.years for spec in specs} == {years}
    assert {spec.post.first - spec.pre.end for spec in specs} == {gap}
    assert len(specs) >= min(FEW_DATES, months_before - 24)


def test_a_register_without_history_has_no_placebo_dates() -> None:
    """Without two years before the announcement there is no date to try."""
    assert placebo_specs(WORLD.panel(1), WORLD.spec) == ()
    assert rank_of(analyse(WORLD.panel(1), WORLD.spec), ()) is None


def test_a_real_change_outranks_its_placebo_dates() -> None:
    """A change planted at the date is larger than at any date before it."""
    panel = LONG.panel(2)
    contacts = panel.contacts.copy()
    contacts[1:5, 49:] *= 4
    changed = replace(panel, contacts=contacts)
    rank = rank_of(analyse(changed, LATE), falsify(changed, LATE))
    assert rank is not None
    assert (rank.rank, rank.among) == (1, 21)


def test_an_untouched_kind_stands_against_the_other_controls() -> None:
    """Zones of a kind that the rule cannot touch become the outcome, and leave the controls."""
    panel = replace(WORLD.panel(1), kinds=("street",) * 8 + ("rest_area",) * 3)
    found = of(falsify(panel, WORLD.spec, untouched_kinds=("rest_area", "bar")), Check.UNTOUCHED_KIND)
    assert set(found) == {"rest_area", "bar"}
    assert found["bar"].contrast is None
    contrast = found["rest_area"].contrast
    assert contrast is not None
    assert contrast.freedom == 3 + 3 - 2


def test_windows_of_other_years_are_tried_where_there_are_months() -> None:
    """A study of one year is looked at over two where the register reaches so far."""
    found = of(falsify(LONG.panel(2), LATE), Check.OTHER_WINDOW)
    assert set(found) == {2}
    assert of(falsify(WORLD.panel(1), WORLD.spec), Check.OTHER_WINDOW) == {}


def test_what_may_not_be_tested_is_not_looked_at_in_other_ways() -> None:
    """Two displaced zones stay untested, whichever way one looks."""
    checks = falsify(LONG.panel(2), replace(LATE, displaced=(2, 3)))
    assert checks
    assert all(checked.contrast is None for checked in checks)


def test_progress_is_told() -> None:
    """Each look is a step, and the last is all of it."""
    steps: list[float] = []
    checks = falsify(WORLD.panel(1), WORLD.spec, on_step=steps.append)
    assert len(steps) == len(checks)
    assert steps == sorted(steps)
    assert steps[-1] == 1


def test_all_looks_at_a_large_register_take_a_moment() -> None:
    """Fifty zones over ten years: 24 dates, every zone left out, and the rest, within the promised 2 s."""
    world = World(monthly=5, displaced=18, control=31)
    rng = np.random.default_rng(1)
    hours = rng.lognormal(0, 0.35, (50, 120))
    panel = panel_from(rng.poisson(5 * hours).astype(float), hours)
    spec = replace(
        world.spec,
        announced=FIRST + 90,
        in_force=FIRST + 92,
        pre=Window(FIRST + 66, 2),
        post=Window(FIRST + 93, 2),
    )
    started = process_time()
    analyse(panel, spec)
    once = process_time() - started
    found = falsify(panel, spec)
    assert len(of(found, Check.PLACEBO_DATE)) == PLACEBO_DATES
    assert len(of(found, Check.WITHOUT_ONE_ZONE)) == 49
    assert once < 0.1
    assert process_time() - started < 2


def panel_and_p(seed: int, world: World) -> tuple[Panel, float]:
    """Return a register, and how often its zones dealt out by lot differ as much."""
    panel = world.panel(seed)
    found = relabelled_p(analyse(panel, world.spec, draws=10))
    assert found is not None
    return panel, found


def test_three_against_three_can_never_reject() -> None:
    """Of twenty deals two differ as much as the clearest change: p is a tenth at best."""
    _, p = panel_and_p(1, World(years=1, displaced=3, control=3, effect=20.0))
    assert p == pytest.approx(0.1)


@pytest.mark.parametrize("size", [(4, 6), (12, 20)])
def test_deals_are_uniform_where_nothing_changed(size: tuple[int, int]) -> None:
    """All deals or a sample of them: p-values of registers without a change are uniform."""
    world = World(years=1, monthly=4, displaced=size[0], control=size[1])
    found = [panel_and_p(seed, world)[1] for seed in range(60)]
    assert stats.kstest(found, "uniform").pvalue > 0.01


def test_nothing_is_dealt_out_where_nothing_is_tested() -> None:
    """Below the gates there is no p at all."""
    world = World(years=1, displaced=2)
    assert relabelled_p(analyse(world.panel(1), world.spec)) is None


def test_placebo_dates_have_the_washout_of_the_study() -> None:
    """Also where it is longer than from the announcement to the month of the rule."""
    world = World(years=4)
    panel, whole = world.panel(3), world.spec
    spec = replace(
        whole,
        pre=Window(whole.announced - YEAR, 1),
        post=Window(whole.in_force + 4, 1),
    )
    found = placebo_specs(panel, spec)
    assert found
    assert {one.post.first - one.announced for one in found} == {4}
