"""How far the groups of places that a release shows are from breaking the rules."""

from dataclasses import dataclass

import pandas as pd

from geo.publication.zones import LongRun


@dataclass(frozen=True)
class PlaceEvidence:
    """
    What the weakest groups of places look like.

    Attributes
    ----------
    groups : int
        How many groups there are.
    fewest : int
        Places of the group that has the fewest.
    largest_share : float
        Largest share that one place has of the contacts of its group over all years, from 0 to 1; NaN where
        nobody was met anywhere.
    """

    groups: int
    fewest: int
    largest_share: float


def weakest_groups(groups: "pd.Series[str]", long_run: LongRun) -> PlaceEvidence:
    """
    Look for the fewest places and the largest share of one place.

    Parameters
    ----------
    groups : Series of str
        The group of each place; places that were never visited count in none.
    long_run : LongRun
        Of the places.

    Returns
    -------
    PlaceEvidence
        Over all groups.

    Raises
    ------
    ValueError
        If no place was ever visited.
    """
    known = groups.loc[groups.index.isin(long_run.contacts.index)]
    if known.empty:
        message = "no place of these groups was ever visited"
        raise ValueError(message)
    met = long_run.contacts.loc[known.index].groupby(known)
    total = met.sum()
    return PlaceEvidence(
        groups=len(total),
        fewest=int(met.size().min()),
        largest_share=float((met.max() / total.where(total > 0)).max()),
    )
