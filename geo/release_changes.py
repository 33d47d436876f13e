"""What a release changes against the last one of its tier; what was published before may never change."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from geo.cubes import PERIODS
from geo.publication.families import nearest_kind
from geo.publication.units import carry_units
from geo.publication.zones import LEVELS, parts_of
from geo.released import Published, period_of, spec_of


@dataclass(frozen=True)
class ReleaseChanges:
    """
    What a release changes.

    Attributes
    ----------
    quarters : tuple of str
        Quarters that the last release did not hold, in the order of time.
    merged : Mapping of str to tuple of str
        Territories of now, each with those of the last release that are one now, where they were several.
    compared : int
        Figures of the last release, or their sums where territories merged, that were compared with now.
    changed : int
        How many of them say something else now, or are gone. It must be 0.
    """

    quarters: tuple[str, ...]
    merged: Mapping[str, tuple[str, ...]]
    compared: int
    changed: int


def changes_between(before: Published | None, now: Published) -> ReleaseChanges:
    """
    Compare a release with the last one of its tier.

    Parameters
    ----------
    before : Published or None
        The last release; None where *now* is the first.
    now : Published
        The release to be.

    Returns
    -------
    ReleaseChanges
        For a first release all quarters are new and nothing was compared.

    Raises
    ------
    ValueError
        If a territory of the last release has no place in this one.
    """
    quarters = _quarters(now)
    if before is None:
        return ReleaseChanges(tuple(sorted(quarters)), {}, 0, 0)
    carried = {level: _carried(before.units, now.units, level) for level in _levels(before)}
    if "zone" in carried:
        units = carry_units(before.units, now.units)
        carried["unit"] = dict(zip(units.index, units, strict=True))
    if "kinds" in before.cubes:
        shown = set(now.cubes["kinds"]["kind"])
        # A kind that may no longer be shown by itself goes on with the others.
        carried["kind"] = {kind: nearest_kind(kind, shown) for kind in before.cubes["kinds"]["kind"].unique()}
    compared = changed = 0
    for cube in before.cubes:
        frozen, later = _side_by_side(before, now, cube, carried)
        compared += frozen.size
        # A figure that is gone has no value, which equals nothing.
        changed += int((frozen.to_numpy() != later.to_numpy()).sum())
    new = tuple(sorted(quarters - _quarters(before)))
    return ReleaseChanges(new, _merged(carried), compared, changed)


def _quarters(published: Published) -> set[str]:
    """Return the quarters that the cubes of places hold."""
    return {
        period_of(code, "quarter")
        for cube, cells in published.cubes.items()
        for period in spec_of(published.tier, cube).keys
        if period in PERIODS and period != "year"
        for code in cells[period].unique()
    }


def _levels(published: Published) -> list[str]:
    table = published.units.reset_index()
    return [level for level in LEVELS if level in table]


def _carried(before: pd.DataFrame, now: pd.DataFrame, level: str) -> dict[str, str]:
    """Return the territory of now that holds each one of before."""
    holder = {part: one for one in now.reset_index()[level].unique() for part in parts_of(one)}
    found = {
        one: {holder.get(part) for part in parts_of(one)} for one in before.reset_index()[level].unique()
    }
    lost = sorted(one for one, holders in found.items() if len(holders) != 1 or None in holders)
    if lost:
        message = f"territories of the last release have no place in this one: {', '.join(lost)}"
        raise ValueError(message)
    return {one: str(holders.pop()) for one, holders in found.items()}


def _side_by_side(
    before: Published, now: Published, cube: str, carried: Mapping[str, Mapping[str, str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what the last release says, summed to the territories of now, and what this one says there."""
    spec = spec_of(before.tier, cube)
    keys, measures = list(spec.keys), list(spec.measures)
    cells = before.cubes[cube]
    moved = cells.assign(**{key: cells[key].map(carried[key]) for key in keys if key in carried})
    frozen = moved.groupby(keys)[measures].sum()
    return frozen, now.cubes[cube].set_index(keys)[measures].reindex(frozen.index)


def _merged(carried: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the finest territories of now that hold several of before."""
    finest = carried[next(level for level in LEVELS if level in carried)]
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for old, one in finest.items():
        groups[one].append(old)
    return {one: tuple(sorted(old)) for one, old in groups.items() if len(old) > 1}
