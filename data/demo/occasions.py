"""Where and when the work of the demo is done: on visits that met somebody, or at a desk on an office day."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

import numpy as np
import pandas as pd

from data.demo.almanac import YEARS, attendance, office_days
from data.demo.apportion import FloatArray, IntArray
from data.demo.places import CAR_PARKS
from data.demo.services import SERVICE_IDS, Province, services_of
from data.vocabulary import PlaceKind

AT_DESK = 0
"""Stands for a visit where there was none."""


class Where(StrEnum):
    """Settings in which the report counts what was done."""

    BARS = "bars"
    CAR_PARKS = "car_parks"
    ELSEWHERE = "elsewhere"
    MEDIBUS = "medibus"
    ROUNDS = "rounds"
    DESK = "desk"


def place_group(kinds: pd.Series) -> pd.Series:
    """
    Return the group of places under which the report counts each kind.

    Parameters
    ----------
    kinds : Series of str
        Kinds of place.

    Returns
    -------
    Series of str
        ``street``, ``bars``, ``car_parks`` or ``elsewhere``.
    """
    groups = {kind.value: "car_parks" for kind in CAR_PARKS}
    groups |= {PlaceKind.STREET.value: "street", PlaceKind.BAR.value: "bars"}
    return kinds.map(groups).fillna("elsewhere")


@dataclass
class Occasions:
    """
    The visits that met somebody and the desks, from which the demo's work is drawn.

    Attributes
    ----------
    visits : DataFrame
        Index is the identifier; ``day``, ``year``, ``service``, ``kind``, ``province``, ``contacts``.
    rng : Generator
        Draws.
    """

    visits: pd.DataFrame
    rng: np.random.Generator
    _met: dict[tuple[int, Province], pd.DataFrame] = field(init=False)

    def __post_init__(self) -> None:
        """Keep the visits that met somebody by year and province."""
        met = self.visits[self.visits["contacts"] > 0]
        met = met.assign(group=place_group(met["kind"]))
        self._met = {
            (year, province): met[(met["year"] == year) & (met["province"] == province)]
            for year in YEARS
            for province in Province
        }

    def draw(self, year: int, province: Province, where: Where, number: int) -> pd.DataFrame:
        """
        Draw *number* single pieces of work.

        Parameters
        ----------
        year : int
            Calendar year.
        province : Province
            Where the work counts.
        where : Where
            Setting.
        number : int
            Pieces of work.

        Returns
        -------
        DataFrame
            One row a piece: ``service``, ``day`` (ordinal), ``visit`` (`AT_DESK` where there was none).
        """
        if where is Where.DESK:
            return self._at_desks(year, province, number)
        rows = self._settings(year, province, where)
        weights = rows["contacts"].to_numpy() / rows["contacts"].sum()
        chosen = self.rng.choice(len(rows), size=number, p=weights)
        return pd.DataFrame(
            {
                "service": rows["service"].to_numpy()[chosen],
                "day": rows["day"].to_numpy()[chosen],
                "visit": rows.index.to_numpy()[chosen],
            }
        )

    def visits_met(self, year: int, province: Province) -> int:
        """
        Return how many visits met somebody.

        Parameters
        ----------
        year : int
            Calendar year.
        province : Province
            Province of the visits.

        Returns
        -------
        int
            Visits with at least one contact.
        """
        return len(self._met[year, province])

    def _settings(self, year: int, province: Province, where: Where) -> pd.DataFrame:
        met = self._met[year, province]
        aboard = met["service"] == SERVICE_IDS["medibus"]
        if where is Where.MEDIBUS:
            return met[aboard]
        on_foot = met[~aboard]
        if where is Where.ROUNDS:
            return on_foot
        if where is Where.ELSEWHERE:
            return on_foot[~on_foot["group"].isin([Where.BARS, Where.CAR_PARKS])]
        return on_foot[on_foot["group"] == where]

    def _at_desks(self, year: int, province: Province, number: int) -> pd.DataFrame:
        services = services_of(province)
        desk = np.array([service.desk for service in services])
        chosen = self.rng.choice(len(services), size=number, p=desk / desk.sum())
        days, weights = open_days(year)
        return pd.DataFrame(
            {
                "service": np.array([SERVICE_IDS[service.code] for service in services])[chosen],
                "day": self.rng.choice(days, size=number, p=weights),
                "visit": AT_DESK,
            }
        )


@cache
def open_days(year: int) -> tuple[IntArray, FloatArray]:
    """
    Return the office days of *year* as ordinals, and the share of the year's work done on each.

    Parameters
    ----------
    year : int
        Calendar year.

    Returns
    -------
    days : ndarray of int, shape (n,)
        Ordinals.
    shares : ndarray of float, shape (n,)
        Sum to one; less during the lulls.
    """
    days = office_days(year)
    weights = np.array([attendance(day) for day in days])
    return np.array([day.toordinal() for day in days]), weights / weights.sum()


def tally(pieces: pd.DataFrame) -> pd.DataFrame:
    """
    Count the rows that are alike in all columns.

    Parameters
    ----------
    pieces : DataFrame
        One row a piece of work; codes, no missing values.

    Returns
    -------
    DataFrame
        One row a distinct row, in order, with a column ``count``.
    """
    columns = list(pieces.columns)
    return pieces.groupby(columns, sort=True, observed=True).size().rename("count").reset_index()
