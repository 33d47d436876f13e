"""What a release holds, and what may be computed from it: sums of published cells, and nothing else.

See docs/methods/rounding.md for how the cells are made. Here nothing is known but them, so whatever is
computed, however often and over whatever filter, tells no more than the release itself.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import geopandas as gpd
import pandas as pd

from geo.breaks import Breaks
from geo.cubes import BASES_OF_A_RATIO, PERIODS, POLICY_CUBES, PUBLIC_CUBES, SPACES, CubeSpec
from geo.periods import months_before
from geo.publication.families import FAMILY_OF

COUNT_STEPS = (4, 20, 100, 400)
"""Upper edges of the classes of a count, in bases; one more class has no upper edge."""

RATE_STEPS = (0.5, 1.0, 2.0, 4.0)
"""Upper edges of the classes of a rate; one more class has no upper edge."""

SAME_SHARE = 0.05
"""Share of a figure by which another may differ and still be called about the same."""

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_CODE = re.compile(r"(?P<year>\d{4})(-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Published:
    """
    The content of a release.

    Attributes
    ----------
    tier : str
        ``policy`` or ``public``.
    base : int
        Every figure is a multiple of it.
    through : date
        Last day that the figures cover.
    synthetic : bool
        Whether the register was generated.
    units : DataFrame
        The finest rows of space, by ``unit``: ``zone``, ``kind`` (`geo.publication.families`), ``area`` and
        ``arrondissement``. In a public release by ``area``: ``arrondissement``.
    territories : GeoDataFrame
        WGS84, by ``id``: ``level`` (``zone``, ``area`` or ``arrondissement``), ``name_fr``, ``name_nl``, and
        outlines made of whole official territories; a public release has no zones.
    names : Mapping of str to str
        Names of the services, by code.
    cubes : Mapping of str to DataFrame
        By the name of its `geo.cubes.CubeSpec`: a full grid of the key columns and the measures (int64).
    """

    tier: str
    base: int
    through: date
    synthetic: bool
    units: pd.DataFrame
    territories: gpd.GeoDataFrame
    names: Mapping[str, str]
    cubes: Mapping[str, pd.DataFrame]


def spec_of(tier: str, cube: str) -> CubeSpec:
    """Return how *cube* of a release of *tier* is made; raises KeyError where there is none."""
    specs = POLICY_CUBES if tier == "policy" else PUBLIC_CUBES
    return {spec.name: spec for spec in specs}[cube]


def period_of(code: str, step: str) -> str:
    """
    Return the month, quarter or year in which a period lies.

    Parameters
    ----------
    code : str
        Such as ``2019-04``, ``2019-Q2`` or ``2019``.
    step : str
        One of `geo.cubes.PERIODS`, no finer than the period.

    Returns
    -------
    str
        Its code.

    Raises
    ------
    ValueError
        If *code* is no period, or finer than it is known was asked for.
    """
    known = _CODE.fullmatch(code)
    if known is None:
        message = f"{code!r} is neither a month, a quarter nor a year"
        raise ValueError(message)
    year, quarter, month = known["year"], known["quarter"], known["month"]
    if step == "year":
        return year
    if step == "quarter" and (quarter or month):
        return f"{year}-Q{quarter or (int(month) + 2) // 3}"
    if step == "month" and month:
        return code
    message = f"{code} cannot be told by the {step}"
    raise ValueError(message)


def step_of(code: str) -> str:
    """Return whether a period is a month, a quarter or a year; raises ValueError for anything else."""
    known = _CODE.fullmatch(code)
    if known is None:
        message = f"{code!r} is neither a month, a quarter nor a year"
        raise ValueError(message)
    return "quarter" if known["quarter"] else "month" if known["month"] else "year"


def days_of(code: str) -> tuple[date, date]:
    """Return the first and the last day of a month, a quarter or a year."""
    step, year = step_of(code), int(code[:4])
    last = int(code[-2:].lstrip("Q"))
    month = {"year": 1, "quarter": 3 * last - 2, "month": last}[step]
    first = date(year, month, 1)
    return first, months_before(first, -_MONTHS[step]) - timedelta(days=1)


def year_before(code: str) -> str:
    """Return the same month, quarter or year a year earlier; raises ValueError for anything else."""
    step_of(code)
    return f"{int(code[:4]) - 1:04d}{code[4:]}"


def cells_of(published: Published, cube: str) -> pd.DataFrame:
    """
    Return the cells of a cube with everything that they may be summed by.

    Parameters
    ----------
    published : Published
        A release.
    cube : str
        Name of one of its cubes.

    Returns
    -------
    DataFrame
        The keys, the measures, every coarser column of space and of time, and ``family`` where there is
        ``kind``.

    Raises
    ------
    KeyError
        If the release has no such cube.
    """
    spec = spec_of(published.tier, cube)
    cells = published.cubes[cube].reset_index(drop=True)
    space = next((key for key in spec.keys if key in SPACES), None)
    if space is not None and space != "arrondissement":
        above = _above(published.units, space)
        for column in above:
            cells[column] = above[column].reindex(cells[space].to_numpy()).to_numpy()
    if "kind" in cells:
        cells["family"] = cells["kind"].map(FAMILY_OF)
    finest = next(key for key in spec.keys if key in PERIODS)
    for step in PERIODS[PERIODS.index(finest) + 1 :]:
        periods = {code: period_of(code, step) for code in cells[finest].unique()}
        cells[step] = cells[finest].map(periods)
    return cells


def _above(units: pd.DataFrame, space: str) -> pd.DataFrame:
    """Return the columns that are no finer than *space*, by its codes."""
    table = units.reset_index()
    coarser = [column for column in SPACES[SPACES.index(space) + 1 :] if column in table]
    told = [*coarser, *(["kind"] if space == "unit" else [])]
    return table.drop_duplicates(space).set_index(space)[told]


def sums(
    cells: pd.DataFrame,
    spec: CubeSpec,
    by: Sequence[str] = (),
    where: Mapping[str, Collection[str]] | None = None,
) -> pd.DataFrame:
    """
    Return sums of published cells.

    Parameters
    ----------
    cells : DataFrame
        From `cells_of`.
    spec : CubeSpec
        How its cube is made.
    by : sequence of str
        Columns that make a row of the result, in its order; none for one sum over all.
    where : Mapping of str to collection of str, optional
        The codes to keep, by column.

    Returns
    -------
    DataFrame
        By *by*: the measures, and ``parts``, how many independently rounded figures each sum is made of. A
        whole row of the cube, or one of its totals, counts once, because its sum was rounded as one.
    """
    kept = pd.Series(data=True, index=cells.index)
    for column, codes in (where or {}).items():
        kept &= cells[column].isin(list(codes))
    # One sum over all is a sum by a column that is the same everywhere.
    whole = cells.assign(everything=0)
    groups = list(by) or ["everything"]
    chosen = whole[kept]
    summed = chosen.groupby(groups)[list(spec.measures)].sum()
    return summed.assign(parts=_parts(chosen, whole, spec, groups))


def _parts(chosen: pd.DataFrame, whole: pd.DataFrame, spec: CubeSpec, groups: list[str]) -> pd.Series:
    """Return how many independently rounded figures the cells that were chosen make up, by group."""
    levels = [list(spec.rows)]
    if spec.linked is None:
        levels.append(list(spec.totals) or ["everything"])
    pieces = chosen.assign(cells=1, parts=1)
    while levels:
        names = dict.fromkeys(column for part in (groups, *levels) for column in part)
        pieces = pieces.groupby(list(names))[["cells", "parts"]].sum().reset_index()
        level = levels.pop(0)
        sizes = whole.groupby(level).size().rename("size").reset_index()
        complete = pieces["cells"].eq(pieces[level].merge(sizes, how="left")["size"])
        pieces["parts"] = pieces["parts"].mask(complete, 1)
    return pieces.groupby(groups)["parts"].sum()


def most_behind_zero(base: int, parts: int = 1) -> int:
    """Return the largest true count that may stand behind a published zero made of *parts* figures."""
    return parts * (base - 1)


def count_bounds(table: pd.DataFrame, measure: str, base: int) -> pd.DataFrame:
    """
    Return between which true counts the published ones lie.

    Parameters
    ----------
    table : DataFrame
        From `sums`.
    measure : str
        One of its counts.
    base : int
        What they were rounded to.

    Returns
    -------
    DataFrame
        With the index of *table*: ``value``, and ``low`` and ``high``, both included.
    """
    value = table[measure]
    room = table["parts"] * (base - 1)
    return pd.DataFrame({"value": value, "low": (value - room).clip(lower=0), "high": value + room})


def ratio_bounds(table: pd.DataFrame, numerator: str, denominator: str, base: int) -> pd.DataFrame:
    """
    Return between which true ratios the published ones lie.

    Parameters
    ----------
    table : DataFrame
        From `sums`.
    numerator, denominator : str
        Two of its counts.
    base : int
        What they were rounded to.

    Returns
    -------
    DataFrame
        With the index of *table*: ``value`` from `ratio`, ``low`` and ``high``. Where the denominator may be
        nothing there is no upper bound.
    """
    above, below = (count_bounds(table, measure, base) for measure in (numerator, denominator))
    return pd.DataFrame(
        {
            "value": ratio(table[numerator], table[denominator], base),
            "low": above["low"] / below["high"],
            "high": (above["high"] / below["low"].where(below["low"] > 0)).fillna(float("inf")),
        }
    )


def ratio(numerator: pd.Series, denominator: pd.Series, base: int) -> pd.Series:
    """
    Return a ratio of published figures.

    Parameters
    ----------
    numerator, denominator : Series of int
        Sums of published cells, with the same index.
    base : int
        What they were rounded to.

    Returns
    -------
    Series of float
        NaN where the denominator is under four bases: there the rounding alone could double the ratio.
    """
    shown = denominator >= BASES_OF_A_RATIO * base
    return (numerator / denominator.where(shown)).astype(float)


def count_breaks(base: int) -> Breaks:
    """Return the classes of a count: those of the base, whatever the figures are."""
    return Breaks((*(float(step * base) for step in COUNT_STEPS), float("inf")), ())


def rate_breaks() -> Breaks:
    """Return the classes of a rate, whatever the figures are."""
    return Breaks((*RATE_STEPS, float("inf")), ())


def compare(before: pd.DataFrame, after: pd.DataFrame, least: float = 0.0) -> pd.DataFrame:
    """
    Compare published figures of two periods, row by row.

    Parameters
    ----------
    before, after : DataFrame
        From `count_bounds` or `ratio_bounds`, of the same rows.
    least : float
        Difference that a reader can see at all.

    Returns
    -------
    DataFrame
        ``before``, ``after``, ``difference``, and ``direction``: 1 for more, -1 for fewer, 0 where rounding
        alone may make the difference, or where it is no larger than *least* or than a twentieth of the
        figure before, and missing where one of the two is hidden or absent.
    """
    difference = after["value"] - before["value"]
    is_seen = difference.abs() > (before["value"] * SAME_SHARE).clip(lower=least)
    more = (is_seen & (after["low"] > before["high"])).astype("Int8")
    fewer = (is_seen & (after["high"] < before["low"])).astype("Int8")
    return pd.DataFrame(
        {
            "before": before["value"],
            "after": after["value"],
            "difference": difference,
            "direction": (more - fewer).where(difference.notna()),
        }
    )


def whole_periods(codes: Collection[str], step: str) -> list[str]:
    """
    Return the months, quarters or years that a release holds as a whole.

    Parameters
    ----------
    codes : collection of str
        The periods of its cells, all of one length.
    step : str
        One of `geo.cubes.PERIODS`, no finer than these.

    Returns
    -------
    list of str
        Their codes, in the order of time.
    """
    found = pd.Series(sorted(set(codes)), dtype=object)
    if found.empty:
        return []
    wanted = _MONTHS[step] // _MONTHS[step_of(found.iloc[0])]
    counts = found.map(lambda code: period_of(code, step)).value_counts()
    return sorted(counts.index[counts >= wanted])
