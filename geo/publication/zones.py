"""Publication zones: whole official territories, merged until each holds enough places.

See docs/methods/publication-zones.md. Distances are those of public outlines, and what merges is decided by
geography and by whether a rule holds: the size of a count never chooses a neighbour.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import METRIC, require_crs

LEVELS = ("zone", "area", "arrondissement")
"""Columns of space that are merged, from fine to coarse."""

JOINT = "~"
"""Stands between the ids of what was merged, which are sorted, so that equal unions have equal ids."""


class TooFewPlacesError(ValueError):
    """All places together break the rules, so nothing can be published."""


@dataclass(frozen=True)
class LongRun:
    """
    What all years together say of the places that were ever visited.

    Attributes
    ----------
    contacts : Series of int
        By place.
    visited : DataFrame of bool
        By place, a column a span: the complete years, and the last twelve months.
    """

    contacts: "pd.Series[int]"
    visited: pd.DataFrame


@dataclass(frozen=True)
class PlaceRules:
    """
    What every group of places must meet before it is shown.

    Attributes
    ----------
    min_places : int
        Fewest places, over all years and in each span in which the group was visited at all.
    max_share : float
        Largest share that one place may have of the contacts of all years.
    """

    min_places: int
    max_share: float

    def broken(self, groups: "pd.Series[str]", long_run: LongRun) -> list[str]:
        """
        Return the groups that must not be shown.

        Parameters
        ----------
        groups : Series of str
            By place.
        long_run : LongRun
            Of those places.

        Returns
        -------
        list of str
            Sorted.
        """
        met = long_run.contacts.loc[groups.index].groupby(groups)
        visited = long_run.visited.loc[groups.index].groupby(groups).sum()
        few = (met.size() < self.min_places) | ((visited > 0) & (visited < self.min_places)).any(axis=1)
        dominated = met.max() > self.max_share * met.sum()
        return sorted(few.index[few | dominated])


def parts_of(label: str) -> list[str]:
    """Return the ids that *label* was merged from, itself where it was not."""
    return label.split(JOINT)


def joint(labels: Iterable[str]) -> str:
    """Return the id of the union of *labels*."""
    return JOINT.join(sorted({part for label in labels for part in parts_of(label)}))


def merge_territories(
    territories: gpd.GeoDataFrame,
    homes: "pd.Series[str]",
    together: "pd.Series[str]",
    long_run: LongRun,
    rules: PlaceRules,
    before: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Merge territories into zones, areas and arrondissements that all meet the rules.

    A zone that breaks them merges with its nearest sibling; where it has none, its area merges with the
    nearest one of the arrondissement, and where that is alone, the arrondissement with the nearest one.

    Parameters
    ----------
    territories : GeoDataFrame
        In `METRIC` by id: ``area`` and ``arrondissement``.
    homes : Series of str
        The territory of each place.
    together : Series of str
        By place the name of those that are published together; None for none.
    long_run : LongRun
        Of the places.
    rules : PlaceRules
        What each zone must meet.
    before : DataFrame, optional
        The zones of the last release by id, with ``area`` and ``arrondissement``: what was merged stays
        merged, and a territory that is new joins the nearest zone.

    Returns
    -------
    DataFrame
        By territory, those of the last release and those that hold a place: `LEVELS`, as `joint` ids.

    Raises
    ------
    TooFewPlacesError
        If all places together break the rules.
    ValueError
        If *territories* is not in `METRIC`, or does not hold a territory of the last release.
    """
    require_crs(territories, METRIC)
    merging = _Merging(territories, homes, before)
    if before is not None:
        merging.carry_on(before)
    for name in sorted(together.dropna().unique()):
        merging.join("zone", merging.spaces["zone"].loc[homes.loc[together.index[together == name]]])
    while (zone := merging.first_broken(homes, long_run, rules)) is not None:
        merging.widen(zone)
    return merging.spaces


