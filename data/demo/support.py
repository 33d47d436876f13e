"""Social interventions of the demo: nature, mode, and for a *relais* the kind of service it leads to."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.demo import figures
from data.demo.almanac import YEARS
from data.demo.apportion import largest_remainder
from data.demo.occasions import Occasions, Where, tally
from data.demo.services import Province
from data.vocabulary import Mode, Nature, RelayTarget

Cell = tuple[str, str, str]
"""Nature, mode, and target of a *relais*; the target is empty for the other modes."""

_ON_VISITS = 0.3
"""Share of the interventions that happen on a visit; the rest is done at a desk or by telephone."""

_TABLES = {
    Province.HAINAUT: (figures.INTERVENTIONS, figures.RELAYS, figures.INTERVENTION_LEVELS),
    Province.WALLOON_BRABANT: (
        figures.INTERVENTIONS_BRABANT,
        figures.RELAYS_BRABANT,
        figures.INTERVENTION_LEVELS_BRABANT,
    ),
}


def intervene(occasions: Occasions) -> pd.DataFrame:
    """
    Return all social interventions.

    Parameters
    ----------
    occasions : Occasions
        Visits and desks.

    Returns
    -------
    DataFrame
        ``service``, ``day``, ``visit``, ``nature``, ``mode``, ``relay_target`` (empty where there is none)
        and ``count``.
    """
    parts = [_one_year(occasions, year, province) for year in YEARS for province in Province]
    return tally(pd.concat(parts, ignore_index=True))


def _one_year(occasions: Occasions, year: int, province: Province) -> pd.DataFrame:
    interventions, relays, levels = _TABLES[province]
    cells = reported_cells(interventions, relays)
    number = levels.get(year, sum(cells.values()))
    counts = largest_remainder(number, list(cells.values()))
    order = occasions.rng.permutation(np.repeat(np.arange(len(cells)), counts))
    on_visits = round(_ON_VISITS * number)
    where = pd.concat(
        [
            occasions.draw(year, province, Where.ROUNDS, on_visits),
            occasions.draw(year, province, Where.DESK, number - on_visits),
        ],
        ignore_index=True,
    )
    words = np.array(list(cells))
    return where.assign(nature=words[order, 0], mode=words[order, 1], relay_target=words[order, 2])


def reported_cells(
    interventions: Mapping[Nature, tuple[int, ...]], relays: Mapping[Nature, Mapping[RelayTarget, int]]
) -> dict[Cell, int]:
    """
    Split the *relais* of each nature by the kind of service they lead to.

    Parameters
    ----------
    interventions : mapping of Nature to counts
        In the order of `figures.MODES`.
    relays : mapping of Nature to per cent by RelayTarget
        What is missing to 100 goes to other services.

    Returns
    -------
    dict of Cell to int
        Counts; sums to the interventions.
    """
    cells: dict[Cell, int] = {}
    for nature, counts in interventions.items():
        for mode, count in zip(figures.MODES, counts, strict=True):
            if mode is not Mode.RELAIS:
                cells[nature.value, mode.value, ""] = count
                continue
            shares = {target: share for target, share in relays[nature].items() if share}
            shares[RelayTarget.OTHER] = 100 - sum(shares.values())
            split = largest_remainder(count, list(shares.values()))
            cells |= {
                (nature.value, mode.value, target.value): int(part)
                for target, part in zip(shares, split, strict=True)
            }
    return {cell: count for cell, count in cells.items() if count}
