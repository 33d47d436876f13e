"""Tables beside the records: who may see them, what was done with them, and what was published.

Nobody is named here either: an account is the digest of the address that the sign-in provider vouches
for, and a hint by which an administrator tells one from the next.
"""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data import vocabulary as v
from data.register.columns import one_of
from data.register.tables import Base

DIGEST = 64
"""Length of a SHA-256 digest, in hexadecimal digits."""

HINT = 60
"""Longest hint of an account, in characters."""


class Account(Base):
    """Somebody who may sign in, by the digest of their address; without a service they see all of them."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(DIGEST), unique=True)
    hint: Mapped[str] = mapped_column(String(HINT))
    active: Mapped[bool] = mapped_column(default=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    created_on: Mapped[date]
    seen_on: Mapped[date | None]

    roles: Mapped[list["AccountRole"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class AccountRole(Base):
    """A role of an account."""

    __tablename__ = "account_role"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[v.AccessRole] = mapped_column(one_of(v.AccessRole))

    __table_args__ = (UniqueConstraint("account_id", "role"),)


class AuditEntry(Base):
    """One line of the audit; its digest covers its content and the digest before it.

    `account_id` is no reference: the line outlives the account. It is None for the only user of an app
    without sign-in and for the command line. `details` holds codes and counts, never a result.
    """

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None]
    action: Mapped[v.AuditAction] = mapped_column(one_of(v.AuditAction))
    details: Mapped[dict[str, object]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(DIGEST))
    digest: Mapped[str] = mapped_column(String(DIGEST), unique=True)

    __table_args__ = (Index("ix_audit_entry_action", "action", "id"),)


class Release(Base):
    """A release: the signed file, and the true cells it was rounded from, which the next one needs.

    `truth` never leaves the register.
    """

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True)
    tier: Mapped[v.Tier] = mapped_column(one_of(v.Tier))
    state: Mapped[v.ReleaseState] = mapped_column(one_of(v.ReleaseState))
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None]
    through: Mapped[date]
    digest: Mapped[str] = mapped_column(String(DIGEST))
    synthetic: Mapped[bool]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    truth: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        Index("ix_release_tier", "tier", "id"),
        CheckConstraint("tier <> 'internal'", name="tier_is_published"),
    )


class ReleaseSecret(Base):
    """The one row of secrets that releases are rounded and signed with."""

    __tablename__ = "release_secret"

    id: Mapped[int] = mapped_column(primary_key=True)
    rounding: Mapped[bytes] = mapped_column(LargeBinary)
    signing: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)


OUTLASTING = frozenset(
    table.__tablename__ for table in (Account, AccountRole, AuditEntry, Release, ReleaseSecret)
)
"""Tables that say nothing of the field: they may hold rows in an empty register, and outlast its emptying."""
