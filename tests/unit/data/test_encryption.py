"""A register encrypted at rest: what is on the disk, and when Maraude refuses to start."""

import sqlite3
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, exc, text

from data.register.database import connect, load_state, open_register, scrub, snapshot, writing
from data.register.encryption import (
    PLAIN_HEADER,
    LockedRegisterError,
    is_plain,
    load_key,
    new_key,
    read_key_file,
    to_key,
)
from data.register.tables import Service
from data.settings import Settings
from tests.import_kit import fill

LABEL = b"axe de Baisy-Thy"


@pytest.fixture
def key() -> SecretStr:
    """A key of its own."""
    return to_key(new_key())


@pytest.fixture
def sealed(tmp_path: Path, key: SecretStr) -> Iterator[Engine]:
    """A small encrypted register."""
    engine = connect(f"sqlite:///{tmp_path / 'sealed.sqlite'}", key)
    fill(engine)
    yield engine
    engine.dispose()


def told(refused: pytest.ExceptionInfo[LockedRegisterError]) -> str:
    """Return all that a log would show of an error."""
    return "".join(traceback.format_exception(refused.value)) + repr(refused.value)


def test_fresh_keys_differ_and_can_be_read() -> None:
    """256 bits from the system, as hexadecimal digits."""
    first, second = new_key(), new_key()
    assert first != second
    assert len(bytes.fromhex(to_key(f" {first.upper()}\n").get_secret_value())) == 32


@pytest.mark.parametrize("wrong", ["", "abc", "g" * 64, "a" * 63, "a" * 65, "'; DROP TABLE place; --"])
def test_what_is_no_key_is_refused_without_being_repeated(wrong: str) -> None:
    """A passphrase or half a key is not silently stretched."""
    with pytest.raises(LockedRegisterError) as refused:
        to_key(wrong)
    assert not wrong or repr(wrong) not in told(refused).split("raise malformed_key")[-1]


def test_a_register_under_a_key_works_as_any(sealed: Engine) -> None:
    """Migrated, written, read, with foreign keys on."""
    assert load_state(sealed).revision == 1
    with pytest.raises(exc.IntegrityError), sealed.begin() as connection:
        connection.execute(text("DELETE FROM service"))
    with snapshot(sealed) as connection:
        assert connection.scalar(text("SELECT count(*) FROM place")) == 3


def test_no_byte_on_the_disk_shows_what_is_in_it(sealed: Engine, tmp_path: Path) -> None:
    """Neither the file nor its log, while the register is open and once it is closed."""
    with writing(sealed) as session:
        session.add(Service(code="x", label=LABEL.decode()))
        session.flush()
        found = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert "sealed.sqlite-wal" in found
    assert not found["sealed.sqlite"].startswith(PLAIN_HEADER)
    sealed.dispose()
    for content in (*found.values(), *(file.read_bytes() for file in tmp_path.iterdir())):
        assert LABEL not in content
        assert b"CREATE TABLE" not in content


def test_the_same_bytes_are_found_in_a_plain_register(sqlite: Engine, tmp_path: Path) -> None:
    """So that the search above cannot pass on its own."""
    fill(sqlite)
    sqlite.dispose()
    assert any(LABEL in file.read_bytes() for file in tmp_path.iterdir())


def test_temporary_tables_stay_in_memory(sealed: Engine) -> None:
    """Whatever the library was built with."""
    with sealed.connect() as connection:
        assert connection.scalar(text("PRAGMA temp_store")) == 2
        assert connection.scalar(text("PRAGMA secure_delete")) == 1


def test_the_ordinary_driver_cannot_read_it(sealed: Engine, tmp_path: Path) -> None:
    """It is no database to whoever has no key."""
    sealed.dispose()
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(tmp_path / "sealed.sqlite").execute("SELECT * FROM place")


def test_a_wrong_key_is_refused(
    sealed: Engine, tmp_path: Path, capfd: pytest.CaptureFixture[str], key: SecretStr
) -> None:
    """In a sentence of ours, without either key and without lines of the library."""
    sealed.dispose()
    other = to_key(new_key())
    with pytest.raises(LockedRegisterError, match="does not open the register") as refused:
        connect(f"sqlite:///{tmp_path / 'sealed.sqlite'}", other)
    shown = told(refused) + "".join(capfd.readouterr())
    assert key.get_secret_value() not in shown
    assert other.get_secret_value() not in shown
    assert "ERROR CORE" not in shown


