"""Whether everything that is published agrees: multiples of the base, whole grids, equal shared sums."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.attacks.sight import Table, off_the_cubes, specs_of
from geo.cubes import PARTS, CubeSpec
from geo.released import Published, cells_of


def violations(published: Published, tables: Sequence[Table] = ()) -> int:
    """
    Return how many published figures contradict the rules or each other.

    Parameters
    ----------
    published : Published
        A release.
    tables : sequence of Table
        Other figures that were published.

    Returns
    -------
    int
        Cells that are negative or no multiple of the base, cells that the grid lacks or has twice, first
        contacts above contacts, linked rows that differ, and figures of tables that are no sums of cells.
    """
    cells = {spec.name: cells_of(published, spec.name) for spec in specs_of(published)}
    found = sum(_within(cells[spec.name], spec, published.base) for spec in specs_of(published))
    for spec in specs_of(published):
        if spec.linked in cells:
            found += _apart(cells[spec.name], cells[spec.linked], spec)
    return found + sum(len(off_the_cubes(cells[table.cube], table)) for table in tables)


def _within(cells: pd.DataFrame, spec: CubeSpec, base: int) -> int:
    """Return the violations of one cube on its own."""
    figures = cells[list(spec.measures)].to_numpy(np.int64)
    keys = cells[list(spec.keys)]
    whole = int(np.prod([keys[key].nunique() for key in spec.keys]))
    distinct = len(keys.drop_duplicates())
    found = int(((figures % base != 0) | (figures < 0)).sum()) + (whole - distinct) + (len(keys) - distinct)
    pairs = [pair for pair in PARTS.items() if set(pair) <= set(spec.measures)]
    return found + sum(int((cells[part] > cells[whole]).sum()) for part, whole in pairs)


def _apart(cells: pd.DataFrame, source: pd.DataFrame, spec: CubeSpec) -> int:
    """Return how many shared sums of two linked cubes differ."""
    shared = [measure for measure in spec.measures if measure in source]
    own = cells.groupby(list(spec.rows))[shared].sum()
    theirs = source.groupby(list(spec.rows))[shared].sum()
    return int(own.ne(theirs.reindex(own.index, fill_value=0)).to_numpy().sum())
