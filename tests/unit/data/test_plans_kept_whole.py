"""Every table of planning survives a backup, a move between databases and a change of the schema."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
import shapely
from alembic import command
from sqlalchemy import Engine, inspect, text

from data.backups import restore_backup, save_backup
from data.demo import clear_register
from data.register import database
from data.register import planning as p
from data.register import tables as t
from data.register.copying import content_digest, count_rows, reflect_tables
from data.register.database import migrate, schema_version, writing
from data.vocabulary import (
    AppointmentKind,
    Outcome,
    PlaceKind,
    PlanAim,
    PlanState,
    RoundStatus,
    Trust,
    Vehicle,
)
from tests.import_kit import NOON, fill

DAY = date(2020, 1, 6)

PLANS = {
    one.__tablename__
    for one in vars(p).values()
    if isinstance(one, type) and issubclass(one, t.Base) and one.__module__ == p.__name__
}


def _rows() -> Iterator[t.Base]:
    """Yield a row of every table of planning, with what it refers to."""
    hours = {"starts": time(19), "ends": time(1, 30)}
    visit: dict[str, object] = {
        "day": DAY.isoformat(),
        "team": 1,
        "place": 2,
        "arrival_min": 1530,
        "locked": True,
    }
    yield t.Round(id=1, service_id=2, team_id=1, status=RoundStatus.DONE, day=DAY, uid="a" * 32)
    yield t.Visit(id=1, round_id=1, place_id=2, day=DAY, arrival=time(1, 30), outcome=Outcome.CLOSED)
    yield p.TeamShift(team_id=1, weekday=0, **hours)
    yield p.TeamDay(team_id=1, day=DAY)
    yield p.PlaceStanding(place_id=2, open_requests=3, trust=Trust.AT_RISK, changed_on=DAY)
    yield p.RoundPlan(round_id=1, starts_min=1140, ends_min=1530, depot_id=4, locked=True, committed_at=NOON)
    stop = {"round_id": 1, "arrival_min": 1500, "latest_arrival_min": 1520, "service_min": 20}
    yield p.PlannedStop(place_id=2, position=0, visit_id=1, required=True, **stop)
    yield p.PlannedStop(place_id=1, position=1, **stop)
    gone = {"team_id": 1, "day": date(2020, 1, 7), "starts_min": 1140, "ends_min": 1530}
    yield p.CancelledRound(uid="d" * 32, cancelled_at=NOON, **gone)
    yield p.EveningWish(place_id=2, day=DAY)
    weights = {"missed": 60.0, "spread": 0.1}
    plan = {"first_day": DAY, "weeks": 4, "made_at": NOON, "weights": weights}
    yield p.SchedulePlan(id=1, aim=PlanAim.MOST_PEOPLE, state=PlanState.IN_FORCE, revision=2, **plan)
    yield p.ScheduledVisit(plan_id=1, team_id=1, place_id=2, day=DAY, arrival_min=1530)
    yield p.ScheduleChange(plan_id=1, at=NOON, before=[], after=[visit], undone=True)
    meeting = {"team_id": 1, "place_id": 4, "first_day": DAY, "every_weeks": 3}
    yield p.Appointment(kind=AppointmentKind.CONSULTATION, **meeting, **hours)
    yield p.PartnerSlot(zone="52011", day=DAY, band=3, batch="b" * 64)
    yield p.MeasuredTrip(from_id=1, to_id=2, vehicle=Vehicle.ON_FOOT, minutes=12.25, noted_on=DAY)
    yield p.PlanningChoices(id=1, choices={"share_quiet": 0.15})
    yield p.CalendarFeed(digest="c" * 64, team_id=1, service_id=2, made_on=DAY, revoked_on=DAY)


def _fill(engine: Engine) -> None:
    fill(engine)
    with writing(engine) as session:
        office = {"kind": PlaceKind.OFFICE, "label": "Office", "municipality": "52011", "service_id": 2}
        session.add(t.Place(id=4, geometry=shapely.Point(4.4, 50.4), service_min=5, **office))
        session.flush()
        session.get_one(t.Team, 1).depot_id = 4
        for row in _rows():
            session.add(row)
            session.flush()


def _content(engine: Engine) -> tuple[str, dict[str, int]]:
    with engine.connect() as connection:
        tables = reflect_tables(connection)
        return content_digest(connection, tables), count_rows(connection, tables)


@pytest.mark.parametrize(("source", "target"), [("sqlite", "postgres"), ("postgres", "sqlite")])
def test_plans_move_between_databases(
    source: str, target: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Flags, JSON, hours past midnight and references come over as they are."""
    engine, other = request.getfixturevalue(source), request.getfixturevalue(target)
    _fill(engine)
    content, counts = _content(engine)
    assert {name for name in PLANS if not counts[name]} == set()
    save_backup(engine, tmp_path / "plans.backup", None, NOON)
    restore_backup(other, tmp_path / "plans.backup", None)
    assert _content(other) == (content, counts)
    with writing(other) as session:
        # The counters go on after what was restored.
        session.add(p.EveningWish(place_id=1, day=DAY))
        session.add(p.PartnerSlot(zone="52012", day=DAY, band=3, batch="b" * 64))


def test_an_emptied_register_holds_no_plan(register: Engine) -> None:
    """Whoever begins a register of their own takes nothing over."""
    _fill(register)
    clear_register(register)
    counts = _content(register)[1]
    assert {name: counts[name] for name in PLANS if counts[name]} == {}


def test_the_schema_goes_back_and_forth_with_data_in_it(register: Engine) -> None:
    """What was there before planning outlasts both ways; pairs and rounds get what they lacked."""
    _fill(register)
    with register.begin() as connection:
        command.downgrade(database._alembic(connection), "0002")
        assert schema_version(connection) == "0002"
    assert PLANS.isdisjoint(inspect(register).get_table_names())
    migrate(register)
    counts = _content(register)[1]
    assert (counts["visit"], counts["round"], counts["place"], counts["team"]) == (1, 1, 4, 1)
    with register.connect() as connection:
        query = text("SELECT vehicle, active, roles_waived, depot_id FROM team")
        assert tuple(connection.execute(query).one()) == ("car", True, False, None)
