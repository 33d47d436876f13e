"""What an attacker knows, as linear inequalities over whole numbers, and what follows for one of them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

MOST_PASSES = 20
"""Passes after which bounds are hardly tightened any more; stopping early leaves them wider, never wrong."""

SECONDS_A_SOLUTION = 2.0
"""Time that a solver may take for one bound; then the bound proved so far stands."""

FEASIBLE = 1e-6
"""How far a solver may miss a whole number."""


@dataclass(frozen=True, eq=False)
class System:
    """
    Whole numbers x with lower <= x <= upper and least <= matrix x <= most.

    Attributes
    ----------
    lower, upper : int array
        Bounds of each unknown.
    matrix : csr_array
        A row for each inequality, entries of -1, 0 and 1.
    least, most : int array
        Bounds of each row.
    """

    lower: IntArray
    upper: IntArray
    matrix: csr_array
    least: IntArray
    most: IntArray


def breaches(system: System, values: FloatArray) -> int:
    """
    Return how many bounds and rows of a system do not hold for some values.

    Parameters
    ----------
    system : System
        Any.
    values : float array
        One for each unknown. A value that is no whole number, such as of hours, may miss a bound by less
        than 1.

    Returns
    -------
    int
        None, if what the attacker believes is so.
    """
    sums = system.matrix @ values
    cells = (values <= system.lower - 1) | (values >= system.upper + 1)
    rows = (sums <= system.least - 1 + FEASIBLE) | (sums >= system.most + 1 - FEASIBLE)
    return int(cells.sum() + rows.sum())


def tighten(system: System) -> System:
    """
    Return the system with the bounds of each unknown that follow from single rows.

    Parameters
    ----------
    system : System
        Any; if it has no solution, bounds may cross.

    Returns
    -------
    System
        With bounds no wider than before, which hold for the same whole numbers.

    References
    ----------
    Bound propagation as in the presolve of integer programming: M. W. P. Savelsbergh, "Preprocessing and
    probing techniques for mixed integer programming problems", ORSA Journal on Computing 6, 1994.
    """
    entries = system.matrix.tocoo()
    row, column = entries.coords
    positive = entries.data > 0
    lower, upper = system.lower.copy(), system.upper.copy()
    for _ in range(MOST_PASSES):
        low = np.where(positive, lower[column], -upper[column])
        high = np.where(positive, upper[column], -lower[column])
        lows = np.bincount(row, low, minlength=len(system.least)).astype(np.int64)
        highs = np.bincount(row, high, minlength=len(system.least)).astype(np.int64)
        at_most = system.most[row] - lows[row] + low
        at_least = system.least[row] - highs[row] + high
        before = lower.copy(), upper.copy()
        np.maximum.at(lower, column, np.where(positive, at_least, -at_most))
        np.minimum.at(upper, column, np.where(positive, at_most, -at_least))
        if np.array_equal(before[0], lower) and np.array_equal(before[1], upper):
            break
    return System(lower, upper, system.matrix, system.least, system.most)


@dataclass(frozen=True, eq=False)
class Part:
    """Unknowns that no row ties to others, as a system of their own; what is fixed is taken out."""

    unknowns: IntArray
    system: System


def parts_of(system: System, targets: IntArray) -> list[tuple[Part, IntArray]]:
    """
    Return the independent parts of a system that hold targets.

    Parameters
    ----------
    system : System
        Tightened, so that as much as possible is fixed.
    targets : int array
        Positions of unknowns; those that are fixed belong to no part.

    Returns
    -------
    list of (Part, int array)
        Each part, and the targets that it holds.
    """
    free = system.lower < system.upper
    entries = system.matrix.tocoo()
    row, column = entries.coords
    kept = free[column]
    size, rows = len(free), len(system.least)
    links = csr_array(
        (np.ones(kept.sum()), (column[kept], row[kept] + size)), shape=(size + rows, size + rows)
    )
    _, labels = connected_components(links, directed=False)
    found = []
    for label in np.unique(labels[targets[free[targets]]]):
        inside = np.flatnonzero((labels[:size] == label) & free)
        held = targets[(labels[targets] == label) & free[targets]]
        found.append((Part(inside, _cut(system, inside, labels[size:] == label)), held))
    return found


def _cut(system: System, unknowns: IntArray, rows: BoolArray) -> System:
    """Return some rows of a system over some of its unknowns; the others are fixed."""
    matrix = csr_array(system.matrix[np.flatnonzero(rows)])
    fixed = system.lower.copy()
    fixed[unknowns] = 0
    settled = matrix @ fixed
    return System(
        system.lower[unknowns],
        system.upper[unknowns],
        csr_array(matrix[:, unknowns]),
        system.least[rows] - settled,
        system.most[rows] - settled,
    )


def span(part: Part, target: int) -> tuple[int, int]:
    """
    Return the smallest and the largest value that one unknown can take.

    Parameters
    ----------
    part : Part
        The part that holds it.
    target : int
        Its position in the whole system.

    Returns
    -------
    low, high : int
        Both included; where the solver runs out of time, the bounds that it has proved.
    """
    at = int(np.searchsorted(part.unknowns, target))
    return _least(part.system, at, 1), -_least(part.system, at, -1)


def _least(system: System, at: int, sign: int) -> int:
    """Return the least value of an unknown, or of its opposite."""
    aim = np.zeros(len(system.lower))
    aim[at] = sign
    solved = milp(
        aim,
        integrality=np.ones(len(aim), np.int64),
        bounds=Bounds(system.lower, system.upper),
        constraints=LinearConstraint(system.matrix, system.least, system.most),
        options={"time_limit": SECONDS_A_SOLUTION},
    )
    bound = solved.mip_dual_bound
    known = int(system.lower[at] if sign > 0 else -system.upper[at])
    return known if bound is None or not np.isfinite(bound) else max(known, int(np.ceil(bound - FEASIBLE)))
