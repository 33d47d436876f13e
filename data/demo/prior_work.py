"""Where people told the teams of the demo that they had worked before: on some visits, after the ban."""

import numpy as np
import pandas as pd

from data.demo.apportion import FloatArray
from data.demo.dispersal import IN_FORCE
from data.demo.places import DemoPlace, load_places
from data.vocabulary import PriorKind, Role

_ASKED = 0.45
"""Share of the visits on which the team asked."""

_ANSWERED = 0.6
"""Share of those met who told."""

_GROUPS = ("displaced", "opened")

_OTHERWISE = {
    PriorKind.BAR: 0.14,
    PriorKind.CAR_PARK: 0.06,
    PriorKind.PRIVATE_FLAT: 0.1,
    PriorKind.ONLINE: 0.06,
    PriorKind.NOT_BEFORE: 0.14,
}
"""Answers of those who did not come from the closed zones; all others had always worked there."""


def tell(
    visits: pd.DataFrame, contacts: pd.DataFrame, rng: np.random.Generator, *, dispersal: bool = True
) -> pd.DataFrame:
    """
    Return the tallies: those whom the ban moved say that they worked in the street.

    Parameters
    ----------
    visits : DataFrame
        Index is the identifier; ``place`` and ``day``.
    contacts : DataFrame
        ``visit``, ``role`` and ``count``, from `data.demo.people.describe`.
    rng : Generator
        Luck, of a stream that nothing else draws from.
    dispersal : bool
        Whether the ban moved anybody who could tell of it.

    Returns
    -------
    DataFrame
        ``visit``, ``kind`` (words) and ``count``, at places that gained; never more on a visit than people
        in prostitution were met.
    """
    places = dict(enumerate(load_places(), start=1))
    gained = [number for number, place in places.items() if place.group in _GROUPS]
    here = visits["place"].isin(gained) & (visits["day"] >= IN_FORCE.toordinal())
    people = contacts[contacts["role"] == Role.PERSON].groupby("visit")["count"].sum()
    met = people[people.index.isin(visits.index[here])]
    asked = met[rng.random(len(met)) < _ASKED]
    answers = rng.binomial(asked.to_numpy(), _ANSWERED)
    chances = np.array(
        [_chances(places[place], dispersal=dispersal) for place in visits["place"].loc[asked.index]]
    )
    told = rng.multinomial(answers, chances)
    visit, kind = np.nonzero(told)
    return pd.DataFrame(
        {
            "visit": asked.index.to_numpy()[visit],
            "kind": np.array([word.value for word in PriorKind])[kind],
            "count": told[visit, kind],
        }
    )


def _chances(place: DemoPlace, *, dispersal: bool) -> FloatArray:
    """Return how likely each answer is at a place: who came with the ban, and who had been there."""
    moved = max(0.0, 1 - place.before / place.after) if dispersal and place.after else 0.0
    otherwise = np.array([_OTHERWISE.get(kind, 0.0) for kind in PriorKind])
    otherwise[list(PriorKind).index(PriorKind(place.kind.value))] += 1 - otherwise.sum()
    street = np.array([float(kind is PriorKind.STREET) for kind in PriorKind])
    return moved * street + (1 - moved) * otherwise
