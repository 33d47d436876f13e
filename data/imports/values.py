"""Single cells: text to date, time, number or word, or what is wrong with it."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from data.geography.municipalities import find_municipality, fold
from data.imports.faults import FaultKind
from data.imports.words import NO, YES, accepted_words, fold_word
from data.vocabulary import Acquaintance

OLDEST = date(1990, 1, 1)
"""Earliest day that is believed."""

MOST = 100_000
"""Largest count that is believed."""

LONGEST_VISIT_MIN = 24 * 60

MINUTES_AN_HOUR = 60

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](.+))?")
_DAY_FIRST = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{2}|\d{4})(?:[T ](.+))?")
_SERIAL = re.compile(r"[34567]\d{4}")
_EXCEL_EPOCH = date(1899, 12, 30)
_TIME = re.compile(r"(\d{1,2}) ?(?:[:.h]|heures?|uur|u) ?(\d{2})?(?: ?[:m] ?(\d{2})?)?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,9}(?:[.,]0+)?")
_DECIMAL = re.compile(r"\d{1,4}(?:[.,]\d{1,4})?")
_MINUTES = re.compile(r"(\d{1,4})(?:[.,]0+)? ?(?:min(?:utes?|uten|uut)?|m|['′])?\.?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}) ?(?:[:h]|heures?|uur|u) ?(\d{2})?(?::00| ?min\.?)?", re.IGNORECASE)
_HOURS = re.compile(r"(\d{1,2}(?:[.,]\d{1,4})?) ?(?:h|heures?|hours?|uur|u)", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """
    Why a cell cannot be read.

    Attributes
    ----------
    kind : FaultKind
        What is wrong.
    hint : tuple of str
        As `data.imports.faults.Fault.hint`.
    """

    kind: FaultKind
    hint: tuple[str, ...] = ()


def read_day(text: str) -> date | Problem:
    """
    Read a date: day first, ISO, or the serial number of a spreadsheet.

    Parameters
    ----------
    text : str
        Such as ``05/03/2019``, ``5.3.2019``, ``2019-03-05``, ``43529``.

    Returns
    -------
    date or Problem
        A problem for two-digit years, dates that do not exist, and an hour in the same cell.
    """
    if _SERIAL.fullmatch(text):
        return _EXCEL_EPOCH + timedelta(days=int(text))
    if match := _ISO.fullmatch(text):
        year, month, day, rest = match[1], match[2], match[3], match[4]
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year, rest = match[1], match[3], match[4], match[5]
    else:
        return Problem(FaultKind.NOT_A_DATE)
    if len(year) == len("19"):
        return Problem(FaultKind.SHORT_YEAR)
    if rest and rest.strip("0:."):
        return Problem(FaultKind.DATE_WITH_TIME)
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return Problem(FaultKind.NOT_A_DATE)
    return found if found >= OLDEST else Problem(FaultKind.TOO_OLD)


def read_time(text: str) -> time | Problem:
    """
    Read a time of day.

    Parameters
    ----------
    text : str
        Such as ``21:30``, ``21h30``, ``21 h``, ``21:30:00``, ``24:00``.

    Returns
    -------
    time or Problem
        24:00 is midnight.
    """
    match = _TIME.fullmatch(text)
    if match is None or (match[2] is None and text[-1] in ":."):
        return Problem(FaultKind.NOT_A_TIME)
    hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if (hour, minute, second) == (24, 0, 0):
        return time(0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return Problem(FaultKind.NOT_A_TIME)


def read_effort(text: str, *, hours: bool) -> int | Problem:
    """
    Read how long the team stayed.

    Parameters
    ----------
    text : str
        Such as ``45``, ``45 min``, ``1h30``, ``0:45``, ``1,5 h``.
    hours : bool
        Whether a plain number is in hours.

    Returns
    -------
    int or Problem
        Whole minutes, at most a day.
    """
    if match := _CLOCK.fullmatch(text):
        hour, minute = int(match[1]), int(match[2] or 0)
        if minute >= MINUTES_AN_HOUR:
            return Problem(FaultKind.NOT_A_DURATION)
        minutes = float(MINUTES_AN_HOUR * hour + minute)
    elif (match := _HOURS.fullmatch(text)) or (hours and (match := _DECIMAL.fullmatch(text))):
        minutes = round(60 * float(match[match.lastindex or 0].replace(",", ".")), 6)
    elif match := _MINUTES.fullmatch(text):
        minutes = float(match[1])
    else:
        return Problem(FaultKind.NOT_A_DURATION)
    if not minutes.is_integer():
        return Problem(FaultKind.NOT_A_DURATION)
    if minutes > LONGEST_VISIT_MIN:
        return Problem(FaultKind.TOO_LARGE, (str(LONGEST_VISIT_MIN),))
    return int(minutes)


def read_count(text: str, *, least: int = 1) -> int | Problem:
    """
    Read a whole number.

    Parameters
    ----------
    text : str
        Such as ``3`` or ``3,0``.
    least : int
        Smallest number that makes sense.

    Returns
    -------
    int or Problem
        From *least* to `MOST`.
    """
    if not _NUMBER.fullmatch(text):
        return Problem(FaultKind.NOT_A_NUMBER)
    number = int(re.split("[.,]", text)[0])
    if number < least:
        return Problem(FaultKind.NOT_A_NUMBER)
    return number if number <= MOST else Problem(FaultKind.TOO_LARGE, (str(MOST),))


def read_yes_no(text: str) -> bool | Problem:
    """
    Read yes or no in one of the languages.

    Parameters
    ----------
    text : str
        Such as ``oui``, ``nee``, ``x``.

    Returns
    -------
    bool or Problem
        True for yes.
    """
    folded = fold(text)
    if folded in YES:
        return True
    return False if folded in NO else Problem(FaultKind.NOT_YES_OR_NO)


def read_word(text: str, words: type[StrEnum]) -> StrEnum | Problem:
    """
    Read a word of a closed list.

    Parameters
    ----------
    text : str
        One of its accepted spellings, in any language.
    words : type of StrEnum
        The list.

    Returns
    -------
    StrEnum or Problem
        The member of the list.
    """
    found = accepted_words(words).get(fold_word(text))
    return found if found is not None else Problem(FaultKind.UNKNOWN_WORD, tuple(words))


def read_acquaintance(text: str, header: str) -> StrEnum | Problem:
    """
    Read "first contact or known", where a bare yes or no answers the header.

    Parameters
    ----------
    text : str
        A word of the list, or yes or no.
    header : str
        Header of the column: yes under "first contact" and yes under "known" are opposites.

    Returns
    -------
    StrEnum or Problem
        A problem also for a yes where the header asks both.
    """
    answer = read_yes_no(text)
    if isinstance(answer, bool):
        folded = fold(header)
        asks_first = any(
            word in folded for word in ("premier", "1er", "nouveau", "eerste", "nieuw", "first", "new")
        )
        asks_known = any(word in folded for word in ("connu", "gekend", "known"))
        if asks_first != asks_known:
            return Acquaintance.FIRST if answer == asks_first else Acquaintance.KNOWN
    return read_word(text, Acquaintance)


def read_municipality(text: str) -> str | Problem:
    """
    Read a Belgian municipality.

    Parameters
    ----------
    text : str
        Its French or Dutch name, its postcode, or its NIS code.

    Returns
    -------
    str or Problem
        The NIS code.
    """
    found = find_municipality(text)
    return found.nis if found is not None else Problem(FaultKind.UNKNOWN_MUNICIPALITY)
