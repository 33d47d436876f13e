"""The printed sheet, read back by pypdf, by poppler, and its codes by a scanner."""

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine

from data.i18n import LANGUAGES
from data.roadbook.contents import Position, Roadbook
from data.roadbook.naming import Disclosure
from data.roadbook.sheet import SheetForm, to_sheets
from tests.roadbook_kit import (
    BAR,
    FLATS,
    LABELS,
    OTHER,
    PAIR,
    STREET,
    books_of,
    commit,
    draft_of,
    fill_evening,
)

Run = Callable[..., str]


@pytest.fixture
def books(sqlite: Engine) -> tuple[Roadbook, ...]:
    """What leaves with two pairs."""
    fill_evening(sqlite)
    commit(sqlite, draft_of(PAIR, BAR, FLATS), draft_of(OTHER, STREET))
    return books_of(sqlite)


@pytest.fixture
def run(request: pytest.FixtureRequest) -> Run:
    """Run a program of this computer, or skip loudly where it is not installed."""

    def run_it(program: str, *arguments: str | Path) -> str:
        found = shutil.which(program)
        if found is None:
            pytest.skip(
                f"NO {program}: the sheet of {request.node.name} could not be read by another program"
            )
        # With a bus that is not there zbarimg complains on its error stream and goes on.
        done = subprocess.run([found, *arguments], check=True, capture_output=True, text=True)
        return done.stdout

    return run_it


def _text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


ALL = Disclosure(places=True, kinds=True)


def _long(book: Roadbook, count: int) -> Roadbook:
    """Return a round of many stops, with all that makes a line long."""
    stop = replace(book.stops[0], label="Le nom le plus long qu'un lieu du registre puisse porter, et plus")
    return replace(book, stops=tuple(replace(stop, number=number) for number in range(1, count + 1)))


def test_each_pair_has_a_page_and_everything_on_it(books: tuple[Roadbook, ...]) -> None:
    """Order, range of arrival, hours, what to bring, last visit, boxes."""
    reader = PdfReader(io.BytesIO(to_sheets(books, SheetForm("en", mark="Synthetic data"))))
    first, second = (page.extract_text() for page in reader.pages)
    assert "Tour nord-1" in first
    assert "Tour nord-2" in second
    for text in (
        "Leave at 19:00, back by 01:30",
        "19:10–19:25",
        "19:50–20:05",
        "Open: 18:00–03:00",
        "Last visit: 13/11/2026",
        "none yet",
        "To bring:",
        "Visit 2",
        "Nobody seen",
        "Refused",
        "Synthetic data",
        "shred it",
        "Charleroi · 50.51235,4.12346",
    ):
        assert text in first, text
    assert "19:10–19:25" in second


