"""Secret addresses at which the calendar of a pair or of a service can be subscribed, and taken back.

The register keeps the digest of a secret only: whoever reads the register cannot read a calendar with it.
A secret has 256 random bits, so that its plain SHA-256 cannot be guessed back.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, or_, select, update
from sqlalchemy.orm import Session

from data.register.faults import Fault, FaultCode, Saved
from data.register.planning import CalendarFeed
from data.register.tables import Service, Team
from data.register.validation import attempt, refuse_if

SECRET_BYTES = 32


@dataclass(frozen=True)
class FeedDraft:
    """
    A calendar that somebody wants to share.

    Attributes
    ----------
    team, service : int or None
        Whose rounds it shows: those of one pair, or of all pairs of a service; one of the two.
    names_places : bool
        Whether it names the places.
    """

    team: int | None = None
    service: int | None = None
    names_places: bool = False


@dataclass(frozen=True)
class FeedRecord:
    """
    A shared calendar.

    Attributes
    ----------
    id : int
        Its identifier.
    draft : FeedDraft
        What it shows.
    made_on : date
        When its address was made.
    revoked_on : date or None
        When it was taken back; None while it can be read.
    """

    id: int
    draft: FeedDraft
    made_on: date
    revoked_on: date | None


def new_secret() -> str:
    """Return a secret for an address: 43 letters, digits, hyphens and underscores."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> str:
    """Return what the register keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keep_feed(engine: Engine, draft: FeedDraft, secret: str, on: date) -> Saved:
    """
    Share a calendar from now on.

    Parameters
    ----------
    engine : Engine
        The register.
    draft : FeedDraft
        What it shows.
    secret : str
        From `new_secret`; only its digest is kept.
    on : date
        The product's today.

    Returns
    -------
    Saved
        The identifier, or why nothing was kept.

    Raises
    ------
    ValueError
        If the draft names both a pair and a service, or neither.
    """
    if (draft.team is None) == (draft.service is None):
        message = "a calendar shows the rounds of one pair or of one service"
        raise ValueError(message)

    def change(session: Session) -> int:
        owner = session.get(Team, draft.team) if draft.team else session.get(Service, draft.service)
        refuse_if([Fault(FaultCode.GONE)] if owner is None else [])
        feed = CalendarFeed(
            digest=digest_of(secret),
            team_id=draft.team,
            service_id=draft.service,
            names_places=draft.names_places,
            made_on=on,
        )
        session.add(feed)
        session.flush()
        return feed.id

    return attempt(engine, change)


def revoke_feed(engine: Engine, feed: int, on: date) -> Saved:
    """
    Take a shared calendar back: from now on its address answers nothing.

    Parameters
    ----------
    engine : Engine
        The register.
    feed : int
        Its identifier.
    on : date
        The product's today.

    Returns
    -------
    Saved
        The identifier, or why nothing was changed. One that was taken back before stays so.
    """

    def change(session: Session) -> int:
        found = session.get(CalendarFeed, feed)
        refuse_if([Fault(FaultCode.GONE)] if found is None else [])
        if found is not None and found.revoked_on is None:
            found.revoked_on = on
        return feed

    return attempt(engine, change)


def load_feeds(engine: Engine, service: int | None = None) -> list[FeedRecord]:
    """
    Load the calendars that are shared now.

    Parameters
    ----------
    engine : Engine
        The register.
    service : int, optional
        Only those of this service and its pairs.

    Returns
    -------
    list of FeedRecord
        The newest first.
    """
    query = select(CalendarFeed).where(CalendarFeed.revoked_on.is_(None)).order_by(CalendarFeed.id.desc())
    if service is not None:
        own = select(Team.id).where(Team.service_id == service)
        query = query.where(or_(CalendarFeed.service_id == service, CalendarFeed.team_id.in_(own)))
    with Session(engine) as session:
        return [_to_record(feed) for feed in session.scalars(query)]


def service_of_feed(engine: Engine, feed: int) -> int | None:
    """Return the service whose rounds a calendar shows, or None where there is no such calendar."""
    query = (
        select(Team.service_id, CalendarFeed.service_id)
        .select_from(CalendarFeed)
        .outerjoin(Team, Team.id == CalendarFeed.team_id)
        .where(CalendarFeed.id == feed)
    )
    with Session(engine) as session:
        row = session.execute(query).one_or_none()
    return None if row is None else row[0] or row[1]


def find_feed(engine: Engine, secret: str) -> FeedRecord | None:
    """
    Return the calendar behind a secret address.

    Looked up by the digest: how long it takes tells nothing about how near a guess was.

    Parameters
    ----------
    engine : Engine
        The register.
    secret : str
        What somebody asks with.

    Returns
    -------
    FeedRecord or None
        None for what was never made and for what was taken back alike.
    """
    query = select(CalendarFeed).where(
        CalendarFeed.digest == digest_of(secret), CalendarFeed.revoked_on.is_(None)
    )
    with Session(engine) as session:
        found = session.scalars(query).one_or_none()
        return None if found is None else _to_record(found)


def answering_feeds(session: Session) -> frozenset[str]:
    """Return the digests of all secrets at which a calendar can be read now."""
    return frozenset(session.scalars(select(CalendarFeed.digest).where(CalendarFeed.revoked_on.is_(None))))


def keep_answering(session: Session, digests: Collection[str], on: date) -> None:
    """
    Take back all shared calendars but some: a restored backup knows none that were taken back after it.

    Parameters
    ----------
    session : Session
        A session that writes.
    digests : collection of str
        From `answering_feeds`, of the register before it was replaced.
    on : date
        The day that is kept for those that are taken back.
    """
    other = CalendarFeed.revoked_on.is_(None), CalendarFeed.digest.not_in(digests)
    session.execute(update(CalendarFeed).where(*other).values(revoked_on=on))


def _to_record(feed: CalendarFeed) -> FeedRecord:
    draft = FeedDraft(feed.team_id, feed.service_id, feed.names_places)
    return FeedRecord(feed.id, draft, feed.made_on, feed.revoked_on)
