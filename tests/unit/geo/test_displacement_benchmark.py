"""The benchmark of displacement: its registers are what they claim, its peers what they are named for."""

import sys

import numpy as np
import pandas as pd
import pytest

from benchmarks.displacement import __main__ as command
from benchmarks.displacement import timing
from benchmarks.displacement.aims import COVERED, aims_of
from benchmarks.displacement.peers import (
    CLUSTERED,
    HOURLY_RATIO,
    QUASI,
    RAW_RATIO,
    Cells,
    intervals,
    is_alarm,
    regress,
)
from benchmarks.displacement.plan import Plan, plan_trials
from benchmarks.displacement.scenarios import NOTHING, PLANTED, SCENARIOS, Scenario, Truth, draw
from benchmarks.displacement.table import PEERS, render
from benchmarks.displacement.timing import Timed
from benchmarks.displacement.trials import Job, Trial
from geo.displacement.windows import spec_faults

TIMED = (Timed("one", 0.01, 0.1), Timed("many", 3.0, 0.1))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_each_scenario_asks_a_sound_question(rng: np.random.Generator, scenario: Scenario) -> None:
    """No fault in the question, whole years, and effort in each month."""
    register = draw(scenario, PLANTED, rng, earlier_years=1)
    assert spec_faults(register.spec, register.panel) == ()
    assert register.panel.looked.all()


def test_registers_hold_the_truth_that_they_are_drawn_from(rng: np.random.Generator) -> None:
    """Many zones and months: contacts an hour change as planted, and lost and gained are their sums."""
    crowd = Scenario("crowd", mean=50.0, clumping=0.0, displaced=300, control=300, has_moved_hours=True)
    register = draw(crowd, PLANTED, rng)
    panel, spec = register.panel, register.spec
    before, after = (np.isin(panel.months, window.months) for window in (spec.pre, spec.post))

    def rates(zones: tuple[int, ...], months: np.ndarray) -> float:
        cells = np.ix_(np.array(zones), np.flatnonzero(months))
        return float(panel.contacts[cells].sum() / panel.hours[cells].sum())

    changes = [rates(zones, after) / rates(zones, before) for zones in (spec.displaced, spec.control)]
    assert changes == pytest.approx([1.6 * 0.9, 0.9], rel=0.02)
    came = panel.contacts[np.ix_(np.array(spec.displaced), np.flatnonzero(before))].sum() * 0.9 * 0.6
    assert register.gained == pytest.approx(came, rel=0.02)
    assert register.lost > 0
    still = draw(crowd, NOTHING, rng)
    assert (still.lost, still.gained) == (0, 0)


def test_the_regression_is_that_of_statsmodels(rng: np.random.Generator) -> None:
    """Estimate, dispersion and errors by zone, with effects of all zones and months."""
    register = draw(Scenario("a year", years=1, wandering=0.2), PLANTED, rng)
    ours, (log_ratio, cluster_se) = regress(Cells.of(register)), timing.regress_months(register)
    assert (ours.log_ratio, ours.cluster_se) == pytest.approx((log_ratio, cluster_se), rel=1e-6)


def test_zones_and_months_without_contacts_do_not_stop_the_regression(rng: np.random.Generator) -> None:
    """They tell nothing, and the rest is fitted as if they were not there."""
    register = draw(Scenario("sparse", mean=0.2), NOTHING, rng)
    register.panel.contacts[3] = register.panel.contacts[:, 7] = 0
    found = regress(Cells.of(register))
    assert np.isfinite([found.log_ratio, found.quasi_se, found.cluster_se]).all()


def test_raw_counts_follow_the_hours(rng: np.random.Generator) -> None:
    """Hours move and nothing else: raw counts see displacement each time, rates by month hardly ever."""
    scenario = Scenario("hours", clumping=0.0, has_moved_hours=True)
    said = [intervals(draw(scenario, NOTHING, rng)) for _ in range(40)]
    assert all(is_alarm(one[RAW_RATIO]) for one in said)
    for name in (QUASI, CLUSTERED, HOURLY_RATIO):
        assert np.mean([is_alarm(one[name]) for one in said]) < 0.25


def made_up(plan: Plan, *, good: bool) -> dict[Trial, pd.DataFrame]:
    """Return rows of twenty registers for each trial, in which all is found as hoped, or the reverse."""
    rows = {}
    for trial in plan.trials:
        found = (trial.truth.displaced != 1) == good
        holds = {f"{name} holds": np.arange(20) > 0 for name in (*COVERED, "lost", "gained")}
        rows[trial] = pd.DataFrame(
            holds
            | dict.fromkeys(PEERS, True)
            | {
                "outcome": "signal" if found else "not_detected",
                "smallest rise": 1.45,
                "p": np.linspace(0, 1, 20),
            }
            | {"displaced found": found, "displaced wrong": False}
        )
    return rows


def small_plan() -> Plan:
    """Return the plan of a run with hardly any registers."""
    return plan_trials(seed=1, share=0)


def test_a_run_that_finds_nothing_fails_its_aims() -> None:
    """Whoever alarms where nothing is and finds nothing where something is misses the aims on both."""
    plan = small_plan()
    bad, good = (
        {aim.what: aim.is_met for aim in aims_of(plan, made_up(plan, good=good), TIMED, 30)}
        for good in (False, True)
    )
    alarms = [what for what in bad if what.startswith(("false alarms", "x 1.6", "x 2"))]
    assert len(alarms) == 4
    assert not any(bad[what] for what in alarms)
    assert all(good[what] for what in alarms)
    assert bad["one: at most 0.1 s"]
    assert not bad["many: at most 2 s"]
    assert not bad["this run: at most 10 minutes on two cores"]
    rows = made_up(plan, good=True)
    text = render(plan, rows, TIMED, aims_of(plan, rows, TIMED, 5))
    assert "| all at once |" in text
    assert "| many: at most 2 s | 3.000 s | no |" in text


def test_parts_of_a_trial_are_drawn_apart_and_always_the_same() -> None:
    """Two processes share the work: what each draws hangs on the part alone."""
    trial = small_plan().planted[0]
    first = Job(trial, 0).rows()
    assert first.equals(Job(trial, 0).rows())
    assert len(first) == trial.sets
    assert "share holds" in first
    assert small_plan().planted[0].truth == Truth(0.4, 1.6, 0.9)


def test_the_command_says_what_it_takes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Help names the quick look, and that nothing of it is kept."""
    monkeypatch.setattr(sys, "argv", ["benchmarks.displacement", "--help"])
    with pytest.raises(SystemExit):
        command.main()
    assert "nothing kept" in capsys.readouterr().out
