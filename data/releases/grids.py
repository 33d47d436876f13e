"""Full grids of true cells: every unit in every period, also where nobody was."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from data.releases.content import OPEN_WORDS, WORDS, cubes_of, periods_of
from data.releases.planning import Plan
from data.releases.truth import Facts
from geo.cubes import FACES, PERIODS, CubeSpec
from geo.publication.families import nearest_kind
from geo.publication.zones import parts_of
from geo.released import Published, cells_of

Cells = Mapping[str, pd.DataFrame]
"""Keys and measures of each cube, by its name."""


def true_policy_cells(facts: Facts, plan: Plan, draft: Published, first: date) -> Cells:
    """
    Count the cells of a policy release.

    Parameters
    ----------
    facts : Facts
        Sums by place.
    plan : Plan
        The unit of each place.
    draft : Published
        The release without its cubes.
    first : date
        First day that it covers.

    Returns
    -------
    Cells
        Full grids; hours are floats, all else is int64.
    """
    of_place = plan.unit_of.to_frame("unit").join(plan.units, on="unit")
    cells = {}
    for spec in cubes_of("policy"):
        sums = facts.sums[spec.name]
        space = spec.keys[0]
        known = sums[sums["place"].isin(of_place.index)]
        placed = known.assign(**{space: of_place[space].reindex(known["place"]).to_numpy()})
        cells[spec.name] = _full(placed, spec, draft, first)
    return cells


def true_public_cells(policy: Published, plan: Plan, draft: Published, first: date) -> Cells:
    """
    Sum the cells of a policy release for a public one, which knows nothing else.

    Parameters
    ----------
    policy : Published
        The policy release.
    plan : Plan
        The public areas and kinds.
    draft : Published
        The public release without its cubes.
    first : date
        First day that it covers.

    Returns
    -------
    Cells
        Full grids of sums of published policy cells; all int64.
    """
    area_of = {part: area for area in plan.units.index for part in parts_of(area)}
    kinds = set(plan.kind_of)
    effort = cells_of(policy, "places")
    effort["area"] = effort["area"].map(lambda area: area_of.get(parts_of(area)[0]))
    effort["kind"] = effort["kind"].map(lambda kind: nearest_kind(kind, kinds))
    sources = {"areas": effort, "kinds": effort}
    for name in ("services", "natures", *FACES):
        sources[name] = cells_of(policy, name)
    return {spec.name: _full(sources[spec.name], spec, draft, first) for spec in cubes_of("public")}


def _full(rows: pd.DataFrame, spec: CubeSpec, draft: Published, first: date) -> pd.DataFrame:
    """Sum *rows* over the keys of a cube, for all its cells in all the periods of the release."""
    keys = list(spec.keys)
    codes = [_codes(key, rows, draft, first) for key in keys]
    grid = pd.MultiIndex.from_product(codes, names=keys)
    sums = rows.groupby(keys)[list(spec.measures)].sum()
    return sums.reindex(grid, fill_value=0).reset_index()


def _codes(key: str, rows: pd.DataFrame, draft: Published, first: date) -> Sequence[str]:
    table = draft.units.reset_index()
    if key in PERIODS:
        return periods_of(key, first, draft.through)
    if key == "service":
        return sorted(draft.names)
    if key in OPEN_WORDS:
        return [word for word in WORDS[key] if word in set(rows[key])]
    return WORDS[key] if key in WORDS else sorted(table[key].unique())


def coarsened(cells: Cells, tier: str, maps: Mapping[str, Callable[[str], str]]) -> Cells:
    """
    Sum the cells of the last release over what has been merged since.

    Parameters
    ----------
    cells : Cells
        Published or true cells.
    tier : str
        Of the release.
    maps : Mapping of str to callable
        By column of space or kind: from the code then to the code now.

    Returns
    -------
    Cells
        With the codes of now.
    """
    found = {}
    for spec in cubes_of(tier):
        moved = cells[spec.name].copy()
        for key in spec.keys:
            if key in maps:
                moved[key] = moved[key].map(maps[key])
        found[spec.name] = moved.groupby(list(spec.keys), as_index=False)[list(spec.measures)].sum()
    return found


def carried(spec: CubeSpec, now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """
    Return the cells of a cube with those of the past as they were.

    Parameters
    ----------
    spec : CubeSpec
        How the cube is made.
    now : DataFrame
        Its full grid of cells, as they would be without a past.
    before : DataFrame
        Cells of the last release, with the codes of now. What it had no cell for, such as a service that is
        new, was nothing then.

    Returns
    -------
    DataFrame
        The rows of *now* in their order: the periods of *before* from there, all others from *now*.
    """
    keys, measures = list(spec.keys), list(spec.measures)
    past = is_past(spec, now, before)
    frozen = before.set_index(keys)[measures].reindex(
        pd.MultiIndex.from_frame(now.loc[past, keys]), fill_value=0
    )
    merged = now.copy()
    merged.loc[past, measures] = frozen.astype(now[measures].dtypes.to_dict()).to_numpy()
    return merged.astype(now.dtypes.to_dict())


def is_past(spec: CubeSpec, now: pd.DataFrame, before: pd.DataFrame) -> "pd.Series[bool]":
    """
    Tell which cells lie in a period that was released before.

    Parameters
    ----------
    spec : CubeSpec
        How the cube is made.
    now : DataFrame
        Its full grid of cells.
    before : DataFrame
        Cells of the last release.

    Returns
    -------
    Series of bool
        On the index of *now*.
    """
    step = next(key for key in spec.keys if key in PERIODS)
    return now[step].isin(set(before[step]))


def widened(draft: Published, cells: Cells, name: str) -> pd.DataFrame:
    """
    Return the cells of one cube with every coarser column of space and time.

    Parameters
    ----------
    draft : Published
        The release, with or without its cubes.
    cells : Cells
        Published or true cells, of this cube at least.
    name : str
        The cube.

    Returns
    -------
    DataFrame
        As `geo.released.cells_of` does for what is published.
    """
    return cells_of(replace(draft, cubes=cells), name)
