"""Whole cubes, rounded once: neighbouring multiples, close margins, linked cubes, and a frozen past."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.cubes import POLICY_CUBES, PUBLIC_CUBES, CubeSpec
from geo.rounding.cubes import Frozen, LinkedMarginsError, round_cube
from geo.rounding.grid import GridError
from tests.rounding_kit import (
    SMALL,
    coarsened,
    contacts,
    full_grid,
    grids,
    margin_errors,
    months,
    release,
    seeds,
    small_grid,
    units,
    up_to,
)

PLACES = POLICY_CUBES[0]
ZONES, YEARS = 12, 3
Cubes = Mapping[str, pd.DataFrame]


@pytest.fixture(scope="module", params=[150, 3000, 40000], ids=["sparse", "usual", "dense"])
def truth(request: pytest.FixtureRequest) -> Cubes:
    """Return the true policy cubes of registers of different size."""
    found = contacts(1, request.param, ZONES, 3, YEARS)
    return grids(found, POLICY_CUBES, units(ZONES, 3), months(YEARS))


@pytest.fixture(scope="module")
def published(truth: Cubes) -> Cubes:
    """Return the policy release."""
    return release(truth, POLICY_CUBES, 5)


@pytest.fixture(scope="module")
def public(published: Cubes) -> tuple[Cubes, Cubes]:
    """Return the public cubes as they come from the policy release, and rounded."""
    policy = {name: cells for name, cells in published.items() if name != "areas"}
    before = {spec.name: coarsened(policy, spec, units(ZONES, 3)) for spec in PUBLIC_CUBES}
    return before, release(before, PUBLIC_CUBES, 10, name="public")


def figures(
    truth: Cubes, published: Cubes, specs: tuple[CubeSpec, ...]
) -> Iterator[tuple[pd.Series, pd.Series]]:
    """Yield true and published values of every measure of every cube."""
    for spec in specs:
        for measure in spec.measures:
            yield truth[spec.name][measure], published[spec.name][measure]


def require_neighbours(true: pd.Series, shown: pd.Series, base: int) -> None:
    """Make sure that each value went to a multiple beside it, or stayed."""
    assert shown.dtype == np.int64
    assert (shown % base == 0).all()
    assert ((shown - true).abs() < base).all()
    assert (shown[true % base == 0] == true[true % base == 0]).all()


def test_every_cell_goes_to_a_neighbouring_multiple(truth: Cubes, published: Cubes) -> None:
    """Zero stays zero, a multiple stays, and nothing moves by a base or more."""
    for true, shown in figures(truth, published, POLICY_CUBES):
        require_neighbours(true, shown, 5)


def test_the_public_cubes_are_made_the_same_way(public: tuple[Cubes, Cubes]) -> None:
    """From published cells, on base 10, linked to their own areas."""
    before, after = public
    for true, shown in figures(before, after, PUBLIC_CUBES):
        require_neighbours(true, shown, 10)


def test_rows_and_totals_are_neighbours_too(truth: Cubes, published: Cubes) -> None:
    """Zone and quarter, arrondissement and quarter, arrondissement and year."""
    for columns in (["zone", "quarter"], ["arrondissement", "quarter"], ["arrondissement", "year"]):
        for measure in PLACES.measures:
            true, shown = (cubes["places"].groupby(columns)[measure].sum() for cubes in (truth, published))
            assert ((shown - true).abs() < 5).all()


def test_linked_cubes_share_their_sums_exactly(truth: Cubes, published: Cubes) -> None:
    """Whichever table a sum is read from, it is the same."""
    for spec in POLICY_CUBES:
        if spec.linked is not None:
            own, other = (
                published[name].groupby(list(spec.rows))["contacts"].sum()
                for name in (spec.name, spec.linked)
            )
            assert own.tolist() == other.tolist()


def test_public_linked_cubes_share_their_sums_exactly(public: tuple[Cubes, Cubes]) -> None:
    """All measures of the kinds, first contacts included."""
    cubes = public[1]
    for spec in PUBLIC_CUBES:
        if spec.linked is not None:
            for measure in spec.measures:
                own, other = (
                    cubes[name].groupby(list(spec.rows))[measure].sum() for name in (spec.name, spec.linked)
                )
                assert own.tolist() == other.tolist()


def test_first_contacts_never_exceed_contacts(published: Cubes, public: tuple[Cubes, Cubes]) -> None:
    """In no cell, so in no sum."""
    for cells in (published["places"], public[1]["areas"], public[1]["kinds"]):
        assert (cells["first_contacts"] <= cells["contacts"]).all()


def test_margins_stay_within_three_bases(truth: Cubes, published: Cubes, public: tuple[Cubes, Cubes]) -> None:
    """All sums over the fixed hierarchies, at both tiers."""
    for base, specs, before, after in ((5, POLICY_CUBES, truth, published), (10, PUBLIC_CUBES, *public)):
        for spec in specs:
            for measure in spec.measures:
                errors = margin_errors(before[spec.name], after[spec.name], spec, measure)
                assert errors.abs().max() <= 3 * base, (spec.name, measure)
                assert errors.abs().mean() <= base


def test_columns_and_order_of_the_grid_are_kept(truth: Cubes, published: Cubes) -> None:
    """Only the measures change."""
    for spec in POLICY_CUBES:
        before, after = truth[spec.name], published[spec.name]
        others = [column for column in before if column not in spec.measures]
        assert list(after) == list(before)
        assert after[others].equals(before[others])


def test_the_order_of_the_rows_does_not_matter(truth: Cubes, published: Cubes) -> None:
    """The same cells in any order are rounded the same."""
    shuffled = truth["places"].sample(frac=1, random_state=5)
    again = round_cube(shuffled, PLACES, 5, seeds("one|places"))
    assert again.index.equals(shuffled.index)
    assert again.sort_index().equals(published["places"])


def test_another_secret_rounds_differently(truth: Cubes, published: Cubes) -> None:
    """And the same secret the same."""
    one = round_cube(truth["places"], PLACES, 5, seeds("one|places"))
    other = round_cube(truth["places"], PLACES, 5, seeds("other|places"))
    assert one.equals(published["places"])
    assert not other.equals(one)


def test_quarter_by_quarter_is_the_same_as_all_at_once(truth: Cubes, published: Cubes) -> None:
    """What is released one by one, each time with the past as it was, equals one release at the end."""
    before = None
    quarters = sorted(set(truth["places"]["quarter"]))
    for quarter in quarters:
        seen = up_to(truth, POLICY_CUBES, quarter)
        done = release(seen, POLICY_CUBES, 5, before=before)
        before = {spec.name: Frozen(done[spec.name], seen[spec.name]) for spec in POLICY_CUBES}
    for spec in POLICY_CUBES:
        assert done[spec.name].equals(published[spec.name])


def test_what_was_released_never_changes(truth: Cubes, published: Cubes) -> None:
    """Even if the register's past, or the secret, is another one today."""
    past = published["places"][published["places"]["year"] < "2017"]
    frozen = Frozen(past, truth["places"].loc[past.index])
    late = truth["places"].copy()
    late.loc[past.index, ["contacts", "visits", "hours"]] += 3
    again = round_cube(late, PLACES, 5, seeds("another"), frozen=frozen)
    assert again.loc[past.index].equals(past)


