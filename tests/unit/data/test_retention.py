"""Months instead of days, and nothing after years: what changes, and what must not."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from data import audit
from data import vocabulary as v
from data.demo.fill import clear_register
from data.imports.exporting import export_csv
from data.imports.faults import FaultKind, problem
from data.imports.mapping import DateMeaning, decided, propose
from data.imports.undoing import NothingToUndoError, load_batches, undo
from data.ledger import UNKNOWN_WEEKDAY, load_ledger
from data.register import tables as t
from data.register.copying import advance_counters
from data.register.database import connect, load_state, writing
from data.register.faults import FaultCode
from data.register.intake import ImportReplaced
from data.register.integrity import find_flaws
from data.register.place_checks import span_faults
from data.register.places import load_place
from data.reports.counts import first_day
from data.reports.report import load_report
from data.reports.scope import ReportScope
from data.retention import (
    Coarsened,
    coarsen,
    count_older,
    first_exact_day,
    first_kept_day,
    keep_to_terms,
    purge,
)
from data.retention.coarsening import band_start
from data.settings import Settings
from geo.profiles import week_profile
from geo.selection import Selection
from geo.selection import select as select_visits
from geo.series import Step, series
from tests.builders import fill_random
from tests.import_kit import NOON, TODAY, bring_in, check, csv, everything, fill, kinds
from tests.occasions import fill_occasions

HEADER = "date;heure d'arrivée;lieu;minutes;résultat;sexe;nombre;encodé le;début de maraude;fin de maraude"

OLD = (
    "05/03/2019;21h30;Triangle;45;rencontre;F;2;07/03/2019;20h00;23h00",
    "19/03/2019;01h10;Triangle;30;rencontre;H;1;20/03/2019;20h00;02h00",
    "19/03/2019;23h10;Rue du Rivage;20;personne;;;20/03/2019;20h00;02h00",
    "22/04/2019;07h30;Rue du Rivage;20;personne;;;22/04/2019;06h00;09h00",
)
NEW = ("10/12/2019;21h30;Triangle;40;rencontre;F;1;10/12/2019;20h00;23h00",)

LIMIT = date(2019, 12, 1)

DAYS = ("2019-03-05", "2019-03-19", "2019-03-18", "2019-03-20", "2019-03-07", "2019-04-22", "21:30", "20:00")
"""How what is coarsened would stand in the file."""


@pytest.fixture
def worked(register: Engine) -> Engine:
    """A small register with two old months and a recent one."""
    fill(register)
    bring_in(register, csv(*OLD, header=HEADER))
    bring_in(register, csv(*NEW, header=HEADER))
    return register


def fill_months(engine: Engine, rng: np.random.Generator) -> None:
    """Fill a register with random work of two months."""
    fill_random(engine, rng)
    fill_occasions(engine, rng)
    with engine.begin() as connection:
        advance_counters(connection, t.Base.metadata.sorted_tables)


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


def monthly(engine: Engine) -> pd.DataFrame:
    """Return every measure by month and kind of place."""
    ledger = load_ledger(engine)
    days = ledger["day"]
    return series(ledger, date(2014, 11, 1), max(days).date().replace(day=28), Step.MONTH, "kind").drop(
        columns=["low", "high", "enough", "whole"]
    )


def tables(engine: Engine, scope: ReportScope) -> dict[str, str]:
    """Return every table of a report, as text, and its summary."""
    report = load_report(engine, scope, "en")
    found = {one.key: one.frame.to_csv() for chapter in report.chapters for one in chapter.tables}
    return {**found, "figures": repr(report.figures)}


def test_every_monthly_and_annual_figure_stays(register: Engine, rng: np.random.Generator) -> None:
    """On a random register: the measures of all months and kinds, and every table of two annual reports."""
    fill_months(register, rng)
    scopes = (ReportScope.of_year(2014), ReportScope.of_year(2015))
    before = monthly(register), [tables(register, scope) for scope in scopes]
    assert coarsen(register, date(2015, 1, 1), NOON).visits > 0
    after = monthly(register), [tables(register, scope) for scope in scopes]
    pd.testing.assert_frame_equal(after[0], before[0])
    for found, known in zip(after[1], before[1], strict=True):
        assert len(known) > 5
        assert found == known


def counted(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Return what was counted, by month and by what it stands on, in an order of its own."""
    with Session(engine) as session:
        found = {}
        for name in (
            "intervention",
            "health_act",
            "material",
            "drop_in_visit",
            "consultation",
            "online_contact",
        ):
            table = t.Base.metadata.tables[name]
            columns = [one for one in table.c if one.name not in {"id", "day", "visit_id", "batch_id"}]
            rows = session.execute(select(table.c.day, *columns))
            found[name] = sorted(((row[0].year, row[0].month, *row[1:]) for row in rows), key=repr)
        met = select(
            t.Visit.place_id,
            t.Visit.minutes,
            t.Visit.outcome,
            t.Contact.sex,
            t.Contact.age_band,
            t.Contact.count,
        ).join(t.Contact)
        found["contact"] = sorted((tuple(row) for row in session.execute(met)), key=repr)
    return found


