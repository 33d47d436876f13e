"""What the database refuses to do to the audit, and what is found where it was done all the same."""

# ruff: noqa: S608 - the intruder writes plain SQL

import pytest
from sqlalchemy import Engine, exc, insert, text
from sqlalchemy.orm import Session

from data.audit import GENESIS, Fault, Head, Verdict, load_head, verify
from data.audit.chain import Content
from data.register.custody import AuditEntry
from data.vocabulary import AuditAction
from tests.audit_kit import NOON, digest_of, intrude, write

COPY = (
    "INSERT INTO audit_entry SELECT {number}, at, account_id, action, details, {previous}, 'a new digest' "
    "FROM audit_entry WHERE id = {source}"
)
"""Puts a line in."""


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
