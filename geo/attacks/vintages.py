"""Successive releases: whether earlier figures of the same cell say more than the latest one."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from geo.attacks.carried import codes_now
from geo.attacks.results import Outcome
from geo.attacks.systems import FloatArray, IntArray
from geo.cubes import CubeSpec
from geo.released import Published

RELEASES = 24
"""Releases of the naive design: two years of months, or six of quarters."""


def average(versions: FloatArray, truth: IntArray, base: int, grain: int = 1) -> Outcome:
    """
    Average what successive releases say of the same cells.

    Parameters
    ----------
    versions : float array
        Shape (releases, cells); NaN where a release did not hold the cell.
    truth : int array
        True counts of the cells.
    base : int
        Counts from 1 to base - 1 are attacked.
    grain : int
        What the counts are known to be multiples of.

    Returns
    -------
    Outcome
        A target is recovered where the rounded mean of its versions is true; intervals are those that all
        versions allow; *faults* are all cells that differ between two releases, small or not.
    """
    changed = np.nanmax(versions, axis=0) != np.nanmin(versions, axis=0)
    small = (truth >= 1) & (truth < base)
    if not small.any():
        return Outcome(0, 0, 0, faults=int(changed.sum()))
    told = versions[:, small]
    low = np.maximum(np.nanmax(told, axis=0) - base + 1, 0)
    high = np.nanmin(told, axis=0) + base - 1
    right = grain * np.rint(np.nanmean(told, axis=0) / grain) == truth[small]
    targets = int(small.sum())
    return Outcome(targets, targets, int(right.sum()), int((high - low).min()), faults=int(changed.sum()))


def rounded_again(truth: IntArray, base: int, rng: np.random.Generator) -> FloatArray:
    """
    Return the naive design: every release rounds the same counts anew.

    Parameters
    ----------
    truth : int array
        True counts.
    base : int
        What they are rounded to multiples of.
    rng : Generator
        Rounds, randomly and without bias.

    Returns
    -------
    float array
        Shape (releases, cells).
    """
    rest = truth % base
    up = rng.random((RELEASES, len(truth))) * base < rest
    return (truth - rest + base * up).astype(np.float64)


def versions_of(cube: CubeSpec, measure: str, now: Published, earlier: Iterable[Published]) -> FloatArray:
    """
    Return what successive releases say of the cells of the latest.

    Parameters
    ----------
    cube : CubeSpec
        Which cube.
    measure : str
        Which of its measures.
    now : Published
        The latest release.
    earlier : iterable of Published
        Those before it; where units were merged since, their figures are added up.

    Returns
    -------
    float array
        Shape (releases, cells), the latest first; NaN where a release did not hold the cell.
    """
    keys = list(cube.keys)
    cells = pd.MultiIndex.from_frame(now.cubes[cube.name][keys])
    versions = [now.cubes[cube.name][measure].to_numpy(np.float64)]
    for release in earlier:
        told = release.cubes[cube.name][[*keys, measure]].copy()
        for key in keys:
            told[key] = codes_now(told[key], key, release, now)
        versions.append(told.groupby(keys)[measure].sum().reindex(cells).to_numpy(np.float64))
    return np.array(versions)
