"""The address of shared calendars, over the real routes and gates: who gets what without signing in."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from icalendar import Calendar
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from data.access.throttle import Throttle
from data.register.custody import AuditEntry
from data.roadbook.feeds import FeedDraft, keep_feed, new_secret, revoke_feed
from data.settings import settings
from data.vocabulary import AuditAction
from pages.ui.calendar_feed import SECONDS, TRIES
from pages.ui.doors import middleware, routes
from tests.roadbook_kit import BAR, EVENING, LABELS, NOW, PAIR, commit, draft_of, fill_evening

HOST = "maraude.example.org"

SIGN_IN = {
    "ADDRESS": f"https://{HOST}",
    "SIGN_IN_PROVIDER": "https://id.example.org/.well-known/openid-configuration",
    "SIGN_IN_CLIENT_ID": "maraude",
    "SIGN_IN_CLIENT_SECRET": "secret",
}


@pytest.fixture
def register_file(sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A register with a committed round, which the app is set to."""
    fill_evening(sqlite)
    commit(sqlite, draft_of(PAIR, BAR))
    monkeypatch.setenv("MARAUDE_DATABASE_URL", f"sqlite:///{tmp_path / 'register.sqlite'}")
    monkeypatch.setenv("MARAUDE_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("MARAUDE_DEMO", "false")
    monkeypatch.setenv("MARAUDE_LANGUAGE", "en")
    settings.cache_clear()
    yield sqlite
    settings.cache_clear()
    st.cache_resource.clear()


@pytest.fixture
def signing_in(register_file: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The same, of an app that people sign in to."""
    for name, text in SIGN_IN.items():
        monkeypatch.setenv(f"MARAUDE_{name}", text)
    settings.cache_clear()
    return register_file


def _share(engine: Engine, draft: FeedDraft | None = None) -> tuple[int, str]:
    """Share a calendar, and return its identifier and where it is read."""
    secret = new_secret()
    feed = keep_feed(engine, draft or FeedDraft(team=PAIR), secret, EVENING).id
    assert feed is not None
    return feed, f"/calendar/{secret}.ics"


def _client(address: str = "10.0.0.7", host: str = f"https://{HOST}") -> TestClient:
    """Return a program without cookies; the screens stand for all that is no route of ours."""
    screens = Route("/{path:path}", lambda _request: PlainTextResponse("a screen"), methods=["GET", "POST"])
    app = Starlette(routes=[*routes(), screens], middleware=middleware())
    return TestClient(app, base_url=host, client=(address, 5000), follow_redirects=False)


def test_a_calendar_program_reads_without_signing_in(signing_in: Engine) -> None:
    """One entry a round, a neutral title, and nothing that a cache may keep."""
    _feed, address = _share(signing_in)
    answer = _client().get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers
    calendar: Any = Calendar.from_ical(answer.text)
    [event] = calendar.events
    assert event["SUMMARY"] == "Tour nord-1"
    assert LABELS[BAR] not in answer.text.replace("\r\n ", "")


def test_a_calendar_can_be_read_and_nothing_else(signing_in: Engine) -> None:
    """The head alone too; no other method is known."""
    _feed, address = _share(signing_in)
    head = _client().head(address)
    assert (head.status_code, head.headers["Cache-Control"]) == (200, "no-store")
    for method in ("POST", "PUT", "DELETE", "PATCH", "PROPFIND"):
        assert _client().request(method, address).status_code == 405


def test_unknown_and_taken_back_are_answered_alike(signing_in: Engine) -> None:
    """Nobody learns that there ever was one."""
    feed, address = _share(signing_in)
    assert _client().get(address).status_code == 200
    revoke_feed(signing_in, feed, EVENING)
    over, unknown = (_client().get(path) for path in (address, f"/calendar/{new_secret()}.ics"))
    assert over.status_code == unknown.status_code == 404
    assert over.content == unknown.content == b""
    assert dict(over.headers) == dict(unknown.headers)


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/",
        "/calendar/short.ics",
        "/calendar/" + "a" * 43,
        "/calendar/" + "a" * 44 + ".ics",
        "/calendar/" + "a" * 43 + ".ics/more",
        "/calendar/" + "a" * 43 + ".ics%0a",
        "/calendar/" + "a" * 42 + "/.ics",
        "/calendar/../map",
    ],
)
def test_no_other_address_is_let_through(signing_in: Engine, path: str) -> None:
    """The way past the sign-in is as narrow as one secret."""
    answer = _client().get(path)
    assert answer.status_code in {303, 401}
    assert "a screen" not in answer.text


def test_another_name_of_the_server_is_refused(signing_in: Engine) -> None:
    """A page elsewhere may have made its own name lead here."""
    _feed, address = _share(signing_in)
    for host in ("evil.example.org", "localhost", "10.0.0.1"):
        assert _client().get(address, headers={"Host": host}).status_code == 403


def test_without_sign_in_only_this_computer_reads(register_file: Engine) -> None:
    """A secret is no way around the rule that an app without sign-in answers its own computer only."""
    _feed, address = _share(register_file)
    here = "http://localhost:8501"
    assert _client("127.0.0.1", here).get(address).status_code == 200
    assert _client("192.168.1.20", here).get(address).status_code == 403
    assert _client("127.0.0.1", f"http://{HOST}").get(address).status_code == 403
    forwarded = {"X-Forwarded-For": "127.0.0.1"}
    assert _client("127.0.0.1", here).get(address, headers=forwarded).status_code == 403


@pytest.mark.parametrize("tier", ["policy", "public"])
def test_a_release_has_no_calendar(register_file: Engine, monkeypatch: pytest.MonkeyPatch, tier: str) -> None:
    """Even where its server is pointed at a register by mistake."""
    _feed, address = _share(register_file)
    for name, text in SIGN_IN.items():
        monkeypatch.setenv(f"MARAUDE_{name}", text)
    monkeypatch.setenv("MARAUDE_TIER", tier)
    settings.cache_clear()
    answer = _client().get(address)
    assert (answer.status_code, answer.content) == (404, b"")


def test_guessing_has_to_wait(signing_in: Engine) -> None:
    """For the address it comes from; others read as ever."""
    _feed, address = _share(signing_in)
    busy = _client("10.0.0.66")
    answers = [busy.get(f"/calendar/{new_secret()}.ics").status_code for _ in range(TRIES)]
    assert set(answers) == {404}
    refused = busy.get(address)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == str(SECONDS)


def test_many_may_ask_at_once() -> None:
    """Calendars are answered by threads: one after the other counts its tries and forgets old ones."""
    inside: list[int] = []
    most: list[int] = []

    def clock() -> float:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.001)
        inside.pop()
        return 0.0

    throttle = Throttle(5, 1, clock)
    with ThreadPoolExecutor(8) as threads:
        allowed = list(threads.map(throttle.allows, ["10.0.0.7"] * 16))
    assert sum(allowed) == 5
    assert max(most) == 1


def test_the_audit_keeps_the_first_reading_of_a_day(signing_in: Engine) -> None:
    """With the number of the calendar, and no secret."""
    feed, address = _share(signing_in)
    program = _client()
    for _ in range(3):
        assert program.get(address).status_code == 200
    program.get(f"/calendar/{new_secret()}.ics")
    with Session(signing_in) as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.action == AuditAction.EXPORT)).all()
        assert [(line.details["what"], line.details["calendar"]) for line in lines] == [
            ("calendar_read", feed)
        ]
        assert address[10:-4] not in str(lines[0].details)


def test_a_calendar_follows_the_register(signing_in: Engine) -> None:
    """A round that changes changes its entry under the same identifier; taken back it says so."""
    _feed, address = _share(signing_in)
    program = _client()
    before = program.get(address).text
    assert program.get(address).text == before
    commit(signing_in, draft_of(PAIR, BAR, first_min=1200), at=NOW + timedelta(minutes=1))
    after = program.get(address).text
    assert "20:00–20:15 Visit 1" in after
    uids = {line for line in (before + after).splitlines() if line.startswith("UID:")}
    assert len(uids) == 1
    commit(signing_in, draft_of(PAIR), at=NOW + timedelta(minutes=2))
    cancelled = program.get(address).text
    assert "STATUS:CANCELLED" in cancelled
    assert uids == {line for line in cancelled.splitlines() if line.startswith("UID:")}
