"""Who uses the app, and what they may do; asked anew at every click, before anything else happens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from data.access import roles as rules
from data.access.accounts import AccountRecord, find_account, note_sign_in, settle_administrator
from data.access.identity import Identity, identify
from data.access.sessions import SignedIn
from data.audit import try_record
from data.settings import settings
from data.vocabulary import AccessRole, AuditAction
from pages.ui.connection import register_engine
from pages.ui.gate_session import provider, signed_in

_ACTOR = "_actor"
_SCREEN = "_open_screen"
_OWNER = "_session_owner"


class NotAllowedError(PermissionError):
    """Somebody asked for what they may not have, or no longer."""


@dataclass(frozen=True)
class Actor:
    """
    Who uses the app.

    Attributes
    ----------
    account : int or None
        Identifier of the account; None for the one user of an app without sign-in.
    roles : frozenset of AccessRole
        What they may do.
    service : int or None
        The one service whose records they see; None for all services.
    hint : str
        What tells them from others without naming them, such as ``c…@example.org``; may be empty.
    """

    account: int | None
    roles: frozenset[AccessRole]
    service: int | None
    hint: str


LOCAL = Actor(account=None, roles=frozenset(AccessRole), service=None, hint="")
"""The one user of an app without sign-in, which answers its own computer only."""

NOBODY = Actor(account=None, roles=frozenset(), service=None, hint="")
"""Somebody whose sign-in is over."""


def actor() -> Actor:
    """
    Return who uses the app now.

    With sign-in the account is looked up once for each message from the browser, so that a role that was
    withdrawn is gone at the next click, in callbacks and fragments too.
    """
    if provider() is None:
        return LOCAL
    session = signed_in()
    if session is None:
        return NOBODY
    moment = (session.until, session.turn)
    kept: tuple[tuple[float, int], Actor] | None = st.session_state.get(_ACTOR)
    if kept is not None and kept[0] == moment:
        return kept[1]
    found = _look_up(session)
    st.session_state[_ACTOR] = (moment, found)
    return found


def _look_up(session: SignedIn) -> Actor:
    account = _account_of(session.identity)
    if session.is_new:
        session.is_new = False
        _note(session.identity, account)
    if account is None:
        return Actor(account=None, roles=frozenset(), service=None, hint=session.identity.hint)
    return Actor(account.id, account.roles, account.service, account.hint)


def _account_of(who: Identity) -> AccountRecord | None:
    """Return the active account of somebody who signed in."""
    account = find_account(register_engine(), who.digest)
    active = account if account is not None and account.active else None
    if not _is_administrator_of_settings(who):
        return active
    if active is None or AccessRole.ADMINISTRATOR not in active.roles or active.service is not None:
        return settle_administrator(register_engine(), who, _now())
    return active


def _is_administrator_of_settings(who: Identity) -> bool:
    named = settings().administrator
    return bool(named) and identify(named).digest == who.digest


def _note(who: Identity, account: AccountRecord | None) -> None:
    """Put a sign-in, or that it led nowhere, into the audit."""
    if account is None:
        try_record(register_engine(), AuditAction.REFUSED, {"hint": who.hint}, None, _now())
        return
    note_sign_in(register_engine(), account.id, _now().date())
    details = {"roles": sorted(account.roles), "service": account.service}
    try_record(register_engine(), AuditAction.SIGN_IN, details, account.id, _now())


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def may_open(screen: str) -> bool:
    """Return whether a screen, by its file stem, is open to whoever uses the app now."""
    now = actor()
    return rules.may_open(now.roles, screen, now.service)


def may_read() -> bool:
    """Return whether whoever uses the app now may see places and visits."""
    return rules.may_read(actor().roles)


def may_export() -> bool:
    """Return whether whoever uses the app now may take files out of it."""
    return rules.may_export(actor().roles)


def may_edit(service: int | None = None) -> bool:
    """Return whether whoever uses the app now may change records; with *service*, what it looks after."""
    now = actor()
    return rules.may_edit(now.roles) and (service is None or now.service in {None, service})


def may_record(service: int | None = None) -> bool:
    """Return whether whoever uses the app now may record visits; with *service*, those of its rounds."""
    now = actor()
    return rules.may_record(now.roles) and (service is None or now.service in {None, service})


def require(screen: str) -> None:
    """
    Refuse whoever may not open a screen now; for changes that belong to that screen.

    Parameters
    ----------
    screen : str
        Its file stem.

    Raises
    ------
    NotAllowedError
        Also where the role was withdrawn since the screen was drawn.
    """
    if not may_open(screen):
        raise NotAllowedError


def export_permit(
    allows: Callable[[frozenset[AccessRole]], bool] = rules.may_export,
) -> Callable[[], bool]:
    """
    Return what tells, later and outside the session, whether its user may still take files out.

    A file is made when it is asked for, long after its button was drawn.

    Parameters
    ----------
    allows : callable
        Tells whether roles may have the file.

    Returns
    -------
    callable
        Asks the register anew.
    """
    session = signed_in()
    if session is None:
        allowed = allows(actor().roles)
        return lambda: allowed
    who, service = session.identity, actor().service

    def may_still() -> bool:
        account = _account_of(who)
        # What the file will hold was chosen when its button was drawn, for the service of then.
        return account is not None and account.service in {None, service} and allows(account.roles)

    return may_still


def enter(screen: str) -> None:
    """
    Keep which screen runs; the shell calls it before the screen.

    Parameters
    ----------
    screen : str
        Its file stem.
    """
    st.session_state[_SCREEN] = screen


def ensure_open() -> None:
    """Run the whole app again where a fragment's screen is no longer open to its user."""
    if not may_open(st.session_state[_SCREEN]):
        st.rerun(scope="app")


def forget_others() -> None:
    """Drop what somebody else left in this session: on one computer, one may sign out and another in."""
    session = signed_in()
    owner = None if session is None else session.identity.digest
    if st.session_state.get(_OWNER, owner) != owner:
        st.session_state.clear()
    st.session_state[_OWNER] = owner
