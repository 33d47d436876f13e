"""Writing lines of the audit: each holds the digest of the one before, so that none can go unnoticed.

The digest of a line is the SHA-256 of the previous digest and of the line's content in one canonical form.
Lines are numbered from 1 without a gap. The database refuses to change a line, to take one away, and to
put one anywhere but at the end: see migration 0002. Nobody can stop whoever owns the database from lifting
those refusals; then `data.audit.verdict` finds what was done.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, false, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from data.register.custody import DIGEST, AuditEntry
from data.register.tables import RegisterState
from data.vocabulary import AuditAction

Details = Mapping[str, object]
"""What a line says beside who, when and which action: codes, numbers of records, digests; never a result."""

GENESIS = "0" * DIGEST
"""What stands before the first line."""

_LOCK = 6_361_731
"""Number of PostgreSQL's advisory lock that is held while a line is added."""

_log = logging.getLogger(__name__)


class UnrecordedError(RuntimeError):
    """The audit could not take a line, so that what it would have recorded must not happen."""


@dataclass(frozen=True)
class Head:
    """
    The end of the audit: noted down somewhere else, it shows later whether the end was cut off.

    Attributes
    ----------
    lines : int
        Number of the last line; 0 where there is none.
    digest : str
        Its digest, 64 hexadecimal digits; `GENESIS` where there is none.
    """

    lines: int
    digest: str

    def __str__(self) -> str:
        """Return it in one word, as `to_head` reads it."""
        return f"{self.lines}:{self.digest}"


def to_head(text: str) -> Head:
    """
    Read a head that was noted down.

    Parameters
    ----------
    text : str
        As `Head` is written: a number, a colon, a digest.

    Returns
    -------
    Head
        The same.

    Raises
    ------
    ValueError
        If *text* is nothing of the kind.
    """
    lines, _, digest = text.strip().partition(":")
    if not lines.isdecimal() or len(digest) != DIGEST or int(digest, 16) < 0:
        message = f"{text!r} is not a head of the audit: it reads like 12:9f86d081…"
        raise ValueError(message)
    return Head(int(lines), digest.lower())


@dataclass(frozen=True)
class Content:
    """
    What the digest of a line covers, beside the digest before it.

    Attributes
    ----------
    number : int
        Its place in the audit, from 1.
    at : datetime
        When, in UTC, without a zone.
    account : int or None
        Who; None without sign-in and on the command line.
    action : str
        An `AuditAction`.
    details : object
        As JSON has it.
    """

    number: int
    at: datetime
    account: object
    action: str
    details: object

    def digest_after(self, previous: str) -> str:
        """
        Return the digest of this line where it follows *previous*.

        Parameters
        ----------
        previous : str
            The digest of the line before.

        Returns
        -------
        str
            64 hexadecimal digits.
        """
        at = self.at.isoformat(timespec="microseconds")
        content = canonical([self.number, at, self.account, self.action, self.details])
        return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def canonical(value: object) -> str:
    """
    Return *value* as JSON in the one form that digests are made from.

    Parameters
    ----------
    value : object
        Made of what JSON knows; no infinity and nothing that is not a number.

    Returns
    -------
    str
        Keys sorted, no space, all text as it is.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def load_head(engine: Engine) -> Head:
    """
    Return the end of the audit.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    Head
        To be noted down outside the register, such as in a backup's or a release's manifest.
    """
    with Session(engine) as session:
        return _head(session)


def _head(session: Session) -> Head:
    query = select(AuditEntry.id, AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)
    last = session.execute(query).first()
    return Head(0, GENESIS) if last is None else Head(*last)


def append(
    session: Session, action: AuditAction, details: Details, account: int | None, now: datetime
) -> None:
    """
    Add a line in the transaction of what it records: both come to be, or neither does.

    Call it last in the transaction: until that ends, nobody else can add a line.

    Parameters
    ----------
    session : Session
        In a transaction, such as that of `data.register.database.writing`.
    action : AuditAction
        What was done.
    details : mapping of str to object
        Codes, numbers of records, digests.
    account : int or None
        Who did it.
    now : datetime
        When; UTC where it has no zone.
    """
    wait_for_turn(session)
    head = _head(session)
    # As they will be read back: a tuple becomes a list.
    plain = json.loads(canonical(dict(details)))
    content = Content(head.lines + 1, _to_utc(now), account, action.value, plain)
    line = AuditEntry(
        id=content.number,
        at=content.at,
        account_id=account,
        action=action,
        details=plain,
        previous=head.digest,
        digest=content.digest_after(head.digest),
    )
    session.add(line)
    session.flush()


def _to_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def wait_for_turn(session: Session) -> None:
    """
    Keep other writers away from the end of the audit until this transaction ends.

    Parameters
    ----------
    session : Session
        In a transaction.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    else:
        # SQLite knows one lock, and takes it for a write of no row too; a read first would see an old head.
        untouched = update(RegisterState).where(false()).values(revision=RegisterState.revision)
        session.execute(untouched, execution_options={"synchronize_session": False})


def record(engine: Engine, action: AuditAction, details: Details, account: int | None, now: datetime) -> None:
    """
    Add a line, or refuse: for what must not happen without its line, called before it happens.

    A release, an export, a change of an account, a backup, a purge. The line has a short transaction of its
    own, which does not raise the register's revision. Never call it inside another transaction: there,
    `append` is meant.

    Parameters
    ----------
    engine : Engine
        The register.
    action : AuditAction
        What is about to be done.
    details : mapping of str to object
        Codes, numbers of records, digests; never a result, never a count of contacts.
    account : int or None
        Who does it; None without sign-in and on the command line.
    now : datetime
        When; UTC where it has no zone.

    Raises
    ------
    UnrecordedError
        If the line could not be written.
    """
    try:
        with Session(engine) as session, session.begin():
            append(session, action, details, account, now)
    except SQLAlchemyError as error:
        message = f"the audit could not take a line ({action.value}), so that nothing was done"
        raise UnrecordedError(message) from error


def try_record(
    engine: Engine, action: AuditAction, details: Details, account: int | None, now: datetime
) -> bool:
    """
    Add a line where possible: for what goes on even if its line cannot be written, such as looking.

    Parameters
    ----------
    engine : Engine
        The register.
    action : AuditAction
        What was done.
    details : mapping of str to object
        As for `record`.
    account : int or None
        Who did it.
    now : datetime
        When; UTC where it has no zone.

    Returns
    -------
    bool
        False where the line could not be written; the server's log says so.
    """
    try:
        record(engine, action, details, account, now)
    except UnrecordedError:
        _log.exception("a line of the audit is missing: %s", action.value)
        return False
    return True
