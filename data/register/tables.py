"""The register's tables.

No column can hold a person's name, number, code or story. The only free texts are the labels of places,
services and publication areas and the titles and sources of regulations, which describe no person; all
other words come from the closed lists of `data.vocabulary`.
"""

from datetime import date, datetime, time

from shapely.geometry.base import BaseGeometry
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    MetaData,
    String,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from data import vocabulary as v
from data.register.columns import Geometry, one_of

LABEL = v.LONGEST_LABEL
"""Longest label of a place, service or area, in characters."""

MUNICIPALITY = 5
"""Length of a Belgian municipality's NIS code."""


class Base(DeclarativeBase):
    """Base of all tables; constraints are named so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class RegisterState(Base):
    """The one row that says what the register is and how often it has changed.

    Records of days before `exact_from` are kept by month only: each stands on the first of its month.
    `begun_on` is then the first day that anything happened, so that it stays known how far back it reaches.
    """

    __tablename__ = "register_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    synthetic: Mapped[bool] = mapped_column(default=False)
    seed: Mapped[int | None]
    last_day: Mapped[date | None]
    revision: Mapped[int] = mapped_column(default=0)
    exact_from: Mapped[date | None]
    begun_on: Mapped[date | None]

    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)


class Service(Base):
    """A service (*antenne*) of the organisation."""

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    label: Mapped[str] = mapped_column(String(LABEL))


class PublicationArea(Base):
    """A group of places that may be published together."""

    __tablename__ = "publication_area"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(LABEL), unique=True)


class Place(Base):
    """A place the teams go to: a zone (polygon), a spot (point), or a municipality's private flats.

    `service_min` is the usual length of a visit, None where the register's own visits say it. A place that
    opens onto one carriageway of a motorway keeps the bearing in which that carriageway is driven.
    """

    __tablename__ = "place"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[v.PlaceKind] = mapped_column(one_of(v.PlaceKind))
    label: Mapped[str] = mapped_column(String(LABEL), unique=True)
    geometry: Mapped[BaseGeometry | None] = mapped_column(Geometry)
    municipality: Mapped[str] = mapped_column(String(MUNICIPALITY))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    active_from: Mapped[date | None]
    active_to: Mapped[date | None]
    target_days: Mapped[int | None]
    invented: Mapped[bool] = mapped_column(default=False)
    publication_area_id: Mapped[int | None] = mapped_column(ForeignKey("publication_area.id"))
    service_min: Mapped[int | None]
    carriageway_deg: Mapped[int | None]

    opening: Mapped[list["OpeningWindow"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    __table_args__ = (
        # A private flat is never mapped finer than its municipality.
        CheckConstraint("kind <> 'private_flat' OR geometry IS NULL", name="flats_have_no_geometry"),
        CheckConstraint("kind = 'private_flat' OR geometry IS NOT NULL", name="spots_have_a_geometry"),
        CheckConstraint("target_days IS NULL OR target_days > 0", name="target_days_positive"),
        CheckConstraint("service_min IS NULL OR service_min BETWEEN 1 AND 480", name="service_min_range"),
        CheckConstraint(
            "carriageway_deg IS NULL OR carriageway_deg BETWEEN 0 AND 359", name="carriageway_deg_range"
        ),
        CheckConstraint(
            "active_to IS NULL OR active_from IS NULL OR active_from <= active_to", name="active_in_order"
        ),
    )


class OpeningWindow(Base):
    """Hours at which people can be met at a place on one weekday (0 is Monday); may run past midnight."""

    __tablename__ = "opening_window"

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]

    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_range"),)


class Team(Base):
    """A pair by its roles and skills; there is no column for who they are.

    `depot_id` is the office it leaves from and comes back to. A pair without a nurse or without a worker
    goes out only where a coordinator has said so (`roles_waived`).
    """

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    first_skill: Mapped[v.Skill] = mapped_column(one_of(v.Skill))
    second_skill: Mapped[v.Skill] = mapped_column(one_of(v.Skill, "second_skill"))
    depot_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    vehicle: Mapped[v.Vehicle] = mapped_column(
        one_of(v.Vehicle), default=v.Vehicle.CAR, server_default=v.Vehicle.CAR.value
    )
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    roles_waived: Mapped[bool] = mapped_column(default=False, server_default=false())


class Round(Base):
    """A *maraude*: one team out on one operational day.

    `uid` is how calendars know a planned round, however often it changes. A round is done from its first
    recorded visit on; until then its stops are plans (`data.register.planning`) and count nowhere.
    """

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    status: Mapped[v.RoundStatus] = mapped_column(one_of(v.RoundStatus))
    day: Mapped[date] = mapped_column(index=True)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    uid: Mapped[str | None] = mapped_column(String(32), unique=True, index=True)

    __table_args__ = (
        CheckConstraint(
            "ended_at IS NULL OR started_at IS NULL OR started_at <= ended_at", name="times_in_order"
        ),
    )


class Visit(Base):
    """A stop of a round at a place.

    `day` is the operational day: an arrival before 06:00 belongs to the evening before. `minutes` is the
    effort, None where the team did not note it.
    """

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    day: Mapped[date]
    arrival: Mapped[time | None]
    minutes: Mapped[int | None]
    outcome: Mapped[v.Outcome] = mapped_column(one_of(v.Outcome))
    recorded_on: Mapped[date | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)

    __table_args__ = (
        Index("ix_visit_place_day", "place_id", "day"),
        Index("ix_visit_day", "day"),
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 0 AND 1440", name="minutes_range"),
    )


class Contact(Base):
    """An anonymous meeting during a visit; `count` people alike in all columns."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    sex: Mapped[v.Sex] = mapped_column(one_of(v.Sex))
    age_band: Mapped[v.AgeBand] = mapped_column(one_of(v.AgeBand))
    nationality: Mapped[v.Nationality] = mapped_column(one_of(v.Nationality))
    acquaintance: Mapped[v.Acquaintance] = mapped_column(one_of(v.Acquaintance))
    role: Mapped[v.Role] = mapped_column(one_of(v.Role))
    count: Mapped[int] = mapped_column(default=1)

    __table_args__ = (CheckConstraint("count > 0", name="count_positive"),)


