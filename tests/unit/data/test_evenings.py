"""An evening made ready: who is out, what is open when, what was promised, and what nobody proposes."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import shapely
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.ledger import load_ledger, load_places
from data.planning.appointments import AppointmentDraft, save_appointment
from data.planning.evening_register import load_handouts, load_record, wish_for
from data.planning.evenings import EveningSheet, free_hours, load_evening
from data.planning.hours import band_between, clock_of, moment_of, windows_on
from data.planning.rounds import RoundDraft, StopDraft, commit_evening
from data.planning.teams import load_teams
from data.register.database import writing
from data.register.faults import FaultCode
from data.register.planning import (
    EveningWish,
    PlaceStanding,
    ScheduledVisit,
    SchedulePlan,
    TeamShift,
)
from data.register.tables import Material, OpeningWindow, Place, Round, Service, Team, Visit
from data.vocabulary import (
    AppointmentKind,
    HourBand,
    MaterialKind,
    Outcome,
    PlaceKind,
    PlanAim,
    PlanState,
    RoundStatus,
    Skill,
    Trust,
)
from geo.rounds.checks import WarningKind
from geo.rounds.model import TimeWindow

FRIDAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 15)  # noqa: DTZ001 - moments are kept in UTC without zone
OFFICE, BAR, STREET, FLAT, FAR, SHUT = 1, 2, 3, 4, 5, 6


@pytest.fixture
def desk(sqlite: Engine) -> Engine:
    """Two services with a pair each; a bar open at night, a street with no hours, flats, a closed place."""
    with writing(sqlite) as session:
        session.add_all([Service(id=1, code="one", label="One"), Service(id=2, code="two", label="Two")])
        session.flush()
        session.add_all(
            [
                _place(OFFICE, PlaceKind.OFFICE),
                _place(BAR, PlaceKind.BAR, target_days=14, service_min=25),
                _place(STREET, PlaceKind.STREET),
                _place(FLAT, PlaceKind.PRIVATE_FLAT),
                _place(FAR, PlaceKind.BAR, service_id=2),
                _place(SHUT, PlaceKind.BAR, active_to=FRIDAY - timedelta(days=1)),
            ]
        )
        session.flush()
        session.add_all([_team(1, 1), _team(2, 2), _team(3, 1, Skill.EDUCATOR)])
        session.add_all(
            [
                OpeningWindow(place_id=BAR, weekday=4, opens=time(20), closes=time(22)),
                OpeningWindow(place_id=BAR, weekday=5, opens=time(0, 30), closes=time(3)),
                OpeningWindow(place_id=FAR, weekday=4, opens=time(18), closes=time(4)),
            ]
        )
        session.flush()
        session.add_all(
            TeamShift(team_id=team, weekday=4, starts=time(19), ends=time(1)) for team in (1, 2, 3)
        )
    return sqlite


def _place(
    place: int,
    kind: PlaceKind,
    *,
    service_id: int = 1,
    target_days: int | None = None,
    service_min: int | None = None,
    active_to: date | None = None,
) -> Place:
    is_flat = kind is PlaceKind.PRIVATE_FLAT
    return Place(
        id=place,
        kind=kind,
        label=f"Place {place}",
        geometry=None if is_flat else shapely.Point(4.40 + place / 100, 50.41),
        municipality="52011",
        service_id=service_id,
        target_days=target_days,
        service_min=service_min,
        active_to=active_to,
    )


def _team(team: int, service: int, second: Skill = Skill.NURSE) -> Team:
    return Team(
        id=team,
        code=f"pair-{team}",
        service_id=service,
        first_skill=Skill.SOCIAL_WORKER,
        second_skill=second,
        depot_id=OFFICE,
    )


def _visit(engine: Engine, place: int, *ago: int, minutes: int = 40, service: int = 1) -> None:
    with writing(engine) as session:
        for days in ago:
            day = FRIDAY - timedelta(days=days)
            done = Round(service_id=service, status=RoundStatus.DONE, day=day)
            session.add(done)
            session.flush()
            session.add(
                Visit(
                    round_id=done.id,
                    place_id=place,
                    day=day,
                    arrival=time(21),
                    minutes=minutes,
                    outcome=Outcome.MET,
                )
            )


def _load(
    engine: Engine,
    var_dir: Path,
    teams: Collection[int] = (1, 2),
    *,
    waived: Sequence[int] = (),
    asked: Sequence[int] = (),
    day: date = FRIDAY,
) -> EveningSheet:
    visits, places = load_ledger(engine), load_places(engine)
    return load_evening(engine, var_dir, day, teams, visits=visits, places=places, waived=waived, asked=asked)


def test_places_are_offered_with_the_hours_of_the_evening(desk: Engine, basemap_dir: Path) -> None:
    """Two windows of one night, no hours as the shift; neither office, closed place, nor flats."""
    sheet = _load(desk, basemap_dir)
    stops = {stop.place: stop for stop in sheet.evening.stops}
    assert set(stops) == {BAR, STREET, FAR}
    assert stops[BAR].windows == (TimeWindow(1200, 1320), TimeWindow(1470, 1620))
    assert stops[STREET].windows == (TimeWindow(19 * 60, 25 * 60),)
    assert sheet.facts["has_hours"].to_dict() == {BAR: True, STREET: False, FAR: True}
    assert sheet.by_appointment == (FLAT,)
    assert [team.shift for team in sheet.evening.teams] == [TimeWindow(1140, 1500)] * 2


def test_pairs_go_to_the_places_of_their_service_or_where_they_went(desk: Engine, basemap_dir: Path) -> None:
    """Another service's bar is nobody's business, unless the pair's service has been there lately."""
    assert FAR not in {stop.place for stop in _load(desk, basemap_dir, [1]).evening.stops}
    _visit(desk, FAR, 30)
    [far] = [stop for stop in _load(desk, basemap_dir, [1]).evening.stops if stop.place == FAR]
    assert far.teams == frozenset({1})


