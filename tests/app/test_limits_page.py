"""Purpose and limits: every fact is how this register is kept, and what it does not protect is said."""

from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from data.audit import record
from data.register.database import connect, writing
from data.register.tables import RegisterState
from data.settings import Settings, settings
from data.vocabulary import AccessRole, AuditAction
from pages.parts.limits import facts
from pages.ui import access
from pages.ui.access import Actor
from tests.app.conftest import SHELL, OpenScreen


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test framework names options outside the session, in the language of the settings."""
    monkeypatch.setenv("MARAUDE_LANGUAGE", "en")


def spoken(app: AppTest) -> str:
    """Everything the screen says in words."""
    return "\n".join(str(one.value) for kind in (app.markdown, app.subheader) for one in kind)


def fact(app: AppTest, name: str) -> str:
    """The line that tells one thing."""
    return next(str(one.value) for one in app.markdown if f"**{name}**" in str(one.value))


def test_it_says_what_must_not_be_done(shared_demo: Path, open_screen: OpenScreen) -> None:
    """And what the register and a release do not protect, without a word of comfort."""
    said = spoken(open_screen("limits"))
    for sentence in (
        "To find, check, fine or move on anybody",
        "presence is not hidden",
        "Large published counts are accurate",
        "not differential privacy",
        "Whoever may open a screen sees exact places and exact counts",
        "What is kept can be seized",
        "Police or a court: hand over nothing yourself",
    ):
        assert sentence in said


def test_what_nobody_has_set_up_is_marked(empty: Path, open_screen: OpenScreen) -> None:
    """A fresh install keeps exact days for ever, in a plain file, without sign-in and without a backup."""
    app = open_screen("limits")
    for name, text in (
        ("Time", "the exact day and hour of each visit"),
        ("How long", "no limit is set"),
        ("Who may see it", "whoever sits at this computer"),
        ("Storage", "Maraude does not encrypt"),
        ("Last backup", "none is known"),
    ):
        line = fact(app, name)
        assert text in line
        assert ":material/warning:" in line


def test_what_is_set_up_is_told(
    empty: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days, years and the last backup, as the settings and the register have them."""
    engine = connect(f"sqlite:///{empty}")
    with writing(engine) as session:
        session.get_one(RegisterState, 1).exact_from = date(2026, 2, 1)
    day = date.today() - timedelta(days=3)  # noqa: DTZ011 - the calendar where the team is
    noon = datetime.fromisoformat(f"{day}T12:00:00")
    record(engine, AuditAction.BACKUP, {"step": "made"}, None, noon)
    record(engine, AuditAction.BACKUP, {"step": "restored"}, None, noon + timedelta(days=2))
    monkeypatch.setenv("MARAUDE_EXACT_DAYS", "90")
    monkeypatch.setenv("MARAUDE_KEEP_YEARS", "6")
    settings.cache_clear()
    app = open_screen("limits")
    assert "exact days for 90 days" in fact(app, "Time")
    assert "Before 1 February 2026 all is by month." in fact(app, "Time")
    assert "6 years, then removed for good." in fact(app, "How long")
    assert f"{day.day} {day:%B} {day.year}" in fact(app, "Last backup")
    for name in ("Time", "How long", "Last backup"):
        assert ":material/check_circle:" in fact(app, name)


def test_a_backup_that_is_old_is_marked(empty: Path, open_screen: OpenScreen) -> None:
    """A month without one is too long."""
    record(
        connect(f"sqlite:///{empty}"),
        AuditAction.BACKUP,
        {"step": "made"},
        None,
        datetime.fromisoformat("2026-01-05T12:00:00"),
    )
    line = fact(open_screen("limits"), "Last backup")
    assert "5 January 2026" in line
    assert ":material/warning:" in line


def test_a_synthetic_register_needs_no_backup(shared_demo: Path, open_screen: OpenScreen) -> None:
    """And is not said to lack one."""
    assert ":material/check_circle:" in fact(open_screen("limits"), "Last backup")


def test_an_encrypted_register_is_said_to_be_one(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A register that opens under a key is encrypted: another one would not have opened."""
    found = Settings(database_key=SecretStr("a" * 64))
    monkeypatch.setattr(facts, "settings", lambda: found)
    monkeypatch.setattr(facts, "engine", lambda: SimpleNamespace(dialect=SimpleNamespace(name="sqlite")))
    assert facts._storage().good
    monkeypatch.setattr(facts, "engine", lambda: SimpleNamespace(dialect=SimpleNamespace(name="postgresql")))
    assert not facts._storage().good


def test_sign_in_is_told(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a provider, people with an account alone."""
    monkeypatch.setattr(facts, "provider", object)
    assert facts._access().good


@pytest.mark.parametrize("role", list(AccessRole))
def test_everybody_may_read_it(demo: Path, monkeypatch: pytest.MonkeyPatch, role: AccessRole) -> None:
    """Also an analyst, who sees no other screen of the register, and nothing is read for them."""
    monkeypatch.setattr(access, "LOCAL", Actor(1, frozenset({role}), None, "x"))
    app = AppTest.from_file(str(SHELL), default_timeout=60)
    app.query_params["lang"] = "en"
    app.run()
    app.switch_page("../limits.py").run()
    assert not app.exception
    assert "What is not protected" in spoken(app)
