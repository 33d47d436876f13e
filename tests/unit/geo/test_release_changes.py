"""What a release changes against the last one: new quarters, merged territories, and nothing of the past."""

from dataclasses import replace

import pytest

from geo.publication.units import unit_name
from geo.release_changes import changes_between
from geo.released import Published
from tests.release_kit import make_published


def shortened(published: Published, year: int) -> Published:
    """Return a release as it was before *year*."""
    cubes = {
        name: cells[cells[next(key for key in ("month", "quarter", "year") if key in cells)] < str(year)]
        for name, cells in published.cubes.items()
    }
    return replace(published, cubes=cubes)


def with_unit_names(published: Published) -> Published:
    """Return a release whose units are called as releases call them."""
    names = {unit: unit_name(row["zone"], row["kind"]) for unit, row in published.units.iterrows()}
    places = published.cubes["places"]
    return replace(
        published,
        units=published.units.rename(index=names),
        cubes={**published.cubes, "places": places.assign(unit=places["unit"].map(names))},
    )


def merged(published: Published, first: str, second: str) -> Published:
    """Return a policy release in which two zones have become one, every figure the sum of theirs."""
    joint = f"{first}~{second}"
    zones = {first: joint, second: joint}
    rows = published.units.replace({"zone": zones})
    names = {unit: unit_name(row["zone"], row["kind"]) for unit, row in rows.iterrows()}
    units = rows.rename(index=names)
    cubes = {}
    for name, cells in published.cubes.items():
        moved = cells.replace({"zone": zones}) if "zone" in cells else cells
        moved = moved.assign(unit=moved["unit"].map(names)) if "unit" in moved else moved
        keys = list(cells.columns[~cells.columns.isin(cells.select_dtypes("int64").columns)])
        cubes[name] = moved.groupby(keys).sum().reset_index()
    return replace(published, units=units[~units.index.duplicated()], cubes=cubes)


@pytest.mark.parametrize("tier", ["policy", "public"])
def test_a_first_release_is_all_new(tier: str) -> None:
    """Nothing was there to be compared."""
    found = changes_between(None, make_published(tier))
    assert len(found.quarters) == 12
    assert (found.merged, found.compared, found.changed) == ({}, 0, 0)


def test_a_year_more_changes_nothing_of_the_past() -> None:
    """Four quarters are new; every older figure is compared and is the same."""
    now = with_unit_names(make_published("policy"))
    before = shortened(now, 2019)
    found = changes_between(before, now)
    assert found.quarters == ("2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4")
    assert found.changed == 0
    measures = {name: cells.select_dtypes("int64").size for name, cells in before.cubes.items()}
    assert found.compared == sum(measures.values())


@pytest.mark.parametrize("cube", ["places", "services", "sex"])
def test_a_changed_figure_is_counted(cube: str) -> None:
    """One figure of the past that says something else is one change, whatever the cube."""
    now = with_unit_names(make_published("policy"))
    cells = now.cubes[cube]
    other = cells["contacts"].where(cells.index != 3, cells["contacts"] + now.base)
    cells = cells.assign(contacts=other)
    found = changes_between(now, replace(now, cubes={**now.cubes, cube: cells}))
    assert found.changed == 1
    assert found.quarters == ()


def test_a_figure_that_is_gone_is_a_change() -> None:
    """A row of the past that a release leaves out counts with all its measures."""
    now = make_published("public")
    cells = now.cubes["areas"].iloc[1:]
    found = changes_between(now, replace(now, cubes={**now.cubes, "areas": cells}))
    assert found.changed == 4


def test_merged_zones_are_named_and_their_sums_are_the_past() -> None:
    """What two zones said is what their union says; which ones they were is told."""
    before = with_unit_names(make_published("policy"))
    found = changes_between(before, merged(before, "z0", "z1"))
    assert found.merged == {"z0~z1": ("z0", "z1")}
    assert found.changed == 0


def test_a_lost_territory_is_an_error() -> None:
    """A release that no longer holds an area of the last one does not carry it on."""
    now = make_published("public")
    rest = now.units.drop(index="a0")
    with pytest.raises(ValueError, match="a0"):
        changes_between(now, replace(now, units=rest))


def test_a_kind_that_is_no_longer_shown_goes_on_with_the_others() -> None:
    """In a public release its past is part of the sum of several kinds, and nothing else changes."""
    now = make_published("public")
    kinds = now.cubes["kinds"].replace({"kind": {"bar": "several", "hotel_cafe": "several"}})
    now_kinds = kinds.groupby(["kind", "quarter"]).sum().reset_index()
    before = make_published("public")
    later = replace(now, cubes={**now.cubes, "kinds": now_kinds})
    assert changes_between(before, later).changed == 0
    families = now.cubes["kinds"].replace({"kind": {"bar": "indoor", "hotel_cafe": "indoor"}})
    summed = families.groupby(["kind", "quarter"]).sum().reset_index()
    assert changes_between(before, replace(now, cubes={**now.cubes, "kinds": summed})).changed == 0
