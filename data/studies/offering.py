"""Studies that a publisher wants the next policy release to tell of."""

from collections.abc import Sequence
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

    A release tells of one study a rule: another one of the same rule is taken back.

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
        others = _others_offered(session, study) if offered else []
        study.offered = offered
        for one in others:
            one.offered = False
        steps = [("offer" if offered else "take_back", study), *(("take_back", one) for one in others)]
        for step, one in steps:
            append(session, AuditAction.RELEASE, {"step": step, "study": one.id}, by, now)


def _others_offered(session: Session, study: Study) -> Sequence[Study]:
    return session.scalars(
        select(Study).where(Study.offered, Study.regulation_id == study.regulation_id, Study.id != study.id)
    ).all()
