"""From the ledger of visits to the months of each zone."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.displacement.model import Floats, Ints, Panel
from geo.measures import MINUTES_PER_HOUR


def panel_of(visits: pd.DataFrame, first: int, last: int) -> Panel:
    """
    Sum the visits of each place by month.

    Only visits that noted their minutes count for contacts and hours: what was met without known effort
    would enter a rate without its hours.

    Parameters
    ----------
    visits : DataFrame
        Rows of the ledger: ``place``, ``kind``, ``day``, ``minutes`` (NaN where not noted), ``looked``,
        ``contacts`` and ``first_contacts``.
    first, last : int
        Numbers of the first and the last month, both included.

    Returns
    -------
    Panel
        Of the places that were looked at in these months. Where no effort is noted in a month, hours and
        contacts are NaN; a month without a round is a true nought, for rounds are our own doing.

    Raises
    ------
    ValueError
        If *last* comes before *first*.
    """
    if last < first:
        message = f"the last month ({last}) comes before the first ({first})"
        raise ValueError(message)
    month = visits["day"].to_numpy().astype("datetime64[M]").astype(np.int64)
    within = (month >= first) & (month <= last) & visits["looked"].to_numpy(bool)
    found, month = visits[within], month[within]
    zones, first_rows, zone = np.unique(
        found["place"].to_numpy(np.int64), return_index=True, return_inverse=True
    )
    shape = (len(zones), last - first + 1)
    cell = zone * shape[1] + month - first
    minutes = found["minutes"].to_numpy(np.float64)
    noted = minutes > 0
    hours = _summed(cell[noted], minutes[noted] / MINUTES_PER_HOUR, shape)
    looked = hours > 0

    def met(column: str) -> Floats:
        sums = _summed(cell[noted], found[column].to_numpy(np.float64)[noted], shape)
        return np.where(looked, sums, np.nan)

    return Panel(
        zones=zones,
        kinds=tuple(str(kind) for kind in found["kind"].iloc[first_rows]),
        months=np.arange(first, last + 1, dtype=np.int64),
        contacts=met("contacts"),
        hours=np.where(looked, hours, np.nan),
        rounds=_summed(cell, np.ones(len(cell)), shape),
        first_contacts=met("first_contacts"),
    )


def _summed(cell: Ints, weights: npt.NDArray[np.float64], shape: tuple[int, int]) -> Floats:
    sums = np.bincount(cell, weights=weights, minlength=shape[0] * shape[1])
    return sums.astype(np.float64).reshape(shape)
