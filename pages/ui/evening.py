"""Which evening it is: until six in the morning, still that of the day before."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from data.recording.begun_rounds import operational_day
from pages.ui.cache import state, today
from pages.ui.text import date_text, weekday_names

FIELD_ZONE = ZoneInfo("Europe/Brussels")


def clock() -> datetime:
    """Return what the field's clocks show."""
    return datetime.now(UTC).astimezone(FIELD_ZONE).replace(tzinfo=None)


def evening_now() -> date:
    """Return the operational day that it is; in a synthetic register its own today."""
    return today() if state().synthetic else operational_day(clock())


def evening_text(day: date) -> str:
    """Return a day as ``mercredi 1er janvier 2020``: pairs and places go by weekdays."""
    return f"{weekday_names('wide')[day.weekday()]} {date_text(day)}"
