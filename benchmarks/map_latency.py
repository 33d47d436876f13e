"""How long from a changed filter to a drawn map: ours, DuckDB's sums alone, and the plain way.

``python -m benchmarks.map_latency`` prints a table and writes it to ``benchmarks/results/map_latency.md``.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np

from benchmarks.big_register import CONTACTS, DAYS, FIRST_DAY, PLACES, SERVICES, VISITS, fill
from benchmarks.drawing import HEXAGON_M, View, draw
from benchmarks.ways import MARKERS, Duck, Page, Plain, sum_up
from data.demo import fill_demo
from data.ledger import load_ledger
from data.register.database import connect
from data.settings import ROOT
from data.vocabulary import HourBand, PlaceKind
from geo.measures import COUNTS, Measure
from geo.selection import Selection
from pages.parts.map.grounds import Layer

Word = TypeVar("Word")

RESULTS = Path(__file__).parent / "results" / "map_latency.md"

SEED = 20141201

AIM_MS = 300
AIM_KB = 600
AIM_TIMES_DUCKDB = 10
AIM_COLD_S = 5


@dataclass(frozen=True)
class Timing:
    """Milliseconds of each filter change, by the clock and of the processor, and kilobytes sent."""

    name: str
    ms: Sequence[float]
    cpu_ms: Sequence[float] = ()
    kb: Sequence[float] = ()

    def at(self, percent: float) -> float:
        """Return a percentile of the times, in milliseconds."""
        return float(np.percentile(self.ms, percent))

    def row(self, limit: "Timing") -> str:
        """Return the row of the table, beside the fastest way."""
        size = f"{np.percentile(self.kb, 50):,.0f} / {max(self.kb):,.0f}" if self.kb else "–"
        return (
            f"| {self.name} | {len(self.ms)} | {self.at(50):,.1f} | {self.at(95):,.1f} "
            f"| {np.percentile(self.cpu_ms, 95):,.1f} "
            f"| {self.at(50) / limit.at(50):,.1f} | {self.at(95) / limit.at(95):,.1f} | {size} |"
        )


def seconds(work: Callable[[], object]) -> float:
    """Return how long *work* takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def random_view(rng: np.random.Generator) -> View:
    """Return controls as somebody might set them: a period, a measure, a layer, and sometimes filters."""

    def some(words: Iterable[Word]) -> frozenset[Word]:
        every = list(words)
        chosen = rng.permutation(len(every))[: 1 + len(every) // 2]
        return frozenset(every[i] for i in chosen) if rng.integers(2) else frozenset()

    days = int(rng.choice([30, 90, 365, 3 * 365, DAYS]))
    start = FIRST_DAY + timedelta(days=int(rng.integers(0, DAYS - days + 1)))
    selection = Selection(
        start,
        start + timedelta(days=days - 1),
        kinds=some(kind.value for kind in PlaceKind),
        services=some(range(1, SERVICES + 1)),
        weekdays=some(range(7)),
        bands=some(band.value for band in HourBand),
    )
    return View(selection, _one_of(list(Measure), rng), _one_of(list(Layer), rng))


def _one_of(words: Sequence[Word], rng: np.random.Generator) -> Word:
    return words[int(rng.integers(len(words)))]


def timed(name: str, work: Callable[[View], object], views: Sequence[View]) -> Timing:
    """Time *work* on each view, and weigh what it would send to the browser."""
    ms, cpu_ms, kb = [], [], []
    for view in views:
        start, spent = time.perf_counter(), time.process_time()
        sent = work(view)
        ms.append(1000 * (time.perf_counter() - start))
        cpu_ms.append(1000 * (time.process_time() - spent))
        if isinstance(sent, str):
            kb.append(len(sent.encode()) / 1000)
    return Timing(name, ms, cpu_ms, kb)


def require_agreement(views: Sequence[View], duck: Duck) -> None:
    """
    Make sure that what is compared is the same work.

    Raises
    ------
    RuntimeError
        If DuckDB finds other sums than we do.
    """
    for view in views:
        ours = sum_up(view)[list(COUNTS)]
        theirs = {place: counts for place, *counts in (row[: len(COUNTS) + 1] for row in duck.sum_up(view))}
        if dict(zip(ours.index, ours.to_numpy().tolist(), strict=True)) != theirs:
            message = f"DuckDB does not agree on {view}"
            raise RuntimeError(message)


def measure_ways(filters: int, plain_filters: int) -> list[Timing]:
    """Time all ways on one large register, ours and DuckDB on the same filters, which must agree."""
    rng = np.random.default_rng(SEED)
    engine = connect(os.environ["MARAUDE_DATABASE_URL"])
    filling = seconds(lambda: fill(engine, rng))
    print(f"filled a register of {CONTACTS:,} contact rows in {filling:.0f} s")
    loading = Timing("Loading the ledger, once a revision", [1000 * seconds(lambda: load_ledger(engine))])
    views = [random_view(rng) for _ in range(filters)]
    duck = Duck()
    for layer in Layer:
        draw(replace(views[0], layer=layer))
    require_agreement(views, duck)
    return [
        timed("DuckDB in memory, filter and sums", duck.sum_up, views),
        timed("Maraude, filter and sums", sum_up, views),
        timed("Maraude, filter to map sent", draw, views),
        timed("Maraude, filter to whole screen", Page().draw, views),
        timed("pandas over all contacts, a marker each", Plain(engine).draw, views[:plain_filters]),
        loading,
    ]


def measure_cold_start(url: str) -> tuple[float, float]:
    """Return the seconds to make the demo register, and from a fresh process to its first map."""
    engine = connect(url)
    making = seconds(lambda: fill_demo(engine))
    engine.dispose()
    command = [sys.executable, "-m", "benchmarks.cold_start"]
    environment = os.environ | {"MARAUDE_DATABASE_URL": url}
    subprocess.run(command, check=True, env=environment, cwd=ROOT)  # noqa: S603 - ours; makes the basemap's cache
    return making, seconds(lambda: subprocess.run(command, check=True, env=environment, cwd=ROOT))  # noqa: S603 - ours


def report(timings: Sequence[Timing], making: float, cold: float) -> tuple[str, bool]:
    """Return the report in Markdown and whether all aims are met."""
    limit, sums, ours, page, plain, loading = timings
    aims = [
        (f"p95 of a map at most {AIM_MS} ms", ours.at(95) <= AIM_MS, f"{ours.at(95):,.0f} ms"),
        (f"p95 of the whole screen at most {AIM_MS} ms", page.at(95) <= AIM_MS, f"{page.at(95):,.0f} ms"),
        (f"at most {AIM_KB} KB a map", max(ours.kb) <= AIM_KB, f"{max(ours.kb):,.0f} KB"),
        (
            f"p95 of the sums within {AIM_TIMES_DUCKDB} times DuckDB",
            sums.at(95) <= AIM_TIMES_DUCKDB * limit.at(95),
            f"{sums.at(95) / limit.at(95):.1f} times",
        ),
        (
            f"p95 from filter to map within {AIM_TIMES_DUCKDB} times DuckDB's sums",
            ours.at(95) <= AIM_TIMES_DUCKDB * limit.at(95),
            f"{ours.at(95) / limit.at(95):.1f} times",
        ),
        (f"first map of a fresh process within {AIM_COLD_S} s", cold <= AIM_COLD_S, f"{cold:.1f} s"),
    ]
    table = "\n".join(timing.row(limit) for timing in (limit, sums, ours, page, plain))
    verdicts = "\n".join(f"| {aim} | {found} | {'yes' if met else 'no'} |" for aim, met, found in aims)
    day = datetime.now(tz=UTC)
    text = f"""# From a changed filter to a map

Measured on {day:%d %B %Y} with {os.cpu_count()} cores and Python {platform.python_version()} by
`python -m benchmarks.map_latency`: {VISITS:,} visits and {CONTACTS:,} contact rows over eight years at
{PLACES} places, random changes of period, kinds, services, weekdays, bands, measure and layer (places,
areas, hexagons of {HEXAGON_M:,} m). Server side only; nothing is cached between two filters but the
ledger, the places and the grid. The plain way draws at most {MARKERS:,} markers and only shows contacts.
Where the clock says much more than the processor, the machine was busy with something else.

| way | filters | p50 ms | p95 ms | p95 CPU ms | p50 / DuckDB | p95 / DuckDB | KB sent, median / largest |
|---|--:|--:|--:|--:|--:|--:|--:|
{table}

| aim | found | met |
|---|--:|---|
{verdicts}

Loading the ledger, once for each revision of the register: {loading.ms[0] / 1000:.1f} s. Making the demo
register, once: {making:.1f} s.
"""
    return text, all(met for _aim, met, _found in aims)


def main() -> int:
    """Run the benchmark; the exit code tells whether all aims are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--filters", type=int, default=100, help="filter changes to time")
    parser.add_argument("--plain-filters", type=int, default=10, help="how many of them in the plain way")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MARAUDE_VAR_DIR"] = folder
        os.environ["MARAUDE_DATABASE_URL"] = f"sqlite:///{folder}/large.sqlite"
        timings = measure_ways(chosen.filters, chosen.plain_filters)
        making, cold = measure_cold_start(f"sqlite:///{folder}/demo.sqlite")
    text, met = report(timings, making, cold)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
