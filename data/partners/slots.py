"""Where and when some other organisation is: a zone, a day and a part of the day, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from data.partners.faults import PartnerFault
from data.vocabulary import BAND_STARTS, DAY_STARTS_AT, HourBand

ZoneOf = Callable[[str], str | None]
"""From a text to the code of a zone; None where it means none."""


@dataclass(frozen=True, order=True)
class Moment:
    """
    That somebody is in a zone.

    Attributes
    ----------
    zone : str
        Code of the area.
    day : date
        The operational day.
    band : HourBand
        Part of the day.
    """

    zone: str
    day: date
    band: HourBand


Found = PartnerFault | Moment
"""What a reader makes of a line."""


def bands_between(begins: datetime, ends: datetime) -> list[tuple[date, HourBand]]:
    """
    Return the parts of operational days that a span touches.

    Parameters
    ----------
    begins, ends : datetime
        Local, the end excluded; a span without length counts where it begins.

    Returns
    -------
    list of tuple
        Operational day and part, in order.
    """
    ends = max(ends, begins + timedelta(minutes=1))
    day = (begins - timedelta(hours=DAY_STARTS_AT)).date()
    last = (ends - timedelta(hours=DAY_STARTS_AT, minutes=1)).date()
    found = []
    while day <= last:
        starts = [datetime.combine(day, time(hour)) for hour in BAND_STARTS.values()]
        stops = [*starts[1:], starts[0] + timedelta(days=1)]
        for band, start, stop in zip(BAND_STARTS, starts, stops, strict=True):
            if start < ends and begins < stop:
                found.append((day, band))
        day += timedelta(days=1)
    return found
