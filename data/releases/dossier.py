"""All that somebody reads before they answer for a release: one that was just made, or one that waits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Engine

from data.audit import try_record
from data.i18n import mark
from data.releases.attacking import attack
from data.releases.faults import ReleaseRefusedError, UntrustedReleaseError
from data.releases.files import Opened, open_file
from data.releases.keeping import ReleaseRow, latest_release, load_content
from data.releases.keys import load_keys
from data.releases.making import Candidate, make_candidate
from data.releases.manifest import Statement
from data.settings import Settings
from data.vocabulary import AuditAction, Tier
from geo.attacks.results import AttackResult
from geo.publication.evidence import PlaceEvidence, weakest_groups
from geo.publication.zones import PlaceRules
from geo.release_changes import ReleaseChanges, changes_between
from geo.released import Published


class Step(StrEnum):
    """What is being done while a release is made, in this order."""

    RULES = "rules"
    ROUNDING = "rounding"
    ATTACKS = "attacks"


Advance = Callable[[Step, float], None]
"""Takes the step and how much of it is done, from 0 to 1."""


@dataclass(frozen=True)
class Finding:
    """
    What an attack found.

    Attributes
    ----------
    attack : str
        Code of the attack.
    passed : bool
        Whether the release withstands it, and the attack is known to work.
    recovered : int
        Small counts that it finds out exactly.
    tried : int
        Small counts that it goes for.
    unprotected : float or None
        Share that it finds out on the design without protection; None where too few were tried to say.
    """

    attack: str
    passed: bool
    recovered: int
    tried: int
    unprotected: float | None


@dataclass(frozen=True, eq=False)
class Proposal:
    """
    A release that was made and attacked, and is kept nowhere yet.

    Attributes
    ----------
    candidate : Candidate
        What was made.
    results : tuple of AttackResult
        What the attacks found.
    """

    candidate: Candidate
    results: tuple[AttackResult, ...]


@dataclass(frozen=True, eq=False)
class Dossier:
    """
    What is read of a release.

    Attributes
    ----------
    published : Published
        Its content.
    findings : tuple of Finding
        What the attacks found.
    changes : ReleaseChanges
        Against the last one of its tier.
    is_first : bool
        Whether there is no last one.
    late : int or None
        How many figures of the past the register counts otherwise today; None where that is not known.
    rules : PlaceRules
        What all that it shows meets.
    evidence : PlaceEvidence or None
        How near its groups of places come to breaking them; None where that is not known.
    studies : tuple of Statement
        What it tells of displacement studies.
    is_made_again : bool or None
        For a release that waits: whether the register still gives the same figures. None for a proposal.
    """

    published: Published
    findings: tuple[Finding, ...]
    changes: ReleaseChanges
    is_first: bool
    late: int | None
    rules: PlaceRules
    evidence: PlaceEvidence | None
    studies: tuple[Statement, ...] = ()
    is_made_again: bool | None = None

    @property
    def is_safe(self) -> bool:
        """Whether nothing forbids to publish it."""
        return all(one.passed for one in self.findings) and self.changes.changed == 0


def propose(
    engine: Engine,
    tier: Tier,
    today: date,
    options: Settings,
    advance: Advance,
    *,
    by: int | None,
    at: datetime,
) -> Proposal:
    """
    Make a release and attack it; the register keeps a line in the audit, and nothing else.

    Parameters
    ----------
    engine : Engine
        The register.
    tier : Tier
        Policy or public.
    today : date
        The product's today.
    options : Settings
        Rules, bases, delay.
    advance : callable
        Told what is being done, and how far it is.
    by : int or None
        Account of whoever asked for it.
    at : datetime
        When they did, UTC.

    Returns
    -------
    Proposal
        The same on the same register.

    Raises
    ------
    ReleaseRefusedError
        If there is nothing new, too little, no figures that meet every rule, or the register's own files
        cannot be trusted.
    """

    def made(part: float) -> None:
        # While the places are counted nothing is told yet.
        advance(Step.ROUNDING if part > 0 else Step.RULES, part)

    with _own_files():
        candidate = make_candidate(engine, tier, today, options, made)
    advance(Step.ATTACKS, 0.0)
    results = attack(engine, candidate, lambda part: advance(Step.ATTACKS, part))
    withstood = all(one.passed for one in results)
    try_record(
        engine, AuditAction.RELEASE, {"step": "prepare", "tier": tier.value, "withstood": withstood}, by, at
    )
    return Proposal(candidate, results)


@contextmanager
def _own_files() -> Iterator[None]:
    """Say what to do where a file of the register itself cannot be trusted."""
    try:
        yield
    except UntrustedReleaseError as error:
        raise ReleaseRefusedError(
            mark("A release in the register is not signed with the register's own key, or was changed."),
            mark("Ask the administrator to restore the register, with its keys, from a backup."),
        ) from error


def dossier_of(proposal: Proposal) -> Dossier:
    """
    Return what is read of a proposal.

    Parameters
    ----------
    proposal : Proposal
        From this session.

    Returns
    -------
    Dossier
        With everything known.
    """
    candidate = proposal.candidate
    return Dossier(
        published=candidate.published,
        findings=tuple(_found(one) for one in proposal.results),
        changes=candidate.changes,
        is_first=candidate.previous is None,
        late=candidate.late.cells,
        rules=candidate.rules,
        evidence=_evidence(candidate),
        studies=candidate.studies,
    )


def load_dossier(engine: Engine, row: ReleaseRow, today: date, options: Settings) -> Dossier:
    """
    Open a release that waits and return what is read of it.

    It is made again from the register, so that the second person reads evidence of today and sees whether
    the file says what the register says.

    Parameters
    ----------
    engine : Engine
        The register.
    row : ReleaseRow
        The release.
    today : date
        The product's today.
    options : Settings
        Rules, bases, delay.

    Returns
    -------
    Dossier
        Of what the signed file holds.

    Raises
    ------
    ReleaseRefusedError
        If a file was changed in the register, or its keys were.
    """
    with _own_files():
        opened = open_file(load_content(engine, row.id), load_keys(engine).public_key)
        previous = latest_release(engine, row.tier)
        again = _made_again(engine, row, today, options)
    last = None if previous is None else previous.opened.published
    is_same = again is not None and _says_the_same(again, opened)
    return Dossier(
        published=opened.published,
        findings=_attacked(opened),
        changes=changes_between(last, opened.published),
        is_first=last is None,
        late=again.late.cells if again is not None else None,
        rules=PlaceRules(opened.manifest.rules.min_places, opened.manifest.rules.max_share),
        evidence=_evidence(again) if again is not None and is_same else None,
        studies=opened.manifest.studies,
        is_made_again=is_same,
    )


def _made_again(engine: Engine, row: ReleaseRow, today: date, options: Settings) -> Candidate | None:
    try:
        return make_candidate(engine, row.tier, today, options)
    except ReleaseRefusedError:
        return None


def _says_the_same(again: Candidate, opened: Opened) -> bool:
    one, other = again.published, opened.published
    return (
        one.through == other.through
        and all(one.cubes[cube].equals(other.cubes[cube]) for cube in other.cubes)
        and again.studies == opened.manifest.studies
    )


def _evidence(candidate: Candidate) -> PlaceEvidence:
    return weakest_groups(candidate.plan.unit_of, candidate.plan.long_run)


def _found(result: AttackResult) -> Finding:
    return Finding(
        attack=result.code.value,
        passed=result.passed,
        recovered=result.release.recovered,
        tried=result.release.tried,
        unprotected=result.naive.share if result.naive.tried else None,
    )


def _attacked(opened: Opened) -> tuple[Finding, ...]:
    return tuple(
        Finding(one.attack, one.passed, one.recovered, one.tried, one.naive_share)
        for one in opened.manifest.attacks
    )
