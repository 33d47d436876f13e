"""The two nights of the year on which clocks change: what whoever reads the hours of a round has to know."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from data.i18n import Translate
from data.planning.hours import FIRST_MIN, LAST_MIN, moment_of
from geo.rounds.model import TimeWindow

ZONE = "Europe/Brussels"

FORWARD_MIN, BACK_MIN = 26 * 60, 27 * 60
"""Minutes of an operational day at which clocks go forward and back: 02:00 in March, 03:00 in October."""


def clock_change_text(day: date, hours: TimeWindow, translate: Translate) -> str:
    """
    Return what to say of a round whose hours run over a change of the clocks.

    Parameters
    ----------
    day : date
        The operational day.
    hours : TimeWindow
        Of the round, on a clock that never changes.
    translate : Translate
        The look-up of the reader's language.

    Returns
    -------
    str
        A sentence; empty on every other night, and for a round that is over by then.
    """
    begins, ends = _offset_of(moment_of(day, FIRST_MIN)), _offset_of(moment_of(day, LAST_MIN))
    if ends > begins and hours.closes_min > FORWARD_MIN:
        return translate("Clocks go forward at 02:00: arrivals after it are an hour later by the clock.")
    if ends < begins and hours.closes_min > BACK_MIN:
        return translate("Clocks go back at 03:00: arrivals after it are an hour earlier by the clock.")
    return ""


def _offset_of(moment: datetime) -> float:
    """Return how many seconds clocks are ahead of UTC at a local moment."""
    return (moment.replace(tzinfo=UTC) - moment.replace(tzinfo=ZoneInfo(ZONE))).total_seconds()