def test_lengths_come_from_the_place_its_visits_or_its_kind(desk: Engine, basemap_dir: Path) -> None:
    """What somebody set, else the median of a few visits, else what visits of its kind take."""
    _visit(desk, STREET, 7, 14, 21, minutes=50)
    _visit(desk, BAR, 5, 12, 19, minutes=35)
    facts = _load(desk, basemap_dir).facts
    assert facts["service_min"].to_dict() == {BAR: 25, STREET: 50, FAR: 35}
    assert facts["service_from"].to_dict() == {BAR: "place", STREET: "visits", FAR: "kind"}
    assert facts["days_since"].loc[[BAR, STREET]].to_dict() == {BAR: 5.0, STREET: 7.0}


def test_what_waits_raises_the_score(desk: Engine, basemap_dir: Path) -> None:
    """Open requests and trust at risk are terms of their own, and every term is there to be shown."""
    before = _load(desk, basemap_dir).terms
    with writing(desk) as session:
        session.add(PlaceStanding(place_id=BAR, open_requests=3, trust=Trust.AT_RISK, changed_on=FRIDAY))
    after = _load(desk, basemap_dir).terms
    for term in ("requests", "trust"):
        assert float(before[term][BAR]) == 0 < float(after[term][BAR])
    terms = after.drop(columns="total").sum(axis=1)
    assert terms.to_numpy() == pytest.approx(after["total"].to_numpy())


