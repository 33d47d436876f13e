"""The annual report of a small register: what is counted, once, and what it is compared with."""

from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import Engine, event

from data import vocabulary as v
from data.ledger import load_ledger
from data.register.database import writing
from data.register.tables import (
    AwarenessEvent,
    DropInVisit,
    HealthAct,
    Intervention,
    OnlineContact,
    Round,
    Service,
    Visit,
)
from data.reports.counts import first_day, load_counts
from data.reports.files import to_page, to_workbook
from data.reports.report import KeyFigure, load_report
from data.reports.scope import ReportScope
from tests.builders import FIRST_DAY, fill_random
from tests.report_kit import MADE_ON, YEAR, contact, fill_small


def test_a_year_counts_its_own_days_and_rounds_that_took_place(register: Engine) -> None:
    """31 December is in, 1 January is not, a planned round is not; the year before is beside it."""
    fill_small(register)
    report = load_report(register, YEAR, "en")
    contacts = report.table("contacts")
    assert (contacts.total, contacts.total_before) == (20, 10)
    assert contacts.frame["change"].iloc[-1] == 100.0
    assert report.table("first_contacts").total == 20
    assert contacts.headings.total == "2019"
    assert contacts.headings.before == "2018"


def test_a_service_is_the_one_that_went_out(register: Engine) -> None:
    """The filter goes by the round's service, as the ledger does."""
    fill_small(register)
    report = load_report(register, ReportScope.of_year(2019, frozenset({2})), "en")
    assert (report.table("contacts").total, report.table("contacts").total_before) == (0, 10)
    assert report.services == ("B",)


def test_contacts_per_hour_divide_by_noted_effort_only(sqlite: Engine) -> None:
    """A visit without minutes neither adds contacts nor hours to the rate."""
    fill_small(sqlite)
    with writing(sqlite) as session:
        session.add(Round(id=20, service_id=1, status=v.RoundStatus.DONE, day=date(2019, 6, 1)))
        session.flush()
        session.add(
            Visit(id=20, round_id=20, place_id=2, day=date(2019, 6, 1), minutes=None, outcome=v.Outcome.MET)
        )
        session.flush()
        session.add(contact(20, 500))
    report = load_report(sqlite, YEAR, "en")
    rate = {figure.key: figure for figure in report.figures}["contacts_per_hour"]
    assert rate.now == pytest.approx(20 / (50 / 60))
    assert rate.change == 100.0
    assert report.table("contacts").total == 520
    assert "1" in report.table("hours").note


def test_an_empty_register_gives_an_empty_report(register: Engine) -> None:
    """No row anywhere, no error, nothing to compare with."""
    report = load_report(register, YEAR, "fr")
    assert all(each.is_empty and each.total_before is None for each in report.tables)
    assert not report.is_comparable
    assert first_day(register) is None
    assert to_page(report, MADE_ON)
    assert to_workbook(report, MADE_ON)


@pytest.mark.parametrize(("start", "is_comparable"), [(date(2018, 2, 1), True), (date(2018, 3, 1), False)])
def test_half_a_year_before_is_no_comparison(sqlite: Engine, start: date, *, is_comparable: bool) -> None:
    """A register that began well into the year before is not compared with it."""
    with writing(sqlite) as session:
        session.add(Service(id=1, code="a", label="A"))
        session.flush()
        session.add(DropInVisit(service_id=1, day=start, half_day=v.HalfDay.MORNING, count=3))
    report = load_report(sqlite, YEAR, "en")
    assert report.is_comparable is is_comparable
    assert (report.table("drop_in").total_before == 3) is is_comparable
    assert report.comparison.startswith("Compared" if is_comparable else "Not compared")


def test_old_and_new_codes_of_a_municipality_are_one_row(sqlite: Engine) -> None:
    """Mouscron changed its code in 2019; contacts online without a place are kept apart."""
    with writing(sqlite) as session:
        session.add(Service(id=1, code="a", label="A"))
        session.flush()
        for town in ("54007", "57096", None):
            session.add(OnlineContact(service_id=1, day=date(2019, 3, 3), municipality=town, count=2))
    frame = load_report(sqlite, YEAR, "en").table("online").frame
    assert dict(zip(frame["label"], frame["total"], strict=True)) == {
        "Mouscron": 4,
        "Not stated": 2,
        "Total": 6,
    }


