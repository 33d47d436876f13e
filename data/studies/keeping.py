"""Studies of the register: what was declared before anybody looked, and what was found since.

A specification is added and never changed, and nothing here deletes one: how many were tried for a rule is
shown with each result. Studies are no records of the field, so that keeping one does not raise the register's
revision: no cache depends on them, and a result must not make itself look out of date.
"""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.audit.chain import wait_for_turn
from data.i18n import mark
from data.refusals import RefusedError
from data.register.rules import Regulation
from data.register.studies import UID, Study, StudyRun, StudySpec
from data.studies.declared import load_rows
from data.studies.looks import load_looks
from geo.displacement.model import AnalysisSpec

BYTES_OF_A_UID = UID // 2


@dataclass(frozen=True)
class Declared:
    """
    A specification that was kept before its result was asked for.

    Attributes
    ----------
    uid : str
        What an address knows the study by.
    number : int
        Of the specification within the study, from 1.
    digest : str
        SHA-256 of it.
    is_new : bool
        False where the same was declared in this study before.
    looks : int
        How many different specifications there are for the rule, over all studies.
    """

    uid: str
    number: int
    digest: str
    is_new: bool
    looks: int


@dataclass(frozen=True)
class KeptSpec:
    """
    A specification of a study.

    Attributes
    ----------
    number : int
        From 1, in the order declared.
    digest : str
        SHA-256 as it was declared.
    spec : AnalysisSpec
        What was declared.
    declared_at : datetime
        When, UTC.
    """

    number: int
    digest: str
    spec: AnalysisSpec
    declared_at: datetime


@dataclass(frozen=True)
class KeptRun:
    """
    What a specification found on the register as it was.

    Attributes
    ----------
    number : int
        Of the specification.
    made_at : datetime
        When, UTC.
    data_to : date
        Last day of the register then.
    revision : int
        Its revision.
    figures : mapping of str to object
        As `data.studies.figures.figures_of` wrote them.
    """

    number: int
    made_at: datetime
    data_to: date
    revision: int
    figures: Mapping[str, object]


@dataclass(frozen=True)
class KeptStudy:
    """
    A study of the register.

    Attributes
    ----------
    uid : str
        What an address knows it by.
    regulation : int or None
        The rule; None where it was deleted since.
    begun_at : datetime
        When, UTC.
    specs : tuple of KeptSpec
        In the order declared, at least one: those that can be read.
    runs : tuple of KeptRun
        In the order made.
    looks : int
        How many different specifications there are for the rule, over all studies.
    """

    uid: str
    regulation: int | None
    begun_at: datetime
    specs: tuple[KeptSpec, ...]
    runs: tuple[KeptRun, ...]
    looks: int

    def runs_of(self, number: int) -> tuple[KeptRun, ...]:
        """
        Return the runs of one specification.

        Parameters
        ----------
        number : int
            Of the specification.

        Returns
        -------
        tuple of KeptRun
            In the order made.
        """
        return tuple(run for run in self.runs if run.number == number)

    def fingerprint(self, digest: str) -> str:
        """
        Return what may be handed on of a design to know it again by.

        Parameters
        ----------
        digest : str
            SHA-256 of one of its specifications.

        Returns
        -------
        str
            SHA-256 with the study's own secret: a digest of the design alone could be tried out, for there
            are not that many ways to pick a few zones.
        """
        return hashlib.sha256(f"{self.uid}\n{digest}".encode()).hexdigest()


class StudyError(RefusedError):
    """A study that is refused; its problem and remedy are for whoever asked."""


def declare(
    engine: Engine, regulation: int, spec: AnalysisSpec, now: datetime, uid: str | None = None
) -> Declared:
    """
    Keep a specification before its result can be asked for.

    Parameters
    ----------
    engine : Engine
        The register.
    regulation : int
        The rule that is studied.
    spec : AnalysisSpec
        How to look.
    now : datetime
        UTC.
    uid : str, optional
        The study that it belongs to; without, a new one begins.

    Returns
    -------
    Declared
        The same specification again is not counted twice.

    Raises
    ------
    StudyError
        If the rule or the study is no longer there.
    """
    with _keeping(engine) as session:
        study = _begun(session, regulation, now) if uid is None else _found(session, uid)
        if study.regulation_id != regulation:
            raise StudyError(mark("This study is about another rule."), mark("Begin a new study."))
        rows = load_rows(session, [study.id])
        # One that can no longer be read may be declared anew; it keeps its number.
        kept = {row.digest: row.number for row in rows if row.spec is not None}
        number = kept.get(spec.digest)
        if number is None:
            number = len(rows) + 1
            session.add(
                StudySpec(
                    study_id=study.id,
                    number=number,
                    digest=spec.digest,
                    spec=spec.to_json(),
                    declared_at=now,
                )
            )
            session.flush()
        looks = load_looks(session).count(regulation)
        return Declared(study.uid, number, spec.digest, spec.digest not in kept, looks)


