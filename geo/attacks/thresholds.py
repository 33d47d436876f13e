"""The naive design of most reports: exact figures, and those from 1 to base - 1 withheld, in every table."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.attacks.sight import Rows, Sight, align, group_of, positions, specs_of
from geo.attacks.systems import IntArray
from geo.cubes import CubeSpec
from geo.released import Published, cells_of


def thresholded(shape: Published, truth: Mapping[str, pd.DataFrame], grain: int = 1) -> Sight:
    """
    Return what tables of exact figures say where figures from 1 to base - 1 are withheld.

    Parameters
    ----------
    shape : Published
        The release whose cubes, margins and base are used; none of its figures is.
    truth : Mapping of str to DataFrame
        True cubes.
    grain : int
        What their counts are known to be multiples of.

    Returns
    -------
    Sight
        A withheld figure is known to be from 1 to base - 1, because zeros are shown.
    """
    exact = {spec.name: _exact(shape, truth[spec.name], spec) for spec in specs_of(shape)}
    at = positions(exact, specs_of(shape))
    rows = Rows()
    for spec in specs_of(shape):
        for measure in spec.measures:
            start = at[spec.name, measure].start
            for margin in spec.margins:
                _margin(rows, exact[spec.name], measure, margin, start, shape.base, grain)
    stacked = np.concatenate([exact[cube][measure].to_numpy(np.int64) for cube, measure in at])
    return Sight(rows.system(*_shown(stacked, shape.base, grain)), at, 1)


def _exact(shape: Published, truth: pd.DataFrame, spec: CubeSpec) -> pd.DataFrame:
    """Return the true cells with everything that they may be summed by."""
    cells = cells_of(shape, spec.name)
    cells[list(spec.measures)] = align(truth, cells, spec).round().astype(np.int64)
    return cells


def _shown(figures: IntArray, base: int, grain: int) -> tuple[IntArray, IntArray]:
    """Return what each figure is known to lie between."""
    withheld = (figures >= 1) & (figures < base)
    return np.where(withheld, grain, figures), np.where(withheld, (base - 1) // grain * grain, figures)


def _margin(
    rows: Rows, cells: pd.DataFrame, measure: str, margin: tuple[str, ...], start: int, base: int, grain: int
) -> None:
    """Add one table of sums."""
    group = group_of(cells, margin)
    sums = np.bincount(group, cells[measure].to_numpy(np.float64)).astype(np.int64)
    rows.add(start + np.arange(len(cells)), group, *_shown(sums, base, grain))
