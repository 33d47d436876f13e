"""What the demo's services do outside rounds: drop-in, consultations, events, contacts online."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from data.demo import figures
from data.demo.almanac import THURSDAY, YEARS, attendance, office_days
from data.demo.apportion import largest_remainder
from data.demo.occasions import AT_DESK, open_days, tally
from data.demo.services import SERVICE_IDS
from data.vocabulary import EventKind, HalfDay, HealthActKind

_MORNINGS = 0.55
_DAY_CENTRE = 0.08
"""Share of the drop-in visits received at the day centre in La Louvière, on Thursday mornings."""

_CONSULTATION_WEEKS = 3

_ONLINE = {2012: 10, 2013: 14, 2014: 18, 2015: 40, 2016: 55, 2017: 70, 2018: 85, 2019: 110}
"""Contacts made through dating sites; they grow as street work is pushed out of sight."""

_ONLINE_SERVICES = ("louvain_la_neuve", "charleroi", "la_louviere")
_ONLINE_MUNICIPALITIES = (None, "25121", "25112", "25072", "52011", "58001")


def drop_in(rng: np.random.Generator) -> pd.DataFrame:
    """
    Return the visits received at the drop-in office and at the day centre.

    Parameters
    ----------
    rng : Generator
        Luck.

    Returns
    -------
    DataFrame
        ``service``, ``day``, ``half_day`` and ``count``.
    """
    parts = []
    for year, total in figures.DROP_IN.items():
        days, weights = open_days(year)
        at_centre = round(_DAY_CENTRE * total)
        mornings, afternoons = largest_remainder(total - at_centre, [_MORNINGS, 1 - _MORNINGS])
        thursdays = np.array([date.fromordinal(day).weekday() == THURSDAY for day in days]) * weights
        sessions = (
            ("charleroi", HalfDay.MORNING, mornings, weights),
            ("charleroi", HalfDay.AFTERNOON, afternoons, weights),
            ("la_louviere", HalfDay.MORNING, at_centre, thursdays / thursdays.sum()),
        )
        for service, half_day, number, chances in sessions:
            frame = pd.DataFrame({"service": SERVICE_IDS[service], "day": days, "half_day": half_day.value})
            frame["count"] = rng.multinomial(number, chances)
            parts.append(frame[frame["count"] > 0])
    return pd.concat(parts, ignore_index=True)


def consult(rng: np.random.Generator) -> pd.DataFrame:
    """
    Return the doctor's consultations, at sessions three weeks apart.

    Parameters
    ----------
    rng : Generator
        Luck.

    Returns
    -------
    DataFrame
        ``service``, ``day``, ``insurance`` and ``count``.
    """
    parts = []
    for year, total in figures.CONSULTATIONS.items():
        cover = figures.INSURED.get(year, figures.INSURED[min(figures.INSURED)])
        split = largest_remainder(total, list(cover.values()))
        words = np.repeat([word.value for word in cover], split)
        days = rng.choice(_consultation_days(year), size=total)
        parts.append(pd.DataFrame({"service": SERVICE_IDS["charleroi"], "day": days, "insurance": words}))
    return tally(pd.concat(parts, ignore_index=True))


def _consultation_days(year: int) -> list[int]:
    thursdays = [day for day in office_days(year) if day.weekday() == THURSDAY]
    return [day.toordinal() for day in thursdays[1::_CONSULTATION_WEEKS] if attendance(day) == 1.0]


def screening_day(year: int) -> date:
    """
    Return the screening day of *year* at Louvain-la-Neuve: the last Thursday of November.

    Parameters
    ----------
    year : int
        Calendar year.

    Returns
    -------
    date
        In the last week of November.
    """
    last = date(year, 11, 30)
    return last - timedelta(days=(last.weekday() - THURSDAY) % 7)


def screen() -> pd.DataFrame:
    """
    Return the screenings of the screening days, one row an act.

    Returns
    -------
    DataFrame
        ``service``, ``day``, ``visit`` and ``kind``.
    """
    days = [screening_day(year).toordinal() for year in figures.SCREENING_DAY]
    return pd.DataFrame(
        {
            "service": SERVICE_IDS["louvain_la_neuve"],
            "day": np.repeat(days, list(figures.SCREENING_DAY.values())),
            "visit": AT_DESK,
            "kind": HealthActKind.SCREENING.value,
        }
    )


def raise_awareness(rng: np.random.Generator) -> pd.DataFrame:
    """
    Return the awareness events: those of 2019 from the report, a likely programme in other years.

    Parameters
    ----------
    rng : Generator
        Luck.

    Returns
    -------
    DataFrame
        ``service``, ``day``, ``kind`` and ``count`` (participants).
    """
    rows = [
        (SERVICE_IDS[service], date.fromisoformat(day).toordinal(), kind.value, participants)
        for service, day, kind, participants in figures.EVENTS_2019
    ]
    for year in YEARS[:-1]:
        rows.extend(_usual_events(year, rng))
    # Some sixty workshops a year, on Mondays; few take part.
    for year in YEARS:
        mondays = [day for day in office_days(year) if day.weekday() in {0, 2} and attendance(day) == 1.0]
        chosen = rng.choice([day.toordinal() for day in mondays], size=60, replace=False)
        rows.extend(
            (SERVICE_IDS["charleroi"], int(day), EventKind.WORKSHOP.value, int(rng.integers(3, 8)))
            for day in sorted(chosen)
        )
    return pd.DataFrame(rows, columns=["service", "day", "kind", "count"])


def _usual_events(year: int, rng: np.random.Generator) -> list[tuple[int, int, str, int]]:
    programme = [
        ("louvain_la_neuve", screening_day(year), EventKind.SCREENING_DAY, figures.SCREENING_DAY[year]),
        ("charleroi", date(year, 3, 20), EventKind.CLASS, int(rng.integers(10, 30))),
        ("charleroi", date(year, 10, 16), EventKind.CLASS, int(rng.integers(10, 30))),
        ("la_louviere", date(year, 11, 20), EventKind.MEETING, int(rng.integers(12, 25))),
    ]
    # The prostitution commission met every quarter until it was suspended in 2019.
    programme += [
        ("charleroi", date(year, month, 12), EventKind.MEETING, int(rng.integers(8, 15)))
        for month in (3, 6, 9, 12)
        if year >= COMMISSION_STARTS
    ]
    if year == FIRST_LOVE_PACK_DAY:
        programme.append(("louvain_la_neuve", date(year, 2, 14), EventKind.STAND, 140))
    return [(SERVICE_IDS[code], day.toordinal(), kind.value, n) for code, day, kind, n in programme]


COMMISSION_STARTS = 2015
FIRST_LOVE_PACK_DAY = 2018


def go_online(rng: np.random.Generator) -> pd.DataFrame:
    """
    Return the contacts made online, with a municipality at most.

    Parameters
    ----------
    rng : Generator
        Luck.

    Returns
    -------
    DataFrame
        ``service``, ``day``, ``municipality`` (empty where unknown) and ``count``.
    """
    parts = []
    for year, total in _ONLINE.items():
        days, weights = open_days(year)
        parts.append(
            pd.DataFrame(
                {
                    "service": rng.choice([SERVICE_IDS[code] for code in _ONLINE_SERVICES], size=total),
                    "day": rng.choice(days, size=total, p=weights),
                    "municipality": rng.choice([code or "" for code in _ONLINE_MUNICIPALITIES], size=total),
                }
            )
        )
    return tally(pd.concat(parts, ignore_index=True))
