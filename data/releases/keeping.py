"""Releases in the register: saved, approved by a second person where they are public, withdrawn, loaded.

Each step stands in the audit, written in the same transaction. There is one line of releases a tier: a file
is taken only if it carries on the last one that was published, so that nothing is rounded a second time.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from data.audit import append
from data.i18n import mark
from data.register.custody import Release
from data.register.database import load_state, writing
from data.releases.faults import ReleaseRefusedError
from data.releases.files import Opened, open_file
from data.releases.grids import Cells
from data.releases.keys import load_keys
from data.releases.stored import from_blob, to_blob
from data.releases.two_people import require_maker, require_second_person
from data.vocabulary import AuditAction, ReleaseState, Tier

_MAKE_AGAIN = mark("Make the release again, on what is published now.")


@dataclass(frozen=True)
class ReleaseRow:
    """
    What the register says of a release, without its content.

    Attributes
    ----------
    id : int
        Its number.
    tier : Tier
        Policy or public.
    state : ReleaseState
        Waiting for the second person, published, or withdrawn.
    made_at : datetime
        When it was made, UTC.
    made_by : int or None
        Account; None without sign-in and on the command line.
    approved_at : datetime or None
        When it was published or withdrawn, UTC.
    approved_by : int or None
        Account that did so.
    through : date
        Last day that it covers.
    digest : str
        SHA-256 of the file.
    synthetic : bool
        Whether its figures are generated.
    size : int
        Bytes of the file.
    """

    id: int
    tier: Tier
    state: ReleaseState
    made_at: datetime
    made_by: int | None
    approved_at: datetime | None
    approved_by: int | None
    through: date
    digest: str
    synthetic: bool
    size: int


@dataclass(frozen=True)
class Kept:
    """
    A release with all that the next one needs of it.

    Attributes
    ----------
    row : ReleaseRow
        What the register says of it.
    opened : Opened
        Its file, verified.
    truth : dict of str to DataFrame
        The true cells that it was rounded from, by cube.
    """

    row: ReleaseRow
    opened: Opened
    truth: Cells


def load_releases(engine: Engine, tier: Tier | None = None) -> list[ReleaseRow]:
    """
    List releases.

    Parameters
    ----------
    engine : Engine
        The register.
    tier : Tier, optional
        Only those of one tier.

    Returns
    -------
    list of ReleaseRow
        The newest first.
    """
    query = select(*_COLUMNS).order_by(Release.id.desc())
    if tier is not None:
        query = query.where(Release.tier == tier)
    with Session(engine) as session:
        return [ReleaseRow(*row) for row in session.execute(query)]


_COLUMNS = (
    Release.id,
    Release.tier,
    Release.state,
    Release.made_at,
    Release.made_by,
    Release.approved_at,
    Release.approved_by,
    Release.through,
    Release.digest,
    Release.synthetic,
    func.length(Release.content).label("size"),
)


def load_content(engine: Engine, release_id: int) -> bytes:
    """
    Return the file of a release.

    Parameters
    ----------
    engine : Engine
        The register.
    release_id : int
        Its number.

    Returns
    -------
    bytes
        The signed file, as it was saved.

    Raises
    ------
    ReleaseRefusedError
        If there is no such release.
    """
    with Session(engine) as session:
        return _found(session, release_id).content


def latest_release(engine: Engine, tier: Tier) -> Kept | None:
    """
    Return the last published release of a tier.

    Parameters
    ----------
    engine : Engine
        The register.
    tier : Tier
        Policy or public.

    Returns
    -------
    Kept or None
        Verified with the register's own key; None where nothing was published. A release of the demo is
        none of the real register that came after it.

    Raises
    ------
    UntrustedReleaseError
        If its file was changed in the register.
    """
    synthetic = load_state(engine).synthetic
    rows = [
        row
        for row in load_releases(engine, tier)
        if row.state is ReleaseState.PUBLISHED and row.synthetic == synthetic
    ]
    if not rows:
        return None
    with Session(engine) as session:
        found = _found(session, rows[0].id)
        content, truth = found.content, found.truth
    return Kept(rows[0], open_file(content, load_keys(engine).public_key), from_blob(truth))


def save_release(
    engine: Engine, content: bytes, truth: Cells, account: int | None, now: datetime
) -> ReleaseRow:
    """
    Keep a sealed release: a policy one is published, a public one waits for a second person.

    Parameters
    ----------
    engine : Engine
        The register.
    content : bytes
        From `data.releases.making.seal`.
    truth : dict of str to DataFrame
        The true cells of the same candidate.
    account : int or None
        Who does it.
    now : datetime
        UTC.

    Returns
    -------
    ReleaseRow
        As it stands now.

    Raises
    ------
    ReleaseRefusedError
        If it does not carry on what is published, another one waits, or a public one has no maker.
    UntrustedReleaseError
        If the file is not one of this register's.
    """
    opened = open_file(content, load_keys(engine).public_key)
    _require_withstood(opened)
    tier = Tier(opened.manifest.tier)
    state = ReleaseState.PUBLISHED if tier is Tier.POLICY else ReleaseState.WAITING
    if state is ReleaseState.WAITING and not load_state(engine).synthetic:
        require_maker(account)
    with writing(engine) as session:
        _require_next(session, opened)
        _require_none_waiting(session, opened)
        release = Release(
            tier=tier,
            state=state,
            made_at=now,
            made_by=account,
            approved_at=now if state is ReleaseState.PUBLISHED else None,
            approved_by=account if state is ReleaseState.PUBLISHED else None,
            through=opened.published.through,
            digest=opened.digest,
            synthetic=opened.published.synthetic,
            content=content,
            truth=to_blob(truth),
        )
        session.add(release)
        session.flush()
        _note(session, "publish" if state is ReleaseState.PUBLISHED else "propose", release, account, now)
        return _row(release)


def approve_release(engine: Engine, release_id: int, account: int | None, now: datetime) -> ReleaseRow:
    """
    Publish a public release that waits, as the second person.

    On synthetic data one person may do both; the audit says that it was so.

    Parameters
    ----------
    engine : Engine
        The register.
    release_id : int
        Its number.
    account : int or None
        Who approves it.
    now : datetime
        UTC.

    Returns
    -------
    ReleaseRow
        As it stands now.

    Raises
    ------
    ReleaseRefusedError
        If it does not wait, was made by the same person, or does not carry on what is published.
    UntrustedReleaseError
        If its file was changed in the register.
    """
    key = load_keys(engine).public_key
    synthetic = load_state(engine).synthetic
    with writing(engine) as session:
        release = _waiting(session, release_id)
        opened = open_file(release.content, key)
        if not (synthetic and release.synthetic):
            require_second_person(release.made_by, account)
        _require_next(session, opened)
        release.state, release.approved_at, release.approved_by = ReleaseState.PUBLISHED, now, account
        session.flush()
        _note(session, "approve", release, account, now, alone=account in {None, release.made_by})
        return _row(release)


def withdraw_release(engine: Engine, release_id: int, account: int | None, now: datetime) -> ReleaseRow:
    """
    Take back a release that waits; what is published is out and cannot be taken back.

    Parameters
    ----------
    engine : Engine
        The register.
    release_id : int
        Its number.
    account : int or None
        Who takes it back: its maker, or the second person who does not approve it.
    now : datetime
        UTC.

    Returns
    -------
    ReleaseRow
        As it stands now.

    Raises
    ------
    ReleaseRefusedError
        If it does not wait.
    """
    with writing(engine) as session:
        release = _waiting(session, release_id)
        release.state, release.approved_at, release.approved_by = ReleaseState.WITHDRAWN, now, account
        session.flush()
        _note(session, "withdraw", release, account, now)
        return _row(release)


def _found(session: Session, release_id: int) -> Release:
    release = session.get(Release, release_id)
    if release is None:
        raise ReleaseRefusedError(mark("There is no such release."), mark("Look at the list of releases."))
    return release


def _waiting(session: Session, release_id: int) -> Release:
    release = _found(session, release_id)
    if release.state is not ReleaseState.WAITING:
        raise ReleaseRefusedError(
            mark("This release does not wait: it was published or withdrawn before."),
            mark("Look at the list of releases."),
        )
    return release


def _newest(session: Session, opened: Opened, state: ReleaseState) -> str | None:
    """Return the digest of the newest release in a state, of the tier and the register of *opened*."""
    query = select(Release.digest).where(
        Release.tier == opened.manifest.tier,
        Release.synthetic == opened.manifest.synthetic,
        Release.state == state,
    )
    return session.scalars(query.order_by(Release.id.desc()).limit(1)).first()


def _require_withstood(opened: Opened) -> None:
    if not opened.manifest.attacks or not all(one.passed for one in opened.manifest.attacks):
        problem = mark("The release was not attacked, or did not withstand, so it is not published.")
        raise ReleaseRefusedError(problem, _MAKE_AGAIN)


def _require_none_waiting(session: Session, opened: Opened) -> None:
    if _newest(session, opened, ReleaseState.WAITING) is not None:
        raise ReleaseRefusedError(
            mark("Another public release waits for its second person."),
            mark("Approve or withdraw that one first."),
        )


def _require_next(session: Session, opened: Opened) -> None:
    if _newest(session, opened, ReleaseState.PUBLISHED) != opened.manifest.previous:
        raise ReleaseRefusedError(
            mark("Another release was published since this one was made, and this one does not carry it on."),
            _MAKE_AGAIN,
        )


def _note(
    session: Session, step: str, release: Release, account: int | None, now: datetime, **more: object
) -> None:
    details = {
        "step": step,
        "release": release.id,
        "tier": release.tier.value,
        "digest": release.digest,
        **more,
    }
    append(session, AuditAction.RELEASE, details, account, now)


def _row(release: Release) -> ReleaseRow:
    known = {one.name: getattr(release, one.name) for one in fields(ReleaseRow) if one.name != "size"}
    return ReleaseRow(**known, size=len(release.content))
