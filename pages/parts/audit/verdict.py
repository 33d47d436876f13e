"""Whether the audit is whole, first of all, and how to make sure of its end."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from data.audit import Head, Verdict, to_head, verify
from pages.parts.audit.wording import moment_text, verdict_text
from pages.ui.cache import engine
from pages.ui.text import _

_FOUND = "_audit_found"

GOOD_FOR = timedelta(minutes=5)
"""How long a verdict is shown before the record is read again: a long one takes seconds."""


def show_verdict() -> None:
    """Draw the verdict and, folded away, how to keep the end of the record somewhere else."""
    at, verdict = _verdict(_noted())
    if verdict.is_whole:
        st.success(verdict_text(verdict), icon=":material/verified:")
    else:
        st.error(f"**{verdict_text(verdict)}**", icon=":material/gpp_bad:")
        st.markdown(
            _(
                "Somebody has changed the database outside the app, or it was damaged. Take a copy of it as "
                "it is now, compare the record with that of your last backup, and tell whoever looks after "
                "data protection."
            )
        )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(_("Read through on {moment}.").format(moment=moment_text(at)), width="content")
        st.button(
            _("Check again"), icon=":material/refresh:", type="tertiary", key="audit_again", on_click=_forget
        )
    _offer_head(verdict)


def _verdict(noted: Head | None) -> tuple[datetime, Verdict]:
    """Return the last verdict and when it was found; an old one, or one for another head, is found anew."""
    known: tuple[datetime, Head | None, Verdict] | None = st.session_state.get(_FOUND)
    now = datetime.now(UTC).replace(tzinfo=None)
    if known is None or known[1] != noted or now - known[0] > GOOD_FOR:
        with st.spinner(_("Reading the whole record…")):
            known = (now, noted, verify(engine(), noted))
        st.session_state[_FOUND] = known
    return known[0], known[2]


def _forget() -> None:
    st.session_state.pop(_FOUND, None)


def _noted() -> Head | None:
    try:
        return to_head(st.session_state.get("audit_noted") or "")
    except ValueError:
        return None


def _offer_head(verdict: Verdict) -> None:
    with st.expander(_("Was the end cut off?"), icon=":material/content_cut:", key="audit_head"):
        st.markdown(
            _(
                "A record that lost its last lines looks whole. Keep this line somewhere else, on paper for "
                "example: later it proves that nothing before it has gone. Backups and releases hold one too."
            )
        )
        st.code(str(verdict.head), language=None, wrap_lines=True)
        typed = st.text_input(_("A line that you kept"), key="audit_noted", placeholder="1234:9f86d081…")
        if typed and _noted() is None:
            st.warning(
                _("This is not such a line: a number, a colon, and 64 letters and digits."),
                icon=":material/edit_note:",
            )