def test_what_a_visit_holds_stays_on_it(register: Engine, rng: np.random.Generator) -> None:
    """Though visit and contacts have new ids, each contact is still at its place, and nothing is lost."""
    fill_months(register, rng)
    before = counted(register)
    coarsen(register, date(2015, 1, 1), NOON)
    assert counted(register) == before


def test_no_date_of_an_old_record_is_left(register: Engine, rng: np.random.Generator) -> None:
    """In any table; plans of that time would be gone altogether."""
    plans = {"cancelled_round", "evening_wish", "partner_slot", "scheduled_visit", "team_day"}
    fill_months(register, rng)
    coarsen(register, date(2015, 1, 1), NOON)
    with Session(register) as session:
        for table in t.Base.metadata.sorted_tables:
            if "day" in table.c:
                days = session.scalars(select(table.c.day).where(table.c.day < date(2015, 1, 1))).all()
                assert {day.day for day in days} <= {1}, table.name
                assert bool(days) is (table.name not in plans), table.name


def test_ids_do_not_tell_the_order(sqlite: Engine) -> None:
    """Numbers that follow the days would give them back."""
    fill(sqlite)
    rows = [f"{day:02d}/03/2019;21h30;Triangle;{day};rencontre;F;1;;;" for day in range(1, 31)]
    bring_in(sqlite, csv(*rows, header=HEADER))
    coarsen(sqlite, LIMIT, NOON)
    with Session(sqlite) as session:
        minutes = [one or 0 for one in session.scalars(select(t.Visit.minutes).order_by(t.Visit.id))]
        by_contact = select(t.Visit.minutes).join(t.Contact).order_by(t.Contact.id)
        contacts = [one or 0 for one in session.scalars(by_contact)]
    assert sorted(minutes) == sorted(contacts) == list(range(1, 31))
    for order in (minutes, contacts):
        assert abs(np.corrcoef(np.array(order, float), np.arange(30.0))[0, 1]) < 0.8


def test_no_byte_on_the_disk_tells_the_day(sqlite: Engine, tmp_path: Path) -> None:
    """Neither the file nor its log keeps the old pages; the first day of the register alone stays known."""
    fill(sqlite)
    bring_in(sqlite, csv("11/02/2019;19h00;Triangle;45;rencontre;F;2;;;", *OLD, header=HEADER))
    bring_in(sqlite, csv(OLD[0].replace(";45;", ";50;"), header=HEADER))

    def on_disk() -> set[str]:
        content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        return {day for day in DAYS if day.encode() in content}

    assert {"2019-03-05", "2019-03-19", "2019-04-22", "21:30"} <= on_disk()
    coarsen(sqlite, LIMIT, NOON)
    assert on_disk() == set()


def test_the_ledger_knows_no_weekday_of_a_month(worked: Engine) -> None:
    """The first of the month was a Friday; nobody was out on it."""
    coarsen(worked, LIMIT, NOON)
    ledger = load_ledger(worked)
    assert ledger["weekday"].tolist() == [UNKNOWN_WEEKDAY] * 4 + [1]
    assert sorted(ledger["band"].tolist()) == [0, 2, 2, 3, 3]
    assert ledger["delay_days"].isna().tolist() == [True] * 4 + [False]


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


def late_visits(engine: Engine, since: date) -> list[tuple[object, ...]]:
    """Return what the register holds of visits from a day on."""
    with Session(engine) as session:
        late = select(t.Visit.__table__, t.Contact.id).outerjoin(t.Contact).where(t.Visit.day >= since)
        return sorted((tuple(row) for row in session.execute(late)), key=repr)


