"""Calendars, tracks and tables, read back by other programs; and that no file says what a round is for."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import gpxpy
import pyogrio
import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import Engine

from data.export import Cover
from data.i18n import LANGUAGES, translator
from data.roadbook.calendar import Entry, to_entry, to_ics
from data.roadbook.contents import Roadbook
from data.roadbook.naming import NEUTRAL, Disclosure
from data.roadbook.sheet import SheetForm, to_sheets
from data.roadbook.tables import to_tables
from data.roadbook.tracks import to_geojson, to_gpx
from data.terms import term
from data.vocabulary import MaterialKind, PlaceKind, Role
from geo.rounds.model import TimeWindow
from tests.roadbook_kit import (
    BAR,
    CAR_PARK,
    EVENING,
    FLATS,
    LABELS,
    NOW,
    OTHER,
    PAIR,
    STREET,
    books_of,
    commit,
    draft_of,
    fill_evening,
)

EN = translator("en")
ALL = Disclosure(places=True, kinds=True)

MARKS = (("Taken on", "20/11/2026 16:00"),)


@pytest.fixture
def evening(sqlite: Engine) -> Engine:
    """A register with the committed rounds of two pairs."""
    fill_evening(sqlite)
    commit(sqlite, draft_of(PAIR, BAR, FLATS, CAR_PARK), draft_of(OTHER, STREET))
    return sqlite


@pytest.fixture
def books(evening: Engine) -> tuple[Roadbook, ...]:
    """What leaves with the two pairs."""
    return books_of(evening)


def _ics(books: tuple[Roadbook, ...], disclosure: Disclosure = NEUTRAL, language: str = "en") -> bytes:
    translate = translator(language)
    return to_ics([to_entry(book, disclosure, translate) for book in books], translate)


def _read(content: bytes) -> Calendar:
    found = Calendar.from_ical(content)
    assert isinstance(found, Calendar)
    return found


def _events(content: bytes) -> list[Any]:
    """Return the events; what a property may be has no end."""
    return list(_read(content).events)


# Calendars


def test_a_calendar_has_one_entry_a_round(books: tuple[Roadbook, ...]) -> None:
    """In Brussels time; what ends past midnight ends on the next day."""
    first, second = _events(_ics(books))
    assert first["SUMMARY"] == "Tour nord-1"
    assert second["SUMMARY"] == "Tour nord-2"
    assert first.start == datetime(2026, 11, 20, 18, tzinfo=UTC)
    assert first.end == datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
    assert first["DTSTART"].params["TZID"] == "Europe/Brussels"
    assert first["DESCRIPTION"].split("\n")[0] == "19:10–19:25 Visit 1"
    assert (first["CLASS"], first["STATUS"]) == ("PRIVATE", "CONFIRMED")
    assert "LOCATION" not in first
    assert "GEO" not in first


@pytest.mark.parametrize(("month", "offset"), [(1, 1), (7, 2)])
def test_a_calendar_brings_its_time_zone_along(month: int, offset: int) -> None:
    """A program that knows no zone by name finds the hour from the file alone."""
    entry = Entry("a" * 32, "x", EVENING.replace(month=month, day=10), TimeWindow(1200, 1260), NOW)
    [zone] = _read(to_ics([entry], EN)).timezones
    moment = datetime(2026, month, 10, 20, tzinfo=zone.to_tz(lookup_tzid=False))
    assert moment.utcoffset() == timedelta(hours=offset)


@pytest.mark.parametrize(
    ("day", "closes_min", "said"),
    [
        (date(2026, 3, 28), 1680, "forward at 02:00"),
        (date(2026, 10, 24), 1680, "back at 03:00"),
        (date(2026, 3, 28), 1560, ""),
        (date(2026, 10, 24), 1620, ""),
        (date(2026, 3, 27), 1700, ""),
        (date(2026, 3, 29), 1700, ""),
    ],
)
def test_a_night_on_which_clocks_change_is_told(
    books: tuple[Roadbook, ...], day: date, closes_min: int, said: str
) -> None:
    """On paper and in calendars, and only to a pair that is still out by then."""
    book = replace(books[0], day=day, hours=TimeWindow(1200, closes_min))
    [event] = _events(_ics((book,)))
    assert ("Clocks" in event["DESCRIPTION"]) == bool(said)
    assert said in event["DESCRIPTION"].split("\n")[0]
    sheet = PdfReader(io.BytesIO(to_sheets([book], SheetForm("en")))).pages[0].extract_text()
    assert ("Clocks" in sheet) == bool(said)
    assert said in sheet


def test_a_calendar_changes_only_with_its_rounds(evening: Engine) -> None:
    """A program that looks again finds the same bytes."""
    assert _ics(books_of(evening)) == _ics(books_of(evening))


def test_an_entry_is_updated_and_not_doubled(evening: Engine) -> None:
    """Committed again a round keeps its identifier, with a higher number and a later date."""
    before = _events(_ics(books_of(evening)))
    commit(evening, draft_of(PAIR, CAR_PARK, BAR), at=NOW + timedelta(minutes=5))
    after = _events(_ics(books_of(evening)))
    assert [event["UID"] for event in after] == [event["UID"] for event in before]
    assert len({event["UID"] for event in after}) == 2
    assert after[0]["SEQUENCE"] > before[0]["SEQUENCE"]
    assert after[0]["LAST-MODIFIED"].dt > before[0]["LAST-MODIFIED"].dt
    assert after[0]["DTSTAMP"].dt == after[0]["LAST-MODIFIED"].dt
    assert after[1]["SEQUENCE"] == before[1]["SEQUENCE"]


def test_a_cancelled_round_says_so() -> None:
    """A program takes it away by its identifier."""
    entry = Entry("a" * 32, "nord-1", EVENING, TimeWindow(1140, 1530), NOW, cancelled=True)
    [event] = _events(to_ics([entry], EN))
    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def test_a_calendar_without_rounds_is_one() -> None:
    """A pair that stays in for weeks is no error."""
    assert _events(to_ics([], EN, "synthetic data")) == []


# Tracks


def test_gpxpy_reads_a_track(books: tuple[Roadbook, ...]) -> None:
    """A waypoint a stop and a route a pair, in order; flats are nowhere."""
    gpx = gpxpy.parse(to_gpx(books, NEUTRAL, EN).decode())
    assert [route.name for route in gpx.routes] == ["Tour nord-1", "Tour nord-2"]
    assert [point.name for point in gpx.routes[0].points] == ["Visit 1", "Visit 3"]
    assert [(point.latitude, point.longitude) for point in gpx.routes[0].points] == [
        (50.51235, 4.12346),
        (50.45, 4.5),
    ]
    assert [point.name for point in gpx.waypoints] == [
        "nord-1 · Visit 1",
        "nord-1 · Visit 3",
        "nord-2 · Visit 1",
    ]


def test_geojson_has_five_decimals_and_no_flat(books: tuple[Roadbook, ...]) -> None:
    """It says of itself that it is confidential."""
    content = to_geojson(books, NEUTRAL, EN, synthetic=True, marks=MARKS)
    found = json.loads(content)
    assert found["confidential"] is True
    assert found["synthetic"] is True
    assert found["about"] == ["Taken on: 20/11/2026 16:00"]
    assert [feature["geometry"] is None for feature in found["features"]] == [False, True, False, False]
    assert found["features"][0]["geometry"]["coordinates"] == [4.12346, 50.51235]
    assert found["features"][0]["properties"]["latest_arrival"] == "19:25"
    frame = pyogrio.read_dataframe(io.BytesIO(content))
    assert len(frame) == 4
    assert frame.crs.to_epsg() == 4326


@pytest.mark.parametrize("suffix", ["gpx", "geojson"])
def test_ogrinfo_reads_both(books: tuple[Roadbook, ...], tmp_path: Path, suffix: str) -> None:
    """The program of GDAL finds as many stops."""
    program = shutil.which("ogrinfo")
    if program is None:
        pytest.skip("NO ogrinfo: tracks could not be read by GDAL's own program")
    content = to_gpx(books, ALL, EN) if suffix == "gpx" else to_geojson(books, ALL, EN, synthetic=False)
    file = tmp_path / f"rounds.{suffix}"
    file.write_bytes(content)
    told = subprocess.run(
        [program, "-ro", "-al", "-so", str(file)], check=True, capture_output=True, text=True
    ).stdout
    counts = dict(re.findall(r"Layer name: (\S+)(?s:.*?)Feature Count: (\d+)", told))
    assert (
        (counts["waypoints"], counts["routes"]) == ("3", "2") if suffix == "gpx" else counts["rounds"] == "4"
    )


# Tables


def test_a_workbook_holds_stops_and_what_to_bring(books: tuple[Roadbook, ...]) -> None:
    """Behind a cover; positions only where they may leave."""
    cover = Cover("Tours", MARKS, synthetic=False, translate=EN)
    workbook = load_workbook(io.BytesIO(to_tables(books, ALL, cover, "en")))
    stops = [[cell.value for cell in row] for row in workbook["Stops"].iter_rows(min_row=3)]
    assert stops[0][-2:] == ["Latitude", "Longitude"]
    assert stops[1][0] == "nord-1"
    assert stops[1][3] == f"{LABELS[BAR]} (Bar)"
    assert stops[1][-2:] == ["50.51235", "4.12346"]
    assert stops[2][-2:] == ["—", "—"]
    load = [[cell.value for cell in row] for row in workbook["To bring"].iter_rows(min_row=4)]
    assert {row[1] for row in load} == {"People", "Condoms"}
    hidden = to_tables(books, Disclosure(positions=False), cover, "en")
    headings = [cell.value for cell in load_workbook(io.BytesIO(hidden))["Stops"][3]]
    assert "Latitude" not in headings


# Neutrality

PURPOSES = (
    "prostitution",
    "prostituée?s?",
    "prostituees?",
    "prostituanten?",
    "escorts?",
    "sekswerk",
    "sex work",
)


def _telling() -> Iterator[str]:
    """Yield, as patterns, every word that tells what a round is for, in each language."""
    yield from (re.escape(label) for label in LABELS.values())
    yield from PURPOSES
    # Offices are left from and not visited.
    words = (*(kind for kind in PlaceKind if kind is not PlaceKind.OFFICE), *MaterialKind, *Role)
    for language in LANGUAGES:
        yield from (re.escape(term(word, translator(language))) for word in words)
    yield from (word.value for word in words if "_" in word.value)


def _pdf_texts(content: bytes) -> str:
    """Return all that a PDF says: its pages, and every object of it, tags and metadata too."""
    reader = PdfReader(io.BytesIO(content))
    objects = [repr(reader.get_object(number)) for number in range(1, int(str(reader.trailer["/Size"])))]
    return " ".join([*(page.extract_text() for page in reader.pages), *objects])


def _xlsx_texts(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return " ".join(file.read(name).decode() for name in file.namelist())


def _all_texts(books: tuple[Roadbook, ...], disclosure: Disclosure, language: str) -> dict[str, str]:
    translate = translator(language)
    cover = Cover("x", (), synthetic=True, translate=translate)
    ics = _ics(books, disclosure, language).decode().replace("\r\n ", "")
    return {
        "pdf": _pdf_texts(to_sheets(books, SheetForm(language, disclosure))),
        "ics": ics,
        "gpx": to_gpx(books, disclosure, translate).decode(),
        "geojson": to_geojson(books, disclosure, translate, synthetic=True).decode(),
        "xlsx": _xlsx_texts(to_tables(books, disclosure, cover, language)),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_file_says_what_a_round_is_for(books: tuple[Roadbook, ...], language: str) -> None:
    """Unless the coordinator says so: no name, no kind of place or material, no purpose, in any format."""
    patterns = [re.compile(rf"\b{word}\b", re.IGNORECASE) for word in _telling()]
    for form, text in _all_texts(books, NEUTRAL, language).items():
        found = [pattern.pattern for pattern in patterns if pattern.search(text)]
        assert not found, (form, found)


def test_the_search_for_telling_words_would_find_them(books: tuple[Roadbook, ...]) -> None:
    """Where the coordinator says so, each format names place and kind."""
    texts = _all_texts(books, ALL, "en")
    assert "Code with the position" in texts["pdf"]
    for form, text in texts.items():
        flat = text.replace("\\", "").replace("\n", " ")
        assert re.search(r"\bBar\b", flat), form
        assert "Le Papillon" in flat, form


def test_no_format_has_a_position_of_a_flat(books: tuple[Roadbook, ...]) -> None:
    """Whatever the switches say, a flat is known by its municipality."""
    flats = [stop for book in books for stop in book.stops if stop.kind is PlaceKind.PRIVATE_FLAT]
    assert [stop.position for stop in flats] == [None]
    texts = _all_texts(books, ALL, "fr")
    for form in ("gpx", "geojson"):
        assert len(re.findall(r"50\.\d+", texts[form])) == (6 if form == "gpx" else 3)
