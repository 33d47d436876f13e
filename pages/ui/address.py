"""The view in the address bar: a link reopens exactly what its sender saw.

Streamlit's own binding writes the *label* of an option into the address, so that a link sent in French
would lose its filters when it is opened in Dutch. Here the address carries language-free codes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

import streamlit as st

from pages.ui.text import LANGUAGE_KEY, browser_language, language

T = TypeVar("T")

LARGEST_NUMBER = 2**31 - 1
"""Largest number that a column of the register can be asked about."""

_WRITTEN = "_address_written"
_SCREEN = "_address_screen"


@dataclass(frozen=True)
class Parameter(Generic[T]):
    """
    One value of the view, kept in the session under `key` and in the address as text.

    Attributes
    ----------
    key : str
        Name in the session and in the address.
    read : callable
        From the text of the address to the value; raises ValueError or KeyError for one it does not know.
    write : callable
        From the value to the text; an empty text leaves the parameter out.
    default : callable
        The value where the address says nothing.
    """

    key: str
    read: Callable[[str], T]
    write: Callable[[T], str]
    default: Callable[[], T]

    @property
    def value(self) -> T:
        """The value in this session."""
        value: T = st.session_state.get(self.key, self.default())
        return value


def one_of(key: str, options: Callable[[], Sequence[str]], default: Callable[[], str]) -> Parameter[str]:
    """Return a parameter that holds one of *options*, by its code."""

    def read(text: str) -> str:
        if text not in options():
            raise ValueError(text)
        return text

    return Parameter(key, read, lambda code: "" if code == default() else str(code), default)


def some_of(key: str, options: Callable[[], Sequence[str]]) -> Parameter[list[str]]:
    """Return a parameter that holds any number of *options*, by their codes; unknown codes are left out."""

    def read(text: str) -> list[str]:
        return [code for code in text.split(",") if code in options()]

    return Parameter(key, read, ",".join, list)


def a_day(
    key: str, default: Callable[[], date], first: Callable[[], date], last: Callable[[], date]
) -> Parameter[date]:
    """Return a parameter that holds a day in ISO form; one outside *first* to *last* becomes the nearest."""

    def read(text: str) -> date:
        return max(first(), min(date.fromisoformat(text), last()))

    return Parameter(key, read, lambda day: "" if day == default() else day.isoformat(), default)


def a_number(key: str) -> Parameter[int | None]:
    """Return a parameter that holds the number of a record or nothing."""

    def read(text: str) -> int:
        number = int(text)
        if not 0 <= number <= LARGEST_NUMBER:
            raise ValueError(text)
        return number

    return Parameter(key, read, lambda value: "" if value is None else str(value), lambda: None)


def open_address(screen: str, parameters: Sequence[Parameter[Any]]) -> None:
    """
    Take the view from the address where it speaks, and from the session where it does not.

    The address speaks when it differs from what was last written: a link, the back button. An empty address
    on another screen is the menu, which must keep the filters. What a reader has just clicked counts more:
    a browser that has not heard of the last address yet, as while time passes on the map, sends an old one.

    Parameters
    ----------
    screen : str
        Code of the screen that runs.
    parameters : sequence of Parameter
        What the screen keeps in its view.
    """
    texts = st.query_params.to_dict()
    moved = st.session_state.get(_SCREEN) != screen
    written = st.session_state.get(_WRITTEN, {})
    foreign = texts != written and (moved or not _has_changed(parameters, written))
    for parameter in parameters:
        if foreign and (texts or not moved):
            st.session_state[parameter.key] = _read(parameter, texts)
        else:
            # Assigned again so that Streamlit keeps it while its widget is not on screen; read again because
            # the register may have lost since what was chosen, such as a service.
            st.session_state[parameter.key] = _read(parameter, _kept(parameter))
    st.session_state[_SCREEN] = screen


def _has_changed(parameters: Sequence[Parameter[Any]], written: dict[str, str]) -> bool:
    """Tell whether a widget has changed the view since it was written into the address."""
    now = {key: text for parameter in parameters for key, text in _kept(parameter).items()}
    return now != {key: text for key, text in written.items() if key != LANGUAGE_KEY}


def _kept(parameter: Parameter[Any]) -> dict[str, str]:
    """Return the value in this session as the address would carry it."""
    text = parameter.write(parameter.value)
    return {parameter.key: text} if text else {}


def _read(parameter: Parameter[T], texts: dict[str, str]) -> T:
    text = texts.get(parameter.key)
    if text is None:
        return parameter.default()
    try:
        return parameter.read(text)
    except (ValueError, KeyError):
        return parameter.default()


def write_address(parameters: Sequence[Parameter[Any]]) -> None:
    """
    Write the view into the address; values at their default are left out.

    Parameters
    ----------
    parameters : sequence of Parameter
        What the screen keeps in its view.
    """
    texts = {parameter.key: parameter.write(parameter.value) for parameter in parameters}
    texts = {key: text for key, text in texts.items() if text}
    if language() != browser_language():
        # The switch is kept over a reload; a reader whose browser speaks our language gets the browser's.
        texts[LANGUAGE_KEY] = language()
    if texts != st.query_params.to_dict():
        st.query_params.from_dict(texts)
    st.session_state[_WRITTEN] = texts
