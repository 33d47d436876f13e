"""Backups: what goes in comes out, on either database, and what is not whole is refused."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from alembic import command
from pydantic import SecretStr
from sqlalchemy import Engine, delete, func, select, text
from sqlalchemy.orm import Session

from data import audit
from data.backups import (
    BackupRefusedError,
    check_backup,
    is_vacant,
    restore_backup,
    save_backup,
)
from data.register import database
from data.register.copying import content_digest, count_rows, reflect_tables
from data.register.database import connect, load_state, open_engine, schema_version, writing
from data.register.encryption import is_plain, new_key, to_key
from data.register.integrity import find_flaws
from data.register.seal import Seal, read_seal, write_seal
from data.register.tables import Place, RegisterState, Service, Visit
from data.vocabulary import AuditAction
from tests.builders import fill_random
from tests.import_kit import NOON, TODAY, bring_in, csv, everything, fill

GOOD = csv("05/03/2019;21h30;Triangle;45;rencontre;F;2", "05/03/2019;22h15;Rue du Rivage;20;personne;;")
CHANGED = csv("05/03/2019;21h30;Triangle;50;rencontre;F;3")


@pytest.fixture(scope="module")
def key() -> SecretStr:
    """A key of its own."""
    return to_key(new_key())


def fill_all(engine: Engine) -> None:
    """Give a register places, an import that replaced another one, and an audit."""
    fill(engine)
    bring_in(engine, GOOD)
    bring_in(engine, CHANGED)
    for number in range(3):
        audit.record(engine, AuditAction.VIEW, {"screen": "map", "number": number}, None, NOON)
    with writing(engine) as session:
        session.get_one(RegisterState, 1).exact_from = date(2018, 1, 1)


def content(engine: Engine) -> str:
    """Return the digest of all that a register holds."""
    with engine.connect() as connection:
        return content_digest(connection, reflect_tables(connection))


@pytest.fixture(scope="module")
def kept(empty_file: Path, key: SecretStr, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small register on SQLite, and an encrypted and a plain backup of it."""
    folder = tmp_path_factory.mktemp("kept")
    engine = open_engine(f"sqlite:///{shutil.copy(empty_file, folder / 'register.sqlite')}")
    fill_all(engine)
    save_backup(engine, folder / "encrypted.backup", key, NOON)
    save_backup(engine, folder / "plain.backup", None, NOON)
    engine.dispose()
    return folder


@pytest.fixture
def small(kept: Path, tmp_path: Path) -> Iterator[Engine]:
    """That register, one's own."""
    engine = open_engine(f"sqlite:///{shutil.copy(kept / 'register.sqlite', tmp_path)}")
    yield engine
    engine.dispose()


@pytest.fixture
def small_on_postgres(postgres: Engine) -> Engine:
    """The same register on PostgreSQL."""
    fill_all(postgres)
    return postgres


@pytest.fixture(params=["small", "small_on_postgres"], ids=["sqlite", "postgres"])
def filled(request: pytest.FixtureRequest) -> Engine:
    """A small register, once on SQLite and once on PostgreSQL."""
    engine: Engine = request.getfixturevalue(request.param)
    return engine


@pytest.fixture
def backup(filled: Engine, kept: Path, tmp_path: Path, key: SecretStr) -> Path:
    """An encrypted backup of a small register, once from SQLite and once from PostgreSQL."""
    file = tmp_path / "maraude.backup"
    if filled.dialect.name == "sqlite":
        return Path(shutil.copy(kept / "encrypted.backup", file))
    save_backup(filled, file, key, NOON)
    return file


def test_a_backup_says_what_it_holds(backup: Path, key: SecretStr, filled: Engine) -> None:
    """And is one encrypted file that only its owner can read."""
    found = check_backup(backup, key)
    with filled.connect() as connection:
        assert found.counts == count_rows(connection, reflect_tables(connection))
    assert (found.made_at, found.is_encrypted, found.is_audit_whole) == (NOON, True, True)
    assert not is_plain(backup)
    assert backup.stat().st_mode & 0o077 == 0
    assert not [file for file in backup.parent.iterdir() if file.name.startswith("maraude.backup.")]


def test_a_backup_comes_back_as_it_was(backup: Path, key: SecretStr, filled: Engine, tmp_path: Path) -> None:
    """In another register, with its ids, its imports and its audit."""
    again = connect(f"sqlite:///{tmp_path / 'again.sqlite'}", key)
    restore_backup(again, backup, key)
    assert everything(again, without_batches=False) != {}
    assert content(again) == content(filled)
    assert load_state(again).exact_from == date(2018, 1, 1)
    assert audit.verify(again).is_whole
    assert find_flaws(again, TODAY) == []


