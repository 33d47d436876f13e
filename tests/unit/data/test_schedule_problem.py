"""Several weeks made ready: shifts without appointments, places with habits, and what is left aside."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import shapely
from sqlalchemy import Engine, update

from data.ledger import load_ledger, load_places
from data.planning.appointments import AppointmentDraft, save_appointment
from data.register.database import writing
from data.register.planning import TeamDay, TeamShift
from data.register.tables import OpeningWindow, Place, Round, Service, Team, Visit
from data.schedules.decisions import put_in_force
from data.schedules.kept import DatedVisit, PlanDraft
from data.schedules.problem import ScheduleSheet, load_problem
from data.schedules.shifts import slot_of
from data.schedules.sites import Scope
from data.vocabulary import AppointmentKind, HourBand, Outcome, PlaceKind, PlanAim, RoundStatus, Skill
from geo.rounds.facts import USUAL_MIN
from geo.rounds.model import TimeWindow

MONDAY = date(2020, 1, 6)

OFFICE, BAR, CLUB, FLATS, CLOSED, CAR_PARK = 1, 2, 3, 4, 5, 6


def _place(number: int, kind: PlaceKind, service: int = 1, **values: object) -> Place:
    geometry = None if kind is PlaceKind.PRIVATE_FLAT else shapely.Point(4.40 + number / 100, 50.41)
    label = f"{kind} {number}"
    return Place(
        id=number,
        kind=kind,
        label=label,
        geometry=geometry,
        municipality="52011",
        service_id=service,
        **values,
    )


@pytest.fixture
def field(register: Engine) -> Engine:
    """Two services with a pair each, an office, and places of every sort."""
    with writing(register) as session:
        session.add_all(Service(id=number, code=f"s{number}", label=f"s{number}") for number in (1, 2))
        session.flush()
        session.add_all(
            [
                _place(OFFICE, PlaceKind.OFFICE),
                _place(BAR, PlaceKind.BAR, target_days=7, service_min=25),
                _place(CLUB, PlaceKind.BAR, service=2, target_days=14),
                _place(FLATS, PlaceKind.PRIVATE_FLAT, target_days=30),
                _place(CLOSED, PlaceKind.BAR, target_days=7, active_to=MONDAY - timedelta(days=1)),
                _place(CAR_PARK, PlaceKind.CAR_PARK),
            ]
        )
        session.add(OpeningWindow(place_id=BAR, weekday=4, opens=time(22), closes=time(3)))
        session.flush()
        for number in (1, 2, 3):
            session.add(
                Team(
                    id=number,
                    code=f"t{number}",
                    service_id=min(number, 2),
                    first_skill=Skill.SOCIAL_WORKER,
                    second_skill=Skill.NURSE if number < 3 else Skill.PARTNER,
                    depot_id=OFFICE,
                )
            )
        session.flush()
        session.add_all(
            TeamShift(team_id=number, weekday=day, starts=time(18), ends=time(0, 30))
            for number in (1, 2, 3)
            for day in (0, 4)
        )
        session.add(TeamDay(team_id=1, day=MONDAY + timedelta(weeks=1)))
    return register


def _visits(engine: Engine, place: int, team: int, days: int) -> None:
    with writing(engine) as session:
        for ago in range(1, days + 1):
            day = MONDAY - timedelta(days=7 * ago)
            done = Round(service_id=1, team_id=team, status=RoundStatus.DONE, day=day)
            session.add(done)
            session.flush()
            session.add(
                Visit(round_id=done.id, place_id=place, day=day, minutes=40, outcome=Outcome.NOBODY_SEEN)
            )


def _load(engine: Engine, tmp_path: Path, scope: Scope | None = None) -> ScheduleSheet:
    return load_problem(
        engine,
        tmp_path,
        scope or Scope(MONDAY, 4),
        visits=load_ledger(engine),
        places=load_places(engine),
    )


def test_what_is_planned_and_what_is_left_aside(field: Engine, tmp_path: Path) -> None:
    """Places in use with a rhythm; not offices, flats, or what is closed by then; whole pairs only."""
    sheet = _load(field, tmp_path)
    assert [site.place for site in sheet.problem.sites] == [BAR, CLUB]
    assert sheet.without_target == (CAR_PARK,)
    assert sheet.grounded == (3,)
    bar, club = sheet.problem.sites
    assert (bar.service_min, club.service_min) == (25, USUAL_MIN)
    assert bar.windows == {4: (TimeWindow(1320, 1620),)}
    assert set(club.windows) == set(range(7))
    assert (bar.teams, club.teams) == (frozenset({1}), frozenset({2}))
    assert all(site.prize >= 1 for site in sheet.problem.sites)


@pytest.mark.parametrize(
    ("begins", "ends", "days"),
    [
        (None, date(2020, 1, 20), range(15)),
        (date(2020, 1, 20), None, range(14, 28)),
        (date(2020, 1, 8), date(2020, 1, 8), range(2, 3)),
        (date(2019, 1, 1), date(2020, 2, 2), None),
        (date(2020, 2, 3), None, "not planned"),
    ],
)
def test_a_place_is_planned_on_the_days_on_which_it_is_in_use(
    field: Engine, tmp_path: Path, begins: date | None, ends: date | None, days: object
) -> None:
    """One that opens or closes during the weeks is planned for its part of them, both days included."""
    with writing(field) as session:
        session.execute(update(Place).where(Place.id == CLOSED).values(active_from=begins, active_to=ends))
    sites = _load(field, tmp_path).problem.site_of
    assert (sites[CLOSED].in_use if CLOSED in sites else "not planned") == days
    assert sites[BAR].in_use is None


def test_days_off_appointments_and_the_pairs_own_days(field: Engine, tmp_path: Path) -> None:
    """A shift goes on a day off of all or of the pair, and loses the hours of an appointment and its way."""
    consultation = AppointmentDraft(
        AppointmentKind.CONSULTATION, 1, None, MONDAY, None, 2, time(20), time(21, 30)
    )
    save_appointment(field, consultation)
    sheet = _load(field, tmp_path, Scope(MONDAY, 2, days_off=frozenset({MONDAY + timedelta(days=4)})))
    hours = defaultdict(list)
    for shift in sheet.problem.shifts:
        hours[shift.team, shift.day].append(shift.hours)
    assert hours == {
        (1, 0): [TimeWindow(1080, 1200), TimeWindow(1290, 1470)],
        (1, 11): [TimeWindow(1080, 1470)],
        (2, 0): [TimeWindow(1080, 1470)],
        (2, 7): [TimeWindow(1080, 1470)],
        (2, 11): [TimeWindow(1080, 1470)],
    }
    assert {shift.slot for shift in sheet.problem.shifts} == {HourBand.EVENING}


def test_the_way_to_an_appointment_takes_time_too(field: Engine, tmp_path: Path) -> None:
    """Leaving for a Médibus stop and coming back belongs to it; its rhythm then needs no other visit."""
    stop = AppointmentDraft(AppointmentKind.MEDIBUS, 1, BAR, MONDAY, None, 1, time(20), time(21))
    save_appointment(field, stop)
    sheet = _load(field, tmp_path)
    [first, *_rest] = sheet.problem.appointments
    assert first.hours.opens_min < 1200
    assert first.hours.closes_min > 1260
    assert sheet.by_appointment == (BAR,)
    assert [site.place for site in sheet.problem.sites] == [CLUB]


def test_a_place_keeps_the_pair_that_it_knows(field: Engine, tmp_path: Path) -> None:
    """Most visits of the year before by one pair: that pair, whatever the service; unless told otherwise."""
    _visits(field, BAR, 2, 4)
    with_habits, without = _load(field, tmp_path), _load(field, tmp_path, Scope(MONDAY, 4, keep_pairs=False))
    assert with_habits.problem.sites[0].teams == frozenset({2})
    assert without.problem.sites[0].teams == frozenset({1})
    assert with_habits.problem.sites[0].last_visit == -7


def test_one_service_plans_its_own(field: Engine, tmp_path: Path) -> None:
    """Neither the pairs nor the places of others."""
    sheet = _load(field, tmp_path, Scope(MONDAY, 4, service=2))
    assert [site.place for site in sheet.problem.sites] == [CLUB]
    assert {shift.team for shift in sheet.problem.shifts} == {2}


def test_the_schedule_in_force_is_known_with_its_locks(field: Engine, tmp_path: Path) -> None:
    """Visits come back in the slot of their shift, and go back as they were."""
    visit = DatedVisit(MONDAY + timedelta(days=4), 1, BAR, 1350, locked=True)
    odd = replace(visit, day=MONDAY + timedelta(days=5), arrival_min=800, locked=False)
    draft = PlanDraft(MONDAY, 4, PlanAim.MOST_REGULAR, visits=(visit, odd))
    put_in_force(field, draft, datetime(2020, 1, 1), seen=frozenset())  # noqa: DTZ001 - UTC without zone
    sheet = _load(field, tmp_path)
    assert [(one.day, one.slot) for one in sheet.problem.current] == [
        (4, HourBand.EVENING),
        (5, HourBand.AFTERNOON),
    ]
    assert {sheet.to_dated(one, sheet.problem.locked) for one in sheet.problem.current} == {visit, odd}
    assert sheet.to_planned(visit) in sheet.problem.locked


def test_an_empty_register_is_a_problem_without_anything(register: Engine, tmp_path: Path) -> None:
    """No pairs, no places, no visits."""
    sheet = _load(register, tmp_path)
    assert (sheet.problem.sites, sheet.problem.shifts, sheet.grounded) == ((), (), ())


@pytest.mark.parametrize(
    ("opens", "closes", "slot"),
    [
        (360, 700, HourBand.MORNING),
        (700, 1100, HourBand.AFTERNOON),
        (1140, 1470, HourBand.EVENING),
        (1230, 1560, HourBand.NIGHT),
        (1500, 1800, HourBand.NIGHT),
    ],
)
def test_a_shift_belongs_to_where_most_of_it_lies(opens: int, closes: int, slot: HourBand) -> None:
    """From 20:30 to 02:00 is a night, from 19:00 to 00:30 an evening."""
    assert slot_of(TimeWindow(opens, closes)) == slot


def test_a_visit_still_to_come_before_the_weeks_counts_as_the_last(field: Engine, tmp_path: Path) -> None:
    """Weeks that begin on Monday leave a gap after the Friday that the schedule in force still has."""
    _visits(field, BAR, team=1, days=2)
    _visits(field, CLUB, team=1, days=3)
    friday = MONDAY - timedelta(days=3)
    missed = DatedVisit(MONDAY - timedelta(days=12), 1, CLUB, 1200)
    draft = PlanDraft(
        MONDAY - timedelta(weeks=2),
        2,
        PlanAim.MOST_REGULAR,
        visits=(missed, DatedVisit(friday, 1, BAR, 1320)),
    )
    put_in_force(field, draft, datetime(2020, 1, 1), seen=frozenset())  # noqa: DTZ001 - UTC without zone
    last = {site.place: site.last_visit for site in _load(field, tmp_path).problem.sites}
    assert last == {BAR: -3, CLUB: -7}


def test_a_service_sees_its_own_places_of_a_schedule_also_those_that_have_closed(
    field: Engine, tmp_path: Path
) -> None:
    """What its pair does at a place of another service is not its to plan; a closed place is its to mend."""
    visits = tuple(DatedVisit(MONDAY, 1, place, 1200 + 30 * place) for place in (BAR, CLUB, CLOSED))
    draft = PlanDraft(MONDAY, 4, PlanAim.MOST_REGULAR, visits=visits)
    put_in_force(field, draft, datetime(2020, 1, 1), seen=frozenset())  # noqa: DTZ001 - UTC without zone
    seen = {
        service: {visit.place for visit in _load(field, tmp_path, Scope(MONDAY, 4, service)).problem.current}
        for service in (None, 1, 2)
    }
    assert seen == {None: {BAR, CLUB, CLOSED}, 1: {BAR, CLOSED}, 2: set()}


def test_weeks_loaded_anew_are_told_from_those_before(field: Engine, tmp_path: Path) -> None:
    """Caches of what is made from them are keyed by their number, never by where they lie in memory."""
    assert _load(field, tmp_path).number != _load(field, tmp_path).number
