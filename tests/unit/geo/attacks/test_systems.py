"""Linear systems: what follows is never too narrow, and the exact span is that of all solutions."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.sparse import csr_array

from geo.attacks.systems import IntArray, System, breaches, parts_of, span, tighten

SMALL = st.integers(0, 3)


@st.composite
def solvable(draw: st.DrawFn) -> tuple[System, IntArray]:
    """Draw a system of a few unknowns, and one of its solutions."""
    unknowns, rows = draw(st.integers(1, 5)), draw(st.integers(0, 4))
    truth = draw(arrays.arrays(np.int64, unknowns, elements=SMALL))
    matrix = draw(arrays.arrays(np.int64, (rows, unknowns), elements=st.integers(-1, 1)))
    below, above = (draw(arrays.arrays(np.int64, unknowns, elements=SMALL)) for _ in range(2))
    slack = draw(arrays.arrays(np.int64, (2, rows), elements=st.integers(0, 1)))
    sums = matrix @ truth
    sparse = csr_array(matrix.astype(np.float64))
    return System(truth - below, truth + above, sparse, sums - slack[0], sums + slack[1]), truth


def solutions(system: System) -> IntArray:
    """Return all solutions, by trying everything."""
    ranges = [range(low, high + 1) for low, high in zip(system.lower, system.upper, strict=True)]
    tried = np.array(list(product(*ranges)))
    sums = tried @ system.matrix.toarray().T
    fits = ((sums >= system.least) & (sums <= system.most)).all(axis=1)
    return np.asarray(tried[fits], dtype=np.int64)


@given(solvable())
@settings(max_examples=60, deadline=None)
def test_tightening_loses_no_solution(drawn: tuple[System, IntArray]) -> None:
    """Bounds only come closer, and every solution stays within them."""
    system, truth = drawn
    tight = tighten(system)
    found = solutions(system)
    assert (tight.lower >= system.lower).all()
    assert (tight.upper <= system.upper).all()
    assert (tight.lower <= found.min(axis=0)).all()
    assert (tight.upper >= found.max(axis=0)).all()
    assert breaches(tight, truth.astype(np.float64)) == 0


@given(solvable())
@settings(max_examples=60, deadline=None)
def test_a_span_is_that_of_all_solutions(drawn: tuple[System, IntArray]) -> None:
    """Integer programming on the part that holds an unknown finds its least and its greatest value."""
    system, _ = drawn
    tight = tighten(system)
    found = solutions(system)
    everything = np.arange(len(system.lower))
    spans = {target: (int(tight.lower[target]), int(tight.upper[target])) for target in everything.tolist()}
    for part, held in parts_of(tight, everything):
        spans |= {target: span(part, target) for target in held.tolist()}
    assert spans == {
        target: (found[:, target].min(), found[:, target].max()) for target in everything.tolist()
    }


def test_a_fixed_unknown_ties_no_parts_together() -> None:
    """What is known already leaves its rows, so that the rest is solved in small parts."""
    matrix = csr_array(np.array([[1.0, 1, 0], [0, 1, 1]]))
    system = System(np.array([0, 2, 0]), np.array([5, 2, 5]), matrix, np.array([0, 0]), np.array([9, 9]))
    parts = parts_of(system, np.array([0, 1, 2]))
    assert [held.tolist() for _, held in parts] == [[0], [2]]
    assert [part.unknowns.tolist() for part, _ in parts] == [[0], [2]]


def test_breaches_are_counted_by_bound_and_by_row() -> None:
    """A belief that the truth contradicts is told; hours may miss a bound by less than one."""
    matrix = csr_array(np.array([[1.0, 1.0]]))
    system = System(np.array([0, 0]), np.array([4, 4]), matrix, np.array([0]), np.array([4]))
    assert breaches(system, np.array([2.0, 2.0])) == 0
    assert breaches(system, np.array([4.5, 0.0])) == 0
    assert breaches(system, np.array([5.0, 0.0])) == 2
    assert breaches(system, np.array([3.0, 3.0])) == 1
