"""Months instead of days: what changes, what must not, and what cannot be undone any more."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from data import audit
from data.imports.undoing import NothingToUndoError, load_batches, undo
from data.ledger import load_ledger
from data.register import tables as t
from data.register.database import load_state, writing
from data.register.intake import ImportReplaced
from data.register.integrity import find_flaws
from data.retention import Coarsened, coarsen, first_exact_day
from data.retention.coarsening import band_start
from tests.import_kit import NOON, TODAY, bring_in, csv, everything, fill
from tests.retention_kit import HEADER, LIMIT, OLD, bring_in_three_months


@pytest.fixture
def worked(register: Engine) -> Engine:
    """A small register with two old months and a recent one."""
    bring_in_three_months(register)
    return register


def test_the_first_exact_day_is_the_first_of_a_month() -> None:
    """So that a month is exact as a whole, or not at all."""
    assert first_exact_day(date(2026, 11, 22), 90) == date(2026, 8, 1)
    assert first_exact_day(date(2026, 11, 30), 30) == date(2026, 10, 1)
    for days in range(400):
        today = date(2024, 1, 1) + timedelta(days=days)
        limit = first_exact_day(today, 90)
        assert limit.day == 1
        assert (today - (limit - timedelta(days=1))).days > 90


def test_a_limit_amid_a_month_is_refused(sqlite: Engine) -> None:
    """It would make some days of the month look like its first."""
    with pytest.raises(ValueError, match="first of a month"):
        coarsen(sqlite, date(2019, 12, 2), NOON)


@pytest.mark.parametrize(
    ("arrival", "start"),
    [
        *(("06:00", 6), ("11:59", 6), ("12:00", 12), ("17:59", 12), ("18:00", 18), ("21:59", 18)),
        *(("22:00", 22), ("23:59", 22), ("00:00", 22), ("05:59", 22)),
    ],
)
def test_an_arrival_goes_to_the_start_of_its_part_of_the_day(arrival: str, start: int) -> None:
    """The night runs past midnight."""
    assert band_start(time.fromisoformat(arrival)) == time(start)


def test_old_visits_lose_their_day_and_new_ones_keep_it(worked: Engine) -> None:
    """With their hour, the day of their entry, the times of their round, and their import."""
    done = coarsen(worked, LIMIT, NOON)
    assert done == Coarsened(LIMIT, visits=4, others=0)
    assert load_state(worked).exact_from == LIMIT
    with Session(worked) as session:
        visits = session.scalars(select(t.Visit).order_by(t.Visit.day, t.Visit.arrival)).all()
        rounds = session.scalars(select(t.Round).order_by(t.Round.day)).all()
    assert [(visit.day, visit.arrival) for visit in visits] == [
        (date(2019, 3, 1), time(18)),
        (date(2019, 3, 1), time(22)),
        (date(2019, 3, 1), time(22)),
        (date(2019, 4, 1), time(6)),
        (date(2019, 12, 10), time(21, 30)),
    ]
    assert [visit.minutes for visit in visits] == [
        45,
        *sorted([30, 20], reverse=visits[1].minutes == 30),
        20,
        40,
    ]
    assert all(visit.recorded_on is None and visit.batch_id is None for visit in visits[:4])
    assert visits[4].recorded_on == date(2019, 12, 10)
    assert [(one.day, one.started_at, one.ended_at, one.batch_id) for one in rounds[:2]] == [
        (date(2019, 3, 1), None, None, None),
        (date(2019, 4, 1), None, None, None),
    ]
    assert rounds[2].started_at == datetime(2019, 12, 10, 20)  # noqa: DTZ001
    assert len(rounds) == 3
    assert find_flaws(worked, TODAY) == []


def test_coarsening_twice_changes_nothing(worked: Engine) -> None:
    """Nor does an earlier limit bring anything back."""
    coarsen(worked, LIMIT, NOON)
    before = everything(worked, without_batches=False)
    assert coarsen(worked, LIMIT, NOON) == Coarsened(LIMIT)
    assert coarsen(worked, date(2019, 4, 1), NOON) == Coarsened(LIMIT)
    assert everything(worked, without_batches=False) == before


def test_the_next_month_follows(worked: Engine) -> None:
    """What is by month already stays as it is."""
    coarsen(worked, date(2019, 4, 1), NOON)
    before = [row for row in everything(worked)["visit"] if row[3] == date(2019, 3, 1)]
    assert coarsen(worked, LIMIT, NOON).visits == 1
    assert [row for row in everything(worked)["visit"] if row[3] == date(2019, 3, 1)] == before


def test_a_register_without_old_days_promises_nothing(sqlite: Engine) -> None:
    """A history may still be brought in."""
    fill(sqlite)
    revision = load_state(sqlite).revision
    assert coarsen(sqlite, LIMIT, NOON) == Coarsened(None)
    assert load_state(sqlite).revision == revision


def test_an_import_that_reaches_back_cannot_be_undone(worked: Engine) -> None:
    """What it replaced would give the days back; a recent one still can."""
    coarsen(worked, LIMIT, NOON)
    assert [(batch.id, batch.final) for batch in load_batches(worked)] == [(2, False), (1, True)]
    undo(worked, 2, NOON)
    with pytest.raises(NothingToUndoError, match="final"):
        undo(worked, 1, NOON)
    assert len(load_ledger(worked)) == 4


def test_what_an_import_replaced_is_dropped_with_its_days(worked: Engine) -> None:
    """Also where the import itself wrote nothing old that is still there."""
    bring_in(worked, csv(OLD[0].replace(";45;", ";50;"), header=HEADER))
    replaced = select(func.count()).select_from(ImportReplaced)
    with Session(worked) as session:
        assert session.scalars(replaced).one() > 0
    coarsen(worked, LIMIT, NOON)
    with Session(worked) as session:
        assert session.scalars(replaced).one() == 0
    assert [batch.final for batch in load_batches(worked)] == [True, False, True]


def test_a_coarsening_is_in_the_audit(worked: Engine) -> None:
    """With what was done, and no figure of the people met."""
    coarsen(worked, LIMIT, NOON, account=7)
    assert audit.verify(worked).is_whole
    with Session(worked) as session:
        line = session.scalars(select(t.Base.metadata.tables["audit_entry"].c.details)).one()
    assert line == {"kept": "by_month", "before": "2019-12-01", "visits": 4}


def test_a_place_that_opened_amid_a_month_is_no_flaw(worked: Engine) -> None:
    """Its visits stand on the first of the month, before it was there."""
    with writing(worked) as session:
        session.get_one(t.Place, 1).active_from = date(2019, 3, 4)
    coarsen(worked, LIMIT, NOON)
    assert find_flaws(worked, TODAY) == []
    with writing(worked) as session:
        session.get_one(t.Place, 1).active_from = date(2019, 4, 1)
    assert [flaw.count for flaw in find_flaws(worked, TODAY)] == [2]
