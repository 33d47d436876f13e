"""What was to be reached, and whether it is."""

from collections.abc import Sequence
from math import log

import numpy as np
import pandas as pd
from scipy.stats import kstest

from benchmarks.displacement.peers import RAW_DIFFERENCE, RAW_RATIO
from benchmarks.displacement.plan import RECALLED, Plan, Rows, displayed_rise, share_of, simulated_rise
from benchmarks.displacement.scenarios import MODERATE, SPARSE
from benchmarks.displacement.timing import Timed
from benchmarks.displacement.trials import PROCESSES
from benchmarks.routing.table import Aim
from geo.displacement.results import Outcome

COVERED = {"displaced": (0.93, 0.97), "treated": (0.93, 0.97), "net": (0.93, 0.985), "share": (0.93, 0.985)}
MOST_FALSE, MEAN_FALSE = 0.06, 0.05
MOST_WRONG, MOST_SIGNALS, LEAST_UNIFORM = 0.01, 0.05, 0.01
LEAST_RECALL = {MODERATE: 0.85, SPARSE: 0.75}
FARTHEST_RISE = 0.1
LEAST_WDD, LEAST_RAW = 0.15, 0.9
MOST_SECONDS = (0.1, 2.0)
MOST_MINUTES = 10


def aims_of(plan: Plan, rows: Rows, timed: Sequence[Timed], cpu_min: float) -> list[Aim]:
    """Return all aims of a run that took so many CPU minutes."""
    return [
        *_coverage(plan, rows),
        *_errors(plan, rows),
        *_recall(plan, rows),
        *_negative_controls(plan, rows),
        *(
            Aim(f"{one.what}: at most {most:g} s", f"{one.seconds:.3f} s", one.seconds <= most)
            for one, most in zip(timed, MOST_SECONDS, strict=True)
        ),
        Aim(
            "this run: at most 10 minutes on two cores",
            f"{cpu_min / PROCESSES:.1f} min",
            cpu_min / PROCESSES <= MOST_MINUTES,
        ),
    ]


def _coverage(plan: Plan, rows: Rows) -> list[Aim]:
    found = []
    for name, (least, most) in COVERED.items():
        trials = plan.planted if name == "share" else (*plan.nothing, *plan.planted)
        shares = [share for trial in trials if not np.isnan(share := share_of(rows[trial], f"{name} holds"))]
        found.append(
            Aim(
                f"95 % intervals of {name} hold the truth {least:g} to {most:g}, in each scenario",
                f"{min(shares):.3f} to {max(shares):.3f}",
                least <= min(shares) and max(shares) <= most,
            )
        )
    return found


def _errors(plan: Plan, rows: Rows) -> list[Aim]:
    false = [share_of(rows[trial], "displaced found") for trial in plan.nothing]
    moved = [_signals(rows[trial]) for trial in plan.nothing if trial.scenario.has_moved_hours]
    wrong = _wrong([rows[trial] for trial in (*plan.planted, *plan.recall)])
    uniform = float(kstest(rows[plan.placebo]["p"].dropna(), "uniform").pvalue)
    return [
        _at_most("false alarms, in each scenario", max(false), MOST_FALSE),
        _at_most("false alarms, on average", float(np.mean(false)), MEAN_FALSE),
        _at_most("found the wrong way round, of planted changes that are found", wrong, MOST_WRONG),
        _at_most("only hours moved, called displacement, in each scenario", max(moved), MOST_SIGNALS),
        _at_most(
            "a closure that moved nobody, called displacement", _signals(rows[plan.closed]), MOST_SIGNALS
        ),
        _at_least("p of placebo dates is uniform: its p by Kolmogorov", uniform, LEAST_UNIFORM),
    ]


def _recall(plan: Plan, rows: Rows) -> list[Aim]:
    displayed, simulated = displayed_rise(plan, rows), simulated_rise(plan, rows)
    return [
        *(
            _at_least(
                f"x {RECALLED[trial.scenario]:g} found at {trial.scenario.name}, 24 + 24 months",
                share_of(rows[trial], "displaced found"),
                LEAST_RECALL[trial.scenario],
            )
            for trial in plan.recall
        ),
        Aim(
            "the smallest rise that a study says it could see is within 10 % of the one that it does see",
            f"x {displayed:.2f} said, x {simulated:.2f} seen",
            abs(log(displayed / simulated)) <= log(1 + FARTHEST_RISE),
        ),
    ]


def _negative_controls(plan: Plan, rows: Rows) -> list[Aim]:
    clumped = [rows[trial] for trial in plan.nothing if trial.scenario.clumping > 0]
    moved = [rows[trial] for trial in plan.nothing if trial.scenario.has_moved_hours]
    wdd = min(share_of(found, RAW_DIFFERENCE) for found in clumped)
    raw = min(share_of(found, RAW_RATIO) for found in moved)
    return [
        _at_least(
            "negative control: false alarms of Poisson WDD wherever contacts are clumped", wdd, LEAST_WDD
        ),
        _at_least("negative control: false alarms of raw counts wherever hours moved", raw, LEAST_RAW),
    ]


def _signals(rows: pd.DataFrame) -> float:
    return float((rows["outcome"] == Outcome.SIGNAL).mean())


def _wrong(several: Sequence[pd.DataFrame]) -> float:
    found = pd.concat([rows.loc[rows["displaced found"].astype(bool), "displaced wrong"] for rows in several])
    return float(found.astype(float).mean())


def _at_most(what: str, found: float, most: float) -> Aim:
    return Aim(f"{what}: at most {most:g}", f"{found:.3f}", found <= most)


def _at_least(what: str, found: float, least: float) -> Aim:
    return Aim(f"{what}: at least {least:g}", f"{found:.3f}", found >= least)
