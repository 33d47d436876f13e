"""Who may publish: others have no such screen, and a right that was lost meanwhile counts no more."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import streamlit as st
from sqlalchemy import Engine

from data.access.accounts import change_account, load_accounts
from data.audit.lines import Choice, load_lines
from data.releases.keeping import load_releases
from data.vocabulary import AccessRole, AuditAction, Tier
from pages.ui import access
from tests.app.conftest import OpenScreen
from tests.publish_kit import NOW, SignIn, keep, prepare, said


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "role", [AccessRole.FIELD, AccessRole.COORDINATOR, AccessRole.ANALYST, AccessRole.ADMINISTRATOR]
)
def test_who_may_not_publish_sees_nothing_of_it(
    open_screen: OpenScreen, sign_in: SignIn, role: AccessRole
) -> None:
    """For them there is no such screen."""
    sign_in("claire@example.org", role)
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        open_screen("publish")


@pytest.mark.usefixtures("quick")
def test_whoever_lost_the_right_meanwhile_keeps_nothing(
    register: Engine, open_screen: OpenScreen, sign_in: SignIn
) -> None:
    """The right is asked for at the click, not when the button was drawn."""
    sign_in("dirk@example.org")
    app = prepare(open_screen("publish"), "policy")
    app.checkbox(key="publish_has_read").check().run()
    sign_in("els@example.org", AccessRole.COORDINATOR)
    app.button(key="publish_do").click().run()
    assert load_releases(register) == []
    assert "What may leave the register" not in said(app)


@pytest.mark.usefixtures("quick")
def test_whoever_lost_the_right_meanwhile_takes_no_file(
    register: Engine, open_screen: OpenScreen, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button is still on the page; the file stays, and the audit has a line."""
    offered: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(
        st, "download_button", lambda _label, make, *, key, **_rest: offered.update({key: make})
    )
    account = sign_in("dirk@example.org")
    keep(register, Tier.POLICY, account)
    open_screen("publish")
    assert offered["publish_file_policy"]().startswith(b"PK")
    kept = next(one for one in load_accounts(register) if one.id == account)
    change_account(register, replace(kept, roles=frozenset({AccessRole.FIELD})), by=None, now=NOW)
    with pytest.raises(access.NotAllowedError):
        offered["publish_file_policy"]()
    refused = load_lines(register, Choice(actions=frozenset({AuditAction.REFUSED})))
    assert [line["step"] for line in refused["details"]] == ["fetch"]
