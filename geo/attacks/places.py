"""Tiny zones and dominant places: whether a published figure is that of one place."""

import pandas as pd

from geo.attacks.results import Outcome
from geo.publication.zones import PlaceRules

CLOSE = 0.1
"""Relative error up to which somebody has found out the figure of a place."""


def single_out(holdings: pd.DataFrame, rules: PlaceRules) -> Outcome:
    """
    Take the figure of each unit for that of its largest place.

    Parameters
    ----------
    holdings : DataFrame
        By place: ``unit``, which it is counted in, and ``contacts`` of all years.
    rules : PlaceRules
        What every unit must meet.

    Returns
    -------
    Outcome
        Targets are the units with contacts; one is recovered where its figure is within a tenth of that of
        its largest place. *faults* are units that break the rules.
    """
    units = holdings.groupby("unit")["contacts"].agg(["size", "sum", "max"])
    met = units[units["sum"] > 0]
    found = met["sum"] <= (1 + CLOSE) * met["max"]
    broken = (units["size"] < rules.min_places) | (units["max"] > rules.max_share * units["sum"])
    return Outcome(len(met), len(units), int(found.sum()), faults=int(broken.sum()))


def each_alone(holdings: pd.DataFrame) -> pd.DataFrame:
    """Return the naive design: every place is its own unit."""
    return holdings.assign(unit=range(len(holdings)))