def test_a_corrected_past_leaves_the_linked_years_as_they_were(truth: Cubes, published: Cubes) -> None:
    """Frozen cubes are still equal to each other, so they are accepted."""
    years = published["sex"][published["sex"]["year"] < "2017"]
    frozen = Frozen(years, truth["sex"].loc[years.index])
    again = round_cube(
        truth["sex"], POLICY_CUBES[3], 5, seeds("one|sex"), frozen=frozen, linked=published["places"]
    )
    assert again.equals(published["sex"])


# Nearly unbiased


def test_small_counts_go_up_as_often_as_they_should() -> None:
    """Of 1 to 4 about 20, 40, 60 and 80 in a hundred are published as 5."""
    true: list[pd.Series] = []
    shown: list[pd.Series] = []
    for seed in range(6):
        grid = full_grid(contacts(seed, 4000, ZONES, 4, YEARS), PLACES, units(ZONES, 4), months(YEARS))
        done = round_cube(grid, PLACES, 5, seeds(f"{seed}"))
        true += [grid["contacts"], grid["first_contacts"]]
        shown += [done["contacts"], done["first_contacts"]]
    often = pd.concat(shown).eq(5).groupby(pd.concat(true)).mean()
    assert (often.loc[1:4] - np.array([0.2, 0.4, 0.6, 0.8])).abs().max() < 0.05


def test_all_sums_together_are_unbiased(truth: Cubes, published: Cubes) -> None:
    """The grand totals are within a base or two of the truth."""
    for true, shown in figures(truth, published, POLICY_CUBES):
        assert abs(shown.sum() - true.sum()) <= 10


