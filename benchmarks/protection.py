"""
What protection costs and what it stops: rounding once, withholding, and cell keys on the same cube.

``python -m benchmarks.protection`` prints a table and writes it to ``benchmarks/results/protection.md``.
"""

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from benchmarks.outreach_cube import (
    CONTACTS,
    KINDS,
    YEARS,
    ZONES,
    Counts,
    Filters,
    as_cube,
    make_contacts,
    make_grid,
)
from benchmarks.protection_ways import BASE, NOISE, PLACES, CellKeys, round_all, round_last_quarter, withhold
from geo.attacks.desks import Released, Threshold
from geo.attacks.filters import averaging, slider
from geo.attacks.results import Outcome

RESULTS = Path(__file__).parent / "results" / "protection.md"

SEED = 20120101
FILTERS = 5000
SMALLEST_FILTER = 50
AVERAGED_CELLS = 200
SLID_KIND = 0
"""The slider goes over the months of each zone's units of this kind."""

HEAD = (
    "way",
    "build, s",
    "withheld",
    "filters, median error",
    "p95",
    "worst margin",
    "sums that do not add up",
    "small counts that a slider gives back",
)

AIM_BUILD_S, AIM_QUARTER_S = 5, 1
AIM_MEDIAN, AIM_P95 = 0.05, 0.15
AIM_MARGIN = 3 * BASE
AIM_RANKS = 0.95
AIM_BIAS = 0.05


@dataclass(frozen=True)
class Finding:
    """
    What one way costs, how far it is from the truth, and what it gives away.

    Attributes
    ----------
    name : str
        The way.
    seconds : float
        Building time.
    answers, truth : ndarray of int
        What the filters are answered, and what is true.
    margin_error : float
        What the worst of all sums over the fixed hierarchies is off by.
    violations : int
        Sums that are not what their published cells add up to.
    slid : Outcome
        What a date slider gives back.
    withheld : float
        Share of the cells with anything in them that are not shown.
    """

    name: str
    seconds: float
    answers: Counts
    truth: Counts
    margin_error: float
    violations: int
    slid: Outcome
    withheld: float = 0.0

    def relative(self, percent: float) -> float:
        """Return a percentile of the relative errors of filters."""
        return float(np.percentile(np.abs(self.answers - self.truth) / self.truth, percent))

    def row(self) -> str:
        """Return the row of the table."""
        cells = (
            self.name,
            f"{self.seconds:.2f}",
            f"{self.withheld:.0%}",
            f"{self.relative(50):.1%}",
            f"{self.relative(95):.1%}",
            f"{self.margin_error:.0f}",
            f"{self.violations:,}",
            f"{self.slid.share:.0%}",
        )
        return f"| {' | '.join(cells)} |"


@dataclass(frozen=True)
class Promises:
    """What else rounding promises: a quick next quarter, frozen cells, ranks, and chances of small counts."""

    quarter_s: float
    changed: int
    ranks: float
    chances: dict[int, float]


def margin_groups(grid: pd.DataFrame) -> list[Counts]:
    """Return, for each margin of the cube, the number of the sum that each cell is part of."""
    return [
        np.asarray(grid.groupby(list(margin)).ngroup() if margin else np.zeros(len(grid)), dtype=np.int64)
        for margin in PLACES.margins
    ]


def totals(cells: Counts, group: Counts) -> Counts:
    """Return the sums of a margin."""
    return np.bincount(group, cells.ravel()).astype(np.int64)


def find_rounded(grid: pd.DataFrame, filters: Filters, groups: Sequence[Counts]) -> tuple[Finding, Promises]:
    """Round once."""
    published, seconds = round_all(grid)
    again, quarter_s = round_last_quarter(grid, published)
    measures = list(PLACES.measures)
    truth, shown = as_cube(grid["contacts"]), as_cube(published["contacts"])
    tables = [published["contacts"].groupby(group).sum().to_numpy() for group in groups]
    off = published[measures] - grid[measures]
    worst = max(float(np.abs(off.groupby(group).sum().to_numpy()).max()) for group in groups)
    found = Finding(
        f"Maraude, each cell once to a multiple of {BASE}",
        seconds,
        filters.sums(shown),
        filters.sums(truth),
        worst,
        sum(int((table != totals(shown, group)).sum()) for table, group in zip(tables, groups, strict=True)),
        slider(Released(shown[:, SLID_KIND], BASE), truth[:, SLID_KIND], BASE),
    )
    counted = [measure for measure in measures if measure != "hours"]
    before, after = grid[counted].to_numpy(), published[counted].to_numpy()
    chances = {count: float((after[before == count] == BASE).mean()) for count in range(1, BASE)}
    ranks = spearmanr(truth.sum(axis=(1, 2)), shown.sum(axis=(1, 2))).statistic
    changed = int((again[measures] != published[measures]).to_numpy().sum())
    return found, Promises(quarter_s, changed, float(ranks), chances)


def find_withheld(contacts: pd.DataFrame, grid: pd.DataFrame, filters: Filters) -> Finding:
    """Withhold small counts of zones and months; filters add up what is left, of all kinds only."""
    counts, withheld, seconds = withhold(contacts)
    truth = as_cube(grid["contacts"])
    whole = filters.of(np.flatnonzero(filters.kinds.all(axis=1)))
    left = np.zeros_like(truth)
    left[:, 0] = np.where(withheld, 0, counts)
    return Finding(
        f"Withheld under {BASE} (pytauargus), zones and months only",
        seconds,
        whole.sums(left),
        whole.sums(truth),
        0.0,
        0,
        slider(Threshold(truth[:, SLID_KIND], BASE), truth[:, SLID_KIND], BASE),
        float(withheld[counts > 0].mean()),
    )


