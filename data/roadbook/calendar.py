"""Rounds as a calendar: one entry a round, with an identifier that stays when the round changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event

from data.i18n import Translate
from data.planning.hours import moment_of
from data.roadbook.clock_changes import ZONE, clock_change_text
from data.roadbook.contents import Roadbook
from data.roadbook.naming import Disclosure, arrival_text, stop_title, tour_title
from geo.rounds.model import TimeWindow

_SUMMER_AND_WINTER = f"""BEGIN:VTIMEZONE
TZID:{ZONE}
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19970330T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
END:VTIMEZONE
"""
"""The hour changes on the last Sundays of March and October, at 01:00 UTC."""

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
"""A change's number is the seconds from here on: later changes have higher numbers."""

REFRESH = timedelta(hours=1)
"""How often a program that subscribes is asked to look again."""


@dataclass(frozen=True)
class Entry:
    """
    A round in a calendar.

    Attributes
    ----------
    uid : str
        How calendars know it.
    code : str
        The pair's.
    day : date
        The operational day.
    hours : TimeWindow
        Leaving the office and being back.
    changed_at : datetime
        When it was last changed, in UTC without zone.
    lines : tuple of str
        What is said of its stops, one line each; may be empty.
    cancelled : bool
        Whether it no longer takes place.
    """

    uid: str
    code: str
    day: date
    hours: TimeWindow
    changed_at: datetime
    lines: tuple[str, ...] = ()
    cancelled: bool = False


def to_entry(book: Roadbook, disclosure: Disclosure, translate: Translate) -> Entry:
    """
    Return a round as an entry.

    Parameters
    ----------
    book : Roadbook
        The round.
    disclosure : Disclosure
        What the entry may say; a calendar never holds positions.
    translate : Translate
        The look-up of the reader's language.

    Returns
    -------
    Entry
        With a line a stop.
    """
    lines = tuple(f"{arrival_text(stop)} {stop_title(stop, disclosure, translate)}" for stop in book.stops)
    return Entry(book.uid, book.code, book.day, book.hours, book.committed_at, lines)


def to_ics(entries: Iterable[Entry], translate: Translate, mark: str = "") -> bytes:
    """
    Write rounds as an iCalendar file.

    Parameters
    ----------
    entries : iterable of Entry
        The rounds.
    translate : Translate
        The look-up of the reader's language.
    mark : str
        What stands behind the calendar's name on a synthetic register.

    Returns
    -------
    bytes
        One event a round in Brussels time, the same bytes as long as nothing changes.

    References
    ----------
    RFC 5545, "Internet Calendaring and Scheduling Core Object Specification"; RFC 7986.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Maraude//EN")
    calendar.add("version", "2.0")
    name = " · ".join(text for text in (translate("Tours"), mark) if text)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(Component.from_ical(_SUMMER_AND_WINTER))
    for entry in entries:
        calendar.add_component(_event(entry, translate))
    return bytes(calendar.to_ical())


def _event(entry: Entry, translate: Translate) -> Event:
    zone, changed = ZoneInfo(ZONE), entry.changed_at.replace(tzinfo=UTC, microsecond=0)
    event = Event()
    event.add("uid", f"{entry.uid}@maraude")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", max(0, int((changed - SINCE).total_seconds())))
    event.add("dtstart", moment_of(entry.day, entry.hours.opens_min).replace(tzinfo=zone))
    event.add("dtend", moment_of(entry.day, entry.hours.closes_min).replace(tzinfo=zone))
    event.add("summary", tour_title(entry.code, translate))
    if entry.lines:
        said = clock_change_text(entry.day, entry.hours, translate)
        event.add("description", "\n".join([said, *entry.lines] if said else entry.lines))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    # Calendars that several people see then show that somebody is busy, and no more.
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    return event
