"""Publication units: which kinds of place stand alone in their zone."""

from collections.abc import Mapping, Sequence

import pandas as pd
import pytest

from geo.publication.families import INDOOR, OUTDOOR, SEVERAL
from geo.publication.units import carry_units, group_kinds, locate, unit_name
from geo.publication.zones import LongRun, PlaceRules

RULES = PlaceRules(3, 0.5)


def kinds_of(counts: Mapping[str, int]) -> "pd.Series[str]":
    """Return so many places of each kind."""
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    return pd.Series(kinds, index=range(1, len(kinds) + 1), dtype=object)


def long_run_of(kinds: "pd.Series[str]", contacts: Mapping[int, int] | None = None) -> LongRun:
    met = pd.Series([dict(contacts or {}).get(place, 10) for place in kinds.index], index=kinds.index)
    return LongRun(met, pd.DataFrame({"last": True}, index=kinds.index))


def grouped(
    kinds: "pd.Series[str]",
    contacts: Mapping[int, int] | None = None,
    zones: Sequence[str] | None = None,
    before: pd.DataFrame | None = None,
) -> "pd.Series[str]":
    """Return the kinds of the units of one zone, unless told otherwise."""
    where = pd.Series(zones or ["z"] * len(kinds), index=kinds.index, dtype=object)
    return group_kinds(kinds, where, long_run_of(kinds, contacts), RULES, before)


def table(*units: tuple[str, str]) -> pd.DataFrame:
    """Return units of a release."""
    frame = pd.DataFrame(units, columns=["zone", "kind"])
    return frame.set_axis(pd.Index([unit_name(*unit) for unit in units], name="unit"))


def test_a_kind_with_enough_places_stands_alone() -> None:
    """The others of its family share a unit that meets the rules as well."""
    kinds = kinds_of({"street": 4, "bar": 2, "hotel_cafe": 1})
    assert grouped(kinds).to_list() == ["street"] * 4 + [INDOOR] * 3


def test_outdoor_and_indoor_places_are_told_apart_where_both_are_enough() -> None:
    """Each family by itself: what is left over of one never mixes with the other."""
    kinds = kinds_of({"street": 5, "car_park": 2, "rest_area": 1, "bar": 4, "office": 3, "hotel_cafe": 3})
    assert grouped(kinds).to_list() == ["street"] * 5 + [OUTDOOR] * 3 + ["bar"] * 4 + ["office"] * 3 + [
        "hotel_cafe"
    ] * 3  # fmt: skip
    lone = kinds_of({"street": 5, "car_park": 1, "bar": 3, "hotel_cafe": 1})
    assert grouped(lone).to_list() == [OUTDOOR] * 6 + [INDOOR] * 4


def test_a_family_that_one_place_dominates_is_not_told_apart() -> None:
    """Then the zone is looked at as a whole, and a kind may still stand alone in it."""
    kinds = kinds_of({"street": 4, "rest_area": 3, "bar": 3})
    assert grouped(kinds, {8: 50}).to_list() == ["street"] * 4 + [SEVERAL] * 6
    assert set(grouped(kinds, {8: 500})) == {SEVERAL}


def test_a_zone_with_one_family_only_is_called_by_it() -> None:
    """No indoor place was ever visited there, so nobody is hidden by a wider name."""
    assert set(grouped(kinds_of({"street": 2, "car_park": 1}))) == {OUTDOOR}
    assert set(grouped(kinds_of({"bar": 3}))) == {"bar"}


def test_bars_hotels_rest_areas_and_flats_are_never_shown_alone() -> None:
    """One place of a kind is always among others."""
    kinds = kinds_of({"bar": 1, "hotel_cafe": 1, "rest_area": 1, "private_flat": 1})
    assert set(grouped(kinds)) == {SEVERAL}


def test_the_kind_with_the_fewest_places_joins_a_remainder_that_is_too_small() -> None:
    """And so on, until the rest meets the rules."""
    kinds = kinds_of({"street": 5, "bar": 4, "hotel_cafe": 1})
    assert grouped(kinds).to_list() == ["street"] * 5 + [INDOOR] * 5
    few = kinds_of({"street": 5, "car_park": 4, "bar": 1})
    assert grouped(few).to_list() == ["street"] * 5 + [SEVERAL] * 5
    assert set(grouped(kinds_of({"street": 3, "bar": 1}))) == {SEVERAL}


def test_a_kind_that_one_place_dominates_does_not_stand_alone() -> None:
    """Nor does a remainder that one place dominates."""
    kinds = kinds_of({"street": 3, "bar": 6})
    assert set(grouped(kinds, {1: 100})) == {SEVERAL}
    assert set(grouped(kinds, {1: 15})) == {"street", "bar"}


def test_each_zone_is_looked_at_by_itself() -> None:
    """Enough places in two zones together are not enough in each."""
    kinds = kinds_of({"street": 6})
    assert grouped(kinds, zones=["y"] * 3 + ["z"] * 3).to_list() == ["street"] * 6
    mixed = pd.concat([kinds_of({"street": 2, "bar": 2}), kinds_of({"street": 4}).set_axis(range(5, 9))])
    assert grouped(mixed, zones=["y"] * 4 + ["z"] * 4).to_list() == [SEVERAL] * 4 + ["street"] * 4


def test_a_kind_that_shared_a_unit_goes_on_sharing_it() -> None:
    """Also when it could stand alone by now: a split would tell how much of the past was its own."""
    kinds = kinds_of({"street": 4, "bar": 4})
    found = grouped(kinds, before=table(("z", "street"), ("z", SEVERAL)))
    assert found.to_list() == ["street"] * 4 + [SEVERAL] * 4


