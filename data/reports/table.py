"""One table of a report: its cells, and everything else derived from them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from geo.shares import FloatArray, IntArray, percentages, relative_changes

DERIVED: Final = ("total", "share", "before", "difference", "change")
"""Columns that no caller can give: they follow from the cells of the two periods."""


@dataclass(frozen=True)
class Headings:
    """What the parts of a table are called in the reader's language."""

    row: str
    total_row: str
    total: str
    share: str
    before: str
    difference: str
    change: str


@dataclass(frozen=True, eq=False)
class ReportTable:
    """
    A table of counts whose totals, shares and changes cannot disagree with its cells.

    Attributes
    ----------
    key : str
        What the program calls it.
    title : str
        What the reader calls it.
    headings : Headings
        What its parts are called.
    cells : DataFrame of int64
        Counts of the period; the index and the columns are what rows and columns are called. A plain list
        has one column.
    cells_before : DataFrame of int64 or None
        The same of the period before; None where the register does not reach that far back.
    note : str
        What a reader must know to read it rightly.
    frame : DataFrame
        Derived. ``label``; ``column_1`` … for more than one column; ``total``, the sum across; ``share``
        of the whole in percent, adding up to 100.0; ``before``, the total of the period before;
        ``difference``; ``change`` in percent, missing where there were too few before. Its last row sums
        the others.
    names : dict of str to str
        Derived. What the columns of the frame are called.
    """

    key: str
    title: str
    headings: Headings
    cells: pd.DataFrame
    cells_before: pd.DataFrame | None = None
    note: str = ""
    frame: pd.DataFrame = field(init=False)
    names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """
        Derive the frame.

        Raises
        ------
        ValueError
            If a cell is no count, or the two periods do not have the same rows and columns.
        """
        _require_counts(self.cells)
        if self.cells_before is not None:
            _require_counts(self.cells_before)
            if not all(map(pd.Index.equals, self.cells.axes, self.cells_before.axes)):
                message = f"{self.key}: the two periods have different rows or columns"
                raise ValueError(message)
        object.__setattr__(self, "frame", self._derive())
        object.__setattr__(self, "names", self._name_columns())

    @property
    def total(self) -> int:
        """The sum of all cells."""
        return int(self.cells.to_numpy().sum())

    @property
    def total_before(self) -> int | None:
        """The sum of all cells of the period before; None where there is none."""
        return None if self.cells_before is None else int(self.cells_before.to_numpy().sum())

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted in either period."""
        return self.total == 0 and not self.total_before

    def _derive(self) -> pd.DataFrame:
        counts = _with_total(self.cells.to_numpy(np.int64))
        totals = counts.sum(axis=1)
        columns: dict[str, object] = {"label": [*map(str, self.cells.index), self.headings.total_row]}
        if self.cells.shape[1] > 1:
            columns |= {
                f"column_{i}": pd.array(column, "Int64") for i, column in enumerate(counts.T, start=1)
            }
        columns["total"] = pd.array(totals, "Int64")
        columns["share"] = _gaps(_shares(totals))
        return pd.DataFrame(columns | self._comparison(totals))

    def _comparison(self, totals: IntArray) -> dict[str, object]:
        if self.cells_before is None:
            missing = pd.array([None] * len(totals), "Int64")
            return {"before": missing, "difference": missing, "change": missing.astype("Float64")}
        before = _with_total(self.cells_before.to_numpy(np.int64)).sum(axis=1)
        return {
            "before": pd.array(before, "Int64"),
            "difference": pd.array(totals - before, "Int64"),
            "change": _gaps(relative_changes(totals, before)),
        }

    def _name_columns(self) -> dict[str, str]:
        names = {"label": self.headings.row}
        if self.cells.shape[1] > 1:
            names |= {f"column_{i}": str(name) for i, name in enumerate(self.cells.columns, start=1)}
        names |= {name: str(getattr(self.headings, name)) for name in DERIVED}
        return dict(zip(names, _distinct(names.values()), strict=True))


def cells_of(counts: pd.DataFrame, rows: Iterable[str], columns: Iterable[str]) -> pd.DataFrame:
    """
    Return *counts* as cells over all wanted rows and columns.

    Parameters
    ----------
    counts : DataFrame
        ``row`` and ``column`` (values of the register) and ``count``; any may be missing or repeated.
    rows, columns : iterable of str
        The values wanted, in order; a combination that was not counted is zero.

    Returns
    -------
    DataFrame of int64
        With the values as index and columns.

    Raises
    ------
    ValueError
        If something was counted in a row or column that is not wanted: it would be lost from the total.
    """
    index, header = pd.Index(list(rows), dtype=object), pd.Index(list(columns), dtype=object)
    row, column = index.get_indexer(pd.Index(counts["row"])), header.get_indexer(pd.Index(counts["column"]))
    lost = counts[(row < 0) | (column < 0)]
    if not lost.empty:
        message = f"counted, but in no row or column of the table: {lost.to_dict('records')}"
        raise ValueError(message)
    cells = np.zeros((len(index), len(header)), np.int64)
    np.add.at(cells, (row, column), counts["count"].to_numpy(np.int64))
    return pd.DataFrame(cells, index=index, columns=header)


def _distinct(names: Iterable[str]) -> list[str]:
    """Return *names* with a number where one stands twice, as where two services are called the same."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def _require_counts(cells: pd.DataFrame) -> None:
    whole = all(pd.api.types.is_integer_dtype(kind) for kind in cells.dtypes)
    if not whole or (cells.to_numpy() < 0).any():
        message = "the cells of a report are whole numbers, none negative"
        raise ValueError(message)


def _with_total(cells: IntArray) -> IntArray:
    return np.vstack([cells, cells.sum(axis=0, keepdims=True)])


def _shares(totals: IntArray) -> FloatArray:
    """Return the share of each row, and a hundred for the last, which sums the others."""
    whole = 100.0 if totals[-1] else np.nan
    return np.append(percentages(totals[:-1]), whole)


def _gaps(numbers: FloatArray) -> pd.api.extensions.ExtensionArray:
    """Return *numbers* with a missing value for each NaN."""
    return pd.array([None if np.isnan(number) else float(number) for number in numbers], "Float64")
