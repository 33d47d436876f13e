"""How long a visit takes: as the place says, else as its own visits took, else as those of its kind."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

LEARNT_DAYS = 365
"""Days that lengths of visits, habits and people to expect are learnt from."""

FEW_VISITS = 3
"""Visits of a place from which on their length says more than that of its kind."""

USUAL_MIN = 20
"""Length of a visit where the register holds none to learn from."""

LONGEST_MIN = 480
"""Longest visit that is planned."""


def usual_minutes(
    kinds: "pd.Series[str]", own: Mapping[int, int | None], looked: pd.DataFrame
) -> "pd.Series[int]":
    """
    Return how long a visit to each place takes.

    Parameters
    ----------
    kinds : Series of str
        Kind of each place, by its identifier.
    own : mapping of int to int or None
        Minutes that the place itself says, by its identifier.
    looked : DataFrame
        Visits to learn from: ``place``, ``kind`` and ``minutes`` (NaN where not noted).

    Returns
    -------
    Series of int
        Minutes on the index of *kinds*.
    """
    noted = looked[looked["minutes"] > 0]
    places = noted.groupby("place")["minutes"].agg(["median", "size"]).reindex(kinds.index)
    by_kind = noted.groupby(noted["kind"].astype(str))["minutes"].median()
    said = pd.Series({place: own.get(place) for place in kinds.index}, dtype=np.float64).reindex(kinds.index)
    visited = places["median"].where(places["size"] >= FEW_VISITS).astype(np.float64)
    like = kinds.map(by_kind).astype(np.float64).fillna(USUAL_MIN)
    return said.fillna(visited).fillna(like).round().clip(1, LONGEST_MIN).astype(int)
