"""Classes: few, readable, and never broken by an odd selection."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.breaks import CLASSES, MISSING, Breaks, Scheme, find_breaks

NAN, INFINITY = float("nan"), float("inf")

MEASURED = st.floats(1e-6, 1e12) | st.integers(0, 50).map(float) | st.sampled_from([NAN, INFINITY])
"""Anything that a measure may come to."""

SOME = [0.0, 0.0, 1, 2, 3, 4, 8, 9, 15, 16, 23, 42, 108, NAN]


@given(
    values=st.lists(MEASURED, max_size=80),
    scheme=st.sampled_from(list(Scheme)),
    classes=st.integers(1, CLASSES),
)
def test_any_values_make_few_full_classes_in_order(values: list[float], scheme: Scheme, classes: int) -> None:
    """Whatever the values, there are no more classes than asked, none is empty, none overlaps."""
    breaks = find_breaks(values, scheme, classes)
    finite = np.array([value for value in values if np.isfinite(value)])
    assert len(breaks.edges) <= classes
    assert list(breaks.edges) == sorted(set(breaks.edges))
    assert len(breaks.counts) == len(breaks.edges) + 1
    assert min(breaks.counts[1:], default=1) > 0
    assert sum(breaks.counts) == len(finite)
    found = breaks.class_of(values)
    assert np.bincount(found[found >= 0], minlength=len(breaks.counts)).tolist() == list(breaks.counts)
    assert ((found == MISSING) == ~np.isfinite(np.array(values, dtype=float))).all()


def test_zero_is_a_class_of_its_own() -> None:
    """Looked and saw nobody is never drawn as a few."""
    breaks = find_breaks(SOME)
    assert breaks.counts[0] == 2
    assert breaks.class_of([0.0, 0.0001, 1.0]).tolist() == [0, 1, 1]


def test_edges_of_the_default_are_short_numbers() -> None:
    """A legend says 20 and not 19.43."""
    edges = find_breaks(np.random.default_rng(1).lognormal(2, 1, 400)).edges
    assert len(edges) == CLASSES
    assert all(len(f"{edge:g}".strip("0.")) == 1 for edge in edges), edges


def test_a_small_move_of_the_filter_leaves_the_default_edges_alone() -> None:
    """Dropping a few places in a hundred does not redraw the legend, as quantiles would."""
    rng = np.random.default_rng(2)
    values = rng.lognormal(2, 1, 400)
    parts = [rng.choice(values, 392, replace=False) for _ in range(20)]
    changed = {scheme: len({find_breaks(part, scheme).edges[:-1] for part in parts}) for scheme in Scheme}
    assert changed[Scheme.ROUND] <= 4
    assert changed[Scheme.QUANTILES] == 20


def test_few_distinct_values_are_each_their_own_class() -> None:
    """Of one, two and five contacts nothing needs rounding."""
    assert find_breaks([1, 2, 2, 5, NAN]) == Breaks((1.0, 2.0, 5.0), (0, 1, 2, 1))


@pytest.mark.parametrize("scheme", list(Scheme))
def test_equal_values_make_one_class(scheme: Scheme) -> None:
    """Every place alike is one colour."""
    assert find_breaks([7.0] * 9, scheme) == Breaks((7.0,), (0, 9))


@pytest.mark.parametrize("values", [[], [NAN], [INFINITY], [NAN, INFINITY]])
def test_nothing_known_makes_no_class(values: list[float]) -> None:
    """A map of places not looked at has an empty legend, and no zeros."""
    breaks = find_breaks(values)
    assert breaks == Breaks((), (0,))
    assert breaks.class_of(values).tolist() == [MISSING] * len(values)


@pytest.mark.parametrize("scheme", list(Scheme))
def test_many_places_of_the_same_value_are_no_trouble(scheme: Scheme) -> None:
    """Most places have one contact; classes that fall together are one class, without a warning."""
    breaks = find_breaks([1.0] * 30 + [2.0] * 10 + [3.0, 4.0, 5.0, 6.0, 7.0], scheme)
    assert 2 <= len(breaks.edges) <= CLASSES
    assert breaks.counts[1] in {30, 40}


def test_only_zeros_make_only_the_zero_class() -> None:
    """Looked everywhere, met nobody."""
    assert find_breaks([0.0, 0.0]) == Breaks((), (2,))


def test_classes_of_another_period_hold_its_larger_values_too() -> None:
    """Shared classes are no trap for what lies beyond them."""
    assert find_breaks([1, 2]).class_of([1.5, 99.0, INFINITY]).tolist() == [2, 2, MISSING]


def test_values_close_together_get_more_digits() -> None:
    """From 101 to 109 one digit would make a single class."""
    assert len(find_breaks(np.linspace(101, 109, 50)).edges) > 2


def test_equal_steps_are_equal() -> None:
    """The plain scale for who wants one."""
    edges = np.array(find_breaks(np.arange(1, 101.0), Scheme.EQUAL).edges)
    assert edges[-1] >= 100
    assert len(set(np.diff(edges))) == 1


@pytest.mark.parametrize(("values", "classes"), [([-1.0, 2.0], 5), ([1.0], 0)])
def test_negative_values_and_no_classes_are_refused(values: list[float], classes: int) -> None:
    """A count cannot be negative; a difference needs another kind of legend."""
    with pytest.raises(ValueError, match="at least one class"):
        find_breaks(values, classes=classes)
