"""Shares that add up, and changes that are only stated where they mean something."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.shares import LEAST_BASE, apportion, percentages, relative_changes

COUNTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=40).map(lambda found: np.array(found, np.int64))


@given(COUNTS, st.integers(0, 10**6))
def test_the_parts_add_up_and_none_strays_by_one(counts: np.ndarray, whole: int) -> None:
    """Exact total, and each part within one of its exact proportion."""
    parts = apportion(counts, whole)
    if counts.sum() == 0:
        assert not parts.any()
        return
    assert parts.sum() == whole
    assert (np.abs(parts - counts / counts.sum() * whole) < 1 + 1e-6).all()


@given(COUNTS, st.integers(1, 2000))
def test_a_larger_count_never_gets_a_smaller_part(counts: np.ndarray, whole: int) -> None:
    """Order is kept: shares never turn the ranking of the counts round."""
    order = np.argsort(counts, kind="stable")
    parts = apportion(counts, whole)[order]
    larger = np.diff(counts[order]) > 0
    assert (np.diff(parts)[larger] >= 0).all()


@given(COUNTS)
def test_percentages_add_up_to_a_hundred(counts: np.ndarray) -> None:
    """To one decimal and to the last tenth, whatever the counts."""
    shares = percentages(counts)
    if counts.sum() == 0:
        assert np.isnan(shares).all()
    else:
        assert np.rint(shares * 10).sum() == 1000
        np.testing.assert_allclose(shares, np.round(shares, 1))


def test_three_equal_parts() -> None:
    """The textbook case: the first of equals gets the odd tenth."""
    np.testing.assert_array_equal(percentages(np.array([1, 1, 1])), [33.4, 33.3, 33.3])


def test_the_report_of_2019_by_sex() -> None:
    """The annual report's 314 people: 173 women, 133 men, 8 trans people."""
    np.testing.assert_array_equal(percentages(np.array([173, 133, 8, 0])), [55.1, 42.4, 2.5, 0.0])


@pytest.mark.parametrize(("counts", "whole"), [([-1, 2], 10), ([1, 2], -1)])
def test_negative_numbers_are_refused(counts: list[int], whole: int) -> None:
    """There is no share of less than nothing."""
    with pytest.raises(ValueError, match="not negative"):
        apportion(np.array(counts), whole)


def test_a_change_needs_a_base() -> None:
    """From 3756 to 4583 is +22 %; from 9 to 18 is not stated, nor from none."""
    now, before = np.array([4583, 18, 7, 0, 15]), np.array([3756, LEAST_BASE - 1, 0, 20, 10])
    np.testing.assert_array_equal(relative_changes(now, before), [22.0, np.nan, np.nan, -100.0, 50.0])
