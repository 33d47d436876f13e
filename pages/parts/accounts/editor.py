"""Letting somebody in, and changing what somebody may do."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from data.access.accounts import AccountError, AccountRecord, add_account, change_account
from data.vocabulary import AccessRole
from pages.parts.accounts.listing import roles_text, service_text
from pages.ui.access import actor, require
from pages.ui.cache import all_services, engine
from pages.ui.text import _, as_plain, term_of, translate

_EDITION = "_accounts_edition"
_SENTENCE = "_accounts_sentence"

ALL = 0
"""Stands for all services in the choice; no service has this number."""

ADDRESS_LENGTH = 254
"""Longest e-mail address."""


def _explanations() -> dict[AccessRole, str]:
    return {
        AccessRole.FIELD: _("sees the overview, the map and the places; changes nothing, takes no file"),
        AccessRole.COORDINATOR: _("works with the register: figures, places, regulations, imports, files"),
        AccessRole.ANALYST: _("sees no record; works with the published figures in the app for policy"),
        AccessRole.PUBLISHER: _("makes and approves releases"),
        AccessRole.ADMINISTRATOR: _("lets people in, looks after the audit and the map's layers"),
    }


def show_roles() -> None:
    """Say what each role is for."""
    with st.expander(_("What each role may do"), icon=":material/badge:"):
        lines = (f"- **{term_of(role)}**: {text}" for role, text in _explanations().items())
        st.markdown("\n".join(lines))


def show_done() -> None:
    """Say what was last done, once."""
    sentence = st.session_state.pop(_SENTENCE, None)
    if sentence is not None:
        st.success(sentence, icon=":material/check_circle:")


def show_new_account() -> None:
    """Draw the form that lets somebody in."""
    st.subheader(_("Let somebody in"), anchor=False)
    key = f"new_account_{_edition()}"
    address = st.text_input(
        _("E-mail address they sign in with"),
        max_chars=ADDRESS_LENGTH,
        key=f"{key}_address",
        help=_("The address itself is not kept: only a fingerprint of it, and its first letter and domain."),
    )
    roles = _choose_roles(key, frozenset())
    service = _choose_service(key, None)
    if st.button(_("Let in"), type="primary", icon=":material/person_add:", key="add_account"):
        _attempt(
            lambda: add_account(engine(), address, roles, service, by=actor().account, now=_now()),
            _("{account} may sign in now."),
        )


def show_change(accounts: Sequence[AccountRecord]) -> None:
    """
    Draw the choice of an account, and the form that changes it.

    Parameters
    ----------
    accounts : sequence of AccountRecord
        At least one.
    """
    st.subheader(_("Change an account"), anchor=False)
    by_id = {account.id: account for account in accounts}
    chosen = st.selectbox(
        _("Account"),
        list(by_id),
        index=None,
        format_func=lambda account: f"{by_id[account].hint} · {roles_text(by_id[account])}",
        key=f"changed_account_{_edition()}",
        placeholder=_("Choose an account"),
    )
    if chosen is None:
        return
    account = by_id[chosen]
    key = f"account_{chosen}_{_edition()}"
    roles = _choose_roles(key, account.roles)
    service = _choose_service(key, account.service)
    active = st.toggle(_("May sign in"), value=account.active, key=f"{key}_active")
    if st.button(_("Save the changes"), type="primary", icon=":material/save:", key="save_account"):
        wanted = replace(account, roles=roles, service=service, active=active)
        _attempt(
            lambda: change_account(engine(), wanted, by=actor().account, now=_now()),
            _("The account {account} was changed."),
        )


def _choose_roles(key: str, before: frozenset[AccessRole]) -> frozenset[AccessRole]:
    chosen = st.pills(
        _("Roles"),
        list(AccessRole),
        selection_mode="multi",
        default=[role for role in AccessRole if role in before],
        format_func=term_of,
        key=f"{key}_roles",
        wrap=True,
    )
    return frozenset(chosen)


def _choose_service(key: str, before: int | None) -> int | None:
    options = [ALL, *(int(number) for number in all_services().index)]
    chosen = st.selectbox(
        _("Sees the records of"),
        options,
        index=options.index(before or ALL),
        format_func=lambda service: service_text(service or None),
        key=f"{key}_service",
    )
    return chosen or None


def _attempt(change: Callable[[], AccountRecord], sentence: str) -> None:
    """Make a change; say why not, or start with fresh forms and say that it was made."""
    require("accounts")
    try:
        made = change()
    except AccountError as error:
        st.error(translate()(str(error)), icon=":material/error:")
        return
    st.session_state[_SENTENCE] = sentence.format(account=as_plain(made.hint))
    st.session_state[_EDITION] = _edition() + 1
    st.rerun()


def _edition() -> int:
    """Return a number that changes with each change, so that the forms start anew."""
    edition: int = st.session_state.get(_EDITION, 0)
    return edition


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