@pytest.mark.parametrize("direction", ["to PostgreSQL", "to SQLite"])
def test_a_register_moves_between_databases(
    sqlite: Engine, postgres: Engine, tmp_path: Path, direction: str
) -> None:
    """With all it holds; new rows then get ids of their own."""
    source, target = (sqlite, postgres) if direction == "to PostgreSQL" else (postgres, sqlite)
    fill_all(source)
    save_backup(source, tmp_path / "moved.backup", None, NOON)
    restore_backup(target, tmp_path / "moved.backup", None)
    assert content(target) == content(source)
    with writing(target) as session:
        session.add(Service(code="new", label="New"))
    with Session(target) as session:
        assert session.scalars(select(func.max(Service.id))).one() == 3


def test_backup_and_restore_are_the_identity(
    register: Engine, tmp_path: Path, key: SecretStr, rng: np.random.Generator
) -> None:
    """On a random register as well."""
    fill_random(register, rng)
    before = everything(register, without_batches=False)
    save_backup(register, tmp_path / "random.backup", key, NOON)
    with writing(register) as session:
        session.execute(text("UPDATE visit SET minutes = 1"))
    restore_backup(register, tmp_path / "random.backup", key, replace=True)
    after = everything(register, without_batches=False)
    assert {name: rows for name, rows in before.items() if name != "register_state"} == {
        name: rows for name, rows in after.items() if name != "register_state"
    }


