"""The audit: one chain under several writers, what the database refuses, and what is found all the same."""

# ruff: noqa: S608 - the intruder writes plain SQL

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, event, exc, insert, select, text
from sqlalchemy.orm import Session

from data.audit import (
    GENESIS,
    Fault,
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
from data.audit.chain import Content
from data.audit.forgetting import forget_lines
from data.register.custody import AuditEntry
from data.register.database import load_state, writing
from data.register.tables import Service
from data.vocabulary import AuditAction

NOON = datetime.fromisoformat("2026-03-05T12:00:00")


COPY = (
    "INSERT INTO audit_entry SELECT {number}, at, account_id, action, details, {previous}, 'a new digest' "
    "FROM audit_entry WHERE id = {source}"
)
"""Puts a line in."""


def write(engine: Engine, lines: int = 5, start: datetime = NOON) -> None:
    """Add *lines* lines, a day apart, all different."""
    for number in range(lines):
        details = {"screen": "map", "kinds": ["bar", "street"], "number": number, "text": "Médibus"}
        record(engine, AuditAction.VIEW, details, number % 3 or None, start + timedelta(days=number))


def intrude(engine: Engine, *statements: str) -> None:
    """Do what somebody who owns the database can: lift its refusals first, then write."""
    if engine.dialect.name == "sqlite":
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
        with engine.begin() as connection:
            for name in connection.execute(text(triggers)).scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        statements = ("ALTER TABLE audit_entry DISABLE TRIGGER USER", *statements)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


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


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET account_id = 9 WHERE id = 2",
        "UPDATE audit_entry SET id = 9 WHERE id = 5",
        "DELETE FROM audit_entry WHERE id = 5",
        "DELETE FROM audit_entry",
        COPY.format(number=9, previous="digest", source=5),
        COPY.format(number=6, previous="previous", source=5),
        COPY.format(number=0, previous="previous", source=1),
    ],
)
def test_the_database_refuses_to_rewrite_the_past(register: Engine, statement: str) -> None:
    """A line is not changed, not deleted, and added at the end alone."""
    write(register)
    with pytest.raises(exc.DatabaseError, match="a line of the audit is"), register.begin() as connection:
        connection.execute(text(statement))
    assert verify(register).is_whole


def test_sqlite_refuses_to_replace_a_line(sqlite: Engine) -> None:
    """REPLACE takes rows away without asking the refusals of DELETE."""
    write(sqlite)
    for number, digest in ((2, "'b'"), (6, "(SELECT digest FROM audit_entry WHERE id = 2)")):
        replacing = text(
            "INSERT OR REPLACE INTO audit_entry "
            f"SELECT {number}, at, 9, action, details, digest, {digest} FROM audit_entry WHERE id = 5"
        )
        with pytest.raises(exc.DatabaseError, match="added at its end"), sqlite.begin() as connection:
            connection.execute(replacing)
    assert verify(sqlite).is_whole


def test_postgres_refuses_to_empty_the_audit(postgres: Engine) -> None:
    """TRUNCATE asks no row."""
    write(postgres)
    with pytest.raises(exc.DatabaseError, match="a line of the audit is"), postgres.begin() as connection:
        connection.execute(text("TRUNCATE audit_entry"))
    assert verify(postgres).is_whole


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("at = '2026-03-07 12:00:01'", Fault.CHANGED),
        ("account_id = 9", Fault.CHANGED),
        ("account_id = NULL", Fault.CHANGED),
        ("action = 'export'", Fault.CHANGED),
        ("""details = '{"screen": "trends"}'""", Fault.CHANGED),
        ("details = 'null'", Fault.CHANGED),
        (f"previous = '{'a' * 64}'", Fault.CHANGED),
        (f"digest = '{'a' * 64}'", Fault.CHANGED),
        ("id = 9", Fault.MISSING),
        ("id = -1", Fault.CHANGED),
    ],
)
@pytest.mark.parametrize("line", [1, 3, 5])
def test_a_changed_column_is_found(register: Engine, change: str, fault: Fault, line: int) -> None:
    """Whichever column, whichever line: the audit is broken there, or where the line used to be."""
    write(register)
    if line == 1 and change == "account_id = NULL":
        change = "account_id = 1"  # line 1 had none
    intrude(register, f"UPDATE audit_entry SET {change} WHERE id = {line}")
    verdict = verify(register)
    moved_to_the_start = change == "id = -1"
    if line == 5 and change == "id = 9":
        assert (verdict.fault, verdict.line) == (Fault.MISSING, 5)
    else:
        assert verdict.fault == fault
        assert verdict.line == (-1 if moved_to_the_start else line)


