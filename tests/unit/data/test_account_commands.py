"""The commands for accounts: what they say, what they do, and their exit codes."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from data.access import commands as access
from data.access.accounts import load_accounts
from data.commands import app
from data.register.database import writing
from data.register.tables import Service
from data.settings import Settings
from data.vocabulary import AccessRole


@pytest.fixture(autouse=True)
def _point(sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the commands at a register with one service."""
    found = Settings(
        database_url=f"sqlite:///{tmp_path / 'register.sqlite'}", var_dir=tmp_path, demo=False, language="en"
    )
    monkeypatch.setattr(access, "settings", lambda: found)
    with writing(sqlite) as session:
        session.add(Service(id=1, code="mons", label="Mons"))


def run(*words: str) -> Result:
    """Run a command of the accounts."""
    return CliRunner().invoke(app, ["account", *words])


def test_somebody_is_let_in_changed_and_let_go(sqlite: Engine) -> None:
    """With their hint in each sentence, and never their address."""
    added = run("add", "Claire@example.org", "--role", "field", "--role", "coordinator", "--service", "mons")
    assert (added.exit_code, added.output) == (0, "c…@example.org may sign in now.\n")
    assert run("list").output == "   1  c…@example.org  Field worker, Coordinator  mons  May sign in\n"
    assert run("change", "claire@example.org", "--role", "administrator").exit_code == 0
    assert run("add", "boss@example.org", "--role", "administrator").exit_code == 0
    assert run("remove", "claire@example.org").output == "c…@example.org may no longer sign in.\n"
    assert "Administrator  All services  Let go" in run("list").output
    [claire, _boss] = load_accounts(sqlite)
    assert claire.roles == {AccessRole.ADMINISTRATOR}
    assert (claire.service, claire.active) == (None, False)
    assert run("change", "claire@example.org", "--role", "field").exit_code == 0
    assert load_accounts(sqlite)[0].active


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("add", "claire", "--role", "field"), "not an e-mail"),
        (("add", "a@example.org", "--role", "field", "--service", "liege"), "no such service"),
        (("add", "a@example.org", "--role", "publisher", "--service", "mons"), "all services"),
        (("add", "boss@example.org", "--role", "field"), "already"),
        (("change", "nobody@example.org", "--role", "field"), "no such account"),
        (("change", "boss@example.org", "--role", "field"), "must remain"),
        (("remove", "boss@example.org"), "must remain"),
        (("remove", "boss"), "not an e-mail"),
    ],
)
def test_what_cannot_be_is_refused(sqlite: Engine, words: tuple[str, ...], why: str) -> None:
    """In a sentence, with exit code 1 and nothing written."""
    run("add", "boss@example.org", "--role", "administrator")
    before = load_accounts(sqlite)
    refused = run(*words)
    assert refused.exit_code == 1
    assert why in refused.output
    assert load_accounts(sqlite) == before


@pytest.mark.parametrize("words", [("add", "a@example.org"), ("add", "a@example.org", "--role", "king")])
def test_a_role_is_one_of_the_list(words: tuple[str, ...]) -> None:
    """Exit code 2, as for any command that cannot be read."""
    assert run(*words).exit_code == 2
