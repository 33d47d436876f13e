"""A selection of visits: the one filter that map, charts, tables and exports share."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.visit_coverage import is_active


@dataclass(frozen=True)
class Selection:
    """
    What a screen looks at. An empty set means "all".

    Attributes
    ----------
    start, end : date
        First and last operational day, both included.
    kinds : frozenset of str
        Kinds of place.
    services : frozenset of int
        Identifiers of services.
    weekdays : frozenset of int
        Weekdays of the operational day, 0 is Monday.
    bands : frozenset of int
        Bands of the day.
    """

    start: date
    end: date
    kinds: frozenset[str] = frozenset()
    services: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    bands: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """
        Refuse a period that ends before it starts.

        Raises
        ------
        ValueError
            If `end` lies before `start`.
        """
        if self.end < self.start:
            message = f"the period ends ({self.end}) before it starts ({self.start})"
            raise ValueError(message)


def select(ledger: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """
    Return the visits of *ledger* that *selection* looks at.

    Parameters
    ----------
    ledger : DataFrame
        One row a visit with the columns ``day`` (datetime64, sorted), ``kind`` (categorical), ``service``,
        ``weekday`` and ``band``.
    selection : Selection
        The filter.

    Returns
    -------
    DataFrame
        The rows in the same order; a view where the selection is a period only.
    """
    days = ledger["day"].to_numpy()
    first = int(np.searchsorted(days, np.datetime64(selection.start), side="left"))
    last = int(np.searchsorted(days, np.datetime64(selection.end), side="right"))
    rows = ledger.iloc[first:last]
    keep: npt.NDArray[np.bool_] | None = None
    for column, wanted in (
        ("kind", selection.kinds),
        ("service", selection.services),
        ("weekday", selection.weekdays),
        ("band", selection.bands),
    ):
        if wanted:
            found = rows[column].isin(list(wanted)).to_numpy()
            keep = found if keep is None else keep & found
    return rows if keep is None else rows[keep]


def open_places(places: pd.DataFrame, selection: Selection) -> pd.Index:
    """
    Return the places that *selection* is about: of its kinds and services, and open on one of its days.

    Parameters
    ----------
    places : DataFrame
        By place: ``kind``, ``service``, ``active_from`` and ``active_to`` (datetime64, NaT where open-ended).
    selection : Selection
        The filter; its weekdays and bands do not matter here.

    Returns
    -------
    Index
        Places, in their order.
    """
    wanted = is_active(places, selection.start, selection.end)
    if selection.kinds:
        wanted &= places["kind"].isin(list(selection.kinds))
    if selection.services:
        wanted &= places["service"].isin(list(selection.services))
    return places.index[wanted]
