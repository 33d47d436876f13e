"""The lines of the audit: chosen by day, person and action, a page at a time, and as files."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from data.audit.files import lines_csv, lines_json
from data.audit.lines import Choice, count_lines, load_authors, load_lines
from data.vocabulary import AuditAction
from pages.parts.audit.wording import author_text, moment_text, what_text
from pages.ui.auditing import AUDIT, AUDIT_FILES
from pages.ui.cache import engine
from pages.ui.datatables import HEIGHT, SHOWN_ROWS, offer_files
from pages.ui.exports import File
from pages.ui.text import _, ngettext, number, term_of, translate

PAGE = 50
"""Lines on a page."""

_PAGE = "_audit_page"


def show_lines() -> None:
    """Draw the choices, one page of lines, the way to the others, and the files."""
    period = _choose_period()
    who = _choose_author()
    broad = replace(period, account=who)
    counts = count_lines(engine(), broad)
    choice = replace(broad, actions=_choose_actions(counts))
    wanted = sum(count for action, count in counts.items() if not choice.actions or action in choice.actions)
    if not wanted:
        st.caption(_("Nothing was recorded like this."))
        return
    page = _page_of(choice, wanted)
    _show_page(load_lines(engine(), choice, page * PAGE, PAGE))
    _turn_pages(page, wanted)
    _offer(choice, wanted)


def _choose_period() -> Choice:
    with st.container(horizontal=True, gap="small", key="audit_period"):
        first = st.date_input(_("From"), value=None, format="DD/MM/YYYY", key="audit_from", width=160)
        last = st.date_input(_("To"), value=None, format="DD/MM/YYYY", key="audit_to", width=160)
    return Choice(_start_of(first), _start_of(last + timedelta(days=1) if last else None))


def _start_of(day: date | None) -> datetime | None:
    """Return the midnight that begins a day on the server's clock, in UTC."""
    if day is None:
        return None
    return datetime.combine(day, time()).astimezone().astimezone(UTC).replace(tzinfo=None)


def _choose_author() -> int | None:
    authors = load_authors(engine())
    if len(authors) < 2:  # noqa: PLR2004 - nothing to choose between
        return None
    chosen: int | None = st.selectbox(
        _("Who"),
        list(authors),
        index=None,
        format_func=lambda account: author_text(account or None, authors[account]),
        placeholder=_("Everybody"),
        key="audit_who",
        width=330,
    )
    return chosen


def _choose_actions(counts: dict[AuditAction, int]) -> frozenset[AuditAction]:
    done = [action for action in AuditAction if action in counts]
    chosen = st.pills(
        _("What was done"),
        done,
        selection_mode="multi",
        format_func=lambda action: f"{term_of(action)} ({number(counts[action])})",
        key="audit_actions",
    )
    return frozenset(chosen)


def _page_of(choice: Choice, wanted: int) -> int:
    """Return the page to show; another choice begins at its first."""
    known: tuple[Choice, int] = st.session_state.get(_PAGE, (choice, 0))
    page = known[1] if known[0] == choice else 0
    page = min(page, (wanted - 1) // PAGE)
    st.session_state[_PAGE] = (choice, page)
    return page


def _show_page(lines: pd.DataFrame) -> None:
    accounts = [None if pd.isna(account) else int(account) for account in lines["account"]]
    what = [
        what_text(AuditAction(action), details)
        for action, details in zip(lines["action"], lines["details"], strict=True)
    ]
    shown = pd.DataFrame(
        {
            _("When"): [moment_text(at.to_pydatetime()) for at in lines["at"]],
            # Before who it was: on a phone two columns are seen at once.
            _("What"): what,
            _("Who"): [author_text(*author) for author in zip(accounts, lines["hint"], strict=True)],
            _("Line"): lines["line"].to_numpy(),
        }
    )
    st.dataframe(
        shown,
        hide_index=True,
        height=HEIGHT * (min(len(shown), SHOWN_ROWS) + 1) + 2,
        column_config={_("What"): st.column_config.TextColumn(width="large")},
        key="audit_lines",
        alt=_("Lines of the audit, the newest first"),
    )


def _turn_pages(page: int, wanted: int) -> None:
    pages = (wanted + PAGE - 1) // PAGE
    lines = ngettext("{count} line", "{count} lines", wanted).format(count=number(wanted))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="audit_pages"):
        for label, icon, step, possible in (
            (_("Newer"), ":material/chevron_left:", -1, page > 0),
            (_("Older"), ":material/chevron_right:", 1, page < pages - 1),
        ):
            st.button(
                label,
                icon=icon,
                type="tertiary",
                disabled=not possible,
                key=f"audit_step_{step}",
                on_click=_step,
                args=(step,),
            )
        where = _("page {page} of {pages}").format(page=number(page + 1), pages=number(pages))
        st.caption(f"{lines} · {where}", width="content")


def _step(step: int) -> None:
    choice, page = st.session_state[_PAGE]
    st.session_state[_PAGE] = (choice, page + step)


def _offer(choice: Choice, wanted: int) -> None:
    # A file is made outside the session: the register and the words are fetched here.
    table = partial(lines_csv, engine(), choice, translate())
    whole = partial(lines_json, engine())
    offer_files(
        [
            File(_("These lines (CSV)"), _("Audit"), ".csv", lambda _marks: table(), AUDIT_FILES[0], wanted),
            File(
                _("The whole record, to check (JSON)"),
                _("Audit"),
                ".jsonl",
                lambda _marks: whole(),
                AUDIT_FILES[1],
            ),
        ],
        key=AUDIT,
    )
