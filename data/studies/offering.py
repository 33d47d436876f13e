"""Studies that a publisher wants the next policy release to tell of."""

from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.audit.chain import append, wait_for_turn
from data.i18n import mark
from data.register.studies import Study
from data.studies.keeping import KeptStudy, StudyError, list_studies
from data.vocabulary import AuditAction


def offered_studies(engine: Engine) -> list[KeptStudy]:
    """
    Load the studies that the next policy release tells of.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    list of KeptStudy
        The newest first.
    """
    with Session(engine) as session:
        offered = set(session.scalars(select(Study.uid).where(Study.offered)))
    return [study for study in list_studies(engine) if study.uid in offered]


def offer(engine: Engine, uid: str, *, offered: bool, by: int | None, now: datetime) -> None:
    """
    Say whether releases tell of a study; the audit keeps a line.

    Parameters
    ----------
    engine : Engine
        The register.
    uid : str
        The study.
    offered : bool
        Whether the next policy release tells what its last run found.
    by : int or None
        Account of whoever decides.
    now : datetime
        UTC.

    Raises
    ------
    StudyError
        If there is no such study.
    """
    with Session(engine) as session, session.begin():
        wait_for_turn(session)
        study = session.scalars(select(Study).where(Study.uid == uid)).one_or_none()
        if study is None:
            raise StudyError(mark("There is no such study."), mark("Begin a new study."))
        study.offered = offered
        details = {"step": "offer" if offered else "take_back", "study": study.id}
        append(session, AuditAction.RELEASE, details, by, now)