def test_progress_goes_from_nothing_to_everything(filled: Engine, tmp_path: Path) -> None:
    """And never back."""
    told: list[float] = []
    save_backup(filled, tmp_path / "a.backup", None, NOON, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    told.clear()
    restore_backup(filled, tmp_path / "a.backup", None, replace=True, advance=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_register_that_is_not_empty_is_not_mixed(backup: Path, key: SecretStr, filled: Engine) -> None:
    """Only an express wish replaces what is there."""
    assert not is_vacant(filled)
    before = everything(filled, without_batches=False)
    with pytest.raises(BackupRefusedError, match="not empty"):
        restore_backup(filled, backup, key)
    assert everything(filled, without_batches=False) == before


def test_a_replaced_register_renews_every_cache_and_keeps_its_audit(
    backup: Path, key: SecretStr, filled: Engine
) -> None:
    """The revision goes up, and no line of the audit is taken away."""
    audit.record(filled, AuditAction.BACKUP, {"step": "restore"}, None, NOON)
    with writing(filled) as session:
        session.execute(delete(Visit))
        session.get_one(Place, 1).label = "Other"
    revision = load_state(filled).revision
    restore_backup(filled, backup, key, replace=True)
    assert load_state(filled).revision == revision + 1
    verdict = audit.verify(filled)
    assert verdict.is_whole
    assert verdict.lines == 4
    with Session(filled) as session:
        assert session.get_one(Place, 1).label == "Triangle"
        assert session.scalars(select(func.count()).select_from(Visit)).one() == 2


def truncated(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def flipped(whole: bytes) -> bytes:
    middle = len(whole) // 2
    return whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]


def emptied(whole: bytes) -> bytes:
    return b""


def foreign(whole: bytes) -> bytes:
    return b"PK\x03\x04 something else entirely"


@pytest.mark.parametrize("harm", [truncated, flipped, emptied, foreign])
@pytest.mark.parametrize("is_encrypted", [True, False])
def test_a_harmed_file_is_refused_and_changes_nothing(
    small: Engine,
    kept: Path,
    tmp_path: Path,
    key: SecretStr,
    harm: Callable[[bytes], bytes],
    *,
    is_encrypted: bool,
) -> None:
    """Cut off, one bit changed, empty, or something else."""
    file = tmp_path / "maraude.backup"
    # A bit that no row uses is no harm to a plain file: this one is amid a label.
    whole = (kept / ("encrypted.backup" if is_encrypted else "plain.backup")).read_bytes()
    if harm is flipped and not is_encrypted:
        whole = whole.replace(b"Baisy-Thy", b"Baisy-Shy")
        file.write_bytes(whole)
    else:
        file.write_bytes(harm(whole))
    before = everything(small, without_batches=False)
    revision = load_state(small).revision
    with pytest.raises(BackupRefusedError):
        restore_backup(small, file, key, replace=True)
    assert everything(small, without_batches=False) == before
    assert load_state(small).revision == revision


def test_a_row_that_was_changed_in_a_plain_backup_is_found(kept: Path, tmp_path: Path) -> None:
    """One value, written by a proper tool."""
    file = Path(shutil.copy(kept / "plain.backup", tmp_path))
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE visit SET minutes = minutes + 1")
    connection.close()
    with pytest.raises(BackupRefusedError, match="damaged"):
        check_backup(file, None)


def test_the_backup_itself_is_never_written_to(backup: Path, key: SecretStr, filled: Engine) -> None:
    """It may lie on a medium that cannot be."""
    before = backup.read_bytes()
    backup.chmod(0o400)
    restore_backup(filled, backup, key, replace=True)
    assert backup.read_bytes() == before
    assert not [file for file in backup.parent.iterdir() if file.name.startswith("maraude.backup.")]


@pytest.mark.parametrize("given", ["none", "another"])
def test_without_its_key_a_backup_is_refused(backup: Path, filled: Engine, given: str) -> None:
    """No key, or another one."""
    wrong = None if given == "none" else to_key(new_key())
    with pytest.raises(BackupRefusedError, match="encrypted"):
        restore_backup(filled, backup, wrong, replace=True)


def test_a_plain_backup_goes_into_an_encrypted_register(
    small: Engine, kept: Path, tmp_path: Path, key: SecretStr
) -> None:
    """Which is how a demo or an old register moves."""
    assert is_plain(kept / "plain.backup")
    sealed = connect(f"sqlite:///{tmp_path / 'sealed.sqlite'}", key)
    assert not restore_backup(sealed, kept / "plain.backup", key).is_encrypted
    assert content(sealed) == content(small)


def test_a_file_is_never_overwritten(sqlite: Engine, tmp_path: Path) -> None:
    """Yesterday's backup may be the last good one."""
    file = tmp_path / "a.backup"
    file.write_text("yesterday")
    with pytest.raises(BackupRefusedError, match="already"):
        save_backup(sqlite, file, None, NOON)
    assert file.read_text() == "yesterday"


def test_a_backup_that_fails_leaves_nothing(
    small: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far it had come; what an earlier one left is cleared away."""
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "a.backup.partial").write_text("left over")

    def break_off(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_backup(small, folder / "a.backup", None, NOON, break_off)
    assert list(folder.iterdir()) == []
    with pytest.raises(BackupRefusedError, match="cannot be written"):
        save_backup(small, tmp_path / "missing" / "a.backup", None, NOON)
    save_backup(small, folder / "a.backup", None, NOON)
    assert [file.name for file in folder.iterdir()] == ["a.backup"]


def test_a_restore_that_fails_changes_nothing(backup: Path, key: SecretStr, filled: Engine) -> None:
    """One transaction."""
    before = everything(filled, without_batches=False)

    def break_off(part: float) -> None:
        if part > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore_backup(filled, backup, key, replace=True, advance=break_off)
    assert everything(filled, without_batches=False) == before


def reseal(file: Path, version: str, at: datetime) -> None:
    """Make a plain backup one of another version, as that Maraude would have written it."""
    engine = open_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        tables = reflect_tables(connection)
        connection.execute(text("DROP TABLE backup_seal"))
        write_seal(
            connection, Seal(at, version, count_rows(connection, tables), content_digest(connection, tables))
        )
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
    engine.dispose()


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    sqlite: Engine, register: Engine, tmp_path: Path
) -> None:
    """Made before there were accounts and an audit."""
    fill(sqlite)
    file = tmp_path / "old.backup"
    save_backup(sqlite, file, None, NOON)
    engine = open_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        command.downgrade(database._alembic(connection), "0001")
        assert schema_version(connection) == "0001"
    engine.dispose()
    reseal(file, "0001", NOON)
    assert check_backup(file, None).version == "0001"
    restore_backup(register, file, None, replace=True)
    with Session(register) as session:
        assert session.scalars(select(func.count()).select_from(Place)).one() == 3


def test_a_backup_of_a_newer_version_is_refused(sqlite: Engine, tmp_path: Path) -> None:
    """What it holds beside what is known here would be lost."""
    file = tmp_path / "new.backup"
    save_backup(sqlite, file, None, NOON)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    reseal(file, "9999", NOON)
    with pytest.raises(BackupRefusedError, match="newer"):
        check_backup(file, None)


def test_a_register_that_is_no_backup_is_refused(sqlite: Engine, tmp_path: Path) -> None:
    """It has no seal."""
    fill(sqlite)
    sqlite.dispose()
    with pytest.raises(BackupRefusedError, match="no backup"):
        check_backup(tmp_path / "register.sqlite", None)
    with pytest.raises(BackupRefusedError, match="cannot be read"):
        check_backup(tmp_path / "missing.backup", None)


def test_a_seal_comes_back_as_it_went_in(sqlite: Engine) -> None:
    """Row counts and all."""
    seal = Seal(NOON, "0002", {"place": 3}, "ab")
    with sqlite.begin() as connection:
        write_seal(connection, seal)
        assert read_seal(connection) == seal
