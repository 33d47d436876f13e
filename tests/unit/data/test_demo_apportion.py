"""Whole numbers that keep their totals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.demo.apportion import deal, fit_table, largest_remainder

shares = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


@given(total=st.integers(0, 100_000), parts=shares)
def test_parts_sum_to_the_total_and_stay_near_their_share(total: int, parts: list[int]) -> None:
    """No unit is lost, none is invented, and no part is off by a whole one."""
    divided = largest_remainder(total, parts)
    exact = total * np.array(parts) / sum(parts)
    assert divided.sum() == total
    assert (np.abs(divided - exact) < 1 + 1e-6).all()


def test_shares_that_are_already_counts_come_back_unchanged() -> None:
    """The figures of 2019 pass through untouched."""
    counts = [589, 94, 747, 0, 1]
    assert largest_remainder(sum(counts), counts).tolist() == counts


def test_ties_go_to_the_earlier_share() -> None:
    """The result does not depend on the order in which a machine sorts."""
    assert largest_remainder(3, [1, 1]).tolist() == [2, 1]


@pytest.mark.parametrize("bad", [[0, 0], [1, -1]])
def test_impossible_shares_are_refused(bad: list[int]) -> None:
    """All-zero and negative shares have no division."""
    with pytest.raises(ValueError, match="shares must not be negative"):
        largest_remainder(10, bad)


tables = st.integers(2, 5).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(1, 500), min_size=columns, max_size=columns), min_size=2, max_size=6
    )
)


@given(counts=tables, tilt=st.integers(0, 10_000))
def test_a_fitted_table_keeps_both_margins(counts: list[list[int]], tilt: int) -> None:
    """Rows and columns of the rounded table are exactly those asked for."""
    table = np.array(counts)
    prior = np.random.default_rng(tilt).uniform(0.2, 5, table.shape)
    fitted = fit_table(prior, table.sum(axis=1), table.sum(axis=0))
    assert (fitted >= 0).all()
    assert fitted.sum(axis=1).tolist() == table.sum(axis=1).tolist()
    assert fitted.sum(axis=0).tolist() == table.sum(axis=0).tolist()


def test_a_zero_of_the_prior_stays_zero() -> None:
    """No man is met in a bar where the prior says none is."""
    fitted = fit_table(np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([10, 20]), np.array([15, 15]))
    assert fitted.tolist() == [[10, 0], [5, 15]]


def test_a_prior_of_the_right_shape_is_kept() -> None:
    """A table that has its margins already is not moved."""
    table = np.array([[3, 5], [7, 11]])
    assert fit_table(table.astype(float), table.sum(axis=1), table.sum(axis=0)).tolist() == table.tolist()


def test_margins_of_different_totals_are_refused() -> None:
    """There is no such table."""
    with pytest.raises(ValueError, match="rows sum to 3, the columns to 4"):
        fit_table(np.ones((1, 2)), np.array([3]), np.array([2, 2]))


def test_zeros_that_forbid_the_margins_are_refused() -> None:
    """Twenty men cannot all be met where only women are."""
    with pytest.raises(ValueError, match="do not allow"):
        fit_table(np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([20, 10]), np.array([10, 20]))


def test_dealing_gives_every_group_its_counts(rng: np.random.Generator) -> None:
    """Categories are shuffled inside a group and never across groups."""
    table = np.array([[2, 1, 0], [0, 4, 3]])
    groups = rng.permutation(np.repeat([0, 1], table.sum(axis=1)))
    dealt = deal(table, groups, rng)
    for row in (0, 1):
        assert np.bincount(dealt[groups == row], minlength=3).tolist() == table[row].tolist()
