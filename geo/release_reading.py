"""The few figures of a release by which a person judges what it shows, and what it shows of single zones."""

from dataclasses import dataclass

import pandas as pd

from geo.cubes import CubeSpec
from geo.publication.families import TOGETHER
from geo.released import Published, cells_of, spec_of, sums, whole_periods


@dataclass(frozen=True)
class Peak:
    """
    The largest count of contacts of its kind.

    Attributes
    ----------
    place : str
        Code of the territory or the unit.
    period : str
        Code of the month, quarter or year.
    contacts : int
        As published.
    """

    place: str
    period: str
    contacts: int


@dataclass(frozen=True)
class Reading:
    """
    What a release shows, in a few figures, all of them sums of published cells.

    Attributes
    ----------
    level : str
        The finest territories that it shows: ``zone`` or ``area``.
    territories : int
        How many of them there are.
    first, last : str
        The first and the last period of its finest figures.
    totals : Series of int
        Over everything, by measure.
    years : Series of int
        Contacts by whole year.
    peak_of_a_year : Peak or None
        The largest territory in the last whole year; None where there is no whole year.
    peak : Peak
        The largest of the finest figures.
    alone : Series of int
        By kind of place, in how many territories it is shown by itself; empty where none is.
    """

    level: str
    territories: int
    first: str
    last: str
    totals: "pd.Series[int]"
    years: "pd.Series[int]"
    peak_of_a_year: Peak | None
    peak: Peak
    alone: "pd.Series[int]"


def main_cube(published: Published) -> CubeSpec:
    """Return how the cube of effort is made, which maps and tables are drawn from."""
    return spec_of(published.tier, "places" if published.tier == "policy" else "areas")


def finest_level(published: Published) -> str:
    """Return the finest territories that a release shows on a map."""
    return "zone" if published.tier == "policy" else "area"


def read_release(published: Published) -> Reading:
    """
    Return the figures by which a release is judged.

    Parameters
    ----------
    published : Published
        A release with at least one period.

    Returns
    -------
    Reading
        Of the cube of effort.
    """
    spec = main_cube(published)
    cells, level = cells_of(published, spec.name), finest_level(published)
    space, period = spec.keys
    whole = whole_periods(cells[period], "year")
    years = sums(cells, spec, ["year"], {"year": whole})["contacts"]
    return Reading(
        level=level,
        territories=cells[level].nunique(),
        first=cells[period].min(),
        last=cells[period].max(),
        totals=sums(cells, spec).iloc[0][list(spec.measures)],
        years=years,
        peak_of_a_year=_peak(cells[cells["year"] == whole[-1]], level, "year") if whole else None,
        peak=_peak(cells, space, period),
        alone=_alone(published.units),
    )


def _peak(cells: pd.DataFrame, space: str, period: str) -> Peak:
    counts = cells.groupby([space, period])["contacts"].sum().reset_index()
    largest = counts.nlargest(1, "contacts").iloc[0]
    return Peak(str(largest[space]), str(largest[period]), int(largest["contacts"]))


def _alone(units: pd.DataFrame) -> "pd.Series[int]":
    if "kind" not in units:
        return pd.Series(dtype="int64")
    return units.loc[~units["kind"].isin(TOGETHER), "kind"].value_counts()


def by_territory(published: Published, year: str | None) -> pd.DataFrame:
    """
    Return the main table of a release: the measures of effort of each finest territory.

    Parameters
    ----------
    published : Published
        A release.
    year : str or None
        The one year to sum; None for all.

    Returns
    -------
    DataFrame
        By territory, the largest first: the measures and ``parts``, see `geo.released.sums`.
    """
    spec = main_cube(published)
    where = None if year is None else {"year": [year]}
    found = sums(cells_of(published, spec.name), spec, [finest_level(published)], where)
    return found.sort_values("contacts", ascending=False, kind="stable")
