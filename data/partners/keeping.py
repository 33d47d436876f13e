"""Partners' calendars: read, kept as zone, day and part of the day, and taken back."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from data.imports.sheets import UnreadableFileError
from data.partners.calendars import as_utf8, read_calendar
from data.partners.faults import PartnerFault, PartnerFaultKind
from data.partners.slots import Found, Moment
from data.partners.tables import read_table
from data.partners.zone_names import ZoneNames
from data.register.faults import Saved
from data.register.planning import PartnerSlot
from data.register.validation import attempt
from data.vocabulary import HourBand

HORIZON = timedelta(weeks=26)
"""How far ahead a partner's calendar is read."""

MOST_MOMENTS = 20_000
"""Most moments that one file may hold."""


@dataclass(frozen=True)
class PartnerReading:
    """
    What a partner's file says.

    Attributes
    ----------
    digest : str
        SHA-256 of the file, in hexadecimal digits: the same file is never kept twice.
    moments : tuple of Moment
        Where and when somebody is, in order; empty where anything is wrong.
    faults : tuple of PartnerFault
        All that is wrong, by line.
    """

    digest: str
    moments: tuple[Moment, ...]
    faults: tuple[PartnerFault, ...]


@dataclass(frozen=True)
class PartnerBatch:
    """
    A partner's file that was kept.

    Attributes
    ----------
    digest : str
        SHA-256 of the file.
    moments : int
        How many moments it brought.
    zones : int
        In how many zones.
    first_day, last_day : date
        Its first and last day.
    """

    digest: str
    moments: int
    zones: int
    first_day: date
    last_day: date


def read_partner_file(
    content: bytes, name: str, first: date, zones: ZoneNames, usual: str | None = None
) -> PartnerReading:
    """
    Read a partner's file, without keeping anything.

    Parameters
    ----------
    content : bytes
        A calendar or a table.
    name : str
        Name of the file, for its ending only.
    first : date
        The first day to look at; what lies before, or later than `HORIZON`, is left out.
    zones : ZoneNames
        The areas.
    usual : str, optional
        Code of the zone for lines that do not say a known one; without it they are refused.

    Returns
    -------
    PartnerReading
        With the moments, or with every fault at once.
    """
    digest = hashlib.sha256(content).hexdigest()
    found = list(islice(_read(content, name, (first, first + HORIZON), zones, usual), MOST_MOMENTS + 1))
    faults = sorted(one for one in found if isinstance(one, PartnerFault))
    moments = {one for one in found if isinstance(one, Moment) and first <= one.day <= first + HORIZON}
    if len(found) > MOST_MOMENTS:
        faults.append(PartnerFault(0, "", PartnerFaultKind.TOO_MANY))
    elif not moments and not faults:
        faults.append(PartnerFault(0, "", PartnerFaultKind.NOTHING))
    return PartnerReading(digest, () if faults else tuple(sorted(moments)), tuple(faults))


def _read(
    content: bytes, name: str, span: tuple[date, date], zones: ZoneNames, usual: str | None
) -> Iterator[Found]:
    try:
        text = as_utf8(content).lstrip(b"\xef\xbb\xbf \r\n\t")
        if text[:15].upper() == b"BEGIN:VCALENDAR":
            yield from read_calendar(text, *span, zones, usual)
        else:
            yield from read_table(content, name, lambda text: zones.named(text) or usual)
    except (UnreadableFileError, ValueError):
        yield PartnerFault(0, "", PartnerFaultKind.UNREADABLE)


def save_partner_file(engine: Engine, reading: PartnerReading) -> Saved:
    """
    Keep what a partner's file says; the same file again replaces itself.

    Parameters
    ----------
    engine : Engine
        The register.
    reading : PartnerReading
        Without faults.

    Returns
    -------
    Saved
        How many moments are kept of it, or why none is.

    Raises
    ------
    ValueError
        If the reading has faults.
    """
    if reading.faults:
        raise ValueError(reading.faults)

    def change(session: Session) -> int:
        session.execute(delete(PartnerSlot).where(PartnerSlot.batch == reading.digest))
        session.add_all(
            PartnerSlot(zone=one.zone, day=one.day, band=int(one.band), batch=reading.digest)
            for one in reading.moments
        )
        return len(reading.moments)

    return attempt(engine, change)


def take_back_partner_file(engine: Engine, digest: str) -> Saved:
    """
    Forget what a partner's file said.

    Parameters
    ----------
    engine : Engine
        The register.
    digest : str
        SHA-256 of the file.

    Returns
    -------
    Saved
        How many moments were forgotten.
    """

    def change(session: Session) -> int:
        own = PartnerSlot.batch == digest
        count = session.scalar(select(func.count()).select_from(PartnerSlot).where(own)) or 0
        session.execute(delete(PartnerSlot).where(own))
        return count

    return attempt(engine, change)


def load_partner_batches(engine: Engine) -> list[PartnerBatch]:
    """
    Load the partners' files that are kept.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    list of PartnerBatch
        Those that reach furthest ahead first.
    """
    query = (
        select(
            PartnerSlot.batch,
            func.count(),
            func.count(PartnerSlot.zone.distinct()),
            func.min(PartnerSlot.day),
            func.max(PartnerSlot.day),
        )
        .group_by(PartnerSlot.batch)
        .order_by(func.max(PartnerSlot.day).desc(), PartnerSlot.batch)
    )
    with Session(engine) as session:
        return [PartnerBatch(*row) for row in session.execute(query)]


def load_partner_moments(engine: Engine, first: date, last: date) -> list[Moment]:
    """
    Load where and when partners are.

    Parameters
    ----------
    engine : Engine
        The register.
    first, last : date
        Operational days, both included.

    Returns
    -------
    list of Moment
        In order of zone, day and part; each once, whatever the number of partners.
    """
    query = (
        select(PartnerSlot.zone, PartnerSlot.day, PartnerSlot.band)
        .where(PartnerSlot.day.between(first, last))
        .distinct()
    )
    with Session(engine) as session:
        rows = session.execute(query)
        return sorted(Moment(zone, day, HourBand(band)) for zone, day, band in rows)
