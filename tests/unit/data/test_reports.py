"""The annual report: its tables, its comparison with the period before, and its files."""

import io
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from sqlalchemy import Engine, event

from data import vocabulary as v
from data.ledger import load_ledger
from data.numbers import number_text
from data.register.database import writing
from data.register.tables import (
    AwarenessEvent,
    Contact,
    DropInVisit,
    HealthAct,
    Intervention,
    OnlineContact,
    Place,
    RegisterState,
    Round,
    Service,
    Visit,
)
from data.reports.counts import first_day, load_counts
from data.reports.files import cover_of, figures_frame, to_page, to_workbook
from data.reports.report import KeyFigure, Report, load_report
from data.reports.scope import ReportScope
from data.reports.table import Headings, ReportTable, cells_of
from data.workbook import HEADER_ROW, MISSING
from tests.builders import FIRST_DAY, fill_random
from tests.occasions import fill_occasions

HEADINGS = Headings("Sex", "Total", "2019", "Share (%)", "2018", "Difference", "Change (%)")
YEAR = ReportScope.of_year(2019)
MADE_ON = date(2020, 1, 2)


def cells_frame(numbers: list[list[int]]) -> pd.DataFrame:
    rows = [f"row {i}" for i in range(len(numbers))]
    return pd.DataFrame(numbers, index=rows, columns=[f"column {i}" for i in range(len(numbers[0]))])


def table(cells: list[list[int]], before: list[list[int]] | None = None) -> ReportTable:
    compared = None if before is None else cells_frame(before)
    return ReportTable("k", "A table", HEADINGS, cells_frame(cells), compared)


# The scope


@pytest.mark.parametrize(
    ("scope", "period", "before"),
    [
        (YEAR, "2019", "2018"),
        (ReportScope(date(2019, 1, 1), date(2019, 3, 31)), "1 janv. 2019 – 31 mars 2019", None),
        (ReportScope.of_year(2012), "2012", "2011"),
    ],
)
def test_a_period_in_words(scope: ReportScope, period: str, before: str | None) -> None:
    """A calendar year is its number, any other period its two days."""
    assert scope.period("fr") == period
    if before:
        assert scope.before.period("fr") == before


def test_the_period_before_keeps_the_services() -> None:
    """A comparison of one service is with that service."""
    scope = ReportScope(date(2019, 3, 4), date(2019, 3, 10), frozenset({2}))
    assert scope.before == ReportScope(date(2019, 2, 25), date(2019, 3, 3), frozenset({2}))


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    """It would silently count nothing."""
    with pytest.raises(ValueError, match="ends"):
        ReportScope(date(2019, 2, 1), date(2019, 1, 1))


# One table


def test_totals_shares_and_changes_are_derived() -> None:
    """The interventions of a small year, worked out by hand."""
    made = table([[3, 1], [0, 0], [5, 3]], [[1, 1], [2, 0], [10, 10]])
    expected = pd.DataFrame(
        {
            "label": ["row 0", "row 1", "row 2", "Total"],
            "column_1": [3, 0, 5, 8],
            "column_2": [1, 0, 3, 4],
            "total": [4, 0, 8, 12],
            "share": [33.3, 0.0, 66.7, 100.0],
            "before": [2, 2, 20, 24],
            "difference": [2, -2, -12, -12],
            "change": [None, None, -60.0, -50.0],
        }
    )
    pd.testing.assert_frame_equal(made.frame, expected.astype(made.frame.dtypes.to_dict()))
    assert list(made.names) == list(expected.columns)
    assert made.names["column_2"] == "column 1"


def test_without_a_period_before_nothing_is_compared() -> None:
    """Where the register does not reach back, "0" and "+100 %" would be lies."""
    made = table([[3], [4]])
    assert made.total_before is None
    assert made.frame[["before", "difference", "change"]].isna().all(axis=None)
    assert "column_1" not in made.frame


