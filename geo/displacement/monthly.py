"""One series of months: what was met and how long was looked, its season, and the model fitted to it.

Months without effort are missing: they are in no fit, and have no value in any result.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from geo.displacement.model import YEAR, Floats, Ints, Panel

Bools = npt.NDArray[np.bool_]

LEVEL = 0.95
"""Confidence level of all intervals."""

HARMONICS = 2
"""Waves of a season: one a year and one a half-year."""

NYQUIST = YEAR // 2
"""With as many waves each calendar month has a level of its own; the last wave has no sine."""

SETTLED = 1e-4
"""A fit has settled once the deviance changes by no larger share: coefficients on their way to minus infinity
never stop, and change nothing any more."""


@dataclass(frozen=True, eq=False)
class Monthly:
    """
    A series of months.

    Attributes
    ----------
    months : ndarray of int, shape (m,)
        Numbers of the months since January 1970, in order and without a gap.
    contacts : ndarray of float, shape (m,)
        People met on visits whose effort is noted.
    hours : ndarray of float, shape (m,)
        Hours of outreach, or another exposure; NaN where nobody looked.
    """

    months: Ints
    contacts: Floats
    hours: Floats

    def __post_init__(self) -> None:
        """Refuse series that are no series."""
        if not self.months.shape == self.contacts.shape == self.hours.shape:
            message = "a series needs contacts and hours for each of its months"
            raise ValueError(message)
        if np.any(np.diff(self.months) != 1):
            message = "the months of a series follow each other without a gap"
            raise ValueError(message)

    @classmethod
    def of_panel(cls, panel: Panel, zones: Sequence[int]) -> Self:
        """
        Return the sum of zones of one kind.

        Parameters
        ----------
        panel : Panel
            What was met and how long was looked.
        zones : sequence of int
            Places to be added up; those that the panel lacks add nothing.

        Returns
        -------
        Monthly
            Over all months of the panel.

        Raises
        ------
        ValueError
            If the zones are of several kinds, whose hours cannot be added up.
        """
        rows = np.flatnonzero(np.isin(panel.zones, np.asarray(zones, dtype=np.int64)))
        if len({panel.kinds[row] for row in rows}) > 1:
            message = "hours of different kinds of places are never added up"
            raise ValueError(message)
        looked = panel.looked[rows]
        contacts = np.where(looked, panel.contacts[rows], 0.0).sum(axis=0)
        hours = np.where(looked, panel.hours[rows], 0.0).sum(axis=0)
        return cls(panel.months, contacts, np.where(looked.any(axis=0), hours, np.nan))

    @property
    def looked(self) -> Bools:
        """Whether there was effort, by month."""
        return np.isfinite(self.hours) & (self.hours > 0)

    @property
    def rate(self) -> Floats:
        """Contacts per hour by month; NaN where nobody looked."""
        nothing = np.full(len(self.months), np.nan)
        return np.asarray(np.divide(self.contacts, self.hours, out=nothing, where=self.looked))


@dataclass(frozen=True, eq=False)
class Line:
    """
    A line of contacts per hour with its interval, for a chart.

    Attributes
    ----------
    months : ndarray of int, shape (m,)
        Numbers of the months since January 1970.
    value, low, high : ndarray of float, shape (m,)
        Contacts per hour; NaN where there is nothing to draw.
    """

    months: Ints
    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class QuasiPoisson:
    """
    A fitted log-linear model of contacts whose variance is in proportion to their mean.

    Attributes
    ----------
    coefficients : ndarray of float, shape (k,)
        Of the columns of the design.
    covariance : ndarray of float, shape (k, k)
        Of the coefficients, the dispersion included.
    dispersion : float
        Pearson's statistic over its degrees of freedom, at least 1.
    freedom : float
        Degrees of freedom of the residuals.
    residuals : ndarray of float, shape (n,)
        Pearson's, on the scale of a Poisson count.
    """

    coefficients: Floats
    covariance: Floats
    dispersion: float
    freedom: float
    residuals: Floats

    @property
    def quantile(self) -> float:
        """By how many standard errors an interval reaches out."""
        return float(student.ppf(0.5 + LEVEL / 2, self.freedom))

    def se(self, design: Floats, inflation: float = 1.0) -> Floats:
        """Return standard errors of the linear predictor of rows of a design, *inflation* times as large."""
        variance = np.einsum("ij,jk,ik->i", design, self.covariance, design)
        return np.asarray(inflation * np.sqrt(np.maximum(variance, 0.0)))

    def line(self, months: Ints, design: Floats, scale: float = 1.0, inflation: float = 1.0) -> Line:
        """Return the rates that rows of a design stand for, times *scale*, over months."""
        centre, reach = design @ self.coefficients, self.quantile * self.se(design, inflation)
        with np.errstate(over="ignore"):
            return Line(
                months, scale * np.exp(centre), scale * np.exp(centre - reach), scale * np.exp(centre + reach)
            )


def fit_quasi_poisson(contacts: Floats, hours: Floats, design: Floats) -> QuasiPoisson | None:
    """
    Fit the log of contacts per hour.

    Parameters
    ----------
    contacts, hours : ndarray of float, shape (n,)
        Of months with effort.
    design : ndarray of float, shape (n, k)
        Columns to be fitted, the constant among them.

    Returns
    -------
    QuasiPoisson or None
        None where the months cannot tell the columns apart, leave no degree of freedom, or are so unlike each
        other that the fit does not settle.

    References
    ----------
    P. McCullagh and J. A. Nelder, "Generalized Linear Models", 2nd ed., 1989, section 6.2.3.
    """
    freedom = len(design) - design.shape[1]
    if freedom < 1 or contacts.sum() <= 0 or np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    # Years without anybody drive a coefficient towards minus infinity: statsmodels warns on the way there and
    # gives up where numbers end.
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        try:
            fitted = GLM(contacts, design, family=Poisson(), offset=np.log(hours)).fit()
        except ValueError:
            return None
        pearson = float(fitted.pearson_chi2)
    last, latest = fitted.fit_history["deviance"][-2:]
    is_settled = abs(latest - last) <= SETTLED * (1 + abs(latest))
    if not (is_settled and np.isfinite(pearson) and np.isfinite(fitted.normalized_cov_params).all()):
        return None
    dispersion = max(1.0, pearson / freedom)
    return QuasiPoisson(
        coefficients=np.asarray(fitted.params, dtype=float),
        covariance=dispersion * np.asarray(fitted.normalized_cov_params, dtype=float),
        dispersion=dispersion,
        freedom=float(freedom),
        residuals=np.asarray(fitted.resid_pearson, dtype=float),
    )


def season_waves(months: Ints, harmonics: int) -> Floats:
    """
    Return the waves of a season.

    Parameters
    ----------
    months : ndarray of int, shape (m,)
        Numbers of the months since January 1970.
    harmonics : int
        How many waves, from none to `NYQUIST`.

    Returns
    -------
    ndarray of float, shape (m, 2 * harmonics)
        Cosines and sines; one column less with `NYQUIST` waves.
    """
    turns = np.outer(months, np.arange(1, harmonics + 1)) * (2 * np.pi / YEAR)
    sines = turns[:, : min(harmonics, NYQUIST - 1)]
    return np.hstack([np.cos(turns), np.sin(sines)])
