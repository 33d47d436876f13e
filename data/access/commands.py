"""The accounts, from the command line: ``python -m data.commands account``."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated

import typer
from sqlalchemy import Engine

from data.access.accounts import (
    AccountError,
    AccountRecord,
    add_account,
    change_account,
    find_account,
    load_accounts,
)
from data.access.identity import UnusableAddressError, identify
from data.i18n import Translate, mark
from data.ledger import load_services
from data.settings import settings
from data.terminal import FAULTS, Language, now, open_or_stop, stop, translate_for
from data.terms import term
from data.vocabulary import AccessRole

app = typer.Typer(help="Who may sign in, and with which roles.", no_args_is_help=True)

Address = Annotated[str, typer.Argument(help="The e-mail address that they sign in with.")]
Roles = Annotated[list[AccessRole], typer.Option("--role", help="Repeat it for several roles.")]
OneService = Annotated[
    str, typer.Option("--service", help="Code of the one service whose records they see; empty for all.")
]


@app.command("list")
def list_accounts(language: Language = "") -> None:
    """List all accounts."""
    translate = translate_for(language, settings())
    engine = open_or_stop(settings(), translate)
    codes = load_services(engine)["code"]
    for account in load_accounts(engine):
        roles = ", ".join(term(role, translate) for role in AccessRole if role in account.roles)
        service = translate("All services") if account.service is None else codes[account.service]
        state = translate("May sign in") if account.active else translate("Let go")
        typer.echo(f"{account.id:>4}  {account.hint}  {roles}  {service}  {state}")


@app.command()
def add(address: Address, role: Roles, service: OneService = "", language: Language = "") -> None:
    """Let somebody in."""
    translate = translate_for(language, settings())
    engine = open_or_stop(settings(), translate)
    with _refusing(translate):
        made = add_account(engine, address, role, _service(engine, service), by=None, now=now())
    typer.echo(translate("{account} may sign in now.").format(account=made.hint))


@app.command()
def change(address: Address, role: Roles, service: OneService = "", language: Language = "") -> None:
    """Give somebody other roles or another service, and let them in again if they were let go."""
    translate = translate_for(language, settings())
    engine = open_or_stop(settings(), translate)
    with _refusing(translate):
        account = _account(engine, address)
        wanted = replace(account, roles=frozenset(role), service=_service(engine, service), active=True)
        change_account(engine, wanted, by=None, now=now())
    typer.echo(translate("The account {account} was changed.").format(account=account.hint))


@app.command()
def remove(address: Address, language: Language = "") -> None:
    """Let somebody in no more; the account itself is kept, for the audit."""
    translate = translate_for(language, settings())
    engine = open_or_stop(settings(), translate)
    with _refusing(translate):
        account = _account(engine, address)
        change_account(engine, replace(account, active=False), by=None, now=now())
    typer.echo(translate("{account} may no longer sign in.").format(account=account.hint))


@contextmanager
def _refusing(translate: Translate) -> Iterator[None]:
    """Say in a sentence why an account cannot be so."""
    try:
        yield
    except AccountError as error:
        raise stop(translate(str(error)), FAULTS) from error


def _service(engine: Engine, code: str) -> int | None:
    if not code:
        return None
    codes = load_services(engine)["code"]
    found = codes.index[codes == code]
    if found.empty:
        raise AccountError(mark("There is no such service."))
    return int(found[0])


def _account(engine: Engine, address: str) -> AccountRecord:
    try:
        found = find_account(engine, identify(address).digest)
    except UnusableAddressError as error:
        raise AccountError(mark("This is not an e-mail address.")) from error
    if found is None:
        raise AccountError(mark("There is no such account."))
    return found