# Odd grids


def test_an_empty_grid_stays_empty() -> None:
    """A register without visits has an empty release."""
    done = round_cube(small_grid().assign(contacts=0), SMALL, 5, seeds("a"))
    assert done.empty
    assert done["contacts"].dtype == np.int64


@pytest.mark.parametrize("value", [0, 1, 4, 5, 7, 10**15])
def test_one_cell(value: int) -> None:
    """The smallest cube there is."""
    done = round_cube(small_grid([value]), SMALL, 5, seeds("a"))
    require_neighbours(pd.Series([value]), done["contacts"], 5)


def test_all_zeros_stay_zeros() -> None:
    """Nothing is made up where nobody was met."""
    assert round_cube(small_grid([0] * 12, [0] * 12), SMALL, 5, seeds("a"))["contacts"].eq(0).all()


def test_huge_counts_lose_nothing() -> None:
    """Sums far beyond the whole numbers of a float."""
    rows = [[2**53 - 1 - at for at in range(12)] for _ in range(3)]
    grid = small_grid(*rows)
    done = round_cube(grid, SMALL, 5, seeds("a"))
    off = [int(b) - int(a) for a, b in zip(grid["contacts"], done["contacts"], strict=True)]
    assert max(map(abs, off)) < 5
    assert abs(sum(off)) < 5


def test_hours_become_multiples_of_hours() -> None:
    """Minutes add up, and what is a multiple to the second stays."""
    grid = small_grid([7.25, 0.1, 4.95], [5.0, 2.5, 0.0], measure="hours")
    done = round_cube(grid, replace(SMALL, measures=("hours",)), 5, seeds("a"))
    require_neighbours(grid["hours"], done["hours"], 5)


def test_the_way_hours_were_added_up_does_not_matter() -> None:
    """What floats write a little off is rounded the same."""
    rng = np.random.default_rng(4)
    minutes = rng.integers(0, 900, (4, 12))
    spec = replace(SMALL, measures=("hours",))
    one, other = (
        round_cube(small_grid(*hours.tolist(), measure="hours"), spec, 5, seeds("a"))
        for hours in (minutes / 60, minutes / 60 + 1e-10 * (minutes > 0))
    )
    assert one["hours"].equals(other["hours"])


def test_a_nullable_column_is_as_good_as_a_plain_one() -> None:
    """Counts of the database may come as nullable whole numbers."""
    grid = small_grid([1, 2, 3])
    plain, nullable = (
        round_cube(grid.astype({"contacts": kind}), SMALL, 5, seeds("a")) for kind in ("int64", "Int64")
    )
    assert plain.equals(nullable)


def test_a_base_that_hides_nothing_is_refused() -> None:
    """Every whole number is a multiple of 1."""
    for base in (1, 0, -5):
        with pytest.raises(ValueError, match="hides nothing"):
            round_cube(small_grid([1]), SMALL, base, seeds("a"))


def test_a_missing_count_is_refused() -> None:
    """Nothing is a zero that was not counted."""
    with pytest.raises(GridError, match="contacts is missing or infinite in 1 cells"):
        round_cube(small_grid([1, float("nan"), 2]), SMALL, 5, seeds("a"))


# What was released before


@pytest.mark.parametrize(
    ("published", "true", "message"),
    [
        (small_grid([5, 0]), small_grid([3, 1]), "2019-Q1 was released in part only"),
        (small_grid([5, 3, 0]), small_grid([3, 1, 1]), "released figures are no multiples of 5"),
        (small_grid([5, 0, 0]), small_grid([3, 1]), "released cells have no true value"),
        (small_grid([5, 0, 0], [0, 0, 0]), small_grid([3, 1, 0], [0, 0, 0]), "3 released cells are not in"),
        (small_grid([5, 0, 0]), small_grid([3, -1, 0]), "true values of released cells are missing or below"),
        (small_grid([5, 0, 0]).drop(columns="contacts"), small_grid([3, 1, 0]), "lack contacts"),
        (pd.concat([small_grid([5, 0, 0])] * 2), small_grid([3, 1, 0]), "released cells are there twice"),
    ],
)
def test_a_faulty_past_is_refused(published: pd.DataFrame, true: pd.DataFrame, message: str) -> None:
    """It would be carried on for ever."""
    with pytest.raises(GridError, match=message):
        round_cube(small_grid([3, 1, 0, 2, 2, 2]), SMALL, 5, seeds("a"), frozen=Frozen(published, true))


