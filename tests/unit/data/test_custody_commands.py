"""The commands for the key, backups and retention: what they say, what they do, and their exit codes."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from data import audit, commands
from data.commands import app
from data.ledger import load_ledger
from data.register import commands as custody
from data.register import tables as t
from data.register.database import connect, load_state, open_register, writing
from data.register.encryption import is_plain, new_key
from data.roadbook.feeds import FeedDraft, find_feed, keep_feed, new_secret
from data.roads.matrices import FOLDER
from data.settings import Settings
from data.terminal import FAULTS, UNREADABLE
from tests.import_kit import bring_in, csv, fill

ROWS = csv("05/03/2019;21h30;Triangle;45;rencontre;F;2", "07/03/2019;22h15;Rue du Rivage;20;personne;;")

Point = Callable[..., Settings]


@pytest.fixture
def point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Point:
    """Point the commands at a register, with other settings where wanted."""

    def to(**changed: object) -> Settings:
        known: dict[str, object] = {
            "database_url": f"sqlite:///{tmp_path / 'register.sqlite'}",
            "var_dir": tmp_path / "var",
            "demo": False,
            "language": "en",
        }
        found = Settings.model_validate(known | changed)
        for module in (commands, custody):
            monkeypatch.setattr(module, "settings", lambda: found)
        return found

    to()
    return to


@pytest.fixture
def small(sqlite: Engine, point: Point) -> Engine:
    """The same register with two old visits."""
    fill(sqlite)
    bring_in(sqlite, ROWS)
    return sqlite


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A file with a key."""
    path = tmp_path / "key"
    path.write_text(new_key())
    return path


def run(*arguments: str | Path, text: str = "") -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=text)


def test_a_fresh_key_is_printed() -> None:
    """And nothing beside it, so that it may go straight into a file."""
    first, second = run("key", "new"), run("key", "new")
    assert len(bytes.fromhex(first.stdout)) == 32
    assert first.stdout != second.stdout


def test_a_register_is_encrypted_in_its_place(
    small: Engine, point: Point, key_file: Path, tmp_path: Path
) -> None:
    """Told what may be left, opened with the key only, and no minutes between its places stay plain."""
    small.dispose()
    assert run("encrypt").exit_code == UNREADABLE
    found = point(database_key_file=key_file, require_key=True)
    times = found.var_dir / FOLDER
    times.mkdir(parents=True)
    (times / "0123.npz").write_bytes(b"minutes between places")
    refused = run("check")
    assert refused.exit_code == UNREADABLE
    assert "not encrypted" in refused.stderr
    assert "encrypt" in refused.stderr
    done = run("encrypt")
    assert done.exit_code == 0, done.output
    assert "A solid-state disk" in done.output
    assert not is_plain(tmp_path / "register.sqlite")
    assert list(times.iterdir()) == []
    assert run("check").exit_code == 0
    assert len(load_ledger(open_register(found))) == 2
    assert run("encrypt").exit_code == UNREADABLE
    assert key_file.read_text() not in done.output + refused.output


@pytest.mark.parametrize("command", ["check", "prepare", "demo", "coarsen", "purge"])
def test_every_command_refuses_a_register_it_has_no_key_for(
    small: Engine, point: Point, key_file: Path, command: str, tmp_path: Path
) -> None:
    """With exit code 2 and one sentence, and no traceback."""
    point(database_key_file=key_file, database_url=f"sqlite:///{tmp_path / 'other.sqlite'}")
    assert run("check").exit_code == 0
    point(database_url=f"sqlite:///{tmp_path / 'other.sqlite'}", exact_days=90, keep_years=1)
    refused = run(command)
    assert refused.exit_code == UNREADABLE
    assert "encrypted and no key is given" in refused.stderr
    assert isinstance(refused.exception, SystemExit)


def test_a_backup_without_a_key_must_be_asked_for(small: Engine, tmp_path: Path) -> None:
    """And says loudly what it is."""
    file = tmp_path / "a.backup"
    refused = run("backup", file)
    assert refused.exit_code == UNREADABLE
    assert not file.exists()
    done = run("backup", file, "--plain")
    assert done.exit_code == 0
    assert "NOT ENCRYPTED" in done.stderr
    assert is_plain(file)
    assert "not encrypted" in run("verify", file).stderr


