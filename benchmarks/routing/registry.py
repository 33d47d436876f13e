"""All families, by the name they are asked for with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.routing.apart import each_apart
from benchmarks.routing.families import (
    agreement,
    convrp,
    evening,
    orienteering,
    plans,
    prizes,
    pvrp,
    solomon,
)
from benchmarks.routing.table import Row, Section

INSTANCES = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"
"""Where the published files are looked for; any other file runs by its path."""


@dataclass(frozen=True)
class Family:
    """
    A kind of problem.

    Attributes
    ----------
    seconds : float
        CPU seconds for each instance, if nothing else is asked for.
    run : callable
        Takes files (none where it is generated), seconds and a seed; returns a part of the report.
    folder, pattern : str
        Where its published files lie, and what they are called; empty where it is generated.
    """

    seconds: float
    run: Callable[[Sequence[Path], float, int], Section]
    folder: str = ""
    pattern: str = ""

    def files(self) -> list[Path]:
        """Return its published files that are here."""
        return sorted((INSTANCES / self.folder).glob(self.pattern)) if self.folder else []


def over_files(
    run_file: Callable[[Path, float, int], Row], to_section: Callable[[Sequence[Row], float, int], Section]
) -> Callable[[Sequence[Path], float, int], Section]:
    """Return a run that goes through files, each in a process of its own."""

    def run(paths: Sequence[Path], seconds: float, seed: int) -> Section:
        return to_section(each_apart(run_file, paths, seconds, seed), seconds, seed)

    return run


def _run_plans(_: Sequence[Path], seconds: float, seed: int) -> Section:
    return plans.to_section(plans.run_all(seconds, seed), seconds)


def _run_evenings(_: Sequence[Path], seconds: float, seed: int) -> Section:
    return evening.to_section(evening.run_all(seconds, seed), seconds)


def _run_agreement(_: Sequence[Path], seconds: float, seed: int) -> Section:
    return agreement.to_section(agreement.run_all(seconds, seed), seconds)


FAMILIES = {
    "evening": Family(evening.SECONDS, _run_evenings),
    "agreement": Family(agreement.SECONDS, _run_agreement),
    "solomon": Family(
        solomon.SECONDS, over_files(solomon.run_file, solomon.to_section), solomon.FOLDER, solomon.PATTERN
    ),
    "orienteering": Family(
        orienteering.SECONDS,
        over_files(orienteering.run_file, orienteering.to_section),
        orienteering.FOLDER,
        orienteering.PATTERN,
    ),
    "prizes": Family(
        prizes.SECONDS, over_files(prizes.run_file, prizes.to_section), prizes.FOLDER, prizes.PATTERN
    ),
    "pvrp": Family(pvrp.SECONDS, over_files(pvrp.run_file, pvrp.to_section), pvrp.FOLDER, pvrp.PATTERN),
    "convrp": Family(
        convrp.SECONDS, over_files(convrp.run_file, convrp.to_section), convrp.FOLDER, convrp.PATTERN
    ),
    "plans": Family(plans.SECONDS, _run_plans),
}
