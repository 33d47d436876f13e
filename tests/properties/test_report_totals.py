"""A report cannot contradict itself, nor the records, nor the ledger, whatever its period and services."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data import vocabulary as v
from data.ledger import load_ledger
from data.register.database import connect
from data.register.tables import (
    AwarenessEvent,
    Consultation,
    Contact,
    DropInVisit,
    HealthAct,
    Intervention,
    Material,
    OnlineContact,
    Round,
    Visit,
)
from data.reports.counts import Dated
from data.reports.report import Report, load_report
from data.reports.scope import ReportScope
from data.reports.table import ReportTable
from geo.selection import Selection
from geo.selection import select as select_visits
from tests.builders import FIRST_DAY, fill_random
from tests.occasions import fill_occasions

DAYS = st.integers(-10, 70).map(lambda days: FIRST_DAY + timedelta(days=days))
SCOPES = st.builds(
    lambda ends, services: ReportScope(min(ends), max(ends), frozenset(services)),
    st.tuples(DAYS, DAYS),
    st.sets(st.integers(1, 3), max_size=3),
)
SEEDS = st.integers(1, 3)

Row = TypeVar("Row", bound=Dated)


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Engine]:
    """Random registers by seed, each filled once."""
    folder: Path = tmp_path_factory.mktemp("registers")

    @cache
    def filled(seed: int) -> Engine:
        engine = connect(f"sqlite:///{folder / f'{seed}.sqlite'}")
        rng = np.random.default_rng(seed)
        fill_random(engine, rng)
        fill_occasions(engine, rng)
        return engine

    return filled


@settings(max_examples=20)
@given(seed=SEEDS, scope=SCOPES)
def test_every_total_is_the_sum_of_its_cells(
    registers: Callable[[int], Engine], seed: int, scope: ReportScope
) -> None:
    """Rows, columns, shares and differences of every table, read from the frame that readers get."""
    for table in load_report(registers(seed), scope, "en").tables:
        require_sums(table)


def require_sums(table: ReportTable) -> None:
    frame = table.frame.set_index("label")
    body, total = frame.iloc[:-1], frame.iloc[-1]
    across = [name for name in frame.columns if name.startswith("column_")]
    for name in (*across, "total"):
        assert body[name].sum() == total[name], (table.key, name)
    if across:
        assert (frame[across].sum(axis=1) == frame["total"]).all()
    if total["total"]:
        assert round(float(body["share"].sum()) * 10) == 1000
        assert total["share"] == 100.0
    if table.total_before is not None:
        assert body["before"].sum() == total["before"] == table.total_before
        assert (frame["total"] - frame["before"] == frame["difference"]).all()


def count(engine: Engine, scope: ReportScope) -> dict[str, int]:
    """Count a period record by record in Python, knowing nothing of the report's queries."""
    with Session(engine) as session:
        return _visits(session, scope) | _elsewhere(session, scope)


def within(scope: ReportScope, day: date, service: int) -> bool:
    return scope.start <= day <= scope.end and (not scope.services or service in scope.services)


def _visits(session: Session, scope: ReportScope) -> dict[str, int]:
    services = {r.id: r.service_id for r in session.scalars(select(Round)) if r.status is v.RoundStatus.DONE}
    visits = {
        visit.id: visit
        for visit in session.scalars(select(Visit))
        if visit.round_id in services and within(scope, visit.day, services[visit.round_id])
    }
    contacts = [c for c in session.scalars(select(Contact)) if c.visit_id in visits]
    minutes = [x.minutes or 0 for x in visits.values() if x.outcome is not v.Outcome.SKIPPED]
    return {
        "contacts": sum(c.count for c in contacts),
        "first_contacts": sum(c.count for c in contacts if c.acquaintance is v.Acquaintance.FIRST),
        "hours": round(sum(minutes) / 60),
        "outcomes": len(visits),
    }


