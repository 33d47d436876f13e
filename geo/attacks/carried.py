"""What has become of the codes of earlier releases, where units were merged since."""

from collections.abc import Iterable, Sequence

import pandas as pd

from geo.cubes import SPACES, CubeSpec
from geo.publication.families import nearest_kind
from geo.publication.units import carry_units
from geo.publication.zones import parts_of
from geo.released import Published, cells_of


def codes_now(codes: "pd.Series[str]", key: str, before: Published, now: Published) -> "pd.Series[str]":
    """
    Return the codes of an earlier release as the latest one has them.

    Parameters
    ----------
    codes : Series of str
        Codes of one column of *before*.
    key : str
        The column: of space, the kind of place, or any other, whose codes never change.
    before, now : Published
        The earlier release, and the one that carries it on.

    Returns
    -------
    Series of str
        By the index of *codes*.

    Raises
    ------
    ValueError
        If *now* does not carry a unit of *before* on.
    """
    if key == "unit":
        return codes.map(carry_units(before.units, now.units))
    if key in SPACES:
        holder = {part: label for label in now.units.reset_index()[key].unique() for part in parts_of(label)}
        return codes.map({label: holder[parts_of(label)[0]] for label in codes.unique()})
    if key == "kind" and "kinds" in now.cubes:
        shown = set(now.cubes["kinds"]["kind"])
        return codes.map({kind: nearest_kind(kind, shown) for kind in codes.unique()})
    return codes


def joined(
    spec: CubeSpec, columns: Sequence[str], now: Published, earlier: Iterable[Published]
) -> "pd.Series[int]":
    """
    Count the figures of earlier releases that each sum of the latest one is made of.

    Parameters
    ----------
    spec : CubeSpec
        A cube.
    columns : sequence of str
        Columns that make a sum.
    now : Published
        The latest release.
    earlier : iterable of Published
        Those before it.

    Returns
    -------
    Series of int
        By *columns*: more than 1 where what was rounded apart has been added up since. Sums that no earlier
        release held are left out.
    """
    counts = []
    for release in earlier:
        cells = cells_of(release, spec.name)[list(columns)].drop_duplicates()
        moved = cells.assign(**{key: codes_now(cells[key], key, release, now) for key in columns})
        counts.append(moved.groupby(list(columns)).size())
    if not counts:
        return pd.Series(dtype="int64")
    return pd.concat(counts).groupby(level=list(range(len(columns)))).max()