def test_purging_takes_whole_years_and_says_what(register: Engine, rng: np.random.Generator) -> None:
    """The dry run counts what then goes; later years stay as they are."""
    fill_months(register, rng)
    assert first_kept_day(date(2026, 11, 22), 5) == date(2021, 1, 1)
    before = date(2015, 1, 1)
    wanted = count_older(register, before)
    late = late_visits(register, before)
    assert {"visit", "contact", "round", "drop_in_visit"} <= set(wanted)
    assert purge(register, before, NOON) == wanted
    assert count_older(register, before) == {}
    assert late_visits(register, before) == late
    with Session(register) as session:
        for name in ("visit", "drop_in_visit", "consultation", "awareness_event", "online_contact"):
            days = session.scalars(select(func.min(t.Base.metadata.tables[name].c.day))).one()
            assert days >= before, name
    assert not [flaw for flaw in find_flaws(register, TODAY) if "do not exist" in flaw.message]


def test_purging_nothing_writes_nothing(worked: Engine) -> None:
    """Not even a line of the audit."""
    revision = load_state(worked).revision
    assert purge(worked, date(2019, 1, 1), NOON) == {}
    assert load_state(worked).revision == revision
    assert audit.load_head(worked).lines == 0


def test_a_purge_takes_the_old_lines_of_the_audit(worked: Engine) -> None:
    """What workers looked at is about them."""
    audit.record(worked, v.AuditAction.VIEW, {"screen": "map"}, 1, datetime(2018, 5, 1))  # noqa: DTZ001
    gone = purge(worked, date(2020, 1, 1), datetime(2026, 1, 1))  # noqa: DTZ001
    assert gone["audit_entry"] == 1
    assert audit.verify(worked).is_whole
    assert load_ledger(worked).empty
    with Session(worked) as session:
        assert session.scalars(select(func.count()).select_from(t.Place)).one() == 3


def test_what_was_purged_is_gone_from_the_file(sqlite: Engine, tmp_path: Path) -> None:
    """With what its imports replaced."""
    fill(sqlite)
    bring_in(sqlite, csv(*OLD, header=HEADER))
    purge(sqlite, date(2020, 1, 1), NOON)
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not [day for day in DAYS if day.encode() in content]


@pytest.fixture
def terms() -> Settings:
    """Ninety days exactly, one year in all."""
    return Settings(exact_days=90, keep_years=1)


def test_the_terms_are_kept_on_a_real_register(worked: Engine, terms: Settings) -> None:
    """Once a day is enough: there is nothing to do the second time."""
    assert keep_to_terms(worked, terms, date(2020, 2, 20), NOON)
    assert load_state(worked).exact_from == date(2019, 11, 1)
    assert not keep_to_terms(worked, terms, date(2020, 2, 20), NOON)
    assert keep_to_terms(worked, terms, date(2021, 2, 20), NOON)
    assert load_ledger(worked).empty


def test_the_synthetic_register_is_left_alone(worked: Engine, terms: Settings) -> None:
    """It is nobody's, and its days are what the demo shows."""
    with writing(worked) as session:
        session.get_one(t.RegisterState, 1).synthetic = True
    assert not keep_to_terms(worked, terms, date(2021, 2, 20), NOON)
    assert len(load_ledger(worked)) == 5


def test_without_terms_all_is_kept(worked: Engine) -> None:
    """Nothing happens that nobody asked for."""
    assert not keep_to_terms(worked, Settings(), date(2050, 1, 1), NOON)


def test_rows_are_moved_without_leaving_the_old_ones(postgres: Engine) -> None:
    """PostgreSQL keeps what was deleted until its tables are written anew."""
    fill(postgres)
    bring_in(postgres, csv(*OLD, header=HEADER))
    node = text("SELECT pg_relation_filenode('visit')")
    with postgres.connect() as connection:
        before = connection.scalar(node)
    coarsen(postgres, LIMIT, NOON)
    with postgres.connect() as connection:
        assert connection.scalar(node) != before


