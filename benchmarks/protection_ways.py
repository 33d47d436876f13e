"""Three ways to protect the same cube: rounded once, withheld, and perturbed by cell keys."""

import hashlib
import tempfile
import time
from collections.abc import Callable
from contextlib import chdir

import numpy as np
import pandas as pd
from cell_key_perturbation.create_perturbed_table import create_perturbed_table
from pytauargus import protect

from benchmarks.outreach_cube import KINDS, YEARS, ZONES, Counts, Filters, Masks
from geo.attacks.systems import BoolArray, FloatArray, IntArray
from geo.cubes import POLICY_CUBES
from geo.rounding.cubes import Frozen, round_cube

BASE = 5
NOISE = 3
KEYS = 256
LARGEST_ENTRY, CYCLE = 750, 250
"""Counts above the first use the last entries of the perturbation table again, in cycles of the second."""

PLACES = POLICY_CUBES[0]


def seed_of(measure: str, period: str) -> int:
    """Return a seed; a release derives it from a secret."""
    return int.from_bytes(hashlib.sha256(f"benchmark|{measure}|{period}".encode()).digest()[:8], "big")


def timed(work: Callable[[], pd.DataFrame]) -> tuple[pd.DataFrame, float]:
    """Return what *work* makes, and the seconds it takes."""
    start = time.perf_counter()
    made = work()
    return made, time.perf_counter() - start


def round_all(grid: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """Round the cube with all its measures; the compiler works before the clock starts."""
    first_quarter = grid[grid["quarter"] == grid["quarter"].min()]
    round_cube(first_quarter, PLACES, BASE, seed_of)
    return timed(lambda: round_cube(grid, PLACES, BASE, seed_of))


def round_last_quarter(grid: pd.DataFrame, published: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """Round the cube once more with all but its last quarter released before."""
    past = grid["quarter"] < grid["quarter"].max()
    frozen = Frozen(published[past], grid[past])
    return timed(lambda: round_cube(grid, PLACES, BASE, seed_of, frozen=frozen))


def withhold(contacts: pd.DataFrame) -> tuple[Counts, Masks, float]:
    """
    Withhold counts below the base from a table of zones and months, and others so that none is a difference.

    The program writes files of single contacts, and a log where it is started: into a folder that goes.

    Returns
    -------
    ndarray of int, ndarray of bool, float
        Counts and which of them are withheld, by zone and month, and the seconds it took.
    """
    rows = contacts[["zone", "month", "contacts"]].set_axis(["Zone", "Month", "n"], axis=1)
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        start = time.perf_counter()
        result = protect(rows, ["Zone", "Month"], "n", f"FREQ({BASE},100)", "MOD(1,5,1,1,1)", workdir=folder)
        seconds = time.perf_counter() - start
        table = result.tables[0].dataframe()
    inner = table[(table["Zone"] != "Total") & (table["Month"] != "Total")].sort_values(["Zone", "Month"])
    shape = (ZONES, 12 * YEARS)
    counts = inner["n"].to_numpy(float, na_value=0.0).astype(np.int64).reshape(shape)
    return counts, inner["status"].isin(["U", "M"]).to_numpy().reshape(shape), seconds


def perturbation_table(rng: np.random.Generator) -> pd.DataFrame:
    """Return a table of noise by count and cell key, evenly from -3 to 3 and never below zero."""
    pairs = pd.MultiIndex.from_product([range(1, LARGEST_ENTRY + 1), range(KEYS)], names=["pcv", "ckey"])
    table = pairs.to_frame(index=False)
    noise = rng.integers(-NOISE, NOISE + 1, len(table))
    return table.assign(pvalue=np.maximum(noise, -table["pcv"].to_numpy()))


class CellKeys:
    """Any table or filter of the cube, perturbed by the sum of its records' keys."""

    def __init__(self, truth: Counts, keys: Counts, table: pd.DataFrame) -> None:
        self._truth, self._keys = truth, keys
        self._noise = np.zeros((LARGEST_ENTRY + 1, KEYS), dtype=np.int64)
        self._noise[table["pcv"], table["ckey"]] = table["pvalue"]

    @classmethod
    def make(
        cls, contacts: pd.DataFrame, grid: pd.DataFrame, rng: np.random.Generator
    ) -> "tuple[CellKeys, float]":
        """
        Perturb the inner cells with the package, and return what does the same to any sum.

        Raises
        ------
        RuntimeError
            If the package finds other figures than we do.
        """
        table = perturbation_table(rng)
        made, seconds = timed(
            lambda: create_perturbed_table(contacts, table, ["unit"], ["month"], "record_key", threshold=0)
        )
        keys = contacts.groupby(["unit", "month"])["record_key"].sum().rename("key").reset_index()
        cells = grid[["unit", "month", "contacts"]].merge(keys, how="left", on=["unit", "month"])
        cells = cells.merge(made[["unit", "month", "count"]], how="left", on=["unit", "month"]).fillna(0)
        shape = (ZONES, KINDS, 12 * YEARS)
        truth, sums, theirs = (
            cells[column].to_numpy(np.int64).reshape(shape) for column in ("contacts", "key", "count")
        )
        ways = cls(truth, sums, table)
        if not np.array_equal(ways.perturbed(truth, sums), theirs):
            message = "the package does not agree with what it is compared by"
            raise RuntimeError(message)
        return ways, seconds

    def perturbed(self, counts: Counts, keys: Counts) -> Counts:
        """Return counts with the noise of their keys."""
        entry = np.where(counts <= LARGEST_ENTRY, counts, (counts - 1) % CYCLE + 2 * CYCLE + 1)
        found: Counts = counts + self._noise[entry, keys % KEYS]
        return found

    def cells(self) -> Counts:
        """Return all inner cells."""
        return self.perturbed(self._truth, self._keys)

    def sums(self, filters: Filters) -> Counts:
        """Return what filters are answered."""
        return self.perturbed(filters.sums(self._truth), filters.sums(self._keys))

    def margin(self, group: Counts) -> Counts:
        """Return one table of sums."""
        counts, keys = (
            np.bincount(group, cells.ravel()).astype(np.int64) for cells in (self._truth, self._keys)
        )
        return self.perturbed(counts, keys)

    def desk(self, kind: int) -> "CellKeyDesk":
        """Return a desk that answers ranges of months of one kind's units."""
        return CellKeyDesk(self, self._truth[:, kind], self._keys[:, kind])


class CellKeyDesk:
    """The desk of `geo.attacks.filters` for units of one kind, answered by cell keys."""

    def __init__(self, ways: CellKeys, truth: Counts, keys: Counts) -> None:
        self._ways, self._truth, self._keys = ways, truth, keys

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the grid."""
        return self._truth.shape[0], self._truth.shape[1]

    def ask(self, rows: BoolArray, columns: BoolArray) -> FloatArray:
        """Return sums with their noise."""
        counts, keys = (
            ((rows.astype(float) @ cells) * columns).sum(axis=1).round().astype(np.int64)
            for cells in (self._truth, self._keys)
        )
        return self._ways.perturbed(counts, keys).astype(np.float64)

    def between(self, answers: FloatArray, _cells: IntArray, /) -> tuple[FloatArray, FloatArray]:
        """Return the answer, give or take the largest noise."""
        return np.maximum(answers - NOISE, 0), answers + NOISE
