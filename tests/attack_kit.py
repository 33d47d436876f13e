"""A register of synthetic counts, and a plain rounding of it, for the tests of the attacks."""

import zlib
from collections.abc import Callable, Mapping
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.attacks.sight import specs_of
from geo.cubes import EFFORT
from geo.publication.units import unit_name
from geo.released import Published, cells_of, period_of
from geo.rounding.cubes import Frozen, round_cube

SERVICES = ("1", "2", "3")
NATURES = ("listening", "health", "rights", "social")
FACE_CODES = {
    "sex": ("woman", "man", "trans"),
    "age": ("18-24", "25-34", "35-44", "45-54", "unknown"),
    "nationality": ("belgian", "eu", "other"),
}


def units_of(zones: int) -> pd.DataFrame:
    """Return two units a zone, three zones an area, two areas an arrondissement."""
    rows = [
        {
            "unit": unit_name(f"z{zone}", kind),
            "zone": f"z{zone}",
            "kind": kind,
            "area": f"a{zone // 3}",
            "arrondissement": f"r{zone // 6}",
        }
        for zone in range(zones)
        for kind in ("street", "several")
    ]
    return pd.DataFrame(rows).set_index("unit")


def territories_of(units: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return squares of a tenth of a degree for the zones, or else the areas, and their unions above."""
    table = units.reset_index()
    levels = [level for level in ("zone", "area", "arrondissement") if level in table]
    squares = {code: _square(int(code[1:])) for code in table[levels[0]].unique()}
    rows = []
    for level in levels:
        for code, group in table.groupby(level):
            outline = shapely.union_all([squares[inside] for inside in group[levels[0]].unique()])
            rows.append({"id": code, "level": level, "name_fr": code, "name_nl": code, "geometry": outline})
    return gpd.GeoDataFrame(rows, crs="EPSG:4326").set_index("id")


def _square(number: int) -> shapely.Polygon:
    """Return one of a chessboard's squares."""
    west, south = 3.5 + number % 5 / 10, 50.3 + number // 5 / 10
    return shapely.box(west, south, west + 0.1, south + 0.1)


def months_of(years: int) -> list[str]:
    """Return the codes of the months from 2018 on."""
    return [f"{2018 + index // 12}-{index % 12 + 1:02d}" for index in range(12 * years)]


def true_counts(
    zones: int = 10, years: int = 8, seed: int = 1
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Return units, and true cubes with clustered counts in uneven units."""
    rng = np.random.default_rng(seed)
    units = units_of(zones)
    size = rng.gamma(0.7, 14, len(units)) + 0.5
    index = pd.MultiIndex.from_product([units.index, months_of(years)], names=["unit", "month"])
    means = np.repeat(size, 12 * years) * rng.gamma(2, 0.5, len(index))
    contacts = rng.poisson(means)
    places = index.to_frame(index=False).assign(
        contacts=contacts,
        first_contacts=rng.binomial(contacts, 0.15),
        visits=rng.poisson(means / 3 + 1),
        hours=rng.poisson(means / 4 + 1),
    )
    places["zone"] = places["unit"].map(units["zone"])
    places["arrondissement"] = places["unit"].map(units["arrondissement"])
    places["quarter"] = [period_of(month, "quarter") for month in places["month"]]
    places["year"] = places["month"].str[:4]
    cubes = {"places": places[["unit", "month", "contacts", "first_contacts", "visits", "hours"]]}
    cubes["services"] = shared_out(places, ["zone", "quarter"], "service", SERVICES, rng)
    natures = shared_out(places, ["zone", "quarter"], "nature", NATURES, rng)
    cubes["natures"] = natures.rename(columns={"contacts": "interventions"})
    for face, codes in FACE_CODES.items():
        cubes[face] = shared_out(places, ["arrondissement", "year"], face, codes, rng)
    return units, cubes


def shared_out(
    places: pd.DataFrame, row: list[str], column: str, codes: tuple[str, ...], rng: np.random.Generator
) -> pd.DataFrame:
    """Return the contacts of each row, shared out over some codes."""
    totals = places.groupby(row)["contacts"].sum()
    weights = np.array([0.75 ** (4 * place) for place in range(len(codes))])
    parts = rng.multinomial(totals.to_numpy(), weights / weights.sum())
    wide = pd.DataFrame(parts, index=totals.index, columns=pd.Index(codes, name=column))
    return wide.reset_index().melt(id_vars=row, var_name=column, value_name="contacts")


def release(
    units: pd.DataFrame, cubes: Mapping[str, pd.DataFrame], base: int = 5, tier: str = "policy"
) -> Published:
    """Return a release that holds *cubes*."""
    return Published(
        tier=tier,
        base=base,
        through=date(2025, 12, 31),
        synthetic=True,
        units=units,
        territories=territories_of(units),
        names={code: f"Service {code}" for code in SERVICES},
        cubes=cubes,
    )


def rounded(
    units: pd.DataFrame,
    truth: Mapping[str, pd.DataFrame],
    base: int = 5,
    tier: str = "policy",
    before: tuple[Published, Mapping[str, pd.DataFrame]] | None = None,
    key: int = 0,
) -> Published:
    """Return *truth* as a release, which carries on what was released *before*, with its truth."""
    plain = release(units, truth, base, tier)
    done: dict[str, pd.DataFrame] = {}
    for spec in specs_of(plain):
        linked = cells_of(release(units, done, base, tier), spec.linked) if spec.linked else None
        frozen = None if before is None else Frozen(before[0].cubes[spec.name], before[1][spec.name])
        result = round_cube(
            cells_of(plain, spec.name), spec, base, _seeds(key, spec.name), frozen=frozen, linked=linked
        )
        done[spec.name] = result[[*spec.keys, *spec.measures]]
    return release(units, done, base, tier)


def _seeds(key: int, cube: str) -> Callable[[str, str], int]:
    """Return seeds that differ by key, cube, measure and period."""
    return lambda measure, period: zlib.crc32(f"{key}|{cube}|{measure}|{period}".encode())


def public_cells(policy: Published) -> dict[str, pd.DataFrame]:
    """Return the sums of published policy cells that a public release is rounded from."""
    found = {"areas": cells_of(policy, "places").groupby(["area", "quarter"])[list(EFFORT)].sum()}
    found["kinds"] = cells_of(policy, "places").groupby(["kind", "quarter"])[list(EFFORT)].sum()
    for name, key in (("services", "service"), ("natures", "nature")):
        cells = cells_of(policy, name)
        found[name] = cells.groupby([key, "quarter"])[[cells.columns[3]]].sum()
    for face in FACE_CODES:
        found[face] = cells_of(policy, face).groupby([face, "year"])[["contacts"]].sum()
    return {name: cells.reset_index() for name, cells in found.items()}


def holdings_of(units: pd.DataFrame, truth: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return four places a unit, the largest of which has 40 percent."""
    long_run = truth["places"].groupby("unit")["contacts"].sum()
    rows = [
        {"place": f"Place {unit} {number}", "unit": unit, "contacts": float(share * long_run[unit])}
        for unit in units.index
        for number, share in enumerate((0.4, 0.3, 0.2, 0.1))
    ]
    return pd.DataFrame(rows)


def changed(published: Published, cube: str, row: int, column: str, to: Callable[[int], int]) -> Published:
    """Return the release with one cell changed."""
    cells = published.cubes[cube].copy()
    cells.loc[cells.index[row], column] = to(int(cells[column].iloc[row]))
    return release(published.units, {**published.cubes, cube: cells}, published.base, published.tier)
