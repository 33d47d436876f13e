"""Rows brought to another sum, in proportion and in whole counts."""

import numpy as np
import pandas as pd
import pytest

from geo.cube_rounding import LinkedMarginsError, round_cube
from geo.cubes import POLICY_CUBES
from geo.row_fitting import fit_rows
from tests.rounding_kit import contacts, grids, months, release, seeds, units

ROWS = ["arrondissement", "year"]


def people(*rows: tuple[int, ...]) -> pd.DataFrame:
    """Return counts of people of a year, by arrondissement."""
    return pd.DataFrame(
        [
            (f"r{at}", "2019", f"s{face}", count)
            for at, row in enumerate(rows)
            for face, count in enumerate(row)
        ],
        columns=["arrondissement", "year", "sex", "contacts"],
    )


def wanted(*sums: int) -> pd.Series:
    """Return the sums of the arrondissements."""
    index = pd.MultiIndex.from_tuples([(f"r{at}", "2019") for at in range(len(sums))], names=ROWS)
    return pd.Series(list(sums), index=index)


def test_what_came_late_is_left_out_in_proportion() -> None:
    """Of 40 that are too many, three quarters are of those who are three quarters of all."""
    fitted = fit_rows(people((300, 100), (7, 3)), ROWS, "contacts", wanted(360, 10))
    assert fitted.tolist() == [270, 90, 7, 3]


def test_whole_counts_add_up_exactly() -> None:
    """Whatever does not divide goes to the largest remainders."""
    rng = np.random.default_rng(1)
    cells = people(*rng.integers(0, 50, (30, 4)).tolist())
    cells.loc[::4, "contacts"] += 1
    sums = wanted(*rng.integers(0, 300, 30).tolist())
    fitted = fit_rows(cells, ROWS, "contacts", sums)
    assert fitted.groupby([cells[key] for key in ROWS], sort=False).sum().tolist() == sums.tolist()
    assert (fitted[cells["contacts"] == 0] == 0).all()
    assert (fitted >= 0).all()


def test_the_order_of_rows_and_index_is_kept() -> None:
    """Cells of one row need not stand together."""
    cells = people((6, 2), (3, 1)).sample(frac=1, random_state=2)
    fitted = fit_rows(cells, ROWS, "contacts", wanted(4, 8))
    assert fitted.index.equals(cells.index)
    assert fitted.sort_index().tolist() == [3, 1, 6, 2]


def test_rows_that_nothing_is_known_of_stay() -> None:
    """A row of zeros cannot be shared out, and a row without a wanted sum is none of our business."""
    fitted = fit_rows(people((0, 0), (3, 1)), ROWS, "contacts", wanted(10))
    assert fitted.tolist() == [0, 0, 3, 1]


def test_one_column_makes_rows_too() -> None:
    """The public tier has rows by year alone."""
    fitted = fit_rows(people((2, 2)), ["year"], "contacts", pd.Series({"2019": 6}))
    assert fitted.tolist() == [3, 3]


def test_fitted_people_can_always_take_the_released_sums() -> None:
    """Late contacts make a year unreachable; brought to the released sums it is reachable again."""
    truth = grids(contacts(3, 2000), POLICY_CUBES, units(7), months(2))
    published = release(truth, POLICY_CUBES, 5)
    sex = POLICY_CUBES[3]
    late = truth["sex"].assign(contacts=truth["sex"]["contacts"] + 20)
    with pytest.raises(LinkedMarginsError):
        round_cube(late, sex, 5, seeds("a"), linked=published["places"])
    sums = truth["places"].groupby(ROWS)["contacts"].sum()
    fitted = late.assign(contacts=fit_rows(late, ROWS, "contacts", sums))
    done = round_cube(fitted, sex, 5, seeds("a"), linked=published["places"])
    shared = published["places"].groupby(ROWS)["contacts"].sum()
    assert done.groupby(ROWS)["contacts"].sum().equals(shared)
