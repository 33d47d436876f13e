"""Coarsening changes no figure of a month or a year, whatever the register and whenever it is done."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from data.imports.content import DETAILS, OF_A_DAY
from data.imports.keeping import table
from data.ledger import load_ledger
from data.register.database import connect
from data.reports.report import load_report
from data.reports.scope import ReportScope
from data.retention import coarsen
from tests.builders import fill_random
from tests.import_kit import NOON
from tests.occasions import fill_occasions

LIMITS = (date(2014, 12, 1), date(2015, 1, 1), date(2015, 2, 1))

ENDS = {11: 30, 12: 31, 1: 31}
"""Last days of the three months that a random register touches."""


def monthly_visits(engine: Engine) -> pd.DataFrame:
    """Return all that is counted on visits, by month, place, service, part of the day and outcome."""
    ledger = load_ledger(engine)
    keys = [ledger["day"].dt.to_period("M"), "place", "service", "band", "outcome"]
    measures = ["minutes", "contacts", "first_contacts", "tests", "interventions"]
    return ledger.groupby(keys, observed=True)[measures].agg(["sum", "size"])


def monthly_others(engine: Engine) -> Mapping[str, pd.DataFrame]:
    """Return all that is counted with a day of its own, by month and what describes it."""
    found = {}
    for name in OF_A_DAY:
        with engine.connect() as connection:
            rows = pd.read_sql_query(table(name).select(), connection)
        keys = [pd.to_datetime(rows["day"]).dt.to_period("M"), "service_id", *DETAILS[name]]
        found[name] = rows.groupby(keys, dropna=False)["count"].agg(["sum", "size"])
    return found


def reports(engine: Engine) -> list[str]:
    """Return every table of the reports of whole months and of both years."""
    months = [
        ReportScope(date(2014, 11, 1), date(2014, 12, 31)),
        *(
            ReportScope(date(2014 + (m == 1), m, 1), date(2014 + (m == 1), m, last))
            for m, last in ENDS.items()
        ),
    ]
    scopes = [*months, ReportScope.of_year(2014), ReportScope.of_year(2015)]
    found = [load_report(engine, scope, "fr") for scope in scopes]
    return [one.frame.to_csv() for report in found for chapter in report.chapters for one in chapter.tables]


@given(
    seed=st.integers(0, 10_000),
    limits=st.lists(st.sampled_from(LIMITS), min_size=1, max_size=3),
)
@settings(max_examples=4, phases=(Phase.explicit, Phase.generate))
def test_no_figure_of_a_month_or_a_year_changes(seed: int, limits: list[date]) -> None:
    """Once or in several steps, in whatever order."""
    with TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{Path(folder) / 'register.sqlite'}")
        rng = np.random.default_rng(seed)
        fill_random(engine, rng, rounds=12)
        fill_occasions(engine, rng, count=15)
        visits, others, told = monthly_visits(engine), monthly_others(engine), reports(engine)
        for limit in limits:
            coarsen(engine, limit, NOON)
        pd.testing.assert_frame_equal(monthly_visits(engine), visits)
        after = monthly_others(engine)
        for name, known in others.items():
            pd.testing.assert_frame_equal(after[name], known)
        assert reports(engine) == told
        ledger = load_ledger(engine)
        coarse = ledger[ledger["day"] < pd.Timestamp(max(limits))]
        assert set(coarse["weekday"]) <= {-1}
        assert set(coarse["day"].dt.day) <= {1}
        engine.dispose()
