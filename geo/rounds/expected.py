"""Whom and what an evening should expect, from the register: docs/methods/rounds.md."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import nbinom, poisson

from geo.measures import summarise
from geo.rates import dispersion

Numbers = npt.NDArray[np.float64]

LEVEL = 0.9

LEAST_SHAPE, MOST_SHAPE = 0.5, 100.0
"""Bounds of how much alike the members of a group may be taken to be: little, and nearly all."""


def expected_people(
    visits: pd.DataFrame,
    places: pd.DataFrame,
    weekday: int,
    band: int,
    hours: pd.Series,
    level: float = LEVEL,
) -> pd.DataFrame:
    """
    Return how many people a visit to each place should meet.

    A rate per hour of outreach in four steps, each a multiplier of the one before: the kind of place, its
    part of the day, the place, the place on this weekday in this part of the day. Few visits move a
    multiplier little, so that a place keeps near its kind until it is known.

    Parameters
    ----------
    visits : DataFrame
        Rows of the ledger, of the period to learn from (a year is a good one).
    places : DataFrame
        By id, n places: ``kind``.
    weekday, band : int
        Of the evening: 0 is Monday; an `HourBand`.
    hours : Series
        Length of the visit by place, in hours.
    level : float
        Of the interval.

    Returns
    -------
    DataFrame
        By the index of *places*, n rows: ``rate`` per hour; ``expected``, ``low`` and ``high`` people on one
        visit with their ``variance``; and ``hours`` of outreach that place had on this weekday in this part
        of the day. Where no visit at all has noted its effort, nobody is expected, and the rate and the
        limits are NaN.

    References
    ----------
    C. L. Christiansen and C. N. Morris, "Hierarchical Poisson regression modeling", JASA 92, 1997,
    pp. 618-632.
    """
    cells = _with_rates(_cells(visits[visits["minutes"] > 0], places, weekday, band))
    table = cells[cells["is_wanted"]].set_index("place").reindex(places.index)
    lengths = hours.reindex(places.index).to_numpy(float)
    mean = table["rate"].to_numpy(float) * lengths
    variance = table["dispersion"].to_numpy(float) * mean + table["spread"].to_numpy(float) * mean**2
    low, high = _limits(mean, variance, level)
    return pd.DataFrame(
        {
            "rate": table["rate"],
            "expected": np.nan_to_num(mean),
            "low": low,
            "high": high,
            "variance": np.nan_to_num(variance),
            "hours": table["hours"].fillna(0.0),
        },
        index=places.index,
    )


def _cells(noted: pd.DataFrame, places: pd.DataFrame, weekday: int, band: int) -> pd.DataFrame:
    """Return contacts and hours of each place, weekday and part of the day, with those of the evening."""
    keys = ["place", "weekday", "band"]
    summary = summarise(noted, keys) if len(noted) else pd.DataFrame()
    kinds = pd.concat([places["kind"].astype(str), noted.groupby("place")["kind"].first().astype(str)])
    kinds = kinds[~kinds.index.duplicated()]
    cells = pd.DataFrame({"met": [], "hours": [], "dispersion": []}, dtype=float)
    if len(summary):
        strata = kinds.reindex(summary.index.get_level_values("place"))
        varied = dispersion(summary, strata.tolist())
        cells = pd.DataFrame(
            {"met": summary["noted_contacts"].astype(float), "hours": summary["hours"], "dispersion": varied}
        )
    evening = pd.MultiIndex.from_product([places.index, [weekday], [band]], names=keys)
    index = evening if not len(cells) else cells.index.union(evening)
    cells = cells.reindex(index) if len(cells) else pd.DataFrame(np.nan, index=index, columns=cells.columns)
    cells[["met", "hours"]] = cells[["met", "hours"]].fillna(0.0)
    usual = cells["dispersion"].median()
    cells["dispersion"] = cells["dispersion"].fillna(1.0 if np.isnan(usual) else usual)
    is_wanted = cells.index.isin(evening)
    cells = cells.reset_index()
    return cells.assign(kind=cells["place"].map(kinds).to_numpy(), is_wanted=is_wanted)


def _with_rates(cells: pd.DataFrame) -> pd.DataFrame:
    """Add the rate of each cell, step by step, and its variance in units of the rate squared (``spread``)."""
    rate = _kind_rates(cells)
    rate = rate * _multiplier(cells, rate, ["kind", "band"])[0]
    of_place, place_shape = _multiplier(cells, rate, ["place"])
    rate = rate * of_place
    of_cell, cell_shape = _multiplier(cells, rate, ["place", "weekday", "band"])
    return cells.assign(rate=rate * of_cell, spread=1 / place_shape + 1 / cell_shape)


def _kind_rates(cells: pd.DataFrame) -> Numbers:
    """Return the rate of each cell's kind of place; that of all kinds where none was visited."""
    sums = cells.groupby("kind")[["met", "hours"]].transform("sum")
    all_hours = cells["hours"].sum()
    overall = cells["met"].sum() / all_hours if all_hours else np.nan
    rates = np.divide(sums["met"], sums["hours"], out=np.full(len(cells), overall), where=sums["hours"] > 0)
    return np.asarray(rates, dtype=np.float64)


