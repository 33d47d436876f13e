"""What the commands share: the language, how they stop, and how they get into the register."""

from datetime import date
from pathlib import Path

import pytest
import typer
from pydantic import SecretStr
from sqlalchemy import Engine, text

from data.audit import load_head
from data.i18n import translator
from data.register.database import writing
from data.register.encryption import new_key
from data.register.tables import RegisterState
from data.settings import Settings
from data.terminal import (
    FAULTS,
    UNREADABLE,
    now,
    open_or_stop,
    progress,
    record_or_stop,
    stop,
    today_of,
    translate_for,
    write_private,
)
from data.vocabulary import AuditAction


def test_the_language_is_asked_for_or_set() -> None:
    """And one that does not exist is refused."""
    assert translate_for("", Settings(language="nl"))("Place") == translator("nl")("Place")
    assert translate_for("en", Settings(language="nl"))("Place") == "Place"
    with pytest.raises(typer.BadParameter, match="fr, nl, en"):
        translate_for("de", Settings())


def test_stopping_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    """On the error stream, with its exit code."""
    assert stop("It cannot be read.", UNREADABLE).exit_code == UNREADABLE
    assert capsys.readouterr().err == "It cannot be read.\n"


def test_a_register_opens_or_says_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the language of the command, without the key."""
    url = f"sqlite:///{tmp_path / 'register.sqlite'}"
    key = SecretStr(new_key())
    open_or_stop(Settings(database_url=url, database_key=key), translator("en")).dispose()
    with pytest.raises(typer.Exit) as stopped:
        open_or_stop(Settings(database_url=url), translator("en"))
    assert stopped.value.exit_code == UNREADABLE
    told = capsys.readouterr().err
    assert "encrypted" in told
    assert "MARAUDE_DATABASE_KEY_FILE" in told
    assert key.get_secret_value() not in told


def test_what_the_audit_cannot_take_does_not_happen(
    sqlite: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, no trace of the program; once it can, the line is there."""
    with sqlite.begin() as busy:
        busy.execute(text("ALTER TABLE audit_entry RENAME TO gone"))
    with pytest.raises(typer.Exit) as stopped:
        record_or_stop(sqlite, AuditAction.EXPORT, {"what": "register"}, translator("en"))
    assert stopped.value.exit_code == FAULTS
    assert "nothing was done" in capsys.readouterr().err
    with sqlite.begin() as busy:
        busy.execute(text("ALTER TABLE gone RENAME TO audit_entry"))
    before = load_head(sqlite).lines
    record_or_stop(sqlite, AuditAction.EXPORT, {"what": "register"}, translator("en"))
    assert load_head(sqlite).lines == before + 1


def test_what_leaves_is_for_whoever_took_it(tmp_path: Path) -> None:
    """Not for all users of the server; a file that was there stays as it was shared."""
    file = tmp_path / "register.csv"
    write_private(file, b"first")
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    write_private(file, b"other")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"other", 0o640)


def test_today_is_that_of_the_register(sqlite: Engine) -> None:
    """The day after the last of a synthetic one, else the calendar's."""
    assert abs((today_of(sqlite) - now().date()).days) <= 1
    with writing(sqlite) as session:
        state = session.get_one(RegisterState, 1)
        state.synthetic, state.last_day = True, date(2019, 12, 31)
    assert today_of(sqlite) == date(2020, 1, 1)


def test_now_has_no_zone() -> None:
    """As the register keeps moments."""
    assert now().tzinfo is None


def test_progress_takes_any_part_of_the_whole() -> None:
    """Also one that goes back a little."""
    with progress("Writing") as advance:
        for part in (0.0, 0.5, 0.4, 1.0):
            advance(part)
