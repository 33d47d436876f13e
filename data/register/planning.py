"""Tables of what is planned: who can go out when, rounds to come, schedules, and what travel takes.

None of it is a record of the field: nothing here is counted, published or imported. Hours of one evening are
minutes since the midnight on which its operational day began, so that 01:30 at night is 1530.
"""

from datetime import date, datetime, time

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from data import vocabulary as v
from data.register.columns import one_of
from data.register.tables import Base

DIGEST = 64
"""Length of a SHA-256 digest, in hexadecimal digits."""

UID = 32
"""Length of what calendars know a round by, in characters."""

ZONE = 32
"""Longest code of a zone, in characters."""


class TeamShift(Base):
    """The hours a pair works on a weekday (0 is Monday), week after week; may run past midnight."""

    __tablename__ = "team_shift"

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_range"),
        UniqueConstraint("team_id", "weekday", "starts"),
    )


class TeamDay(Base):
    """A day that differs from the week's: other hours, or none (both None) where the pair is not out."""

    __tablename__ = "team_day"

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(index=True)
    starts: Mapped[time | None]
    ends: Mapped[time | None]

    __table_args__ = (
        UniqueConstraint("team_id", "day"),
        CheckConstraint("(starts IS NULL) = (ends IS NULL)", name="both_or_neither"),
    )


class PlaceStanding(Base):
    """What a place waits for: requests that were not met, and how the team stands there; about no person."""

    __tablename__ = "place_standing"

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"), primary_key=True)
    open_requests: Mapped[int] = mapped_column(default=0)
    trust: Mapped[v.Trust] = mapped_column(one_of(v.Trust), default=v.Trust.STEADY)
    changed_on: Mapped[date]

    __table_args__ = (CheckConstraint("open_requests BETWEEN 0 AND 99", name="open_requests_range"),)


class RoundPlan(Base):
    """What a round was committed with: its hours and the office it leaves from.

    `locked` keeps the round as it is when the evening is planned again.
    """

    __tablename__ = "round_plan"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    starts_min: Mapped[int]
    ends_min: Mapped[int]
    depot_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    locked: Mapped[bool] = mapped_column(default=False, server_default=false())
    committed_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("starts_min < ends_min", name="hours_in_order"),)


class PlannedStop(Base):
    """A stop of a committed round; `visit_id` is the visit that came of it, None until one is recorded."""

    __tablename__ = "planned_stop"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    position: Mapped[int]
    arrival_min: Mapped[int]
    latest_arrival_min: Mapped[int]
    service_min: Mapped[int]
    required: Mapped[bool] = mapped_column(default=False, server_default=false())
    locked: Mapped[bool] = mapped_column(default=False, server_default=false())
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="SET NULL"), index=True)

    __table_args__ = (
        UniqueConstraint("round_id", "position"),
        CheckConstraint("arrival_min <= latest_arrival_min", name="arrivals_in_order"),
        CheckConstraint("service_min > 0", name="service_min_positive"),
    )


class CancelledRound(Base):
    """A round that was committed and taken back: calendars that know it must be told so.

    `uid` is how they know it; the pair's next round of that day takes it over.
    """

    __tablename__ = "cancelled_round"

    uid: Mapped[str] = mapped_column(String(UID), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(index=True)
    starts_min: Mapped[int]
    ends_min: Mapped[int]
    cancelled_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("team_id", "day"),
        CheckConstraint("starts_min < ends_min", name="hours_in_order"),
    )


class EveningWish(Base):
    """A place that a coordinator wants to be visited on one evening, whatever its score says then."""

    __tablename__ = "evening_wish"

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("place_id", "day"),)


class SchedulePlan(Base):
    """A schedule of several weeks from a Monday on; at most one is in force for a day."""

    __tablename__ = "schedule_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_day: Mapped[date]
    weeks: Mapped[int]
    aim: Mapped[v.PlanAim] = mapped_column(one_of(v.PlanAim))
    state: Mapped[v.PlanState] = mapped_column(one_of(v.PlanState))
    made_at: Mapped[datetime]
    weights: Mapped[dict[str, float]] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(default=0)

    __table_args__ = (CheckConstraint("weeks BETWEEN 1 AND 12", name="weeks_range"),)


class ScheduledVisit(Base):
    """A dated visit of a schedule: which pair, where, and about when."""

    __tablename__ = "scheduled_visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("schedule_plan.id", ondelete="CASCADE"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    day: Mapped[date]
    arrival_min: Mapped[int]
    locked: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        UniqueConstraint("plan_id", "place_id", "day"),
        Index("ix_scheduled_visit_plan_day", "plan_id", "day"),
    )


class ScheduleChange(Base):
    """A change that somebody made to a schedule: the visits before and after, so that it can be undone."""

    __tablename__ = "schedule_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("schedule_plan.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    before: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    after: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    undone: Mapped[bool] = mapped_column(default=False, server_default=false())


class Appointment(Base):
    """A fixed appointment of a pair; every so many weeks on the weekday of its first day (0: once)."""

    __tablename__ = "appointment"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[v.AppointmentKind] = mapped_column(one_of(v.AppointmentKind))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    every_weeks: Mapped[int] = mapped_column(default=0)
    starts: Mapped[time]
    ends: Mapped[time]

    __table_args__ = (
        CheckConstraint("every_weeks BETWEEN 0 AND 12", name="every_weeks_range"),
        CheckConstraint("last_day IS NULL OR first_day <= last_day", name="days_in_order"),
    )


class PartnerSlot(Base):
    """That some other organisation is in a zone on a day and in a part of the day; nothing else of theirs.

    `batch` is the digest of the file it came from, so that the file can be taken back.
    """

    __tablename__ = "partner_slot"

    id: Mapped[int] = mapped_column(primary_key=True)
    zone: Mapped[str] = mapped_column(String(ZONE))
    day: Mapped[date] = mapped_column(index=True)
    band: Mapped[int]
    batch: Mapped[str] = mapped_column(String(DIGEST), index=True)

    __table_args__ = (
        UniqueConstraint("zone", "day", "band", "batch"),
        CheckConstraint("band IN (0, 1, 2, 3)", name="band_known"),
    )


class MeasuredTrip(Base):
    """What a drive between two places truly took; it refits the estimate, and replaces it for this pair."""

    __tablename__ = "measured_trip"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"))
    to_id: Mapped[int] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"))
    vehicle: Mapped[v.Vehicle] = mapped_column(one_of(v.Vehicle), default=v.Vehicle.CAR)
    minutes: Mapped[float]
    at_peak: Mapped[bool] = mapped_column(default=False)
    noted_on: Mapped[date]

    __table_args__ = (
        CheckConstraint("minutes > 0 AND minutes <= 600", name="minutes_range"),
        CheckConstraint("from_id <> to_id", name="two_places"),
    )


class PlanningChoices(Base):
    """The one row of a coordinator's weights of the score and of the schedule, and other choices."""

    __tablename__ = "planning_choices"

    id: Mapped[int] = mapped_column(primary_key=True)
    choices: Mapped[dict[str, float]] = mapped_column(JSON)

    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)


class CalendarFeed(Base):
    """A secret address at which a calendar may be subscribed; only the digest of the secret is kept."""

    __tablename__ = "calendar_feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(DIGEST), unique=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"))
    names_places: Mapped[bool] = mapped_column(default=False, server_default=false())
    made_on: Mapped[date]
    revoked_on: Mapped[date | None]
