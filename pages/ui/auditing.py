"""What screens tell the audit: what was looked at, what was chosen, what was changed, what left.

Only codes and numbers of records go into it, never a figure. Looking is noted beside the screen, on a
thread of its own: a screen never waits for the audit, and is never broken by it. A file does not leave
before its line is written.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import streamlit as st

from data.access import roles as rules
from data.audit import Details, record, try_record
from data.vocabulary import AccessRole, AuditAction, ExportPurpose
from pages.ui.access import Actor, NotAllowedError, actor, export_permit, may_export, may_open
from pages.ui.address import Parameter
from pages.ui.cache import engine
from pages.ui.exports import File, Marks
from pages.ui.text import _, term_of

PURPOSE = "_export_purpose"
"""Session key of what this session's files are for."""

AUDIT = "audit"
"""The screen of the audit, and what its files are offered under."""

AUDIT_FILES = ("audit_table", "audit_record")
"""Keys of its files: the lines that are shown, and the record as it is."""

_SCREEN = "_audit_screen"
_PLACE = "_audit_place"
_REFUSED = "_audit_refused"
_FILTER = "_audit_filter"

TRIES = 3
"""How often a line is tried again while somebody writes to the register."""

_notes = ThreadPoolExecutor(max_workers=1, thread_name_prefix="audit")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _note(action: AuditAction, details: Details) -> None:
    """Hand a line over; it is written after this, in the order of all lines handed over."""
    _notes.submit(_insist, partial(try_record, engine(), action, details, actor().account, _now()))


def _insist(write: Callable[[], bool]) -> None:
    for attempt in range(TRIES):
        time.sleep(attempt)
        if write():
            return


def settle_notes() -> None:
    """Wait until every line that was handed over is written."""
    _notes.submit(int).result()


def note_view(screen: str) -> None:
    """
    Note that a screen was opened; once, however often it runs again.

    Parameters
    ----------
    screen : str
        Its file stem.
    """
    if st.session_state.get(_SCREEN) == screen:
        return
    st.session_state[_SCREEN] = screen
    st.session_state.pop(_PLACE, None)
    _note(AuditAction.VIEW, {"screen": screen})


def note_refusal(screen: str) -> None:
    """
    Note that somebody asked for a screen that is not theirs; once, until they ask for another one.

    Parameters
    ----------
    screen : str
        Its file stem.
    """
    if st.session_state.get(_REFUSED) == screen:
        return
    st.session_state[_REFUSED] = screen
    _note(AuditAction.REFUSED, {"screen": screen})


def note_place(place: int) -> None:
    """
    Note that the sheet of a place was opened; once, until another one is.

    Parameters
    ----------
    place : int
        Its number in the register.
    """
    if st.session_state.get(_PLACE) == place:
        return
    st.session_state[_PLACE] = place
    _note(AuditAction.VIEW, {"screen": st.session_state.get(_SCREEN, ""), "place": place})


def note_filter(parameters: Sequence[Parameter[Any]]) -> None:
    """
    Note what is chosen; once a change, and nothing while nothing is chosen.

    Parameters
    ----------
    parameters : sequence of Parameter
        The filters; what the address would carry of them is noted.
    """
    texts = {parameter.key: parameter.write(parameter.value) for parameter in parameters}
    chosen = {key: text for key, text in texts.items() if text}
    if st.session_state.get(_FILTER, {}) == chosen:
        return
    st.session_state[_FILTER] = chosen
    _note(AuditAction.FILTER, {"screen": st.session_state.get(_SCREEN, ""), **chosen})


def note_change(what: str, **details: object) -> None:
    """
    Note a change of the register that has just been made.

    Parameters
    ----------
    what : str
        A code, such as ``place_saved``.
    **details : object
        Numbers of the records it was done to.
    """
    try_record(engine(), AuditAction.CHANGE, {"what": what, **details}, actor().account, _now())


@dataclass(frozen=True)
class _Leaving:
    """What is known of a file when its button is drawn; the file itself is made outside the session."""

    file: File
    details: Details
    account: int | None
    marks: Callable[[datetime], Marks]
    is_permitted: Callable[[], bool]
    write: Callable[[AuditAction, Details, int | None, datetime], None]

    def take(self) -> bytes:
        """Make the file for whoever may still have it, and hand it out once the audit has its line."""
        if not self.is_permitted():
            self.write(AuditAction.REFUSED, self.details, self.account, _now())
            raise NotAllowedError
        content = self.file.make(self.marks(datetime.now().astimezone()))
        digest = hashlib.sha256(content).hexdigest()
        self.write(AuditAction.EXPORT, {**self.details, "digest": digest}, self.account, _now())
        return content


class AuditedDesk:
    """The desk of the register: files have a purpose, leave a line in the audit, and say who took them."""

    def is_ready(self, key: str) -> bool:
        """Draw nothing for whoever may not export, and the question of the purpose until it is answered."""
        if not _may_take(key):
            return False
        if PURPOSE in st.session_state:
            return True
        choice = f"{key}_purpose_choice"
        with st.popover(_("Download"), icon=":material/download:", type="tertiary", key=f"{key}_purpose"):
            st.pills(
                _("What are these files for?"),
                list(ExportPurpose),
                format_func=term_of,
                key=choice,
                on_change=_keep_purpose,
                args=(choice,),
            )
            st.caption(_("Asked once. The audit keeps who took which file, when, and for what."))
        return False

    def remark(self) -> str:
        """Say what the audit will keep."""
        return _("The audit will say: {purpose}").format(purpose=term_of(st.session_state[PURPOSE]))

    def hand_out(self, file: File) -> Callable[[], bytes]:
        """Return what makes *file* and records it; without its line it does not leave."""
        purpose: ExportPurpose = st.session_state[PURPOSE]
        details = {
            "what": file.key,
            "screen": st.session_state.get(_SCREEN, ""),
            "format": file.suffix.removeprefix("."),
            "purpose": purpose.value,
            "rows": file.rows,
        }
        who = actor()
        return _Leaving(
            file,
            details,
            who.account,
            _marks_of(who, purpose),
            export_permit(_may_take_audit if file.key in AUDIT_FILES else rules.may_export),
            partial(record, engine()),
        ).take


def _may_take_audit(roles: frozenset[AccessRole]) -> bool:
    """Whoever may see the audit may take it along, and no other file for that."""
    return rules.may_open(roles, AUDIT)


def _may_take(key: str) -> bool:
    return may_export() or (key == AUDIT and may_open(AUDIT))


def _keep_purpose(key: str) -> None:
    chosen = st.session_state.get(key)
    if chosen is not None:
        st.session_state[PURPOSE] = chosen


def _marks_of(who: Actor, purpose: ExportPurpose) -> Callable[[datetime], Marks]:
    """Return what makes the marks of a file, with all words looked up now."""
    taken_on, by = _("Taken on"), (_("Taken by"), who.hint or _("Nobody signed in"))
    why = (_("Taken for"), term_of(purpose))
    use = (_("Use"), _("Exact figures of the register: for this purpose only, never to be published."))
    return lambda now: ((taken_on, f"{now:%d/%m/%Y %H:%M}"), by, why, use)


def show_purpose() -> None:
    """Draw, in the sidebar, what this session's files are for, once that was answered."""
    if PURPOSE not in st.session_state or not (may_export() or may_open(AUDIT)):
        return
    purposes = list(ExportPurpose)
    chosen = st.sidebar.selectbox(
        _("Files are for"),
        purposes,
        index=purposes.index(st.session_state[PURPOSE]),
        format_func=term_of,
        key="_export_purpose_choice",
    )
    st.session_state[PURPOSE] = chosen
