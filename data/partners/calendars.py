"""A partner's calendar: when each entry happens and in which zone; nothing else of it is looked at."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from dateutil.rrule import rrulestr

from data.partners.faults import PartnerFault, PartnerFaultKind
from data.partners.slots import Found, Moment, bands_between
from data.partners.zone_names import ZoneNames
from data.vocabulary import DAY_STARTS_AT

HOME = ZoneInfo("Europe/Brussels")
"""Where the field's clocks stand."""

MOST_OCCURRENCES = 1_000
"""Days on which one entry may come back within the weeks that are read."""

TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})

MOST_REPEATED = 1_000
"""Entries of one file that come back: each is followed from its first day on."""

EARLIEST = 1990
"""No entry begins in an earlier year; one that comes back since then would be followed for long."""

LONGEST = timedelta(days=31)
"""Longest entry; what is longer tells nothing about where somebody is."""

MALFORMED = (ValueError, TypeError, AttributeError, KeyError, OverflowError, IndexError)
"""What reading a badly formed entry raises, in icalendar and in dateutil."""


@dataclass(frozen=True)
class _Entry:
    """An entry of a calendar, with the line on which it begins."""

    line: int
    event: Any


def read_calendar(
    content: bytes, first: date, last: date, zones: ZoneNames, usual: str | None
) -> Iterator[Found]:
    """
    Read a partner's calendar.

    Parameters
    ----------
    content : bytes
        The file, as iCalendar.
    first, last : date
        Days to look at, both included.
    zones : ZoneNames
        The areas.
    usual : str or None
        Zone of entries that do not say a known one.

    Yields
    ------
    PartnerFault or Moment
        What is wrong, or where and when somebody is.
    """
    try:
        entries = _entries(content)
    except ValueError:
        yield PartnerFault(0, "", PartnerFaultKind.DAMAGED)
        return
    if sum("RRULE" in entry.event for entry in entries) > MOST_REPEATED:
        yield PartnerFault(0, "", PartnerFaultKind.TOO_MANY)
        return
    replaced = {_occurrence(entry) for entry in entries} - {None}
    for entry in entries:
        if str(entry.event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        try:
            spans = _spans(entry.event, first, last, replaced)
        except MALFORMED:
            yield PartnerFault(entry.line, "DTSTART", PartnerFaultKind.BADLY_FORMED)
            continue
        if isinstance(spans, PartnerFaultKind):
            column = "DTEND" if spans is PartnerFaultKind.TOO_LONG else "RRULE"
            yield PartnerFault(entry.line, column, spans)
        elif spans:
            yield from _in_zone(entry, spans, _zone(entry.event, zones) or usual)


def _in_zone(entry: _Entry, spans: list[tuple[datetime, datetime]], zone: str | None) -> Iterator[Found]:
    if zone is None:
        yield PartnerFault(entry.line, "LOCATION", PartnerFaultKind.ZONE_UNKNOWN)
        return
    for begins, ends in spans:
        yield from (Moment(zone, *moment) for moment in bands_between(begins, ends))


def as_utf8(content: bytes) -> bytes:
    """
    Return a file as UTF-8; some programs for calendars write UTF-16.

    Parameters
    ----------
    content : bytes
        The file.

    Returns
    -------
    bytes
        The same, unless it says itself that it is UTF-16.

    Raises
    ------
    ValueError
        If what follows is not.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16").encode()
    return content


def _entries(content: bytes) -> list[_Entry]:
    lines = content.upper().splitlines()
    begins = [number for number, line in enumerate(lines, start=1) if line.strip() == b"BEGIN:VEVENT"]
    try:
        calendars = icalendar.Calendar.from_ical(content, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except MALFORMED as error:
        raise ValueError from error
    if len(events) != len(begins):
        raise ValueError
    return [_Entry(line, event) for line, event in zip(begins, events, strict=True)]


def _occurrence(entry: _Entry) -> tuple[str, datetime] | None:
    """Return which day of a repeated entry this one replaces."""
    if "RECURRENCE-ID" not in entry.event:
        return None
    try:
        return str(entry.event.get("UID", "")), _local(entry.event["RECURRENCE-ID"].dt)
    except MALFORMED:
        return None


def _local(moment: date | datetime) -> datetime:
    """Return a moment by the field's clocks, without time zone; a whole day is an operational one."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(DAY_STARTS_AT))
    return (
        moment.replace(tzinfo=None) if moment.tzinfo is None else moment.astimezone(HOME).replace(tzinfo=None)
    )


def _spans(
    event: Any,  # noqa: ANN401 - icalendar's components have no types
    first: date,
    last: date,
    replaced: set[tuple[str, datetime] | None],
) -> list[tuple[datetime, datetime]] | PartnerFaultKind:
    """Return when an entry happens within the days to look at, or why it cannot be said."""
    starts = event["DTSTART"].dt
    begins, length = _local(starts), _length(event, starts)
    if begins.year < EARLIEST:
        raise ValueError(begins)
    since, until = datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())
    days = [begins]
    if length > LONGEST:
        if "RRULE" not in event and not (begins < until and since < begins + length):
            return []
        return PartnerFaultKind.TOO_LONG
    if "RRULE" in event or "RDATE" in event:
        found = _repeated(event, begins, since - length, until)
        if isinstance(found, PartnerFaultKind):
            return found
        uid = str(event.get("UID", ""))
        days = [day for day in found if "RECURRENCE-ID" in event or (uid, day) not in replaced]
    return [(day, day + length) for day in days if day < until and since < day + length]


def _length(event: Any, starts: date | datetime) -> timedelta:  # noqa: ANN401 - as above
    if "DTEND" in event:
        length = _local(event["DTEND"].dt) - _local(starts)
    elif "DURATION" in event:
        length = event["DURATION"].dt
    else:
        length = timedelta(days=0 if isinstance(starts, datetime) else 1)
    if length < timedelta():
        raise ValueError(length)
    return max(length, timedelta(minutes=1))


def _repeated(
    event: Any,  # noqa: ANN401 - as above
    begins: datetime,
    since: datetime,
    until: datetime,
) -> list[datetime] | PartnerFaultKind:
    found = {begins}
    for rule in _listed(event.get("RRULE")):
        if rule.get("FREQ", [""])[0].upper() in TOO_OFTEN:
            return PartnerFaultKind.REPEATS_TOO_OFTEN
        if "UNTIL" in rule:
            # The rule is read by the field's clocks, and so is its end.
            rule["UNTIL"] = [_local(rule["UNTIL"][0])]
        days = rrulestr(rule.to_ical().decode(), dtstart=begins).xafter(since, inc=True)
        near = list(islice((day for day in _before(days, until)), MOST_OCCURRENCES + 1))
        if len(near) > MOST_OCCURRENCES:
            return PartnerFaultKind.TOO_MANY
        found.update(near)
    found.update(_dates(event.get("RDATE")))
    return sorted(found - set(_dates(event.get("EXDATE"))))


def _before(days: Iterator[datetime], until: datetime) -> Iterator[datetime]:
    for day in days:
        if day >= until:
            return
        yield day


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - a property stands once or several times
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _dates(value: Any) -> list[datetime]:  # noqa: ANN401 - as above
    moments = [one.dt for group in _listed(value) for one in group.dts]
    return [_local(moment[0] if isinstance(moment, tuple) else moment) for moment in moments]


def _zone(event: Any, zones: ZoneNames) -> str | None:  # noqa: ANN401 - as above
    try:
        position = event["GEO"]
        return zones.at(float(position.latitude), float(position.longitude))
    except MALFORMED:
        return zones.named(str(event.get("LOCATION", "")))
