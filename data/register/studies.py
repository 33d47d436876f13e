"""Tables of displacement studies: what was declared before looking, and what each look found.

A specification is written before its result is shown and is never changed: whoever wants another one adds it,
and how many there are is shown with every result. Nothing here is a record of the field.
"""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from data.register.tables import Base

DIGEST = 64
"""Length of a SHA-256 digest, in hexadecimal digits."""

UID = 32
"""Length of what an address knows a study by, in characters."""


class Study(Base):
    """A question about one regulation; it outlives the regulation, so that looks stay counted.

    `offered` says that a publisher wants the next policy release to tell what its last run found.
    """

    __tablename__ = "study"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(UID), unique=True)
    regulation_id: Mapped[int | None] = mapped_column(
        ForeignKey("regulation.id", ondelete="SET NULL"), index=True
    )
    begun_at: Mapped[datetime]
    offered: Mapped[bool] = mapped_column(default=False, server_default=false())


class StudySpec(Base):
    """How a study looks: `geo.displacement.model.AnalysisSpec` as JSON, numbered in the order declared."""

    __tablename__ = "study_spec"

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(DIGEST), index=True)
    spec: Mapped[dict[str, object]] = mapped_column(JSON)
    declared_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("study_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )


class StudyRun(Base):
    """What a specification found on the register as it was: its headline figures, to compare later runs with.

    `data_to` is the last day of the register then, `revision` its revision; `figures` holds estimates with
    their intervals and which places were compared, no count of a place.
    """

    __tablename__ = "study_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    spec_id: Mapped[int] = mapped_column(ForeignKey("study_spec.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime]
    data_to: Mapped[date]
    revision: Mapped[int]
    figures: Mapped[dict[str, object]] = mapped_column(JSON)
