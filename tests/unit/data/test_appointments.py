"""Appointments of the pairs: what is kept, what is refused and why, on which days they fall."""

from dataclasses import replace
from datetime import date, time

import pytest
import shapely
from sqlalchemy import Engine

from data.planning.appointments import (
    AppointmentDraft,
    AppointmentRecord,
    appointment_days,
    delete_appointment,
    load_appointments,
    load_holidays,
    occurrences,
    save_appointment,
)
from data.register.database import writing
from data.register.faults import FaultCode
from data.register.tables import Place, Service, Team
from data.vocabulary import AppointmentKind, PlaceKind, Skill
from geo.rounds.model import TimeWindow

CONSULTATION = AppointmentDraft(
    kind=AppointmentKind.CONSULTATION,
    team=1,
    place=1,
    first_day=date(2020, 1, 7),
    every_weeks=3,
    starts=time(14),
    ends=time(17),
)


@pytest.fixture
def office(register: Engine) -> Engine:
    """A register with two services, a pair each, and one office."""
    with writing(register) as session:
        for number, code in ((1, "charleroi"), (2, "genappe")):
            session.add(Service(id=number, code=code, label=code))
            session.flush()
            session.add(
                Team(
                    id=number,
                    code=f"{code}-1",
                    service_id=number,
                    first_skill=Skill.SOCIAL_WORKER,
                    second_skill=Skill.NURSE,
                )
            )
        session.add(
            Place(
                id=1,
                kind=PlaceKind.OFFICE,
                label="Bureau",
                geometry=shapely.Point(4.44, 50.41),
                municipality="52011",
                service_id=1,
            )
        )
    return register


def test_an_appointment_is_kept_changed_and_taken_away(office: Engine) -> None:
    """What is saved comes back as it was, until it is changed or deleted."""
    saved = save_appointment(office, CONSULTATION)
    assert not saved.faults
    [record] = load_appointments(office)
    assert (record.draft, record.service) == (CONSULTATION, 1)
    later = replace(CONSULTATION, starts=time(15), last_day=date(2020, 6, 1))
    assert save_appointment(office, later, saved.id, seen=CONSULTATION).id == saved.id
    assert load_appointments(office)[0].draft == later
    assert load_appointments(office, service=2) == []
    assert saved.id is not None
    assert not delete_appointment(office, saved.id).faults
    assert load_appointments(office) == []
    assert [fault.code for fault in delete_appointment(office, saved.id).faults] == [FaultCode.GONE]


def test_all_faults_come_at_once(office: Engine) -> None:
    """Everything that is wrong is said in one go, and nothing is written."""
    draft = AppointmentDraft(
        team=9,
        place=9,
        first_day=date(2020, 3, 1),
        last_day=date(2020, 2, 1),
        every_weeks=13,
        starts=time(9),
        ends=time(9),
    )
    found = [(fault.code, fault.field) for fault in save_appointment(office, draft).faults]
    assert found == [
        (FaultCode.PAIR_UNKNOWN, "team"),
        (FaultCode.PLACE_UNKNOWN, "place"),
        (FaultCode.DATES_REVERSED, "last_day"),
        (FaultCode.WEEKS_OUT_OF_RANGE, "every_weeks"),
        (FaultCode.HOURS_EMPTY, "ends"),
    ]
    empty = {fault.code for fault in save_appointment(office, AppointmentDraft()).faults}
    assert empty == {FaultCode.PAIR_UNKNOWN, FaultCode.DATE_MISSING, FaultCode.HOURS_MISSING}
    assert load_appointments(office) == []


def test_a_change_seen_by_somebody_else_is_not_overwritten(office: Engine) -> None:
    """Two coordinators with the same form open: the second is told."""
    saved = save_appointment(office, CONSULTATION)
    save_appointment(office, replace(CONSULTATION, every_weeks=1), saved.id)
    outcome = save_appointment(office, replace(CONSULTATION, every_weeks=2), saved.id, seen=CONSULTATION)
    assert [fault.code for fault in outcome.faults] == [FaultCode.CHANGED_MEANWHILE]


@pytest.mark.parametrize(
    ("every_weeks", "last_day", "expected"),
    [
        (0, None, []),
        (1, None, [date(2020, 2, 4), date(2020, 2, 11), date(2020, 2, 18), date(2020, 2, 25)]),
        (3, None, [date(2020, 2, 18)]),
        (1, date(2020, 2, 11), [date(2020, 2, 4), date(2020, 2, 11)]),
        (1, date(2020, 1, 31), []),
        (12, None, []),
    ],
)
def test_days_of_an_appointment(every_weeks: int, last_day: date | None, expected: list[date]) -> None:
    """It falls on the weekday of its first day, every so many weeks, and not after its last day."""
    span = (date(2020, 2, 1), date(2020, 2, 29))
    assert appointment_days(date(2020, 1, 7), last_day, every_weeks, span) == expected


def test_an_appointment_past_midnight_belongs_to_its_evening() -> None:
    """From 22:00 to 01:30 is one evening, and its last minute is 1530."""
    night = replace(CONSULTATION, starts=time(22), ends=time(1, 30), every_weeks=0)
    [found] = occurrences([AppointmentRecord(5, 1, night)], date(2020, 1, 1), date(2020, 1, 31))
    assert (found.day, found.hours, found.team) == (date(2020, 1, 7), TimeWindow(1320, 1530), 1)


def test_holidays_have_names_in_the_three_languages() -> None:
    """A Belgian year has its days off, over the turn of the year too."""
    first, last = date(2019, 12, 20), date(2020, 1, 10)
    french = load_holidays(first, last, "fr")
    assert list(french) == [date(2019, 12, 25), date(2020, 1, 1)]
    assert len({load_holidays(first, last, code)[date(2019, 12, 25)] for code in ("fr", "nl", "en")}) == 3