class _Dated:
    """Columns of what may happen on a visit, at the office or by telephone."""

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    day: Mapped[date] = mapped_column(index=True)
    count: Mapped[int] = mapped_column(default=1)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class _DuringVisit(_Dated):
    """Columns of what a visit may hold; `visit_id` is None for what happened elsewhere."""

    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)


class PriorPlace(Base):
    """Of those met on a visit, how many mostly worked at each kind of place before; asked only where it fits.

    A tally apart from the contacts: who was met is never put together with where they came from.
    """

    __tablename__ = "prior_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    kind: Mapped[v.PriorKind] = mapped_column(one_of(v.PriorKind))
    count: Mapped[int]

    __table_args__ = (
        UniqueConstraint("visit_id", "kind"),
        CheckConstraint("count > 0", name="count_positive"),
    )


class Intervention(_DuringVisit, Base):
    """Social interventions: a nature, a mode, and for a *relais* the kind of service it leads to."""

    __tablename__ = "intervention"

    id: Mapped[int] = mapped_column(primary_key=True)
    nature: Mapped[v.Nature] = mapped_column(one_of(v.Nature))
    mode: Mapped[v.Mode] = mapped_column(one_of(v.Mode))
    relay_target: Mapped[v.RelayTarget | None] = mapped_column(one_of(v.RelayTarget))

    __table_args__ = (
        CheckConstraint("count > 0", name="count_positive"),
        CheckConstraint("relay_target IS NULL OR mode = 'relais'", name="target_of_relais_only"),
    )


class HealthAct(_DuringVisit, Base):
    """Health acts: nursing, tests, prevention, going along to care."""

    __tablename__ = "health_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[v.HealthActKind] = mapped_column(one_of(v.HealthActKind))
    role: Mapped[v.Role] = mapped_column(one_of(v.Role))

    __table_args__ = (CheckConstraint("count > 0", name="count_positive"),)


class Material(_DuringVisit, Base):
    """Material handed out, in items."""

    __tablename__ = "material"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[v.MaterialKind] = mapped_column(one_of(v.MaterialKind))

    __table_args__ = (CheckConstraint("count > 0", name="count_positive"),)


class DropInVisit(_Dated, Base):
    """Visits received at a drop-in office during one half-day."""

    __tablename__ = "drop_in_visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    half_day: Mapped[v.HalfDay] = mapped_column(one_of(v.HalfDay))

    __table_args__ = (CheckConstraint("count > 0", name="count_positive"),)


class Consultation(_Dated, Base):
    """Doctor's consultations on one day, by health cover."""

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(primary_key=True)
    insurance: Mapped[v.Insurance] = mapped_column(one_of(v.Insurance))

    __table_args__ = (CheckConstraint("count > 0", name="count_positive"),)


class AwarenessEvent(_Dated, Base):
    """An awareness event; `count` is its number of participants."""

    __tablename__ = "awareness_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[v.EventKind] = mapped_column(one_of(v.EventKind))

    __table_args__ = (CheckConstraint("count >= 0", name="count_not_negative"),)


class OnlineContact(_Dated, Base):
    """Contacts made online; they have a municipality at most, never a place."""

    __tablename__ = "online_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality: Mapped[str | None] = mapped_column(String(MUNICIPALITY))

    __table_args__ = (CheckConstraint("count > 0", name="count_positive"),)


class Observation(Base):
    """What the team saw of the place itself, one a visit; no text."""

    __tablename__ = "observation"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), unique=True)
    police_presence: Mapped[bool | None]
    tension: Mapped[v.Tension | None] = mapped_column(one_of(v.Tension))
    light: Mapped[v.Light | None] = mapped_column(one_of(v.Light))