def _multiplier(cells: pd.DataFrame, rate: Numbers, keys: Sequence[str]) -> tuple[Numbers, Numbers]:
    r"""
    Return by how much each group of cells exceeds what *rate* expects, and the shape of that.

    A multiplier is a priori Gamma distributed with mean 1 and shape *a*; after *y* people met where *E* were
    expected it is :math:`(a + y / \varphi) / (a + E / \varphi)`. *a* is found from how much the groups truly
    differ: :math:`1 / a = \sum ((y - E)^2 - \varphi E) / \sum E^2`. :math:`\varphi` is how much more visits
    vary than Poisson counts would (`geo.rates.dispersion`).
    """
    parts = pd.DataFrame(
        {
            "met": cells["met"] / cells["dispersion"],
            "expected": rate * cells["hours"] / cells["dispersion"],
        }
    )
    columns = [cells[key] for key in keys]
    groups = parts.groupby(columns).sum()
    excess = float(((groups["met"] - groups["expected"]) ** 2 - groups["expected"]).sum())
    squares = float((groups["expected"] ** 2).sum())
    shape = np.clip(squares / excess if excess > 0 else MOST_SHAPE, LEAST_SHAPE, MOST_SHAPE)
    sums = parts.groupby(columns).transform("sum")
    after = shape + sums["met"].to_numpy()
    return after / (shape + sums["expected"].to_numpy()), after


def _limits(mean: Numbers, variance: Numbers, level: float) -> tuple[Numbers, Numbers]:
    """Return the interval of a count with a mean and a variance, negative binomial or Poisson."""
    tails = ((1 - level) / 2, (1 + level) / 2)
    over = variance > mean * (1 + 1e-9)
    size = np.divide(mean**2, variance - mean, out=np.ones_like(mean), where=over)
    chance = np.divide(mean, variance, out=np.ones_like(mean), where=over & (variance > 0))
    low, high = (
        np.where(over, nbinom.ppf(tail, size, chance), poisson.ppf(tail, np.nan_to_num(mean)))
        for tail in tails
    )
    known = ~np.isnan(mean)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def expected_total(people: pd.DataFrame, level: float = LEVEL) -> tuple[float, float, float]:
    """
    Return how many people a whole round should meet.

    Parameters
    ----------
    people : DataFrame
        The stops of the round, from `expected_people`: ``expected`` and ``variance``; taken to vary apart.
    level : float
        Of the interval.

    Returns
    -------
    tuple of float
        Expected, low and high.
    """
    mean, variance = (np.array([people[column].sum()], dtype=float) for column in ("expected", "variance"))
    low, high = _limits(mean, variance, level)
    return float(mean[0]), float(low[0]), float(high[0])


def expected_material(
    visits: pd.DataFrame, material: pd.DataFrame, people: pd.DataFrame, kinds: pd.Series, level: float = LEVEL
) -> pd.DataFrame:
    """
    Return the material that a round should load.

    Items a person met, by kind of place, kept near those of all places by as many people as it takes: see
    `expected_people`. Multiplied by the people expected, and summed over the stops.

    Parameters
    ----------
    visits : DataFrame
        Rows of the ledger, of the period to learn from: ``visit``, ``kind``, ``contacts`` and ``looked``.
    material : DataFrame
        What visits handed out: ``visit``, ``material`` (its kind) and ``count`` of items.
    people : DataFrame
        The stops of the round, from `expected_people`: ``expected`` and ``variance``.
    kinds : Series
        Kind of place of each stop, on the index of *people*.
    level : float
        Of the interval.

    Returns
    -------
    DataFrame
        By kind of material, sorted: ``expected``, ``low`` and ``high`` items for the whole round. Empty where
        nothing was handed out.
    """
    looked = visits[visits["looked"]].astype({"kind": str})
    rows = {}
    for name, items in material.groupby("material", observed=True):
        handed = items.groupby("visit")["count"].sum().reindex(looked["visit"]).fillna(0.0).to_numpy(float)
        if handed.sum() and looked["contacts"].sum():
            rows[str(name)] = _load(looked, handed, people, kinds.reindex(people.index).astype(str))
    means = np.array([row[0] for row in rows.values()])
    variances = np.array([row[1] for row in rows.values()])
    low, high = _limits(means, variances, level)
    index = pd.Index(list(rows), name="material", dtype=object)
    return pd.DataFrame({"expected": means, "low": low, "high": high}, index=index).sort_index()


def _load(
    looked: pd.DataFrame, handed: Numbers, people: pd.DataFrame, kinds: pd.Series
) -> tuple[float, float]:
    """Return the mean and the variance of the items of one material that a round hands out."""
    met = looked["contacts"].to_numpy(float)
    overall = handed.sum() / met.sum()
    squares = np.divide((handed - overall * met) ** 2, overall * met, out=np.zeros_like(met), where=met > 0)
    varied = max(1.0, float(squares.sum()) / max(1, int((met > 0).sum()) - 1))
    sums = pd.DataFrame({"handed": handed, "base": overall * met}).groupby(looked["kind"].to_numpy()).sum()
    excess = float(((sums["handed"] - sums["base"]) ** 2 - varied * sums["base"]).sum())
    squared = float((sums["base"] ** 2).sum())
    shape = float(np.clip(squared / excess if excess > 0 else MOST_SHAPE, LEAST_SHAPE, MOST_SHAPE))
    of_kind = sums.reindex(kinds.unique(), fill_value=0.0)
    after = shape + of_kind["handed"] / varied
    ratios = overall * after / (shape + of_kind["base"] / varied)
    each = ratios.reindex(kinds).to_numpy()
    means = each * people["expected"].to_numpy(float)
    mean = float(means.sum())
    by_people = float((each**2 * people["variance"].to_numpy(float)).sum())
    # What is not known of the ratio of a kind is the same at all of its stops.
    by_kind = pd.Series(means).groupby(kinds.to_numpy()).sum()
    by_ratio = float((by_kind**2 / after.reindex(by_kind.index)).sum())
    return mean, varied * mean + by_people + by_ratio
