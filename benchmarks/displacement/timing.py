"""How long a study takes, beside a Poisson regression of the same months by statsmodels in the same run."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from benchmarks.displacement.peers import Cells
from benchmarks.displacement.scenarios import PLANTED, SCENARIOS, Register, Scenario, draw
from benchmarks.displacement.trials import processes
from geo.displacement.checks import falsify
from geo.displacement.study import analyse

SEED = 20141201
FULL = Scenario("50 zones, 10 years", displaced=15, control=34)
FULL_EARLIER_YEARS = 6


@dataclass(frozen=True)
class Timed:
    """
    What took how long.

    Attributes
    ----------
    what : str
        In words.
    seconds, reference : float
        Ours, and those of the regression; wall time, medians of some runs.
    """

    what: str
    seconds: float
    reference: float


def measure_alone() -> tuple[Timed, Timed]:
    """Measure in a process of one thread, for ours as for the reference."""
    with processes(1) as pool:
        return pool.submit(measure).result()


def measure() -> tuple[Timed, Timed]:
    """Return the time of one study, and of a full panel with all its checks."""
    rng = np.random.default_rng(SEED)
    small = draw(SCENARIOS[-1], PLANTED, rng)
    full = draw(FULL, PLANTED, rng, FULL_EARLIER_YEARS)
    looks = len(falsify(full.panel, full.spec))
    zones, months = full.panel.contacts.shape
    return (
        Timed(
            f"one study of {len(small.panel.zones)} zones and {len(small.panel.months)} months",
            _median(lambda: analyse(small.panel, small.spec), 30),
            _median(lambda: regress_months(small), 10),
        ),
        Timed(
            f"one study of {zones} zones and {months} months with {looks} checks",
            _median(lambda: _study_and_falsify(full), 5),
            _median(lambda: regress_months(full), 3),
        ),
    )


def regress_months(register: Register) -> tuple[float, float]:
    """Return the log ratio of displaced zones and its cluster-robust error by statsmodels."""
    cells = Cells.of(register)
    zone, month = (index.ravel() for index in np.indices(cells.contacts.shape))
    displaced = np.outer(cells.displaced, cells.after).ravel()
    zones, months = cells.contacts.shape
    design = np.column_stack(
        [displaced, zone[:, None] == np.arange(zones), month[:, None] == np.arange(1, months)]
    )
    model = GLM(
        cells.contacts.ravel(), design.astype(float), family=Poisson(), offset=np.log(cells.hours.ravel())
    )
    fitted = model.fit(cov_type="cluster", cov_kwds={"groups": zone})
    return float(fitted.params[0]), float(fitted.bse[0])


def _study_and_falsify(register: Register) -> None:
    analyse(register.panel, register.spec)
    falsify(register.panel, register.spec)


def _median(work: Callable[[], object], runs: int) -> float:
    work()
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return median(seconds)
