"""Overlapping areas: what the difference of two zonings says of the sliver between them."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.attacks.results import Outcome
from geo.attacks.systems import BoolArray, FloatArray, IntArray
from geo.crs import to_metric
from geo.cubes import SPACES
from geo.released import Published

BLOCK = 3
"""Units in an area of the naive zonings."""

SLIVER_M2 = 10_000.0
"""Overlap of two outlines of one level up to which it is a matter of drawing."""

SURE = 1e-6
"""How far a combination of sums may be from a single unit."""


def take_slivers(members: BoolArray, told: FloatArray, truth: IntArray, base: int) -> Outcome:
    """
    Solve for single units from the sums of areas that overlap.

    Parameters
    ----------
    members : bool array
        Shape (areas, units): which units each area holds.
    told : float array
        Shape (areas, periods): what is published, NaN where it is withheld.
    truth : int array
        Shape (units, periods): true counts.
    base : int
        Counts from 1 to base - 1 are attacked, of units that all areas together isolate.

    Returns
    -------
    Outcome
        A target is recovered where the published sums of its period give it, and it is true.
    """
    isolated = _isolated(members)
    small = (truth >= 1) & (truth < base) & isolated[:, None]
    recovered = 0
    for period in np.flatnonzero(small.any(axis=0)).tolist():
        shown = ~np.isnan(told[:, period])
        units = _isolated(members[shown]) & small[:, period]
        solved = np.linalg.pinv(members[shown].astype(np.float64)) @ told[shown, period]
        recovered += int((np.rint(solved) == truth[:, period])[units].sum())
    return Outcome(int(small.sum()), int(((truth >= 1) & (truth < base)).sum()), recovered)


def _isolated(members: BoolArray) -> BoolArray:
    """Return the units that some combination of areas equals."""
    matrix = members.astype(np.float64)
    if not len(matrix):
        return np.zeros(members.shape[1], np.bool_)
    span = np.linalg.pinv(matrix) @ matrix
    return np.abs(np.diag(span) - 1) < SURE


def shifted_zonings(truth: IntArray, base: int) -> tuple[BoolArray, FloatArray]:
    """
    Return the naive design: two zonings, the second one unit further, exact figures behind a threshold.

    Parameters
    ----------
    truth : int array
        Shape (units, periods).
    base : int
        Figures from 1 to base - 1 are withheld.

    Returns
    -------
    members : bool array
        Shape (areas, units).
    told : float array
        Shape (areas, periods).
    """
    unit = np.arange(len(truth))
    zonings = [unit // BLOCK, (unit + 1) // BLOCK]
    members = np.concatenate([zoning == np.unique(zoning)[:, None] for zoning in zonings])
    exact = members.astype(np.int64) @ truth
    return members, np.where((exact >= 1) & (exact < base), np.nan, exact)


def published_zonings(published: Published, figures: IntArray) -> tuple[BoolArray, FloatArray]:
    """
    Return every grouping of units that a release names, with its sums of published cells.

    Parameters
    ----------
    published : Published
        A release.
    figures : int array
        Shape (units, periods), units in the order of `Published.units`.

    Returns
    -------
    members, told : array
        As `shifted_zonings`.
    """
    table = published.units.reset_index()
    columns = [column for column in (*SPACES, "kind") if column in table]
    codes = [pd.factorize(table[column])[0] for column in columns]
    members = np.concatenate([code == np.unique(code)[:, None] for code in codes])
    return members, (members.astype(np.int64) @ figures).astype(np.float64)


def not_nested(published: Published) -> int:
    """
    Return how often the areas of a release overlap.

    Parameters
    ----------
    published : Published
        A release.

    Returns
    -------
    int
        Areas that lie in two of the next coarser level, and pairs of outlines of one level that overlap.
    """
    table = published.units.reset_index()
    levels = [column for column in SPACES if column in table]
    found = 0
    for fine, coarse in pairwise(levels):
        parents = table[[fine, coarse]].drop_duplicates()[fine].value_counts()
        found += int((parents > 1).sum())
    shapes = to_metric(published.territories)
    return found + sum(_overlaps(shapes[shapes["level"] == level]) for level in shapes["level"].unique())


def _overlaps(shapes: gpd.GeoDataFrame) -> int:
    """Return how many pairs of outlines share more than a sliver."""
    outlines = shapes.geometry.to_numpy()
    first, second = shapes.sindex.query(outlines, predicate="intersects")
    apart = first < second
    shared = shapely.area(shapely.intersection(outlines[first[apart]], outlines[second[apart]]))
    return int((shared > SLIVER_M2).sum())
