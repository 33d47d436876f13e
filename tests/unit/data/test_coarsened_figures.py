"""No figure of a month or a year changes where its days are given up, and nothing met is lost."""

from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.ledger import load_ledger
from data.register import tables as t
from data.reports.report import load_report
from data.reports.scope import ReportScope
from data.retention import coarsen
from geo.series import Step, series
from tests.import_kit import NOON
from tests.retention_kit import fill_months


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
