"""The screen of the audit: the verdict first, then who did what, in pages; and no figure anywhere."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from streamlit.testing.v1 import AppTest

from data.audit import load_head, record
from data.register.custody import Account
from data.register.database import connect, writing
from data.vocabulary import AccessRole, AuditAction
from pages.parts.audit import listing, verdict
from pages.ui import access
from pages.ui.access import Actor
from pages.ui.auditing import settle_notes
from tests.app.conftest import OpenScreen, for_the_team

NOON = datetime.fromisoformat("2026-03-05T12:00:00")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test framework names options outside the session, in the language of the settings."""
    monkeypatch.setenv("MARAUDE_LANGUAGE", "en")


@pytest.fixture
def past(demo: Path) -> Engine:
    """What two people did, and somebody who is gone, before this session."""
    engine = connect(f"sqlite:///{demo}")
    with writing(engine) as session:
        for number, hint in ((1, "c…@example.org"), (2, "f…@example.org")):
            session.add(Account(id=number, digest=str(number) * 64, hint=hint, created_on=date(2026, 1, 1)))
    for hours in range(60):
        details = {"screen": "map", "place": 7} if hours % 2 else {"screen": "trends"}
        record(engine, AuditAction.VIEW, details, 1 + hours % 3, NOON + timedelta(hours=hours))
    export = {"what": "places_csv", "purpose": "funder", "format": "csv", "rows": 34, "digest": "ab" * 32}
    record(engine, AuditAction.EXPORT, export, 2, NOON + timedelta(days=9))
    return engine


def shown(app: AppTest) -> list[str]:
    """The details of the lines on screen."""
    return list(app.dataframe[0].value["What"])


def spoken(app: AppTest) -> str:
    """Everything the screen says in words."""
    kinds = (app.markdown, app.caption, app.error, app.success, app.warning, app.code)
    return "\n".join(str(element.value) for elements in kinds for element in elements)


def test_the_verdict_comes_first(past: Engine, open_screen: OpenScreen) -> None:
    """A record that is whole says so, with its length and its end to note down."""
    app = open_screen("audit")
    assert app.success[0].value.startswith("The record is whole: 6")
    assert not app.error
    assert app.code[0].value.count(":") == 1


def test_a_broken_record_says_where(past: Engine, open_screen: OpenScreen) -> None:
    """In the first words, with what to do about it."""
    with past.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_is_not_changed"))
        connection.execute(text("UPDATE audit_entry SET account_id = 2 WHERE id = 12"))
    app = open_screen("audit")
    assert "line 12 is not what was written there" in app.error[0].value
    assert "compare the record with that of your last backup" in spoken(app)
    assert not app.success


def test_a_head_that_was_kept_finds_a_cut_end(past: Engine, open_screen: OpenScreen) -> None:
    """Without it the shorter record looks whole; nonsense is said to be nonsense."""
    head = str(load_head(past))
    with past.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_is_not_deleted"))
        connection.execute(text("DELETE FROM audit_entry WHERE id = 61"))
    app = open_screen("audit")
    assert app.success
    app.text_input(key="audit_noted").set_value("61: nonsense").run()
    assert app.success
    assert "This is not such a line" in app.warning[0].value
    app.text_input(key="audit_noted").set_value(head).run()
    assert "what you noted of line 61 is no longer in it" in app.error[0].value


def test_the_record_is_read_again_when_asked(past: Engine, open_screen: OpenScreen) -> None:
    """A verdict is kept for a while: a long record takes seconds."""
    app = open_screen("audit")
    with past.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_is_not_changed"))
        connection.execute(text("UPDATE audit_entry SET account_id = 2 WHERE id = 12"))
    app.run()
    assert app.success
    app.button(key="audit_again").click().run()
    assert app.error


