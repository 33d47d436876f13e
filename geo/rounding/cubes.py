"""Round a cube once, so that everything published can be a sum of its cells: docs/methods/rounding.md."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
import pandas as pd

from geo.cubes import PARTS, CubeSpec
from geo.rounding.grid import Batch, GridError, Layout, lay_out, require_grid
from geo.rounding.levels import Task, fill_cells, fill_part, fill_whole, fix_rows
from geo.rounding.search import Flags, Ints
from geo.rounding.values import Pair, Rows, Split, add_up, split

SeedOf = Callable[[str, str], int]
"""Seed of a measure in a period of the cube's batches; whoever knows it knows the rounding."""


class LinkedMarginsError(ValueError):
    """A cube cannot take the sums of the cube that it is linked to; the message names every such row."""


@dataclass(frozen=True)
class Frozen:
    """
    What was released before.

    Attributes
    ----------
    published : DataFrame
        Keys and measures of the released cells, whole batches.
    truth : DataFrame
        The same cells with the true measures whose deviations the next batches make up for.
    """

    published: pd.DataFrame
    truth: pd.DataFrame


def round_cube(
    grid: pd.DataFrame,
    spec: CubeSpec,
    base: int,
    seed_of: SeedOf,
    *,
    frozen: Frozen | None = None,
    linked: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Round every cell of a cube to a neighbouring multiple of the base, once.

    Batches are solved in order of time. Each batch fixes its totals, then its rows, then its cells, every one
    at an adjacent multiple of its true value (a multiple stays as it is), from a random start and then by a
    search that keeps all margins close to the truth, what earlier batches are off by included.

    Parameters
    ----------
    grid : DataFrame
        All inner cells: the keys, every coarser column that *spec* names, and the true measures.
    spec : CubeSpec
        The cube.
    base : int
        Published figures are its multiples; at least 2.
    seed_of : callable
        Seed of a measure and batch.
    frozen : Frozen, optional
        What was released before; it is returned as it was published.
    linked : DataFrame, optional
        Published cells of the cube that *spec* is linked to, with the columns of its rows.

    Returns
    -------
    DataFrame
        *grid* with the rounded measures (int64) in place of the true ones.

    Raises
    ------
    GridError
        If the grid, or what is frozen, has a fault.
    LinkedMarginsError
        If rows of *linked* are missing, or no choice of neighbouring multiples adds up to them.
    ValueError
        If *base* is below 2.

    References
    ----------
    Ø. Langsrud and J. Heldal, "An algorithm for small count rounding of tabular data", PSD 2018.
    """
    if base < 2:  # noqa: PLR2004 - nothing lies between two multiples of 1
        message = f"a base of {base} hides nothing"
        raise ValueError(message)
    rounding = _Rounding.begin(grid, spec, base)
    if frozen is not None:
        _freeze(rounding, frozen)
    given = {} if linked is None else _linked_rows(rounding, linked)
    for batch in rounding.layout.batches:
        if not rounding.done[batch.cells].all():
            rounding.solve(batch, given, seed_of)
    return grid.assign(**{measure: rounding.result(measure) for measure in spec.measures})


@dataclass(frozen=True)
class _Rounding:
    """
    A cube that is being rounded.

    Attributes
    ----------
    truth : dict of str to Split
        True values of the sorted cells, by measure.
    published : dict of str to ndarray of int
        What is published of the cells that are done, in multiples.
    error : dict of str to ndarray of int
        Published less true ticks of each sum over the cells that are done.
    done : ndarray of bool
        Which cells are done.
    """

    spec: CubeSpec
    base: int
    layout: Layout
    truth: dict[str, Split]
    published: dict[str, Ints]
    error: dict[str, Ints]
    done: Flags

    @classmethod
    def begin(cls, grid: pd.DataFrame, spec: CubeSpec, base: int) -> "_Rounding":
        """Return the rounding of a grid without faults, of which nothing is done."""
        require_grid(grid, spec)
        layout = lay_out(grid, spec)
        cells = len(grid)
        return cls(
            spec,
            base,
            layout,
            {measure: split(grid[measure].to_numpy()[layout.order], base) for measure in spec.measures},
            {measure: np.zeros(cells, dtype=np.int64) for measure in spec.measures},
            {measure: np.zeros(layout.sum_count, dtype=np.int64) for measure in spec.measures},
            np.zeros(cells, dtype=np.bool_),
        )

    def result(self, measure: str) -> Ints:
        """Return what is published of a measure, in the order of the grid."""
        published = np.empty(len(self.done), dtype=np.int64)
        published[self.layout.order] = self.published[measure] * self.base
        return published

    def keep(self, measure: str, cells: Ints, multiples: Ints, truth: Split) -> None:
        """Note what is published of some cells."""
        self.published[measure][cells] = multiples
        ticks = (multiples - truth.low) * truth.step - truth.rest
        np.add.at(self.error[measure], self.layout.sums[cells], ticks[:, np.newaxis])

    def pair(self, part: str, batch: Batch, whole_rows: Ints) -> Pair:
        """Return the cells of a part and its whole."""
        whole = PARTS[part]
        return Pair(
            self.truth[part].take(batch.cells), self.truth[whole].take(batch.cells), batch.row_of, whole_rows
        )

    def solve(self, batch: Batch, given: Mapping[str, Ints], seed_of: SeedOf) -> None:
        """Round one batch: rows of wholes before those of parts, cells of parts before those of wholes."""
        measures = sorted(self.spec.measures, key=lambda measure: measure in PARTS)
        tasks = {
            measure: Task(batch, self.error[measure], np.random.default_rng(seed_of(measure, batch.name)))
            for measure in measures
        }
        rows: dict[str, Rows] = {}
        for measure, task in tasks.items():
            if measure in given:
                rows[measure] = Rows.fixed(given[measure][batch.rows])
            else:
                rows[measure] = self._rows(measure, task, rows)
        for measure in reversed(measures):
            multiples = self._cells(measure, tasks[measure], rows)
            self.keep(measure, batch.cells, multiples, self.truth[measure].take(batch.cells))
        self.done[batch.cells] = True

    def _rows(self, measure: str, task: Task, rows: Mapping[str, Rows]) -> Rows:
        may = None
        whole = PARTS.get(measure, "")
        if whole in rows:
            pair = self.pair(measure, task.batch, rows[whole].published)
            may = pair.rows_that_may_go_up(only_with_whole=self.spec.lends_parts)
        found = fix_rows(self.truth[measure].take(task.batch.cells), task, may)
        return Rows.fixed(found.published) if self.spec.lends_parts else found

    def _cells(self, measure: str, task: Task, rows: Mapping[str, Rows]) -> Ints:
        batch, whole = task.batch, PARTS.get(measure, "")
        if whole in rows:
            return fill_part(self.pair(measure, batch, rows[whole].published), rows[measure], task)
        if (part := next((part for part in rows if PARTS.get(part) == measure), None)) is not None:
            pair = self.pair(part, batch, rows[measure].published)
            return fill_whole(pair, self.published[part][batch.cells], rows[measure], task)
        return fill_cells(self.truth[measure].take(batch.cells), rows[measure], task)


def _freeze(rounding: _Rounding, frozen: Frozen) -> None:
    """Take what was released as it was published, and what it was off by."""
    spec, layout = rounding.spec, rounding.layout
    keys, measures = list(spec.keys), list(spec.measures)
    for name, frame in (("published", frozen.published), ("true", frozen.truth)):
        missing = [column for column in (*keys, *measures) if column not in frame]
        if missing:
            message = f"{spec.name}: the {name} released cells lack {', '.join(missing)}"
            raise GridError(message)
    published = frozen.published.set_index(keys)[measures]
    truth = frozen.truth.set_index(keys)[measures]
    cells = layout.keys.get_indexer(published.index)
    if faults := [*_release_faults(rounding, published, truth, cells)]:
        message = f"{spec.name}: {'; '.join(faults)}"
        raise GridError(message)
    for measure in measures:
        true = split(truth[measure].reindex(published.index).to_numpy(), rounding.base)
        rounding.keep(measure, cells, published[measure].to_numpy(np.int64) // rounding.base, true)
    rounding.done[cells] = True


def _release_faults(
    rounding: _Rounding, published: pd.DataFrame, truth: pd.DataFrame, cells: Ints
) -> Iterator[str]:
    if not published.index.is_unique or not truth.index.is_unique:
        yield "released cells are there twice"
        return
    if not published.index.difference(truth.index).empty:
        yield "released cells have no true value"
    if (unknown := int((cells < 0).sum())) > 0:
        yield f"{unknown} released cells are not in the grid"
    values = published.to_numpy(float, na_value=np.nan)
    if not ((values >= 0) & (values % rounding.base == 0)).all():
        yield f"released figures are no multiples of {rounding.base}"
    if not (truth.to_numpy(float, na_value=np.nan) >= 0).all():
        yield "true values of released cells are missing or below zero"
    done = np.zeros(len(rounding.done), dtype=np.bool_)
    done[cells[cells >= 0]] = True
    for batch in rounding.layout.batches:
        if done[batch.cells].any() and not done[batch.cells].all():
            yield f"{batch.name} was released in part only"


def _linked_rows(rounding: _Rounding, linked: pd.DataFrame) -> dict[str, Ints]:
    """Return the rows of the linked cube in multiples, by the measures that both have."""
    spec, layout = rounding.spec, rounding.layout
    shared = [measure for measure in spec.measures if measure in linked]
    missing = [column for column in spec.rows if column not in linked]
    if missing or not shared:
        faults = [f"it has no column {column}" for column in missing] or ["they share no measure"]
        _refuse(spec, faults)
    # What it holds of other periods, such as a year that is not over, is nothing to this cube.
    linked = linked[linked[spec.batch].isin([batch.name for batch in layout.batches])]
    sums = linked.groupby(list(spec.rows), observed=True)[shared].sum()
    sums.index = pd.MultiIndex.from_tuples(
        [row if isinstance(row, tuple) else (row,) for row in sums.index], names=list(spec.rows)
    )
    faults = [f"it has no row {_row_text(row)}" for row in layout.rows if row not in sums.index]
    strays = sums.index[(sums != 0).any(axis=1)]
    faults += [f"the cube has no row {_row_text(row)}" for row in strays if row not in layout.rows]
    if faults:
        _refuse(spec, faults)
    sums = sums.reindex(layout.rows)
    faults = [
        f"{measure} of {_row_text(row)} are {value}, no multiple of {rounding.base}"
        for measure in shared
        for row, value in sums[measure][sums[measure] % rounding.base != 0].items()
    ]
    if faults:
        _refuse(spec, faults)
    given = {measure: sums[measure].to_numpy(np.int64) // rounding.base for measure in shared}
    if faults := [*_unreachable(rounding, given)]:
        _refuse(spec, faults)
    return given


def _unreachable(rounding: _Rounding, given: Mapping[str, Ints]) -> Iterator[str]:
    """Yield each row that no choice of neighbouring multiples adds up to."""
    layout, base = rounding.layout, rounding.base
    for batch in layout.batches:
        done = bool(rounding.done[batch.cells].all())
        for measure, rows in given.items():
            wanted = rows[batch.rows]
            if done:
                least = most = add_up(batch.row_of, rounding.published[measure][batch.cells], len(wanted))
            else:
                cells = rounding.truth[measure].take(batch.cells)
                least, most = (add_up(batch.row_of, ends, len(wanted)) for ends in (cells.low, cells.high))
                if PARTS.get(measure) in given:
                    pair = rounding.pair(measure, batch, given[PARTS[measure]][batch.rows])
                    most = least + np.maximum(pair.bound_room, 0) + pair.loose_room
            for at in np.flatnonzero((wanted < least) | (wanted > most)):
                row = _row_text(layout.rows[batch.rows[at]])
                yield (
                    f"{measure} of {row} are {wanted[at] * base}, "
                    f"its cells reach {least[at] * base} to {most[at] * base}"
                )


def _row_text(row: object) -> str:
    return ", ".join(map(str, row)) if isinstance(row, tuple) else str(row)


def _refuse(spec: CubeSpec, faults: list[str]) -> NoReturn:
    message = f"{spec.name} cannot take the sums of {spec.linked}: {'; '.join(faults)}"
    raise LinkedMarginsError(message)