def test_a_table_of_nothing_has_no_shares() -> None:
    """Nought out of nought is not a percentage."""
    made = table([[0], [0]], [[0], [0]])
    assert made.is_empty
    assert made.frame["share"].isna().all()
    assert not table([[0]], [[1]]).is_empty


def test_two_columns_never_bear_one_name() -> None:
    """Two services may be called the same, and one may be called like a year."""
    cells = pd.DataFrame([[1, 2, 3]], index=["row"], columns=["A", "A", "2018"])
    names = ReportTable("k", "A table", HEADINGS, cells).names
    assert list(names.values())[1:5] == ["A", "A (2)", "2018", "2019"]
    assert names["before"] == "2018 (2)"


@pytest.mark.parametrize("cells", [[[-1]], [[1.5]]])
def test_what_is_no_count_is_refused(cells: list[list[int]]) -> None:
    """A negative or broken count is a fault of the caller."""
    with pytest.raises(ValueError, match="whole numbers"):
        table(cells)


def test_two_periods_of_different_shape_are_refused() -> None:
    """Rows of the two periods must be the same rows."""
    with pytest.raises(ValueError, match="different rows"):
        table([[1]], [[1], [2]])
    renamed = cells_frame([[1]]).rename(index={"row 0": "another"})
    with pytest.raises(ValueError, match="different rows"):
        ReportTable("k", "A table", HEADINGS, cells_frame([[1]]), renamed)


def test_what_was_counted_cannot_fall_out_of_a_table() -> None:
    """A row that the table does not know would make total and records disagree."""
    counts = pd.DataFrame({"row": ["bar", "moon"], "column": ["", ""], "count": [1, 2]})
    with pytest.raises(ValueError, match="moon"):
        cells_of(counts, ["bar"], [""])


# The report on a small register


def fill_small(engine: Engine) -> None:
    """Two services, two places, a visit in each of two years, and one of everything."""
    with writing(engine) as session:
        session.add_all([Service(id=1, code="a", label="=A & <b>"), Service(id=2, code="b", label="B")])
        session.flush()
        session.add(Place(id=1, kind=v.PlaceKind.PRIVATE_FLAT, label="x", municipality="52011", service_id=1))
        session.add(Place(id=2, kind=v.PlaceKind.PRIVATE_FLAT, label="y", municipality="52011", service_id=1))
        for number, day in enumerate([date(2018, 1, 3), date(2019, 12, 31), date(2020, 1, 1)], start=1):
            status = v.RoundStatus.DONE
            session.add(Round(id=number, service_id=number % 2 + 1, status=status, day=day))
            session.flush()
            session.add(
                Visit(id=number, round_id=number, place_id=1, day=day, minutes=50, outcome=v.Outcome.MET)
            )
            session.flush()
            session.add(contact(number, 10 * number))
        session.add(Round(id=9, service_id=1, status=v.RoundStatus.PLANNED, day=date(2019, 5, 5)))
        session.flush()
        session.add(
            Visit(id=9, round_id=9, place_id=1, day=date(2019, 5, 5), minutes=60, outcome=v.Outcome.MET)
        )
        session.flush()
        session.add(contact(9, 1000))


def contact(visit: int, count: int) -> Contact:
    return Contact(
        visit_id=visit,
        sex=v.Sex.FEMALE,
        age_band=v.AgeBand.UNKNOWN,
        nationality=v.Nationality.EU,
        acquaintance=v.Acquaintance.FIRST,
        role=v.Role.PERSON,
        count=count,
    )


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


# The report's files


@pytest.fixture
def report(sqlite: Engine, rng: np.random.Generator) -> Report:
    """A random register's report in English, marked as synthetic."""
    fill_random(sqlite, rng)
    fill_occasions(sqlite, rng)
    with writing(sqlite) as session:
        session.get_one(RegisterState, 1).synthetic = True
        session.get_one(Service, 1).label = '=A & <b onclick="x">'
    scope = ReportScope(FIRST_DAY + timedelta(days=25), FIRST_DAY + timedelta(days=49))
    return load_report(sqlite, scope, "en")


