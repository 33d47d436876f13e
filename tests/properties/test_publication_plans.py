"""Every plan meets the rules or is refused, whatever the geography, and later plans only make it coarser."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import METRIC
from geo.publication.families import FAMILY_OF, nearest_kind
from geo.publication.units import carry_units, group_kinds, locate, unit_name
from geo.publication.zones import (
    LEVELS,
    LongRun,
    PlaceRules,
    TooFewPlacesError,
    merge_territories,
    parts_of,
)

KINDS = ("street", "car_park", "rest_area", "bar", "hotel_cafe", "office")
RULES = PlaceRules(3, 0.5)
SIDE = 5


def geography(rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return a chessboard whose fields lie in random areas, and those in random arrondissements."""
    fields = SIDE * SIDE
    areas = rng.integers(0, rng.integers(1, 8), fields)
    above = rng.integers(0, 3, areas.max() + 1)
    return gpd.GeoDataFrame(
        {"area": [f"a{n}" for n in areas], "arrondissement": [f"r{above[n]}" for n in areas]},
        index=pd.Index([f"t{n:02d}" for n in range(fields)], name="id"),
        geometry=[shapely.box(x, y, x + 1, y + 1) for x in range(SIDE) for y in range(SIDE)],
        crs=METRIC,
    )


def add_places(rng: np.random.Generator, places: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return places with counts that differ by orders of magnitude, some in one heap, some closed."""
    count = int(rng.integers(1, 40))
    first = 0 if places is None else len(places)
    heap = int(rng.integers(0, SIDE * SIDE))
    spread = rng.integers(0, SIDE * SIDE, count)
    new = pd.DataFrame(
        {
            "home": [f"t{n:02d}" for n in np.where(rng.random(count) < rng.random(), heap, spread)],
            "kind": rng.choice(KINDS, count),
            "together": ["group" if draw < 0.1 else None for draw in rng.random(count)],
            "contacts": np.floor(10 ** (rng.random(count) * rng.integers(1, 5))).astype(int) - 1,
            "early": rng.random(count) < 0.7,
            "late": rng.random(count) < 0.7,
        },
        index=range(first, first + count),
    )
    return new if places is None else pd.concat([places, new])


def plan(
    territories: gpd.GeoDataFrame, places: pd.DataFrame, before: pd.DataFrame | None
) -> tuple[pd.DataFrame, "pd.Series[str]"]:
    """Return the units, and the unit of each place."""
    long_run = LongRun(places["contacts"], places[["early", "late"]])
    zones_before = None if before is None else before.drop_duplicates("zone").set_index("zone")
    spaces = merge_territories(territories, places["home"], places["together"], long_run, RULES, zones_before)
    zones = places["home"].map(spaces["zone"])
    kinds = group_kinds(places["kind"], zones, long_run, RULES, before)
    units = pd.DataFrame({"zone": zones, "kind": kinds}).drop_duplicates()
    units.index = pd.Index([unit_name(*pair) for pair in units.to_numpy()], name="unit")
    units = units.join(spaces.drop_duplicates("zone").set_index("zone"), on="zone")
    return units, zones + ":" + kinds


def require_sound(units: pd.DataFrame, unit_of: "pd.Series[str]", places: pd.DataFrame) -> None:
    """Every group that is shown meets the rules, counted here in the plainest way; levels are nested."""
    family_of = unit_of.map(units["zone"] + ":" + units["kind"].map(FAMILY_OF))
    for groups in (unit_of, family_of, *(unit_of.map(units[level]) for level in LEVELS)):
        for _, own in places.groupby(groups):
            assert len(own) >= RULES.min_places
            assert own["contacts"].max() <= RULES.max_share * own["contacts"].sum()
            for span in ("early", "late"):
                assert own[span].sum() == 0 or own[span].sum() >= RULES.min_places
    # Where places are looked up, they are where the plan has put them.
    assert locate(places["kind"], unit_of.map(units["zone"]), units).to_dict() == unit_of.to_dict()
    for fine, coarse in pairwise(LEVELS):
        assert not units[[fine, coarse]].drop_duplicates()[fine].duplicated().any()
    for _, own in places[places["together"].notna()].groupby("together"):
        assert len(set(unit_of[own.index].map(units["zone"]))) == 1


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=15)
def test_a_plan_is_sound_or_refused_and_only_gets_coarser(seed: int) -> None:
    """Three releases in a row, with more places each time."""
    rng = np.random.default_rng(seed)
    territories, places = geography(rng), add_places(rng)
    before, last_unit_of = None, pd.Series(dtype=object)
    for _ in range(3):
        try:
            units, unit_of = plan(territories, places, before)
        except TooFewPlacesError:
            return
        require_sound(units, unit_of, places)
        if before is not None:
            carried = carry_units(before, units)
            # Whatever was counted in one unit still is: nothing was split, however often it was merged.
            assert unit_of[last_unit_of.index].to_list() == last_unit_of.map(carried).to_list()
            assert set(carried) <= set(units.index)
            assert (
                carried.map(units["zone"]) == _holder(units).reindex(before["zone"].map(_first)).to_numpy()
            ).all()
        before, last_unit_of, places = units, unit_of, add_places(rng, places)


def _first(zone: str) -> str:
    return parts_of(zone)[0]


def _holder(units: pd.DataFrame) -> "pd.Series[str]":
    """Return the zone of now that holds each territory."""
    return pd.Series({part: zone for zone in units["zone"].unique() for part in parts_of(zone)})


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=15)
def test_a_plan_does_not_depend_on_the_order_of_anything(seed: int) -> None:
    """Neither of the territories nor of the places."""
    rng = np.random.default_rng(seed)
    territories, places = geography(rng), add_places(rng)
    try:
        units, unit_of = plan(territories, places, None)
    except TooFewPlacesError:
        return
    again, unit_again = plan(
        territories.sample(frac=1, random_state=1), places.sample(frac=1, random_state=2), None
    )
    assert again.sort_index().equals(units.sort_index())
    assert unit_again.sort_index().equals(unit_of.sort_index())


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=30)
def test_codes_of_a_release_are_grouped_again_along_the_chain(seed: int) -> None:
    """Over all areas, from release to release, with codes that merge below and places that are gone."""
    rng = np.random.default_rng(seed)
    codes = pd.Series(rng.choice([*FAMILY_OF], 60), dtype=object)
    contacts = np.floor(10 ** (rng.random(60) * 3)).astype(int)
    long_run = LongRun(pd.Series(contacts), pd.DataFrame({"late": rng.random(60) < 0.8}))
    before: set[str] = set()
    for _ in range(4):
        open_now = codes[rng.random(60) < rng.random()]
        everywhere = pd.Series("all", index=open_now.index)
        if open_now.empty or RULES.broken(everywhere, long_run):
            continue
        last = pd.DataFrame({"zone": "all", "kind": sorted(before)}) if before else None
        found = group_kinds(open_now, everywhere, long_run, RULES, last)
        told = set(found)
        assert not RULES.broken(found, long_run)
        assert found.to_list() == [nearest_kind(code, told) for code in open_now]
        assert all(nearest_kind(code, told) in told for code in before)
        # What was counted in one code before is counted in one code now.
        for code in open_now.unique():
            if nearest_kind(code, before) in before:
                assert nearest_kind(code, told) == nearest_kind(nearest_kind(code, before), told)
        before = told
        merging = rng.choice([*FAMILY_OF])
        codes = codes.where(codes != merging, nearest_kind(merging, {FAMILY_OF[merging]} - {merging}))
