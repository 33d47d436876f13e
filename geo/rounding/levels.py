"""One measure of one batch: its totals, then its rows, then its cells, each at an adjacent multiple."""

from dataclasses import dataclass

import numpy as np

from geo.rounding.choosing import Candidates, Leeway, Sums, choose_freely, fill_quotas, relieve
from geo.rounding.grid import Batch
from geo.rounding.search import Flags, Floats, Ints
from geo.rounding.values import Pair, Rows, Split, add_up


@dataclass(frozen=True)
class Task:
    """
    One measure of one batch that is to be rounded.

    Attributes
    ----------
    batch : Batch
        Where the cells belong.
    error : ndarray of int
        Published less true ticks of each sum over all other batches that are done.
    rng : Generator
        Source of the random starts.
    """

    batch: Batch
    error: Ints
    rng: np.random.Generator

    def error_with(self, sums: Sums, ticks: Ints) -> Ints:
        """Return the errors with those of this batch added."""
        error = self.error.copy()
        np.add.at(error, sums.of, ticks[:, np.newaxis])
        return error


def fix_rows(cells: Split, task: Task, may: Flags | None = None) -> Rows:
    """
    Fix what is published of the rows: first their totals, then the rows in each.

    Parameters
    ----------
    cells : Split
        True values of the batch's cells.
    task : Task
        What is rounded.
    may : ndarray of bool, shape (rows,), optional
        Which rows may be published at the higher multiple; by default all that are no multiple.

    Returns
    -------
    Rows
        Adjacent multiples, which swaps between rows may still change.
    """
    batch = task.batch
    rows = cells.total(batch.row_of, len(batch.rows))
    may = rows.open if may is None else may
    quota = _fix_totals(rows, may, task)
    movable = np.flatnonzero(may)
    candidates = Candidates(
        rows.rest[movable] / rows.step,
        batch.total_of[movable],
        batch.row_sums.take(movable),
        task.error_with(batch.row_sums, -rows.rest),
        rows.step,
    )
    published = rows.low.copy()
    published[movable] += fill_quotas(candidates, quota, task.rng)
    return Rows(published, rows.low, rows.high)


def _fix_totals(rows: Split, may: Flags, task: Task) -> Ints:
    """Return how many rows of each total go up, so that it is adjacent to the truth, with all before too."""
    batch = task.batch
    size = len(batch.running)
    totals = rows.total(batch.total_of, size)
    needed = totals.rest - task.error[batch.running]
    least = add_up(batch.total_of, rows.low, size)
    most = least + add_up(batch.total_of, may, size)
    # Of the multiples beside the total of this batch those beside what is needed, as far as the rows reach.
    low, high = (
        np.clip(np.clip(totals.low + whole, totals.low, totals.high), least, most)
        for whole in (needed // totals.step, -(-needed // totals.step))
    )
    free = np.flatnonzero(high > low)
    above = (low - totals.low) * totals.step
    candidates = Candidates(
        np.clip((needed - above) / totals.step, 0, 1)[free],
        free,
        batch.total_sums.take(free),
        task.error_with(batch.total_sums, above - totals.rest),
        totals.step,
    )
    ups: Ints = low - least
    ups[free] += choose_freely(candidates, task.rng)
    return ups


def fill_cells(cells: Split, rows: Rows, task: Task) -> Ints:
    """
    Fill rows with cells at adjacent multiples.

    Parameters
    ----------
    cells : Split
        True values of the batch's cells.
    rows : Rows
        What is published of the rows.
    task : Task
        What is rounded.

    Returns
    -------
    ndarray of int, shape (cells,)
        Multiples.
    """
    filling = _Filling(cells, cells.low, cells.open, cells.rest / cells.step, rows, task)
    return filling.fill(task.batch.row_of, rows.published - filling.begun)


def fill_part(pair: Pair, rows: Rows, task: Task) -> Ints:
    """
    Fill the rows of a part, so that the whole can still be filled above it.

    Parameters
    ----------
    pair : Pair
        True values of the part and the whole, and the published rows of the whole.
    rows : Rows
        What is published of the part's rows.
    task : Task
        What is rounded.

    Returns
    -------
    ndarray of int, shape (cells,)
        Multiples.
    """
    part, row_of = pair.part, task.batch.row_of
    filling = _Filling(part, part.low, part.open, part.rest / part.step, rows, task)
    quota = rows.published - filling.begun
    size = len(quota)
    share = add_up(row_of, part.rest * pair.bound, size) / np.maximum(add_up(row_of, part.rest, size), 1)
    # As many of the bound cells as their share of what is to be filled, rounded at random.
    bound = np.floor(quota * share + task.rng.random(size)).astype(np.int64)
    bound = np.clip(bound, quota - pair.loose_room, pair.bound_room)
    quotas = np.stack([quota - bound, bound], axis=1).ravel()
    return filling.fill(2 * row_of + pair.bound, quotas, pair)


def fill_whole(pair: Pair, published: Ints, rows: Rows, task: Task) -> Ints:
    """
    Fill the rows of a whole, nowhere below what is published of its part.

    Parameters
    ----------
    pair : Pair
        True values of the part and the whole.
    published : ndarray of int, shape (cells,)
        What is published of the part's cells, in multiples.
    rows : Rows
        What is published of the whole's rows.
    task : Task
        What is rounded.

    Returns
    -------
    ndarray of int, shape (cells,)
        Multiples.
    """
    whole = pair.whole
    forced = published > whole.low
    # Where the part could have pulled the cell up and did not, what is left of the cell's own chance.
    pulled = pair.part.rest * pair.bound
    chance = (whole.rest - pulled) / (whole.step - pulled)
    filling = _Filling(whole, whole.low + forced, whole.open & ~forced, chance, rows, task)
    return filling.fill(task.batch.row_of, rows.published - filling.begun)


@dataclass(frozen=True)
class _Filling:
    """Cells that start at a multiple, of which those that may go up by one to fill the rows."""

    truth: Split
    start: Ints
    may: Flags
    chance: Floats
    rows: Rows
    task: Task

    @property
    def begun(self) -> Ints:
        """What the rows hold at the start."""
        return add_up(self.task.batch.row_of, self.start, len(self.task.batch.rows))

    def fill(self, group: Ints, quota: Ints, pair: Pair | None = None) -> Ints:
        """Fill the quota of each group, then swap between rows where they are free and a sum is far off."""
        movable = np.flatnonzero(self.may)
        candidates = self._candidates(movable, group)
        up = fill_quotas(candidates, quota, self.task.rng)
        if not self.rows.are_fixed:
            batch = self.task.batch
            candidates = self._candidates(movable, batch.total_of[batch.row_of])
            up = relieve(up, candidates, self._leeway(movable, pair))
        multiples = self.start.copy()
        multiples[movable] += up
        return multiples

    def _candidates(self, movable: Ints, group: Ints) -> Candidates:
        sums, step = self.task.batch.cell_sums, self.truth.step
        error = self.task.error_with(sums, (self.start - self.truth.low) * step - self.truth.rest)
        return Candidates(self.chance[movable], group[movable], sums.take(movable), error, step)

    def _leeway(self, movable: Ints, pair: Pair | None) -> Leeway:
        bound = np.zeros(len(movable), dtype=np.bool_) if pair is None else pair.bound[movable]
        room = np.zeros_like(self.begun) if pair is None else pair.bound_room
        row = self.task.batch.row_of[movable]
        return Leeway(row, self.rows.least - self.begun, self.rows.most - self.begun, bound, room)
