"""What a run found, in Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.displacement import peers
from benchmarks.displacement.plan import Plan, Rows, share_of
from benchmarks.displacement.scenarios import MODERATE
from benchmarks.displacement.timing import Timed
from benchmarks.routing.table import Aim

PEERS = (
    peers.RAW_DIFFERENCE,
    peers.HOURLY_DIFFERENCE,
    peers.RAW_RATIO,
    peers.HOURLY_RATIO,
    peers.QUASI,
    peers.CLUSTERED,
)

ALARM_NOTES = """\
* {sets:,} registers a scenario; 5 % is what a 95 % interval promises.
* WDD is the weighted displacement difference of contacts a zone, as ArcGIS and ptools compute it; per hour,
  it is weighted by hours. Rate ratios are Wilson's. All four take contacts as independent events.
* Months: regressions with effects of zones and of months and with hours as exposure; errors scaled by the
  dispersion of all months, or clustered by zone."""

COVERAGE_NOTES = """\
* Nothing: {null:,} registers a scenario, in which nothing happened. Planted: {planted:,}, in which the
  treated zone fell to 0.4, displaced ones rose to 1.6, and all fell to 0.9.
* A share is shown, and counted here, only where something is surely lost.
* With fewer than three displaced zones lost, gained and net are not shown, and not counted; displaced and
  treated are counted as if there were no gate.
* The last line is outside the aims ({busier:,} registers each): a treated zone with three times the contacts
  of the others, which varies less than they do."""

LADDER_NOTES = """\
* {sets:,} registers a line: {name}, 24 + 24 months, 4 zones against 6."""

TIME_NOTES = """\
* Wall time, medians, one thread. The reference is one regression of the same zones and months by statsmodels
  (GLM with effects of zones and months, errors by zone), in the same run."""

NOTHING_NAMES = ("displaced", "treated", "net")
PLANTED_NAMES = ("displaced", "treated", "lost", "gained", "net", "share")


@dataclass(frozen=True)
class Table:
    """
    A part of the report.

    Attributes
    ----------
    title, notes : str
        Heading, and how to read it.
    head : tuple of str
        Columns; the first is text, the others numbers.
    rows : tuple of tuple of str
        Cells.
    """

    title: str
    notes: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def render(plan: Plan, rows: Rows, timed: Sequence[Timed], aims: Iterable[Aim]) -> str:
    """Return the aims with whether they are met, and then all that was found."""
    goals = [(aim.what, aim.found, "yes" if aim.is_met else "no") for aim in aims]
    parts = ["## Aims", _markdown(("aim", "found", "met"), goals)]
    for table in (_alarms(plan, rows), _coverage(plan, rows), _ladder(plan, rows), _times(timed)):
        parts += [f"## {table.title}", table.notes, _markdown(table.head, table.rows)]
    return "\n\n".join(parts) + "\n"


def _alarms(plan: Plan, rows: Rows) -> Table:
    names = ("displaced found", *PEERS)
    return Table(
        "Nothing happened: how often each says that something did",
        ALARM_NOTES.format(sets=plan.nothing[0].sets),
        ("scenario", "Maraude", *PEERS),
        tuple((one.scenario.name, *(_share(rows[one], name) for name in names)) for one in plan.nothing),
    )


def _coverage(plan: Plan, rows: Rows) -> Table:
    pairs = [*zip(plan.nothing, plan.planted, strict=True), plan.busier]
    return Table(
        "How often 95 % intervals hold the truth",
        COVERAGE_NOTES.format(
            null=plan.nothing[0].sets, planted=plan.planted[0].sets, busier=plan.busier[0].sets
        ),
        (
            "scenario",
            *(f"{name}, nothing" for name in NOTHING_NAMES),
            *(f"{name}, planted" for name in PLANTED_NAMES),
            "x 1.6 found",
        ),
        tuple(
            (
                nothing.scenario.name,
                *(_share(rows[nothing], f"{name} holds") for name in NOTHING_NAMES),
                *(_share(rows[planted], f"{name} holds") for name in PLANTED_NAMES),
                _share(rows[planted], "displaced found"),
            )
            for nothing, planted in pairs
        ),
    )


def _ladder(plan: Plan, rows: Rows) -> Table:
    return Table(
        "What is found, and what a study says it could have found",
        LADDER_NOTES.format(sets=plan.ladder[0].sets, name=MODERATE.name),
        ("true ratio", "found", "smallest rise said, median"),
        tuple(
            (
                f"x {one.truth.displaced:g}",
                _share(rows[one], "displaced found"),
                f"x {rows[one]['smallest rise'].median():.2f}",
            )
            for one in plan.ladder
        ),
    )


def _times(timed: Sequence[Timed]) -> Table:
    return Table(
        "Time",
        TIME_NOTES,
        ("what", "Maraude, s", "reference, s", "ratio"),
        tuple(
            (one.what, f"{one.seconds:.4f}", f"{one.reference:.4f}", f"{one.seconds / one.reference:.2f}")
            for one in timed
        ),
    )


def _share(rows: pd.DataFrame, name: str) -> str:
    share = share_of(rows, name)
    return "-" if np.isnan(share) else f"{share:.3f}"


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    ruler = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ruler, *rows))
