"""What the publish screen keeps in the session: a release in the making, one that is read, the last word."""

from datetime import UTC, datetime

import streamlit as st

from data.releases.dossier import Proposal
from data.releases.faults import ReleaseRefusedError, UntrustedReleaseError
from pages.parts.publish.preparation import Preparation
from pages.ui.text import _

_PREPARATION = "publish_preparation"
_READ = "publish_read"
_SAID = "publish_said"

Refusal = ReleaseRefusedError | UntrustedReleaseError


def preparation() -> Preparation[Proposal] | None:
    """Return what is being made, or was, in this session."""
    kept: Preparation[Proposal] | None = st.session_state.get(_PREPARATION)
    return kept


def keep_preparation(made: Preparation[Proposal]) -> None:
    """Keep what is being made; it takes the place of whatever was read."""
    clear()
    st.session_state[_PREPARATION] = made


def read_release() -> int | None:
    """Return the number of the waiting release that is read."""
    number: int | None = st.session_state.get(_READ)
    return number


def open_release(number: int) -> None:
    """Read a waiting release."""
    clear()
    st.session_state[_READ] = number


def clear() -> None:
    """Keep nothing: what was being made stops, and its result is dropped."""
    made = preparation()
    if made is not None:
        made.cancel()
    for key in (_PREPARATION, _READ):
        st.session_state.pop(key, None)


def end_with(word: str | Refusal, *, done: bool = True) -> None:
    """
    Close what is open, and say how it ended on the next run, which begins at once.

    Parameters
    ----------
    word : str or Refusal
        A sentence, translated, or why something cannot be.
    done : bool
        Whether the sentence tells of something that was done.
    """
    clear()
    st.session_state[_SAID] = (word, done)
    st.rerun(scope="app")


def show_last_word() -> None:
    """Say once how what was open ended."""
    word, done = st.session_state.pop(_SAID, (None, False))
    if isinstance(word, Refusal):
        show_refusal(word)
    elif word is not None and done:
        st.success(word, icon=":material/check_circle:")
    elif word is not None:
        st.info(word, icon=":material/info:")


def show_refusal(error: Refusal) -> None:
    """Draw why something cannot be, and what to do."""
    st.error(f"**{_(error.problem)}** {_(error.remedy)}", icon=":material/block:")


def now() -> datetime:
    """Return the moment, in UTC without its zone, as the register keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)
