"""Who uses the app: looked up at each click, from the sign-in and the table of accounts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from data.access.accounts import add_account, change_account, find_account, load_accounts
from data.access.identity import identify
from data.access.sessions import Sessions, SignedIn
from data.register.custody import AuditEntry
from data.register.database import connect, writing
from data.register.tables import Service
from data.settings import settings
from data.vocabulary import AccessRole, AuditAction
from pages.ui import access, cache

R = AccessRole

NOW = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The app's register, empty."""
    url = f"sqlite:///{tmp_path / 'register.sqlite'}"
    monkeypatch.setenv("MARAUDE_DATABASE_URL", url)
    monkeypatch.setenv("MARAUDE_DEMO", "false")
    settings.cache_clear()
    engine = connect(url)
    monkeypatch.setattr(access, "register_engine", lambda: engine)
    monkeypatch.setattr(cache, "register_engine", lambda: engine)
    yield engine
    engine.dispose()
    settings.cache_clear()


@pytest.fixture
def claire(register: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[SignedIn]:
    """Claire, who signed in and sits before the screen."""
    sessions = Sessions(3600)
    session = sessions.find(sessions.begin(identify("claire@example.org")))
    assert session is not None
    monkeypatch.setattr(access, "provider", lambda: "a provider")
    monkeypatch.setattr(access, "signed_in", lambda: session)
    st.session_state.clear()
    yield session
    st.session_state.clear()


def let_in(engine: Engine, *roles: AccessRole) -> None:
    """Give Claire an account."""
    add_account(engine, "claire@example.org", roles, None, by=None, now=NOW)


def change(engine: Engine, fields: Mapping[str, Any]) -> None:
    """Change Claire's account."""
    account = find_account(engine, identify("claire@example.org").digest)
    assert account is not None
    change_account(engine, replace(account, **fields), by=None, now=NOW)


def lines(engine: Engine) -> list[tuple[AuditAction, int | None]]:
    """Return what the audit has, but changes of accounts."""
    with Session(engine) as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(one.action, one.account_id) for one in entries if one.action is not AuditAction.ACCOUNT]


def test_without_sign_in_there_is_one_user_with_all_roles(register: Engine) -> None:
    """The gate has made sure that they sit at this computer."""
    assert access.actor() is access.LOCAL
    assert access.LOCAL.roles == set(AccessRole)
    assert access.may_edit()
    assert access.may_export()
    assert access.export_permit()()


def test_an_account_gives_its_roles(register: Engine, claire: SignedIn) -> None:
    """With its number, for the audit, and its hint."""
    let_in(register, R.COORDINATOR)
    now = access.actor()
    assert (now.account, now.roles, now.service, now.hint) == (
        1,
        frozenset({R.COORDINATOR}),
        None,
        "c…@example.org",
    )
    assert access.may_open("map")
    assert not access.may_open("accounts")


def test_the_account_is_looked_up_once_a_click(register: Engine, claire: SignedIn) -> None:
    """Not once a figure, and again at the next click."""
    let_in(register, R.COORDINATOR)
    access.actor()
    statements: list[str] = []
    event.listen(register, "before_cursor_execute", lambda *told: statements.append(told[2]))
    for _ in range(5):
        assert access.may_edit()
    assert statements == []
    claire.turn += 1
    for _ in range(5):
        assert access.may_edit()
    assert len(statements) == 1


@pytest.mark.parametrize("fields", [{"roles": frozenset({R.ANALYST})}, {"active": False}])
def test_what_is_withdrawn_is_gone_at_the_next_click(
    register: Engine, claire: SignedIn, fields: dict[str, Any]
) -> None:
    """For screens, for changes, and for a file whose button was drawn before."""
    let_in(register, R.COORDINATOR)
    assert cache.engine_to_edit() is register
    permit = access.export_permit()
    assert permit()
    change(register, fields)
    assert not permit()
    claire.turn += 1
    assert not access.may_open("map")
    for refused in (cache.engine_to_edit, cache.ledger, cache.places, cache.source):
        with pytest.raises(access.NotAllowedError):
            refused()
    with pytest.raises(access.NotAllowedError):
        access.require("map")


def test_nobody_has_nothing(register: Engine, claire: SignedIn) -> None:
    """Signed in with the provider, but unknown here."""
    now = access.actor()
    assert (now.account, now.roles, now.hint) == (None, frozenset(), "c…@example.org")
    with pytest.raises(access.NotAllowedError):
        cache.engine()


def test_a_sign_in_that_ended_has_nothing(
    register: Engine, claire: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the account may do."""
    let_in(register, R.COORDINATOR)
    monkeypatch.setattr(access, "signed_in", lambda: None)
    assert access.actor() is access.NOBODY
    with pytest.raises(access.NotAllowedError):
        cache.engine()


def test_the_administrator_of_the_settings_needs_no_account(
    register: Engine, claire: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They get one when they first come, and back when it was taken away."""
    monkeypatch.setenv("MARAUDE_ADMINISTRATOR", "Claire@example.org")
    settings.cache_clear()
    assert access.actor().roles == {R.ADMINISTRATOR}
    add_account(register, "other@example.org", {R.ADMINISTRATOR}, None, by=None, now=NOW)
    change(register, {"active": False})
    claire.turn += 1
    assert access.actor().roles == {R.ADMINISTRATOR}
    assert len(load_accounts(register)) == 2


def test_a_sign_in_leaves_one_line(register: Engine, claire: SignedIn) -> None:
    """However many clicks follow; and the day it happened stands in the account."""
    let_in(register, R.FIELD)
    for _ in range(3):
        access.actor()
        claire.turn += 1
    assert lines(register) == [(AuditAction.SIGN_IN, 1)]
    [account] = load_accounts(register)
    assert account.seen_on is not None
    assert abs((account.seen_on - date.today()).days) <= 1  # noqa: DTZ011 - the day of the calendar


def test_a_sign_in_without_an_account_leaves_a_line_too(register: Engine, claire: SignedIn) -> None:
    """Somebody may be trying; the line holds a hint and no address."""
    access.actor()
    assert lines(register) == [(AuditAction.REFUSED, None)]


def test_a_file_of_all_services_is_not_for_one(register: Engine, claire: SignedIn) -> None:
    """Its button was drawn while Claire saw everything; now she is with one service."""
    with writing(register) as session:
        session.add(Service(id=1, code="street", label="Street"))
    let_in(register, R.COORDINATOR)
    permit = access.export_permit()
    assert permit()
    change(register, {"service": 1})
    assert not permit()
    claire.turn += 1
    assert access.export_permit()()


def test_one_service_may_change_only_its_own(register: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What belongs to no service, such as a regulation, it may change."""
    monkeypatch.setattr(access, "LOCAL", replace(access.LOCAL, roles=frozenset({R.COORDINATOR}), service=3))
    assert access.may_edit()
    assert access.may_edit(3)
    assert not access.may_edit(4)
    with pytest.raises(access.NotAllowedError):
        cache.engine_to_edit(4)
    assert not access.may_open("imports")


def test_what_somebody_left_is_dropped_for_the_next(
    register: Engine, claire: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On one computer one signs out and another in; the window keeps its session."""
    access.forget_others()
    st.session_state["typed"] = "half a form"
    access.forget_others()
    assert st.session_state["typed"] == "half a form"
    other = SignedIn(identify("other@example.org"), until=1e9)
    monkeypatch.setattr(access, "signed_in", lambda: other)
    access.forget_others()
    assert "typed" not in st.session_state
