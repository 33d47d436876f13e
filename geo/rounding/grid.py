"""The full grid of a cube: refused where something is wrong with it, and laid out for rounding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.cubes import PARTS, PERIODS, SPACES, CubeSpec, implied
from geo.rounding.choosing import Sums
from geo.rounding.search import Ints

LARGEST = 2**53
"""Largest value that is rounded: up to it every whole number is exact as a float."""


WEIGHTS = {"month": 1.0, "quarter": 1.0, "year": 2.0, "": 4.0}
"""How much the errors of a sum count, by its period; the last is for sums over all time."""

CELL_WEIGHT = 2.5
"""How much the errors of the cells themselves count: so much that the search keeps their chances."""


class GridError(ValueError):
    """A grid cannot be rounded; the message names every fault."""


@dataclass(frozen=True)
class Batch:
    """
    The cells that are solved together, and the rows and totals that they make.

    Attributes
    ----------
    name : str
        Code of the period.
    cells : ndarray of int, shape (cells,)
        Positions of the cells in the sorted grid.
    rows : ndarray of int, shape (rows,)
        Positions of the rows in `Layout.rows`.
    row_of : ndarray of int, shape (cells,)
        Row of each cell, from 0.
    total_of : ndarray of int, shape (rows,)
        Total of each row, from 0.
    cell_sums, row_sums, total_sums : Sums
        The sums that each is part of and that a choice at its level can change.
    running : ndarray of int, shape (totals,)
        The sum of each total over all batches.
    """

    name: str
    cells: Ints
    rows: Ints
    row_of: Ints
    total_of: Ints
    cell_sums: Sums
    row_sums: Sums
    total_sums: Sums
    running: Ints


@dataclass(frozen=True)
class Layout:
    """
    A grid in the order of its keys, with the sums that each cell is part of.

    Attributes
    ----------
    order : ndarray of int, shape (cells,)
        Positions in the grid of the sorted cells.
    keys : MultiIndex
        Keys of the sorted cells.
    rows : MultiIndex
        Keys of the rows.
    sums : ndarray of int, shape (cells, families)
        The sums that each cell is part of, one of each family, numbered through.
    batches : tuple of Batch
        In order of time.
    """

    order: Ints
    keys: pd.MultiIndex
    rows: pd.MultiIndex
    sums: Ints
    batches: tuple[Batch, ...]

    @property
    def sum_count(self) -> int:
        """How many sums there are."""
        return int(self.sums.max(initial=-1)) + 1


def columns_of(spec: CubeSpec) -> list[str]:
    """
    Return the columns that a grid needs beside its measures.

    Parameters
    ----------
    spec : CubeSpec
        The cube.

    Returns
    -------
    list of str
        The keys first, then the coarser columns of its batch, rows, totals and margins.
    """
    coarser = (
        spec.batch,
        *spec.rows,
        *spec.totals,
        *(column for margin in spec.margins for column in margin),
    )
    return list(dict.fromkeys((*spec.keys, *coarser)))


def require_grid(grid: pd.DataFrame, spec: CubeSpec) -> None:
    """
    Refuse a grid that cannot be rounded.

    Parameters
    ----------
    grid : DataFrame
        All inner cells, with `columns_of` and the measures of *spec*.
    spec : CubeSpec
        The cube.

    Raises
    ------
    GridError
        If a column or cell is missing or there twice, a code is missing, one place or period lies in several
        coarser ones, a measure is no number, missing, below zero or too large, or a part exceeds its whole.
    """
    wanted = [*columns_of(spec), *spec.measures]
    faults = [f"column {column} is missing" for column in wanted if column not in grid]
    if not faults:
        faults = [*_key_faults(grid, spec), *_measure_faults(grid, spec)]
    if faults:
        message = f"{spec.name}: {'; '.join(faults)}"
        raise GridError(message)


def _key_faults(grid: pd.DataFrame, spec: CubeSpec) -> Iterator[str]:
    columns = columns_of(spec)
    missing = [column for column in columns if grid[column].isna().any()]
    yield from (f"{column} has no code in some cells" for column in missing)
    keys = grid[list(spec.keys)]
    if (twice := int(keys.duplicated().sum())) > 0:
        yield f"{twice} cells are there twice"
    full = int(np.prod([keys[key].nunique() for key in spec.keys], dtype=np.int64)) if len(grid) else 0
    if not missing and (gaps := full - (len(grid) - twice)) > 0:
        yield f"{gaps} cells of the full grid are missing"
    for chain in (SPACES, PERIODS, ("unit", "kind")):
        for fine, coarse in pairwise([column for column in chain if column in columns]):
            pairs = grid[[fine, coarse]].drop_duplicates()
            several = pairs[fine][pairs[fine].duplicated()].unique()
            yield from (f"{fine} {one} lies in more than one {coarse}" for one in several)


def _measure_faults(grid: pd.DataFrame, spec: CubeSpec) -> Iterator[str]:
    sound = []
    for measure in spec.measures:
        if not pd.api.types.is_numeric_dtype(grid[measure]) or pd.api.types.is_bool_dtype(grid[measure]):
            yield f"{measure} is no number"
        elif not np.isfinite(values := grid[measure].to_numpy(float, na_value=np.nan)).all():
            yield f"{measure} is missing or infinite in {int((~np.isfinite(values)).sum())} cells"
        elif (values < 0).any():
            yield f"{measure} is below zero in {int((values < 0).sum())} cells"
        elif (values > LARGEST).any():
            yield f"{measure} is too large in {int((values > LARGEST).sum())} cells"
        else:
            sound.append(measure)
    for part, whole in PARTS.items():
        if part in sound and whole in sound and (more := int((grid[part] > grid[whole]).sum())):
            yield f"{part} exceeds {whole} in {more} cells"


def lay_out(grid: pd.DataFrame, spec: CubeSpec) -> Layout:
    """
    Sort a grid by its keys and number all its sums.

    Parameters
    ----------
    grid : DataFrame
        All inner cells, as `require_grid` wants them.
    spec : CubeSpec
        The cube.

    Returns
    -------
    Layout
        The same for the same cells, in whatever order they stand in *grid*.
    """
    codes = {column: np.asarray(pd.factorize(grid[column], sort=True)[0]) for column in columns_of(spec)}
    order = np.lexsort([codes[key] for key in reversed(spec.keys)]) if len(grid) else np.arange(0)
    codes = {column: found[order].astype(np.int64) for column, found in codes.items()}
    families = list(dict.fromkeys((spec.totals, *spec.margins)))
    sums = np.zeros((len(grid), len(families)), dtype=np.int64)
    known = 0
    for at, family in enumerate(families):
        sums[:, at] = known + _number(codes, family, len(grid))
        known = int(sums[:, at].max(initial=known - 1)) + 1
    row_of = _number(codes, spec.rows, len(grid))
    total_of = _number(codes, (*spec.totals, spec.batch), len(grid))
    first_cells = np.unique(row_of, return_index=True)[1]
    batches = []
    names = grid[spec.batch].to_numpy()[order]
    for name in sorted(set(names)):
        cells = np.flatnonzero(names == name)
        batches.append(
            _batch(str(name), cells, row_of[cells], total_of[cells], _Families(spec, families, sums))
        )
    return Layout(
        order,
        pd.MultiIndex.from_frame(grid[list(spec.keys)].iloc[order]),
        pd.MultiIndex.from_frame(grid[list(spec.rows)].iloc[order[first_cells]]),
        sums,
        tuple(batches),
    )


@dataclass(frozen=True)
class _Families:
    """The sums of each cell, the totals first, and which of them a choice at each level can change."""

    spec: CubeSpec
    margins: Sequence[tuple[str, ...]]
    sums: Ints

    def at(self, cells: Ints, known: Sequence[str], fixed: Sequence[str] | None = None) -> Sums:
        """Return the sums of *cells* over margins known by some columns and not already fixed by others."""
        given = implied((*known, self.spec.batch))
        settled = implied((*fixed, self.spec.batch)) if fixed is not None else frozenset[str]()
        chosen = [
            at
            for at, margin in enumerate(self.margins)
            if given.issuperset(margin) and (fixed is None or not settled.issuperset(margin))
        ]
        weight = np.array([self._weight(self.margins[at]) for at in chosen], dtype=np.float64)
        return Sums(self.sums[np.ix_(cells, np.array(chosen, dtype=np.int64))], weight)

    def _weight(self, margin: Sequence[str]) -> float:
        """Return how much the errors of a margin count: the longer it gathers them, the more."""
        if set(margin) == set(self.spec.keys):
            return CELL_WEIGHT
        return next((WEIGHTS[period] for period in PERIODS if period in margin), WEIGHTS[""])


def _batch(name: str, cells: Ints, row_of: Ints, total_of: Ints, families: _Families) -> Batch:
    spec = families.spec
    rows, first_cell, row_of = np.unique(row_of, return_index=True, return_inverse=True)
    _, first_row, total_of = np.unique(total_of[first_cell], return_index=True, return_inverse=True)
    heads = cells[first_cell]
    tops = heads[first_row]
    return Batch(
        name,
        cells,
        rows,
        row_of,
        total_of,
        families.at(cells, spec.keys, spec.totals),
        families.at(heads, spec.rows, spec.totals),
        families.at(tops, spec.totals),
        families.sums[tops, 0],
    )


def _number(codes: dict[str, Ints], columns: Sequence[str], cells: int) -> Ints:
    """Return a number for each combination of columns, from 0, in the order of their codes."""
    found: npt.NDArray[np.int64] = np.zeros(cells, dtype=np.int64)
    for column in columns:
        found = found * (int(codes[column].max(initial=0)) + 1) + codes[column]
        found = np.unique(found, return_inverse=True)[1].astype(np.int64)
    return found
