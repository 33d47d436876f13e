"""Old lines of the audit go from the first on, by a line that says so, and no further."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, exc, select, text
from sqlalchemy.orm import Session

from data.audit import Fault, Head, load_head, verify
from data.audit.forgetting import forget_lines
from data.register.custody import AuditEntry
from data.vocabulary import AuditAction
from tests.audit_kit import NOON, digest_of, intrude, write


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
