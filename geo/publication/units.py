"""Publication units: the kinds of place that may stand alone in their zone, the others with their family.

See docs/methods/publication-zones.md.
"""

from collections.abc import Sequence

import pandas as pd

from geo.publication.families import FAMILY_OF, SEVERAL, TOGETHER, kind_chain, nearest_kind
from geo.publication.zones import LongRun, PlaceRules, parts_of


def group_kinds(
    kinds: "pd.Series[str]",
    zones: "pd.Series[str]",
    long_run: LongRun,
    rules: PlaceRules,
    before: pd.DataFrame | None = None,
) -> "pd.Series[str]":
    """
    Tell which kinds of place stand alone in each zone, and which share the unit of their family or of all.

    Outdoor and indoor places are told apart where both meet the rules, or where there are no others.

    Parameters
    ----------
    kinds : Series of str
        Kind of each place, or what a release counts it with.
    zones : Series of str
        Zone of each place; each of them meets the rules.
    long_run : LongRun
        Of the places.
    rules : PlaceRules
        What each unit must meet.
    before : DataFrame, optional
        The units of the last release: ``zone`` and ``kind``. A kind that shared a unit goes on sharing
        it, and one that had none shares that of its family.

    Returns
    -------
    Series of str
        By place the one of `kind_chain` that it is counted with; the same for all places of a kind in a zone.
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
        The unit of the place's kind in its zone, else of its family, else of several kinds; places of none
        of them are left out.
    """
    told = _kinds_of(units)
    known = zones.dropna()
    found = {
        place: unit_name(zone, nearest_kind(kind, told.get(zone, ())))
        for place, zone, kind in zip(known.index, known, kinds.reindex(known.index), strict=True)
    }
    return pd.Series(found, dtype=object, name="unit").loc[lambda unit: unit.isin(units.index)]


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
    told = _kinds_of(units)
    zone_of = {part: zone for zone in told for part in parts_of(zone)}
    found = {}
    for unit, zone, kind in before[["zone", "kind"]].itertuples():
        target = str(zone_of.get(parts_of(zone)[0]))
        held = unit_name(target, nearest_kind(kind, told.get(target, ())))
        if held not in units.index or {zone_of.get(part) for part in parts_of(zone)} != {target}:
            message = f"the unit {unit} of the last release has no place in the new plan"
            raise ValueError(message)
        found[unit] = held
    return pd.Series(found, dtype=object, name="unit")


def _kinds_of(units: pd.DataFrame) -> dict[str, set[str]]:
    """Return what is told apart in each zone."""
    return {str(zone): set(kinds) for zone, kinds in units.groupby("zone")["kind"]}


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
    wholes = inside.map(lambda kind: _carried(FAMILY_OF[kind], last))
    shown = {code: _carried(FAMILY_OF[code], last) for code in set().union(*last)}
    # What the last release showed needs a family to go on in, also where its places are gone.
    if rules.broken(wholes, long_run) or not set(shown.values()) <= set(wholes):
        wholes = pd.Series(SEVERAL, index=inside.index, dtype=object)
        shown = dict.fromkeys(shown, SEVERAL)
    own = inside.map(lambda kind: _carried(kind, last))
    shared = [
        _share(part, str(whole), {code for code in shown if shown[code] == whole}, long_run, rules)
        for whole, part in own.groupby(wholes)
    ]
    return pd.concat(shared)


def _carried(code: str, last: Sequence[set[str]]) -> str:
    """Return what zones of the last release counted a code with, the coarsest; its family where none did."""
    if not last:
        return code
    chain = kind_chain(code)
    found = {nearest_kind(code, own) for own in last if not own.isdisjoint(chain)}
    return max(found, key=chain.index, default=FAMILY_OF[code])


def _share(
    own: "pd.Series[str]", whole: str, shown: set[str], long_run: LongRun, rules: PlaceRules
) -> "pd.Series[str]":
    """Return which kinds of a whole stand alone; the others share its unit."""
    grouped = own.where(~own.isin([*TOGETHER, *rules.broken(own, long_run)]), whole)
    while True:
        alone = grouped[grouped != whole]
        # A kind that was shown needs a unit to go on in, also where its places are gone.
        homeless = not shown <= set(grouped) and whole not in set(grouped)
        if alone.empty or not (homeless or whole in rules.broken(grouped, long_run)):
            return grouped
        sizes = alone.value_counts()
        fewest = min(sizes.index, key=lambda kind: (sizes[kind], kind))
        grouped = grouped.where(grouped != fewest, whole)
