"""Desks and the questions that they are asked."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.attacks.desks import CellKey, Conventional, Desk, Released, SuppressThenRound, Threshold, sums
from geo.attacks.filters import averaging, differencing, slider, small_cells
from geo.attacks.systems import BoolArray, FloatArray, IntArray

BASE = 5


def counts(seed: int, rows: int = 6, columns: int = 36) -> IntArray:
    """Return sparse counts."""
    rng = np.random.default_rng(seed)
    return rng.poisson(rng.gamma(0.7, 6, (rows, 1)) * rng.gamma(2, 0.5, (rows, columns)))


def rounded(truth: IntArray, seed: int) -> IntArray:
    """Return counts rounded at random to neighbouring multiples."""
    rest = truth % BASE
    up = np.random.default_rng(seed).random(truth.shape) * BASE < rest
    return truth - rest + BASE * up


def rng() -> np.random.Generator:
    """Return the same random numbers for each test."""
    return np.random.default_rng(3)


NAIVE: list[Callable[[IntArray], Desk]] = [
    lambda truth: Threshold(truth, BASE),
    lambda truth: Conventional(truth, BASE),
    lambda truth: SuppressThenRound(truth, BASE),
    lambda truth: CellKey(truth, np.random.default_rng(4)),
]


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_no_question_recovers_a_published_cell(seed: int, draw: int) -> None:
    """However sums of rounded cells are combined, each stays within its interval, and none is given away."""
    truth = counts(seed)
    desk = Released(rounded(truth, draw), BASE)
    for found in (differencing(desk, truth, BASE, 50, rng()), slider(desk, truth, BASE)):
        assert found.recovered == 0
        assert found.narrowest is None or found.narrowest >= BASE - 1
    assert averaging(desk, truth, BASE, 10, rng()).recovered == 0


@pytest.mark.parametrize(("make", "bar"), list(zip(NAIVE, (0.9, 0.9, 0.75, 0.9), strict=True)))
def test_a_date_slider_defeats_every_live_query(make: Callable[[IntArray], Desk], bar: float) -> None:
    """Thresholds, rounding, both, and noise that stays the same all give most small counts back."""
    truth = counts(8)
    found = slider(make(truth), truth, BASE)
    assert found.tried == found.of > 30
    assert found.share >= bar


def test_differences_defeat_a_threshold() -> None:
    """Exact figures have exact differences."""
    truth = counts(8)
    assert differencing(Threshold(truth, BASE), truth, BASE, 100, rng()).share >= 0.9


def test_averages_defeat_the_cell_key() -> None:
    """Noise that is the same for the same cells differs between questions with the same answer."""
    truth = counts(8)
    assert averaging(CellKey(truth, rng()), truth, BASE, 100, rng()).share >= 0.8


def test_differences_of_independently_rounded_answers_are_found() -> None:
    """A desk that rounds every answer anew, instead of adding published cells up, is not safe."""
    truth = counts(8)

    class Live(Released):
        """Rounds the true sum of each filter at random."""

        def ask(self, rows: BoolArray, columns: BoolArray) -> FloatArray:
            """Return sums that were rounded on their own."""
            return rounded(sums(truth, rows, columns), 5).astype(np.float64)

    desk = Live(truth, BASE)
    assert averaging(desk, truth, BASE, 60, rng()).share > 0.8
    narrowest = differencing(desk, truth, BASE, 60, rng()).narrowest
    assert narrowest is not None
    assert narrowest < BASE - 1


@pytest.mark.parametrize("make", [*NAIVE, lambda truth: Released(rounded(truth, 1), BASE)])
def test_what_a_desk_says_of_a_cell_holds(make: Callable[[IntArray], Desk]) -> None:
    """The truth lies between the bounds that an answer implies, for single cells and for sums."""
    truth = counts(11)
    desk = make(truth)
    draw = rng()
    rows, columns = draw.random((300, 6)) < 0.4, draw.random((300, 36)) < 0.3
    rows[:200] = np.eye(6, dtype=bool)[draw.integers(0, 6, 200)]
    columns[:200] = np.eye(36, dtype=bool)[draw.integers(0, 36, 200)]
    cells = rows.sum(axis=1) * columns.sum(axis=1)
    low, high = desk.between(desk.ask(rows, columns), cells)
    exact = sums(truth, rows, columns)
    assert ((low <= exact) & (exact <= high)).all()
    assert desk.shape == truth.shape


def test_a_desk_answers_the_same_question_the_same_way() -> None:
    """Noise is a matter of the cells, and not of the moment."""
    truth = counts(2)
    desk = CellKey(truth, rng())
    rows, columns = np.ones((1, 6), bool), np.ones((1, 36), bool)
    assert desk.ask(rows, columns) == desk.ask(rows, columns)
    assert abs(desk.ask(rows, columns)[0] - truth.sum()) <= 3


def test_targets_are_small_counts_and_drawn_the_same_way() -> None:
    """Zero and the base are no targets."""
    truth = np.array([[0, 1, 4, 5], [2, 9, 3, 0]])
    found, of = small_cells(truth, BASE, 10, rng())
    assert [tuple(cell) for cell in found.tolist()] == [(0, 1), (0, 2), (1, 0), (1, 2)]
    assert of == 4
    first, second = (small_cells(truth, BASE, 2, rng())[0].tolist() for _ in range(2))
    assert first == second
    assert len(first) == 2


def test_without_a_small_count_nothing_is_tried() -> None:
    """A register without small counts gives no interval and no share."""
    truth = np.full((3, 12), 20)
    desk = Threshold(truth, BASE)
    for found in (differencing(desk, truth, BASE, 5, rng()), slider(desk, truth, BASE)):
        assert (found.tried, found.recovered, found.narrowest) == (0, 0, None)
        assert np.isnan(found.share)
