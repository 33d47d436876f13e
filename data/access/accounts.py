"""Accounts: who may sign in, and with which roles.

An account is the digest of an address and a hint, see `data.access.identity`. Accounts are not part of the
records: a change of them does not raise the register's revision. They are deactivated and never deleted,
so that a line of the audit always leads to the account that it names.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session, joinedload

from data.access.identity import Identity, UnusableAddressError, identify
from data.access.roles import ROLES_OF_ALL_SERVICES
from data.audit.chain import append, wait_for_turn
from data.i18n import mark
from data.register.custody import Account, AccountRole
from data.register.tables import Service
from data.vocabulary import AccessRole, AuditAction


class AccountError(ValueError):
    """An account cannot be as somebody wants it; the message is an English source to look up."""


@dataclass(frozen=True)
class AccountRecord:
    """
    An account.

    Attributes
    ----------
    id : int
        Identifier.
    hint : str
        What tells one from the next, such as ``c…@example.org``.
    roles : frozenset of AccessRole
        What they may do.
    service : int or None
        The one service whose records they see; None for all services.
    active : bool
        Whether they may sign in.
    created_on : date
        When the account was made.
    seen_on : date or None
        Last day they signed in; None for never.
    """

    id: int
    hint: str
    roles: frozenset[AccessRole]
    service: int | None
    active: bool
    created_on: date
    seen_on: date | None


def _record(account: Account) -> AccountRecord:
    return AccountRecord(
        id=account.id,
        hint=account.hint,
        roles=frozenset(one.role for one in account.roles),
        service=account.service_id,
        active=account.active,
        created_on=account.created_on,
        seen_on=account.seen_on,
    )


def load_accounts(engine: Engine) -> list[AccountRecord]:
    """
    Load all accounts, active and not.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    list of AccountRecord
        The oldest first.
    """
    with Session(engine) as session:
        return [_record(account) for account in session.scalars(select(Account).order_by(Account.id))]


def find_account(engine: Engine, digest: str) -> AccountRecord | None:
    """
    Return the account of an address; one small query, made at each click of somebody who signed in.

    Parameters
    ----------
    engine : Engine
        The register.
    digest : str
        Of the address.

    Returns
    -------
    AccountRecord or None
        None where there is no account; mind whether it is active.
    """
    query = select(Account).where(Account.digest == digest)
    with Session(engine) as session:
        found = session.scalars(query.options(joinedload(Account.roles))).unique().first()
        return None if found is None else _record(found)


def add_account(
    engine: Engine,
    address: str,
    roles: Collection[AccessRole],
    service: int | None,
    *,
    by: int | None,
    now: datetime,
) -> AccountRecord:
    """
    Let somebody in.

    Parameters
    ----------
    engine : Engine
        The register.
    address : str
        The e-mail address that they sign in with; only its digest and a hint are kept.
    roles : collection of AccessRole
        What they may do.
    service : int or None
        The one service whose records they see; None for all services.
    by : int or None
        The account that lets them in; None on the command line and without sign-in.
    now : datetime
        When.

    Returns
    -------
    AccountRecord
        The new account.

    Raises
    ------
    AccountError
        If the address, the roles or the service cannot be, or there is such an account already.
    """
    try:
        who = identify(address)
    except UnusableAddressError as error:
        raise AccountError(mark("This is not an e-mail address.")) from error
    with _changing(engine, by, now) as change:
        _check(change.session, roles, service)
        if change.find(who) is not None:
            raise AccountError(mark("There is already an account with this address."))
        account = change.make(who)
        account.service_id = service
        _give(account, roles)
        return change.done(account)


def change_account(engine: Engine, wanted: AccountRecord, *, by: int | None, now: datetime) -> AccountRecord:
    """
    Change what somebody may do, or whether they may come in at all.

    Parameters
    ----------
    engine : Engine
        The register.
    wanted : AccountRecord
        The account with its roles, its service and whether it is active as they shall be.
    by : int or None
        The account that changes it; None on the command line and without sign-in.
    now : datetime
        When.

    Returns
    -------
    AccountRecord
        The account as it is now.

    Raises
    ------
    AccountError
        If there is no such account, the roles or the service cannot be, or no administrator would remain.
    """
    with _changing(engine, by, now) as change:
        _check(change.session, wanted.roles, wanted.service)
        account = change.session.get(Account, wanted.id)
        if account is None:
            raise AccountError(mark("There is no such account."))
        account.service_id, account.active = wanted.service, wanted.active
        _give(account, wanted.roles)
        return change.done(account)


def settle_administrator(engine: Engine, who: Identity, now: datetime) -> AccountRecord:
    """
    Make sure that the administrator whom the settings name is one.

    Parameters
    ----------
    engine : Engine
        The register.
    who : Identity
        Of the address in the settings.
    now : datetime
        When.

    Returns
    -------
    AccountRecord
        Active, for all services, with the roles it had and that of an administrator.
    """
    with _changing(engine, None, now) as change:
        account = change.find(who) or change.make(who)
        account.active, account.service_id = True, None
        _give(account, {one.role for one in account.roles} | {AccessRole.ADMINISTRATOR})
        return change.done(account)


def note_sign_in(engine: Engine, account: int, today: date) -> None:
    """
    Keep the day on which somebody last signed in.

    Parameters
    ----------
    engine : Engine
        The register.
    account : int
        Identifier.
    today : date
        The day of the calendar.
    """
    with engine.begin() as connection:
        connection.execute(update(Account).where(Account.id == account).values(seen_on=today))


@dataclass(frozen=True)
class _Change:
    """A change of one account, and its line in the audit."""

    session: Session
    by: int | None
    now: datetime

    def find(self, who: Identity) -> Account | None:
        return self.session.scalars(select(Account).where(Account.digest == who.digest)).first()

    def make(self, who: Identity) -> Account:
        account = Account(digest=who.digest, hint=who.hint, active=True, created_on=self.now.date())
        self.session.add(account)
        return account

    def done(self, account: Account) -> AccountRecord:
        self.session.flush()
        made = _record(account)
        details = {
            "account": made.id,
            "roles": sorted(made.roles),
            "service": made.service,
            "active": made.active,
        }
        append(self.session, AuditAction.ACCOUNT, details, self.by, self.now)
        return made


@contextmanager
def _changing(engine: Engine, by: int | None, now: datetime) -> Iterator[_Change]:
    """Open a transaction that changes accounts; it fails where it takes away the last administrator."""
    with Session(engine) as session, session.begin():
        # One at a time: each of two changes at once could count on the administrator whom the other removes.
        wait_for_turn(session)
        before = _administrators(session)
        yield _Change(session, by, now)
        if before and not _administrators(session):
            raise AccountError(mark("At least one administrator must remain."))


def _administrators(session: Session) -> int:
    query = (
        select(func.count())
        .select_from(AccountRole)
        .join(Account, Account.id == AccountRole.account_id)
        .where(Account.active, AccountRole.role == AccessRole.ADMINISTRATOR)
    )
    return session.scalars(query).one()


def _check(session: Session, roles: Collection[AccessRole], service: int | None) -> None:
    if not roles:
        raise AccountError(mark("Choose at least one role."))
    if service is None:
        return
    if not ROLES_OF_ALL_SERVICES.isdisjoint(roles):
        raise AccountError(mark("Publishers and administrators work for all services: choose no service."))
    if session.get(Service, service) is None:
        raise AccountError(mark("There is no such service."))


def _give(account: Account, roles: Collection[AccessRole]) -> None:
    """Let the account have exactly these roles; those it had already keep their rows."""
    kept = [one for one in account.roles if one.role in roles]
    new = set(roles) - {one.role for one in kept}
    account.roles = [*kept, *(AccountRole(role=role) for role in sorted(new))]
