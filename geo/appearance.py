"""Places where people appeared or fell silent, told apart from places where the team merely began or stopped.

See docs/methods/appearance.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]

GAP_MONTHS = 6
"""Months without any visit after which a place counts as no longer visited."""

SILENT_MONTHS = 3
"""Months with visits that a silence lasts at least: shorter ones are bad weather."""

SURPRISE = 0.01
"""How many silences as long are expected by chance in the whole history of a place, at most."""


class Appearance(StrEnum):
    """What changed at a place: something there, or merely whether anybody went."""

    APPEARED = "appeared"
    FELL_SILENT = "fell_silent"
    NEWLY_VISITED = "newly_visited"
    VISITED_AGAIN = "visited_again"
    NO_LONGER_VISITED = "no_longer_visited"

    @property
    def is_seen(self) -> bool:
        """Whether visits on both sides show it, so that it is not the team's own doing."""
        return self in {Appearance.APPEARED, Appearance.FELL_SILENT}


@dataclass(frozen=True, eq=False)
class _History:
    """The months of one place in which somebody looked: how many visits, and how many met anybody."""

    months: Ints
    visits: Ints
    met: Ints

    def part(self, positions: slice) -> "_History":
        """Return some of the months."""
        return _History(self.months[positions], self.visits[positions], self.met[positions])


@dataclass(frozen=True)
class _Event:
    month: int
    what: Appearance
    visits: int = 0
    share: float = float("nan")


def appearances(visits: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    r"""
    Return where people appeared or fell silent, and where the team began or stopped to go.

    A silence is a run of months whose visits met nobody. The visits outside it say what is usual: of *N* of
    them the share *q* met somebody, so that :math:`(N q + 1)(1 - q)^n` silences of *n* visits are to be
    expected by chance. One that is a surprise has an end, where people *appeared*, and a beginning, where the
    place *fell silent*. Months without visits are no silence: a place begins to be visited, or is no longer
    visited.

    Parameters
    ----------
    visits : DataFrame
        Rows of the ledger: ``place``, ``day`` (datetime64), ``looked`` and ``contacts``. Skipped visits do
        not count.
    start, end : date
        First and last day that the register covers: what was visited from the start is not new, and what is
        visited until the end goes on.

    Returns
    -------
    DataFrame
        One row a change, sorted by month and place: ``place``, ``month`` (datetime64[s], its first day: the
        first with people, the first of the silence, the first visited, the first not visited any more),
        ``what`` (an `Appearance`), ``visits`` (int, visits of the silence; 0 where nothing is seen) and
        ``share`` (float, of the other visits those that met somebody; NaN where nothing is seen).

    References
    ----------
    W. Feller, An Introduction to Probability Theory and Its Applications, vol. 1, Wiley, 1968, chapter XIII,
    on runs of failures.
    """
    looked = visits[visits["looked"].to_numpy(dtype=bool)]
    months = looked["day"].to_numpy().astype("datetime64[M]").astype(np.int64)
    met = (looked["contacts"].to_numpy() > 0).astype(np.int64)
    table = pd.DataFrame({"place": looked["place"].to_numpy(), "month": months, "met": met})
    summed = table.groupby(["place", "month"])["met"].agg(["size", "sum"])
    limits = np.array([start, end], dtype="datetime64[M]").astype(np.int64)
    rows = [
        (place, event)
        for place, part in summed.groupby(level="place")
        for event in _events(_history(part), int(limits[0]), int(limits[1]))
    ]
    found = pd.DataFrame(
        {
            "place": pd.Series([place for place, _event in rows], dtype=np.int64),
            "month": np.array([event.month for _place, event in rows], dtype="datetime64[M]"),
            "what": pd.Series([event.what for _place, event in rows], dtype=object),
            "visits": pd.Series([event.visits for _place, event in rows], dtype=np.int64),
            "share": pd.Series([event.share for _place, event in rows], dtype=np.float64),
        }
    )
    return found.sort_values(["month", "place"], kind="stable", ignore_index=True)


def _history(part: pd.DataFrame) -> _History:
    months = part.index.get_level_values("month").to_numpy(np.int64)
    return _History(months, part["size"].to_numpy(np.int64), part["sum"].to_numpy(np.int64))


def _events(history: _History, first: int, last: int) -> Iterator[_Event]:
    breaks = np.flatnonzero(np.diff(history.months) > GAP_MONTHS) + 1
    edges = [0, *breaks.tolist(), len(history.months)]
    for begin, stop in pairwise(edges):
        stretch = history.part(slice(begin, stop))
        if begin > 0:
            yield _Event(int(stretch.months[0]), Appearance.VISITED_AGAIN)
        elif stretch.months[0] - first >= GAP_MONTHS:
            yield _Event(int(stretch.months[0]), Appearance.NEWLY_VISITED)
        yield from _silences(stretch, history)
        if stop < len(history.months) or last - stretch.months[-1] > GAP_MONTHS:
            yield _Event(int(stretch.months[-1]) + 1, Appearance.NO_LONGER_VISITED)


def _silences(stretch: _History, whole: _History) -> Iterator[_Event]:
    """Yield the beginning and the end of each silence that is a surprise."""
    is_silent = np.concatenate([[False], stretch.met == 0, [False]])
    turns = np.flatnonzero(np.diff(is_silent))
    for begin, stop in zip(turns[::2].tolist(), turns[1::2].tolist(), strict=True):
        silent = int(stretch.visits[begin:stop].sum())
        others = int(whole.visits.sum()) - silent
        share = float(whole.met.sum() / others) if others else 0.0
        if stop - begin < SILENT_MONTHS or _by_chance(silent, others, share) > SURPRISE:
            continue
        if begin > 0:
            yield _Event(int(stretch.months[begin]), Appearance.FELL_SILENT, silent, share)
        if stop < len(stretch.months):
            yield _Event(int(stretch.months[stop]), Appearance.APPEARED, silent, share)


def _by_chance(silent: int, others: int, share: float) -> float:
    """Return how many silences of as many visits are expected in a history like this one."""
    return float((others * share + 1) * (1 - share) ** silent)
