"""What others would have said of the displaced zones: whether they changed unlike the controls."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, log

import numpy as np
import numpy.typing as npt
from scipy import special

from benchmarks.displacement.scenarios import Register
from geo.displacement.familiar import Counts, log_rate_ratio, weighted_displacement_difference
from geo.displacement.results import Estimate

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEVEL = 0.95
STEPS = 30
LONGEST_STEP = 2.0
CLOSE = 1e-9

RAW_DIFFERENCE = "WDD"
HOURLY_DIFFERENCE = "WDD per hour"
RAW_RATIO = "rate ratio, raw counts"
HOURLY_RATIO = "rate ratio per hour"
QUASI = "months, quasi-Poisson"
CLUSTERED = "months, by cluster"


@dataclass(frozen=True, eq=False)
class Cells:
    """
    Displaced and control zones by month of the windows.

    Attributes
    ----------
    contacts, hours : ndarray of float, shape (z, m)
        As in the panel.
    displaced : ndarray of bool, shape (z,)
        Whether a zone is displaced.
    after : ndarray of bool, shape (m,)
        Whether a month is after.
    """

    contacts: Floats
    hours: Floats
    displaced: Flags
    after: Flags

    @classmethod
    def of(cls, register: Register) -> "Cells":
        """Return the cells that a register's question is about."""
        panel, spec = register.panel, register.spec
        zones = np.array([*spec.displaced, *spec.control])
        after = np.isin(panel.months, spec.post.months)
        months = after | np.isin(panel.months, spec.pre.months)
        cells = np.ix_(zones, np.flatnonzero(months))
        return cls(panel.contacts[cells], panel.hours[cells], np.isin(zones, spec.displaced), after[months])

    def counts(self, zones: Flags, weights: Floats) -> Counts:
        """Return the contacts of zones before and after, each divided by the sum of its weights."""
        sums = (
            float(values[np.ix_(zones, months)].sum())
            for values in (self.contacts, weights)
            for months in (~self.after, self.after)
        )
        return Counts(*sums)


@dataclass(frozen=True)
class Regression:
    """
    A Poisson regression of months with effects of zones and of months.

    Attributes
    ----------
    log_ratio : float
        Of displaced zones afterwards.
    quasi_se, cluster_se : float
        With the dispersion of all cells, and by zone.
    freedom, zones : int
        Degrees of freedom of the cells, and clusters.
    """

    log_ratio: float
    quasi_se: float
    cluster_se: float
    freedom: int
    zones: int


def intervals(register: Register) -> Mapping[str, Estimate]:
    """Return each peer's 95 % interval: differences as they are, ratios as logs."""
    cells = Cells.of(register)
    raw, fit = np.ones_like(cells.hours), regress(cells)
    return {
        RAW_DIFFERENCE: _difference(cells, raw),
        HOURLY_DIFFERENCE: _difference(cells, cells.hours),
        RAW_RATIO: _ratio(cells, raw),
        HOURLY_RATIO: _ratio(cells, cells.hours),
        QUASI: _reaching(fit.log_ratio, fit.quasi_se, fit.freedom),
        CLUSTERED: _reaching(fit.log_ratio, fit.cluster_se, fit.zones - 1),
    }


def is_alarm(interval: Estimate) -> bool:
    """Return whether a difference or the log of a ratio is told from nought."""
    return isfinite(interval.low) and not interval.low <= 0 <= interval.high


def regress(cells: Cells) -> Regression:
    """
    Fit log contacts per hour by zones, months and what displaced zones do afterwards.

    Zones are conditioned on, which leaves the months and one coefficient to Newton's method; the test of
    this module fits the same with statsmodels.
    """
    contacts = cells.contacts[:, cells.contacts.any(axis=0)]
    busy = contacts.any(axis=1)
    contacts, columns = contacts[busy], cells.contacts.any(axis=0)
    log_hours = np.log(cells.hours[np.ix_(busy, columns)])
    treated = np.outer(cells.displaced[busy], cells.after[columns]).astype(float)
    zones, months = contacts.shape
    totals = contacts.sum(axis=1, keepdims=True)
    coefficients = np.zeros(months)
    for _ in range(STEPS):
        expected = _expected(coefficients, log_hours, treated, totals)
        scores, information = _score(contacts - expected, expected, treated, totals)
        step = np.clip(np.linalg.solve(information, scores.sum(axis=0)), -LONGEST_STEP, LONGEST_STEP)
        coefficients += step
        if np.abs(step).max() < CLOSE:
            break
    expected = _expected(coefficients, log_hours, treated, totals)
    scores, information = _score(contacts - expected, expected, treated, totals)
    inverse = np.linalg.inv(information)
    freedom = zones * months - zones - months
    dispersion = max(1.0, float(((contacts - expected) ** 2 / expected).sum()) / freedom)
    sandwich = inverse @ scores.T @ scores @ inverse
    few = zones / (zones - 1) * (zones * months - 1) / freedom
    return Regression(
        log_ratio=float(coefficients[0]),
        quasi_se=float(np.sqrt(dispersion * inverse[0, 0])),
        cluster_se=float(np.sqrt(few * sandwich[0, 0])),
        freedom=freedom,
        zones=zones,
    )


def _expected(coefficients: Floats, log_hours: Floats, treated: Floats, totals: Floats) -> Floats:
    """Return expected contacts given those of each zone; the first coefficient is the ratio's."""
    effects = np.concatenate([[0.0], coefficients[1:]])
    weights = np.exp(log_hours + effects + coefficients[0] * treated)
    expected: Floats = weights * (totals / weights.sum(axis=1, keepdims=True))
    return expected


def _score(residual: Floats, expected: Floats, treated: Floats, totals: Floats) -> tuple[Floats, Floats]:
    """Return the scores of each zone and the information of all, the ratio first and then the months."""
    scores = np.column_stack([(residual * treated).sum(axis=1), residual[:, 1:]])
    sums = np.column_stack([(expected * treated).sum(axis=1), expected[:, 1:]])
    information = np.diag(sums.sum(axis=0)) - sums.T @ (sums / totals)
    both = (expected * treated).sum(axis=0)[1:]
    information[0, 1:] += both
    information[1:, 0] += both
    return scores, information


def _difference(cells: Cells, weights: Floats) -> Estimate:
    displaced, control = (cells.counts(arm, weights) for arm in (cells.displaced, ~cells.displaced))
    return weighted_displacement_difference(displaced, control).total.interval()


def _ratio(cells: Cells, weights: Floats) -> Estimate:
    displaced, control = (cells.counts(arm, weights) for arm in (cells.displaced, ~cells.displaced))
    found = log_rate_ratio(displaced, control).interval()
    return Estimate(log(found.value), log(found.low), log(found.high)) if found.is_known else found


def _reaching(value: float, se: float, freedom: int) -> Estimate:
    reach = float(special.stdtrit(freedom, (1 + LEVEL) / 2)) * se
    return Estimate(value, value - reach, value + reach)
