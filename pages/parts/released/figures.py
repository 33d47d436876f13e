"""Figures of a release: sums of its cells, and the one ratio that is made of them."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from geo.cubes import PERIODS
from geo.measures import Measure
from geo.released import ratio, sums, whole_periods
from pages.parts.released.opening import cells, is_public, published, spec
from pages.parts.released.wording import names_of_territories
from pages.ui.release_words import VISITS

EVERYWHERE = "everywhere"

EFFORT = (
    Measure.CONTACTS.value,
    Measure.CONTACTS_PER_HOUR.value,
    Measure.HOURS.value,
    Measure.FIRST_CONTACTS.value,
    VISITS,
)
"""Measures of the cube of places."""


def effort_cube() -> str:
    """Return the cube that holds contacts and effort by territory."""
    return "areas" if is_public() else "places"


def cube_of(split: str, measure: str) -> str:
    """Return the cube that tells *measure* split by a column, or all together."""
    if measure == Measure.INTERVENTIONS:
        return "natures"
    if split == "service":
        return "services"
    return "kinds" if split in ("kind", "family") and is_public() else effort_cube()


def measures_of(split: str) -> tuple[str, ...]:
    """Return what a release tells split by a column, or all together."""
    if split == "service":
        return (Measure.CONTACTS.value,)
    if split == "nature":
        return (Measure.INTERVENTIONS.value,)
    territory = split in ("area", "arrondissement") and not is_public()
    return (*EFFORT, Measure.INTERVENTIONS.value) if territory or split == "all" else EFFORT


def figures(
    cube: str, by: Sequence[str] = (), where: Mapping[str, Collection[str]] | None = None
) -> pd.DataFrame:
    """
    Return sums of the cells of a cube.

    Parameters
    ----------
    cube : str
        One of the cubes of this run's release.
    by : sequence of str
        What to sum by.
    where : Mapping, optional
        The codes to keep, by column.

    Returns
    -------
    DataFrame
        As `geo.released.sums`, with the contacts per hour where there are contacts and hours.
    """
    table = sums(cells(cube), spec(cube), by, where)
    if "hours" in table:
        table[Measure.CONTACTS_PER_HOUR.value] = ratio(table["contacts"], table["hours"], published().base)
    return table


def steps_of(cube: str) -> tuple[str, ...]:
    """Return the lengths of period that a cube can be told by, from fine to coarse."""
    return tuple(step for step in PERIODS if step in cells(cube))


def periods_of(cube: str, step: str) -> list[str]:
    """Return the whole months, quarters or years of a cube, the earliest first."""
    return whole_periods(set(cells(cube)[steps_of(cube)[0]]), step)


def within(territory: str) -> dict[str, list[str]]:
    """Return the condition for a territory, as ``area:mons``; empty for everywhere."""
    if territory == EVERYWHERE:
        return {}
    level, code = territory.split(":", maxsplit=1)
    return {level: [code]}


def territories_of(*levels: str) -> list[str]:
    """Return everywhere, then the territories of some levels by their names, as `within` takes them."""
    names = [(level, names_of_territories(level)) for level in levels]
    return [
        EVERYWHERE,
        *(f"{level}:{code}" for level, named in names for code in sorted(named, key=named.__getitem__)),
    ]
