"""Health acts of the demo: nursing, tests, prevention, support."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo import figures
from data.demo.almanac import YEARS
from data.demo.apportion import largest_remainder
from data.demo.occasions import Occasions, Where, tally
from data.demo.services import SERVICE_IDS, Province, services_of
from data.demo.tours import MEDIBUS_STARTS
from data.vocabulary import HealthActKind as Act
from data.vocabulary import Role


@dataclass(frozen=True)
class Work:
    """
    A yearly number of health acts and where they are done.

    Attributes
    ----------
    province : Province
        Where they count.
    yearly : mapping of int to int
        Acts in each year.
    shares : mapping of (Act, Where) to int
        Acts of 2019 by kind and setting; other years keep the proportions.
    """

    province: Province
    yearly: Mapping[int, int]
    shares: Mapping[tuple[Act, Where], int]


_WORK = (
    # Rapid tests: 66, of which 29 % in bars and 47 % on car parks; in bars three times the 6 of 2018.
    Work(
        Province.HAINAUT,
        {2014: 2, 2015: 3, 2016: 4, 2017: 5, 2018: 6, 2019: 19},
        {(Act.TROD, Where.BARS): 19},
    ),
    Work(
        Province.HAINAUT,
        {2014: 13, 2015: 18, 2016: 22, 2017: 30, 2018: 36, 2019: 47},
        {
            (Act.TROD, Where.CAR_PARKS): 26,
            (Act.TROD, Where.MEDIBUS): 5,
            (Act.TROD, Where.ELSEWHERE): 10,
            (Act.TROD, Where.DESK): 6,
        },
    ),
    # The other nursing acts: 210 less 66.
    Work(
        Province.HAINAUT,
        {2012: 72, 2013: 75, 2014: 63, 2015: 55, 2016: 52, 2017: 53, 2018: 54, 2019: 144},
        {
            (Act.MEDICATION, Where.DESK): 75,
            (Act.MEDICATION, Where.ELSEWHERE): 22,
            (Act.MEDICATION, Where.MEDIBUS): 8,
            (Act.INJECTION, Where.DESK): 2,
            (Act.WOUND_CARE, Where.MEDIBUS): 12,
            (Act.WOUND_CARE, Where.DESK): 3,
            (Act.BLOOD_SAMPLE, Where.DESK): 4,
            (Act.VITAL_SIGNS, Where.MEDIBUS): 8,
            (Act.RESULTS, Where.DESK): 8,
            (Act.HYGIENE, Where.MEDIBUS): 2,
        },
    ),
    # Information and exchange aboard, in the report's proportions to the tests and care aboard.
    Work(
        Province.HAINAUT,
        {2017: 84, 2018: 108, 2019: 125},
        {(Act.PREVENTION, Where.MEDIBUS): 100, (Act.MATERIAL_EXCHANGE, Where.MEDIBUS): 25},
    ),
    # 2199 paramedical interventions less the nursing acts; 7 % more than in 2018.
    Work(
        Province.HAINAUT,
        {2012: 1500, 2013: 1560, 2014: 1590, 2015: 1620, 2016: 1690, 2017: 1780, 2018: 1859, 2019: 1989},
        {(Act.PARAMEDICAL_SUPPORT, Where.ROUNDS): 600, (Act.PARAMEDICAL_SUPPORT, Where.DESK): 1389},
    ),
    # Prevention has no total in the report: only "39 % more", which 2018 and 2019 keep.
    Work(
        Province.HAINAUT,
        {2012: 1150, 2013: 1200, 2014: 1180, 2015: 1050, 2016: 1060, 2017: 1150, 2018: 1270, 2019: 1806},
        {(Act.PREVENTION, Where.ROUNDS): 1300, (Act.PREVENTION, Where.DESK): 506},
    ),
    Work(
        Province.HAINAUT,
        dict.fromkeys(YEARS, 6),
        {(Act.PREGNANCY_TEST, Where.DESK): 4, (Act.PREGNANCY_TEST, Where.ROUNDS): 2},
    ),
    Work(
        Province.HAINAUT,
        {2012: 12, 2013: 14, 2014: 11, 2015: 9, 2016: 10, 2017: 8, 2018: 7, 2019: 8},
        {(Act.VACCINATION, Where.DESK): 8},
    ),
    # Walloon Brabant: 42 rapid tests (38 in 2018), 264 distributions (32 % more), 204 paramedical
    # interventions of which the tests are a part.
    Work(
        Province.WALLOON_BRABANT,
        {2014: 8, 2015: 15, 2016: 24, 2017: 30, 2018: 38, 2019: 42},
        {(Act.TROD, Where.BARS): 36, (Act.TROD, Where.ELSEWHERE): 6},
    ),
    Work(
        Province.WALLOON_BRABANT,
        {2012: 60, 2013: 64, 2014: 66, 2015: 70, 2016: 76, 2017: 80, 2018: 88, 2019: 162},
        {
            (Act.PARAMEDICAL_SUPPORT, Where.BARS): 90,
            (Act.PARAMEDICAL_SUPPORT, Where.ELSEWHERE): 22,
            (Act.PARAMEDICAL_SUPPORT, Where.DESK): 50,
        },
    ),
    Work(
        Province.WALLOON_BRABANT,
        {2012: 120, 2013: 130, 2014: 135, 2015: 150, 2016: 165, 2017: 180, 2018: 200, 2019: 264},
        {
            (Act.PREVENTION, Where.BARS): 150,
            (Act.PREVENTION, Where.ELSEWHERE): 34,
            (Act.PREVENTION, Where.DESK): 80,
        },
    ),
)


def treat(occasions: Occasions, screenings: pd.DataFrame) -> pd.DataFrame:
    """
    Return all health acts.

    Parameters
    ----------
    occasions : Occasions
        Visits and desks.
    screenings : DataFrame
        Acts of the screening days: ``service``, ``day``, ``visit``, ``kind``, one row an act.

    Returns
    -------
    DataFrame
        ``service``, ``day``, ``visit``, ``kind``, ``role`` and ``count``.
    """
    parts = [
        occasions.draw(year, work.province, where, number).assign(kind=act.value)
        for work in _WORK
        for year in YEARS
        for (act, where), number in _split(work, year)
    ]
    acts = pd.concat([*parts, screenings], ignore_index=True)
    acts["role"] = _roles(acts, occasions.rng)
    return tally(acts)


def _split(work: Work, year: int) -> list[tuple[tuple[Act, Where], int]]:
    """Return the acts of one year by kind and setting."""
    number = work.yearly.get(year, 0)
    aboard = year >= MEDIBUS_STARTS.year
    shares = {cell: share for cell, share in work.shares.items() if aboard or cell[1] is not Where.MEDIBUS}
    if not number:
        return []
    counts = largest_remainder(number, list(shares.values()))
    return [(cell, int(count)) for cell, count in zip(shares, counts, strict=True) if count]


def _roles(acts: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Return for whom each act was done; exact shares in each year and kind of Hainaut."""
    hainaut = [SERVICE_IDS[service.code] for service in services_of(Province.HAINAUT)]
    shared = acts[acts["service"].isin(hainaut) | (acts["kind"] == Act.SCREENING)]
    year = pd.Series([pd.Timestamp.fromordinal(day).year for day in acts["day"]], index=acts.index)
    roles = pd.Series(Role.PERSON.value, index=acts.index)
    for (_, kind), rows in shared.groupby([year[shared.index], shared["kind"]], sort=True):
        entourage = round(figures.ENTOURAGE_SHARE.get(Act(str(kind)), 0.0) * len(rows))
        roles.loc[rng.choice(rows.index.to_numpy(), size=entourage, replace=False)] = Role.ENTOURAGE.value
    return roles
