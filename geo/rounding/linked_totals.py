"""Bring the true cells of a cube within reach of the published sums that they must add up to.

People are told of by the year, months after its first quarters were released. What was entered late since
then is in today's count of people and not in those quarters, and no rounding could make the two agree.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.cubes import CubeSpec

UNKNOWN = "unknown"
"""Word of each characteristic for people of whom nothing is known."""


def fit_totals(grid: pd.DataFrame, spec: CubeSpec, linked: pd.DataFrame, base: int) -> pd.DataFrame:
    """
    Move the rows that are out of reach of the cube they are linked to, as little as is needed.

    The sum of such a row becomes the nearest whole number less than one base away from the published sum, and
    its cells keep their shares. Then neighbouring multiples of the cells can always add up to it.

    Parameters
    ----------
    grid : DataFrame
        True cells with the keys, the columns of the rows, and whole measures.
    spec : CubeSpec
        How the cube is made; its last key is a characteristic with the word `UNKNOWN`.
    linked : DataFrame
        Published cells of the cube that it is linked to, with the columns of the rows.
    base : int
        What is published are multiples of it.

    Returns
    -------
    DataFrame
        *grid*, with other measures in the rows that were out of reach. Where such a row was empty, its people
        are of unknown characteristics.
    """
    rows, fitted = list(spec.rows), grid.copy()
    for measure in (one for one in spec.measures if one in linked):
        published = linked.groupby(rows)[measure].sum()
        true = grid.groupby(rows)[measure].sum()
        wanted = true.clip(published.reindex(true.index) - base + 1, published.reindex(true.index) + base - 1)
        for row in true.index[true != wanted]:
            codes = row if isinstance(row, tuple) else (row,)
            inside = (grid[rows] == list(codes)).all(axis=1)
            cells = grid.loc[inside, measure].to_numpy(np.int64)
            if not cells.any():
                cells = (grid.loc[inside, spec.keys[-1]] == UNKNOWN).to_numpy(np.int64)
            fitted.loc[inside, measure] = _shared_out(int(wanted[row]), cells)
    return fitted


def _shared_out(total: int, weights: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return whole numbers that sum to *total*, in proportion to *weights*; the largest remainders go up."""
    exact = total * weights / weights.sum()
    whole: npt.NDArray[np.int64] = np.floor(exact).astype(np.int64)
    up = np.argsort(whole - exact, kind="stable")[: total - int(whole.sum())]
    whole[up] += 1
    return whole
