"""The audit: one chain under several writers, read back as it was written, with a head to note down."""

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, event, exc, select
from sqlalchemy.orm import Session

from data.audit import (
    GENESIS,
    Head,
    UnrecordedError,
    Verdict,
    append,
    load_head,
    record,
    to_head,
    try_record,
    verify,
)
from data.register.custody import AuditEntry
from data.register.database import load_state, writing
from data.register.tables import Service
from data.vocabulary import AuditAction
from tests.audit_kit import NOON, write


def test_an_empty_audit_is_whole(register: Engine) -> None:
    """There is nothing wrong with nothing."""
    assert load_head(register) == Head(0, GENESIS)
    assert verify(register) == Verdict(0, Head(0, GENESIS))


def test_lines_follow_from_one_another(register: Engine) -> None:
    """Numbered from 1, each holding the digest of the one before."""
    write(register)
    with Session(register) as session:
        lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [line.id for line in lines] == [1, 2, 3, 4, 5]
    assert [line.previous for line in lines] == [GENESIS, *(line.digest for line in lines[:-1])]
    assert len({line.digest for line in lines}) == 5
    assert load_head(register) == Head(5, lines[-1].digest)
    assert verify(register) == Verdict(5, Head(5, lines[-1].digest))


def test_what_is_recorded_is_read_back(register: Engine) -> None:
    """Accents, lists, numbers and nothing at all, and a moment in UTC."""
    details = {"é": [1, 2.5, True, None], "b": {"z": 1, "a": "x"}, "pair": (1, 2)}
    brussels = timezone(timedelta(hours=1))
    record(register, AuditAction.EXPORT, details, 7, datetime(2026, 3, 5, 13, 0, 0, 250, brussels))
    record(register, AuditAction.SIGN_IN, {}, None, datetime(2026, 3, 5, 12, tzinfo=UTC))
    with Session(register) as session:
        line, empty = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    assert line.details == {**details, "pair": [1, 2]}
    assert (line.at, line.account_id, line.action) == (NOON.replace(microsecond=250), 7, AuditAction.EXPORT)
    assert (empty.details, empty.account_id, empty.at) == ({}, None, NOON)
    assert verify(register).is_whole


def test_a_line_does_not_renew_the_caches(register: Engine) -> None:
    """Looking must not make every session read the register again."""
    write(register)
    assert load_state(register).revision == 0


def test_writers_at_once_make_one_chain(register: Engine) -> None:
    """Four writers, no number twice, none left out, and nothing refused."""

    def work(account: int) -> None:
        for number in range(10):
            record(register, AuditAction.FILTER, {"number": number}, account, NOON)

    writers = [threading.Thread(target=work, args=(account,)) for account in range(1, 5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    verdict = verify(register)
    assert verdict.is_whole
    assert verdict.lines == verdict.head.lines == 40


def test_a_change_and_its_line_come_to_be_together(register: Engine) -> None:
    """`append` takes part in a transaction: what fails leaves no line, what works leaves one."""
    message = "something broke after the line"
    with pytest.raises(RuntimeError, match=message), writing(register) as session:
        append(session, AuditAction.ACCOUNT, {"account": 1}, 2, NOON)
        raise RuntimeError(message)
    assert load_head(register).lines == 0
    with writing(register) as session:
        session.add(Service(code="a", label="A"))
        append(session, AuditAction.ACCOUNT, {"account": 1}, 2, NOON)
    assert load_head(register).lines == 1
    assert load_state(register).revision == 1


@pytest.fixture
def deaf(register: Engine) -> Iterator[Engine]:
    """A register that takes no line of the audit."""

    def refuse(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO audit_entry"):
            message = "disk full"
            raise exc.OperationalError(statement, {}, OSError(message))

    event.listen(register, "before_cursor_execute", refuse)
    yield register
    event.remove(register, "before_cursor_execute", refuse)


def test_what_must_be_recorded_is_refused_without_its_line(deaf: Engine) -> None:
    """An export whose line cannot be written must not happen: the caller is told, in one word."""
    with pytest.raises(UnrecordedError, match="export"):
        record(deaf, AuditAction.EXPORT, {}, 1, NOON)
    assert load_head(deaf).lines == 0


def test_what_may_be_lost_goes_on(
    deaf: Engine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look at the map is not broken by an audit that fails; the log says so, without the details."""
    # What other tests run in this process may switch off the loggers that it finds.
    monkeypatch.setattr("data.audit.chain._log", logging.getLogger("audit_that_is_heard"))
    caplog.set_level(logging.WARNING)
    assert not try_record(deaf, AuditAction.VIEW, {"place": 4711}, 1, NOON)
    assert "a line of the audit is missing: view" in caplog.text
    assert "4711" not in caplog.text


def test_trying_writes_where_it_can(register: Engine) -> None:
    """And says so."""
    assert try_record(register, AuditAction.VIEW, {"screen": "map"}, 1, NOON)
    assert load_head(register).lines == 1


def test_what_json_cannot_say_is_refused_at_once(register: Engine) -> None:
    """A mistake of ours is an error, not a lost line."""
    with pytest.raises(TypeError):
        record(register, AuditAction.VIEW, {"day": date(2026, 3, 5)}, 1, NOON)
    with pytest.raises(ValueError, match="Out of range float"):
        record(register, AuditAction.VIEW, {"share": float("nan")}, 1, NOON)
    assert load_head(register).lines == 0


def test_an_old_head_holds_while_the_audit_grows(register: Engine) -> None:
    """What was noted last month is still in it."""
    assert verify(register, Head(0, GENESIS)).is_whole
    write(register, 2)
    noted = load_head(register)
    write(register, 3)
    assert verify(register, noted).is_whole
    assert verify(register, Head(0, GENESIS)).is_whole


def test_a_head_is_read_as_it_is_written(register: Engine) -> None:
    """In one word, with blanks around it forgiven."""
    write(register, 2)
    head = load_head(register)
    assert to_head(f" {head}\n") == head
    for wrong in ("", "2", head.digest, f"two:{head.digest}", f"2:{head.digest[:-1]}", f"2:{'g' * 64}"):
        with pytest.raises(ValueError):  # noqa: PT011 - each says something of its own
            to_head(wrong)