def test_what_no_type_can_read_is_found_too(sqlite: Engine) -> None:
    """SQLite takes any value in any column; the verdict comes all the same."""
    for change in ("at = 'yesterday'", "details = '{broken'", "account_id = 'somebody'", "at = NULL"):
        write(sqlite, 1)
        last = load_head(sqlite).lines
        intrude(
            sqlite,
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET sql = replace(sql, 'at DATETIME NOT NULL', 'at DATETIME') "
            "WHERE name = 'audit_entry'",
            "PRAGMA writable_schema = OFF",
        )
        sqlite.dispose()
        intrude(sqlite, f"UPDATE audit_entry SET {change} WHERE id = {last}")
        verdict = verify(sqlite)
        assert (verdict.fault, verdict.line) == (Fault.CHANGED, last)
        intrude(sqlite, "DELETE FROM audit_entry")


@pytest.mark.parametrize(("line", "found"), [(1, 1), (3, 3), (4, 4)])
def test_a_removed_line_is_found(register: Engine, line: int, found: int) -> None:
    """Its number is missing."""
    write(register)
    intrude(register, f"DELETE FROM audit_entry WHERE id = {line}")
    verdict = verify(register)
    assert (verdict.fault, verdict.line) == (Fault.MISSING, found)


def test_lines_that_changed_places_are_found(register: Engine) -> None:
    """Their numbers are part of what was written."""
    write(register)
    swap = "UPDATE audit_entry SET id = {} WHERE id = {}"
    intrude(register, swap.format(99, 2), swap.format(2, 3), swap.format(3, 99))
    verdict = verify(register)
    assert (verdict.fault, verdict.line) == (Fault.CHANGED, 2)


def forged(number: int, previous: str, account: int = 9) -> str:
    """Return the statement that puts in a line whose own digest is right: the forger has our code."""
    digest = Content(number, NOON, account, "view", {"screen": "map"}).digest_after(previous)
    return (
        "INSERT INTO audit_entry (id, at, account_id, action, details, previous, digest) VALUES "
        f"""({number}, '{NOON}.000000', {account}, 'view', '{{"screen":"map"}}', '{previous}', '{digest}')"""
    )


def digest_of(engine: Engine, number: int) -> str:
    """Return the digest of a line."""
    with Session(engine) as session:
        return session.get_one(AuditEntry, number).digest


def test_a_line_put_in_between_is_found(register: Engine) -> None:
    """Even where its own digest is right: what came after it was something else."""
    write(register)
    before = digest_of(register, 2)
    up = [f"UPDATE audit_entry SET id = {number + 1} WHERE id = {number}" for number in (5, 4, 3)]
    intrude(register, *up, forged(3, before))
    verdict = verify(register)
    assert (verdict.fault, verdict.line) == (Fault.CHANGED, 4)


def test_a_line_replaced_by_a_forged_one_is_found(register: Engine) -> None:
    """The line after it does not follow from it."""
    write(register)
    before = digest_of(register, 2)
    intrude(register, "DELETE FROM audit_entry WHERE id = 3", forged(3, before))
    verdict = verify(register)
    assert (verdict.fault, verdict.line) == (Fault.UNLINKED, 4)


def test_a_line_put_before_the_first_is_found(register: Engine) -> None:
    """Nothing comes before line 1."""
    write(register)
    intrude(register, forged(0, GENESIS))
    verdict = verify(register)
    assert (verdict.fault, verdict.line) == (Fault.UNLINKED, 0)


def test_a_forged_end_needs_a_noted_head(register: Engine) -> None:
    """Whoever owns the database may write the end anew: only a head kept elsewhere shows it."""
    write(register)
    noted = load_head(register)
    before = digest_of(register, 4)
    intrude(register, "DELETE FROM audit_entry WHERE id = 5", forged(5, before))
    assert verify(register).is_whole
    verdict = verify(register, noted)
    assert (verdict.fault, verdict.line) == (Fault.CUT, 5)