class _Merging:
    """Territories on their way to zones; `spaces` is by territory, with `LEVELS`."""

    def __init__(
        self, territories: gpd.GeoDataFrame, homes: "pd.Series[str]", before: pd.DataFrame | None
    ) -> None:
        known = set() if before is None else {part for zone in before.index for part in parts_of(zone)}
        held = sorted(
            one for one in territories.index if one in set(homes) or not known.isdisjoint(parts_of(one))
        )
        if not known <= {part for one in held for part in parts_of(one)}:
            message = "the last release names territories that these boundaries do not have"
            raise ValueError(message)
        self.spaces = pd.DataFrame(territories.loc[held, ["area", "arrondissement"]]).astype(object)
        self.spaces.insert(0, "zone", self.spaces.index.astype(object))
        self._shapes = {
            "zone": territories.geometry,
            **{level: territories.geometry.groupby(territories[level]).agg(_union) for level in LEVELS[1:]},
        }
        self._points: dict[tuple[str, str], shapely.Point] = {}

    def carry_on(self, before: pd.DataFrame) -> None:
        """Merge what the last release had merged, and let new territories join the nearest zone."""
        merged = before.rename_axis("zone").reset_index()
        known = {part for zone in merged["zone"] for part in parts_of(zone)}
        new = [one for one in self.spaces.index if known.isdisjoint(parts_of(one))]
        for level in reversed(LEVELS):
            for label in merged[level].unique():
                found = self.spaces[level].map(lambda own, wanted=label: _overlap(own, wanted))
                self.join(level, self.spaces.loc[found, level])
        for territory in new:
            self.join("zone", [territory, self._nearest_zone(territory, set(new))])

    def _nearest_zone(self, territory: str, new: set[str]) -> str:
        """Return the zone nearest to a new territory: of its area, else of its arrondissement, else any."""
        old = self.spaces.drop(index=list(new))
        for level in LEVELS[1:]:
            siblings = old.loc[old[level] == self.spaces.loc[territory, level], "zone"]
            if len(siblings):
                return self._nearest("zone", territory, siblings)
        return self._nearest("zone", territory, old["zone"])

    def first_broken(self, homes: "pd.Series[str]", long_run: LongRun, rules: PlaceRules) -> str | None:
        """Return the first zone, in the order of ids, that must not be shown."""
        zones = homes.map(self.spaces["zone"])
        bare = set(self.spaces["zone"]) - set(zones)
        return min([*rules.broken(zones, long_run), *bare], default=None)

    def widen(self, zone: str) -> None:
        """Merge *zone* with its nearest sibling, or let it have one."""
        row = self.spaces[self.spaces["zone"] == zone].iloc[0]
        for level, within in zip(LEVELS, (*LEVELS[1:], None), strict=True):
            siblings = self.spaces if within is None else self.spaces[self.spaces[within] == row[within]]
            others = siblings.loc[siblings[level] != row[level], level]
            if len(others):
                self.join(level, [row[level], self._nearest(level, row[level], others)])
                return
        message = "all places together are too few, or one of them holds too much"
        raise TooFewPlacesError(message)

    def join(self, level: str, labels: Iterable[str]) -> None:
        """Make one of *labels*, and of all that holds them, so that levels stay nested."""
        rows = self.spaces[level].isin(list(labels))
        for column in LEVELS[LEVELS.index(level) :]:
            joined = self.spaces.loc[rows, column].unique()
            self.spaces.loc[self.spaces[column].isin(joined), column] = joint(joined)

    def _nearest(self, level: str, label: str, others: Iterable[str]) -> str:
        here = self._point(level, label)
        return min(set(others), key=lambda one: (here.distance(self._point(level, one)), one))

    def _point(self, level: str, label: str) -> shapely.Point:
        if (level, label) not in self._points:
            shapes = self._shapes[level]
            own = shapes.loc[[one for one in shapes.index if _overlap(one, label)]]
            self._points[level, label] = shapely.point_on_surface(_union(own))
        return self._points[level, label]


def _union(shapes: Iterable[shapely.Geometry]) -> shapely.Geometry:
    return shapely.union_all(list(shapes))


def _overlap(first: str, second: str) -> bool:
    return not set(parts_of(first)).isdisjoint(parts_of(second))
