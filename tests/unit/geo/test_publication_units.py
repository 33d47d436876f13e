"""Publication units: which kinds of place stand alone in their zone."""

from collections.abc import Mapping, Sequence

import pandas as pd
import pytest

from geo.publication_units import carry_units, group_kinds, locate, unit_name
from geo.publication_zones import LongRun, PlaceRules
from geo.released import SEVERAL

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
    """The others share a unit that meets the rules as well."""
    kinds = kinds_of({"street": 4, "bar": 2, "hotel": 1})
    assert grouped(kinds).to_list() == ["street"] * 4 + [SEVERAL] * 3


def test_bars_hotels_rest_areas_and_flats_are_never_shown_alone() -> None:
    """One place of a kind is always among others."""
    kinds = kinds_of({"bar": 1, "hotel_cafe": 1, "rest_area": 1, "private_flat": 1})
    assert set(grouped(kinds)) == {SEVERAL}


def test_the_kind_with_the_fewest_places_joins_a_remainder_that_is_too_small() -> None:
    """And so on, until the rest meets the rules."""
    assert grouped(kinds_of({"street": 5, "bar": 4, "hotel": 1})).to_list() == ["street"] * 5 + [SEVERAL] * 5
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
    """The kind with the fewest places joins it until it meets the rules."""
    kinds = kinds_of({"street": 4, "bar": 3, "hotel": 1})
    found = grouped(kinds, before=table(("z", "street"), ("z", "bar")))
    assert found.to_list() == ["street"] * 4 + [SEVERAL] * 4


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


def test_a_place_is_counted_with_its_kind_else_with_several_else_nowhere() -> None:
    """A place without a zone has no unit."""
    units = table(("y", "street"), ("y", SEVERAL), ("z", "street"))
    kinds = pd.Series(["street", "bar", "bar", "street"], index=[1, 2, 3, 4])
    zones = pd.Series(["y", "y", "z", None], index=[1, 2, 3, 4], dtype=object)
    assert locate(kinds, zones, units).to_dict() == {1: "y:street", 2: "y:several"}


def test_units_are_carried_into_those_that_hold_them() -> None:
    """By kind where it still stands alone, else among several."""
    before = table(("y", "street"), ("y", "bar"), ("z", SEVERAL))
    now = table(("y~z", "street"), ("y~z", SEVERAL))
    assert carry_units(before, now).to_dict() == {
        "y:street": "y~z:street",
        "y:bar": "y~z:several",
        "z:several": "y~z:several",
    }


@pytest.mark.parametrize(
    "now", [table(("y", "street")), table(("z", "bar")), table(("y", "bar"), ("z", SEVERAL))]
)
def test_a_plan_that_splits_or_drops_a_unit_is_refused(now: pd.DataFrame) -> None:
    """A released figure must stand in exactly one unit of now."""
    with pytest.raises(ValueError, match="no place in the new plan"):
        carry_units(table(("y~z", "bar")), now)
