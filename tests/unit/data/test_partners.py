"""Partners' calendars: what is read, what is refused with its line, and that nothing else of them is kept."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.geography.basemap import load_areas, load_localities
from data.partners.calendars import MOST_REPEATED
from data.partners.faults import PartnerFault, PartnerFaultKind
from data.partners.keeping import (
    PartnerReading,
    load_partner_batches,
    load_partner_moments,
    read_partner_file,
    save_partner_file,
    take_back_partner_file,
)
from data.partners.slots import Moment
from data.partners.zone_names import ZoneNames
from data.register.planning import PartnerSlot
from data.vocabulary import BAND_STARTS, HourBand

FIRST = date(2020, 1, 6)

EVENT = """BEGIN:VEVENT
UID:one@partner.example
SUMMARY:Rue with Marie Dupont 0470 12 34 56
DESCRIPTION:Secret
ATTENDEE:mailto:marie@example.org
{rest}
END:VEVENT"""


@pytest.fixture(scope="module")
def zones(basemap_dir: Path) -> ZoneNames:
    """The areas of a fresh install."""
    return ZoneNames(load_areas(basemap_dir), load_localities(basemap_dir))


@pytest.fixture(scope="module")
def charleroi(zones: ZoneNames) -> str:
    """The code of the area that Charleroi lies in."""
    code = zones.named("Charleroi")
    assert code is not None
    return code


def _calendar(*events: str) -> bytes:
    body = "\n".join(EVENT.format(rest=rest) for rest in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//partner//EN\n{body}\nEND:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def _read(content: bytes, zones: ZoneNames, usual: str | None = None, name: str = "a.ics") -> PartnerReading:
    return read_partner_file(content, name, FIRST, zones, usual)


def _faults(reading: PartnerReading) -> list[tuple[int, str, PartnerFaultKind]]:
    assert reading.moments == ()
    return [(fault.row, fault.column, fault.kind) for fault in reading.faults]


def test_zones_answer_to_names_postcodes_and_positions(zones: ZoneNames, charleroi: str) -> None:
    """A location in a partner's words is an area, or nothing."""
    words = ("6000", "charleroi", "Place Verte, 6000 Charleroi", "52011")
    assert {zones.named(text) for text in words} == {charleroi}
    assert zones.at(50.4108, 4.4446) == charleroi
    assert zones.named("Gosselies") == zones.at(50.46936, 4.43324)
    assert zones.named("Chez Marie") is None
    assert zones.named("Charleroi, Genappe") is None
    assert zones.at(0.0, 0.0) is None


def test_a_table_is_read_in_three_languages(zones: ZoneNames, charleroi: str) -> None:
    """Parts of the day or hours, whatever program wrote the file."""
    table = "Commune;Jour;Moment\n6000;07/01/2020;soirée\nCharleroi;2020-01-08;20:00-23:30\n"
    assert _read(table.encode("cp1252"), zones, name="a.csv").moments == (
        Moment(charleroi, date(2020, 1, 7), HourBand.EVENING),
        Moment(charleroi, date(2020, 1, 8), HourBand.EVENING),
        Moment(charleroi, date(2020, 1, 8), HourBand.NIGHT),
    )
    dutch = "gemeente,datum,uren\nCharleroi,09/01/2020,01:00-03:00\n"
    [night] = _read(dutch.encode(), zones, name="a.csv").moments
    assert (night.day, night.band) == (date(2020, 1, 9), HourBand.NIGHT)


def test_a_table_says_all_that_is_wrong_at_once(zones: ZoneNames) -> None:
    """Row, column and kind of each fault; nothing of the file is taken."""
    table = "zone;date;moment\nAilleurs;32/01/2020;soir\n6000;07/01/2020;plus tard\n"
    assert _faults(_read(table.encode(), zones, name="a.csv")) == [
        (2, "date", PartnerFaultKind.NOT_A_DATE),
        (2, "zone", PartnerFaultKind.ZONE_UNKNOWN),
        (3, "moment", PartnerFaultKind.NOT_A_PART),
    ]
    assert _faults(_read(b"zone;moment\n6000;soir\n", zones, name="a.csv")) == [
        (1, "date", PartnerFaultKind.MISSING_COLUMN)
    ]


