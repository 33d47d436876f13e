"""Bytes to cells: encodings, separators, sheets, and files that cannot be read."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from data.imports.delimited import decode
from data.imports.intake import choose_sheet
from data.imports.layout import Skip, Table, find_table
from data.imports.reading import load_sheets
from data.imports.sheets import MAX_CELL, MAX_COLUMNS, UnreadableFileError
from data.imports.workbooks import to_text
from tests.import_kit import csv, xlsx

TEXT = "Date;Lieu;Tranche d’âge;Résultat\r\n05/03/2019;Rue du Rivage;25-34;fermé\r\n"


def table_of(data: bytes, name: str = "register.csv") -> Table:
    table = choose_sheet(load_sheets(data, name)).table
    assert table is not None
    return table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_accents_survive_each_encoding(encoding: str) -> None:
    """Excel, LibreOffice and old programs save differently; the headers are the same."""
    table = table_of(TEXT.encode(encoding))
    assert table.headers == ("Date", "Lieu", "Tranche d’âge", "Résultat")
    assert list(table.rows.loc[2]) == ["05/03/2019", "Rue du Rivage", "25-34", "fermé"]


@pytest.mark.parametrize("encoding", ["latin-1", "mac_roman", "cp850"])
def test_older_code_pages_are_recognised(encoding: str) -> None:
    """A longer text tells the code pages of DOS and Mac from that of Windows."""
    text = "date;lieu;résultat;équipe\r\n" + "05/03/2019;Café à côté de l'église;fermé;été\r\n" * 30
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    """By which of them gives the headers of a register."""
    table = table_of(TEXT.replace(";", separator).encode())
    assert table.headers == ("Date", "Lieu", "Tranche d’âge", "Résultat")


def test_decimal_commas_do_not_make_columns() -> None:
    """A file with semicolons may be full of commas."""
    table = table_of("date;lieu;durée\n05/03/2019;Bar 1, axe de Baisy-Thy;1,5 h\n".encode())
    assert list(table.rows.loc[2]) == ["05/03/2019", "Bar 1, axe de Baisy-Thy", "1,5 h"]


def test_the_line_that_announces_the_separator_keeps_its_number() -> None:
    """Excel writes it; rows are still numbered as the program shows them."""
    table = table_of(b"sep=;\r\ndate;lieu\r\n05/03/2019;Triangle\r\n")
    assert (table.header_row, list(table.rows.index)) == (2, [3])


def test_quoted_line_breaks_stay_in_their_cell() -> None:
    """One row of the spreadsheet is one row, however many lines the file takes for it."""
    table = table_of(b'date;lieu\n05/03/2019;"Tri\nangle"\n06/03/2019;Triangle\n')
    assert list(table.rows.index) == [2, 3]
    assert table.rows.loc[2, "lieu"] == "Tri\nangle"


def test_title_rows_blank_rows_and_totals_are_left_out_by_number() -> None:
    """Nothing vanishes silently: each row left out has a reason."""
    table = table_of(
        csv(
            "",
            "Antenne de Charleroi;;",
            "",
            "Date;Lieu;Nombre",
            "05/03/2019;Triangle;2",
            "",
            "Sous-total;;2",
            "Date;Lieu;Nombre",
            "06/03/2019;Triangle;1",
            "TOTAL GÉNÉRAL;;3",
            header="Registre 2019;;",
        )
    )
    assert table.header_row == 5
    assert list(table.rows.index) == [6, 10]
    assert table.skipped == {
        1: Skip.ABOVE,
        3: Skip.ABOVE,
        8: Skip.TOTALS,
        9: Skip.HEADER_AGAIN,
        11: Skip.TOTALS,
    }


def test_a_place_called_total_is_no_line_of_totals() -> None:
    """A petrol station may be called so; its row has a date."""
    table = table_of(csv("Total Heppignies;05/03/2019", header="lieu;date"))
    assert (list(table.rows.index), table.skipped) == ([2], {})


def test_repeated_and_missing_headers_are_told_apart() -> None:
    """By a number, or by the letter of the column."""
    table = table_of(csv("05/03/2019;Triangle;1;2;x", header="date;lieu;nombre;nombre;"))
    assert table.headers == ("date", "lieu", "nombre", "nombre (2)", "E")


def test_the_user_may_say_where_the_headers_are() -> None:
    """Where the guess is wrong."""
    cells = load_sheets(csv("a;b", "c;d", header="date;lieu"), "x.csv")[0].cells
    table = find_table(cells, header_row=2)
    assert table is not None
    assert (table.headers, list(table.rows.index)) == (("a", "b"), [3])


def test_a_header_alone_is_a_table_without_rows() -> None:
    """Not an error: there is nothing to import yet."""
    assert table_of(csv()).rows.empty


@pytest.mark.parametrize("data", [b"", b"\n\n \r\n", b"\x00\x00"])
def test_an_empty_file_says_so(data: bytes) -> None:
    """Also a file of nothing but line ends."""
    with pytest.raises(UnreadableFileError, match="empty"):
        load_sheets(data, "x.csv")


def test_separators_without_a_text_are_a_blank_sheet() -> None:
    """There is no table to find."""
    assert choose_sheet(load_sheets(b";;;\n;;;\n", "x.csv")).table is None


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "secret.xlsx", "password"),
        (b"not a workbook", "x.xlsx", "may be damaged"),
        (b"PK\x03\x04" + b"nonsense" * 40, "x.xlsx", "damaged"),
        (bytes(range(256)) * 8, "photo.jpg", "not a table"),
        (b"date;lieu\n" + b"x" * (MAX_CELL + 1), "x.csv", "2,000 characters"),
        (b"date" + b";" * MAX_COLUMNS + b"x", "x.csv", "200 columns"),
        (b'date;lieu\n"' + b"x" * 200_000, "x.csv", "quotation marks"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, says: str) -> None:
    """Each kind of broken file has its own sentence and a remedy."""
    with pytest.raises(UnreadableFileError, match=says) as caught:
        load_sheets(data, name)
    assert caught.value.remedy.endswith(".")


def test_an_archive_that_is_no_workbook_says_so() -> None:
    """Such as an OpenDocument spreadsheet."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(UnreadableFileError, match="not an Excel workbook"):
        load_sheets(buffer.getvalue(), "register.ods")


