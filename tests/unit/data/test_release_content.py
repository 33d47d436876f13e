"""The contract of a release's content: each way of breaking it is found and named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data.releases.content import find_breaches, periods_of, require_contract
from geo.released import Published
from tests.release_kit import make_published

FIRST = date(2017, 1, 1)

Change = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.fixture(scope="module")
def policy() -> Published:
    return make_published("policy")


@pytest.fixture(scope="module")
def public() -> Published:
    return make_published("public")


def with_cube(published: Published, cube: str, change: Change) -> Published:
    return replace(published, cubes={**published.cubes, cube: change(published.cubes[cube].copy())})


def breaches(published: Published, first: date = FIRST) -> str:
    return "; ".join(find_breaches(published, first))


def test_a_sound_release_has_no_breach(policy: Published, public: Published) -> None:
    """Of either tier."""
    assert breaches(policy) == breaches(public) == ""
    require_contract(policy, FIRST)


def add(cells: pd.DataFrame, row: int, column: str, amount: int) -> pd.DataFrame:
    return cells.assign(**{column: cells[column] + amount * (cells.index == row)})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda cells: add(cells, 5, "contacts", 1), "places: a figure is no multiple of 5"),
        (lambda cells: add(cells, 5, "hours", -500), "places: a figure is below zero"),
        (lambda cells: add(cells, 5, "first_contacts", 5000), "places: there are more first contacts"),
        (lambda cells: cells.astype({"visits": float}), "places: a figure is no whole number"),
        (lambda cells: cells.assign(label="x"), "places: the columns are not those of the cube"),
        (lambda cells: cells.drop(columns="hours"), "places: the columns are not those of the cube"),
        (lambda cells: cells[[*cells.columns[::-1]]], "places: the columns are not those of the cube"),
        (lambda cells: cells.iloc[1:], "places: the grid has gaps"),
        (lambda cells: pd.concat([cells, cells.iloc[:1]]), "cells that stand twice"),
        (lambda cells: pd.concat([cells.iloc[1:], cells.iloc[1:2]]), "cells that stand twice"),
        (lambda cells: cells[cells["month"] != "2018-03"], "places: the codes of month"),
        (lambda cells: cells.replace({"month": {"2018-03": "2018-13"}}), "places: the codes of month"),
        (lambda cells: cells.replace({"unit": {"z0/street": "z9/street"}}), "places: the codes of unit"),
    ],
)
def test_a_cube_that_breaks_the_contract_is_found(policy: Published, change: Change, says: str) -> None:
    """A figure, a column, a gap, a code: each says where."""
    assert says in breaches(with_cube(policy, "places", change))


def test_codes_that_are_on_no_list_are_found(policy: Published, public: Published) -> None:
    """A service that the release does not name, a word of no closed list, a characteristic left out."""
    assert "codes of service" in breaches(
        with_cube(policy, "services", lambda cells: cells.replace({"service": {"medibus": "jeanne"}}))
    )
    assert "codes of kind" in breaches(
        with_cube(public, "kinds", lambda cells: cells.replace({"kind": {"bar": "chez_jeanne"}}))
    )
    # Absence of "trans" would tell that there was nobody.
    assert "codes of sex" in breaches(with_cube(policy, "sex", lambda cells: cells[cells["sex"] != "trans"]))


def test_linked_sums_that_differ_are_found(policy: Published, public: Published) -> None:
    """Although every figure by itself is a multiple."""
    assert breaches(with_cube(policy, "services", lambda cells: add(cells, 0, "contacts", 5))) == (
        "services: the sums of contacts differ from those of places"
    )
    assert "kinds: the sums of visits differ from those of areas" in breaches(
        with_cube(public, "kinds", lambda cells: add(cells, 0, "visits", 10))
    )


def test_a_cube_too_many_or_too_few_is_found(policy: Published) -> None:
    """A release holds the cubes of its tier."""
    cubes = dict(policy.cubes)
    assert "cubes" in breaches(replace(policy, cubes={**cubes, "visits": cubes["places"]}))
    del cubes["sex"]
    assert "cubes" in breaches(replace(policy, cubes=cubes))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda units: units.assign(contacts=1), "columns"),
        (lambda units: units.rename_axis("id"), "columns"),
        (lambda units: units.iloc[:0], "missing"),
        (lambda units: pd.concat([units, units.iloc[:1]]), "twice"),
        (lambda units: units.assign(area=[None, *units["area"][1:]]), "missing"),
        (lambda units: units.assign(kind="chez_jeanne"), "kind of place is unknown"),
        (lambda units: units.assign(area=["a9", *units["area"][1:]]), "one zone lies in several of area"),
        (lambda units: units.assign(arrondissement=["x", *units["arrondissement"][1:]]), "one area lies in"),
    ],
)
def test_units_that_break_the_contract_are_found(policy: Published, change: Change, says: str) -> None:
    """Nested, complete, and no column beyond the contract."""
    assert says in breaches(replace(policy, units=change(policy.units.copy())))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda shapes: shapes.assign(places=1), "columns"),
        (lambda shapes: shapes.to_crs("EPSG:3812"), "WGS84"),
        (lambda shapes: shapes.set_crs(None, allow_override=True), "WGS84"),
        (lambda shapes: shapes.iloc[1:], "not those of the units"),
        (lambda shapes: shapes.assign(geometry=shapes.centroid), "no valid polygon"),
        (
            lambda shapes: shapes.assign(geometry=shapely.from_wkt("POLYGON ((0 0, 1 1, 0 1, 1 0, 0 0))")),
            "no valid",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:Geometry is in a geographic CRS")
def test_outlines_that_break_the_contract_are_found(
    policy: Published, change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame], says: str
) -> None:
    """A point would be a place."""
    assert says in breaches(replace(policy, territories=change(policy.territories)))


def test_a_public_release_has_no_outline_of_a_zone(policy: Published, public: Published) -> None:
    """Although the policy release of the same day has."""
    assert "not those of the units" in breaches(replace(public, territories=policy.territories))


def test_years_count_only_when_they_are_over() -> None:
    """Quarters and months up to the last day."""
    assert periods_of("year", FIRST, date(2018, 9, 30)) == ["2017"]
    assert periods_of("quarter", FIRST, date(2017, 6, 30)) == ["2017-Q1", "2017-Q2"]
    assert len(periods_of("month", FIRST, date(2018, 9, 30))) == 21
    assert periods_of("year", FIRST, date(2017, 9, 30)) == []


def test_all_breaches_are_told_at_once(policy: Published) -> None:
    """To whoever made it."""
    broken = with_cube(policy, "sex", lambda cells: add(cells, 0, "contacts", 1))
    broken = with_cube(broken, "age", lambda cells: cells.iloc[1:])
    with pytest.raises(ValueError, match=r"sex: .*; age: "):
        require_contract(broken, FIRST)
