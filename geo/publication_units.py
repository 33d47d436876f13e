"""Publication units: the kinds of place that may stand alone in their zone, the others together.

See docs/methods/publication-zones.md.
"""

from collections.abc import Sequence

import pandas as pd

from geo.publication_zones import LongRun, PlaceRules, parts_of
from geo.released import SEVERAL


def group_kinds(
    kinds: "pd.Series[str]",
    zones: "pd.Series[str]",
    long_run: LongRun,
    rules: PlaceRules,
    before: pd.DataFrame | None = None,
) -> "pd.Series[str]":
    """
    Tell which kinds of place stand alone in each zone, and which share the unit of several kinds.

    Parameters
    ----------
    kinds : Series of str
        Kind of each place.
    zones : Series of str
        Zone of each place; each of them meets the rules.
    long_run : LongRun
        Of the places.
    rules : PlaceRules
        What each unit must meet.
    before : DataFrame, optional
        The units of the last release: ``zone`` and ``kind``. A kind that shared a unit goes on sharing it.

    Returns
    -------
    Series of str
        By place: its kind where that is a unit of its own, else `SEVERAL`.
    """
    found = []
    for zone, own in zones.groupby(zones):
        inside = kinds.loc[own.index]
        found.append(_group(inside, _last_kinds(before, str(zone)), long_run, rules))
    return pd.concat(found).reindex(kinds.index)


def unit_name(zone: str, kind: str) -> str:
    """Return the id of the unit of a kind of place in a zone."""
    return f"{zone}:{kind}"


def locate(kinds: "pd.Series[str]", zones: "pd.Series[str]", units: pd.DataFrame) -> "pd.Series[str]":
    """
    Return the unit that each place is counted in.

    Parameters
    ----------
    kinds, zones : Series of str
        Kind and zone of each place; a place without a zone is left out.
    units : DataFrame
        By unit.

    Returns
    -------
    Series of str
        The unit of the place's kind in its zone, else that of several kinds; places of neither are left out.
    """
    found = {}
    known = zones.dropna()
    for place, zone, own in zip(known.index, known, kinds.reindex(known.index), strict=True):
        names = (unit_name(zone, kind) for kind in (own, SEVERAL))
        unit = next((name for name in names if name in units.index), None)
        if unit is not None:
            found[place] = unit
    return pd.Series(found, dtype=object, name="unit")


def carry_units(before: pd.DataFrame, units: pd.DataFrame) -> "pd.Series[str]":
    """
    Tell which unit holds each unit of the last release.

    Parameters
    ----------
    before, units : DataFrame
        By unit, ``zone`` and ``kind``: the last release, and the plan that carries it on.

    Returns
    -------
    Series of str
        A unit of *units*, by those of *before*.

    Raises
    ------
    ValueError
        If *units* does not carry *before* on: a unit was split, or is gone.
    """
    zone_of = {part: zone for zone in units["zone"].unique() for part in parts_of(zone)}
    found = {}
    for unit, zone, kind in before[["zone", "kind"]].itertuples():
        target = zone_of.get(parts_of(zone)[0])
        names = [unit_name(str(target), one) for one in (kind, SEVERAL)]
        held = [name for name in names if name in units.index]
        if not held or {zone_of.get(part) for part in parts_of(zone)} != {target}:
            message = f"the unit {unit} of the last release has no place in the new plan"
            raise ValueError(message)
        found[unit] = held[0]
    return pd.Series(found, dtype=object, name="unit")


def _last_kinds(before: pd.DataFrame | None, zone: str) -> list[set[str]]:
    """Return the kinds of the units of each zone of the last release that lies in *zone* now."""
    if before is None:
        return []
    parts = set(parts_of(zone))
    inside = before[before["zone"].map(lambda own: not parts.isdisjoint(parts_of(own)))]
    return [set(own) for _, own in inside.groupby("zone")["kind"]]


def _group(
    inside: "pd.Series[str]", last: Sequence[set[str]], long_run: LongRun, rules: PlaceRules
) -> "pd.Series[str]":
    """Return the kind of the unit of each place of one zone."""
    stays = inside.isin(set.intersection(*last)) if last else pd.Series(data=True, index=inside.index)
    grouped = inside.where(stays & ~inside.isin(rules.broken(inside, long_run)), SEVERAL)
    while True:
        alone = grouped[grouped != SEVERAL]
        # What the last release showed needs a unit to go on in, also where its places are gone.
        homeless = not set().union(*last) <= set(grouped) and SEVERAL not in set(grouped)
        if alone.empty or not (homeless or SEVERAL in rules.broken(grouped, long_run)):
            return grouped
        sizes = alone.value_counts()
        fewest = min(sizes.index, key=lambda kind: (sizes[kind], kind))
        grouped = grouped.where(grouped != fewest, SEVERAL)