def test_a_new_kind_shares_a_unit_even_where_none_was_shared() -> None:
    """The kind with the fewest places of its family joins it until it meets the rules."""
    kinds = kinds_of({"street": 4, "bar": 3, "hotel_cafe": 1})
    found = grouped(kinds, before=table(("z", "street"), ("z", "bar")))
    assert found.to_list() == ["street"] * 4 + [INDOOR] * 4


def test_a_family_that_is_new_is_told_as_one() -> None:
    """Also where one of its kinds could stand alone: what comes later shares; too few share with all."""
    before = table(("z", "street"), ("z", OUTDOOR))
    enough = grouped(kinds_of({"street": 4, "car_park": 4, "bar": 3}), before=before)
    assert enough.to_list() == ["street"] * 4 + [OUTDOOR] * 4 + [INDOOR] * 3
    few = grouped(kinds_of({"street": 4, "car_park": 4, "bar": 1}), before=before)
    assert few.to_list() == ["street"] * 4 + [SEVERAL] * 5


def test_families_that_were_told_together_stay_so() -> None:
    """Also where both have enough places by now."""
    kinds = kinds_of({"street": 4, "car_park": 4, "bar": 4})
    found = grouped(kinds, before=table(("z", "street"), ("z", SEVERAL)))
    assert found.to_list() == ["street"] * 4 + [SEVERAL] * 8
    mixed = table(("y", "street"), ("y", SEVERAL), ("z", "street"), ("z", OUTDOOR), ("z", INDOOR))
    union = grouped(kinds, zones=["y~z"] * 12, before=mixed)
    assert union.to_list() == ["street"] * 4 + [SEVERAL] * 8


def test_a_family_whose_places_are_gone_goes_on_with_all_others() -> None:
    """Its past needs a home, so the other family gives up its name."""
    kinds = kinds_of({"street": 4, "car_park": 3})
    found = grouped(kinds, before=table(("z", "street"), ("z", OUTDOOR), ("z", INDOOR)))
    assert found.to_list() == ["street"] * 4 + [SEVERAL] * 3


def test_what_a_release_tells_apart_is_grouped_once_more_along_the_same_chain() -> None:
    """Over all areas a public release starts from the codes of the policy release."""
    told = kinds_of({"street": 6, OUTDOOR: 4, INDOOR: 3, "bar": 2, SEVERAL: 3})
    assert grouped(told).to_list() == ["street"] * 6 + [OUTDOOR] * 4 + [INDOOR] * 5 + [SEVERAL] * 3
    few = kinds_of({"street": 6, OUTDOOR: 4, INDOOR: 3, SEVERAL: 2})
    assert grouped(few).to_list() == ["street"] * 6 + [SEVERAL] * 9
    later = grouped(told, before=table(("z", "street"), ("z", SEVERAL)))
    assert later.to_list() == ["street"] * 6 + [SEVERAL] * 12


def test_zones_that_merged_keep_a_kind_only_where_it_stood_alone_in_both() -> None:
    """What was shared in one of them cannot be told apart in the union."""
    kinds = kinds_of({"street": 6, "bar": 4})
    before = table(("y", "street"), ("y", SEVERAL), ("z", "street"), ("z", "bar"))
    found = grouped(kinds, zones=["y~z"] * 10, before=before)
    assert found.to_list() == ["street"] * 6 + [SEVERAL] * 4


def test_a_shared_unit_whose_places_are_gone_is_kept() -> None:
    """Its past needs a home, so a kind joins it."""
    found = grouped(
        kinds_of({"street": 4, "bar": 3}), before=table(("z", "street"), ("z", SEVERAL), ("z", "bar"))
    )
    assert found.to_list() == ["street"] * 4 + [SEVERAL] * 3


def test_a_place_is_counted_with_its_kind_its_family_or_several_else_nowhere() -> None:
    """A place without a zone has no unit."""
    units = table(("x", "bar"), ("x", INDOOR), ("y", "street"), ("y", SEVERAL), ("z", "street"))
    kinds = pd.Series(["street", "bar", "bar", "street", "office", "street"], index=range(1, 7))
    zones = pd.Series(["y", "y", "z", None, "x", "w"], index=range(1, 7), dtype=object)
    assert locate(kinds, zones, units).to_dict() == {1: "y:street", 2: "y:several", 5: "x:indoor"}


def test_units_are_carried_into_those_that_hold_them() -> None:
    """By kind where it still stands alone, else among several."""
    before = table(("y", "street"), ("y", "bar"), ("z", SEVERAL))
    now = table(("y~z", "street"), ("y~z", SEVERAL))
    assert carry_units(before, now).to_dict() == {
        "y:street": "y~z:street",
        "y:bar": "y~z:several",
        "z:several": "y~z:several",
    }


def test_units_are_carried_along_the_chain() -> None:
    """From a kind to its family, and from there to several."""
    before = table(("y", "bar"), ("y", INDOOR), ("y", "street"), ("y", OUTDOOR))
    families = carry_units(before, table(("y", INDOOR), ("y", "street"), ("y", OUTDOOR)))
    assert families.to_list() == ["y:indoor", "y:indoor", "y:street", "y:outdoor"]
    several = carry_units(before, table(("y", "bar"), ("y", SEVERAL)))
    assert several.to_list() == ["y:bar", "y:several", "y:several", "y:several"]


@pytest.mark.parametrize(
    "now",
    [
        table(("y", "street")),
        table(("z", "bar")),
        table(("y", "bar"), ("z", SEVERAL)),
        table(("y~z", OUTDOOR)),
    ],
)
def test_a_plan_that_splits_or_drops_a_unit_is_refused(now: pd.DataFrame) -> None:
    """A released figure must stand in exactly one unit of now."""
    with pytest.raises(ValueError, match="no place in the new plan"):
        carry_units(table(("y~z", "bar")), now)
