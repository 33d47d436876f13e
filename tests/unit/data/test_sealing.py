"""Encrypting a plain register in its place."""

import os
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text

from data.register import sealing
from data.register.database import connect
from data.register.encryption import LockedRegisterError, is_plain, new_key, to_key
from data.register.sealing import encrypt_register
from tests.import_kit import bring_in, csv, everything, fill

ROW = csv("05/03/2019;21h30;Triangle;45;rencontre;F;2")


@pytest.fixture
def key() -> SecretStr:
    """A key of its own."""
    return to_key(new_key())


@pytest.fixture
def plain(sqlite: Engine, tmp_path: Path) -> Path:
    """A small plain register that nobody has open."""
    fill(sqlite)
    bring_in(sqlite, ROW)
    sqlite.dispose()
    return tmp_path / "register.sqlite"


def test_an_encrypted_register_holds_what_the_plain_one_held(
    plain: Path, sqlite: Engine, key: SecretStr
) -> None:
    """Row by row, at the same address, and nothing else lies beside it."""
    before = everything(sqlite, without_batches=False)
    sqlite.dispose()
    encrypt_register(plain, key)
    assert not is_plain(plain)
    assert [file.name for file in plain.parent.iterdir()] == ["register.sqlite"]
    sealed = connect(f"sqlite:///{plain}", key)
    assert everything(sealed, without_batches=False) == before
    with sealed.connect() as connection:
        assert connection.execute(text("PRAGMA cipher_integrity_check")).all() == []
    sealed.dispose()


def test_the_plain_blocks_are_overwritten(plain: Path, key: SecretStr) -> None:
    """As far as a program can: a second name of the old file shows what became of it."""
    os.link(plain, plain.with_name("old"))
    encrypt_register(plain, key)
    old = plain.with_name("old").read_bytes()
    assert old
    assert not any(old)


READER = """
import sqlite3, sys
open_one = sqlite3.connect(sys.argv[1])
open_one.execute("SELECT count(*) FROM place").fetchall()
print("open", flush=True)
sys.stdin.read()
"""


def test_an_open_register_is_left_alone(plain: Path, sqlite: Engine, key: SecretStr) -> None:
    """The app would go on writing into a file that nobody reads any more."""
    before = everything(sqlite)
    sqlite.dispose()
    # Another process, as the app is: within one, two libraries do not see each other's locks.
    app = subprocess.Popen([sys.executable, "-c", READER, plain], stdin=PIPE, stdout=PIPE)
    assert app.stdout is not None
    assert app.stdout.readline() == b"open\n"
    with pytest.raises(LockedRegisterError, match="open somewhere else"):
        encrypt_register(plain, key)
    app.communicate(b"done")
    assert is_plain(plain)
    assert not list(plain.parent.glob("*.encrypting*"))
    assert everything(sqlite) == before
    sqlite.dispose()
    encrypt_register(plain, key)


def test_a_copy_that_is_not_the_same_changes_nothing(
    plain: Path, sqlite: Engine, key: SecretStr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plain register is only replaced by one that was read back."""
    digests = iter(["one", "another"])
    monkeypatch.setattr(sealing, "_digest", lambda _path, _key: next(digests))
    with pytest.raises(LockedRegisterError):
        encrypt_register(plain, key)
    assert is_plain(plain)
    assert [file.name for file in plain.parent.iterdir()] == ["register.sqlite"]
    assert everything(sqlite)["place"]


def test_what_is_not_a_plain_register_is_refused(plain: Path, key: SecretStr) -> None:
    """Missing, or encrypted before."""
    with pytest.raises(LockedRegisterError, match="no plain"):
        encrypt_register(plain.with_name("missing.sqlite"), key)
    encrypt_register(plain, key)
    with pytest.raises(LockedRegisterError, match="no plain"):
        encrypt_register(plain, key)
