"""Whatever the file, an import gives rows or a report, never a traceback."""

import io
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from sqlalchemy import Engine

from data.i18n import translator
from data.identifiers import find_identifiers
from data.imports.checking import Checked, check_table
from data.imports.columns import written_header
from data.imports.committing import preview
from data.imports.directory import load_directory
from data.imports.faults import MASKED
from data.imports.fields import Field
from data.imports.intake import choose_sheet
from data.imports.mapping import decided, propose
from data.imports.reading import load_sheets
from data.imports.reporting import fault_lines, summary
from data.imports.sheets import UnreadableFileError
from data.register.database import connect
from tests.import_kit import TODAY, csv, fill, xlsx

HEADERS = [written_header(field, "fr") for field in Field]

CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            "05/03/2019",
            "21h30",
            "Triangle",
            "rencontre",
            "F",
            "1",
            "45",
            "oui",
            "maraude",
            "permanence",
            "total",
        ]
    ),
    st.from_regex(r"[0-9:/., -]{1,12}", fullmatch=True),
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    engine = connect("sqlite://")
    fill(engine)
    return engine


def go_through(engine: Engine, data: bytes, name: str) -> Checked | None:
    """Take a file through every step but the last, and say everything there is to say."""
    try:
        table = choose_sheet(load_sheets(data, name)).table
    except UnreadableFileError as error:
        # Both are sentences: a report without a reason would be as bad as a traceback.
        return (
            None if error.problem.endswith(".") and error.remedy.endswith(".") else pytest.fail("no reason")
        )
    if table is None:
        return None
    checked = check_table(table, decided(propose(table.headers)), load_directory(engine), TODAY)
    lines = list(fault_lines(checked.faults, translator("en")))
    assert len(lines) == len(checked.faults)
    assert all(lines)
    plan = None if checked.faults else preview(engine, checked.content)[0]
    assert summary(checked, plan, translator("en"))
    return checked


@given(st.binary(max_size=3000), st.sampled_from(["x.csv", "x.xlsx", "x", "x.txt"]))
@example(b"PK\x05\x06" + bytes(18), "x.xlsx")
@example(b"\xff\xfe\x00", "x.csv")
@example(b"sep=;\n", "x.csv")
@example(b"\xef\xbb\xbf", "x.csv")
def test_any_bytes(engine: Engine, data: bytes, name: str) -> None:
    """A photograph, half a file, nothing."""
    go_through(engine, data, name)


@given(st.text(max_size=2000), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@example('"', "utf-8")
@example("date\n\ud800".encode("utf-8", "ignore").decode(), "utf-8")
def test_any_text(engine: Engine, text: str, encoding: str) -> None:
    """A letter saved as CSV."""
    go_through(engine, text.encode(encoding, "ignore"), "x.csv")


@given(st.lists(st.lists(CELLS, max_size=len(HEADERS)), max_size=8), st.permutations(HEADERS))
def test_any_cells_under_known_headers(engine: Engine, rows: list[list[str]], headers: list[str]) -> None:
    """Every column is known, and anything stands in it."""
    lines = [";".join(cell.replace(";", ",").replace('"', "'") for cell in row) for row in rows]
    data = "\r\n".join([";".join(headers), *lines]).encode()
    go_through(engine, data, "x.csv")


@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.booleans(),
                st.integers(-(10**12), 10**12),
                st.floats(allow_nan=False, allow_infinity=False),
                st.datetimes(),
                st.times(),
                st.timedeltas(),
                st.text(max_size=20).map(lambda text: ILLEGAL_CHARACTERS_RE.sub("", text)),
            ),
            max_size=8,
        ),
        max_size=6,
    )
)
def test_any_values_in_a_workbook(engine: Engine, rows: list[list[object]]) -> None:
    """Dates, times, booleans and numbers where nobody expects them."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADERS[:8])
    for row in rows:
        try:
            sheet.append(row)
        except (ValueError, OverflowError):
            # A date before 1900 cannot be written into a workbook at all.
            return
    buffer = io.BytesIO()
    try:
        book.save(buffer)
    except (ValueError, OverflowError):
        return
    go_through(engine, buffer.getvalue(), "x.xlsx")


@given(st.data())
def test_a_workbook_with_damaged_bytes(engine: Engine, data: st.DataObject) -> None:
    """One part of a good workbook is cut or changed."""
    source = xlsx(tuple(HEADERS[:8]), ("maraude", "05/03/2019", "21h30", "Triangle"))
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        parts = {item.filename: archive.read(item) for item in archive.infolist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    cut = data.draw(st.integers(0, len(parts[name])))
    parts[name] = parts[name][:cut] + data.draw(st.binary(max_size=20))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    go_through(engine, buffer.getvalue(), "x.xlsx")


@given(
    st.sampled_from(["0470 12 34 56", "anna@example.be", "85.07.30-033 28", "BE68 5390 0754 7034"]),
    st.sampled_from([field for field in Field if field is not Field.REGISTER]),
)
def test_no_column_takes_or_repeats_an_identifier(engine: Engine, secret: str, field: Field) -> None:
    """Wherever it stands, it is a fault and stays out of the report."""
    assert find_identifiers(secret)
    base = {Field.DAY: "05/03/2019", Field.PLACE: "Triangle", Field.OUTCOME: "rencontre"} | {field: secret}
    header = ";".join(written_header(one, "fr") for one in base)
    checked = go_through(engine, csv(";".join(base.values()), header=header), "x.csv")
    assert checked is not None
    assert any(fault.value == MASKED for fault in checked.faults)
    assert all(secret not in line for line in fault_lines(checked.faults, translator("en")))