def load_study(engine: Engine, uid: str) -> KeptStudy | None:
    """
    Load a study by its address.

    Parameters
    ----------
    engine : Engine
        The register.
    uid : str
        From `Declared`.

    Returns
    -------
    KeptStudy or None
        None where there is no such study, or nothing of it can be read.
    """
    with Session(engine) as session:
        study = session.scalars(select(Study).where(Study.uid == uid)).one_or_none()
        return None if study is None else next(iter(_all_kept(session, [study])), None)


def list_studies(engine: Engine, regulation: int | None = None) -> list[KeptStudy]:
    """
    Load the studies of a rule, or all.

    Parameters
    ----------
    engine : Engine
        The register.
    regulation : int, optional
        The rule.

    Returns
    -------
    list of KeptStudy
        The newest first, without what can no longer be read: see `data.studies.declared.list_damaged`.
    """
    query = select(Study).order_by(Study.begun_at.desc(), Study.id.desc())
    if regulation is not None:
        query = query.where(Study.regulation_id == regulation)
    with Session(engine) as session:
        return _all_kept(session, session.scalars(query).all())


def count_looks(engine: Engine, regulation: int) -> int:
    """
    Count the different specifications declared for a rule, over all studies.

    Parameters
    ----------
    engine : Engine
        The register.
    regulation : int
        The rule.

    Returns
    -------
    int
        Those of a rule that was deleted and entered again are counted with it, and those of another entry
        that asks the same: see `data.studies.looks`.
    """
    with Session(engine) as session:
        return load_looks(session).count(regulation)


def keep_run(engine: Engine, uid: str, run: KeptRun) -> None:
    """
    Keep what a specification found.

    Parameters
    ----------
    engine : Engine
        The register.
    uid : str
        The study.
    run : KeptRun
        What was found; on the same data it is kept once.

    Raises
    ------
    StudyError
        If there is no such study, or no such specification in it.
    """
    with _keeping(engine) as session:
        study = _found(session, uid)
        row = next((one for one in load_rows(session, [study.id]) if one.number == run.number), None)
        if row is None:
            raise undeclared()
        again = select(StudyRun.id).where(StudyRun.spec_id == row.id, StudyRun.revision == run.revision)
        if session.scalars(again).first() is None:
            session.add(
                StudyRun(
                    spec_id=row.id,
                    made_at=run.made_at,
                    data_to=run.data_to,
                    revision=run.revision,
                    figures=dict(run.figures),
                )
            )


def undeclared() -> StudyError:
    """Return the refusal of a specification that nobody declared."""
    return StudyError(
        mark("This way of looking was not declared."), mark("Declare it first, then ask for its result.")
    )


@contextmanager
def _keeping(engine: Engine) -> Iterator[Session]:
    """Open a transaction on studies: one at a time, so that numbers follow each other."""
    with Session(engine) as session, session.begin():
        wait_for_turn(session)
        yield session


def _begun(session: Session, regulation: int, now: datetime) -> Study:
    if session.get(Regulation, regulation) is None:
        raise StudyError(
            mark("This rule is no longer in the ledger."), mark("Choose another rule, or enter it again.")
        )
    study = Study(uid=secrets.token_hex(BYTES_OF_A_UID), regulation_id=regulation, begun_at=now)
    session.add(study)
    session.flush()
    return study


def _found(session: Session, uid: str) -> Study:
    study = session.scalars(select(Study).where(Study.uid == uid)).one_or_none()
    if study is None:
        raise StudyError(mark("There is no such study."), mark("Begin a new study."))
    return study


def _to_kept(
    study: Study, specs: Sequence[KeptSpec], runs: Sequence[KeptRun], looks: int | None
) -> KeptStudy:
    return KeptStudy(
        uid=study.uid,
        regulation=study.regulation_id,
        begun_at=study.begun_at,
        specs=tuple(specs),
        runs=tuple(runs),
        looks=len({spec.digest for spec in specs}) if looks is None else looks,
    )


def _all_kept(session: Session, studies: Sequence[Study]) -> list[KeptStudy]:
    """Return studies with all that belongs to them, in a handful of queries however many there are."""
    looks = load_looks(session)
    counts = {
        rule: looks.count(rule) for rule in {study.regulation_id for study in studies} if rule is not None
    }
    wanted = [study.id for study in studies]
    specs, runs = defaultdict(list), defaultdict(list)
    readable = {}
    for row in load_rows(session, wanted):
        if row.spec is not None:
            specs[row.study].append(KeptSpec(row.number, row.digest, row.spec, row.declared_at))
            readable[row.id] = row
    for run in session.scalars(
        select(StudyRun).where(StudyRun.spec_id.in_(readable)).order_by(StudyRun.made_at, StudyRun.id)
    ):
        row = readable[run.spec_id]
        runs[row.study].append(KeptRun(row.number, run.made_at, run.data_to, run.revision, run.figures))
    return [
        _to_kept(study, specs[study.id], runs[study.id], counts.get(study.regulation_id or 0))
        for study in studies
        if specs[study.id]
    ]