def test_the_workbook_holds_every_table(report: Report) -> None:
    """Cover, summary and one sheet a table, each value as in the report."""
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(report, MADE_ON)))
    assert len(book.worksheets) == 2 + len(report.tables)
    for tab, made in zip(book.worksheets[2:], report.tables, strict=True):
        rows = list(tab.iter_rows(min_row=HEADER_ROW + 1, values_only=True))
        expected = made.frame.astype(object).where(made.frame.notna(), MISSING)
        assert rows == list(expected.itertuples(index=False, name=None)), made.key
        assert tab.cell(HEADER_ROW + len(made.frame), 1).font.bold
        assert "synthetic data" in str(tab.cell(2, 1).value)


def test_the_cover_says_what_the_report_is(report: Report) -> None:
    """Period, services, comparison and date, and the mark of synthetic data."""
    cover = cover_of(report, MADE_ON)
    assert dict(cover.facts)["Period"] == "15 Dec 2014 – 8 Jan 2015"
    assert dict(cover.facts)["Services"] == "All services"
    assert dict(cover.facts)["Made on"] == "2 January 2020"
    assert cover.mark == "synthetic data"


def test_the_page_asks_for_nothing_and_runs_nothing(report: Report) -> None:
    """No address, no script, no link: it can be mailed, archived and printed offline."""
    page = to_page(report, MADE_ON)
    assert re.search(r"https?:|<script|<link|<img|src=|href=|url\(|@import", page) is None
    assert '<html lang="en">' in page
    assert page.count("synthetic data") >= 2


def test_a_label_cannot_become_markup(report: Report) -> None:
    """The name of a service is text on the page, whatever is in it."""
    page = to_page(report, MADE_ON)
    assert "<b onclick" not in page
    assert "=A &amp; &lt;b onclick" in page


def test_the_page_shows_the_totals_of_the_tables(report: Report) -> None:
    """Each table's last row on the page is the report's own."""
    page = to_page(report, MADE_ON)
    for made in report.tables:
        if made.is_empty:
            continue
        part = page.split(f'<table id="{made.key}">')[1].split("</table>")[0]
        total = re.findall(r"<td>([^<]*)", part.split('<tr class="total">')[1])
        position = list(made.frame.columns).index("total") - 1
        assert total[position] == number_text(made.total, "en")


def test_the_summary_repeats_the_tables(report: Report) -> None:
    """A figure of the summary is the total of a table, not a count of its own."""
    for figure in report.figures:
        if figure.key != "contacts_per_hour":
            assert figure.now == report.table(figure.key).total
            assert figure.before == report.table(figure.key).total_before
    assert list(figures_frame(report)["label"]) == [figure.title for figure in report.figures]


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_every_language_makes_every_file(sqlite: Engine, language: str, tmp_path: Path) -> None:
    """Files are made in each language of the product, with its own numbers."""
    fill_small(sqlite)
    made = load_report(sqlite, YEAR, language)
    (tmp_path / "r.xlsx").write_bytes(to_workbook(made, MADE_ON))
    assert f'<html lang="{language}">' in to_page(made, MADE_ON)


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "text"),
    [
        (1234.5, 1, False, "1.234,5"),
        (12, 0, True, "+12"),
        (-3.25, 1, True, "−3,2"),
        (0.0, 1, True, "0,0"),
        (None, 0, True, MISSING),
        (float("nan"), 2, False, MISSING),
        (pd.NA, 0, False, MISSING),
    ],
)
def test_numbers_as_a_dutch_reader_writes_them(
    value: float | None, decimals: int, text: str, *, signed: bool
) -> None:
    """Separators of the language, a plus where a difference rises, a dash where there is nothing."""
    assert number_text(value, "nl", decimals, signed=signed) == text


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