def test_an_old_verdict_is_not_shown(
    past: Engine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After some minutes the record is read anew by itself."""
    app = open_screen("audit")
    monkeypatch.setattr(verdict, "GOOD_FOR", timedelta(0))
    with past.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_is_not_changed"))
        connection.execute(text("UPDATE audit_entry SET account_id = 2 WHERE id = 12"))
    app.run()
    assert app.error


def test_lines_are_in_words(past: Engine, open_screen: OpenScreen) -> None:
    """Who, what, where and why; a place and an account by their names, a digest by its beginning."""
    gone = {"account": 1, "roles": ["field"], "service": None, "active": False}
    record(past, AuditAction.ACCOUNT, gone, 2, NOON + timedelta(days=10))
    app = open_screen("audit")
    app.pills(key="audit_actions").set_value([AuditAction.EXPORT]).run()
    assert shown(app) == ["Export: places_csv · Report to a funder · CSV · 34 rows · Digest: abababababab…"]
    assert list(app.dataframe[0].value["Who"]) == ["f…@example.org"]
    app.pills(key="audit_actions").set_value([AuditAction.ACCOUNT]).run()
    assert shown(app) == ["Accounts: c…@example.org · Let go · Roles: Field worker"]
    app.pills(key="audit_actions").set_value([AuditAction.VIEW]).run()
    assert any(line.startswith("Screen opened: Map · ") and "7" not in line for line in shown(app))
    assert "Account 3, since removed" in set(app.dataframe[0].value["Who"])


def test_lines_come_in_pages(past: Engine, open_screen: OpenScreen) -> None:
    """The newest first; another choice begins at its first page."""
    settle_notes()
    app = open_screen("audit")
    first = list(app.dataframe[0].value["Line"])
    assert len(first) == listing.PAGE
    app.button(key="audit_step_1").click().run()
    second = list(app.dataframe[0].value["Line"])
    assert second[0] == first[-1] - 1
    assert second[-1] == 1
    assert app.button(key="audit_step_1").disabled
    app.pills(key="audit_actions").set_value([AuditAction.VIEW]).run()
    assert "page 1 of 2" in spoken(app)


def test_lines_are_chosen_by_day_and_person(past: Engine, open_screen: OpenScreen) -> None:
    """Both ends of a period belong to it; a choice that fits nothing says so."""
    app = open_screen("audit")
    app.date_input(key="audit_from").set_value(date(2026, 3, 14)).run()
    app.date_input(key="audit_to").set_value(date(2026, 3, 14)).run()
    assert len(app.dataframe[0].value) == 1
    app.selectbox(key="audit_who").set_value(1).run()
    assert "Nothing was recorded like this." in spoken(app)
    app.date_input(key="audit_from").set_value(None).run()
    assert set(app.dataframe[0].value["Who"]) == {"c…@example.org"}


def test_the_audit_can_be_taken_along(past: Engine, open_screen: OpenScreen) -> None:
    """As what is shown and as the record itself."""
    app = for_the_team(open_screen("audit"))
    labels = [one.proto.label for one in app.get("download_button")]
    assert labels == ["These lines (CSV)", "The whole record, to check (JSON)"]


def test_an_administrator_who_may_not_export_may_take_the_audit(
    past: Engine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And sees the numbers of places, not their names: places are none of an administrator's business."""
    only = Actor(1, frozenset({AccessRole.ADMINISTRATOR}), None, "a…@example.org")
    monkeypatch.setattr(access, "LOCAL", only)
    app = AppTest.from_file(str(Path(listing.__file__).parents[2] / "ui" / "shell.py"), default_timeout=60)
    app.query_params["lang"] = "en"
    app.run()
    app.switch_page("../audit.py").run()
    assert not app.exception
    for_the_team(app)
    assert len(app.get("download_button")) == 2
    app.pills(key="audit_actions").set_value([AuditAction.VIEW]).run()
    assert "Screen opened: Map · place 7" in shown(app)
    assert app.selectbox(key="_export_purpose_choice").value == "team"