def test_a_sheet_is_tagged_and_says_its_language(books: tuple[Roadbook, ...]) -> None:
    """A screen reader finds the order of reading, headings and the text of each code."""
    root: Any = PdfReader(io.BytesIO(to_sheets(books, SheetForm("nl")))).root_object
    assert root["/StructTreeRoot"]["/K"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "nl"


def test_poppler_reads_a_sheet(books: tuple[Roadbook, ...], tmp_path: Path, run: Run) -> None:
    """Tagged, of A4, a page a pair, without a script and with its fonts."""
    (tmp_path / "sheet.pdf").write_bytes(to_sheets(books, SheetForm("en")))
    facts = run("pdfinfo", tmp_path / "sheet.pdf")
    facts = " ".join(facts.split())
    assert "Tagged: yes" in facts
    assert "(A4)" in facts
    assert "Pages: 2" in facts
    assert "JavaScript: no" in facts
    text = run("pdftotext", "-layout", tmp_path / "sheet.pdf", "-")
    assert "19:10–19:25" in text
    fonts = run("pdffonts", tmp_path / "sheet.pdf").splitlines()[2:]
    assert fonts
    assert all(" yes yes yes " in font for font in fonts)


def test_a_scanner_reads_a_code_a_stop(books: tuple[Roadbook, ...], tmp_path: Path, run: Run) -> None:
    """Also the smallest ones, printed on a plain printer; flats have none."""
    stops = tuple(
        replace(books[0].stops[0], number=number, position=Position(50.4 + number / 1000, 4.4))
        for number in range(1, 19)
    )
    crowded = replace(books[0], stops=stops)
    (tmp_path / "sheet.pdf").write_bytes(to_sheets([crowded, *books], SheetForm("fr")))
    run("pdftoppm", "-r", "200", "-png", tmp_path / "sheet.pdf", tmp_path / "page")
    first, second, third = sorted(tmp_path.glob("page-*.png"))
    read = run("zbarimg", "-q", "--raw", first).split()
    assert sorted(read) == sorted(f"geo:{stop.position.text}" for stop in stops if stop.position)
    assert run("zbarimg", "-q", "--raw", second).split() == ["geo:50.51235,4.12346"]
    assert run("zbarimg", "-q", "--raw", third).split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_usual_round_stays_on_one_page(books: tuple[Roadbook, ...], language: str) -> None:
    """Smaller where there are many stops or where their names are long, whatever is said of them."""
    for count, said in ((1, Disclosure()), (10, ALL), (13, ALL), (16, ALL), (16, Disclosure())):
        content = to_sheets([_long(books[0], count)], SheetForm(language, said, "données fictives"))
        assert len(PdfReader(io.BytesIO(content)).pages) == 1, (count, said)


def test_a_long_round_goes_on_under_the_same_headings(books: tuple[Roadbook, ...]) -> None:
    """No stop is lost or cut in two, and names may be long."""
    content = to_sheets([_long(books[0], 30)], SheetForm("en", ALL))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert len(pages) == 2
    assert all(f"Tour nord-1 · {number}/2" in page for number, page in enumerate(pages, start=1))
    assert all("What came of it" in page for page in pages)
    assert sum(page.count("Last visit") for page in pages) == 30
    assert all(page.count("Last visit") == page.count("Refused") for page in pages)


def test_names_and_kinds_stand_where_the_coordinator_says_so(books: tuple[Roadbook, ...]) -> None:
    """Each on its own."""
    assert LABELS[BAR] in _text(to_sheets(books, SheetForm("en", Disclosure(places=True))))
    kinds = _text(to_sheets(books, SheetForm("en", Disclosure(kinds=True))))
    assert "Visit 1 (Bar)" in kinds
    assert "Condoms" in kinds
    assert LABELS[BAR] not in kinds


def test_without_positions_there_is_no_code(books: tuple[Roadbook, ...]) -> None:
    """Nor any coordinate; the municipality stays."""
    content = to_sheets(books, SheetForm("en", Disclosure(positions=False)))
    text = _text(content)
    assert "Charleroi" in text
    assert "50.5" not in text
    assert b"/Figure" in to_sheets(books, SheetForm("en"))
    assert b"/Figure" not in content


def test_the_first_of_a_month_is_written_as_french_does(books: tuple[Roadbook, ...]) -> None:
    """And the others as numbers."""
    for day, said in (
        (date(2026, 12, 1), "mardi 1er décembre"),
        (date(2026, 12, 11), "vendredi 11 décembre"),
    ):
        assert said in _text(to_sheets([replace(books[0], day=day)], SheetForm("fr")))


def test_a_date_that_is_kept_by_month_is_shown_so(books: tuple[Roadbook, ...]) -> None:
    """No sheet claims a day that the register no longer knows."""
    text = _text(to_sheets(books, SheetForm("en", exact_from=date(2026, 12, 1))))
    assert "Last visit: November 2026" in text
    assert "13/11/2026" not in text


def test_what_a_place_is_called_is_never_read_as_markup(books: tuple[Roadbook, ...]) -> None:
    """A label is text, whatever signs it holds."""
    label = '#read("/etc/passwd") *x* $y$ "z" \\ <script>'
    stop = replace(books[0].stops[0], label=label)
    content = to_sheets([replace(books[0], stops=(stop,))], SheetForm("en", Disclosure(places=True)))
    assert '#read("/etc/passwd") *x* $y$' in _text(content).replace("\n", " ")


@pytest.mark.parametrize("label", ["中文 العربية 😀", "a\x00b\x1fc\u202ed", "", "x" * 80, "Łódź ẞ → œ"])
def test_any_name_can_be_printed(books: tuple[Roadbook, ...], label: str) -> None:
    """What the fonts lack becomes a question mark, and what steers a text is left out."""
    stop = replace(books[0].stops[0], label=label)
    text = _text(to_sheets([replace(books[0], stops=(stop,))], SheetForm("fr", Disclosure(places=True))))
    assert "19:10–19:25" in text
    if label.isascii() and label.isprintable():
        assert label in text.replace("\n", "")
    if "Łódź" in label:
        assert "Łódź" in text


def test_no_round_makes_no_sheet() -> None:
    """An empty file would say that nobody goes out."""
    with pytest.raises(ValueError, match="no round"):
        to_sheets([], SheetForm("fr"))
