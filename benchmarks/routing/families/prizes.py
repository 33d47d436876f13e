"""Large prize-collecting instances with time windows: the product's evening solver and other solvers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.routing.families.sound import soundness
from benchmarks.routing.readers.lines import distances
from benchmarks.routing.readers.pcvrptw import PrizeInstance, load_prize_solution, load_prizes
from benchmarks.routing.rules import TENTHS, prize_cost
from benchmarks.routing.table import Row, Section, gap_aims
from benchmarks.routing.task_peers import WALL, compare
from benchmarks.routing.tasks import Task

FOLDER, PATTERN, SECONDS = "pcvrptw", "*.vrp", 60.0


def to_task(instance: PrizeInstance) -> Task:
    """Return the instance in tenths, cut off as the published solutions are."""
    service = np.full(len(instance.xy), TENTHS * instance.service)
    service[0] = 0
    return Task(
        legs=np.floor(TENTHS * distances(instance.xy)).astype(np.int64),
        opens=(TENTHS * instance.opens).astype(np.int64),
        closes=(TENTHS * instance.closes).astype(np.int64),
        service=service.astype(np.int64),
        demand=instance.demand.astype(np.int64),
        vehicles=instance.vehicles,
        capacity=instance.capacity,
        prize=(TENTHS * instance.prize).astype(np.int64),
    )


def published_cost(path: Path, instance: PrizeInstance) -> float | None:
    """Return what the solution beside an instance costs by our own count, if there is one."""
    solution = path.with_suffix(".sol")
    return prize_cost(instance, load_prize_solution(solution).routes) if solution.is_file() else None


def run_file(path: Path, seconds: float, seed: int) -> Row:
    """Run all solvers on a file."""
    instance = load_prizes(path)
    answers = compare(to_task(instance), lambda routes: prize_cost(instance, routes), seconds, seed)
    return Row(path.stem, len(instance.xy) - 1, answers, published_cost(path, instance))


def to_section(rows: Sequence[Row], seconds: float, seed: int) -> Section:
    """Return the family's part of the report."""
    return Section(
        title="Prizes and time windows, 1000 customers",
        notes=(
            f"Distance and prizes left behind, in tenths; {seconds:g} CPU seconds and seed {seed}.",
            "Best known: the published solutions, timed and counted anew.",
            "Most of the cost are prizes that no good plan collects: gaps look small here.",
            f"VROOM cannot trade prizes for distance; it has {WALL * seconds:g} seconds of wall time.",
            "Every solution is timed and checked by a plain-Python checker before it counts.",
        ),
        rows=tuple(rows),
        aims=(*gap_aims(rows, 0.5, 0.5, "all"), soundness(rows)),
    )
