"""Plans of early days go: no hour and no day of what is kept by month only is left in them."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from data.register import planning as p
from data.register import tables as t
from data.register.database import load_state, writing
from data.retention import coarsen, count_older, purge
from data.retention.coarsening import count_exact
from data.vocabulary import AppointmentKind, Outcome, PlanAim, PlanState, RoundStatus, Trust
from tests.import_kit import NOON, fill

OLD, NEW = date(2019, 3, 18), date(2019, 12, 9)
"""Two Mondays."""

LIMIT = date(2019, 12, 1)

HOLDING_DAYS = {
    "planned_stop",
    "round_plan",
    "round",
    "scheduled_visit",
    "schedule_plan",
    "schedule_change",
    "team_day",
    "evening_wish",
    "appointment",
    "partner_slot",
}


def _plans(day: date, *, done: bool) -> list[t.Base]:
    """Return one row of everything that is planned on a day; the round has a visit where it was *done*."""
    number, at = day.month, datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - kept so
    hours = {"starts": time(19), "ends": time(23)}
    status = RoundStatus.DONE if done else RoundStatus.PLANNED
    visit = {"day": day.isoformat(), "team": 1, "place": 1, "arrival_min": 1200, "locked": False}
    return [
        t.Round(id=number, service_id=2, team_id=1, status=status, day=day, uid=f"{number:032d}"),
        *([t.Visit(id=number, round_id=number, place_id=1, day=day, outcome=Outcome.CLOSED)] if done else []),
        p.RoundPlan(round_id=number, starts_min=1140, ends_min=1400, depot_id=1, committed_at=at),
        p.PlannedStop(
            round_id=number,
            place_id=1,
            position=0,
            arrival_min=1200,
            latest_arrival_min=1210,
            service_min=20,
            visit_id=number if done else None,
        ),
        p.SchedulePlan(
            id=number,
            first_day=day,
            weeks=2,
            aim=PlanAim.MOST_PEOPLE,
            state=PlanState.IN_FORCE,
            made_at=at,
            weights={},
        ),
        p.ScheduledVisit(plan_id=number, team_id=1, place_id=1, day=day, arrival_min=1200),
        p.ScheduleChange(plan_id=number, at=NOON, before=[], after=[visit]),
        p.TeamDay(team_id=1, day=day),
        p.EveningWish(place_id=1, day=day),
        p.Appointment(kind=AppointmentKind.MEETING, team_id=1, first_day=day, every_weeks=0, **hours),
        p.PartnerSlot(zone="52011", day=day, band=2, batch=f"{number:064d}"),
        p.MeasuredTrip(from_id=1, to_id=2 + number // 12, minutes=12.0, noted_on=day),
        p.PlaceStanding(place_id=1 + number // 12, open_requests=1, trust=Trust.AT_RISK, changed_on=day),
    ]


@pytest.fixture(params=[False, True], ids=["planned", "done"])
def planned(register: Engine, request: pytest.FixtureRequest) -> Engine:
    """A register with plans of an early and of a late day, and a weekly appointment since long."""
    fill(register)
    with writing(register) as session:
        for day in (OLD, NEW):
            for row in _plans(day, done=request.param):
                session.add(row)
                session.flush()
        weekly = {"kind": AppointmentKind.MEDIBUS, "team_id": 1, "first_day": OLD, "every_weeks": 1}
        session.add(p.Appointment(starts=time(19), ends=time(21), **weekly))
        session.add(p.TeamShift(team_id=1, weekday=0, starts=time(19), ends=time(23)))
    return register


def _left(engine: Engine) -> dict[str, int]:
    with Session(engine) as session:
        return {
            name: len(session.execute(select(t.Base.metadata.tables[name])).all())
            for name in (*HOLDING_DAYS, "team_shift", "measured_trip", "place_standing")
        }


def test_coarsening_takes_the_plans_of_early_days(planned: Engine) -> None:
    """Those of late days stay, and so does what comes back every week."""
    assert set(count_exact(planned, LIMIT)) >= HOLDING_DAYS - {"round"}
    coarsen(planned, LIMIT, NOON)
    left = _left(planned)
    rounds = left.pop("round")
    with Session(planned) as session:
        went = bool(session.scalars(select(t.Visit.id)).all())
        assert rounds == (2 if went else 1)
        assert session.scalars(select(t.Round.uid).where(t.Round.day < LIMIT)).all() in ([None], [])
        assert sorted(session.scalars(select(p.MeasuredTrip.noted_on))) == [date(2019, 3, 1), NEW]
        assert sorted(session.scalars(select(p.PlaceStanding.changed_on))) == [date(2019, 3, 1), NEW]
    assert left.pop("appointment") == 2
    assert left.pop("measured_trip") == left.pop("place_standing") == 2
    assert set(left.values()) == {1}
    assert count_exact(planned, LIMIT) == {}


def test_no_day_of_an_early_plan_is_left_anywhere(planned: Engine) -> None:
    """Weekly appointments apart, whose first day is a rule, and how far back the register reaches."""
    coarsen(planned, LIMIT, NOON)
    with planned.connect() as connection:
        for table in t.Base.metadata.sorted_tables:
            if table.name in {"appointment", "audit_entry", "register_state"}:
                continue
            rows = connection.execute(text(f'SELECT * FROM "{table.name}"')).all()  # noqa: S608 - our own names
            assert OLD.isoformat() not in str([[str(value) for value in row] for row in rows]), table.name


def test_coarsening_again_writes_nothing(planned: Engine) -> None:
    """What stays is on the first of its month already."""
    coarsen(planned, LIMIT, NOON)
    revision = load_state(planned).revision
    coarsen(planned, LIMIT, NOON)
    assert load_state(planned).revision == revision


def test_a_purge_takes_plans_with_records(planned: Engine) -> None:
    """Even where nobody went out, and says how many."""
    wanted = count_older(planned, LIMIT)
    assert set(wanted) >= HOLDING_DAYS
    gone = purge(planned, LIMIT, NOON)
    assert {name: gone[name] for name in wanted} == wanted
    assert _left(planned)["round"] == 1
    assert {name: count for name, count in count_older(planned, LIMIT).items() if name in HOLDING_DAYS} == {}


def test_when_a_late_plan_was_made_is_kept_by_month(planned: Engine) -> None:
    """A round and a schedule outlast the day on which somebody decided on them; the hour of it goes."""
    early = datetime(2019, 11, 29, 22, 14)  # noqa: DTZ001 - kept so
    with writing(planned) as session:
        session.get_one(p.RoundPlan, NEW.month).committed_at = early
        session.get_one(p.SchedulePlan, NEW.month).made_at = early
        hours = {"starts_min": 1140, "ends_min": 1400}
        session.add(
            p.CancelledRound(
                uid="c" * 32, team_id=1, day=NEW + timedelta(days=1), cancelled_at=early, **hours
            )
        )
    before = count_exact(planned, LIMIT)
    coarsen(planned, LIMIT, NOON)
    month = datetime(2019, 11, 1)  # noqa: DTZ001 - kept so
    with Session(planned) as session:
        assert session.scalars(select(p.RoundPlan.committed_at)).one() == month
        assert session.scalars(select(p.SchedulePlan.made_at)).one() == month
        assert session.scalars(select(p.CancelledRound.cancelled_at)).one() == month
    assert (before["round_plan"], before["schedule_plan"], before["cancelled_round"]) == (2, 2, 1)
    assert count_exact(planned, LIMIT) == {}
