"""The file of a release on its way out of the register."""

from datetime import datetime

from sqlalchemy import Engine

from data.audit import record
from data.releases.keeping import ReleaseRow, load_content
from data.vocabulary import AuditAction


def fetch_release(engine: Engine, release: ReleaseRow, account: int | None, now: datetime) -> bytes:
    """
    Return the file of a release once the audit has its line.

    Parameters
    ----------
    engine : Engine
        The register.
    release : ReleaseRow
        One that was published.
    account : int or None
        Who takes it.
    now : datetime
        UTC.

    Returns
    -------
    bytes
        The signed file.

    Raises
    ------
    UnrecordedError
        If the audit could not be written; then nothing leaves.
    """
    details = {"step": "fetch", "release": release.id, "tier": release.tier.value, "digest": release.digest}
    record(engine, AuditAction.RELEASE, details, account, now)
    return load_content(engine, release.id)
