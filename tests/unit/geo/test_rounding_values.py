"""Values as multiples and what is above them, and the room that a whole leaves its part."""

import numpy as np
import pytest

from geo.rounding.choosing import TICKS
from geo.rounding.search import Flags, Ints
from geo.rounding.values import Pair, Rows, Split, add_up, split


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def test_whole_numbers_are_split_exactly() -> None:
    """Below, at and above a multiple."""
    found = split([0, 4, 5, 6, 9], 5)
    assert found.low.tolist() == [0, 0, 1, 1, 1]
    assert (found.rest // TICKS).tolist() == [0, 4, 0, 1, 4]
    assert found.high.tolist() == [0, 1, 1, 2, 2]
    assert found.open.tolist() == [False, True, False, True, True]


def test_hours_are_split_to_the_second() -> None:
    """Sums of minutes that floats write a little off are the multiple that they mean."""
    found = split([0.1 + 0.2, 4.999999999, 5.0000000001, 7.25], 5)
    assert found.low.tolist() == [0, 1, 1, 1]
    assert found.rest.tolist() == [1080, 0, 0, 8100]


def test_huge_numbers_stay_exact() -> None:
    """Up to the largest whole number that a float holds exactly."""
    huge = 2**53 - 1
    found = split(np.array([huge]), 10)
    assert found.low[0] * 10 + found.rest[0] // TICKS == huge


def test_totals_carry_what_is_above_the_multiples() -> None:
    """Three times 4 is 12: two bases and 2 above."""
    total = split([4, 4, 4, 5], 5).total(ints(0, 0, 0, 1), 3)
    assert total.low.tolist() == [2, 1, 0]
    assert (total.rest // TICKS).tolist() == [2, 0, 0]


def test_values_are_added_by_group() -> None:
    """Flags count as ones, and a group without values is zero."""
    flags: Flags = np.array([True, False, True])
    assert add_up(ints(0, 2, 2), flags, 4).tolist() == [1, 0, 1, 0]


def test_fixed_rows_leave_nothing_to_change() -> None:
    """Rows that come from another cube are taken as they are."""
    assert Rows.fixed(ints(1, 2)).are_fixed
    assert not Rows(ints(1, 2), ints(1, 2), ints(1, 3)).are_fixed


def pair(part: list[int], whole: list[int], whole_rows: list[int]) -> Pair:
    """Return cells of one row."""
    return Pair(split(part, 5), split(whole, 5), np.zeros(len(part), dtype=np.int64), ints(*whole_rows))


def test_a_part_is_bound_where_its_whole_starts_at_the_same_multiple() -> None:
    """First contacts of 1 out of 3 need the contacts to go up; 1 out of 7 does not, and 0 never goes up."""
    found = pair([1, 1, 0], [3, 7, 3], [3])
    assert found.bound.tolist() == [True, False, False]
    assert found.bound_room.tolist() == [1]
    assert found.loose_room.tolist() == [1]


@pytest.mark.parametrize(
    ("part", "whole", "rows", "may"),
    [
        ([1, 1], [3, 3], 1, True),
        ([1, 1], [3, 1], 0, False),
        ([4, 4], [4, 4], 1, False),
        ([4, 4], [4, 4], 2, True),
        ([5, 0], [5, 3], 1, False),
        ([1, 0], [7, 3], 1, True),
    ],
    ids=["room", "whole stays down", "second has no room", "room for two", "a multiple", "loose"],
)
def test_a_row_of_a_part_goes_up_only_where_its_cells_can(
    part: list[int], whole: list[int], rows: int, *, may: bool
) -> None:
    """The published whole decides how many of the bound cells can follow."""
    assert pair(part, whole, [rows]).rows_that_may_go_up(only_with_whole=False).tolist() == [may]


def test_a_row_that_is_lent_goes_up_only_with_its_whole() -> None:
    """Else another division of the same row could not be filled."""
    loose = pair([1, 0], [7, 3], [2])
    assert loose.rows_that_may_go_up(only_with_whole=True).tolist() == [True]
    down = pair([1, 0], [7, 4], [2])
    assert down.rows_that_may_go_up(only_with_whole=False).tolist() == [True]
    assert down.rows_that_may_go_up(only_with_whole=True).tolist() == [False]


def test_some_values_can_be_taken() -> None:
    """In the order asked."""
    taken = split([1, 7, 12], 5).take(ints(2, 0))
    assert isinstance(taken, Split)
    assert taken.low.tolist() == [2, 0]
