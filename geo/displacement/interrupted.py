"""Interrupted time series of contacts per hour, alone or beside a control series; and the season taken out.

Indicative only: one series cannot tell a regulation from anything else that came at the same time. See
docs/methods/interrupted-time-series.md.
"""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.stats import t as student

from geo.displacement.model import YEAR, Floats, Ints
from geo.displacement.monthly import (
    HARMONICS,
    Bools,
    Line,
    Monthly,
    QuasiPoisson,
    fit_quasi_poisson,
    season_waves,
)
from geo.displacement.results import Estimate

SMALLEST_SIDE = YEAR
"""Months with effort that there must be on either side of the date."""

SMALLEST_SEASON = 2 * YEAR
"""Months with effort from which a season can be told from a change of level."""

SMALLEST_CONTACTS = 20
"""Contacts under which nothing is fitted, on either side of a date or in a series."""


@dataclass(frozen=True)
class Model:
    """
    What is fitted besides the constant, the trend and the change of level.

    Attributes
    ----------
    harmonics : int
        Waves of the season; none, or up to 6, which gives each calendar month a level of its own.
    slope_change : bool
        Whether the trend may be another one afterwards.
    """

    harmonics: int = HARMONICS
    slope_change: bool = True


@dataclass(frozen=True, eq=False)
class Interruption:
    """
    What happened to a series at a date; indicative only.

    Attributes
    ----------
    log_level, se : float
        Log of the ratio of the rate just after the date to what was to be expected, and its quasi-Poisson
        standard error.
    p : float
        Two-sided, the serial correlation taken into account.
    level : Estimate
        The ratio, with an interval that takes the serial correlation into account.
    trend : Estimate
        Ratio of a year's rate to that of the year before, until the date; beside a control, over the
        control's.
    slope : Estimate
        Ratio of the yearly trend after the date to that before; unknown where it may not change.
    dispersion, freedom : float
        Of the fit; the dispersion is at least 1.
    serial_correlation : float
        Of the residuals from one month to the next, at least nought; intervals are wider for it.
    fitted, counterfactual : Line
        The model, and what it would have been without the change from the date on.
    """

    log_level: float
    se: float
    p: float
    level: Estimate
    trend: Estimate
    slope: Estimate
    dispersion: float
    freedom: float
    serial_correlation: float
    fitted: Line
    counterfactual: Line


@dataclass(frozen=True, eq=False)
class SeasonAdjusted:
    """
    A series without its season.

    Attributes
    ----------
    months : ndarray of int, shape (m,)
        Numbers of the months since January 1970.
    adjusted : ndarray of float, shape (m,)
        Contacts per hour divided by the season; NaN where nobody looked.
    line : Line
        Smooth level of contacts per hour with its interval; NaN where nobody looked.
    season : ndarray of float, shape (12,)
        By how much each calendar month from January on is above or below the level; 1 on average.
    dispersion : float
        By how much contacts vary more than Poisson counts would, at least 1.
    """

    months: Ints
    adjusted: Floats
    line: Line
    season: Floats
    dispersion: float


@dataclass(frozen=True, eq=False)
class _Terms:
    """Columns of a design, the constant first, and which of them tell the change."""

    columns: Floats
    level: int
    slope: int | None
    change: tuple[int, ...]


def interrupt(
    series: Monthly,
    first_after: int,
    *,
    control: Monthly | None = None,
    left_out_from: int | None = None,
    model: Model | None = None,
) -> Interruption | None:
    """
    Return how a series changed at a date, in level and in slope.

    Parameters
    ----------
    series : Monthly
        What the regulation may have moved.
    first_after : int
        Number of the first month that counts as after.
    control : Monthly, optional
        A series over the same months that the regulation cannot have moved; the change is then the one
        beyond that of the control.
    left_out_from : int, optional
        Number of the first month that is neither before nor after, such as the one of the announcement.
    model : Model, optional
        What is fitted; two harmonics and a change of slope if not given.

    Returns
    -------
    Interruption or None
        None where there are less than `SMALLEST_SIDE` months with effort or `SMALLEST_CONTACTS` contacts on
        either side, in either series, or where the months cannot tell the terms apart.

    Raises
    ------
    ValueError
        If the control is over other months.

    References
    ----------
    J. Lopez Bernal, S. Cummins and A. Gasparrini, "Interrupted time series regression for the evaluation of
    public health interventions: a tutorial", International Journal of Epidemiology 46, 2017, pp. 348-355;
    the same, "The use of controls in interrupted time series studies of public health interventions",
    International Journal of Epidemiology 47, 2018, pp. 2082-2093.
    """
    if control is not None and not np.array_equal(control.months, series.months):
        message = "a control series is over the same months as the series that it is a control for"
        raise ValueError(message)
    model = model or Model()
    compared = (series.months < (left_out_from or first_after)) | (series.months >= first_after)
    parts = [series] if control is None else [series, control]
    if not all(_is_enough(part, compared, first_after) for part in parts):
        return None
    terms = _design(series.months, first_after, model, controlled=control is not None)
    used = np.concatenate([compared & part.looked for part in parts])
    contacts = np.concatenate([part.contacts for part in parts])
    hours = np.concatenate([part.hours for part in parts])
    fit = fit_quasi_poisson(contacts[used], hours[used], terms.columns[used])
    if fit is None:
        return None
    gaps = np.concatenate([part.months + position * len(used) for position, part in enumerate(parts)])
    return _read(fit, terms, series.months, compared, _serial_correlation(fit.residuals, gaps[used]))


