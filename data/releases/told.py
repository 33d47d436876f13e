"""What releases told of studies before, and what may be told beside it.

Two ratios whose groups differ in one zone give the ratio of that zone, harmless as each is alone. So all
that was ever told of studies is kept in mind. Zones that were in the same of all told groups make a set, and
a further study may split none of these sets into one with fewer zones than a tier asks for; then whatever is
computed from all statements together is of such a set at least. And a design that was told is told word for
word for ever: told again from corrected records, the difference would be the correction.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.register.custody import Release
from data.register.database import load_state
from data.releases.files import open_manifest
from data.releases.keys import load_keys
from data.releases.manifest import Statement
from data.studies.figures import compared_in
from data.studies.keeping import KeptRun, KeptSpec, KeptStudy
from data.vocabulary import ReleaseState, Tier

Zones = frozenset[int]


@dataclass(frozen=True, eq=False)
class Found:
    """
    One run of one design, as a release may tell of it.

    Attributes
    ----------
    study : KeptStudy
        The study.
    kept : KeptSpec
        Its design.
    run : KeptRun
        What it found.
    """

    study: KeptStudy
    kept: KeptSpec
    run: KeptRun

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of design and run, with the study's own secret."""
        # A digest of the design alone could be tried out: there are not that many ways to pick a few zones.
        parts = (self.study.uid, self.kept.digest, str(self.run.revision), self.run.made_at.isoformat())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def groups(self, statement: Statement) -> tuple[Zones, ...]:
        """Return the zones compared, of each group whose figures a statement tells."""
        compared = compared_in(self.run.figures, self.kept.spec)
        return tuple(compared[group] for group in statement.zones)


def every_found(studies: Iterable[KeptStudy]) -> dict[str, Found]:
    """
    Return every run of every design.

    Parameters
    ----------
    studies : iterable of KeptStudy
        Of the register.

    Returns
    -------
    dict of str to Found
        By fingerprint.
    """
    found = {}
    for study in studies:
        kept = {one.number: one for one in study.specs}
        for run in study.runs:
            one = Found(study, kept[run.number], run)
            found[one.fingerprint] = one
    return found


def load_told(engine: Engine, tier: Tier) -> tuple[Statement, ...]:
    """
    Load every statement with figures that a published release of a tier ever made.

    Parameters
    ----------
    engine : Engine
        The register.
    tier : Tier
        Policy or public.

    Returns
    -------
    tuple of Statement
        Each once, as it was first told.

    Raises
    ------
    UntrustedReleaseError
        If a release was changed in the register.
    """
    published = select(Release.content).where(
        Release.tier == tier,
        Release.state == ReleaseState.PUBLISHED,
        Release.synthetic == load_state(engine).synthetic,
    )
    told: dict[str, Statement] = {}
    with Session(engine) as session:
        for content in session.scalars(published.order_by(Release.id)):
            for statement in open_manifest(content, load_keys(engine).public_key).studies:
                if statement.zones:
                    told.setdefault(statement.digest, statement)
    return tuple(told.values())


@dataclass(frozen=True, eq=False)
class Memory:
    """
    What was told, and what is known of it.

    Attributes
    ----------
    told : tuple of Statement
        From `load_told`.
    found : mapping of str to Found
        From `every_found`.
    """

    told: tuple[Statement, ...]
    found: Mapping[str, Found]

    def repeated(self, design: str) -> Statement | None:
        """
        Return what was told of a design, to be told again word for word.

        Parameters
        ----------
        design : str
            SHA-256 of it.

        Returns
        -------
        Statement or None
            None where it was never told.
        """
        known = ((one, self.found.get(one.digest)) for one in self.told)
        return next((one for one, found in known if found is not None and found.kept.digest == design), None)

    def may_stand(self, statement: Statement, beside: Sequence[Statement], fewest: int) -> bool:
        """
        Tell whether a further statement leaves no set of zones that is too small.

        Parameters
        ----------
        statement : Statement
            Not told before.
        beside : sequence of Statement
            Others that the same release tells.
        fewest : int
            Zones of the smallest set that anything may be told of.

        Returns
        -------
        bool
            True for one without figures; False where the groups of an earlier one are not known any more.
        """
        if not statement.zones:
            return True
        groups: list[Zones] = []
        for one in (*self.told, *beside, statement):
            found = self.found.get(one.digest)
            if found is None:
                return False
            groups.extend(found.groups(one))
        return smallest_part(groups) >= fewest


def smallest_part(groups: Collection[Zones]) -> int:
    """
    Return how few zones can be told apart where figures of several groups are known.

    Parameters
    ----------
    groups : collection of frozenset of int
        Zones of each group.

    Returns
    -------
    int
        Size of the smallest set of zones that are in the same groups; 0 where there are none.
    """
    membership = {zone: tuple(zone in group for group in groups) for zone in frozenset[int]().union(*groups)}
    return min(Counter(membership.values()).values(), default=0)
