"""Whole numbers that keep their totals: shares into counts, and tables fitted to two margins."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

FITTING_ROUNDS = 200
"""Rounds of proportional fitting; tables of the demo need a few dozen."""

ROUNDING_ERROR = 1e-7
"""A fraction smaller than this is an error of floating point."""


def largest_remainder(total: int, shares: npt.ArrayLike) -> IntArray:
    """
    Divide *total* in proportion to *shares* without breaking a unit.

    Parameters
    ----------
    total : int
        Units to divide.
    shares : array_like of float, shape (n,)
        Not negative, not all zero; they need not sum to one.

    Returns
    -------
    ndarray of int, shape (n,)
        Sums to *total*; each within one unit of its exact share. Ties go to the earlier share.

    Raises
    ------
    ValueError
        If a share is negative or all are zero.
    """
    weights = np.asarray(shares, dtype=float)
    if weights.min() < 0 or weights.sum() == 0:
        message = "shares must not be negative and not all zero"
        raise ValueError(message)
    exact = total * weights / weights.sum()
    whole: IntArray = np.floor(exact + ROUNDING_ERROR).astype(np.int64)
    neediest = np.argsort(-(exact - whole), kind="stable")[: total - int(whole.sum())]
    whole[neediest] += 1
    return whole


def fit_table(prior: FloatArray, rows: IntArray, columns: IntArray) -> IntArray:
    """
    Return the table of counts nearest to *prior* in shape that has exactly these margins.

    Iterative proportional fitting, then controlled rounding: the fractions are rounded up or down by a
    transport problem, whose corners are whole, so that both margins stay.

    Parameters
    ----------
    prior : ndarray of float, shape (r, c)
        Shape of the table; a zero stays zero.
    rows : ndarray of int, shape (r,)
        Totals of the rows.
    columns : ndarray of int, shape (c,)
        Totals of the columns; the same grand total.

    Returns
    -------
    ndarray of int, shape (r, c)
        Sums exactly to both margins.

    Raises
    ------
    ValueError
        If the margins differ in total or the zeros of *prior* forbid them.

    References
    ----------
    Deming, W. E. and Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency table
    when the expected marginal totals are known. Annals of Mathematical Statistics 11(4), 427-444.
    Cox, L. H. (1987). A constructive procedure for unbiased controlled rounding. JASA 82(398), 520-524.
    """
    if rows.sum() != columns.sum():
        message = f"the rows sum to {rows.sum()}, the columns to {columns.sum()}"
        raise ValueError(message)
    fitted = prior.astype(float)
    for _ in range(FITTING_ROUNDS):
        fitted = fitted * _ratio(rows, fitted.sum(axis=1))[:, None]
        fitted = fitted * _ratio(columns, fitted.sum(axis=0))[None, :]
        if np.allclose(fitted.sum(axis=1), rows, rtol=0, atol=10 * ROUNDING_ERROR):
            return _round_to_margins(fitted, rows, columns)
    message = "the zeros of the table do not allow these margins"
    raise ValueError(message)


def _ratio(wanted: IntArray, found: FloatArray) -> FloatArray:
    return np.divide(wanted, found, out=np.zeros(len(found)), where=found > 0)


def _round_to_margins(fitted: FloatArray, rows: IntArray, columns: IntArray) -> IntArray:
    whole = np.floor(fitted + ROUNDING_ERROR)
    fractions = np.clip(fitted - whole, 0, 1)
    r, c = fitted.shape
    each_row = np.kron(np.eye(r), np.ones((1, c)))
    each_column = np.kron(np.ones((1, r)), np.eye(c))
    answer = linprog(
        -fractions.ravel(),
        A_eq=np.vstack([each_row, each_column]),
        b_eq=np.concatenate([rows - whole.sum(axis=1), columns - whole.sum(axis=0)]),
        bounds=[(0, 1 if fraction > ROUNDING_ERROR else 0) for fraction in fractions.ravel()],
        method="highs-ds",
    )
    if answer.x is None:
        message = "the table could not be rounded within its margins"
        raise ValueError(message)
    rounded: IntArray = (whole + np.rint(answer.x).reshape(r, c)).astype(np.int64)
    return rounded


def deal(table: IntArray, groups: IntArray, rng: np.random.Generator) -> IntArray:
    """
    Give every unit of a group one category, so that the groups' categories are as in *table*.

    Parameters
    ----------
    table : ndarray of int, shape (r, c)
        Units of each group (row) in each category (column).
    groups : ndarray of int, shape (n,)
        Row of each unit; row i occurs as often as row i of *table* sums to.
    rng : Generator
        Shuffles within the groups.

    Returns
    -------
    ndarray of int, shape (n,)
        Category of each unit.
    """
    dealt = np.empty(len(groups), dtype=np.int64)
    for row, counts in enumerate(table):
        cards = np.repeat(np.arange(len(counts)), counts)
        dealt[groups == row] = rng.permutation(cards)
    return dealt