def test_an_encrypted_register_without_a_key_is_refused(sealed: Engine, tmp_path: Path) -> None:
    """And not overwritten by an empty one."""
    sealed.dispose()
    before = (tmp_path / "sealed.sqlite").read_bytes()
    with pytest.raises(LockedRegisterError, match="no key is given"):
        connect(f"sqlite:///{tmp_path / 'sealed.sqlite'}")
    assert (tmp_path / "sealed.sqlite").read_bytes() == before


def test_a_key_for_a_plain_register_is_refused(sqlite: Engine, tmp_path: Path, key: SecretStr) -> None:
    """Nobody believes a register encrypted that is not."""
    assert is_plain(tmp_path / "register.sqlite")
    with pytest.raises(LockedRegisterError, match="not encrypted") as refused:
        connect(sqlite.url.render_as_string(), key)
    assert "encrypt" in refused.value.remedy


@pytest.mark.parametrize("address", ["sqlite+pysqlcipher://:secret@/x.sqlite", "sqlite://:secret@/x.sqlite"])
def test_a_key_in_the_address_is_refused(address: str) -> None:
    """An address ends in logs."""
    with pytest.raises(LockedRegisterError, match="address") as refused:
        connect(address)
    assert "secret" not in str(refused.value)


def test_a_key_for_postgresql_is_refused(postgres: Engine, key: SecretStr) -> None:
    """It would protect nothing: the disk of the server must be encrypted."""
    url = postgres.url.render_as_string(hide_password=False)
    with pytest.raises(LockedRegisterError, match="PostgreSQL") as refused:
        open_register(Settings(database_url=url, database_key=key))
    assert "disk" in refused.value.remedy
    with pytest.raises(LockedRegisterError, match="PostgreSQL"):
        open_register(Settings(database_url=url, require_key=True))
    open_register(Settings(database_url=url)).dispose()


def test_settings_open_a_register_with_the_key_of_a_file(tmp_path: Path, key: SecretStr) -> None:
    """As a systemd credential or a Docker secret is."""
    (tmp_path / "key").write_text(key.get_secret_value() + "\n")
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    found = Settings(database_url=url, database_key_file=tmp_path / "key", require_key=True)
    open_register(found).dispose()
    assert not is_plain(tmp_path / "new.sqlite")
    open_register(Settings(database_url=url, database_key=key)).dispose()
    assert key.get_secret_value() not in repr(Settings(database_key=key))


def test_each_way_to_misgive_a_key_has_its_sentence(tmp_path: Path, key: SecretStr) -> None:
    """Required and missing, twice, unreadable, or not a key at all."""
    with pytest.raises(LockedRegisterError, match="required"):
        load_key(Settings(require_key=True))
    with pytest.raises(LockedRegisterError, match="both"):
        load_key(Settings(database_key=key, database_key_file=tmp_path / "key"))
    with pytest.raises(LockedRegisterError, match="cannot be read"):
        load_key(Settings(database_key_file=tmp_path / "missing"))
    (tmp_path / "key").write_bytes(b"\xff\xfe")
    with pytest.raises(LockedRegisterError, match="cannot be read"):
        read_key_file(tmp_path / "key")
    with pytest.raises(LockedRegisterError, match="64"):
        load_key(Settings(database_key=SecretStr("a passphrase")))
    assert load_key(Settings(database_key=SecretStr(""))) is None


def test_what_was_deleted_is_gone_from_the_file(sqlite: Engine, tmp_path: Path) -> None:
    """Rewritten without the old pages, and the log with it."""
    fill(sqlite)
    with writing(sqlite) as session:
        session.execute(text("DELETE FROM place"))
    scrub(sqlite)
    assert not any(LABEL in file.read_bytes() for file in tmp_path.iterdir())


def test_postgresql_rewrites_its_tables(postgres: Engine) -> None:
    """A file of its own for each table after the scrub."""
    node = text("SELECT pg_relation_filenode('place')")
    with postgres.connect() as connection:
        before = connection.scalar(node)
    scrub(postgres)
    with postgres.connect() as connection:
        assert connection.scalar(node) != before
