"""Fixtures of the publish screen: a register that is published quickly, and people who sign in."""

import shutil
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from data.access.accounts import add_account
from data.access.identity import identify
from data.access.sessions import SignedIn
from data.register.database import connect, writing
from data.register.tables import RegisterState
from data.releases import dossier
from data.vocabulary import AccessRole
from pages.ui import access
from tests.publish_kit import NOW, SignIn, results


@pytest.fixture
def demo(demo: Path, recent_file: Path) -> Path:
    """The app on the last two years, which are published sooner than all eight; yields the copy."""
    return Path(shutil.copy(recent_file, demo))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The attack suite has tests of its own: here every attack is withstood at once."""
    monkeypatch.setattr(dossier, "attack", lambda *_given: results())


@pytest.fixture
def register(demo: Path) -> Engine:
    """The register of the app."""
    return connect(f"sqlite:///{demo}")


@pytest.fixture
def real(register: Engine) -> Engine:
    """The register of the app, as if it were real."""
    with writing(register) as session:
        session.execute(update(RegisterState).values(synthetic=False))
    return register


@pytest.fixture
def sign_in(register: Engine, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """Sign somebody in, with an account that is made where it is missing; return its number."""
    turns = count()
    known: dict[str, int] = {}

    def sign(address: str, *roles: AccessRole) -> int:
        if address not in known:
            made = add_account(register, address, roles or [AccessRole.PUBLISHER], None, by=None, now=NOW)
            known[address] = made.id
        monkeypatch.setattr(access, "provider", object)
        monkeypatch.setattr(
            access,
            "signed_in",
            lambda: SignedIn(identify(address), until=1.0, turn=next(turns), is_new=False),
        )
        return known[address]

    return sign