def test_rows_of_days_kept_by_month_are_refused(worked: Engine) -> None:
    """They would be counted twice; a night that began before the limit as well, and office work."""
    coarsen(worked, LIMIT, NOON)
    refused = check(worked, csv(*OLD, *NEW, header=HEADER))
    assert kinds(refused) == [FaultKind.KEPT_BY_MONTH] * 4
    assert "before 01/12/2019" in problem(refused.faults[0], str)
    calendar = check(worked, csv("01/12/2019;02h00;Triangle;45;rencontre;F;2;;;", header=HEADER))
    assert calendar.faults == ()
    office = csv(
        "permanence;30/11/2019;Charleroi;matin;3", header="activité;date;antenne;demi-journée;nombre"
    )
    assert kinds(check(worked, office)) == [FaultKind.KEPT_BY_MONTH]


def test_a_night_that_ends_on_the_first_exact_day_began_before_it(worked: Engine) -> None:
    """Where the file dates by the calendar, two in the morning belongs to the evening before."""
    coarsen(worked, LIMIT, NOON)
    data = csv("01/12/2019;02h00;Triangle;45;rencontre;F;2;;;", header=HEADER)
    choices = decided(propose(tuple(HEADER.split(";"))))
    by_calendar = replace(choices, dates=DateMeaning.CALENDAR)
    assert kinds(check(worked, data, choices=by_calendar)) == [FaultKind.KEPT_BY_MONTH]
    assert check(worked, data, choices=replace(choices, dates=DateMeaning.OPERATIONAL)).faults == ()


def test_rows_from_the_first_exact_day_on_are_compared_as_ever(worked: Engine) -> None:
    """The same file twice changes nothing."""
    coarsen(worked, LIMIT, NOON)
    receipt = bring_in(worked, csv(*NEW, header=HEADER))
    assert receipt.batch is None
    assert len(receipt.plan.unchanged) == 1


def test_a_place_keeps_its_days_while_its_visits_are_by_month(worked: Engine) -> None:
    """It may have opened amid the month of its first visit, and not after it."""
    coarsen(worked, LIMIT, NOON)
    sheet = load_place(worked, 1)
    assert sheet is not None
    assert (sheet.visits.first_day, sheet.visits.begun_by) == (date(2019, 3, 1), date(2019, 3, 31))
    assert not list(span_faults(date(2019, 3, 20), None, sheet.visits))
    assert [fault.code for fault in span_faults(date(2019, 4, 1), None, sheet.visits)] == [
        FaultCode.VISITS_BEFORE
    ]


def test_a_profile_of_the_week_leaves_out_what_has_no_weekday(worked: Engine) -> None:
    """And a filter by weekday does too, Friday included, though the first of March was one."""
    coarsen(worked, LIMIT, NOON)
    ledger = load_ledger(worked)
    profile = week_profile(ledger, [band.value for band in v.HourBand])
    assert profile["visits"].sum() == 1
    everything_since = Selection(date(2019, 1, 1), date(2019, 12, 31))
    assert len(select_visits(ledger, everything_since)) == 5
    for day in range(7):
        chosen = select_visits(ledger, replace(everything_since, weekdays=frozenset({day})))
        assert len(chosen) == (1 if day == 1 else 0)


def test_a_register_by_month_goes_into_a_file_and_back(worked: Engine, tmp_path: Path) -> None:
    """An export keeps the months as their first days, and no two visits of a month become one."""
    coarsen(worked, LIMIT, NOON)
    data = export_csv(worked, "fr")
    again = connect(f"sqlite:///{tmp_path / 'again.sqlite'}")
    fill(again)
    bring_in(again, data)
    pd.testing.assert_series_equal(
        load_ledger(again).groupby("day")["contacts"].sum(),
        load_ledger(worked).groupby("day")["contacts"].sum(),
    )


def test_how_far_back_a_register_reaches_stays_known(worked: Engine) -> None:
    """A report must not compare with a year that was not watched; a purge makes the next year the first."""
    coarsen(worked, LIMIT, NOON)
    assert first_day(worked) == date(2019, 3, 5)
    purge(worked, date(2020, 1, 1), NOON)
    assert first_day(worked) is None


def test_a_register_that_was_emptied_takes_old_days_again(worked: Engine) -> None:
    """Nothing is left that they could double."""
    coarsen(worked, LIMIT, NOON)
    clear_register(worked)
    assert load_state(worked).exact_from is None
    assert first_day(worked) is None
