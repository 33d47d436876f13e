"""Publication zones: what merges with what, on geographies that try to break the rules."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.crs import METRIC, WGS84
from geo.publication.zones import (
    LongRun,
    PlaceRules,
    TooFewPlacesError,
    joint,
    merge_territories,
    parts_of,
)

RULES = PlaceRules(3, 0.5)
KM = 1000.0


def row_of_squares(areas: Sequence[str], arrondissements: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """Return squares of one kilometre from west to east, named from t0."""
    return gpd.GeoDataFrame(
        {"area": areas, "arrondissement": arrondissements or ["r"] * len(areas)},
        index=pd.Index([f"t{n}" for n in range(len(areas))], name="id"),
        geometry=[shapely.box(KM * n, 0, KM * (n + 1), KM) for n in range(len(areas))],
        crs=METRIC,
    )


def homes_of(counts: Mapping[str, int]) -> "pd.Series[str]":
    """Return so many places in each territory."""
    territories = [territory for territory, count in counts.items() for _ in range(count)]
    return pd.Series(territories, index=range(1, len(territories) + 1), dtype=object)


def alike(homes: "pd.Series[str]", contacts: Mapping[int, int] | None = None) -> LongRun:
    """Return ten contacts at each place, unless told otherwise, and visits in every span."""
    met = pd.Series(10, index=homes.index).where(~homes.index.isin(list(contacts or {})), 0)
    met = met.add(pd.Series(contacts or {}, dtype="int64"), fill_value=0).astype("int64")
    visited = pd.DataFrame({"2018": True, "last": True}, index=homes.index)
    return LongRun(met, visited)


def merged(
    territories: gpd.GeoDataFrame,
    homes: "pd.Series[str]",
    long_run: LongRun | None = None,
    together: Mapping[int, str] | None = None,
    before: pd.DataFrame | None = None,
    rules: PlaceRules = RULES,
) -> pd.DataFrame:
    named = pd.Series(together or {}, dtype=object).reindex(homes.index)
    return merge_territories(territories, homes, named, long_run or alike(homes), rules, before)


def zones(spaces: pd.DataFrame) -> dict[str, str]:
    return {str(territory): str(zone) for territory, zone in spaces["zone"].items()}


def as_before(spaces: pd.DataFrame) -> pd.DataFrame:
    """Return the zones as a release tells them."""
    return spaces.drop_duplicates("zone").set_index("zone")


def test_zones_that_meet_the_rules_stay_alone() -> None:
    """Territories without a place are no zone."""
    spaces = merged(row_of_squares(["a", "a", "b"]), homes_of({"t0": 3, "t2": 4}))
    assert zones(spaces) == {"t0": "t0", "t2": "t2"}
    assert spaces["area"].to_list() == ["a", "b"]


def test_a_zone_with_too_few_places_joins_its_nearest_sibling_of_the_area() -> None:
    """Also where a zone of another area lies nearer."""
    spaces = merged(row_of_squares(["a", "b", "a"]), homes_of({"t0": 3, "t1": 3, "t2": 2}))
    assert zones(spaces) == {"t0": "t0~t2", "t1": "t1", "t2": "t0~t2"}
    assert set(spaces["area"]) == {"a", "b"}


def test_an_only_zone_lets_its_area_join_the_nearest_one() -> None:
    """And then joins the nearest zone of the area that this makes."""
    territories = row_of_squares(["a", "b", "b", "c"], ["r", "r", "r", "r"])
    spaces = merged(territories, homes_of({"t0": 1, "t1": 3, "t2": 3, "t3": 3}))
    assert zones(spaces) == {"t0": "t0~t1", "t1": "t0~t1", "t2": "t2", "t3": "t3"}
    assert spaces["area"].to_dict() == {"t0": "a~b", "t1": "a~b", "t2": "a~b", "t3": "c"}


def test_an_only_area_lets_its_arrondissement_join_the_nearest_one() -> None:
    """All three levels stay nested."""
    spaces = merged(row_of_squares(["a", "b"], ["r", "s"]), homes_of({"t0": 1, "t1": 3}))
    assert spaces.to_numpy().tolist() == [["t0~t1", "a~b", "r~s"]] * 2


@pytest.mark.parametrize("homes", [{"t0": 1}, {"t0": 2}, {"t0": 1, "t1": 1}])
def test_too_few_places_for_any_publication_are_refused(homes: dict[str, int]) -> None:
    """One place only, or two of them, together or apart."""
    with pytest.raises(TooFewPlacesError, match="too few"):
        merged(row_of_squares(["a", "b"]), homes_of(homes))


def test_a_release_whose_places_are_all_gone_cannot_be_carried_on() -> None:
    """No place is left to hide among."""
    first = merged(row_of_squares(["a"]), homes_of({"t0": 3}))
    with pytest.raises(TooFewPlacesError):
        merged(row_of_squares(["a"]), homes_of({}), before=as_before(first))


def test_one_giant_place_is_never_shown_even_with_all_others() -> None:
    """More than half of all contacts: no merger can hide it."""
    homes = homes_of({"t0": 4, "t1": 4})
    with pytest.raises(TooFewPlacesError):
        merged(row_of_squares(["a", "b"]), homes, alike(homes, {1: 1000}))


def test_a_dominant_place_is_hidden_in_a_merger_that_dilutes_it() -> None:
    """Exactly half is still allowed."""
    homes = homes_of({"t0": 3, "t1": 3})
    assert zones(merged(row_of_squares(["a", "a"]), homes, alike(homes, {1: 20})))["t0"] == "t0"
    assert zones(merged(row_of_squares(["a", "a"]), homes, alike(homes, {1: 21})))["t0"] == "t0~t1"


def test_a_zone_that_lost_its_places_is_merged_although_the_long_run_has_enough() -> None:
    """Closed places count for the years in which they were open only."""
    homes = homes_of({"t0": 3, "t1": 3})
    long_run = alike(homes)
    long_run.visited.loc[[1, 2], "last"] = False
    assert zones(merged(row_of_squares(["a", "a"]), homes, long_run))["t0"] == "t0~t1"


def test_a_zone_that_was_not_visited_at_all_in_a_span_keeps() -> None:
    """Nothing is shown of it then."""
    homes = homes_of({"t0": 3, "t1": 3})
    long_run = alike(homes)
    long_run.visited.loc[[1, 2, 3], "last"] = False
    assert zones(merged(row_of_squares(["a", "a"]), homes, long_run))["t0"] == "t0"


def test_places_published_together_make_zones_coarser() -> None:
    """Over areas too, and then these are one as well."""
    spaces = merged(row_of_squares(["a", "b", "c"]), homes_of({"t0": 3, "t1": 3, "t2": 3}),
                    together={1: "centre", 4: "centre", 7: "alone"})  # fmt: skip
    assert zones(spaces) == {"t0": "t0~t1", "t1": "t0~t1", "t2": "t2"}
    assert spaces["area"].to_list() == ["a~b", "a~b", "c"]


def test_the_size_of_a_count_never_chooses_the_partner() -> None:
    """A zone that breaks the rules joins the same one, whatever was counted there."""
    territories = row_of_squares(["a"] * 4)
    homes = homes_of({"t0": 3, "t1": 2, "t2": 5, "t3": 4})
    first = merged(territories, homes)
    for seed in range(20):
        contacts = np.random.default_rng(seed).integers(20, 29, len(homes))
        assert merged(territories, homes, alike(homes, dict(zip(homes.index, contacts, strict=True)))).equals(
            first
        )


def test_a_release_is_only_ever_made_coarser() -> None:
    """What was merged stays merged when it would no longer have to be."""
    territories = row_of_squares(["a", "a", "b"])
    first = merged(territories, homes_of({"t0": 1, "t1": 3, "t2": 3}))
    assert zones(first)["t0"] == "t0~t1"
    later = merged(territories, homes_of({"t0": 9, "t1": 9, "t2": 9}), before=as_before(first))
    assert later.equals(first)


def test_a_new_territory_joins_the_nearest_zone_although_it_could_stand_alone() -> None:
    """Of its own area where that has one, else of its arrondissement."""
    territories = row_of_squares(["a", "a", "b", "c", "d"], ["r", "r", "s", "r", "t"])
    first = merged(territories, homes_of({"t0": 3, "t2": 3}))
    later = merged(
        territories, homes_of({"t0": 3, "t1": 9, "t2": 3, "t3": 9, "t4": 9}), before=as_before(first)
    )
    assert zones(later) == {
        "t0": "t0~t1~t3",
        "t1": "t0~t1~t3",
        "t2": "t2~t4",
        "t3": "t0~t1~t3",
        "t4": "t2~t4",
    }
    assert later["arrondissement"].to_list() == ["r", "r", "s~t", "r", "s~t"]


def test_a_zone_whose_places_are_gone_is_not_dropped() -> None:
    """Its released past needs a home; it joins its neighbour."""
    territories = row_of_squares(["a", "a"])
    first = merged(territories, homes_of({"t0": 3, "t1": 3}))
    later = merged(territories, homes_of({"t0": 3}), before=as_before(first))
    assert zones(later) == {"t0": "t0~t1", "t1": "t0~t1"}


def test_other_boundaries_than_those_of_the_last_release_are_refused() -> None:
    """Zones cannot be carried on over territories that are no more."""
    before = pd.DataFrame({"area": ["a"], "arrondissement": ["r"]}, index=pd.Index(["t0~gone"], name="zone"))
    with pytest.raises(ValueError, match="do not have"):
        merged(row_of_squares(["a", "b"]), homes_of({"t0": 3}), before=before)


def test_territories_that_are_unions_themselves_carry_on_zones_of_their_parts() -> None:
    """As policy areas that merged since the last public release do."""
    territories = row_of_squares(["x~y", "z"]).set_axis(["x~y", "z"])
    before = pd.DataFrame(
        {"area": ["x", "y~z"], "arrondissement": ["r", "r"]}, index=pd.Index(["x", "y~z"], name="zone")
    )
    spaces = merged(territories, homes_of({"x~y": 3, "z": 3}), before=before)
    assert set(spaces["zone"]) == {"x~y~z"}


def test_distances_are_metres() -> None:
    """Degrees are refused."""
    with pytest.raises(ValueError, match="EPSG:3812"):
        merged(row_of_squares(["a"]).set_crs(WGS84, allow_override=True), homes_of({"t0": 3}))


def test_ids_of_equal_unions_are_equal() -> None:
    """In whatever order they were merged."""
    assert joint(["b~a", "c"]) == joint(["c~b", "a"]) == "a~b~c"
    assert parts_of("a~b~c") == ["a", "b", "c"]
    assert parts_of("a") == ["a"]
