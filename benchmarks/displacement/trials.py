"""Many registers of a scenario, each studied; and one row of what was found for each."""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from math import ceil, log
from multiprocessing import get_context

import numpy as np
import pandas as pd

from benchmarks.displacement.peers import intervals, is_alarm
from benchmarks.displacement.scenarios import Scenario, Truth, draw
from geo.displacement.checks import placebo_specs
from geo.displacement.results import Contrast, Estimate
from geo.displacement.study import analyse, displaced_effect

SETS_A_JOB = 250
PROCESSES = min(2, os.cpu_count() or 1)

EARLIER_YEARS = 3
"""Years before the windows of registers in which a placebo date is looked at."""

Row = dict[str, float | bool | str]


@dataclass(frozen=True)
class Trial:
    """
    Registers drawn in one way.

    Attributes
    ----------
    scenario, truth : Scenario, Truth
        How they are drawn.
    sets : int
        How many.
    seed : int
        Of these registers, with their number.
    with_peers : bool
        Whether peers look at them too.
    is_placebo : bool
        Whether they are looked at only at a date when nothing happened.
    """

    scenario: Scenario
    truth: Truth
    sets: int
    seed: int
    with_peers: bool = False
    is_placebo: bool = False


@dataclass(frozen=True)
class Job:
    """Part of a trial, small enough for two processes to share the work evenly."""

    trial: Trial
    part: int

    def rows(self) -> pd.DataFrame:
        """Draw and study the registers of this part; a row each."""
        trial = self.trial
        rng = np.random.default_rng((trial.seed, self.part))
        sets = min(SETS_A_JOB, trial.sets - self.part * SETS_A_JOB)
        look = _placebo if trial.is_placebo else _study
        return pd.DataFrame([look(trial, rng) for _ in range(sets)])


def processes(number: int) -> ProcessPoolExecutor:
    """Return fresh processes of one thread each."""
    # Small matrices: threads within numpy would only get into each other's way.
    for library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[library] = "1"
    return ProcessPoolExecutor(number, mp_context=get_context("spawn"))


def run(trials: Sequence[Trial]) -> list[pd.DataFrame]:
    """Return the rows of each trial, by two processes; says how far it is."""
    jobs = [Job(trial, part) for trial in trials for part in range(ceil(trial.sets / SETS_A_JOB))]
    parts: dict[Trial, list[pd.DataFrame]] = {trial: [] for trial in trials}
    with processes(PROCESSES) as pool:
        for number, (job, rows) in enumerate(zip(jobs, pool.map(Job.rows, jobs), strict=True), 1):
            parts[job.trial].append(rows)
            print(f"{number} of {len(jobs)}", end="\r", flush=True)
    return [pd.concat(parts[trial], ignore_index=True) for trial in trials]


def _placebo(trial: Trial, rng: np.random.Generator) -> Row:
    register = draw(trial.scenario, trial.truth, rng, EARLIER_YEARS)
    placebo = placebo_specs(register.panel, register.spec)[0]
    contrast = displaced_effect(register.panel, placebo)
    return {"p": float("nan") if contrast is None else contrast.p}


def _study(trial: Trial, rng: np.random.Generator) -> Row:
    register, truth = draw(trial.scenario, trial.truth, rng), trial.truth
    result = analyse(register.panel, register.spec)
    row: Row = {"outcome": result.outcome.value, "beta": result.exponent.beta}
    # Two displaced zones are below the gate: what would be shown without it is measured all the same.
    row |= _contrast("displaced", result.displaced or result.indicative, log(truth.displaced))
    row |= _contrast("treated", result.treated, log(truth.treated))
    if result.movement is not None:
        row |= _estimate("lost", result.movement.lost, register.lost)
        row |= _estimate("gained", result.movement.gained, register.gained)
        row |= _estimate("net", result.movement.net, register.gained - register.lost)
        if register.lost > 0:
            row |= _estimate("share", result.movement.share, register.gained / register.lost)
    if result.power is not None:
        row["smallest rise"] = result.power.smallest_rise
    if trial.with_peers:
        row |= {name: is_alarm(said) for name, said in intervals(register).items()}
    return row


def _contrast(name: str, contrast: Contrast | None, truth: float) -> Row:
    if contrast is None:
        return {}
    low, high = log(contrast.ratio.low), log(contrast.ratio.high)
    found = not low <= 0 <= high
    is_wrong = found and truth * contrast.log_ratio < 0
    return {f"{name} holds": low <= truth <= high, f"{name} found": found, f"{name} wrong": is_wrong}


def _estimate(name: str, estimate: Estimate, truth: float) -> Row:
    return {f"{name} holds": estimate.low <= truth <= estimate.high} if estimate.is_known else {}
