"""Pairs: hours of a day, roles, changes with all faults at once; and those of the demo."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
import shapely
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from data.demo.tours import TOURS
from data.planning.appointments import load_appointments, occurrences
from data.planning.team_changes import (
    TeamDraft,
    delete_team,
    next_number,
    save_team,
    to_draft,
    upcoming,
)
from data.planning.teams import (
    DayHours,
    MissingRole,
    TeamRecord,
    WeeklyHours,
    hours_on,
    load_team,
    load_teams,
    missing_roles,
    teams_out,
    to_window,
)
from data.recording.visit_rows import load_standings
from data.register import tables as t
from data.register.database import open_engine, writing
from data.register.faults import FaultCode, Saved
from data.vocabulary import AppointmentKind, PlaceKind, RoundStatus, Skill, Trust, Vehicle
from geo.rounds.model import TimeWindow

MONDAY = date(2020, 1, 6)

EVENING = WeeklyHours(0, time(19), time(0, 30))

PAIR = TeamDraft(
    service=1,
    number=1,
    depot=1,
    vehicle=Vehicle.VAN,
    week=(EVENING, WeeklyHours(2, time(13, 30), time(18))),
    days=(DayHours(date(2020, 1, 13)), DayHours(date(2020, 1, 14), time(17), time(22))),
)


@pytest.fixture
def desk(register: Engine) -> Engine:
    """A register with two services, an office and private flats."""
    with writing(register) as session:
        session.add_all(
            t.Service(id=number, code=f"la_zone_{number}", label=f"Zone {number}") for number in (1, 2)
        )
        session.flush()
        spot = shapely.Point(4.44, 50.41)
        session.add(_place(1, PlaceKind.OFFICE, spot))
        session.add(_place(2, PlaceKind.PRIVATE_FLAT, None))
    return register


def _place(number: int, kind: PlaceKind, spot: shapely.Point | None) -> t.Place:
    return t.Place(
        id=number, kind=kind, label=f"place {number}", geometry=spot, municipality="52011", service_id=1
    )


def _saved(engine: Engine, draft: TeamDraft = PAIR) -> TeamRecord:
    outcome = save_team(engine, draft)
    assert outcome.id is not None, outcome.faults
    found = load_team(engine, outcome.id)
    assert found is not None
    return found


def _codes(saved: Saved) -> list[tuple[FaultCode, str]]:
    return [(fault.code, fault.field) for fault in saved.faults]


@pytest.mark.parametrize(
    ("starts", "ends", "window"),
    [
        (time(19), time(23), (1140, 1380)),
        (time(19), time(0, 30), (1140, 1470)),
        (time(1), time(4), (1500, 1680)),
        (time(22), time(7), (1320, 1860)),
        (time(13, 30), time(18), (810, 1080)),
    ],
)
def test_hours_count_from_the_midnight_their_day_began(
    starts: time, ends: time, window: tuple[int, int]
) -> None:
    """What is before six belongs to the night; what ends before it starts runs past midnight."""
    assert to_window(starts, ends) == TimeWindow(*window)


@pytest.mark.parametrize(
    ("first", "second", "missing"),
    [
        (Skill.SOCIAL_WORKER, Skill.NURSE, set()),
        (Skill.DOCTOR, Skill.EDUCATOR, set()),
        (Skill.SOCIAL_WORKER, Skill.EDUCATOR, {MissingRole.NURSE}),
        (Skill.NURSE, Skill.DOCTOR, {MissingRole.WORKER}),
        (Skill.PARTNER, Skill.PARTNER, {MissingRole.NURSE, MissingRole.WORKER}),
    ],
)
def test_a_pair_needs_a_worker_and_a_nurse(first: Skill, second: Skill, missing: set[MissingRole]) -> None:
    """A partner fills neither half; only a waiver lets such a pair out."""
    assert missing_roles(first, second) == missing
    assert missing_roles(second, first) == missing


def test_a_pair_comes_back_as_it_was_saved(desk: Engine) -> None:
    """With its code made of service and number, its week and the days that differ."""
    team = _saved(desk)
    assert (team.code, team.depot, team.vehicle, team.lacks) == ("la-zone-1-1", 1, Vehicle.VAN, frozenset())
    assert to_draft(team) == PAIR
    assert load_teams(desk, service=2) == []
    assert load_team(desk, 99) is None


def test_days_that_differ_replace_the_week(desk: Engine) -> None:
    """A day off has no hours, another day has its own, and a closed pair has none."""
    team = _saved(desk)
    assert hours_on(team, MONDAY) == (TimeWindow(1140, 1470),)
    assert hours_on(team, date(2020, 1, 13)) == ()
    assert hours_on(team, date(2020, 1, 14)) == (TimeWindow(1020, 1320),)
    assert hours_on(team, date(2020, 1, 7)) == ()
    assert hours_on(replace(team, active=False), MONDAY) == ()
    assert teams_out([team], MONDAY) == {team.id: (TimeWindow(1140, 1470),)}
    assert teams_out([team], date(2020, 1, 13)) == {}
    assert upcoming(team.days, date(2020, 1, 14)) == (DayHours(date(2020, 1, 14), time(17), time(22)),)


def test_all_faults_of_a_pair_come_at_once(desk: Engine) -> None:
    """Nobody should have to save five times to hear five things."""
    wrong = TeamDraft(
        service=None,
        number=100,
        depot=2,
        week=(
            WeeklyHours(7, time(9), time(10)),
            WeeklyHours(0, time(9), time(9)),
            WeeklyHours(1, time(7), time(6)),
            WeeklyHours(1, time(20), time(23)),
        ),
        days=(DayHours(date(1900, 1, 1)), DayHours(MONDAY, time(19)), DayHours(MONDAY)),
    )
    assert _codes(save_team(desk, wrong)) == [
        (FaultCode.SERVICE_MISSING, "service"),
        (FaultCode.PAIR_NUMBER, "number"),
        (FaultCode.OPENING_WEEKDAY, "week"),
        (FaultCode.HOURS_EMPTY, "week"),
        (FaultCode.HOURS_TOO_LONG, "week"),
        (FaultCode.HOURS_OVERLAP, "week"),
        (FaultCode.DATE_UNLIKELY, "days"),
        (FaultCode.DAY_TWICE, "days"),
        (FaultCode.HOURS_MISSING, "days"),
        (FaultCode.DEPOT_UNKNOWN, "depot"),
    ]
    assert load_teams(desk) == []


def test_hours_late_on_sunday_may_not_run_into_monday(desk: Engine) -> None:
    """The week is a circle."""
    week = (WeeklyHours(6, time(20), time(8)), WeeklyHours(0, time(7), time(9)))
    assert _codes(save_team(desk, replace(PAIR, week=week))) == [(FaultCode.HOURS_OVERLAP, "week")]


def test_two_pairs_of_a_service_have_two_numbers(desk: Engine) -> None:
    """Another service may have the same number."""
    team = _saved(desk)
    assert _codes(save_team(desk, PAIR)) == [(FaultCode.PAIR_TAKEN, "number")]
    assert next_number([team], 1) == 2
    assert next_number([team], 2) == 1
    assert _saved(desk, replace(PAIR, service=2)).code == "la-zone-2-1"
    assert _codes(save_team(desk, replace(PAIR, service=9, number=3))) == [
        (FaultCode.SERVICE_UNKNOWN, "service")
    ]


def test_a_change_of_what_somebody_else_changed_is_refused(desk: Engine) -> None:
    """And so is one of a pair that is gone, or into another service."""
    team = _saved(desk)
    assert not save_team(desk, replace(PAIR, active=False), team.id, seen=PAIR).faults
    assert _codes(save_team(desk, PAIR, team.id, seen=PAIR)) == [(FaultCode.CHANGED_MEANWHILE, "")]
    assert _codes(save_team(desk, replace(PAIR, service=2), team.id)) == [
        (FaultCode.SERVICE_UNKNOWN, "service")
    ]
    assert _codes(save_team(desk, PAIR, 99)) == [(FaultCode.GONE, "")]


def test_a_pair_that_came_with_a_file_keeps_its_code(desk: Engine) -> None:
    """Editing its hours does not rename it, and past rounds stay its own."""
    with writing(desk) as session:
        session.add(
            t.Team(id=5, code="Duo nord", service_id=1, first_skill=Skill.NURSE, second_skill=Skill.PARTNER)
        )
    team = load_team(desk, 5)
    assert team is not None
    assert not save_team(desk, replace(to_draft(team), week=(EVENING,)), 5, seen=to_draft(team)).faults
    again = load_team(desk, 5)
    assert again is not None
    assert (again.code, again.week) == ("Duo nord", (EVENING,))


def test_only_a_pair_that_never_went_out_is_deleted(desk: Engine) -> None:
    """One with rounds is closed instead."""
    team = _saved(desk)
    assert not delete_team(desk, team.id).faults
    assert load_teams(desk) == []
    other = _saved(desk)
    with writing(desk) as session:
        session.add(t.Round(service_id=1, team_id=other.id, status=RoundStatus.DONE, day=MONDAY))
    assert _codes(delete_team(desk, other.id)) == [(FaultCode.PAIR_HAS_ROUNDS, "")]
    assert _codes(delete_team(desk, 99)) == [(FaultCode.GONE, "")]


@pytest.fixture(scope="module")
def demo(demo_file: Path) -> Engine:
    """The demo register; read only."""
    return open_engine(f"sqlite:///{demo_file}")


def test_four_pairs_can_go_out_on_the_demos_first_evenings(demo: Engine) -> None:
    """Each may be planned: it has an office, hours, and both halves or a waiver; some have a nurse."""
    teams = {team.id: team for team in load_teams(demo)}
    assert all(not team.lacks and team.depot is not None and team.week for team in teams.values())
    for day in (date(2020, 1, 1), date(2020, 1, 2), date(2020, 1, 3), date(2020, 1, 6)):
        out = [
            teams[team]
            for team, hours in teams_out(teams.values(), day).items()
            if hours[-1].closes_min > 1080
        ]
        assert len(out) >= 4, day
        assert sum(Skill.NURSE in {team.first_skill, team.second_skill} for team in out) >= 2, day


def test_the_demos_hours_hold_its_tours(demo: Engine) -> None:
    """A pair was never out on a weekday or at an hour at which it does not work."""
    teams = {team.code: team for team in load_teams(demo)}
    for tour in TOURS:
        for weekday in tour.weekdays:
            starts = round(tour.starts * 60)
            spans = [
                to_window(one.starts, one.ends) for one in teams[tour.team].week if one.weekday == weekday
            ]
            assert any(span.opens_min <= starts < span.closes_min for span in spans), (tour.team, weekday)


def test_the_demos_appointments_and_what_its_places_wait_for(demo: Engine) -> None:
    """Médibus several times a week, the doctor every third one, and places of every standing."""
    found = load_appointments(demo)
    kinds = {one.id: one.draft.kind for one in found}
    weeks = occurrences(found, date(2020, 1, 6), date(2020, 1, 26))
    assert sum(kinds[one.appointment] is AppointmentKind.MEDIBUS for one in weeks) == 9
    doctor = [one for one in weeks if kinds[one.appointment] is AppointmentKind.CONSULTATION]
    assert [(one.day, one.hours) for one in doctor] == [(date(2020, 1, 16), TimeWindow(840, 1020))]
    standings = load_standings(demo)
    assert {one.trust for one in standings.values()} == set(Trust)
    assert sum(one.open_requests for one in standings.values()) > 0
    with Session(demo) as session:
        rest_areas = session.query(t.Place).filter(t.Place.kind == PlaceKind.REST_AREA).all()
        assert all(place.carriageway_deg is not None and place.service_min for place in rest_areas)