def test_an_event_without_participants_is_an_event(sqlite: Engine) -> None:
    """Events are counted by number and by participants, in two tables."""
    with writing(sqlite) as session:
        session.add(Service(id=1, code="a", label="A"))
        session.flush()
        for count in (0, 25):
            session.add(
                AwarenessEvent(service_id=1, day=date(2019, 3, 3), kind=v.EventKind.FILM, count=count)
            )
    report = load_report(sqlite, YEAR, "en")
    assert (report.table("events").total, report.table("participants").total) == (2, 25)


def test_referrals_without_a_target_are_not_lost(sqlite: Engine) -> None:
    """Every referral is in the table of referrals, those of unknown target in a row of their own."""
    with writing(sqlite) as session:
        session.add(Service(id=1, code="a", label="A"))
        session.flush()
        common = {"service_id": 1, "day": date(2019, 3, 3), "nature": v.Nature.HOUSING}
        session.add(Intervention(mode=v.Mode.RELAIS, relay_target=None, count=3, **common))
        session.add(Intervention(mode=v.Mode.RELAIS, relay_target=v.RelayTarget.CPAS, count=4, **common))
        session.add(Intervention(mode=v.Mode.COLLABORATION, count=5, **common))
    report = load_report(sqlite, YEAR, "en")
    assert report.table("relays").total == 7
    assert report.table("interventions").cells["Referral"].sum() == 7
    assert report.table("interventions").total == 12


def test_tests_outside_rounds_have_a_row(sqlite: Engine) -> None:
    """A rapid test at the office is in the table by place too, so that both tables agree."""
    with writing(sqlite) as session:
        session.add(Service(id=1, code="a", label="A"))
        session.flush()
        session.add(
            HealthAct(
                service_id=1, day=date(2019, 3, 3), kind=v.HealthActKind.TROD, role=v.Role.PERSON, count=6
            )
        )
    report = load_report(sqlite, YEAR, "en")
    assert report.table("tests").cells.index.tolist() == ["Outside rounds"]
    assert report.table("tests").total == report.table("nursing").total == 6


def test_all_counts_are_of_one_moment(register: Engine) -> None:
    """What another user writes between two queries of a report is in none of its tables."""
    fill_small(register)
    asked: list[str] = []

    def write_meanwhile(_c: object, _k: object, statement: str, *_rest: object) -> None:
        asked.append(statement)
        if sum("FROM contact" in each for each in asked) == 1 and "FROM contact" in statement:
            with writing(register) as session:
                session.add(contact(2, 7))

    event.listen(register, "after_cursor_execute", write_meanwhile)
    counts = load_counts(register, YEAR)
    event.remove(register, "after_cursor_execute", write_meanwhile)
    assert counts.contacts["count"].sum() == counts.people["count"].sum() == 30
    assert load_counts(register, YEAR).people["count"].sum() == 37


@pytest.mark.parametrize(
    ("figure", "change"),
    [
        (KeyFigure("a", "A", 4583, 3756), 22.0),
        (KeyFigure("a", "A", 10, 5), None),
        (KeyFigure("a", "A", 10, None), None),
        (KeyFigure("r", "R", 0.5, 0.4, 2), 25.0),
        (KeyFigure("r", "R", float("nan"), 0.4, 2), None),
        (KeyFigure("r", "R", 0.5, float("nan"), 2), None),
    ],
)
def test_a_figure_states_a_change_only_where_there_is_a_base(figure: KeyFigure, change: float | None) -> None:
    """Counts need ten before, rates need any."""
    assert figure.change == change


def test_the_report_agrees_with_the_ledger(register: Engine, rng: np.random.Generator) -> None:
    """The screens read the ledger and the report reads the tables: both count the same contacts."""
    fill_random(register, rng)
    scope = ReportScope(FIRST_DAY, FIRST_DAY + timedelta(days=400))
    made = load_report(register, scope, "en")
    ledger = load_ledger(register)
    assert made.table("contacts").total == ledger["contacts"].sum()
    assert made.table("first_contacts").total == ledger["first_contacts"].sum()
    assert made.table("outcomes").total == len(ledger)
    assert made.table("hours").total == round(float(ledger["minutes"].sum()) / 60)
