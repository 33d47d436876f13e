"""How files leave the app: each shell declares a desk, which says whether they may and what is asked first.

Screens of the register and of a release share their tables. What is kept of an export, and who may make one,
is the business of the shell that runs: a table knows the desk alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import streamlit as st

Marks = tuple[tuple[str, str], ...]
"""What a file says of how it left the app, where it has a place for it: headings and texts."""

_DESK = "_export_desk"


@dataclass(frozen=True)
class File:
    """
    A file that can be taken away.

    Attributes
    ----------
    label : str
        Text of its button, translated.
    about : str
        What it is about; becomes part of its name.
    suffix : str
        Such as ``.csv``.
    make : callable
        Makes the file, with the marks it is given. It runs outside the session, where nobody knows its
        language: all words are looked up before.
    key : str
        Key of its button, and what the audit calls it.
    rows : int or None
        How many records it holds, where that is known.
    primary : bool
        Whether it is the main thing to do on its screen.
    empty : bool
        Whether it holds no data, such as a form to fill in.
    """

    label: str
    about: str
    suffix: str
    make: Callable[[Marks], bytes]
    key: str
    rows: int | None = None
    primary: bool = False
    empty: bool = False


class Desk(Protocol):
    """Where files leave."""

    def is_ready(self, key: str) -> bool:
        """Draw what must be answered before files may leave, and tell whether they may now."""
        ...

    def remark(self) -> str | None:
        """Return what to say beside each file, translated."""
        ...

    def hand_out(self, file: File) -> Callable[[], bytes]:
        """Return what makes *file* at the moment it is taken."""
        ...


class FreeDesk:
    """The desk of a release: whatever it shows may leave, so nothing is asked and nothing is kept."""

    def is_ready(self, key: str) -> bool:  # noqa: ARG002 - nothing is asked
        """Tell that files may leave."""
        return True

    def remark(self) -> None:
        """Say nothing."""
        return

    def hand_out(self, file: File) -> Callable[[], bytes]:
        """Return what makes *file*."""
        return lambda: file.make(())


def declare_desk(desk: Desk) -> None:
    """
    Say where files of this run leave; a shell calls it before any screen runs.

    Parameters
    ----------
    desk : Desk
        Such as `FreeDesk`.
    """
    st.session_state[_DESK] = desk


def current_desk() -> Desk:
    """Return the desk of this run; without one nothing leaves."""
    desk: Desk = st.session_state[_DESK]
    return desk
