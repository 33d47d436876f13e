"""True cells brought within reach of what is published of the same people."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from geo.cubes import POLICY_CUBES
from geo.rounding.cubes import round_cube
from geo.rounding.linked_totals import fit_totals

SEX = next(spec for spec in POLICY_CUBES if spec.name == "sex")
WORDS = ("female", "male", "trans", "unknown")
BASE = 5


def people(*rows: Sequence[int]) -> pd.DataFrame:
    """Return the cells of one arrondissement, a row a year from 2015 on."""
    return pd.DataFrame(
        [
            {"arrondissement": "hainaut", "year": str(2015 + at), "sex": word, "contacts": count}
            for at, row in enumerate(rows)
            for word, count in zip(WORDS, row, strict=True)
        ]
    )


def published(*totals: int) -> pd.DataFrame:
    """Return cells of a linked cube, two a year."""
    return pd.DataFrame(
        [
            {"arrondissement": "hainaut", "year": str(2015 + at), "contacts": part}
            for at, total in enumerate(totals)
            for part in (total - 5, 5)
        ]
    )


def fitted(rows: Sequence[Sequence[int]], totals: Sequence[int]) -> list[list[int]]:
    found = fit_totals(people(*rows), SEX, published(*totals), BASE)["contacts"]
    return found.to_numpy().reshape(len(rows), len(WORDS)).tolist()


def test_what_is_within_reach_stays_as_it_is() -> None:
    """Less than a base away on either side."""
    rows = [[60, 30, 3, 7], [60, 30, 3, 11], [60, 30, 3, 3]]
    assert fitted(rows, [100, 100, 100]) == rows


@pytest.mark.parametrize(("total", "sum_now"), [(80, 84), (120, 116)])
def test_what_is_out_of_reach_moves_as_little_as_needed(total: int, sum_now: int) -> None:
    """More or fewer were entered late; the shares stay."""
    (found,) = fitted([[60, 30, 0, 10]], [total])
    assert sum(found) == sum_now
    assert found[2] == 0
    assert np.allclose(np.array(found) / sum_now, [0.6, 0.3, 0.0, 0.1], atol=0.01)


def test_only_the_rows_that_need_it_move() -> None:
    """Each year by itself."""
    first, second = fitted([[60, 30, 3, 7], [60, 30, 3, 7]], [100, 200])
    assert first == [60, 30, 3, 7]
    assert sum(second) == 196


def test_people_who_are_gone_from_the_register_are_of_unknown_characteristics() -> None:
    """Their contacts are published, so the row cannot be empty."""
    assert fitted([[0, 0, 0, 0]], [20]) == [[0, 0, 0, 16]]


def test_what_was_fitted_can_always_be_rounded(rng: np.random.Generator) -> None:
    """Whatever was entered late."""
    for seed in range(40):
        rows = rng.poisson(rng.choice([0.3, 3, 40]), (3, len(WORDS)))
        totals = [int(5 * rng.integers(1, 40)) for _ in rows]
        grid = fit_totals(people(*rows.tolist()), SEX, published(*totals), BASE)
        rounded = round_cube(grid, SEX, BASE, lambda *_: seed, linked=published(*totals))  # noqa: B023
        assert rounded.groupby("year")["contacts"].sum().to_list() == totals
        assert ((rounded["contacts"] - grid["contacts"]).abs() < BASE).all()
