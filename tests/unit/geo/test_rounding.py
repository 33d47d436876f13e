"""Which cells go up: quotas that are met, errors that shrink, rows that hold."""

import numpy as np
import pytest

from geo.rounding.choosing import Candidates, Leeway, Sums, choose_freely, fill_quotas, relieve
from geo.rounding.search import Flags, Ints

BASE = 10


def candidates(rng: np.random.Generator, cells: int, groups: int, families: int = 3) -> Candidates:
    """Return cells in random sums, half a base above their multiple."""
    sums = np.stack([rng.integers(0, 5, cells) + 5 * family for family in range(families)], axis=1)
    error = np.zeros(5 * families, dtype=np.int64)
    np.add.at(error, sums, -BASE // 2)
    return Candidates(
        np.full(cells, 0.5),
        rng.integers(0, groups, cells).astype(np.int64),
        Sums(sums.astype(np.int64), np.ones(families)),
        error,
        BASE,
    )


def squares(found: Candidates, up: Flags) -> int:
    """Return the sum of the squared errors."""
    ticks = found.errors(up, np.arange(len(up))).ticks
    return int((ticks**2).sum())


def counted(group: Ints, up: Flags, groups: int) -> list[int]:
    """Return how many go up by group."""
    return [int(up[group == one].sum()) for one in range(groups)]


@pytest.mark.parametrize("seed", range(10))
def test_quotas_are_met_and_errors_are_small(seed: int) -> None:
    """Every group gives what is asked, and the sums are closer to the truth than by chance."""
    rng = np.random.default_rng(seed)
    found = candidates(rng, 60, 4)
    sizes = np.bincount(found.group, minlength=4)
    quota = (sizes // 2).astype(np.int64)
    up = fill_quotas(found, quota, rng)
    assert counted(found.group, up, 4) == quota.tolist()
    by_chance = [squares(found, rng.random(60) < 0.5) for _ in range(50)]
    assert squares(found, up) < np.quantile(by_chance, 0.1)


def test_the_same_seed_gives_the_same_choice() -> None:
    """Nothing but what comes in decides."""
    found = candidates(np.random.default_rng(1), 40, 3)
    quota = np.array([5, 5, 5])
    one, same, other = (fill_quotas(found, quota, np.random.default_rng(seed)) for seed in (7, 7, 8))
    assert one.tolist() == same.tolist()
    assert one.tolist() != other.tolist()


def test_nothing_to_choose_is_fine() -> None:
    """No cells, or no quota."""
    none = candidates(np.random.default_rng(1), 0, 1)
    assert fill_quotas(none, np.array([0]), np.random.default_rng(1)).tolist() == []
    assert choose_freely(none, np.random.default_rng(1)).tolist() == []
    some = candidates(np.random.default_rng(1), 5, 1)
    assert not fill_quotas(some, np.array([0]), np.random.default_rng(1)).any()
    assert fill_quotas(some, np.array([5]), np.random.default_rng(1)).all()


def test_free_choices_follow_what_is_needed() -> None:
    """A cell whose sum lacks most of a base goes up, one whose sum lacks little stays."""
    sums = Sums(np.array([[0], [1]]), np.ones(1))
    found = Candidates(np.array([0.9, 0.1]), np.array([0, 1]), sums, np.array([-9, -1]), BASE)
    assert choose_freely(found, np.random.default_rng(1)).tolist() == [True, False]


@pytest.mark.parametrize("seed", range(10))
def test_relief_keeps_rows_and_groups(seed: int) -> None:
    """Swaps between rows leave each group's count, each row's range and each row's room as they are."""
    rng = np.random.default_rng(seed)
    found = candidates(rng, 60, 2)
    row = found.group * 3 + rng.integers(0, 3, 60)
    bound: Flags = rng.random(60) < 0.3
    up: Flags = rng.random(60) < 0.5
    ups = np.array(counted(row, up, 6))
    bound_ups = np.array(counted(row, up & bound, 6))
    # Errors that no rounding explains, so that there is much to relieve.
    found.error[:] += rng.integers(-5 * BASE, 5 * BASE, len(found.error))
    relieved = relieve(up, found, Leeway(row, ups - 1, ups + 1, bound, bound_ups + 1))
    assert squares(found, relieved) < squares(found, up)
    assert counted(found.group, relieved, 2) == counted(found.group, up, 2)
    assert (np.abs(np.array(counted(row, relieved, 6)) - ups) <= 1).all()
    assert (np.array(counted(row, relieved & bound, 6)) <= bound_ups + 1).all()


def test_relief_without_leeway_changes_nothing_between_rows() -> None:
    """Rows that may not change keep their counts, whatever their sums are off by."""
    rng = np.random.default_rng(2)
    found = candidates(rng, 30, 1)
    found.error[:] += rng.integers(-9 * BASE, 9 * BASE, len(found.error))
    row = rng.integers(0, 5, 30)
    up: Flags = rng.random(30) < 0.5
    ups = np.array(counted(row, up, 5))
    free = np.zeros(30, dtype=np.bool_)
    relieved = relieve(up, found, Leeway(row, ups, ups, free, np.zeros(5, dtype=np.int64)))
    assert counted(row, relieved, 5) == ups.tolist()