def test_the_schedule_in_force_is_kept(desk: Engine, basemap_dir: Path) -> None:
    """A promised visit is required, with the pair that people count on; a mere proposal is not."""
    with writing(desk) as session:
        for plan, state in ((1, PlanState.IN_FORCE), (2, PlanState.PROPOSED)):
            session.add(
                SchedulePlan(
                    id=plan,
                    first_day=FRIDAY - timedelta(days=4),
                    weeks=1,
                    aim=PlanAim.MOST_REGULAR,
                    state=state,
                    made_at=NOW,
                    weights={},
                )
            )
            session.flush()
        session.add(ScheduledVisit(plan_id=1, team_id=1, place_id=FLAT, day=FRIDAY, arrival_min=1230))
        session.add(ScheduledVisit(plan_id=2, team_id=1, place_id=STREET, day=FRIDAY, arrival_min=1230))
    sheet = _load(desk, basemap_dir)
    stops = {stop.place: stop for stop in sheet.evening.stops}
    assert sheet.locks.pairs == {FLAT: 1}
    assert {place for place, stop in stops.items() if stop.required} == {FLAT}
    assert sheet.facts.loc[FLAT, "promised_min"] == 1230
    assert _load(desk, basemap_dir, [3], waived=[3]).locks.pairs == {}


def test_a_wish_is_required_on_its_evening_only(desk: Engine, basemap_dir: Path) -> None:
    """Wanted twice is wanted once; taken back it is gone; an unknown place cannot be wanted."""
    for _ in range(2):
        assert wish_for(desk, FLAT, FRIDAY, wanted=True).faults == ()
    assert {stop.place for stop in _load(desk, basemap_dir).evening.stops if stop.required} == {FLAT}
    assert load_record(desk, FRIDAY + timedelta(days=7)).wishes == frozenset()
    assert wish_for(desk, FLAT, FRIDAY, wanted=False).faults == ()
    with Session(desk) as session:
        assert session.scalars(select(EveningWish)).all() == []
    assert [fault.code for fault in wish_for(desk, 99, FRIDAY, wanted=True).faults] == [
        FaultCode.PLACE_UNKNOWN
    ]


def test_flats_are_visited_where_somebody_asked(desk: Engine, basemap_dir: Path) -> None:
    """By appointment: they become a stop of this evening, and are no longer offered."""
    sheet = _load(desk, basemap_dir, asked=[FLAT])
    assert FLAT in {stop.place for stop in sheet.evening.stops}
    assert sheet.by_appointment == ()


def test_what_is_on_another_pairs_round_or_seen_today_is_taken(desk: Engine, basemap_dir: Path) -> None:
    """A place on a committed round of a pair that is planned again is free, on another's it is not."""
    draft = RoundDraft(1, TimeWindow(1140, 1500), OFFICE, (StopDraft(BAR, 1200, 1205, 25),))
    assert commit_evening(desk, FRIDAY, [draft], seen=[], today=FRIDAY, at=NOW).faults == ()
    assert BAR in {stop.place for stop in _load(desk, basemap_dir, [1]).evening.stops}
    assert BAR not in {stop.place for stop in _load(desk, basemap_dir, [3], waived=[3]).evening.stops}
    _visit(desk, STREET, 0)
    assert STREET not in {stop.place for stop in _load(desk, basemap_dir, [1]).evening.stops}


def test_a_pair_without_a_nurse_waits_for_a_word(desk: Engine, basemap_dir: Path) -> None:
    """It is warned about and stays in, until it is waived for the evening."""
    sheet = _load(desk, basemap_dir, [3])
    assert sheet.evening.teams == ()
    assert sheet.evening.stops == ()
    assert WarningKind.ROLE_MISSING in {warning.kind for warning in sheet.warnings}
    waived = _load(desk, basemap_dir, [3], waived=[3])
    assert [team.team for team in waived.evening.teams] == [3]
    assert WarningKind.ROLE_MISSING not in {warning.kind for warning in waived.warnings}


def test_nobody_and_nothing_is_an_evening_too(sqlite: Engine, basemap_dir: Path) -> None:
    """An empty register gives an evening without stops and without pairs."""
    sheet = _load(sqlite, basemap_dir, [])
    assert (sheet.evening.stops, sheet.evening.teams, sheet.warnings) == ((), (), ())
    assert sheet.facts.empty
    assert sheet.terms.empty


