"""What may be computed from a release: sums of its cells, ratios of sums, and fixed classes."""

from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest

from geo.cubes import PERIODS
from geo.released import (
    cells_of,
    compare,
    count_bounds,
    count_breaks,
    days_of,
    most_behind_zero,
    period_of,
    rate_breaks,
    ratio,
    ratio_bounds,
    spec_of,
    step_of,
    sums,
    whole_periods,
    year_before,
)
from tests.release_kit import make_published

POLICY = make_published("policy")
PUBLIC = make_published("public")


@pytest.mark.parametrize(
    ("code", "step", "expected"),
    [
        ("2019-04", "month", "2019-04"),
        ("2019-04", "quarter", "2019-Q2"),
        ("2019-12", "quarter", "2019-Q4"),
        ("2019-01", "year", "2019"),
        ("2019-Q3", "quarter", "2019-Q3"),
        ("2019-Q3", "year", "2019"),
        ("2019", "year", "2019"),
    ],
)
def test_a_period_lies_in_coarser_ones(code: str, step: str, expected: str) -> None:
    """Months make quarters, and both make years."""
    assert period_of(code, step) == expected


@pytest.mark.parametrize(
    ("code", "step"),
    [("2019", "quarter"), ("2019-Q1", "month"), ("2019-13", "month"), ("2019-Q5", "year"), ("soon", "year")],
)
def test_what_is_no_such_period_is_refused(code: str, step: str) -> None:
    """A year is in no month, and there is no thirteenth one."""
    with pytest.raises(ValueError, match=code):
        period_of(code, step)


