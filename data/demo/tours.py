"""The tours of the services: who goes where, on which weekdays, at which hour."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.demo.almanac import (
    FIRST_DAY,
    FRIDAY,
    LAST_DAY,
    MONDAY,
    SATURDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    attendance,
    calendar_days,
)

MEDIBUS_STARTS = date(2017, 3, 6)


@dataclass(frozen=True)
class Tour:
    """
    A round that comes back: its pair, its days and hours, and where it stops.

    Attributes
    ----------
    team : str
        Code of the pair; bars see the same pair each time.
    places : tuple of str
        Prefixes of the codes of the places it may stop at, in the order of the road.
    weekdays : tuple of int
        Weekdays, 0 is Monday.
    starts : float
        Usual hour of departure.
    stops : int
        Usual number of stops.
    every_weeks : int
        Weeks from one round to the next on the same weekday.
    since, until : date
        First and last day of the tour.
    pauses : tuple of (date, date)
        Spells without a round, both days included: a vacant post, a bus under repair.
    held : float
        Share of the rounds that take place.
    punctual : bool
        Whether it always leaves at the same hour.
    """

    team: str
    places: tuple[str, ...]
    weekdays: tuple[int, ...]
    starts: float
    stops: int
    every_weeks: int = 1
    since: date = FIRST_DAY
    until: date = LAST_DAY
    pauses: tuple[tuple[date, date], ...] = ()
    held: float = 0.92
    punctual: bool = False


_CHARLEROI = (
    "CH-TRI",
    "CH-VBA",
    "CH-QUA",
    "CH-RIV",
    "CH-EXP",
    "CH-DAM",
    "CH-LOD",
    "CH-JUM",
    "CH-ROU",
    "CH-MAR",
)
_OUTSKIRTS = ("CH-MON", "CH-MCN", "CH-COU", "CH-GIL", "CH-MSS", "CT-CHA", "CT-FAR", "CO-PAR")
_REST_AREAS = ("FL-AMO", "FE-AIR")

TOURS = (
    # Charleroi: evenings in the street, by day occasionally.
    Tour("charleroi-1", _CHARLEROI + _OUTSKIRTS, (MONDAY, WEDNESDAY), 19.5, 5),
    Tour("charleroi-2", _CHARLEROI + _OUTSKIRTS, (FRIDAY,), 21.0, 6),
    Tour("charleroi-2", _CHARLEROI + _OUTSKIRTS, (THURSDAY,), 13.5, 4),
    Tour("charleroi-1", ("CH-BA", "CH-HO", "CH-CA"), (TUESDAY,), 16.0, 3),
    Tour("charleroi-1", ("CH-PRI", "CT-PRI"), (THURSDAY,), 14.0, 1, since=date(2012, 9, 3)),
    # Extra Ring: the bars of Gosselies in the afternoon, always the same pair; car parks in the evening.
    Tour("extra-ring-1", ("CH-FB", "GO-B"), (TUESDAY, THURSDAY), 14.0, 5),
    Tour(
        "extra-ring-1",
        (*_REST_AREAS, "GO-PAR", "FL-PAR", "CH-R3P"),
        (MONDAY,),
        19.0,
        3,
        pauses=((date(2013, 10, 7), date(2014, 1, 31)),),
    ),
    Tour("extra-ring-1", (*_REST_AREAS, "GO-PAR", "FL-PAR"), (WEDNESDAY,), 20.0, 3, held=0.8),
    # La Louvière: with the mobile educators of the CPAS.
    Tour(
        "la-louviere-1",
        ("LL-CEN", "LL-GAR", "LL-HO", "LL-CA", "LL-BA", "LL-PA", "MO-GAR"),
        (TUESDAY,),
        14.0,
        4,
        pauses=((date(2016, 3, 14), date(2016, 7, 31)),),
    ),
    Tour("la-louviere-1", ("LL-CEN", "LL-GAR", "LL-PA", "LL-HO1"), (THURSDAY,), 18.5, 4),
    Tour("la-louviere-1", ("LL-PRI", "MO-PRI"), (FRIDAY,), 10.0, 1, every_weeks=2),
    # Genappe: fixed days and hours.
    Tour("genappe-1", ("GE-B",), (TUESDAY,), 14.0, 5, held=0.95, punctual=True),
    Tour("genappe-1", ("GE-B",), (FRIDAY,), 15.0, 4, since=date(2017, 1, 6), held=0.95, punctual=True),
    # Louvain-la-Neuve: after dark, out of sight; flats by appointment.
    Tour(
        "louvain-la-neuve-1",
        ("LN-CA",),
        (WEDNESDAY,),
        21.5,
        2,
        every_weeks=2,
        pauses=((date(2014, 2, 1), date(2014, 6, 30)),),
    ),
    Tour("louvain-la-neuve-1", ("LN-PRI", "WA-PRI", "NI-PRI", "WT-PRI"), (THURSDAY,), 10.5, 1),
    # Médibus: several evenings a week.
    Tour("medibus-1", ("ME-RIV", *_REST_AREAS), (TUESDAY,), 19.0, 2, since=MEDIBUS_STARTS),
    Tour(
        "medibus-2",
        ("ME-RIV", "ME-GAR", "ME-MAR", "ME-GIL", *_REST_AREAS),
        (THURSDAY,),
        18.5,
        2,
        since=MEDIBUS_STARTS,
    ),
    Tour("medibus-1", ("ME-RIV", *_REST_AREAS), (SATURDAY,), 20.0, 2, since=date(2018, 11, 3)),
)
"""All tours of the eight years, in the order in which the services are listed."""

DAYS_A_WEEK = 7


def tour_days(tour: Tour, rng: np.random.Generator) -> list[date]:
    """
    Return the days on which *tour* truly goes out.

    Parameters
    ----------
    tour : Tour
        The tour.
    rng : Generator
        Decides which rounds fall through.

    Returns
    -------
    list of date
        Operational days in order.
    """
    planned = [
        day
        for day in calendar_days()
        if day.weekday() in tour.weekdays
        and day.toordinal() // DAYS_A_WEEK % tour.every_weeks == 0
        and tour.since <= day <= tour.until
        and not any(first <= day <= last for first, last in tour.pauses)
    ]
    luck = rng.random(len(planned))
    return [day for day, draw in zip(planned, luck, strict=True) if draw < tour.held * attendance(day)]
