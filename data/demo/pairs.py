"""What planning starts from in the demo: the pairs' hours, offices and appointments, and what they know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from data.demo.almanac import (
    FRIDAY,
    MONDAY,
    SATURDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
)
from data.demo.places import DemoPlace, load_places
from data.demo.services import SERVICE_IDS, TEAM_IDS, TEAMS
from data.planning.teams import missing_roles
from data.register import planning as p
from data.register.tables import Base, Team
from data.vocabulary import AppointmentKind, PlaceKind, Trust, Vehicle


@dataclass(frozen=True)
class PairWeek:
    """
    A pair's office, vehicle and week.

    Attributes
    ----------
    depot : str
        Code of the office it leaves from.
    hours : tuple of (tuple of int, time, time)
        Weekdays with the hours of that day; wide enough for the tours that the pair has made.
    vehicle : Vehicle
        How it gets about.
    """

    depot: str
    hours: tuple[tuple[tuple[int, ...], time, time], ...]
    vehicle: Vehicle = Vehicle.CAR


WEEKS = {
    "charleroi-1": PairWeek(
        "CH-OFF",
        (
            ((MONDAY, WEDNESDAY, FRIDAY), time(19), time(0, 30)),
            ((TUESDAY,), time(15, 30), time(19)),
            ((THURSDAY,), time(13, 30), time(18)),
        ),
    ),
    "charleroi-2": PairWeek(
        "CH-OFF",
        (
            ((MONDAY, TUESDAY), time(20), time(1)),
            ((THURSDAY,), time(13), time(18)),
            ((FRIDAY, SATURDAY), time(20, 30), time(2)),
        ),
    ),
    "extra-ring-1": PairWeek(
        "CH-OFF",
        (
            ((TUESDAY, THURSDAY), time(13, 30), time(18, 30)),
            ((MONDAY,), time(18, 30), time(23, 30)),
            ((WEDNESDAY, FRIDAY), time(19, 30), time(0, 30)),
        ),
    ),
    "la-louviere-1": PairWeek(
        "OF-LLV",
        (
            ((TUESDAY,), time(13, 30), time(18, 30)),
            ((MONDAY, WEDNESDAY, THURSDAY), time(18), time(22, 30)),
            ((FRIDAY,), time(9, 30), time(12, 30)),
        ),
    ),
    "louvain-la-neuve-1": PairWeek(
        "OF-LLN",
        (((WEDNESDAY, THURSDAY), time(20, 30), time(0, 30)), ((THURSDAY,), time(10), time(13, 30))),
    ),
    "genappe-1": PairWeek(
        "OF-GEN", (((TUESDAY,), time(13, 30), time(18, 30)), ((FRIDAY,), time(14, 30), time(19)))
    ),
    "medibus-1": PairWeek(
        "CH-OFF",
        (((TUESDAY,), time(18, 30), time(23, 30)), ((SATURDAY,), time(19, 30), time(0, 30))),
        Vehicle.VAN,
    ),
    "medibus-2": PairWeek("CH-OFF", (((THURSDAY,), time(18), time(23)),), Vehicle.VAN),
}
"""Hours, office and vehicle of each pair, by its code."""

SERVICE_MIN = {
    PlaceKind.STREET: 30,
    PlaceKind.BAR: 20,
    PlaceKind.REST_AREA: 45,
    PlaceKind.CAR_PARK: 30,
    PlaceKind.MEDIBUS_STOP: 90,
    PlaceKind.HOTEL_CAFE: 25,
    PlaceKind.PRIVATE_FLAT: 45,
}
"""Usual minutes of a visit by kind of place; none at an office."""

CARRIAGEWAY_DEG = {"FL-AMO": 75, "FE-AIR": 265}
"""About the bearing in which the carriageway of each rest area is driven: towards Namur, towards Mons."""

_NOTED = date(2019, 12, 16)

_TRIPS = (
    ("CH-OFF", "GO-B03", 15.0, False),
    ("CH-OFF", "GO-B03", 21.0, True),
    ("CH-OFF", "FL-AMO", 16.0, False),
    ("CH-OFF", "FE-AIR", 15.0, False),
    ("CH-OFF", "CO-PAR", 14.0, False),
    ("CH-OFF", "CT-CHA", 13.0, False),
    ("OF-LLV", "LL-HOU", 7.0, False),
    ("OF-GEN", "GE-B01", 8.0, False),
)
"""Drives whose minutes the pairs have noted, some at the peak."""

_STANDING = (
    ("CH-NEU", 0, Trust.NEW),
    ("CH-DAM", 2, Trust.AT_RISK),
    ("CH-JUM", 1, Trust.STEADY),
    ("GO-B08", 1, Trust.STEADY),
    ("CT-FAR", 0, Trust.NEW),
    ("LL-HOU", 1, Trust.AT_RISK),
    ("GE-B04", 2, Trust.STEADY),
)
"""Places that wait for something, or where trust is young or at risk."""

_DOCTOR_SINCE = date(2019, 12, 5)
"""A Thursday on which the doctor came; every third one before and after is one too."""

_APPOINTMENTS = (
    (AppointmentKind.MEDIBUS, "medibus-1", "ME-RIV", date(2019, 12, 3), 1, time(19), time(21)),
    (AppointmentKind.MEDIBUS, "medibus-2", "ME-GAR", date(2019, 12, 5), 1, time(19), time(21)),
    (AppointmentKind.MEDIBUS, "medibus-1", "ME-RIV", date(2019, 12, 7), 1, time(20), time(22)),
    (AppointmentKind.CONSULTATION, "charleroi-1", "CH-OFF", _DOCTOR_SINCE, 3, time(14), time(17)),
    (AppointmentKind.PARTNER, "la-louviere-1", None, date(2019, 12, 3), 2, time(13, 30), time(15)),
)
"""Appointments that come back: Médibus stops with partners, the doctor, and the mobile educators."""

_PLACE_IDS = {place.code: number for number, place in enumerate(load_places(), start=1)}


def write_teams() -> list[Team]:
    """
    Return the pairs of the demo, for a register whose places are written.

    Returns
    -------
    list of Team
        Not yet in a session. A pair without a nurse or without a worker goes out all the same: in the demo
        partners fill that half.
    """
    return [
        Team(
            id=TEAM_IDS[team.code],
            code=team.code,
            service_id=SERVICE_IDS[team.service],
            first_skill=team.first,
            second_skill=team.second,
            depot_id=_PLACE_IDS[WEEKS[team.code].depot],
            vehicle=WEEKS[team.code].vehicle,
            roles_waived=bool(missing_roles(team.first, team.second)),
        )
        for team in TEAMS
    ]


def service_min_of(place: DemoPlace) -> int | None:
    """
    Return how long a visit usually takes.

    Parameters
    ----------
    place : DemoPlace
        The place.

    Returns
    -------
    int or None
        Minutes; None at an office.
    """
    return SERVICE_MIN.get(place.kind)


def write_planning() -> Iterator[Base]:
    """
    Return all that planning starts from, for a register whose places and pairs are written.

    Yields
    ------
    Base
        Rows that are not yet in a session.
    """
    for code, week in WEEKS.items():
        for weekdays, starts, ends in week.hours:
            for weekday in weekdays:
                yield p.TeamShift(team_id=TEAM_IDS[code], weekday=weekday, starts=starts, ends=ends)
    yield p.TeamDay(team_id=TEAM_IDS["charleroi-2"], day=date(2020, 1, 11))
    yield p.TeamDay(team_id=TEAM_IDS["medibus-2"], day=date(2020, 1, 9), starts=time(17), ends=time(22))
    for kind, team, place, first_day, every_weeks, starts, ends in _APPOINTMENTS:
        yield p.Appointment(
            kind=kind,
            team_id=TEAM_IDS[team],
            place_id=None if place is None else _PLACE_IDS[place],
            first_day=first_day,
            every_weeks=every_weeks,
            starts=starts,
            ends=ends,
        )
    for place, requests, trust in _STANDING:
        yield p.PlaceStanding(
            place_id=_PLACE_IDS[place], open_requests=requests, trust=trust, changed_on=_NOTED
        )
    for start, end, minutes, at_peak in _TRIPS:
        yield p.MeasuredTrip(
            from_id=_PLACE_IDS[start],
            to_id=_PLACE_IDS[end],
            vehicle=Vehicle.CAR,
            minutes=minutes,
            at_peak=at_peak,
            noted_on=_NOTED,
        )
