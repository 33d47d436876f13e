"""Cubes as arrays: the published figures of each cell beside the true counts, for the score."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.attacks.sight import align, group_of, specs_of
from geo.attacks.systems import FloatArray, IntArray
from geo.cubes import PERIODS, SPACES, CubeSpec
from geo.released import Published, cells_of

Cubes = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Grid:
    """
    One measure of one cube in two dimensions.

    Attributes
    ----------
    rows, columns : tuple of str
        Codes of both dimensions.
    figures, truth : int array
        Shape (rows, columns).
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    figures: IntArray
    truth: IntArray

    def summed(self, groups: "pd.Series[str]") -> "Grid":
        """Return the sums of rows with the same group; *groups* is by row."""
        codes, names = pd.factorize(groups.reindex(list(self.rows)), sort=True)
        members = (codes == np.arange(len(names))[:, None]).astype(np.int64)
        return Grid(tuple(names), self.columns, members @ self.figures, members @ self.truth)


def aligned(published: Published, truth: Cubes, spec: CubeSpec, measure: str) -> IntArray:
    """
    Return the true counts of a cube in the order of its published cells.

    Parameters
    ----------
    published : Published
        A release.
    truth : Mapping of str to DataFrame
        True cubes.
    spec : CubeSpec
        One of its cubes.
    measure : str
        A measure of that cube.

    Returns
    -------
    int array
        By cell; hours as whole hours.
    """
    true = align(truth[spec.name], published.cubes[spec.name], spec)[measure]
    return true.to_numpy(np.float64).round().astype(np.int64)


def stacked(published: Published, truth: Cubes, at: Mapping[tuple[str, str], slice]) -> FloatArray:
    """
    Return the true values of all cubes in the order of an attacker's unknowns.

    Parameters
    ----------
    published : Published
        A release.
    truth : Mapping of str to DataFrame
        True cubes.
    at : Mapping of (cube, measure) to slice
        As `geo.attacks.sight.Sight.slices`.

    Returns
    -------
    float array
        By unknown; hours are no whole numbers.
    """
    specs = {spec.name: spec for spec in specs_of(published)}
    cubes = {name: align(truth[name], published.cubes[name], specs[name]) for name in specs}
    return np.concatenate([cubes[cube][measure].to_numpy(np.float64) for cube, measure in at])


def grid_of(published: Published, truth: Cubes, measure: str) -> Grid:
    """
    Return the finest cube of a release, by space and time.

    Parameters
    ----------
    published : Published
        A release.
    truth : Mapping of str to DataFrame
        True cubes.
    measure : str
        A measure of its first cube.

    Returns
    -------
    Grid
        Units and months, or areas and quarters; periods in the order of time, units in that of
        `Published.units`.
    """
    spec = specs_of(published)[0]
    space, period = spec.keys
    cells = published.cubes[spec.name][[space, period]].assign(
        figure=published.cubes[spec.name][measure].to_numpy(np.int64),
        true=aligned(published, truth, spec, measure),
    )
    wide = cells.pivot_table(
        index=space, columns=period, values=["figure", "true"], aggfunc="sum", fill_value=0
    )
    wide = wide.reindex(published.units.index, fill_value=0)
    figures, true = (wide[name].sort_index(axis=1) for name in ("figure", "true"))
    return Grid(
        tuple(figures.index), tuple(figures.columns), figures.to_numpy(np.int64), true.to_numpy(np.int64)
    )


def measures_of(published: Published, truth: Cubes) -> tuple[dict[str, IntArray], dict[str, IntArray]]:
    """Return the published and the true counts of the cells of the finest cube, by measure."""
    spec = specs_of(published)[0]
    figures = {measure: published.cubes[spec.name][measure].to_numpy(np.int64) for measure in spec.measures}
    return figures, {measure: aligned(published, truth, spec, measure) for measure in spec.measures}


def categories_of(published: Published, truth: Cubes) -> Iterator[Grid]:
    """
    Return every cube that divides its rows by something other than space and time.

    Parameters
    ----------
    published : Published
        A release.
    truth : Mapping of str to DataFrame
        True cubes.

    Yields
    ------
    Grid
        For each measure: what is left of the keys in rows, the categories in columns.
    """
    for spec in specs_of(published):
        other = [key for key in spec.keys if key not in (*SPACES, *PERIODS)]
        rest = [key for key in spec.keys if key not in other]
        if not other:
            continue
        for measure in spec.measures:
            cells = published.cubes[spec.name][list(spec.keys)].assign(
                figure=published.cubes[spec.name][measure].to_numpy(np.int64),
                true=aligned(published, truth, spec, measure),
            )
            wide = cells.pivot_table(
                index=rest, columns=other, values=["figure", "true"], aggfunc="sum", fill_value=0
            )
            rows = tuple(map(str, wide.index))
            figures, true = (wide[name].to_numpy(np.int64) for name in ("figure", "true"))
            yield Grid(rows, tuple(map(str, wide["figure"].columns)), figures, true)


def rows_of(published: Published, spec: CubeSpec) -> IntArray:
    """Return the number of the row of each cell of a cube."""
    return group_of(cells_of(published, spec.name), spec.rows)
