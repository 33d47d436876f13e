"""Contacts per hour of outreach, with an interval that says how sure one can be: docs/methods/rates.md."""

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from statsmodels.stats.rates import confint_poisson

MINIMUM_HOURS = 2.0
"""Under this effort a rate gets no interval: whoever waits long enough at one door finds any rate."""

MINIMUM_FREEDOM = 20
"""Under these degrees of freedom a stratum's dispersion is too shaky, and that of all visits is used."""

LEVEL = 0.95


def dispersion(summary: pd.DataFrame, strata: Sequence[Hashable] | pd.Series) -> pd.Series:
    r"""
    Return by how much contacts vary more between visits than Poisson counts would.

    Over the *n* visits of *y* contacts in *e* hours of the *g* groups of a stratum, each with its own rate
    :math:`\hat\lambda`, Pearson's statistic is :math:`X^2 = \sum (y - \hat\lambda e)^2 / (\hat\lambda e)`.
    The variance may be in proportion to the mean, by :math:`\hat\varphi = X^2 / (n - g)`, or grow with
    its square as in a negative binomial, by :math:`1 + \hat\alpha \hat\lambda \sum e^2 / \sum e` with
    :math:`\hat\alpha = (X^2 - (n - g)) / \sum y`. The larger of the two is taken: the first alone would
    make busy groups too sure, the second alone quiet ones.

    Parameters
    ----------
    summary : DataFrame
        From `geo.measures.summarise`.
    strata : sequence or Series, shape (len(summary),)
        Stratum of each row, such as the kind of the place; rows of one stratum share how visits vary.

    Returns
    -------
    Series
        Dispersion of each row, at least 1.

    References
    ----------
    P. McCullagh and J. A. Nelder, "Generalized Linear Models", 2nd ed., 1989, sections 4.5 and 6.2.3.
    """
    met, hours = summary["noted_contacts"].to_numpy(float), summary["hours"].to_numpy()
    rate = np.divide(met, hours, out=np.zeros(len(met)), where=met > 0)
    # With the group's own rate the sum of squares comes down to sum(y^2 / e) / rate - sum(y).
    squares = np.divide(summary["noted_squares"].to_numpy(), rate, out=met.copy(), where=rate > 0) - met
    freedom = np.where(met > 0, summary["noted_visits"].to_numpy() - 1, 0)
    parts = pd.DataFrame({"squares": squares, "freedom": freedom, "met": met})
    sums = parts.groupby(np.asarray(strata), sort=False).transform("sum")
    sums.loc[sums["freedom"] < MINIMUM_FREEDOM] = parts.sum().to_numpy(float)
    by_mean = sums["squares"] / sums["freedom"].where(sums["freedom"] > 0)
    alpha = (sums["squares"] - sums["freedom"]) / sums["met"].where(sums["met"] > 0)
    square_hours = summary["noted_square_hours"].to_numpy()
    by_square = 1 + alpha * rate * np.divide(square_hours, hours, out=np.zeros(len(met)), where=hours > 0)
    found = np.fmax(np.fmax(by_mean.to_numpy(), by_square.to_numpy()), 1.0)
    return pd.Series(found, index=summary.index, name="dispersion")


def contacts_per_hour(
    summary: pd.DataFrame, strata: Sequence[Hashable] | pd.Series, level: float = LEVEL
) -> pd.DataFrame:
    r"""
    Return the rate of contacts of each group with its interval.

    The exact Poisson interval, widened for visits that vary more than that: *y* contacts in *e* hours are
    worth :math:`y / \varphi` independent ones in :math:`e / \varphi` hours.

    Parameters
    ----------
    summary : DataFrame
        From `geo.measures.summarise`.
    strata : sequence or Series, shape (len(summary),)
        Stratum of each row for `dispersion`.
    level : float
        Confidence level.

    Returns
    -------
    DataFrame
        By the groups of *summary*: ``rate``, ``low`` and ``high`` per hour, ``hours``, ``dispersion`` and
        ``enough``, whether there are `MINIMUM_HOURS`. The rate is NaN without effort, the limits are NaN
        without enough of it.

    References
    ----------
    F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28, 1936, pp. 437-442.
    """
    hours = summary["hours"].to_numpy()
    contacts = summary["noted_contacts"].to_numpy(float)
    spread = dispersion(summary, strata)
    enough = hours >= MINIMUM_HOURS
    low, high = np.full((2, len(summary)), np.nan)
    if enough.any():
        phi = spread.to_numpy()[enough]
        low[enough], high[enough] = confint_poisson(
            contacts[enough] / phi, hours[enough] / phi, method="exact-c", alpha=1 - level
        )
    return pd.DataFrame(
        {
            "rate": np.divide(contacts, hours, out=np.full(len(hours), np.nan), where=hours > 0),
            "low": np.where(enough & (contacts == 0), 0.0, low),
            "high": high,
            "hours": hours,
            "dispersion": spread,
            "enough": enough,
        },
        index=summary.index,
    )
