"""Turning counts of the register into tables that speak the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from data.i18n import Translate, mark
from data.reports.scope import ReportScope
from data.reports.table import Headings, ReportTable, cells_of
from data.terms import term
from geo.shares import apportion

MINUTES_PER_HOUR = 60

NOT_STATED = mark("Not stated")


@dataclass(frozen=True, eq=False)
class Axis:
    """
    The rows or the columns of a table.

    Attributes
    ----------
    column : str
        The column of the counts that holds its values.
    heading : str
        What it is, such as "Sex".
    names : mapping of str to str
        What each value is called, in order.
    hides_empty : bool
        Whether values that were not counted in either period are left out.
    """

    column: str
    heading: str
    names: Mapping[str, str]
    hides_empty: bool = False

    def counted_in(self, counts: pd.DataFrame) -> dict[str, str]:
        """Return the names to show for *counts*, those that were counted but have no name at the end."""
        counted = set(counts.loc[counts["count"] > 0, self.column])
        shown = {
            value: name for value, name in self.names.items() if value in counted or not self.hides_empty
        }
        return shown | {value: value for value in sorted(counted - set(self.names))}


_WHOLE = Axis("whole", "", {"": ""})
"""The one column of a plain list."""


@dataclass(frozen=True, eq=False)
class TableWriter:
    """
    Writes tables for one scope in one language.

    Attributes
    ----------
    scope : ReportScope
        Period and services.
    language : str
        One of `data.i18n.LANGUAGES`.
    translate : Translate
        The look-up of that language.
    is_comparable : bool
        Whether the register reaches back over the period before.
    """

    scope: ReportScope
    language: str
    translate: Translate
    is_comparable: bool

    def axis(self, column: str, heading: str, words: Iterable[StrEnum], *, hides_empty: bool = False) -> Axis:
        """Return the axis of a closed list."""
        names = {word.value: term(word, self.translate) for word in words}
        return Axis(column, heading, names, hides_empty)

    def write(
        self,
        key: str,
        title: str,
        counts: pd.DataFrame,
        rows: Axis,
        columns: Axis | None = None,
        note: str = "",
    ) -> ReportTable:
        """
        Write one table.

        Parameters
        ----------
        key, title : str
            Its name in the program and its name for the reader.
        counts : DataFrame
            A frame of `data.reports.counts.Counts`.
        rows, columns : Axis
            What it is counted by; without columns it is a plain list.
        note : str
            What a reader must know.

        Returns
        -------
        ReportTable
            With the period before where the register reaches that far back.
        """
        across = columns or _WHOLE
        every = counts.assign(whole="").astype({rows.column: str, across.column: str})
        row_names, column_names = rows.counted_in(every), across.counted_in(every)
        every = every.rename(columns={rows.column: "row", across.column: "column"})

        def cells(part: pd.DataFrame) -> pd.DataFrame:
            found = cells_of(part, row_names, column_names)
            return found.set_axis(list(row_names.values())).set_axis(list(column_names.values()), axis=1)

        before = cells(every[~every["now"]]) if self.is_comparable else None
        return ReportTable(key, title, self._headings(rows), cells(every[every["now"]]), before, note)

    def _headings(self, rows: Axis) -> Headings:
        translate = self.translate
        before = self.scope.before
        return Headings(
            row=rows.heading,
            total_row=translate("Total"),
            total=self.scope.period(self.language) if self.scope.is_calendar_year else translate("Total"),
            share=translate("Share (%)"),
            before=before.period(self.language) if before.is_calendar_year else translate("Period before"),
            difference=translate("Difference"),
            change=translate("Change (%)"),
        )


def whole_hours(visits: pd.DataFrame) -> pd.DataFrame:
    """
    Return the hours of outreach by kind of place, in whole hours that add up.

    Parameters
    ----------
    visits : DataFrame
        ``now``, ``place_kind`` and ``minutes``.

    Returns
    -------
    DataFrame
        ``now``, ``place_kind``, and the hours as ``count``: the total is rounded once and then split.
    """
    by_kind = visits.groupby(["now", "place_kind"])[["minutes"]].sum().reset_index()
    hours = np.zeros(len(by_kind), np.int64)
    for now in (True, False):
        rows = (by_kind["now"] == now).to_numpy(bool)
        minutes = by_kind.loc[rows, "minutes"].to_numpy(np.int64)
        hours[rows] = apportion(minutes, round(int(minutes.sum()) / MINUTES_PER_HOUR))
    return by_kind.assign(count=hours)
