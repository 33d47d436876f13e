"""Hours of an operational day and lengths of time, in words."""

from data.planning.hours import clock_of
from geo.rounds.model import TimeWindow
from pages.ui.text import _, number


def hour_text(minute: float) -> str:
    """Return a minute of an operational day as the clock shows it: 1530 is 01:30."""
    return f"{clock_of(round(minute)):%H:%M}"


def hours_text(first: float, last: float) -> str:
    """Return two hours as a range, such as 20:00–01:30, or one where they are the same."""
    start, end = hour_text(first), hour_text(last)
    return start if start == end else f"{start}–{end}"


def window_text(window: TimeWindow) -> str:
    """Return the hours of a window, such as 20:00–01:30."""
    return hours_text(window.opens_min, window.closes_min)


def length_text(minutes: float) -> str:
    """Return a length of time: 45 min, 2 h, 2 h 05."""
    hours, rest = divmod(round(minutes), 60)
    if not hours:
        return _("{minutes} min").format(minutes=number(rest))
    if not rest:
        return _("{hours} h").format(hours=number(hours))
    return _("{hours} h {minutes}").format(hours=number(hours), minutes=f"{rest:02d}")
