"""Accounts: who is let in, what they may do, and what is kept of them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event, inspect, select, text
from sqlalchemy.orm import Session

from data.access.accounts import (
    AccountError,
    AccountRecord,
    add_account,
    change_account,
    find_account,
    load_accounts,
    note_sign_in,
    settle_administrator,
)
from data.access.identity import identify
from data.audit import verify
from data.register.custody import AuditEntry
from data.register.database import load_state, writing
from data.register.tables import Service
from data.vocabulary import AccessRole, AuditAction

NOW = datetime(2020, 1, 2, 9, 30, tzinfo=UTC)


def let_in(engine: Engine, address: str, *roles: AccessRole, service: int | None = None) -> AccountRecord:
    """Add an account as the command line does."""
    return add_account(engine, address, roles, service, by=None, now=NOW)


def add_service(engine: Engine) -> None:
    """Put the service 1 into the register."""
    with writing(engine) as session:
        session.add(Service(id=1, code="a", label="A"))


def test_an_account_is_found_by_its_address(register: Engine) -> None:
    """However the address is written: what counts is its normal form."""
    add_service(register)
    made = let_in(register, " Claire@Example.org ", AccessRole.FIELD, AccessRole.COORDINATOR, service=1)
    found = find_account(register, identify("claire@example.ORG").digest)
    assert found == made
    assert found == AccountRecord(
        id=made.id,
        hint="c…@example.org",
        roles=frozenset({AccessRole.FIELD, AccessRole.COORDINATOR}),
        service=1,
        active=True,
        created_on=date(2020, 1, 2),
        seen_on=None,
    )
    assert find_account(register, identify("clara@example.org").digest) is None


def test_no_address_is_kept(register: Engine) -> None:
    """Neither the accounts nor the audit hold more than the hint."""
    let_in(register, "claire.dubois@example.org", AccessRole.ADMINISTRATOR)
    with register.connect() as connection:
        kept = [
            str(tuple(row))
            for table in inspect(register).get_table_names()
            for row in connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608 - our own names
        ]
    assert any("c…@example.org" in row for row in kept)
    assert not any("claire" in row or "dubois" in row for row in kept)


def test_looking_an_account_up_is_one_query(register: Engine) -> None:
    """It is done at every click."""
    let_in(register, "claire@example.org", AccessRole.FIELD, AccessRole.ANALYST)
    statements: list[str] = []
    event.listen(register, "before_cursor_execute", lambda *told: statements.append(told[2]))
    find_account(register, identify("claire@example.org").digest)
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("address", "roles", "service", "why"),
    [
        ("claire", {AccessRole.FIELD}, None, "not an e-mail"),
        ("a b@example.org", {AccessRole.FIELD}, None, "not an e-mail"),
        ("a@example.org", set(), None, "at least one role"),
        ("a@example.org", {AccessRole.FIELD}, 7, "no such service"),
        ("a@example.org", {AccessRole.FIELD, AccessRole.ADMINISTRATOR}, 1, "all services"),
        ("a@example.org", {AccessRole.PUBLISHER}, 1, "all services"),
        ("TAKEN@example.org", {AccessRole.FIELD}, None, "already"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    register: Engine, address: str, roles: set[AccessRole], service: int | None, why: str
) -> None:
    """Nothing is written then, not even into the audit."""
    add_service(register)
    let_in(register, "taken@example.org", AccessRole.ADMINISTRATOR)
    with pytest.raises(AccountError, match=why):
        add_account(register, address, roles, service, by=None, now=NOW)
    assert len(load_accounts(register)) == 1
    assert verify(register).lines == 1


def test_a_change_replaces_roles_and_service(register: Engine) -> None:
    """What is not said again is taken away."""
    add_service(register)
    made = let_in(register, "a@example.org", AccessRole.FIELD, AccessRole.COORDINATOR, service=1)
    wanted = replace(made, roles=frozenset({AccessRole.COORDINATOR, AccessRole.ANALYST}), service=None)
    assert change_account(register, wanted, by=made.id, now=NOW) == wanted
    assert load_accounts(register) == [wanted]


def test_an_account_that_is_gone_cannot_be_changed(register: Engine) -> None:
    """A form may be older than what it shows."""
    made = let_in(register, "a@example.org", AccessRole.FIELD)
    with pytest.raises(AccountError, match="no such account"):
        change_account(register, replace(made, id=99), by=None, now=NOW)


@pytest.mark.parametrize(
    "taken_away",
    [{"active": False}, {"roles": frozenset({AccessRole.FIELD})}],
    ids=["deactivated", "another role"],
)
def test_the_last_administrator_stays_one(register: Engine, taken_away: dict[str, Any]) -> None:
    """Else nobody could let anybody in any more; with a second one, the first may go."""
    first = let_in(register, "a@example.org", AccessRole.ADMINISTRATOR)
    without = replace(first, **taken_away)
    with pytest.raises(AccountError, match="administrator must remain"):
        change_account(register, without, by=first.id, now=NOW)
    assert load_accounts(register) == [first]
    second = let_in(register, "b@example.org", AccessRole.ADMINISTRATOR)
    assert change_account(register, without, by=second.id, now=NOW) == without


def test_one_who_was_let_go_can_come_back(register: Engine) -> None:
    """The account is kept, with its number."""
    let_in(register, "boss@example.org", AccessRole.ADMINISTRATOR)
    made = let_in(register, "a@example.org", AccessRole.FIELD)
    gone = change_account(register, replace(made, active=False), by=None, now=NOW)
    found = find_account(register, identify("a@example.org").digest)
    assert found == gone
    assert not gone.active
    assert change_account(register, made, by=None, now=NOW) == made


def test_the_administrator_of_the_settings_is_made_and_restored(register: Engine) -> None:
    """They come in on the first day, and also after somebody took their role away."""
    who = identify("boss@example.org")
    made = settle_administrator(register, who, NOW)
    assert made.roles == {AccessRole.ADMINISTRATOR}
    let_in(register, "b@example.org", AccessRole.ADMINISTRATOR)
    change_account(
        register, replace(made, roles=frozenset({AccessRole.ANALYST}), active=False), by=None, now=NOW
    )
    again = settle_administrator(register, who, NOW)
    assert again == replace(made, roles=frozenset({AccessRole.ADMINISTRATOR, AccessRole.ANALYST}))


def test_accounts_do_not_raise_the_revision(register: Engine) -> None:
    """No figure changes with them, so no cache must be made anew."""
    made = let_in(register, "a@example.org", AccessRole.ADMINISTRATOR)
    note_sign_in(register, made.id, date(2020, 1, 3))
    assert load_accounts(register) == [replace(made, seen_on=date(2020, 1, 3))]
    assert load_state(register).revision == 0


def test_each_change_of_an_account_is_in_the_audit(register: Engine) -> None:
    """Who gave which roles to whom, without an address."""
    boss = let_in(register, "boss@example.org", AccessRole.ADMINISTRATOR)
    made = add_account(register, "a@example.org", {AccessRole.FIELD}, None, by=boss.id, now=NOW)
    change_account(register, replace(made, active=False), by=boss.id, now=NOW)
    with Session(register) as session:
        lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        told = [
            (line.action, line.account_id, line.details["account"], line.details["active"]) for line in lines
        ]
    assert told == [
        (AuditAction.ACCOUNT, None, boss.id, True),
        (AuditAction.ACCOUNT, boss.id, made.id, True),
        (AuditAction.ACCOUNT, boss.id, made.id, False),
    ]
    assert verify(register).fault is None
