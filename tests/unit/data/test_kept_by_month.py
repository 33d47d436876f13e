"""Work goes on in a register whose old months have no days: imports, exports, places, profiles."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

from data import vocabulary as v
from data.imports.exporting import export_csv
from data.imports.faults import FaultKind, problem
from data.imports.mapping import DateMeaning, decided, propose
from data.ledger import UNKNOWN_WEEKDAY, load_ledger
from data.register.database import connect
from data.register.faults import FaultCode
from data.register.place_checks import span_faults
from data.register.places import load_place
from data.retention import coarsen
from geo.profiles import week_profile
from geo.selection import Selection
from geo.selection import select as select_visits
from tests.import_kit import NOON, bring_in, check, csv, fill, kinds
from tests.retention_kit import HEADER, LIMIT, NEW, OLD, bring_in_three_months


@pytest.fixture
def worked(register: Engine) -> Engine:
    """A small register with two old months and a recent one."""
    bring_in_three_months(register)
    return register


def test_the_ledger_knows_no_weekday_of_a_month(worked: Engine) -> None:
    """The first of the month was a Friday; nobody was out on it."""
    coarsen(worked, LIMIT, NOON)
    ledger = load_ledger(worked)
    assert ledger["weekday"].tolist() == [UNKNOWN_WEEKDAY] * 4 + [1]
    assert sorted(ledger["band"].tolist()) == [0, 2, 2, 3, 3]
    assert ledger["delay_days"].isna().tolist() == [True] * 4 + [False]


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