def test_a_backup_goes_out_and_comes_back(
    small: Engine, point: Point, key_file: Path, tmp_path: Path
) -> None:
    """Verified, refused where it would mix, and restored after a copy was kept."""
    file = tmp_path / "a.backup"
    done = run("backup", file, "--key-file", key_file)
    assert done.exit_code == 0, done.output
    assert not is_plain(file)
    verified = run("verify", file, "--key-file", key_file)
    assert verified.exit_code == 0
    assert "2  visit" in verified.stdout
    assert run("verify", file).exit_code == UNREADABLE
    with writing(small) as session:
        session.get_one(t.Place, 1).label = "Other"
    refused = run("restore", file, "--key-file", key_file)
    assert refused.exit_code == UNREADABLE
    assert "--replace" in refused.stderr
    restored = run("restore", file, "--key-file", key_file, "--replace")
    assert restored.exit_code == 0, restored.output
    with Session(small) as session:
        assert session.get_one(t.Place, 1).label == "Triangle"
    (spare,) = (tmp_path / "var").glob("before-restore-*.backup")
    assert run("verify", spare, "--key-file", key_file).exit_code == 0
    assert audit.verify(small).is_whole
    assert audit.load_head(small).lines == 3


def test_a_damaged_backup_makes_no_copy_and_changes_nothing(small: Engine, tmp_path: Path) -> None:
    """It is looked at first."""
    file = tmp_path / "a.backup"
    run("backup", file, "--plain")
    file.write_bytes(file.read_bytes()[:9000])
    revision = load_state(small).revision
    refused = run("restore", file, "--replace")
    assert refused.exit_code == UNREADABLE
    assert "damaged" in refused.stderr
    assert not (tmp_path / "var").exists()
    assert load_state(small).revision == revision


def test_a_backup_moves_a_register_to_postgresql(
    small: Engine, postgres: Engine, point: Point, tmp_path: Path
) -> None:
    """By the same two commands, which say that calendars do not move along."""
    secret = new_secret()
    keep_feed(small, FeedDraft(service=1), secret, date(2019, 3, 8))
    run("backup", tmp_path / "a.backup", "--plain")
    point(database_url=postgres.url.render_as_string(hide_password=False))
    done = run("restore", tmp_path / "a.backup")
    assert done.exit_code == 0, done.output
    assert "need new addresses" in done.output
    assert find_feed(postgres, secret) is None
    assert len(load_ledger(postgres)) == 2


def test_coarsening_looks_first(small: Engine, point: Point) -> None:
    """And asks after how many days where nobody said."""
    assert run("coarsen").exit_code == UNREADABLE
    looked = run("coarsen", "--days", "90")
    assert looked.exit_code == 0
    assert "2  visit" in looked.stdout
    assert "--commit" in looked.stdout
    assert load_state(small).exact_from is None
    point(exact_days=90)
    assert run("coarsen", "--commit").exit_code == 0
    assert load_ledger(small)["day"].dt.day.tolist() == [1, 1]
    assert "Nothing is kept more exactly" in run("coarsen", "--commit").stdout


def test_purging_looks_first_and_asks(small: Engine, point: Point) -> None:
    """It cannot be undone."""
    assert run("purge").exit_code == UNREADABLE
    point(keep_years=2)
    looked = run("purge")
    assert looked.exit_code == 0
    assert "2  visit" in looked.stdout
    assert len(load_ledger(small)) == 2
    assert run("purge", "--commit", text="n\n").exit_code == FAULTS
    assert len(load_ledger(small)) == 2
    done = run("purge", "--commit", text="y\n")
    assert done.exit_code == 0, done.output
    assert "Backups made earlier still hold them" in done.stdout
    assert load_ledger(small).empty
    assert "Nothing is older" in run("purge", "--commit", "--yes").stdout


def test_preparing_keeps_to_the_terms(small: Engine, point: Point, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a real register, where the settings set any."""
    monkeypatch.setattr(commands, "prepare_basemap", lambda _: None)
    assert run("prepare").exit_code == 0
    assert load_state(small).exact_from is None
    point(exact_days=90)
    assert "Old records" in run("prepare").stdout
    assert load_state(small).exact_from is not None
    point(keep_years=1)
    assert "Old records" in run("prepare").stdout
    with Session(small) as session:
        assert session.scalars(select(func.count()).select_from(t.Visit)).one() == 0
        assert session.scalars(select(func.max(t.Visit.day))).one() is None


def test_a_demo_register_is_coarsened_by_the_command_only(
    small: Engine, point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its days are what the demo shows."""
    with writing(small) as session:
        state = session.get_one(t.RegisterState, 1)
        state.synthetic, state.last_day = True, date(2019, 12, 31)
    point(exact_days=90)
    monkeypatch.setattr(commands, "prepare_basemap", lambda _: None)
    assert run("prepare").exit_code == 0
    assert load_state(small).exact_from is None
    assert run("coarsen", "--commit").exit_code == 0
    assert load_state(small).exact_from == date(2019, 10, 1)


def test_a_register_opened_by_hand_is_the_same(small: Engine, tmp_path: Path) -> None:
    """Commands hold no state of their own."""
    assert (
        load_state(connect(f"sqlite:///{tmp_path / 'register.sqlite'}")).revision
        == load_state(small).revision
    )
