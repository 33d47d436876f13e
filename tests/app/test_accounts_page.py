"""The screen of accounts: letting people in, changing what they may do, and who may not even see it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from data.access.accounts import AccountRecord, add_account, find_account, load_accounts
from data.access.identity import identify
from data.audit import verify
from data.register.database import connect
from data.vocabulary import AccessRole
from pages.ui import access
from tests.app.conftest import OpenScreen

NOW = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test framework names options outside the session, in the language of the settings."""
    monkeypatch.setenv("MARAUDE_LANGUAGE", "en")


@pytest.fixture
def register(demo: Path) -> Engine:
    """The demo register, with an administrator."""
    engine = connect(f"sqlite:///{demo}")
    add_account(engine, "boss@example.org", {AccessRole.ADMINISTRATOR}, None, by=None, now=NOW)
    return engine


def fill(app: AppTest, address: str, roles: list[AccessRole]) -> AppTest:
    """Fill the form that lets somebody in, and send it."""
    app.text_input[0].input(address)
    [pills] = [group for group in app.pills if group.key and group.key.startswith("new_account")]
    pills.set_value(roles)
    return app.button(key="add_account").click().run()


def found(engine: Engine, address: str) -> AccountRecord | None:
    """Return the account of an address."""
    return find_account(engine, identify(address).digest)


def test_an_empty_list_says_what_to_do(demo: Path, open_screen: OpenScreen) -> None:
    """And that accounts count from the day on which sign-in is set up."""
    app = open_screen("accounts")
    assert "There is no account yet" in " ".join(one.value for one in app.markdown)
    assert "Sign-in is not set up yet" in app.info[0].value
    assert not app.dataframe


def test_somebody_is_let_in(register: Engine, open_screen: OpenScreen) -> None:
    """The form is empty again, the list has a row more, and the address is nowhere."""
    app = fill(open_screen("accounts"), " Claire@Example.org", [AccessRole.FIELD, AccessRole.COORDINATOR])
    made = found(register, "claire@example.org")
    assert made is not None
    assert made.roles == {AccessRole.FIELD, AccessRole.COORDINATOR}
    assert made.service is None
    assert "may sign in now" in app.success[0].value
    assert app.text_input[0].value == ""
    table = app.dataframe[0].value
    assert list(table["Account"]) == ["b…@example.org", "c…@example.org"]
    assert table["Roles"].iloc[1] == "Field worker, Coordinator"
    assert verify(register).lines >= 2


@pytest.mark.parametrize(
    ("address", "roles", "why"),
    [
        ("claire", [AccessRole.FIELD], "not an e-mail"),
        ("claire@example.org", [], "at least one role"),
        ("boss@example.org", [AccessRole.FIELD], "already"),
    ],
)
def test_what_cannot_be_is_said(
    register: Engine, open_screen: OpenScreen, address: str, roles: list[AccessRole], why: str
) -> None:
    """Nothing is written, and what was typed is still there."""
    app = fill(open_screen("accounts"), address, roles)
    assert why in app.error[0].value
    assert app.text_input[0].value == address
    assert len(load_accounts(register)) == 1


def test_a_change_keeps_the_rest(register: Engine, open_screen: OpenScreen) -> None:
    """The form starts from what the account has."""
    made = add_account(register, "claire@example.org", {AccessRole.FIELD}, 1, by=None, now=NOW)
    app = open_screen("accounts")
    [chooser] = [box for box in app.selectbox if box.key and box.key.startswith("changed_account")]
    chooser.set_value(made.id).run()
    [active] = app.toggle
    active.set_value(v=False)
    app.button(key="save_account").click().run()
    assert not app.exception
    assert found(register, "claire@example.org") == replace(made, active=False)
    assert list(app.dataframe[0].value["State"]) == ["May sign in", "Let go"]


def test_the_last_administrator_is_kept(register: Engine, open_screen: OpenScreen) -> None:
    """Whoever would lock everybody out is told so."""
    [boss] = load_accounts(register)
    app = open_screen("accounts")
    [chooser] = [box for box in app.selectbox if box.key and box.key.startswith("changed_account")]
    chooser.set_value(boss.id).run()
    app.toggle[0].set_value(v=False)
    app.button(key="save_account").click().run()
    assert "administrator must remain" in app.error[0].value
    assert load_accounts(register) == [boss]


@pytest.mark.parametrize("role", [role for role in AccessRole if role is not AccessRole.ADMINISTRATOR])
def test_only_administrators_have_it(
    demo: Path, monkeypatch: pytest.MonkeyPatch, role: AccessRole, open_screen: OpenScreen
) -> None:
    """For the others there is no such screen, and a change by force is refused."""
    app = open_screen("accounts")
    button = app.button(key="add_account")
    monkeypatch.setattr(access, "LOCAL", replace(access.LOCAL, roles=frozenset({role})))
    button.click().run()
    assert "Accounts" not in [title.value for title in app.title]
    with pytest.raises(access.NotAllowedError):
        access.require("accounts")
