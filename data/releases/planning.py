"""Which zone, unit and area each place of the register is published in: docs/methods/publication-zones.md."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Engine, String, select, type_coerce
from sqlalchemy.orm import QueryableAttribute

from data.geography.basemap import load_areas, load_arrondissements, load_municipal_boundaries
from data.geography.municipalities import RENUMBERED
from data.i18n import mark
from data.ledger import load_places
from data.register.tables import Place, PublicationArea
from data.releases.calendar import months_through
from data.releases.faults import ReleaseRefusedError
from data.releases.truth import Facts
from geo.crs import WGS84, to_metric
from geo.publication.homes import UnknownMunicipalityError, find_homes
from geo.publication.outlines import outlines_of
from geo.publication.units import group_kinds, locate, unit_name
from geo.publication.zones import LongRun, PlaceRules, TooFewPlacesError, merge_territories, parts_of
from geo.released import Published

MONTHS_A_YEAR = 12

_EVERYWHERE = "everywhere"


@dataclass(frozen=True)
class Boundaries:
    """
    The official territories that publication zones are made of.

    Attributes
    ----------
    zones, areas, arrondissements : GeoDataFrame
        WGS84 by id: ``name_fr`` and ``name_nl``; zones and areas also ``arrondissement`` and
        ``municipalities``, zones also ``area``.
    """

    zones: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    arrondissements: gpd.GeoDataFrame


@dataclass(frozen=True)
class Plan:
    """
    The space of a release.

    Attributes
    ----------
    units : DataFrame
        As `geo.released.Published.units`.
    territories : GeoDataFrame
        As `geo.released.Published.territories`.
    unit_of : Series of str
        The unit of each place; in a public plan its area.
    kind_of : Series of str
        The kind that each place is counted with.
    long_run : LongRun
        What the rules were decided on.
    """

    units: pd.DataFrame
    territories: gpd.GeoDataFrame
    unit_of: "pd.Series[str]"
    kind_of: "pd.Series[str]"
    long_run: LongRun


def load_boundaries(var_dir: Path) -> Boundaries:
    """
    Load the territories: judicial cantons, or the imported municipalities.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    Boundaries
        Cantons in the areas that hold them; an imported municipality is its own area.
    """
    zones = load_municipal_boundaries(var_dir).set_index("id")
    areas = load_areas(var_dir).set_index("id")
    area_of = areas["municipalities"].str.split().explode()
    area_of = pd.Series(area_of.index, index=area_of.to_numpy())
    zones["area"] = [area_of[codes.split()[0]] for codes in zones["municipalities"]]
    return Boundaries(zones, areas, load_arrondissements(var_dir).set_index("id"))


def long_run_of(facts: Facts) -> LongRun:
    """
    Return what all years together say of the places that were ever visited.

    Parameters
    ----------
    facts : Facts
        Sums by place and month.

    Returns
    -------
    LongRun
        Spans are the complete years and the last twelve months; a first year that was not complete counts
        with the second.
    """
    sums = facts.sums["places"]
    started = facts.first.year if facts.first.month == 1 else facts.first.year + 1
    years = range(started, facts.through.year + (facts.through.month == MONTHS_A_YEAR))
    spans = {str(year): sums["month"].str[:4].astype(int).clip(lower=started) == year for year in years}
    last = months_through(facts.first, facts.through)["month"].tail(MONTHS_A_YEAR)
    spans["last"] = sums["month"].isin(last)
    # A month without a look or a contact, where all visits were skipped, shows nothing of the place.
    active = (sums["visits"] > 0) | (sums["contacts"] > 0)
    visited = {span: (inside & active).groupby(sums["place"]).any() for span, inside in spans.items()}
    seen = active.groupby(sums["place"]).any()
    contacts = sums.groupby("place")["contacts"].sum()
    return LongRun(contacts[seen], pd.DataFrame(visited)[seen])


def plan_policy(
    engine: Engine, facts: Facts, boundaries: Boundaries, rules: PlaceRules, before: Published | None
) -> Plan:
    """
    Plan the zones and units of a policy release.

    Parameters
    ----------
    engine : Engine
        The register.
    facts : Facts
        Sums by place.
    boundaries : Boundaries
        The official territories.
    rules : PlaceRules
        What each zone and unit must meet.
    before : Published or None
        The last policy release, which the plan only makes coarser.

    Returns
    -------
    Plan
        In which every visited place has a unit.

    Raises
    ------
    ReleaseRefusedError
        If the places are too few, or cannot be put on the map of the last release.
    """
    homes = _homes(engine, boundaries, facts)
    kinds = _of_places(engine, Place.kind).reindex(homes.index)
    together = _of_places(engine, PublicationArea.label).reindex(homes.index)
    long_run = long_run_of(facts)
    seen = long_run.contacts.index
    last = None if before is None else before.units
    zones_before = None if last is None else last.drop_duplicates("zone").set_index("zone")
    spaces = _merged(boundaries.zones, homes[seen], together[seen], long_run, rules, zones_before)
    zones = homes[seen].map(spaces["zone"])
    grouped = group_kinds(kinds[seen], zones, long_run, rules, last)
    units = pd.DataFrame({"zone": zones, "kind": grouped}).drop_duplicates().sort_values(["zone", "kind"])
    units.index = pd.Index([unit_name(*pair) for pair in units.to_numpy()], name="unit", dtype=object)
    units = units.join(spaces.drop_duplicates("zone").set_index("zone"), on="zone").astype(object)
    unit_of = locate(kinds, homes.map(spaces["zone"]), units)
    return Plan(units, _shapes(units, boundaries), unit_of, unit_of.map(units["kind"]), long_run)


def plan_public(
    engine: Engine,
    facts: Facts,
    boundaries: Boundaries,
    rules: PlaceRules,
    policy: Published,
    before: Published | None,
) -> Plan:
    """
    Plan the areas and kinds of a public release, made of those of a policy release.

    Parameters
    ----------
    engine : Engine
        The register, on which the rules are checked.
    facts : Facts
        Sums by place up to the last day of the public release.
    boundaries : Boundaries
        The official territories.
    rules : PlaceRules
        What each area must meet, and each kind over all areas.
    policy : Published
        The policy release that it is made from.
    before : Published or None
        The last public release, which the plan only makes coarser.

    Returns
    -------
    Plan
        With `kind_of` by place as it is counted over all areas.

    Raises
    ------
    ReleaseRefusedError
        If the places are too few.
    """
    homes = _homes(engine, boundaries, facts)
    zone_of = {part: zone for zone in policy.units["zone"].unique() for part in parts_of(zone)}
    kinds = _of_places(engine, Place.kind).reindex(homes.index)
    unit_of = locate(kinds, homes.map(zone_of), policy.units)
    long_run = long_run_of(facts)
    seen = long_run.contacts.index.intersection(unit_of.index)
    above = policy.units.drop_duplicates("area").set_index("area")
    areas = policy.territories.query("level == 'area'")[["geometry"]].assign(
        area=above.index, arrondissement=above["arrondissement"]
    )
    last = None if before is None else before.units.assign(area=before.units.index)
    homes = unit_of[seen].map(policy.units["area"])
    alone = pd.Series(None, index=seen, dtype=object)
    spaces = _merged(areas, homes, alone, long_run, rules, last)
    everywhere = pd.Series(_EVERYWHERE, index=seen)
    kinds_before = None
    if before is not None:
        kinds_before = before.cubes["kinds"][["kind"]].drop_duplicates().assign(zone=_EVERYWHERE)
    kind_of = group_kinds(unit_of[seen].map(policy.units["kind"]), everywhere, long_run, rules, kinds_before)
    units = spaces.drop_duplicates("zone").set_index("zone")[["arrondissement"]].astype(object)
    units = units.rename_axis("area").sort_index()
    return Plan(units, _shapes(units.reset_index(), boundaries), homes.map(spaces["zone"]), kind_of, long_run)


def _homes(engine: Engine, boundaries: Boundaries, facts: Facts) -> "pd.Series[str]":
    """Return the territory of each place that has a visit."""
    places = load_places(engine).loc[lambda one: one.index.isin(facts.sums["places"]["place"])]
    places["municipality"] = places["municipality"].replace(RENUMBERED)
    try:
        return find_homes(to_metric(places), to_metric(boundaries.zones))
    except UnknownMunicipalityError as error:
        raise ReleaseRefusedError(
            mark("The municipality of a place without a position lies on no map that Maraude has."),
            mark("Correct the municipality of that place, or import the municipalities it belongs to."),
        ) from error


def _of_places(engine: Engine, column: QueryableAttribute[Any]) -> "pd.Series[str]":
    """Return a column by place, of the place or of its publication area."""
    query = select(Place.id, type_coerce(column, String).label("value")).join(
        PublicationArea, PublicationArea.id == Place.publication_area_id, isouter=True
    )
    with engine.connect() as connection:
        return pd.read_sql_query(query, connection).set_index("id")["value"].astype(object)


def _merged(
    territories: gpd.GeoDataFrame,
    homes: "pd.Series[str]",
    together: "pd.Series[str]",
    long_run: LongRun,
    rules: PlaceRules,
    before: pd.DataFrame | None,
) -> pd.DataFrame:
    try:
        return merge_territories(to_metric(territories), homes, together, long_run, rules, before)
    except TooFewPlacesError as error:
        raise ReleaseRefusedError(
            mark("There are too few places, or one of them holds too much, for anything to be published."),
            mark("Wait until the teams have worked at more places; the rules are set by the administrator."),
        ) from error
    except ValueError as error:
        raise ReleaseRefusedError(
            mark("The zones of the last release are not on the map that Maraude has now."),
            mark("Put the municipalities back as they were when the last release was made."),
        ) from error


def _shapes(table: pd.DataFrame, boundaries: Boundaries) -> gpd.GeoDataFrame:
    """Return the outlines of every level that *table* has a column of."""
    sources = {
        "zone": boundaries.zones,
        "area": boundaries.areas,
        "arrondissement": boundaries.arrondissements,
    }
    levels = [
        outlines_of(table[level].unique(), level, source)
        for level, source in sources.items()
        if level in table
    ]
    return gpd.GeoDataFrame(pd.concat(levels), geometry="geometry", crs=WGS84)
