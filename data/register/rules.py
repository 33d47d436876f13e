"""Tables of the ledger of regulations: what each rule touches, and what it leaves out."""

from datetime import date

from shapely.geometry.base import BaseGeometry
from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data import vocabulary as v
from data.register.columns import Geometry, one_of
from data.register.tables import MUNICIPALITY, Base, Place

regulation_place = Table(
    "regulation_place",
    Base.metadata,
    Column("regulation_id", ForeignKey("regulation.id", ondelete="CASCADE"), primary_key=True),
    Column("place_id", ForeignKey("place.id"), primary_key=True),
)


regulation_exception = Table(
    "regulation_exception",
    Base.metadata,
    Column("regulation_id", ForeignKey("regulation.id", ondelete="CASCADE"), primary_key=True),
    Column("place_id", ForeignKey("place.id"), primary_key=True),
)


class RegulationPlaceKind(Base):
    """A kind of place that a regulation touches."""

    __tablename__ = "regulation_place_kind"

    id: Mapped[int] = mapped_column(primary_key=True)
    regulation_id: Mapped[int] = mapped_column(ForeignKey("regulation.id", ondelete="CASCADE"), index=True)
    kind: Mapped[v.PlaceKind] = mapped_column(one_of(v.PlaceKind))

    __table_args__ = (UniqueConstraint("regulation_id", "kind"),)


class Regulation(Base):
    """A rule of the ledger: when it was announced, came into force and ended, and what it touches."""

    __tablename__ = "regulation"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[v.RegulationKind] = mapped_column(one_of(v.RegulationKind))
    announced: Mapped[date | None]
    in_force: Mapped[date]
    ended: Mapped[date | None]
    municipality: Mapped[str | None] = mapped_column(String(MUNICIPALITY))
    area: Mapped[BaseGeometry | None] = mapped_column(Geometry)
    title_fr: Mapped[str] = mapped_column(String(160))
    title_nl: Mapped[str] = mapped_column(String(160))
    title_en: Mapped[str] = mapped_column(String(160))
    source: Mapped[str] = mapped_column(String(300))

    places: Mapped[list[Place]] = relationship(secondary=regulation_place, lazy="selectin")
    exceptions: Mapped[list[Place]] = relationship(secondary=regulation_exception, lazy="selectin")
    place_kinds: Mapped[list[RegulationPlaceKind]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )

    __table_args__ = (
        CheckConstraint("ended IS NULL OR in_force <= ended", name="dates_in_order"),
        CheckConstraint("announced IS NULL OR announced <= in_force", name="announced_before"),
    )
