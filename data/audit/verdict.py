"""Reading the audit from its first line to its last, and finding the first that does not belong."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Engine, Text, cast, select
from sqlalchemy.orm import Session

from data.audit.chain import GENESIS, Content, Head
from data.register.custody import AuditEntry
from data.vocabulary import AuditAction

FORGOTTEN = "audit_through"
"""In the details of a retention line: the number of the last line that was taken away for its age."""

FORGOTTEN_DIGEST = "audit_digest"
"""In the details of a retention line: the digest of that line, which the first one kept follows."""

_AT_ONCE = 5_000
"""Lines read at a time."""


class Fault(StrEnum):
    """What is wrong with the first line that does not belong."""

    MISSING = "missing"
    CHANGED = "changed"
    UNLINKED = "unlinked"
    CUT = "cut"


@dataclass(frozen=True)
class Verdict:
    """
    Whether the audit is whole.

    Attributes
    ----------
    lines : int
        How many lines there are.
    head : Head
        The last one.
    fault : Fault or None
        What is wrong first: a line is missing, its content is not what was written, it does not follow from
        the line before it (put in, replaced or moved), or the end that was noted down is gone. None where
        all is well.
    line : int or None
        Number of that line.
    """

    lines: int
    head: Head
    fault: Fault | None = None
    line: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.fault is None


class _Line(NamedTuple):
    """A line as the database holds it, whatever somebody may have put there."""

    number: int
    at: str
    account: object
    action: str
    details: str
    previous: str
    digest: str

    @property
    def is_as_written(self) -> bool:
        """Whether its content gives its digest."""
        try:
            at, details = datetime.fromisoformat(self.at), json.loads(self.details)
        except (TypeError, ValueError):
            return False
        content = Content(self.number, at, self.account, self.action, details)
        return content.digest_after(self.previous) == self.digest


def verify(engine: Engine, noted: Head | None = None) -> Verdict:
    """
    Tell whether every line of the audit is what was written, where it was written.

    Without *noted*, lines cut off the end cannot be missed, nor an audit that was written anew from some
    line on: that takes a head that was kept elsewhere.

    Parameters
    ----------
    engine : Engine
        The register.
    noted : Head, optional
        A head noted down earlier, from `data.audit.chain.load_head`.

    Returns
    -------
    Verdict
        With the first fault, if there is one.
    """
    with Session(engine) as session:
        return _judge(_lines(session), _forgotten(session), noted)


def _lines(session: Session) -> Iterator[_Line]:
    # As text, because somebody may have put there what no type can read.
    query = select(
        AuditEntry.id,
        cast(AuditEntry.at, Text),
        AuditEntry.account_id,
        cast(AuditEntry.action, Text),
        cast(AuditEntry.details, Text),
        AuditEntry.previous,
        AuditEntry.digest,
    ).order_by(AuditEntry.id)
    for row in session.execute(query.execution_options(yield_per=_AT_ONCE)):
        yield _Line(*row)


def _forgotten(session: Session) -> set[Head]:
    """Return the ends of what was taken away for its age, as retention lines have recorded them."""
    query = select(cast(AuditEntry.details, Text)).where(
        cast(AuditEntry.action, Text) == AuditAction.RETENTION.value
    )
    ends = set()
    for text in session.scalars(query):
        try:
            details = json.loads(text)
            ends.add(Head(details[FORGOTTEN], details[FORGOTTEN_DIGEST]))
        except (ValueError, TypeError, KeyError):
            continue  # another kind of retention, or a line that the walk will find changed
    return ends


def _judge(lines: Iterator[_Line], forgotten: set[Head], noted: Head | None) -> Verdict:
    head, count, fault, wrong = Head(0, GENESIS), 0, None, None
    is_noted_found = noted is None or noted == head or noted in forgotten
    for count, line in enumerate(lines, start=1):
        if fault is None:
            start = Head(line.number - 1, line.previous)
            if count == 1 and start in forgotten:
                head = start
                # What was noted before these went for their age cannot be asked for any more.
                is_noted_found = is_noted_found or (noted is not None and noted.lines < start.lines)
            fault = _fault_of(line, head)
            wrong = min(line.number, head.lines + 1) if fault else None
        head = Head(line.number, line.digest)
        is_noted_found = is_noted_found or head == noted
    if fault is None and noted is not None and not is_noted_found:
        fault, wrong = Fault.CUT, noted.lines
    return Verdict(count, head, fault, wrong)


def _fault_of(line: _Line, before: Head) -> Fault | None:
    if line.number > before.lines + 1:
        return Fault.MISSING
    if not line.is_as_written:
        return Fault.CHANGED
    if line.number < before.lines + 1 or line.previous != before.digest:
        return Fault.UNLINKED
    return None


def is_release_known(engine: Engine, digest: str) -> bool:
    """
    Tell whether the audit knows a release file.

    A release file that somebody else holds is a head of its own: the audit that does not know it lost lines,
    or is not that of the register it came from.

    Parameters
    ----------
    engine : Engine
        The register.
    digest : str
        SHA-256 of the file, in hexadecimal digits.

    Returns
    -------
    bool
        True where a line on releases holds this digest.
    """
    query = select(cast(AuditEntry.details, Text)).where(
        cast(AuditEntry.action, Text) == AuditAction.RELEASE.value
    )
    with Session(engine) as session:
        return any(json.loads(details).get("digest") == digest for details in session.scalars(query))
