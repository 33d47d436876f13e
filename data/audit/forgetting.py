"""Taking old lines of the audit away, by a line that says so and goes on holding the chain together."""

from datetime import date, datetime, time

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from data.audit.chain import append, wait_for_turn
from data.audit.verdict import FORGOTTEN, FORGOTTEN_DIGEST
from data.register.custody import AuditEntry
from data.vocabulary import AuditAction


def forget_lines(engine: Engine, before: date, account: int | None, now: datetime) -> int:
    """
    Take away the lines from the first on that were written before a day.

    What workers looked at is about them: it must not be kept for ever. The line that is added holds the
    number and the digest of the last one taken away, which the first one kept follows; the database lets
    no other line go.

    Parameters
    ----------
    engine : Engine
        The register.
    before : date
        The first day to keep.
    account : int or None
        Who asked for it.
    now : datetime
        When; UTC where it has no zone.

    Returns
    -------
    int
        How many lines went; where it is 0 nothing is recorded either.
    """
    with Session(engine) as session, session.begin():
        wait_for_turn(session)
        recent = select(AuditEntry.id).where(AuditEntry.at >= datetime.combine(before, time()))
        first_kept = session.scalars(recent.order_by(AuditEntry.id).limit(1)).first()
        last = select(AuditEntry.id, AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)
        if first_kept is not None:
            last = last.where(AuditEntry.id < first_kept)
        end = session.execute(last).first()
        if end is None:
            return 0
        through, digest = end
        old = AuditEntry.id <= through
        lines = session.execute(select(func.count()).select_from(AuditEntry).where(old)).scalar_one()
        details = {FORGOTTEN: through, FORGOTTEN_DIGEST: digest, "lines": lines}
        append(session, AuditAction.RETENTION, details, account, now)
        session.execute(delete(AuditEntry).where(old), execution_options={"synchronize_session": False})
        return lines
