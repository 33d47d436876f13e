"""Releases made up for tests: every figure is a random multiple of the base, and no register is needed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data import vocabulary as v
from data.releases.files import Provenance, to_file
from data.releases.manifest import Attacked, Rules, Statement
from geo.cubes import POLICY_CUBES, PUBLIC_CUBES, CubeSpec
from geo.publication.families import SEVERAL
from geo.released import Published, cells_of, period_of

BASES = {"policy": 5, "public": 10}

WEST, SOUTH, SIDE = 4.0, 50.2, 0.1
"""Where the made-up territories lie, in degrees."""

ARRONDISSEMENTS = {
    "hainaut": ("Hainaut", "Henegouwen"),
    "brabant-wallon": ("Brabant wallon", "Waals-Brabant"),
}

SERVICES = {"outreach": "Maraude", "medibus": "Médibus"}


def _units() -> pd.DataFrame:
    """Return eight zones in four areas and two arrondissements, each with streets and with other places."""
    rows = []
    for zone in range(8):
        area = zone // 2
        arrondissement = list(ARRONDISSEMENTS)[area // 2]
        rows += [
            (f"z{zone}/{kind}", f"z{zone}", kind, f"a{area}", arrondissement)
            for kind in (v.PlaceKind.STREET.value, SEVERAL)
        ]
    return pd.DataFrame(rows, columns=["unit", "zone", "kind", "area", "arrondissement"]).set_index("unit")


def _territories(units: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the outlines: a square a zone, and what they make together."""
    squares = {
        f"z{n}": shapely.box(*(WEST + SIDE * n, SOUTH, WEST + SIDE * (n + 1), SOUTH + SIDE)) for n in range(8)
    }
    rows: list[tuple[object, ...]] = [
        (zone, "zone", f"Zone {zone[1]}", f"Zone {zone[1]}", square) for zone, square in squares.items()
    ]
    for level in ("area", "arrondissement"):
        for code, zones in units.groupby(level)["zone"]:
            names = ARRONDISSEMENTS.get(str(code), (f"Région {code}", f"Gebied {code}"))
            rows.append((str(code), level, *names, shapely.union_all([squares[zone] for zone in zones])))
    columns = ["id", "level", "name_fr", "name_nl", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, crs="EPSG:4326").set_index("id")


def _codes(units: pd.DataFrame, years: range) -> dict[str, list[str]]:
    """Return the codes that each key column may hold."""
    months = [f"{year}-{month:02d}" for year in years for month in range(1, 13)]
    return {
        "unit": list(units.index),
        **{space: sorted(set(units[space])) for space in ("zone", "area", "arrondissement")},
        "month": months,
        **{step: sorted({period_of(month, step) for month in months}) for step in ("quarter", "year")},
        "kind": [kind.value for kind in v.PlaceKind],
        "service": list(SERVICES),
        "nature": [nature.value for nature in v.Nature],
        "sex": [sex.value for sex in v.Sex],
        "age": [age.value for age in v.AgeBand],
        "nationality": [group.value for group in v.Nationality],
    }


def _cube(
    spec: CubeSpec, codes: dict[str, list[str]], base: int, generator: np.random.Generator
) -> pd.DataFrame:
    """Return a cube with no other to agree with."""
    grid = _grid(spec, codes)
    for measure in spec.measures:
        grid[measure] = base * generator.poisson(3.0, len(grid)).astype(np.int64)
    if "first_contacts" in grid:
        grid["first_contacts"] = grid[["first_contacts", "contacts"]].min(axis=1)
    return grid


def _linked_cube(
    spec: CubeSpec, totals: pd.DataFrame, grid: pd.DataFrame, base: int, generator: np.random.Generator
) -> pd.DataFrame:
    """Return a cube whose rows sum to those of another, shared out at random."""
    grid = grid.assign(**{str(measure): np.int64(0) for measure in spec.measures})
    for row, total in (totals // base).iterrows():
        codes = row if isinstance(row, tuple) else (row,)
        members = grid.index[(grid[list(spec.rows)] == list(codes)).all(axis=1)]
        shares = np.full(len(members), 1 / len(members))
        for measure in spec.measures:
            parts = (
                generator.multivariate_hypergeometric(grid.loc[members, "contacts"] // base, total[measure])
                if measure == "first_contacts"
                else generator.multinomial(total[measure], shares)
            )
            grid.loc[members, measure] = base * parts
    return grid


def _grid(spec: CubeSpec, codes: dict[str, list[str]]) -> pd.DataFrame:
    return pd.DataFrame(list(product(*(codes[key] for key in spec.keys))), columns=list(spec.keys))


def make_published(tier: str, seed: int = 0, years: range = range(2017, 2020)) -> Published:
    """Return a release of *tier* over whole *years*, the same for the same *seed*."""
    generator = np.random.default_rng(seed)
    units = _units()
    codes = _codes(units, years)
    territories = _territories(units)
    if tier == "public":
        units = units.groupby("area")[["arrondissement"]].first()
        territories = territories[territories["level"] != "zone"]
    published = Published(
        tier=tier,
        base=BASES[tier],
        through=date(years[-1], 12, 31),
        synthetic=True,
        units=units,
        territories=territories,
        names=SERVICES,
        cubes={},
    )
    cubes: dict[str, pd.DataFrame] = {}
    for spec in POLICY_CUBES if tier == "policy" else PUBLIC_CUBES:
        if spec.linked is None:
            cubes[spec.name] = _cube(spec, codes, BASES[tier], generator)
        else:
            cells = cells_of(replace(published, cubes=cubes), spec.linked)
            totals = cells.groupby(list(spec.rows))[list(spec.measures)].sum()
            cubes[spec.name] = _linked_cube(spec, totals, _grid(spec, codes), BASES[tier], generator)
    return replace(published, cubes=cubes)


def make_file(published: Published, signing_key: bytes, studies: tuple[Statement, ...] = ()) -> bytes:
    """Return a release as the file that a released app opens."""
    provenance = Provenance(
        first=date(int(published.cubes["sex"]["year"].min()), 1, 1),
        made_at=datetime(published.through.year + 1, 2, 1, 12, tzinfo=UTC),
        rules=Rules(min_places=3, max_share=0.5),
        previous=None,
        policy=None,
        attacks=(
            Attacked(attack="slider", passed=True, tried=40, recovered=0, narrowest=4, naive_share=0.97),
        ),
        software={"maraude": "0"},
        studies=studies,
    )
    return to_file(published, provenance, signing_key)
