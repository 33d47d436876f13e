"""What was done and met, summed over visits: measures, effort, and the three kinds of presence.

Seen, looked and saw nobody, and not looked are three different things: a zero is only ever a zero where
somebody looked, and a rate only ever divides what was met by the effort of the visits that noted theirs.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

NATURES = (
    "housing",
    "financial",
    "administrative",
    "psychosocial",
    "family",
    "legal",
    "health",
    "integration",
    "other",
)
"""Natures of social intervention, in the order of the register's vocabulary."""

COUNTS = (
    "contacts",
    "first_contacts",
    "tests",
    "interventions",
    *(f"iv_{nature}" for nature in NATURES),
)
"""Columns of the ledger that are counted."""

MINUTES_PER_HOUR = 60


class Measure(StrEnum):
    """What a map, chart or table shows of a summary."""

    CONTACTS = "contacts"
    CONTACTS_PER_HOUR = "contacts_per_hour"
    FIRST_CONTACTS = "first_contacts"
    TESTS = "tests"
    HOURS = "hours"
    INTERVENTIONS = "interventions"
    INTERVENTIONS_HOUSING = "interventions_housing"
    INTERVENTIONS_FINANCIAL = "interventions_financial"
    INTERVENTIONS_ADMINISTRATIVE = "interventions_administrative"
    INTERVENTIONS_PSYCHOSOCIAL = "interventions_psychosocial"
    INTERVENTIONS_FAMILY = "interventions_family"
    INTERVENTIONS_LEGAL = "interventions_legal"
    INTERVENTIONS_HEALTH = "interventions_health"
    INTERVENTIONS_INTEGRATION = "interventions_integration"
    INTERVENTIONS_OTHER = "interventions_other"

    @property
    def is_rate(self) -> bool:
        """Whether it divides by effort, and so cannot be summed over places."""
        return self is Measure.CONTACTS_PER_HOUR

    @property
    def is_count(self) -> bool:
        """Whether it is a whole number."""
        return self not in {Measure.CONTACTS_PER_HOUR, Measure.HOURS}

    @property
    def column(self) -> str:
        """
        Column of a summary that holds it.

        Raises
        ------
        ValueError
            For a rate, which is no column.
        """
        if self.is_rate:
            message = f"{self.value} is computed from two columns, it is none"
            raise ValueError(message)
        return self.value.replace("interventions_", "iv_")


class Presence(StrEnum):
    """What is known of a place over a period."""

    SEEN = "seen"
    NOBODY = "nobody"
    NOT_LOOKED = "not_looked"


def summarise(visits: pd.DataFrame, by: str | Sequence[str], index: pd.Index | None = None) -> pd.DataFrame:
    """
    Sum *visits* over groups.

    Parameters
    ----------
    visits : DataFrame
        Rows of the ledger: ``looked``, ``minutes`` (NaN where not noted) and the columns of `COUNTS`.
    by : str or sequence of str
        Column or columns that make the groups; without missing values.
    index : Index, optional
        The groups wanted, in their order; a group without visits gets zeros. By default those that have
        visits, sorted.

    Returns
    -------
    DataFrame
        One row a group: ``visits``; ``looked``, the visits that were not skipped; ``hours`` of outreach, of
        the ``noted_visits`` that noted some effort; ``noted_contacts``, met on those visits, which is all
        that may be divided by the hours; ``noted_squares``, the sum of their squared contacts per hour of
        the visit, from which dispersion is computed; and the sums of `COUNTS`.
    """
    codes, groups = _groups(visits, [by] if isinstance(by, str) else list(by))
    minutes = visits["minutes"].to_numpy()
    noted = minutes > 0
    hours = np.where(noted, minutes, 0.0) / MINUTES_PER_HOUR
    contacts = visits["contacts"].to_numpy()
    squares = np.divide(contacts.astype(float) ** 2, hours, out=np.zeros(len(visits)), where=noted)

    def total(weights: npt.NDArray[np.generic] | None = None) -> npt.NDArray[np.float64]:
        return np.bincount(codes, weights=weights, minlength=len(groups)).astype(np.float64)

    def count(weights: npt.NDArray[np.generic] | None = None) -> npt.NDArray[np.int64]:
        return total(weights).astype(np.int64)

    summary = pd.DataFrame(
        {
            "visits": count(),
            "looked": count(visits["looked"].to_numpy()),
            "hours": total(hours),
            "noted_visits": count(noted),
            "noted_contacts": count(contacts * noted),
            "noted_squares": total(squares),
            "noted_square_hours": total(hours * hours),
            **{column: count(visits[column].to_numpy()) for column in COUNTS},
        },
        index=groups,
    )
    if index is None:
        return summary[summary["visits"] > 0]
    return summary.reindex(index, fill_value=0)


def _groups(visits: pd.DataFrame, keys: list[str]) -> tuple[npt.NDArray[np.int64], pd.Index]:
    """Return the group of each visit and all groups; with several keys also the pairs that do not occur."""
    codes = np.zeros(len(visits), dtype=np.int64)
    levels: list[npt.NDArray[np.generic]] = []
    for key in keys:
        found, level = pd.factorize(visits[key], sort=True)
        codes = codes * len(level) + found
        levels.append(np.asarray(level))
    if len(keys) == 1:
        return codes, pd.Index(levels[0], name=keys[0])
    return codes, pd.MultiIndex.from_product(levels, names=keys)


def presence(summary: pd.DataFrame) -> pd.Series:
    """
    Tell where people were seen, where the team looked and saw nobody, and where it did not look.

    Parameters
    ----------
    summary : DataFrame
        From `summarise`.

    Returns
    -------
    Series
        A `Presence` for each row.
    """
    words = np.select(
        [summary["contacts"] > 0, summary["looked"] > 0],
        [Presence.SEEN, Presence.NOBODY],
        Presence.NOT_LOOKED,
    )
    return pd.Series([Presence(word) for word in words], index=summary.index, name="presence", dtype=object)


def values(summary: pd.DataFrame, measure: Measure) -> pd.Series:
    """
    Return one measure of each group.

    Parameters
    ----------
    summary : DataFrame
        From `summarise`.
    measure : Measure
        Which.

    Returns
    -------
    Series
        Floats; NaN where the team did not look and nothing is recorded, and for a rate where no visit
        noted its effort.
    """
    if measure.is_rate:
        hours = summary["hours"].where(summary["hours"] > 0)
        return (summary["noted_contacts"] / hours).rename(measure.value)
    found = summary[measure.column].astype(float)
    # What is recorded on a skipped visit, such as a referral by telephone, is kept: sums must hold.
    return found.where((summary["looked"] > 0) | (found > 0)).rename(measure.value)
