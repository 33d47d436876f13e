"""Rows of what was declared, read one by one: one that is damaged hides no other."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, Text, cast, select
from sqlalchemy.orm import Session, defer

from data.register.studies import Study, StudySpec
from geo.displacement.model import AnalysisSpec
from geo.displacement.spec_json import read_spec


@dataclass(frozen=True)
class DeclaredRow:
    """
    A row of what was declared.

    Attributes
    ----------
    id : int
        Of the row.
    study : int
        Row of the study that it belongs to.
    uid : str
        What an address knows that study by.
    regulation : int or None
        The rule; None where it was deleted.
    number : int
        Within the study, from 1.
    digest : str
        SHA-256 as it was declared.
    declared_at : datetime
        When, UTC.
    spec : AnalysisSpec or None
        What was declared; None where that can no longer be read.
    """

    id: int
    study: int
    uid: str
    regulation: int | None
    number: int
    digest: str
    declared_at: datetime
    spec: AnalysisSpec | None


def load_rows(session: Session, studies: Sequence[int] | None = None) -> list[DeclaredRow]:
    """
    Load the rows of some studies, or all.

    Parameters
    ----------
    session : Session
        On the register.
    studies : sequence of int, optional
        Rows of the studies.

    Returns
    -------
    list of DeclaredRow
        By study, in the order declared.
    """
    # As text, for the driver would stop at the first row that is no JSON.
    text = cast(StudySpec.spec, Text)
    query = select(StudySpec, Study.uid, Study.regulation_id, text).join_from(StudySpec, Study)
    query = query.options(defer(StudySpec.spec)).order_by(StudySpec.study_id, StudySpec.number)
    if studies is not None:
        query = query.where(StudySpec.study_id.in_(studies))
    return [
        DeclaredRow(
            id=row.id,
            study=row.study_id,
            uid=uid,
            regulation=regulation,
            number=row.number,
            digest=row.digest,
            declared_at=row.declared_at,
            spec=_spec_in(kept),
        )
        for row, uid, regulation, kept in session.execute(query)
    ]


def list_damaged(engine: Engine) -> list[DeclaredRow]:
    """
    Load the rows that can no longer be read.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    list of DeclaredRow
        By study, in the order declared; none in a sound register.
    """
    with Session(engine) as session:
        return [row for row in load_rows(session) if row.spec is None]


def _spec_in(text: str) -> AnalysisSpec | None:
    try:
        return read_spec(json.loads(text))
    except ValueError:
        return None