def test_the_next_quarters_make_up_for_the_past() -> None:
    """Fifteen contacts that were all published as 0 are balanced by the quarters that follow."""
    past = small_grid(*[[1, 0, 0]] * 15)
    shown = past.assign(contacts=0)
    grid = small_grid([1, 0, 0, 2, 0, 0, 2, 0, 0, 2, 0, 0, 2, 0, 0], *[[1, 0, 0] * 5] * 14)
    done = round_cube(grid, SMALL, 5, seeds("a"), frozen=Frozen(shown, past))
    off = (done["contacts"] - grid["contacts"]).groupby(grid["quarter"]).sum()
    assert off.iloc[:4].tolist() == [-15, 4, 4, 4]
    assert abs(off.sum()) < 5


# Linked cubes

FACES = CubeSpec(
    "faces",
    ("zone", "quarter", "sex"),
    ("contacts",),
    batch="quarter",
    rows=("zone", "quarter"),
    margins=(("zone",), ("sex",)),
    linked="small",
)


def faces(*rows: tuple[int, int], quarter: str = "2019-Q1") -> pd.DataFrame:
    """Return cells of women and men by zone."""
    return pd.DataFrame(
        [
            (f"z{zone}", quarter, sex, value)
            for zone, values in enumerate(rows)
            for sex, value in zip("fm", values, strict=True)
        ],
        columns=["zone", "quarter", "sex", "contacts"],
    )


def test_a_linked_cube_fills_the_rows_it_is_given() -> None:
    """Whether they went up or down."""
    for shown in (5, 10):
        done = round_cube(faces((3, 4)), FACES, 5, seeds("a"), linked=small_grid([shown, 0, 0]))
        assert done["contacts"].sum() == shown


@pytest.mark.parametrize(
    ("linked", "message"),
    [
        (small_grid([15], [5]), "contacts of z0, 2019-Q1 are 15, its cells reach 0 to 10"),
        (small_grid([5], [3]), "contacts of z1, 2019-Q1 are 3, no multiple of 5"),
        (small_grid([5]), "it has no row z1, 2019-Q1"),
        (small_grid([5], [5], [5]), "the cube has no row z2, 2019-Q1"),
        (small_grid([5], [5]).drop(columns="quarter"), "it has no column quarter"),
        (small_grid([5], [5]).rename(columns={"contacts": "visits"}), "they share no measure"),
    ],
)
def test_sums_that_cannot_be_taken_are_refused(linked: pd.DataFrame, message: str) -> None:
    """With the row, what is wanted and what can be had."""
    with pytest.raises(LinkedMarginsError, match=f"^faces cannot take the sums of small: {message}"):
        round_cube(faces((3, 4), (1, 1)), FACES, 5, seeds("a"), linked=linked)


def test_all_rows_that_cannot_be_taken_are_named() -> None:
    """At once."""
    with pytest.raises(LinkedMarginsError, match=r"z0, 2019-Q1 are 15.*z1, 2019-Q1 are 20"):
        round_cube(faces((3, 4), (1, 1)), FACES, 5, seeds("a"), linked=small_grid([15], [20]))


def test_other_periods_of_the_linked_cube_do_not_matter() -> None:
    """People are told of by whole years; places also by the quarters of a year that is not over."""
    linked = small_grid([5, 0, 0, 10, 0, 0])
    assert round_cube(faces((3, 4)), FACES, 5, seeds("a"), linked=linked)["contacts"].sum() == 5


def test_a_frozen_cube_that_differs_from_the_linked_one_is_refused() -> None:
    """Two published tables must never disagree."""
    frozen = Frozen(faces((5, 5)), faces((3, 4)))
    with pytest.raises(LinkedMarginsError, match="contacts of z0, 2019-Q1 are 5, its cells reach 10 to 10"):
        round_cube(faces((3, 4)), FACES, 5, seeds("a"), frozen=frozen, linked=small_grid([5, 0, 0]))


def test_first_contacts_that_a_row_cannot_hold_are_refused() -> None:
    """Where contacts stay down, first contacts cannot go up."""
    spec = replace(FACES, measures=("contacts", "first_contacts"))
    grid = faces((2, 1)).assign(first_contacts=[2, 1])
    linked = small_grid([0]).assign(first_contacts=5)
    with pytest.raises(
        LinkedMarginsError, match="first_contacts of z0, 2019-Q1 are 5, its cells reach 0 to 0"
    ):
        round_cube(grid, spec, 5, seeds("a"), linked=linked)