def test_repeated_entries_are_expanded(zones: ZoneNames, charleroi: str) -> None:
    """A weekly entry with a day left out, a day moved and a day added, in the zone of its position."""
    weekly = (
        "DTSTART;TZID=Europe/Brussels:20191203T190000\nDTEND;TZID=Europe/Brussels:20191203T210000\n"
        "RRULE:FREQ=WEEKLY;UNTIL=20200128T190000Z\nEXDATE;TZID=Europe/Brussels:20200114T190000\n"
        "RDATE;TZID=Europe/Brussels:20200210T190000\nGEO:50.4108;4.4446"
    )
    moved = (
        "RECURRENCE-ID;TZID=Europe/Brussels:20200121T190000\nDTSTART;TZID=Europe/Brussels:20200122T230000\n"
        "DURATION:PT1H\nLOCATION:6000 Charleroi"
    )
    found = _read(_calendar(weekly, moved), zones).moments
    assert found == (
        Moment(charleroi, date(2020, 1, 7), HourBand.EVENING),
        Moment(charleroi, date(2020, 1, 22), HourBand.NIGHT),
        Moment(charleroi, date(2020, 1, 28), HourBand.EVENING),
        Moment(charleroi, date(2020, 2, 10), HourBand.EVENING),
    )


def test_a_whole_day_counts_in_each_of_its_parts(zones: ZoneNames) -> None:
    """An entry without hours may be at any of them."""
    found = _read(_calendar("DTSTART;VALUE=DATE:20200110\nLOCATION:Charleroi"), zones).moments
    assert {one.band for one in found if one.day == date(2020, 1, 10)} == {
        HourBand.MORNING,
        HourBand.AFTERNOON,
        HourBand.EVENING,
        HourBand.NIGHT,
    }


def test_an_entry_without_a_known_zone_is_refused_or_given_one(zones: ZoneNames, charleroi: str) -> None:
    """Its line is said, never its words; a zone for all such lines settles it."""
    content = _calendar("DTSTART:20200110T190000Z\nDTEND:20200110T200000Z\nLOCATION:Chez Marie")
    reading = _read(content, zones)
    assert _faults(reading) == [(4, "LOCATION", PartnerFaultKind.ZONE_UNKNOWN)]
    assert "Marie" not in repr(reading)
    [settled] = _read(content, zones, usual=charleroi).moments
    assert settled.zone == charleroi


@pytest.mark.parametrize(
    ("rest", "kind"),
    [
        ("DTSTART:20200110T190000Z\nRRULE:FREQ=SECONDLY", PartnerFaultKind.REPEATS_TOO_OFTEN),
        ("SUMMARY:no start", PartnerFaultKind.BADLY_FORMED),
        ("DTSTART:20200110T190000Z\nDTEND:20200109T190000Z", PartnerFaultKind.BADLY_FORMED),
        ("DTSTART:20200110T190000Z\nRRULE:FREQ=WEEKLY;BYDAY=XX", PartnerFaultKind.BADLY_FORMED),
    ],
)
def test_entries_that_cannot_be_read_are_refused(rest: str, kind: PartnerFaultKind, zones: ZoneNames) -> None:
    """A broken entry is named by its line and nothing crashes or hangs."""
    [(row, _, found)] = _faults(_read(_calendar(f"{rest}\nLOCATION:Charleroi"), zones))
    assert (row, found) == (4, kind)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"])
def test_what_is_no_calendar_is_refused(content: bytes, zones: ZoneNames) -> None:
    """Empty, binary and cut files."""
    [(row, _, kind)] = _faults(_read(content, zones))
    assert row == 0
    assert kind in {PartnerFaultKind.UNREADABLE, PartnerFaultKind.DAMAGED}


def test_a_calendar_in_utf_16_is_read(zones: ZoneNames, charleroi: str) -> None:
    """Some programs write it, and say so with the first two bytes."""
    content = _calendar("DTSTART:20200110T190000\nLOCATION:Charleroi").decode().encode("utf-16")
    assert _read(content, zones).moments == (Moment(charleroi, date(2020, 1, 10), HourBand.EVENING),)


