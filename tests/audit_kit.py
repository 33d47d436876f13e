"""Lines of an audit, their digests, and an intruder who owns the database."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from data.audit import record
from data.register.custody import AuditEntry
from data.vocabulary import AuditAction

NOON = datetime.fromisoformat("2026-03-05T12:00:00")


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


def digest_of(engine: Engine, number: int) -> str:
    """Return the digest of a line."""
    with Session(engine) as session:
        return session.get_one(AuditEntry, number).digest
