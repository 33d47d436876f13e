"""A partner's table: one row a presence, with a zone, a date, and a part of the day or hours."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from data.geography.municipalities import fold
from data.imports.reading import load_sheets
from data.imports.values import Problem, read_day, read_time
from data.partners.faults import PartnerFault, PartnerFaultKind
from data.partners.slots import Found, Moment, ZoneOf, bands_between
from data.vocabulary import DAY_STARTS_AT, HourBand

HEADERS: dict[str, frozenset[str]] = {
    "zone": frozenset(
        {
            "zone",
            "area",
            "municipality",
            "commune",
            "secteur",
            "gemeente",
            "gebied",
            "postcode",
            "code postal",
        }
    ),
    "date": frozenset({"date", "day", "jour", "datum", "dag"}),
    "moment": frozenset(
        {"moment", "part of the day", "hours", "partie du jour", "heures", "horaire", "dagdeel", "uren"}
    ),
}
"""Names that the three columns may have, folded."""

PARTS: dict[str, HourBand] = {
    **dict.fromkeys(("morning", "matin", "matinee", "voormiddag", "ochtend"), HourBand.MORNING),
    **dict.fromkeys(("afternoon", "apres midi", "namiddag", "middag"), HourBand.AFTERNOON),
    **dict.fromkeys(("evening", "soir", "soiree", "avond"), HourBand.EVENING),
    **dict.fromkeys(("night", "nuit", "nacht"), HourBand.NIGHT),
}
"""What the parts of the day are called, folded."""

_HOURS = re.compile(r"^(.+?)\s*(?:-|–|—|\bto\b|\bà\b|\btot\b)\s*(.+)$")


def read_table(content: bytes, name: str, zone_of: ZoneOf) -> Iterator[Found]:
    """
    Read a partner's table.

    Parameters
    ----------
    content : bytes
        The file, as CSV or as a workbook.
    name : str
        Its name, for its ending only.
    zone_of : callable
        From a text to the code of a zone, or None.

    Yields
    ------
    PartnerFault or Moment
        What is wrong, or where and when somebody is; in the order of rows.

    Raises
    ------
    UnreadableFileError
        If the file is no table.
    """
    cells = load_sheets(content, name)[0].cells
    if cells.empty:
        yield PartnerFault(0, "", PartnerFaultKind.NOTHING)
        return
    heads = [fold(str(head)) for head in cells.iloc[0]]
    columns = {
        field: next((index for index, head in enumerate(heads) if head in names), None)
        for field, names in HEADERS.items()
    }
    missing = [field for field, column in columns.items() if column is None]
    if missing:
        first = int(cells.index[0])
        yield from (PartnerFault(first, field, PartnerFaultKind.MISSING_COLUMN) for field in missing)
        return
    for row, line in cells.iloc[1:].iterrows():
        texts = {field: str(line.iloc[column]) for field, column in columns.items() if column is not None}
        yield from _read_row(int(str(row)), texts, zone_of)


def _read_row(row: int, texts: dict[str, str], zone_of: ZoneOf) -> Iterator[Found]:
    zone, day = zone_of(texts["zone"]), _read_date(texts["date"])
    if zone is None:
        yield PartnerFault(row, "zone", PartnerFaultKind.ZONE_UNKNOWN)
    if day is None:
        yield PartnerFault(row, "date", PartnerFaultKind.NOT_A_DATE)
    moments = _read_moments(day or date.min, texts["moment"])
    if moments is None:
        yield PartnerFault(row, "moment", PartnerFaultKind.NOT_A_PART)
    elif zone is not None and day is not None:
        yield from (Moment(zone, *moment) for moment in moments)


def _read_date(text: str) -> date | None:
    found = read_day(text)
    return None if isinstance(found, Problem) else found


def _read_moments(day: date, text: str) -> list[tuple[date, HourBand]] | None:
    """Return the parts of a day that a cell means, or None where it means none."""
    part = PARTS.get(fold(text))
    if part is not None:
        return [(day, part)]
    hours = _HOURS.match(text.strip())
    if hours is None:
        return None
    starts, ends = read_time(hours[1]), read_time(hours[2])
    if isinstance(starts, Problem) or isinstance(ends, Problem):
        return None
    return bands_between(*_span(day, starts, ends)) if day > date.min else []


def _span(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """Return hours as moments: a table's day is the evening's, so that its night runs into the next day."""
    begins = datetime.combine(day, starts) + timedelta(days=starts.hour < DAY_STARTS_AT)
    finishes = datetime.combine(begins.date(), ends)
    return begins, finishes + timedelta(days=finishes <= begins)