@pytest.mark.parametrize("rule", ["", "\nRRULE:FREQ=WEEKLY;COUNT=1"])
def test_a_whole_day_is_an_operational_day(rule: str, zones: ZoneNames, charleroi: str) -> None:
    """Its night is the one that follows; the early hours of the date belong to the evening before."""
    content = _calendar(f"DTSTART;VALUE=DATE:20200110{rule}\nLOCATION:Charleroi")
    assert _read(content, zones).moments == tuple(
        Moment(charleroi, date(2020, 1, 10), band) for band in BAND_STARTS
    )


def test_an_entry_of_months_is_refused_only_where_it_counts(zones: ZoneNames) -> None:
    """It says nothing about where somebody is; one that is over does not keep the rest out."""
    long = "DTSTART;VALUE=DATE:{}0101\nDTEND;VALUE=DATE:{}0401\nLOCATION:Charleroi"
    now, over = long.format(2020, 2020), long.format(2018, 2018)
    assert _faults(_read(_calendar(now), zones)) == [(4, "DTEND", PartnerFaultKind.TOO_LONG)]
    assert len(_read(_calendar(over, "DTSTART:20200110T190000\nLOCATION:Charleroi"), zones).moments) == 1


def test_a_position_that_cannot_be_read_leaves_the_location(zones: ZoneNames, charleroi: str) -> None:
    """One broken property does not refuse a file."""
    content = _calendar("DTSTART:20200110T190000\nGEO:nowhere\nLOCATION:Charleroi")
    assert [moment.zone for moment in _read(content, zones).moments] == [charleroi]


def test_rules_that_would_take_long_are_refused(zones: ZoneNames) -> None:
    """A rule since the year 1 or thousands of them would be followed day by day."""
    old = _calendar("DTSTART:00010101T190000\nRRULE:FREQ=DAILY\nLOCATION:Charleroi")
    assert _faults(_read(old, zones)) == [(4, "DTSTART", PartnerFaultKind.BADLY_FORMED)]
    many = _calendar(*["DTSTART:20190101T190000\nRRULE:FREQ=DAILY;COUNT=2"] * (MOST_REPEATED + 1))
    assert _faults(_read(many, zones)) == [(0, "", PartnerFaultKind.TOO_MANY)]


def test_what_lies_outside_the_coming_weeks_is_left_out(zones: ZoneNames) -> None:
    """A calendar of last year has nothing to say."""
    old = _calendar("DTSTART:20190110T190000Z\nLOCATION:Charleroi")
    assert _faults(_read(old, zones)) == [(0, "", PartnerFaultKind.NOTHING)]


def test_the_same_file_is_kept_once_and_taken_back_whole(
    register: Engine, zones: ZoneNames, charleroi: str
) -> None:
    """By its digest; what another file says too stays."""
    one = _read(_calendar("DTSTART:20200110T190000\nDTEND:20200110T200000\nLOCATION:Charleroi"), zones)
    other = _read(b"zone;date;moment\n6000;10/01/2020;soir\n6000;11/01/2020;nuit\n", zones, name="b.csv")
    assert [save_partner_file(register, each).id for each in (one, one, other)] == [1, 1, 2]
    assert len(load_partner_batches(register)) == 2
    assert load_partner_moments(register, FIRST, date(2020, 1, 10)) == [
        Moment(charleroi, date(2020, 1, 10), HourBand.EVENING)
    ]
    assert take_back_partner_file(register, other.digest).id == 2
    assert [batch.digest for batch in load_partner_batches(register)] == [one.digest]


def test_nothing_else_of_a_partner_is_kept(register: Engine, zones: ZoneNames) -> None:
    """No summary, description, attendee or location reaches the register."""
    reading = _read(_calendar("DTSTART:20200110T190000Z\nLOCATION:6000 Charleroi"), zones)
    save_partner_file(register, reading)
    with Session(register) as session:
        [row] = session.scalars(select(PartnerSlot)).all()
        kept = {column.name: str(getattr(row, column.name)) for column in PartnerSlot.__table__.columns}
    assert set(kept) == {"id", "zone", "day", "band", "batch"}
    assert not any(word in str(kept) for word in ("Marie", "Secret", "example", "0470", "Rue"))


def test_a_reading_with_faults_is_never_kept(register: Engine) -> None:
    """Whoever saves in spite of faults made a mistake in the program."""
    fault = PartnerFault(1, "zone", PartnerFaultKind.ZONE_UNKNOWN)
    with pytest.raises(ValueError, match="zone"):
        save_partner_file(register, PartnerReading("0" * 64, (), (fault,)))
