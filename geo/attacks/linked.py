"""Linked cubes: two tables of the same contacts, whose shared sums must be the same figure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.attacks.results import Outcome
from geo.attacks.sight import align, specs_of
from geo.attacks.systems import IntArray
from geo.cubes import CubeSpec
from geo.released import Published, cells_of, sums


@dataclass(frozen=True, eq=False)
class Shared:
    """
    Sums that two tables share.

    Attributes
    ----------
    first, second : int array
        As each of the two has them.
    rooms : int array
        How far each may be from the truth.
    truth : int array
        The true sums, for the choice of targets.
    """

    first: IntArray
    second: IntArray
    rooms: IntArray
    truth: IntArray


def compare(shared: Shared, base: int) -> Outcome:
    """
    Intersect what two tables say of the sums that they share.

    Parameters
    ----------
    shared : Shared
        The sums that two tables share.
    base : int
        What is published are multiples of it.

    Returns
    -------
    Outcome
        Targets are the shared sums of any size whose truth is no multiple of the base, since all others are
        published as they are; one is recovered where the two figures together leave an interval narrower
        than base - 1. *faults* are the sums that differ, of all.
    """
    differ = int((shared.first != shared.second).sum())
    open_ones = shared.truth % base > 0
    first, second, rooms = (part[open_ones] for part in (shared.first, shared.second, shared.rooms))
    low = np.maximum(np.maximum(first, second) - rooms, 0)
    width = np.minimum(first, second) + rooms - low
    narrow = int((width < base - 1).sum())
    narrowest = int(width.min()) if len(width) else None
    return Outcome(len(first), len(shared.truth), narrow, narrowest, faults=differ)


def shared_sums(published: Published, truth: Mapping[str, pd.DataFrame]) -> Shared:
    """
    Return all sums that two cubes of a release share.

    Parameters
    ----------
    published : Published
        A release.
    truth : Mapping of str to DataFrame
        True cubes.

    Returns
    -------
    Shared
        A sum may be base - 1 from the truth for each total in it that was rounded as one.
    """
    found = [_pair(published, *link) for link in _links(published)]
    first, second, rooms = (
        np.concatenate(parts) for parts in zip([np.zeros(0, np.int64)] * 3, *found, strict=True)
    )
    return Shared(first, second, rooms, _true_sums(published, truth))


def _true_sums(shape: Published, truth: Mapping[str, pd.DataFrame]) -> IntArray:
    """Return the true shared sums, in the order of the links."""
    totals = [np.zeros(0)]
    for spec, _, measure in _links(shape):
        cells = cells_of(shape, spec.name)
        cells[measure] = align(truth[spec.name], cells, spec)[measure]
        totals.append(cells.groupby(list(spec.rows))[measure].sum().to_numpy(np.float64))
    return np.concatenate(totals).round().astype(np.int64)


def _links(published: Published) -> list[tuple[CubeSpec, CubeSpec, str]]:
    """Return each pair of linked cubes and each measure that both have."""
    specs = {spec.name: spec for spec in specs_of(published)}
    return [
        (spec, specs[spec.linked], measure)
        for spec in specs.values()
        if spec.linked in specs
        for measure in spec.measures
        if measure in specs[spec.linked].measures
    ]


def _pair(
    published: Published, spec: CubeSpec, source: CubeSpec, measure: str
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the sums that two cubes share, and how far they may be from the truth."""
    own = cells_of(published, spec.name).groupby(list(spec.rows))[measure].sum()
    theirs = sums(cells_of(published, source.name), source, spec.rows).reindex(own.index, fill_value=0)
    rooms = theirs["parts"].to_numpy(np.int64) * (published.base - 1)
    return own.to_numpy(np.int64), theirs[measure].to_numpy(np.int64), rooms


def rounded_apart(shape: Published, truth: Mapping[str, pd.DataFrame], rng: np.random.Generator) -> Shared:
    """
    Return the naive design: each table rounds the totals that it shares with another on its own.

    Parameters
    ----------
    shape : Published
        The release whose cubes and base are used.
    truth : Mapping of str to DataFrame
        True cubes.
    rng : Generator
        Rounds.

    Returns
    -------
    Shared
        Each sum within base - 1 of the truth.
    """
    true = _true_sums(shape, truth)
    first, second = (
        true - true % shape.base + shape.base * (rng.random(len(true)) * shape.base < true % shape.base)
        for _ in range(2)
    )
    return Shared(first, second, np.full(len(true), shape.base - 1, np.int64), true)