def test_appointments_take_their_hours_out_of_the_shift(desk: Engine) -> None:
    """The longest stretch that is left; a pair with none left stays in, as on a day off."""
    teams = load_teams(desk)
    assert free_hours(desk, teams, FRIDAY) == dict.fromkeys((1, 3, 2), TimeWindow(1140, 1500))
    draft = AppointmentDraft(AppointmentKind.MEDIBUS, 1, None, FRIDAY, None, 0, time(20), time(21))
    assert save_appointment(desk, draft).faults == ()
    whole = AppointmentDraft(AppointmentKind.MEETING, 2, None, FRIDAY, None, 0, time(18, 50), time(0, 45))
    assert save_appointment(desk, whole).faults == ()
    free = free_hours(desk, teams, FRIDAY)
    assert free == {1: TimeWindow(1260, 1500), 3: TimeWindow(1140, 1500)}
    assert free_hours(desk, teams, FRIDAY + timedelta(days=1)) == {}


def test_handouts_are_summed_by_visit(desk: Engine) -> None:
    """What was handed out elsewhere belongs to no visit."""
    _visit(desk, BAR, 3)
    with writing(desk) as session:
        [visit] = session.scalars(select(Visit.id))
        for count, where in ((2, visit), (3, visit), (50, None)):
            session.add(
                Material(service_id=1, day=FRIDAY, count=count, visit_id=where, kind=MaterialKind.CONDOM)
            )
    assert load_handouts(desk).to_dict("records") == [{"visit": visit, "material": "condom", "count": 5}]


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ([(4, time(20), time(2))], [(1200, 1560)]),
        ([(5, time(0, 30), time(3))], [(1470, 1620)]),
        ([(3, time(22), time(9))], [(360, 540)]),
        ([(4, time(20), time(22)), (4, time(21), time(23))], [(1200, 1380)]),
        ([(4, time(22), time(0)), (5, time(0), time(2))], [(1320, 1560)]),
        ([(5, time(5), time(8))], [(1740, 1800)]),
        ([(1, time(20), time(22))], []),
        ([], []),
    ],
)
def test_windows_of_a_week_give_those_of_an_evening(
    opening: list[tuple[int, time, time]], expected: list[tuple[int, int]]
) -> None:
    """The night belongs to the evening before it, and what touches is one window."""
    assert windows_on(opening, 4) == tuple(TimeWindow(*hours) for hours in expected)


def test_sunday_night_reaches_into_monday() -> None:
    """The week has no end: Monday 01:00 is Sunday's night, and Sunday's window may last till morning."""
    assert windows_on([(0, time(1), time(3))], 6) == (TimeWindow(1500, 1620),)
    assert windows_on([(6, time(22), time(7))], 0) == (TimeWindow(360, 420),)


def test_minutes_of_an_evening_as_a_clock_shows_them() -> None:
    """01:30 at night is minute 1530, on the next day of the calendar."""
    assert clock_of(1530) == time(1, 30)
    assert moment_of(FRIDAY, 1530) == datetime(2026, 11, 21, 1, 30)  # noqa: DTZ001 - local, as on paper


@pytest.mark.parametrize(
    ("windows", "band"),
    [
        ([(1080, 1200)], HourBand.EVENING),
        ([(600, 700), (1380, 1500)], HourBand.NIGHT),
        ([(600, 700)], HourBand.EVENING),
        ([], HourBand.EVENING),
    ],
)
def test_the_part_of_the_day_is_that_of_a_visit(windows: list[tuple[int, int]], band: HourBand) -> None:
    """The middle of the first hours in which it is open while somebody is out."""
    span = TimeWindow(1110, 1500)
    assert band_between([TimeWindow(*hours) for hours in windows], span) is band