def find_perturbed(
    contacts: pd.DataFrame, grid: pd.DataFrame, filters: Filters, groups: Sequence[Counts]
) -> Finding:
    """Perturb every answer by its cell key."""
    rng = np.random.default_rng(SEED)
    ways, seconds = CellKeys.make(contacts, grid, rng)
    truth, cells = as_cube(grid["contacts"]), ways.cells()
    tables = [ways.margin(group) for group in groups]
    sums = [totals(truth, group) for group in groups]
    desk = ways.desk(SLID_KIND)
    return Finding(
        f"Cell keys with noise up to {NOISE} (cell_key_perturbation)",
        seconds,
        ways.sums(filters),
        filters.sums(truth),
        float(max(np.abs(table - true).max() for table, true in zip(tables, sums, strict=True))),
        sum(int((table != totals(cells, group)).sum()) for table, group in zip(tables, groups, strict=True)),
        averaging(desk, truth[:, SLID_KIND], BASE, AVERAGED_CELLS, rng),
    )


def aims(found: Finding, promises: Promises) -> list[tuple[str, bool, str]]:
    """Return what we aim at, whether it is met, and what was found."""
    off = max(abs(share - count / BASE) for count, share in promises.chances.items())
    told = ", ".join(f"{share:.2f}" for share in promises.chances.values())
    return [
        (f"built within {AIM_BUILD_S} s", found.seconds <= AIM_BUILD_S, f"{found.seconds:.2f} s"),
        (
            f"a further quarter within {AIM_QUARTER_S} s",
            promises.quarter_s <= AIM_QUARTER_S,
            f"{promises.quarter_s:.2f} s",
        ),
        ("no released cell changed by it", promises.changed == 0, f"{promises.changed}"),
        ("sums are what their cells add up to", found.violations == 0, f"{found.violations} are not"),
        (
            f"no sum off by more than {AIM_MARGIN}",
            found.margin_error <= AIM_MARGIN,
            f"{found.margin_error:.1f}",
        ),
        (
            f"median error of filters at most {AIM_MEDIAN:.0%}",
            found.relative(50) <= AIM_MEDIAN,
            f"{found.relative(50):.1%}",
        ),
        (f"p95 of it at most {AIM_P95:.0%}", found.relative(95) <= AIM_P95, f"{found.relative(95):.1%}"),
        (
            f"rank correlation of zones at least {AIM_RANKS}",
            promises.ranks >= AIM_RANKS,
            f"{promises.ranks:.4f}",
        ),
        (f"1, 2, 3, 4 published as {BASE} at their share, within {AIM_BIAS}", off <= AIM_BIAS, told),
        ("no small count given back by a slider", found.slid.recovered == 0, f"{found.slid.recovered}"),
        (
            f"its intervals at least {BASE - 1} wide",
            (found.slid.narrowest or 0) >= BASE - 1,
            f"{found.slid.narrowest}",
        ),
    ]


def report(findings: Sequence[Finding], promises: Promises) -> tuple[str, bool]:
    """Return the report in Markdown and whether all aims are met."""
    verdicts = aims(findings[0], promises)
    rows = "\n".join(found.row() for found in findings)
    met = "\n".join(f"| {aim} | {told} | {'yes' if is_met else 'no'} |" for aim, is_met, told in verdicts)
    day = datetime.now(tz=UTC)
    rounded, _, perturbed = findings
    head = " | ".join(HEAD)
    text = f"""# Three ways to protect one cube

Measured on {day:%d %B %Y} with {os.cpu_count()} cores and Python {platform.python_version()} by
`python -m benchmarks.protection`: {ZONES} zones, {KINDS} kinds of place and {12 * YEARS} months,
{CONTACTS:,} generated contacts. Filters are random: any zones, any kinds, any range of months, with a
true count of at least {SMALLEST_FILTER} ({len(rounded.truth):,} of them). The slider asks every range of
months for the units of one kind ({rounded.slid.of:,} counts of 1 to {BASE - 1}); under cell keys it averages
1,200 ranges for each of {perturbed.slid.tried} of them.

* Our build rounds all four measures of the cube; its worst margin is the worst of all four. What the
  compiler does once after an installation is not counted.
* pytauargus does not take three dimensions of this size in useful time, so it is given zones and months.
  Filters on kinds cannot be answered at all and are left out; what is withheld counts as nothing in a sum.
  The slider meets the same threshold on each answer, as it would on a dashboard.
* The cell-key package is given the inner cells; what it does to a sum is checked against it cell by cell.

| {head} |
|---|{"--:|" * (len(HEAD) - 1)}
{rows}

| aim | found | met |
|---|--:|---|
{met}
"""
    return text, all(is_met for _, is_met, _ in verdicts)


def compare(count: int) -> tuple[str, bool]:
    """Protect one cube in three ways and report on them."""
    rng = np.random.default_rng(SEED)
    contacts = make_contacts(rng)
    grid = make_grid(contacts)
    drawn = Filters.random(4 * count, rng)
    enough = np.flatnonzero(drawn.sums(as_cube(grid["contacts"])) >= SMALLEST_FILTER)[:count]
    filters, groups = drawn.of(enough), margin_groups(grid)
    rounded, promises = find_rounded(grid, filters, groups)
    withheld = find_withheld(contacts, grid, filters)
    return report([rounded, withheld, find_perturbed(contacts, grid, filters, groups)], promises)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--filters", type=int, default=FILTERS)
    text, is_fine = compare(parser.parse_args().filters)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)
    sys.exit(0 if is_fine else 1)
