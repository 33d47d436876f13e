"""What a release lets an attacker see: every published table at once, as one system of inequalities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from geo.attacks.carried import joined
from geo.attacks.systems import FloatArray, IntArray, System
from geo.cubes import PARTS, POLICY_CUBES, PUBLIC_CUBES, CubeSpec
from geo.released import Published, cells_of


@dataclass(frozen=True, eq=False)
class Table:
    """
    Figures that were published beside the cubes: a table, an export, a report, a chart.

    Attributes
    ----------
    cube : str
        The cube whose cells its figures are said to sum.
    figures : Series of int
        Named by the measure; by the columns of `geo.released.cells_of` that its index names.
    """

    cube: str
    figures: pd.Series


@dataclass(frozen=True, eq=False)
class Sight:
    """
    The unknown true counts behind a release, and what the release says of them.

    Attributes
    ----------
    system : System
        One unknown for each cell and measure, in units of *grain*.
    slices : Mapping of (cube, measure) to slice
        Where the unknowns of each cube stand, in the order of its rows.
    grain : int
        What the rounded figures were multiples of already: 1 for counts, the base of the policy release for
        a public one.
    """

    system: System
    slices: Mapping[tuple[str, str], slice]
    grain: int

    def interval(self, low: int, high: int) -> tuple[int, int]:
        """Return the true counts that may stand behind an unknown between *low* and *high*."""
        return max(self.grain * low - (self.grain - 1), 0), self.grain * high + self.grain - 1


def specs_of(published: Published) -> list[CubeSpec]:
    """Return how the cubes that a release holds were made."""
    specs = POLICY_CUBES if published.tier == "policy" else PUBLIC_CUBES
    return [spec for spec in specs if spec.name in published.cubes]


def align(truth: pd.DataFrame, published: pd.DataFrame, spec: CubeSpec) -> pd.DataFrame:
    """
    Return the true measures in the order of a published cube.

    Parameters
    ----------
    truth : DataFrame
        The keys and the true measures; a cell that it has no row for is zero.
    published : DataFrame
        The published cube.
    spec : CubeSpec
        How it is made.

    Returns
    -------
    DataFrame
        The measures, by position.
    """
    keys = list(spec.keys)
    by_cell = truth.groupby(keys, observed=True)[list(spec.measures)].sum()
    cells = pd.MultiIndex.from_frame(published[keys])
    return by_cell.reindex(cells, fill_value=0).reset_index(drop=True)


@dataclass
class Rows:
    """Inequalities between sums of unknowns, collected one set after the other."""

    columns: list[IntArray] = field(default_factory=list)
    rows: list[IntArray] = field(default_factory=list)
    signs: list[FloatArray] = field(default_factory=list)
    least: list[IntArray] = field(default_factory=list)
    most: list[IntArray] = field(default_factory=list)
    count: int = 0

    def add(self, columns: IntArray, rows: IntArray, least: IntArray, most: IntArray) -> None:
        """Add rows that sum some of the unknowns."""
        self.put(columns, rows, np.ones(len(columns)), least, most)

    def put(
        self, columns: IntArray, rows: IntArray, signs: FloatArray, least: IntArray, most: IntArray
    ) -> None:
        """Add rows with an entry for each sign; *rows* count from zero."""
        self.columns.append(columns)
        self.rows.append(rows + self.count)
        self.signs.append(signs)
        self.least.append(least)
        self.most.append(most)
        self.count += len(least)

    def matrix(self, unknowns: int) -> csr_array:
        """Return the entries of all rows."""
        if not self.count:
            return csr_array((0, unknowns))
        where = np.concatenate(self.rows), np.concatenate(self.columns)
        return csr_array(coo_array((np.concatenate(self.signs), where), shape=(self.count, unknowns)))

    def system(self, lower: IntArray, upper: IntArray) -> System:
        """Return the rows as a system with the bounds of its unknowns."""
        empty = [np.zeros(0, np.int64)]
        least, most = np.concatenate([*empty, *self.least]), np.concatenate([*empty, *self.most])
        return System(lower, upper, self.matrix(len(lower)), least, most)


def see(
    published: Published, tables: Sequence[Table] = (), earlier: Sequence[Published] = (), grain: int = 1
) -> Sight:
    """
    Return what a release says of the true counts, to somebody who knows the base and the algorithm.

    Parameters
    ----------
    published : Published
        The release.
    tables : sequence of Table
        Other figures that were published. What is a sum of published cells says nothing new; any other
        multiple of the base is taken as a rounding of its own, and anything else as exact.
    earlier : sequence of Published
        Earlier releases. A figure that adds up several of theirs, whose units were merged since, may be as
        many times as far from the truth.
    grain : int
        What the rounded figures were multiples of.

    Returns
    -------
    Sight
        Every cell within base - 1 of what is published, and a cell that is not zero at least 1; every row
        and total of a cube within base - 1; linked rows equal; first contacts no more than contacts.

    Raises
    ------
    ValueError
        If an earlier release has a unit that this one does not carry on.
    """
    specs = specs_of(published)
    cells = {spec.name: cells_of(published, spec.name) for spec in specs}
    seeing = _Seeing(published, cells, positions(cells, specs), earlier, grain)
    for spec in specs:
        seeing.read(spec)
    for table in tables:
        seeing.read_beside(table)
    lower, upper = (np.concatenate(parts) for parts in zip(*seeing.bounds, strict=True))
    return Sight(seeing.rows.system(lower, upper), seeing.at, grain)


@dataclass(frozen=True, eq=False)
class _Seeing:
    """A release that is being read; *bounds* are those of the unknowns, in their order."""

    published: Published
    cells: Mapping[str, pd.DataFrame]
    at: Mapping[tuple[str, str], slice]
    earlier: Sequence[Published]
    grain: int
    rows: Rows = field(default_factory=Rows)
    bounds: list[tuple[IntArray, IntArray]] = field(default_factory=list)

    def read(self, spec: CubeSpec) -> None:
        """Add what one cube says."""
        cells = self.cells[spec.name]
        parts = self.parts(spec, spec.keys)[group_of(cells, spec.keys)]
        for measure in spec.measures:
            self.bounds.append(self.about(cells[measure].to_numpy(np.int64), parts))
            if spec.linked is None:
                self.read_totals(spec, measure)
            elif (spec.linked, measure) in self.at:
                _link(self.rows, self.cells, spec, measure, self.at)
        for part, whole in PARTS.items():
            if {part, whole} <= set(spec.measures):
                _part(self.rows, self.at[spec.name, whole], self.at[spec.name, part])

    def read_totals(self, spec: CubeSpec, measure: str) -> None:
        """Add that each row of a cube, each of its totals and each batch of one was rounded as one figure."""
        cells = self.cells[spec.name]
        # The rows of a part that is lent go up only where those of the whole do, so its totals may drift.
        drifts = spec.lends_parts and measure in PARTS
        for columns in (spec.rows, *(() if drifts else ((*spec.totals, spec.batch), spec.totals))):
            distinct = tuple(dict.fromkeys(columns))
            group = group_of(cells, distinct)
            figures = np.bincount(group, cells[measure].to_numpy(np.float64)).astype(np.int64)
            bounds = self.about(figures, self.parts(spec, distinct))
            self.rows.add(self.at[spec.name, measure].start + np.arange(len(cells)), group, *bounds)

    def read_beside(self, table: Table) -> None:
        """Add the figures of a table that are no sums of published cells."""
        cells = self.cells[table.cube]
        start = self.at[table.cube, str(table.figures.name)].start
        for key, figure in off_the_cubes(cells, table).items():
            chosen = np.flatnonzero(_matches(cells, table, key))
            bounds = self.about(np.array([int(figure)]), np.ones(1, np.int64))
            self.rows.add(start + chosen, np.zeros(len(chosen), np.int64), *bounds)

    def about(self, figures: IntArray, parts: IntArray) -> tuple[IntArray, IntArray]:
        """Return the bounds of what was rounded to *figures*; what is off the base was not rounded."""
        room = np.where(figures % self.published.base == 0, parts * (self.published.base - 1), 0)
        return -(-np.maximum(figures - room, 0) // self.grain), (figures + room) // self.grain

    def parts(self, spec: CubeSpec, columns: tuple[str, ...]) -> IntArray:
        """Return how many figures that were rounded apart each sum holds, in the order of its groups."""
        cells = self.cells[spec.name]
        groups = group_of(cells, columns)
        if not self.earlier or not columns:
            return np.ones(groups.max(initial=-1) + 1, np.int64)
        first = cells.loc[pd.Series(groups).drop_duplicates().sort_values().index, list(columns)]
        counts = joined(spec, columns, self.published, self.earlier)
        # A group by one column has codes for keys, not tuples.
        keys = pd.MultiIndex.from_frame(first) if len(columns) > 1 else pd.Index(first[columns[0]])
        return np.asarray(counts.reindex(keys).fillna(1), dtype=np.int64)


def positions(cells: Mapping[str, pd.DataFrame], specs: Sequence[CubeSpec]) -> dict[tuple[str, str], slice]:
    """Return where the unknowns of each cube and measure stand, one cube after the other."""
    names = [(spec.name, measure) for spec in specs for measure in spec.measures]
    ends = np.cumsum([0, *(len(cells[name]) for name, _ in names)]).tolist()
    return {name: slice(start, end) for name, start, end in zip(names, ends, ends[1:], strict=False)}


def group_of(cells: pd.DataFrame, columns: Sequence[str]) -> IntArray:
    """Return the number of the group of each cell, by *columns*; without any they are one group."""
    if not columns:
        return np.zeros(len(cells), np.int64)
    return np.asarray(cells.groupby(list(columns)).ngroup(), dtype=np.int64)


def _link(
    rows: Rows,
    cells: Mapping[str, pd.DataFrame],
    spec: CubeSpec,
    measure: str,
    at: Mapping[tuple[str, str], slice],
) -> None:
    """Add that two cubes count the same contacts: the true sums of a linked row are equal."""
    source = str(spec.linked)
    own, theirs = (pd.MultiIndex.from_frame(cells[name][list(spec.rows)]) for name in (spec.name, source))
    linked = own.unique()
    # The source may hold periods that are not told of yet, such as a year that is not over.
    told = np.flatnonzero(theirs.isin(linked))
    columns = [at[spec.name, measure].start + np.arange(len(own)), at[source, measure].start + told]
    group = np.concatenate([linked.get_indexer(own), linked.get_indexer(theirs[told])]).astype(np.int64)
    signs = np.repeat([1.0, -1.0], [len(own), len(told)])
    none = np.zeros(len(linked), np.int64)
    rows.put(np.concatenate(columns), group, signs, none, none)


def _part(rows: Rows, whole: slice, part: slice) -> None:
    """Add that a part, such as first contacts, is no more than its whole."""
    size = whole.stop - whole.start
    cell = np.arange(size)
    columns = np.concatenate([whole.start + cell, part.start + cell])
    signs = np.repeat([1.0, -1.0], size)
    most = np.full(size, np.iinfo(np.int32).max, np.int64)
    rows.put(columns, np.concatenate([cell, cell]), signs, np.zeros(size, np.int64), most)


def off_the_cubes(cells: pd.DataFrame, table: Table) -> pd.Series:
    """
    Return the figures of a table that are no sums of published cells.

    Parameters
    ----------
    cells : DataFrame
        From `geo.released.cells_of`.
    table : Table
        Figures of the same cube.

    Returns
    -------
    Series
        The rows of the table's figures that disagree with the cube.
    """
    own = cells.groupby(list(table.figures.index.names))[str(table.figures.name)].sum()
    expected = own.reindex(table.figures.index)
    return table.figures[table.figures.ne(expected)]


def _matches(cells: pd.DataFrame, table: Table, key: object) -> pd.Series:
    """Return which cells a row of a table sums."""
    codes = key if isinstance(key, tuple) else (key,)
    kept = pd.Series(data=True, index=cells.index)
    for column, code in zip(table.figures.index.names, codes, strict=True):
        kept &= cells[column] == code
    return kept