def season_adjusted(series: Monthly, harmonics: int = HARMONICS) -> SeasonAdjusted | None:
    """
    Return a series without its season, and its smooth level with an interval.

    The log of the rate is a season plus a natural cubic spline with a knot a year.

    Parameters
    ----------
    series : Monthly
        Contacts and hours by month.
    harmonics : int
        Waves of the season.

    Returns
    -------
    SeasonAdjusted or None
        None where there are less than `SMALLEST_SEASON` months with effort or `SMALLEST_CONTACTS` contacts.
    """
    looked = series.looked
    if looked.sum() < SMALLEST_SEASON or series.contacts[looked].sum() < SMALLEST_CONTACTS:
        return None
    spline = _yearly_spline(series.months, looked)
    waves = season_waves(series.months, harmonics)
    design = np.hstack([spline, waves])
    fit = fit_quasi_poisson(series.contacts[looked], series.hours[looked], design[looked])
    if fit is None:
        return None
    of_year = np.exp(season_waves(np.arange(YEAR), harmonics) @ fit.coefficients[spline.shape[1] :])
    season = of_year / of_year.mean()
    level = np.where(looked[:, None], np.hstack([spline, np.zeros_like(waves)]), np.nan)
    return SeasonAdjusted(
        months=series.months,
        adjusted=series.rate / season[series.months % YEAR],
        line=fit.line(
            series.months, level, float(of_year.mean()), _inflation(_correlation_of(fit, series, looked))
        ),
        season=season,
        dispersion=fit.dispersion,
    )


def _is_enough(series: Monthly, compared: Bools, first_after: int) -> bool:
    used, after = compared & series.looked, series.months >= first_after
    return all(
        side.sum() >= SMALLEST_SIDE and series.contacts[side].sum() >= SMALLEST_CONTACTS
        for side in (used & ~after, used & after)
    )


def _design(months: Ints, first_after: int, model: Model, *, controlled: bool) -> _Terms:
    """Return the columns for the series and, below it, its control."""
    years = (months - first_after) / YEAR
    after = (months >= first_after).astype(float)
    course = [np.ones(len(months)), years, after]
    if model.slope_change:
        course.append(after * years)
    base, waves = np.column_stack(course), season_waves(months, model.harmonics)
    terms = base.shape[1]
    if not controlled:
        columns, first = np.hstack([base, waves]), 0
    else:
        # The control has the common terms alone, so that the series' own are the difference from it.
        columns = np.vstack([np.hstack([base, base, waves]), np.hstack([base, np.zeros_like(base), waves])])
        first = terms
    slope = first + 3 if model.slope_change else None
    return _Terms(columns, first + 2, slope, tuple(range(first + 2, first + terms)))


def _read(
    fit: QuasiPoisson, terms: _Terms, months: Ints, compared: Bools, correlation: float
) -> Interruption:
    """Return what the coefficients say, and the lines of the series."""
    inflation = _inflation(correlation)
    rows = np.where(compared[:, None], terms.columns[: len(months)], np.nan)
    without = rows.copy()
    is_after = rows[:, terms.level] > 0
    without[:, list(terms.change)] = 0.0
    without[~is_after] = np.nan
    log_level = float(fit.coefficients[terms.level])
    se = float(np.sqrt(fit.covariance[terms.level, terms.level]))
    return Interruption(
        log_level=log_level,
        se=se,
        p=float(2 * student.sf(abs(log_level) / (se * inflation), fit.freedom)),
        level=_ratio(fit, terms.level, inflation),
        trend=_ratio(fit, terms.level - 1, inflation),
        slope=_ratio(fit, terms.slope, inflation),
        dispersion=fit.dispersion,
        freedom=fit.freedom,
        serial_correlation=correlation,
        fitted=fit.line(months, rows, inflation=inflation),
        counterfactual=fit.line(months, without, inflation=inflation),
    )


def _ratio(fit: QuasiPoisson, column: int | None, inflation: float) -> Estimate:
    """Return the exponential of a coefficient with its interval."""
    if column is None:
        return Estimate(np.nan, np.nan, np.nan)
    centre = fit.coefficients[column]
    reach = fit.quantile * inflation * np.sqrt(fit.covariance[column, column])
    with np.errstate(over="ignore"):
        value, low, high = np.exp([centre, centre - reach, centre + reach])
    return Estimate(float(value), float(low), float(high))


def _correlation_of(fit: QuasiPoisson, series: Monthly, looked: Bools) -> float:
    return _serial_correlation(fit.residuals, series.months[looked])


def _serial_correlation(residuals: Floats, months: Ints) -> float:
    """Return the correlation of residuals one month apart, at least nought."""
    follows = np.diff(months) == 1
    spread = float(np.mean(residuals**2))
    if not follows.any() or spread == 0:
        return 0.0
    return float(np.clip(np.mean(residuals[:-1][follows] * residuals[1:][follows]) / spread, 0.0, 0.9))


def _inflation(correlation: float) -> float:
    """Return by how much standard errors grow where residuals follow a first-order autoregression."""
    return float(np.sqrt((1 + correlation) / (1 - correlation)))


def _yearly_spline(months: Ints, looked: Bools) -> Floats:
    """Return natural cubic splines through a knot a year over the months with effort."""
    first, last = months[looked][[0, -1]]
    knots = np.linspace(first, last, 1 + max(1, round((last - first + 1) / YEAR)))
    cardinal = CubicSpline(knots, np.eye(len(knots)), bc_type="natural")
    basis: Floats = np.asarray(cardinal(months), dtype=float)
    return basis
