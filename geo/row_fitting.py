"""Bring the cells of a row to another sum: what was counted later is left out in proportion."""

from collections.abc import Sequence

import numpy as np
import pandas as pd


def fit_rows(cells: pd.DataFrame, rows: Sequence[str], measure: str, wanted: pd.Series) -> pd.Series:
    """
    Return the cells of one measure so that each row has the sum that is wanted.

    Places are released by quarter and people by year. What is noted late of a quarter that is out already is
    in the year's people but not in its places, so the two no longer count the same contacts, and the year
    could not take its published sums. The people are brought to the sum that was released, in proportion.

    Parameters
    ----------
    cells : DataFrame
        Keys and whole counts.
    rows : sequence of str
        Columns that make a row.
    measure : str
        Which count.
    wanted : Series
        Whole sums by *rows*; a row that is not in it stays as it is.

    Returns
    -------
    Series
        Whole counts (int64) with the index of *cells*. Zero stays zero; a row of zeros, of which nothing is
        known to share out, stays as it is, and so does a row that has its sum.

    References
    ----------
    M. L. Balinski and H. P. Young, "Fair Representation", 2nd ed., 2001: the method of largest remainders.
    """
    row = cells.groupby(list(rows), sort=False).ngroup()
    keys = cells[list(rows)].drop_duplicates()
    index = pd.MultiIndex.from_frame(keys) if len(rows) > 1 else pd.Index(keys[rows[0]])
    counts = cells[measure].to_numpy(np.int64)
    has = np.bincount(row, counts, minlength=len(keys)).astype(np.int64)
    wants = wanted.reindex(index).fillna(pd.Series(has, index=index)).to_numpy(np.int64)
    wants = np.where(has > 0, wants, has)
    whole, rest = np.divmod(counts * wants[row], np.maximum(has[row], 1))
    fitted = pd.Series(whole, index=cells.index, name=measure)
    left = wants - np.bincount(row, whole, minlength=len(keys)).astype(np.int64)
    order = pd.DataFrame({"row": row.to_numpy(), "rest": -rest}).sort_values(["row", "rest"], kind="stable")
    rank = order.groupby("row").cumcount().sort_index().to_numpy()
    return fitted + (rank < left[row])