@pytest.mark.parametrize(
    ("code", "step", "first", "last"),
    [
        ("2020-02", "month", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-Q4", "quarter", date(2019, 10, 1), date(2019, 12, 31)),
        ("2019", "year", date(2019, 1, 1), date(2019, 12, 31)),
    ],
)
def test_a_period_has_its_days(code: str, step: str, first: date, last: date) -> None:
    """First and last day, leap years included."""
    assert step_of(code) == step
    assert days_of(code) == (first, last)


def test_a_period_has_one_a_year_before() -> None:
    """The same season, so that no summer is held against a winter."""
    assert [year_before(code) for code in ("2019-04", "2019-Q2", "2019")] == ["2018-04", "2018-Q2", "2018"]
    with pytest.raises(ValueError, match="soon"):
        year_before("soon")


def test_only_whole_periods_are_told() -> None:
    """A year of eleven months would look like a fall."""
    months = [f"2018-{month:02d}" for month in range(2, 13)] + [f"2019-{month:02d}" for month in range(1, 13)]
    assert whole_periods(months, "year") == ["2019"]
    assert whole_periods(months, "quarter")[0] == "2018-Q2"
    assert whole_periods(months, "month") == sorted(months)
    assert whole_periods([], "year") == []


def test_cells_know_what_they_may_be_summed_by() -> None:
    """A unit knows its zone, kind, area and arrondissement; a month its quarter and year."""
    cells = cells_of(POLICY, "places")
    assert {"zone", "kind", "area", "arrondissement", "quarter", "year"} <= set(cells)
    assert not cells.isna().any(axis=None)
    one = cells[(cells["unit"] == "z3/street") & (cells["month"] == "2018-05")].iloc[0]
    found = one[["zone", "kind", "area", "arrondissement", "quarter", "year"]]
    assert list(found) == ["z3", "street", "a1", "hainaut", "2018-Q2", "2018"]
    assert set(cells_of(PUBLIC, "areas")) >= {"arrondissement", "quarter", "year"}
    assert "zone" not in cells_of(POLICY, "sex")


@pytest.mark.parametrize(("tier", "cube"), [("policy", "places"), ("public", "kinds")])
def test_a_family_is_the_sum_of_all_that_is_told_of_it(tier: str, cube: str) -> None:
    """Its kinds that stand alone and those told together; families hold everything, and nothing twice."""
    now = make_published(tier)
    renamed = {"bar": "indoor", "car_park": "outdoor"}
    units = (
        now.units if tier == "public" else now.units.assign(kind=["street", "outdoor", "bar", "several"] * 4)
    )
    kinds = now.cubes[cube].replace({"kind": renamed}) if tier == "public" else now.cubes[cube]
    spec = spec_of(tier, cube)
    cells = cells_of(replace(now, units=units, cubes={**now.cubes, cube: kinds}), cube)
    families, told = sums(cells, spec, ["family"])["contacts"], sums(cells, spec, ["kind"])["contacts"]
    outdoor = told.index.intersection(["street", "outdoor", "rest_area", "medibus_stop"])
    assert families["outdoor"] == told[outdoor].sum()
    assert families.sum() == told.sum() == cells["contacts"].sum()
    kept = sums(cells, spec, ["kind"], {"family": ["outdoor"]})["contacts"]
    assert kept.to_dict() == told[outdoor].to_dict()


def test_an_unknown_cube_is_refused() -> None:
    """Tiers do not share their cubes."""
    with pytest.raises(KeyError):
        cells_of(PUBLIC, "places")


@pytest.mark.parametrize("published", [POLICY, PUBLIC], ids=["policy", "public"])
def test_every_sum_is_a_multiple_of_the_base_and_they_add_up(published: object) -> None:
    """Over any columns, the sums agree with the sum over all."""
    release = POLICY if published is POLICY else PUBLIC
    for cube in release.cubes:
        spec, cells = spec_of(release.tier, cube), cells_of(release, cube)
        total = sums(cells, spec).iloc[0]
        for column in (*spec.keys, *(step for step in PERIODS if step in cells)):
            table = sums(cells, spec, [column])[list(spec.measures)]
            assert (table % release.base == 0).all(axis=None)
            assert list(table.sum()) == list(total[list(spec.measures)])


def test_a_condition_keeps_the_cells_that_meet_it() -> None:
    """A filter is a sum of fewer cells, counted here in another way."""
    cells = cells_of(POLICY, "places")
    table = sums(cells, spec_of("policy", "places"), ["zone"], {"year": ["2018"], "kind": ["street"]})
    for zone, row in table.iterrows():
        expected = cells.query(f"zone == '{zone}' and year == '2018' and kind == 'street'")["contacts"].sum()
        assert row["contacts"] == expected
    assert sums(cells, spec_of("policy", "places"), ["zone"], {"year": ["1999"]}).empty


@pytest.mark.parametrize(
    ("by", "where", "parts"),
    [
        # A row of the cube was rounded as one: a zone and a quarter, however many cells it has.
        (["zone"], {"quarter": ["2018-Q1"]}, 1),
        (["zone"], {"year": ["2018"]}, 4),
        # A cell alone, the two cells of a zone in a month, and three months of one kind.
        (["unit"], {"month": ["2018-01"]}, 1),
        (["zone"], {"month": ["2018-01"]}, 2),
        (["unit"], {"quarter": ["2018-Q1"]}, 3),
        # A total was rounded as one too: an arrondissement and a year.
        (["arrondissement"], {"year": ["2018"]}, 1),
        (["arrondissement"], {}, 3),
        ([], {"year": ["2018"]}, 2),
        # Half an arrondissement is no total, and falls into its rows.
        (["area"], {"year": ["2018"]}, 8),
    ],
)
def test_a_sum_knows_how_many_rounded_figures_it_is_made_of(
    by: list[str], where: dict[str, list[str]], parts: int
) -> None:
    """What was rounded as one counts once."""
    spec = spec_of("policy", "places")
    assert set(sums(cells_of(POLICY, "places"), spec, by, where)["parts"]) == {parts}


def test_a_linked_cube_has_the_rows_of_the_other() -> None:
    """People of an arrondissement and a year sum to its contacts, which were rounded as one."""
    spec = spec_of("policy", "sex")
    cells = cells_of(POLICY, "sex")
    assert set(sums(cells, spec, ["arrondissement", "year"])["parts"]) == {1}
    assert sums(cells, spec).loc[0, "parts"] == 6


def test_a_zero_stands_for_what_may_be_behind_it() -> None:
    """One figure hides at most base - 1, a sum of three three times as many."""
    assert most_behind_zero(5) == 4
    assert most_behind_zero(10, 3) == 27


@pytest.mark.parametrize("base", [5, 10])
def test_the_bounds_hold_for_every_rounding(base: int) -> None:
    """Whatever counts are rounded up or down and summed, the truth lies within the bounds of the sum."""
    rows = [
        (first + second, base * (-(-first // base) + second // base), 2)
        for first, second in product(range(2 * base + 1), repeat=2)
    ]
    table = pd.DataFrame(rows, columns=["truth", "contacts", "parts"])
    found = count_bounds(table, "contacts", base)
    assert table["truth"].between(found["low"], found["high"]).all()
    assert (found["high"] - found["value"] == 2 * (base - 1)).all()


def test_a_ratio_lies_between_its_bounds() -> None:
    """Fewest of the one over most of the other, and the reverse; a denominator of nothing bounds nothing."""
    table = pd.DataFrame({"contacts": [40, 40], "hours": [20, 5], "parts": [1, 2]})
    found = ratio_bounds(table, "contacts", "hours", 5)
    assert found["value"].fillna(-1).tolist() == [2.0, -1]
    assert found["low"].tolist() == [36 / 24, 32 / 13]
    assert found["high"].tolist() == [44 / 16, float("inf")]


def test_a_ratio_of_few_is_hidden() -> None:
    """Under four bases the rounding alone could double the ratio."""
    found = ratio(pd.Series([10, 10, 0, 0]), pd.Series([15, 20, 40, 0]), 5)
    assert np.array_equal(found, [np.nan, 0.5, 0.0, np.nan], equal_nan=True)


def test_the_classes_do_not_depend_on_the_figures() -> None:
    """Zero is a class of its own, each edge belongs below, and what is larger than all has a class too."""
    breaks = count_breaks(5)
    assert breaks.class_of([0, 5, 20, 25, 100, 105, 2000, 2005, 10**6]).tolist() == [
        0,
        1,
        1,
        2,
        2,
        3,
        4,
        5,
        5,
    ]
    assert count_breaks(10).edges[:-1] == (40.0, 200.0, 1000.0, 4000.0)
    assert rate_breaks().class_of([0, 0.4, 0.5, 3.9, 99, np.nan]).tolist() == [0, 1, 1, 4, 5, -1]


def told(values: list[float], room: float) -> pd.DataFrame:
    """Return figures with bounds that far away."""
    value = pd.Series(values)
    return pd.DataFrame({"value": value, "low": value - room, "high": value + room})


def test_two_periods_are_compared_beyond_what_rounding_does() -> None:
    """More, fewer, about the same, too close to tell, and nothing where one of the two is hidden."""
    before = told([100, 100, 100, 10, np.nan], room=8)
    after = told([200, 50, 104, 18, 20], room=8)
    table = compare(before, after)
    assert table["direction"].tolist()[:4] == [1, -1, 0, 0]
    assert table["direction"].isna().tolist() == [False, False, False, False, True]
    assert table.loc[0, "difference"] == 100.0
    exact = compare(told([100, 1.0], room=0), told([104, 1.09], room=0), least=0.1)
    assert exact["direction"].tolist() == [0, 0]
    assert compare(told([1.0], room=0), told([1.2], room=0), least=0.1)["direction"].tolist() == [1]