def test_a_cut_end_needs_a_noted_head(register: Engine) -> None:
    """Lines taken off the end leave a shorter audit that is whole, unless its head was noted down."""
    write(register)
    noted = load_head(register)
    intrude(register, "DELETE FROM audit_entry WHERE id > 3")
    assert verify(register).is_whole
    verdict = verify(register, noted)
    assert (verdict.fault, verdict.line, verdict.lines) == (Fault.CUT, 5, 3)
    intrude(register, "DELETE FROM audit_entry")
    assert verify(register, noted).fault is Fault.CUT


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


def test_old_lines_go_by_a_line_that_says_so(register: Engine) -> None:
    """Those before the day go, the rest goes on being whole, and the line says how many went."""
    write(register)
    early, late = Head(2, digest_of(register, 2)), load_head(register)
    assert forget_lines(register, date(2026, 3, 8), 7, NOON + timedelta(days=9)) == 3
    with Session(register) as session:
        assert session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).all() == [4, 5, 6]
        line = session.get_one(AuditEntry, 6)
    assert (line.action, line.account_id, line.details["lines"]) == (AuditAction.RETENTION, 7, 3)
    for noted in (None, late, early, Head(3, str(line.details["audit_digest"]))):
        assert verify(register, noted).is_whole
    assert verify(register, Head(5, "a" * 64)).fault is Fault.CUT


def test_old_lines_may_all_go(register: Engine) -> None:
    """The line that says so stays, and the next forgetting takes it like any other."""
    write(register)
    assert forget_lines(register, date(2027, 1, 1), None, NOON + timedelta(days=400)) == 5
    assert verify(register).lines == 1
    write(register, 2, NOON + timedelta(days=500))
    assert forget_lines(register, date(2027, 6, 1), None, NOON + timedelta(days=600)) == 1
    assert verify(register).is_whole


def test_forgetting_nothing_leaves_no_line(register: Engine) -> None:
    """A run that finds nothing old is not an event."""
    write(register)
    assert forget_lines(register, date(2026, 3, 5), None, NOON) == 0
    assert verify(register).lines == 5


def test_forgetting_stops_at_the_first_recent_line(register: Engine) -> None:
    """A clock that was wrong once must not open a gap: the lines go from the first on, or not at all."""
    write(register, 2)
    write(register, 2, NOON - timedelta(days=900))
    assert forget_lines(register, date(2026, 3, 6), None, NOON) == 1
    assert verify(register).is_whole


def test_a_gap_that_no_line_explains_is_found(register: Engine) -> None:
    """What was taken away at the start without saying so, and what was taken beyond what was said."""
    write(register)
    forget_lines(register, date(2026, 3, 7), None, NOON)
    intrude(register, "DELETE FROM audit_entry WHERE id = 3")
    verdict = verify(register)
    assert (verdict.fault, verdict.line) == (Fault.MISSING, 1)


def test_the_database_lets_no_line_go_beyond_what_was_said(register: Engine) -> None:
    """A retention line frees what it names, and nothing after it."""
    write(register)
    forget_lines(register, date(2026, 3, 7), None, NOON)
    with pytest.raises(exc.DatabaseError, match="a line of the audit is"), register.begin() as connection:
        connection.execute(text("DELETE FROM audit_entry WHERE id = 3"))


def test_a_long_audit_is_judged_in_pieces(sqlite: Engine) -> None:
    """More lines than are read at a time, and the fault still has its number."""
    before, rows = GENESIS, []
    for number in range(1, 12_001):
        content = Content(number, NOON, 1, "view", {"screen": "map"})
        digest = content.digest_after(before)
        rows.append(
            {
                "id": number,
                "at": NOON,
                "account_id": 1,
                "action": AuditAction.VIEW,
                "details": {"screen": "map"},
                "previous": before,
                "digest": digest,
            }
        )
        before = digest
    with Session(sqlite) as session, session.begin():
        session.execute(insert(AuditEntry), rows)
    assert verify(sqlite) == Verdict(12_000, Head(12_000, before))
    intrude(sqlite, "UPDATE audit_entry SET account_id = 2 WHERE id = 11003")
    assert verify(sqlite).line == 11_003
