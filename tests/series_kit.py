"""Series of months whose level, trend, season and change are known."""

from dataclasses import dataclass

import numpy as np

from geo.displacement.model import YEAR
from geo.displacement.monthly import Monthly

FIRST = 500
"""Number of the first month."""


@dataclass(frozen=True)
class Course:
    """
    What a series does: contacts an hour, and by what it is multiplied.

    *step* multiplies the rate from month *at* on, *growth* each year, *season* is the height of the yearly
    wave on the log scale and *clumping* the variance of monthly gamma noise.
    """

    rate: float = 4.0
    months: int = 60
    at: int = 36
    step: float = 1.0
    growth: float = 1.0
    season: float = 0.3
    clumping: float = 0.0


def expected_rates(course: Course) -> np.ndarray:
    """Return contacts per hour by month, without noise."""
    month = np.arange(course.months)
    wave = np.exp(course.season * np.cos(2 * np.pi * (FIRST + month) / YEAR))
    return (
        course.rate * wave * course.growth ** (month / YEAR) * np.where(month >= course.at, course.step, 1.0)
    )


def drawn(course: Course, rng: np.random.Generator, hours: float = 10.0) -> Monthly:
    """Return a series with noise, and hours that vary by a third."""
    spent = hours * rng.gamma(8, 1 / 8, course.months)
    expected = expected_rates(course) * spent
    if course.clumping:
        expected = expected * rng.gamma(1 / course.clumping, course.clumping, course.months)
    return Monthly(np.arange(FIRST, FIRST + course.months), rng.poisson(expected).astype(float), spent)


def without(series: Monthly, missing: slice | np.ndarray) -> Monthly:
    """Return a series in which nobody looked in some months."""
    contacts, hours = series.contacts.copy(), series.hours.copy()
    contacts[missing] = hours[missing] = np.nan
    return Monthly(series.months, contacts, hours)
