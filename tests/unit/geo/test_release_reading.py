"""The figures by which a person judges a release: all of them are sums of what it publishes."""

from dataclasses import replace

import pytest

from geo.release_reading import by_territory, finest_level, main_cube, read_release
from tests.release_kit import make_published


@pytest.mark.parametrize(
    ("tier", "cube", "level", "territories", "first", "last"),
    [
        ("policy", "places", "zone", 8, "2017-01", "2019-12"),
        ("public", "areas", "area", 4, "2017-Q1", "2019-Q4"),
    ],
)
def test_a_reading_sums_the_cube_of_effort(
    tier: str, cube: str, level: str, territories: int, first: str, last: str
) -> None:
    """Totals, years, first and last period are those of the cells."""
    published = make_published(tier)
    found = read_release(published)
    cells = published.cubes[cube]
    assert main_cube(published).name == cube
    assert finest_level(published) == found.level == level
    assert (found.territories, found.first, found.last) == (territories, first, last)
    assert found.totals.to_dict() == cells[["contacts", "first_contacts", "visits", "hours"]].sum().to_dict()
    assert list(found.years.index) == ["2017", "2018", "2019"]
    assert found.years.sum() == cells["contacts"].sum()


def test_the_peaks_are_the_largest_figures() -> None:
    """Of the finest cells, and of the territories in the last whole year."""
    published = make_published("policy")
    cells = published.cubes["places"]
    cells = cells.assign(contacts=cells["contacts"].where(cells.index != 7, 5000))
    found = read_release(replace(published, cubes={**published.cubes, "places": cells}))
    assert (found.peak.place, found.peak.period) == (cells.loc[7, "unit"], cells.loc[7, "month"])
    assert found.peak.contacts == 5000
    assert found.peak_of_a_year is not None
    assert found.peak_of_a_year.period == "2019"
    assert found.peak_of_a_year.contacts == by_territory(published, "2019")["contacts"].max()


def test_a_release_without_a_whole_year_has_no_peak_of_a_year() -> None:
    """A part of a year is not compared with years."""
    published = make_published("public")
    cells = published.cubes["areas"]
    short = cells[cells["quarter"].isin(["2017-Q1", "2017-Q2"])]
    found = read_release(replace(published, cubes={**published.cubes, "areas": short}))
    assert found.peak_of_a_year is None
    assert found.years.empty


def test_kinds_shown_alone_are_counted() -> None:
    """Streets are a unit of their own in all eight zones; a public release tells no kind by area."""
    assert read_release(make_published("policy")).alone.to_dict() == {"street": 8}
    assert read_release(make_published("public")).alone.empty


def test_the_main_table_is_the_largest_first_and_adds_up() -> None:
    """By zone, for one year or for all."""
    published = make_published("policy")
    cells = published.cubes["places"]
    everything = by_territory(published, None)
    assert everything["contacts"].is_monotonic_decreasing
    assert everything["contacts"].sum() == cells["contacts"].sum()
    year = by_territory(published, "2018")
    assert year["visits"].sum() == cells.loc[cells["month"].str.startswith("2018"), "visits"].sum()
