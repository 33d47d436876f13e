"""Who was met: sex, age, nationality, role and acquaintance of the demo's contacts."""

from enum import StrEnum

import numpy as np
import pandas as pd

from data.demo import figures
from data.demo.apportion import FloatArray, IntArray, deal, fit_table, largest_remainder
from data.demo.occasions import place_group, tally
from data.demo.services import Province
from data.vocabulary import Acquaintance, AgeBand, Nationality, Role, Sex

REPORT_YEAR = 2019

GROUPS = ("street", "bars", "car_parks", "elsewhere")
"""Groups of places in which people differ."""

_MARGINS: dict[str, dict[Province, dict[str, int]]] = {
    "sex": {Province.HAINAUT: figures.SEX, Province.WALLOON_BRABANT: figures.SEX_BRABANT},
    "age_band": {Province.HAINAUT: figures.AGE, Province.WALLOON_BRABANT: figures.AGE_BRABANT},
    "nationality": {
        Province.HAINAUT: figures.NATIONALITY,
        Province.WALLOON_BRABANT: figures.NATIONALITY_BRABANT,
    },
}

_WORDS: dict[str, tuple[StrEnum, ...]] = {
    "sex": tuple(Sex),
    "age_band": tuple(AgeBand),
    "nationality": tuple(Nationality),
    "acquaintance": tuple(Acquaintance),
    "role": tuple(Role),
}

_LEANINGS: dict[StrEnum, tuple[float, float, float, float]] = {
    # In bars all people met were women; on car parks most were men.
    Sex.MALE: (0.35, 0, 8, 0.5),
    Sex.TRANS: (1.5, 0, 1, 0.5),
    AgeBand.FROM_18_TO_24: (0.8, 1.6, 0.7, 1.2),
    AgeBand.FROM_25_TO_34: (0.9, 1.6, 0.7, 1.1),
    AgeBand.FROM_55: (0.8, 0.4, 1.6, 0.8),
    AgeBand.UNKNOWN: (0.6, 0.8, 1.8, 0.6),
    Nationality.EU: (0.8, 2.0, 0.7, 1.2),
    Nationality.NON_EU: (0.9, 1.6, 0.8, 1.1),
    Nationality.UNKNOWN: (0.7, 0.8, 1.8, 0.6),
}
"""How much more often than usual a category is met in each of `GROUPS`."""

_ROLES = np.array([(0.94, 0.04, 0.02), (0.97, 0.02, 0.01), (0.92, 0.02, 0.06), (0.95, 0.04, 0.01)])
_UNSURE = 0.03


def describe(visits: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """
    Give every contact of the visits its categories.

    For 2019 the totals of each province are the report's shares, rounded by largest remainder; other years
    take the proportions of 2019 within each group of places.

    Parameters
    ----------
    visits : DataFrame
        Index is the identifier; ``year``, ``kind``, ``province``, ``contacts``.
    rng : Generator
        Shuffles and draws.

    Returns
    -------
    DataFrame
        ``visit``, ``sex``, ``age_band``, ``nationality``, ``acquaintance``, ``role`` (words) and ``count``,
        in the order of the visits.
    """
    people = pd.DataFrame({"visit": np.repeat(visits.index.to_numpy(), visits["contacts"])})
    group = place_group(visits["kind"]).map(GROUPS.index)
    people["group"] = group.loc[people["visit"]].to_numpy()
    people["year"] = visits["year"].loc[people["visit"]].to_numpy()
    people["province"] = visits["province"].loc[people["visit"]].to_numpy()
    for attribute in _WORDS:
        people[attribute] = 0
    for province in Province:
        here = (people["province"] == province).to_numpy()
        for attribute, margins in _MARGINS.items():
            people.loc[here, attribute] = _categories(people[here], attribute, margins[province], rng)
        people.loc[here, "acquaintance"] = _acquaintance(people[here], province, rng)
    luck = rng.random(len(people))[:, None]
    people["role"] = (luck > _ROLES.cumsum(axis=1)[people["group"]][:, :-1]).sum(axis=1)
    contacts = tally(people[["visit", *_WORDS]])
    for attribute, words in _WORDS.items():
        contacts[attribute] = np.array([word.value for word in words])[contacts[attribute]]
    return contacts


def _categories(
    people: pd.DataFrame, attribute: str, margin: dict[str, int], rng: np.random.Generator
) -> IntArray:
    """Return the category of each contact of one province."""
    words = _WORDS[attribute]
    shares = np.array([margin.get(word, 0) for word in words], dtype=float)
    leaning = np.array([_LEANINGS.get(word, (1, 1, 1, 1)) for word in words]).T
    group = people["group"].to_numpy()
    reported = (people["year"] == REPORT_YEAR).to_numpy()
    rows = np.bincount(group[reported], minlength=len(GROUPS))
    table = fit_table(leaning * shares, rows, largest_remainder(int(rows.sum()), shares))
    dealt = np.empty(len(people), dtype=np.int64)
    dealt[reported] = deal(table, group[reported], rng)
    usual = np.where(rows[:, None] > 0, table, leaning * shares)
    dealt[~reported] = _draw(usual / usual.sum(axis=1, keepdims=True), group[~reported], rng)
    return dealt


def _draw(chances: FloatArray, groups: IntArray, rng: np.random.Generator) -> IntArray:
    """Return a category for each unit, drawn from the row of its group."""
    thresholds = chances.cumsum(axis=1)[groups][:, :-1]
    drawn: IntArray = (rng.random(len(groups))[:, None] > thresholds).sum(axis=1)
    return drawn


def _acquaintance(people: pd.DataFrame, province: Province, rng: np.random.Generator) -> IntArray:
    """Return who was met for the first time: exact in the year of the report, else in the same shares."""
    hainaut = province is Province.HAINAUT
    quotas = figures.FIRST_CONTACTS if hainaut else figures.FIRST_CONTACTS_BRABANT
    shown = people["group"].map({0: "street", 1: "elsewhere", 2: "car_parks", 3: "elsewhere"}).to_numpy()
    reported = (people["year"] == REPORT_YEAR).to_numpy()
    first, known, unsure = (list(Acquaintance).index(word) for word in Acquaintance)
    answer = np.where(rng.random(len(people)) < _UNSURE, unsure, known)
    for name, quota in quotas.items():
        here = np.flatnonzero(reported & (shown == name))
        answer[rng.choice(here, size=quota, replace=False)] = first
        others = np.flatnonzero(~reported & (shown == name))
        share = quota / len(here) if len(here) else 0.0
        answer[others[rng.random(len(others)) < share]] = first
    return answer
