"""Chao's team orienteering: the product's evening solver, OR-Tools and VROOM."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.routing.families.sound import soundness
from benchmarks.routing.known import best_known
from benchmarks.routing.readers.chao import ChaoInstance, load_chao
from benchmarks.routing.readers.lines import distances
from benchmarks.routing.rules import orienteering_prize
from benchmarks.routing.table import Row, Section, gap_aims
from benchmarks.routing.task_peers import compare
from benchmarks.routing.tasks import Task
from geo.rounds.vrp import Tuning

FOLDER, PATTERN, SECONDS = "top_chao", "p*.txt", 10.0

SCALE = 10_000
"""Units of a distance; legs are rounded up, so that no route is longer than it seems."""

PRIZE = 100_000
"""Price of a prize left behind, in units of distance: a detour costs something, a prize far more."""

NEIGHBOURS, STALL = 20, 5000
"""Few neighbours, and a new start after so many iterations in vain: a prize out of reach is a dead end."""

HURRY = 1.0
"""What a unit of lateness costs at first, by what a unit of time could earn if all prizes were in reach."""

KNOWN = {
    "p4.2.a": 206,
    "p4.2.e": 618,
    "p4.2.i": 918,
    "p4.2.m": 1132,
    "p4.2.q": 1268,
    "p4.3.a": 0,
    "p4.3.e": 468,
    "p4.3.i": 809,
    "p4.3.m": 1063,
    "p4.3.q": 1253,
    "p4.4.a": 0,
    "p4.4.e": 183,
    "p4.4.i": 657,
    "p4.4.m": 919,
    "p4.4.q": 1161,
}
"""Best known: the published results gathered in DarioDaF/ASS_TOP (`paramIn/chaoResults.txt`); for p4.2.q and
p4.3.q, where it has 1265 and 1251, the later values of the literature."""


def to_task(instance: ChaoInstance) -> Task:
    """Return the instance with start and end in one: rows leave from the start, columns come to the end."""
    legs = np.ceil(SCALE * distances(instance.xy)).astype(np.int64)
    there = legs[:-1, :-1].copy()
    there[:, 0] = legs[:-1, -1]
    there[0, 0] = 0
    nothing = np.zeros(len(there), dtype=np.int64)
    return Task(
        legs=there,
        opens=nothing,
        closes=nothing + int(SCALE * instance.longest),
        service=nothing,
        demand=nothing,
        vehicles=instance.teams,
        capacity=0,
        prize=(PRIZE * instance.prize[:-1]).astype(np.int64),
    )


def tuning_of(task: Task) -> Tuning:
    """Return how to search where time is short and all that is wanted are prizes."""
    if task.prize is None:
        return Tuning()
    earned = task.prize.sum() / max(1, task.vehicles * task.closes[0])
    return Tuning(warp_penalty=max(1.0, HURRY * float(earned)), neighbours=NEIGHBOURS, stall=STALL)


def run_file(path: Path, seconds: float, seed: int) -> Row:
    """Run all solvers on a file."""
    instance = load_chao(path)
    task = to_task(instance)
    answers = compare(
        task, lambda routes: orienteering_prize(instance, routes), seconds, seed, tuning_of(task)
    )
    known = best_known(path) or KNOWN.get(path.stem)
    return Row(path.stem, len(instance.xy) - 2, answers, known)


def to_section(rows: Sequence[Row], seconds: float, seed: int) -> Section:
    """Return the family's part of the report."""
    exact = sum(row.gap(is_prize=True) == 0 for row in rows)
    return Section(
        title="Team orienteering (Chao, set 4)",
        notes=(
            f"Prizes collected; {seconds:g} CPU seconds and seed {seed}.",
            f"The best known is met {exact} times; there is no gap where nothing can be reached.",
            "Best-known values: published results gathered in DarioDaF/ASS_TOP, later ones for two files.",
            "Neighbours and restarts of ours were chosen on five of these files, in 2 seconds.",
            "OR-Tools runs guided local search for as long; VROOM knows priorities from 0 to 100.",
            "Every solution is measured by a plain-Python checker before it counts.",
        ),
        rows=tuple(rows),
        aims=(*gap_aims(rows, 1.0, None, "all", is_prize=True), soundness(rows)),
        is_prize=True,
    )
