"""The register as a file: headers, words, dates, and nothing that a spreadsheet would run."""

import io
from datetime import date, datetime, time

import pytest
import shapely
from openpyxl import load_workbook
from sqlalchemy import Engine

from data.i18n import LANGUAGES, translator
from data.imports.columns import written_header
from data.imports.content import Content, VisitKey, to_moment
from data.imports.directory import load_directory
from data.imports.exporting import export_csv, export_xlsx, load_content, to_rows
from data.imports.fields import Field
from data.imports.keeping import in_parts, to_record
from data.register import tables as t
from data.register.database import writing
from data.vocabulary import Outcome
from tests.import_kit import bring_in, check, csv, fill

FILE = csv(
    "05/03/2019;21h30;Triangle;45;rencontre;F;2",
    "05/03/2019;21h30;Triangle;;;H;1",
    "04/03/2019;;Rue du Rivage;;fermé;;",
)


@pytest.fixture
def small(sqlite: Engine) -> Engine:
    """A register with two visits."""
    fill(sqlite)
    bring_in(sqlite, FILE)
    return sqlite


def lines(data: bytes) -> list[list[str]]:
    return [line.split(";") for line in data.decode("utf-8-sig").splitlines()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_and_words_are_in_the_language(small: Engine, language: str) -> None:
    """One row a contact, in the order of days; columns that nothing uses are left out."""
    header, *rows = lines(export_csv(small, language))
    expected = [
        Field.DAY,
        Field.ARRIVAL,
        Field.PLACE,
        Field.SERVICE,
        Field.MINUTES,
        Field.OUTCOME,
        Field.SEX,
        Field.AGE_BAND,
        Field.NATIONALITY,
        Field.ACQUAINTANCE,
        Field.ROLE,
        Field.COUNT,
    ]
    assert header == [written_header(field, language) for field in expected]
    assert [row[0] for row in rows] == ["04/03/2019", "05/03/2019", "05/03/2019"]
    assert [row[2] for row in rows] == ["Rue du Rivage", "Triangle", "Triangle"]


def test_a_contact_and_an_intervention_never_share_a_row(small: Engine) -> None:
    """The register does not know whose intervention it was, and a file must not pretend so."""
    bring_in(
        small,
        csv("06/03/2019;Triangle;F;1;logement;relais", header="date;lieu;sexe;nombre;nature;mode"),
    )
    frame = to_rows(load_content(small), load_directory(small), translator("en"))
    assert not (frame["sex"].notna() & frame["nature"].notna()).any()


def test_a_workbook_holds_real_dates_and_times(small: Engine) -> None:
    """So that a spreadsheet can sort and sum them."""
    sheet = load_workbook(io.BytesIO(export_xlsx(small, "fr"))).worksheets[0]
    assert sheet["A3"].value == datetime(2019, 3, 5)  # noqa: DTZ001 - as in a workbook
    assert sheet["B3"].value == time(21, 30)
    assert sheet["E3"].value == 45


@pytest.mark.parametrize(
    "label", ["=1+1", "+32", "-Bar", "@Bar", "Total Heppignies", "Bar ; « Chez »", "Bar\u00a0Bleu"]
)
@pytest.mark.parametrize("write", [export_csv, export_xlsx])
def test_odd_names_of_places_come_back_and_run_nothing(sqlite: Engine, label: str, write: object) -> None:
    """A name that looks like a formula, a line of totals or two columns is still a name."""
    fill(sqlite)
    with writing(sqlite) as session:
        session.add(
            t.Place(
                id=9,
                kind="bar",
                label=label,
                geometry=shapely.Point(4, 50),
                municipality="52011",
                service_id=1,
            )
        )
        session.flush()
        session.add(t.Round(id=1, service_id=1, status="done", day=date(2019, 3, 5)))
        session.flush()
        session.add(t.Visit(round_id=1, place_id=9, day=date(2019, 3, 5), outcome=Outcome.CLOSED))
    assert callable(write)
    data = write(sqlite, "fr")
    checked = check(sqlite, data, name="x.xlsx" if write is export_xlsx else "x.csv")
    assert checked.faults == ()
    assert list(checked.content.visits) == [VisitKey(1, 9, date(2019, 3, 5), None)]
    if write is export_xlsx:
        cells = [cell for row in load_workbook(io.BytesIO(data)).worksheets[0] for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]


def test_a_synthetic_register_says_so_in_every_row(small: Engine) -> None:
    """In both forms, and a real register refuses such a file."""
    with writing(small) as session:
        session.get_one(t.RegisterState, 1).synthetic = True
    header, *rows = lines(export_csv(small, "en"))
    assert header[-1].lower() == "register"
    assert {row[-1] for row in rows} == {"synthetic data"}
    sheet = load_workbook(io.BytesIO(export_xlsx(small, "en"))).worksheets[0]
    assert {cell.value for cell in [*sheet.columns][-1][1:]} == {"synthetic data"}
    data = export_csv(small, "en")
    assert check(small, data).faults == ()
    with writing(small) as session:
        session.get_one(t.RegisterState, 1).synthetic = False
    assert {str(fault.kind) for fault in check(small, data).faults} == {"synthetic_file"}


def test_an_empty_register_is_a_header(sqlite: Engine) -> None:
    """And reading it back finds nothing to do."""
    assert load_content(sqlite) == Content()
    assert len(lines(export_csv(sqlite, "fr"))) == 1
    assert check(sqlite, export_csv(sqlite, "fr")).content == Content()


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        (time(21, 30), datetime(2019, 3, 5, 21, 30)),  # noqa: DTZ001 - the register has no zones
        (time(5, 59), datetime(2019, 3, 6, 5, 59)),  # noqa: DTZ001 - the register has no zones
        (time(6), datetime(2019, 3, 5, 6)),  # noqa: DTZ001 - the register has no zones
        (None, None),
    ],
)
def test_a_time_before_six_is_on_the_next_calendar_day(at: time | None, moment: datetime | None) -> None:
    """The operational day runs from six to six."""
    assert to_moment(date(2019, 3, 5), at) == moment


def test_what_is_kept_is_plain() -> None:
    """JSON knows neither dates nor enumerations."""
    row = {"day": date(2019, 3, 5), "arrival": time(21, 30), "outcome": Outcome.MET, "minutes": None, "id": 3}
    assert to_record(row) == {
        "day": "2019-03-05",
        "arrival": "21:30:00",
        "outcome": "met",
        "minutes": None,
        "id": 3,
    }


def test_parts_are_whole_and_in_order() -> None:
    """No statement takes more than a database can bear."""
    parts = list(in_parts(range(4_500)))
    assert [len(part) for part in parts] == [2_000, 2_000, 500]
    assert [number for part in parts for number in part] == list(range(4_500))
