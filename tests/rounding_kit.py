"""Registers of single contacts, the cubes that they make, and releases of them, to test the rounding on."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from geo.cubes import CubeSpec, implied
from geo.rounding.cubes import Frozen, round_cube
from geo.rounding.grid import columns_of

FACES = {
    "service": ("north", "south", "west"),
    "nature": ("health", "housing", "legal", "other"),
    "sex": ("f", "m", "x"),
    "age": ("18-24", "25-34", "35-44", "?"),
    "nationality": ("be", "eu", "other"),
}


def seeds(name: str) -> Callable[[str, str], int]:
    """Return seeds that differ by name, measure and period."""

    def seed_of(measure: str, period: str) -> int:
        return int.from_bytes(hashlib.sha256(f"{name}|{measure}|{period}".encode()).digest()[:8], "big")

    return seed_of


def units(zones: int, kinds: int = 2) -> pd.DataFrame:
    """Return units of zones, three zones an area, two areas an arrondissement."""
    rows = [
        (f"z{zone:02}-{kind}", f"z{zone:02}", f"k{kind}", f"a{zone // 3}", f"r{zone // 6}")
        for zone, kind in product(range(zones), range(kinds))
    ]
    return pd.DataFrame(rows, columns=["unit", "zone", "kind", "area", "arrondissement"])


def months(years: int) -> pd.DataFrame:
    """Return the periods of some years."""
    rows = [
        (f"{year}-{month:02}", f"{year}-Q{(month + 2) // 3}", f"{year}")
        for year, month in product(range(2015, 2015 + years), range(1, 13))
    ]
    return pd.DataFrame(rows, columns=["month", "quarter", "year"])


def contacts(seed: int, count: int, zones: int = 7, kinds: int = 2, years: int = 2) -> pd.DataFrame:
    """Return one row a contact; a few units have most of them."""
    rng = np.random.default_rng(seed)
    places, times = units(zones, kinds), months(years)
    size = rng.gamma(0.6, 1, len(places)) + 0.01
    where = rng.choice(len(places), count, p=size / size.sum())
    found = pd.concat(
        [
            places.iloc[where].reset_index(drop=True),
            times.iloc[rng.integers(0, len(times), count)].reset_index(drop=True),
        ],
        axis=1,
    )
    for face, words in FACES.items():
        chance = 0.6 ** np.arange(len(words))
        found[face] = rng.choice(words, count, p=chance / chance.sum())
    return found.assign(
        contacts=1,
        first_contacts=rng.binomial(1, 0.4, count),
        visits=rng.binomial(1, 0.7, count),
        hours=rng.integers(0, 90, count) / 60,
        interventions=rng.poisson(0.5, count),
    )


def full_grid(found: pd.DataFrame, spec: CubeSpec, places: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    """Return all cells of a cube with their coarser columns and the sums of what was found."""
    keys = list(spec.keys)
    levels = [FACES.get(key) or sorted(set((places if key in places else times)[key])) for key in spec.keys]
    grid = pd.DataFrame(list(product(*levels)), columns=keys)
    sums = found.groupby(keys)[list(spec.measures)].sum().reset_index()
    grid = grid.merge(sums, how="left", on=keys)
    whole = {measure: "int64" for measure in spec.measures if measure != "hours"}
    grid = grid.fillna(dict.fromkeys(spec.measures, 0)).astype(whole)
    for key, table in product(keys, (places, times)):
        if key in table:
            coarser = [column for column in table if column in implied([key])]
            grid = grid.merge(table[coarser].drop_duplicates(), on=key)
    return grid


def grids(
    found: pd.DataFrame, specs: Sequence[CubeSpec], places: pd.DataFrame, times: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return the true cubes."""
    return {spec.name: full_grid(found, spec, places, times) for spec in specs}


def release(
    truth: Mapping[str, pd.DataFrame],
    specs: Sequence[CubeSpec],
    base: int,
    *,
    name: str = "one",
    before: Mapping[str, Frozen] | None = None,
) -> dict[str, pd.DataFrame]:
    """Return all cubes, rounded one after the other."""
    done: dict[str, pd.DataFrame] = {}
    for spec in specs:
        done[spec.name] = round_cube(
            truth[spec.name],
            spec,
            base,
            seeds(f"{name}|{spec.name}"),
            frozen=None if before is None else before[spec.name],
            linked=None if spec.linked is None else done[spec.linked],
        )
    return done


def up_to(
    truth: Mapping[str, pd.DataFrame], specs: Sequence[CubeSpec], quarter: str
) -> dict[str, pd.DataFrame]:
    """Return the true cubes as they are at the end of a quarter, with the years that are over."""
    last_year = quarter[:4] if quarter.endswith("Q4") else f"{int(quarter[:4]) - 1}"
    last = {"quarter": quarter, "year": last_year}
    return {spec.name: truth[spec.name][truth[spec.name][spec.batch] <= last[spec.batch]] for spec in specs}


def margin_errors(truth: pd.DataFrame, published: pd.DataFrame, spec: CubeSpec, measure: str) -> pd.Series:
    """Return what each published sum over each margin is off by."""
    error = published[measure] - truth[measure]
    sums = [error.groupby([truth[column] for column in margin]).sum() for margin in spec.margins if margin]
    return pd.concat([*sums, pd.Series([error.sum()])], ignore_index=True)


def coarsened(published: Mapping[str, pd.DataFrame], spec: CubeSpec, places: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of a public cube, summed from a policy release."""
    source = published[spec.name if spec.name in published else "places"]
    keys = list(spec.keys)
    cells = source.groupby(keys)[list(spec.measures)].sum().reset_index()
    if "quarter" in cells:
        cells["year"] = cells["quarter"].str[:4]
    if "area" in cells:
        cells = cells.merge(places[["area", "arrondissement"]].drop_duplicates(), on="area")
    return cells[[*columns_of(spec), *spec.measures]]


SMALL = CubeSpec(
    "small",
    ("zone", "month"),
    ("contacts",),
    batch="quarter",
    rows=("zone", "quarter"),
    margins=(("zone", "quarter"), ("zone",), ("month",), ("quarter",), ()),
)
"""A cube of one measure over zones and months."""


def _month(number: int) -> tuple[str, str]:
    """Return the codes of a month and its quarter, from January 2019 on."""
    year, month = 2019 + number // 12, number % 12
    return f"{year}-{month + 1:02}", f"{year}-Q{month // 3 + 1}"


def small_grid(*rows: Sequence[float], measure: str = "contacts") -> pd.DataFrame:
    """Return a grid of zones, from what they have in the months from January 2019 on."""
    return pd.DataFrame(
        [
            (f"z{zone}", *_month(month), value)
            for zone, values in enumerate(rows)
            for month, value in enumerate(values)
        ],
        columns=["zone", "month", "quarter", measure],
    )
