"""The loops of the rounding, compiled and plain: starts, swaps, and what they respect."""

from itertools import pairwise

import numpy as np
import pytest

from geo.rounding import search as rounding_search
from geo.rounding.search import ALL, Errors, Flags, Ints, Limits, draw, flip, scale, swap

RNG = np.random.default_rng(3)


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def flags(*values: int) -> Flags:
    return np.array(values, dtype=np.bool_)


def errors(sums: list[list[int]], ticks: list[int], base: int = 10) -> Errors:
    """Return errors in which every family counts the same."""
    of = np.array(sums, dtype=np.int64)
    return Errors(of, np.ones(of.shape[1]), ints(*ticks), base)


def one_row(cells: int, bound: Flags | None = None, room: int = 0) -> Limits:
    """Return limits in which all cells are of one row."""
    bound = np.zeros(cells, dtype=np.bool_) if bound is None else bound
    first, last = np.zeros(cells, dtype=np.int64), np.full(cells, cells, dtype=np.int64)
    return Limits(first, last, first.copy(), bound, ints(0), ints(0), ints(room))


def test_a_quota_is_drawn_whatever_the_chances() -> None:
    """Exactly as many as asked in each group, even where the chances are nil or all but certain."""
    for _ in range(200):
        sizes = RNG.integers(0, 6, 5)
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        quota = RNG.integers(0, sizes + 1).astype(np.int64)
        chance = RNG.choice([0.0, 0.2, 0.999999], int(starts[-1]))
        up = draw(chance, starts, quota, RNG.random(5))
        assert [up[a:b].sum() for a, b in pairwise(starts)] == quota.tolist()


def test_chances_are_kept_where_they_fit_the_quota() -> None:
    """Over many draws each cell goes up as often as its chance says."""
    chance = np.array([0.8, 0.6, 0.4, 0.2])
    starts, quota = ints(0, 4), ints(2)
    often = np.mean([draw(chance, starts, quota, RNG.random(1)) for _ in range(4000)], axis=0)
    assert np.allclose(often, chance, atol=0.03)


def test_scaled_chances_stay_below_one_and_add_up() -> None:
    """What one cell cannot take goes to the others."""
    scaled = scale(np.array([0.9, 0.2, 0.1]), 2)
    assert scaled.sum() == pytest.approx(2)
    assert scaled.max() == 1
    assert scaled[1] / scaled[2] == pytest.approx(2)


def test_a_swap_brings_sums_to_the_truth() -> None:
    """Two months, two zones: both ups in one month are spread."""
    up = flags(1, 1, 0, 0)
    found = errors([[0, 2], [0, 3], [1, 2], [1, 3]], [10, -10, 0, 0])
    swap(up, found, one_row(4), ALL)
    assert up.sum() == 2
    assert found.ticks.tolist() == [0, 0, 0, 0]


def test_a_swap_that_helps_nothing_is_not_made() -> None:
    """Where all is well, or nothing is measured, the start stays."""
    for found in (errors([[0], [0]], [5]), errors([[0], [1]], [5, 5]), errors([[], []], [])):
        up = flags(1, 0)
        swap(up, found, one_row(2), ALL)
        assert up.tolist() == [True, False]


def test_only_sums_far_off_are_searched() -> None:
    """An error of one base is left alone where only two bases count."""
    up, found = flags(1, 0), errors([[0], [1]], [10, -10])
    swap(up, found, one_row(2), 2.0)
    assert up.tolist() == [True, False]
    swap(up, found, one_row(2), 0.5)
    assert up.tolist() == [False, True]


def test_a_cell_that_is_down_is_found_too() -> None:
    """A sum far below the truth is lifted, though no sum is far above it."""
    up, found = flags(1, 0), errors([[0], [1]], [6, -30])
    swap(up, found, one_row(2), 2.0)
    assert up.tolist() == [False, True]


def test_rows_keep_their_least_and_most() -> None:
    """Cells of two rows are swapped only where one can shrink and the other grow."""
    for fewer, more, swapped in ((1, 1, True), (0, 1, False), (1, 0, False)):
        up, found = flags(1, 0), errors([[0], [1]], [10, -10])
        limits = Limits(
            ints(0, 0), ints(2, 2), ints(0, 1), flags(0, 0), ints(fewer, 0), ints(0, more), ints(0, 0)
        )
        swap(up, found, limits, ALL)
        assert up.tolist() == [not swapped, swapped]


def test_bound_cells_go_up_only_where_there_is_room() -> None:
    """One bound cell may stand in for another of its row, not for a free one."""
    for bound, room, swapped in (([0, 1], 0, False), ([0, 1], 1, True), ([1, 1], 0, True)):
        up, found = flags(1, 0), errors([[0], [1]], [10, -10])
        swap(up, found, one_row(2, flags(*bound), room), ALL)
        assert up.tolist() == [not swapped, swapped]


def test_single_cells_flip_to_where_they_are_needed() -> None:
    """Without a quota a cell goes up where its sum is low and down where it is high."""
    up = flags(0, 1, 1)
    found = errors([[0], [1], [2]], [-10, 10, 0])
    flip(up, found)
    assert up.tolist() == [True, False, True]
    assert found.ticks.tolist() == [0, 0, 0]


@pytest.mark.parametrize("seed", range(5))
def test_compiled_and_plain_loops_agree(seed: int) -> None:
    """The compiler changes the speed and nothing else."""
    rng = np.random.default_rng(seed)
    sums = np.stack([rng.integers(0, 4, 20), 4 + rng.integers(0, 4, 20)], axis=1)
    start: Flags = rng.random(20) < 0.5
    ticks = rng.integers(-20, 20, 8)
    found = []
    for step in (swap, rounding_search._swap):
        up, measured = start.copy(), Errors(sums, np.array([1.0, 2.0]), ticks.copy(), 10)
        step(up, measured, one_row(20), ALL)
        found.append((up.tolist(), measured.ticks.tolist()))
    for other in (flip, rounding_search._flip):
        up, measured = start.copy(), Errors(sums, np.array([1.0, 2.0]), ticks.copy(), 10)
        other(up, measured)
        found.append((up.tolist(), measured.ticks.tolist()))
    assert found[0] == found[1]
    assert found[2] == found[3]