def _elsewhere(session: Session, scope: ReportScope) -> dict[str, int]:
    def rows(table: type[Row]) -> list[Row]:
        return [row for row in session.scalars(select(table)) if within(scope, row.day, row.service_id)]

    acts, events, interventions = rows(HealthAct), rows(AwarenessEvent), rows(Intervention)
    return {
        "interventions": sum(row.count for row in interventions),
        "relays": sum(row.count for row in interventions if row.mode is v.Mode.RELAIS),
        "nursing": sum(act.count for act in acts if act.kind in v.NURSING_ACTS),
        "other_acts": sum(act.count for act in acts if act.kind not in v.NURSING_ACTS),
        "tests": sum(act.count for act in acts if act.kind is v.HealthActKind.TROD),
        "material": sum(row.count for row in rows(Material)),
        "drop_in": sum(row.count for row in rows(DropInVisit)),
        "consultations": sum(row.count for row in rows(Consultation)),
        "online": sum(row.count for row in rows(OnlineContact)),
        "events": len(events),
        "participants": sum(event.count for event in events),
    }


@settings(max_examples=20)
@given(seed=SEEDS, scope=SCOPES)
def test_totals_are_the_records_of_both_periods(
    registers: Callable[[int], Engine], seed: int, scope: ReportScope
) -> None:
    """Every table's total, now and before, is what a plain loop over the records counts."""
    engine = registers(seed)
    report = load_report(engine, scope, "en")
    assert {key: report.table(key).total for key in count(engine, scope)} == count(engine, scope)
    if report.is_comparable:
        before = count(engine, scope.before)
        assert {key: report.table(key).total_before for key in before} == before


def by_label(report: Report, key: str) -> dict[str, int]:
    frame = report.table(key).frame
    return {str(label): int(total) for label, total in zip(frame["label"], frame["total"], strict=True)}


@settings(max_examples=20)
@given(seed=SEEDS, scope=SCOPES)
def test_tables_agree_with_each_other_and_with_the_ledger(
    registers: Callable[[int], Engine], seed: int, scope: ReportScope
) -> None:
    """Contacts by sex, age, nationality, role, acquaintance and kind of place have one total."""
    engine = registers(seed)
    report = load_report(engine, scope, "en")
    visits = select_visits(load_ledger(engine), Selection(scope.start, scope.end, services=scope.services))
    of_contacts = ("contacts", "sex", "age_band", "nationality", "role", "acquaintance")
    assert {report.table(key).total for key in of_contacts} == {int(visits["contacts"].sum())}
    assert by_label(report, "acquaintance")["First contact"] == report.table("first_contacts").total
    assert report.table("first_contacts").total == visits["first_contacts"].sum()
    assert by_label(report, "nursing")["Rapid test (TROD)"] == report.table("tests").total
    by_mode = report.table("interventions").cells.sum()
    assert by_mode["Referral"] == report.table("relays").total
    by_kind = visits.groupby("kind", observed=True)["contacts"].sum()
    assert sorted(by_kind[by_kind > 0]) == sorted(
        total for total in report.table("contacts").cells.sum(axis=1) if total
    )


@settings(max_examples=20)
@given(seed=SEEDS, scope=SCOPES, cut=st.integers(0, 80))
def test_two_parts_of_a_period_make_the_whole(
    registers: Callable[[int], Engine], seed: int, scope: ReportScope, cut: int
) -> None:
    """Each row of the whole is the sum of that row over any two parts; hours are rounded once a report."""
    middle = scope.start + timedelta(days=cut)
    if not scope.start < middle <= scope.end:
        return
    parts = (
        ReportScope(scope.start, middle - timedelta(days=1), scope.services),
        ReportScope(middle, scope.end, scope.services),
    )
    whole = load_report(registers(seed), scope, "en")
    first, second = (load_report(registers(seed), part, "en") for part in parts)
    for table in whole.tables:
        if table.key == "hours":
            continue
        summed = Counter(by_label(first, table.key)) + Counter(by_label(second, table.key))
        assert summed == +Counter(by_label(whole, table.key)), table.key
