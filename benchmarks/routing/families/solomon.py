"""Solomon's instances with time windows: the product's evening solver, OR-Tools and VROOM."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.routing.families.sound import soundness
from benchmarks.routing.known import best_known
from benchmarks.routing.readers.lines import distances
from benchmarks.routing.readers.solomon import SolomonInstance, load_solomon
from benchmarks.routing.rules import TENTHS, solomon_distance
from benchmarks.routing.table import Row, Section, gap_aims
from benchmarks.routing.task_peers import compare
from benchmarks.routing.tasks import Task

FOLDER, PATTERN, SECONDS = "vrptw_solomon", "*.txt", 10.0


def to_task(instance: SolomonInstance) -> Task:
    """Return the instance in tenths, cut off as the DIMACS challenge does."""
    tenths = (TENTHS * value for value in (instance.opens, instance.closes, instance.service))
    opens, closes, service = (np.floor(value).astype(np.int64) for value in tenths)
    return Task(
        legs=np.floor(TENTHS * distances(instance.xy)).astype(np.int64),
        opens=opens,
        closes=closes,
        service=service,
        demand=instance.demand.astype(np.int64),
        vehicles=instance.vehicles,
        capacity=instance.capacity,
    )


def run_file(path: Path, seconds: float, seed: int) -> Row:
    """Run all solvers on a file."""
    instance = load_solomon(path)
    answers = compare(to_task(instance), lambda routes: solomon_distance(instance, routes), seconds, seed)
    return Row(path.stem, len(instance.xy) - 1, answers, best_known(path))


def to_section(rows: Sequence[Row], seconds: float, seed: int) -> Section:
    """Return the family's part of the report."""
    return Section(
        title="Time windows (Solomon)",
        notes=(
            f"Total distance, each arc cut to one decimal; {seconds:g} CPU seconds and seed {seed}.",
            "Best-known values: those of the DIMACS challenge, proven.",
            "OR-Tools runs guided local search for as long; VROOM ends by itself.",
            "Every solution is timed and checked by a plain-Python checker before it counts.",
        ),
        rows=tuple(rows),
        aims=(*gap_aims(rows, 0.25, 2.0, "all"), soundness(rows)),
    )
