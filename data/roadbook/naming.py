"""What a file that leaves with a pair calls rounds and stops: as little as it can."""

import unicodedata
from dataclasses import dataclass

from data.i18n import Translate
from data.planning.hours import clock_of
from data.roadbook.contents import BookStop
from data.terms import term
from geo.rounds.model import TimeWindow

DASH = "–"


@dataclass(frozen=True)
class Disclosure:
    """
    What a file says beyond order and hours.

    Attributes
    ----------
    positions : bool
        Where the stops are.
    places : bool
        What the register calls them; such a name often tells the kind of place.
    kinds : bool
        Kinds of places, and of what is handed out: they tell what the round is for.
    """

    positions: bool = True
    places: bool = False
    kinds: bool = False


NEUTRAL = Disclosure()
"""What leaves unless somebody asks for more."""


def tour_title(code: str, translate: Translate) -> str:
    """
    Return the title of a round, which tells nothing but whose it is.

    Parameters
    ----------
    code : str
        The pair's.
    translate : Translate
        The look-up of the reader's language.

    Returns
    -------
    str
        Such as ``Tour charleroi-1``.
    """
    return translate("Tour {pair}").format(pair=code).strip()


def stop_title(stop: BookStop, disclosure: Disclosure, translate: Translate) -> str:
    """
    Return what a stop is called.

    Parameters
    ----------
    stop : BookStop
        The stop.
    disclosure : Disclosure
        What may be said.
    translate : Translate
        The look-up of the reader's language.

    Returns
    -------
    str
        Such as ``Visit 3``; with names of places the place's, with kinds its kind in brackets.
    """
    title = (
        printable(stop.label) if disclosure.places else translate("Visit {number}").format(number=stop.number)
    )
    return f"{title} ({term(stop.kind, translate)})" if disclosure.kinds else title


def printable(label: str) -> str:
    """Return a label without signs that control how a text is read: no format of a file stands them all."""
    return "".join(sign for sign in label if not unicodedata.category(sign).startswith("C"))


def hour_text(minute: float) -> str:
    """Return a minute of an operational day as the clock shows it: 1530 is 01:30."""
    return f"{clock_of(minute):%H:%M}"


def window_text(window: TimeWindow) -> str:
    """Return hours such as 20:00–01:30, or one hour where both are the same."""
    first, last = hour_text(window.opens_min), hour_text(window.closes_min)
    return first if first == last else f"{first}{DASH}{last}"


def arrival_text(stop: BookStop) -> str:
    """Return when a pair arrives, as a range."""
    return window_text(TimeWindow(stop.arrival_min, stop.latest_arrival_min))


def hours_text(stop: BookStop, translate: Translate) -> str:
    """
    Return the hours of a place on the evening.

    Parameters
    ----------
    stop : BookStop
        The stop.
    translate : Translate
        The look-up of the reader's language.

    Returns
    -------
    str
        A dash where nobody knows them.
    """
    if stop.windows is None:
        return DASH
    return ", ".join(window_text(window) for window in stop.windows) or translate("shut")