def test_a_truncated_workbook_is_damaged() -> None:
    """Half a download."""
    data = xlsx(("date", "lieu"), ("05/03/2019", "Triangle"))
    with pytest.raises(UnreadableFileError, match="damaged"):
        load_sheets(data[: len(data) // 2], "x.xlsx")


def test_values_of_a_workbook_become_what_one_would_type() -> None:
    """Real dates and times, whole numbers without decimals."""
    row = (datetime(2019, 3, 5), time(21, 30), "Triangle", 45.0, 1.5)  # noqa: DTZ001 - as in a workbook
    table = table_of(xlsx(("date", "heure", "lieu", "minutes", "autre"), row), "x.xlsx")
    assert list(table.rows.loc[2]) == ["2019-03-05", "21:30", "Triangle", "45", "1.5"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (3.0, "3"),
        (2, "2"),
        (date(2019, 3, 5), "2019-03-05"),
        (datetime(2019, 3, 5, 21, 30), "2019-03-05 21:30:00"),  # noqa: DTZ001 - as in a workbook
        (time(21, 30, 5), "21:30:05"),
        (timedelta(minutes=90), "90 min"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
    ],
)
def test_each_kind_of_value(value: object, text: str) -> None:
    """Whatever openpyxl gives becomes a text."""
    assert to_text(value) == text


def test_the_sheet_that_looks_like_a_register_is_chosen() -> None:
    """Not simply the first one."""
    data = xlsx(("Mode d'emploi",), Registre=[("date", "lieu", "sexe"), ("05/03/2019", "Triangle", "F")])
    assert choose_sheet(load_sheets(data, "x.xlsx")).sheet.name == "Registre"


def test_the_user_may_choose_the_sheet() -> None:
    """By its name; a name that does not exist is an error."""
    sheets = load_sheets(xlsx(("a", "b"), Registre=[("date", "lieu")]), "x.xlsx")
    assert choose_sheet(sheets, "Sheet").sheet.name == "Sheet"
    with pytest.raises(KeyError):
        choose_sheet(sheets, "2018")


def test_hidden_sheets_are_named_but_not_read() -> None:
    """Nobody imports what they do not see."""
    book = Workbook()
    book.worksheets[0].append(("date", "lieu"))
    secret = book.create_sheet("Noms")
    secret.append(("date", "lieu", "sexe", "minutes"))
    secret.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    sheets = load_sheets(buffer.getvalue(), "x.xlsx")
    assert [(sheet.name, sheet.hidden, sheet.cells.empty) for sheet in sheets] == [
        ("Sheet", False, False),
        ("Noms", True, True),
    ]
    assert choose_sheet(sheets).sheet.name == "Sheet"
    with pytest.raises(KeyError):
        choose_sheet(sheets, "Noms")


def test_formulas_that_were_never_calculated_are_refused() -> None:
    """Their value is not in the file; blank would be a wrong number."""
    with pytest.raises(UnreadableFileError, match="never calculated"):
        load_sheets(xlsx(("date", "nombre"), ("05/03/2019", "=1+1")), "x.xlsx")


def test_the_value_of_a_calculated_formula_is_used() -> None:
    """As the spreadsheet program last showed it."""
    source = io.BytesIO(xlsx(("date", "nombre"), ("05/03/2019", "=1+1")))
    target = io.BytesIO()
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for item in before.infolist():
            content = before.read(item)
            if item.filename.endswith("sheet1.xml"):
                content = content.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
                content = content.replace(b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>")
                assert b"<v>2</v>" in content
            after.writestr(item, content)
    assert list(table_of(target.getvalue(), "x.xlsx").rows.loc[2]) == ["05/03/2019", "2"]


def test_reading_says_how_far_it_is() -> None:
    """Between 0 and 1, never back."""
    told: list[float] = []
    load_sheets(csv(*["05/03/2019;21:00;Triangle;45;;F;1"] * 12_000), "x.csv", told.append)
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] <= 1
