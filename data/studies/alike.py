"""Designs whose pages tell together what neither tells alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from data.releases.told import smallest_part
from data.studies.figures import compared_in
from data.studies.keeping import KeptSpec, KeptStudy
from data.studies.pages import FEWEST_ZONES
from geo.displacement.results import StudyResult

Zones = frozenset[int]


def telling_together(
    result: StudyResult, studies: Iterable[KeptStudy], kinds: Mapping[int, str]
) -> tuple[KeptSpec, ...]:
    """
    Return the designs whose page, beside that of a result, tells of fewer zones than one page may.

    Two ratios whose groups differ in one zone give the ratio of that zone, harmless as each is alone. Which
    pages were handed on is not known, so that every design that was looked at counts.

    Parameters
    ----------
    result : StudyResult
        Of the page that is about to be handed on.
    studies : iterable of KeptStudy
        All of the register.
    kinds : mapping of int to str
        Kind of each place: a page tells hours by kind.

    Returns
    -------
    tuple of KeptSpec
        In the order of the studies and of their designs.
    """
    own = [frozenset(zone.zone for zone in result.zones if zone.arm is arm) for arm in result.spec.arms]
    return tuple(
        kept
        for study in studies
        for kept in study.specs
        if any(_tells_of_few(own, groups, kinds) for groups in _pages_of(study, kept))
    )


def _pages_of(study: KeptStudy, kept: KeptSpec) -> Iterator[Sequence[Zones]]:
    """Yield the groups of each run of a design."""
    return ([*compared_in(run.figures, kept.spec).values()] for run in study.runs_of(kept.number))


def _tells_of_few(own: Sequence[Zones], other: Sequence[Zones], kinds: Mapping[int, str]) -> bool:
    """Tell whether whole groups, or those of one kind of place, tell of few zones when put together."""
    every = {kinds.get(zone) for zone in frozenset[int]().union(*own, *other)}
    wholes = (_told(own), _told(other))
    lanes = tuple(
        _told(
            frozenset(zone for zone in group if kinds.get(zone) == kind) for group in page for kind in every
        )
        for page in (own, other)
    )
    return any(
        mine and theirs and smallest_part([*mine, *theirs]) < FEWEST_ZONES for mine, theirs in (wholes, lanes)
    )


def _told(groups: Iterable[Zones]) -> tuple[Zones, ...]:
    """Return the groups of which a page tells figures."""
    return tuple(group for group in groups if len(group) >= FEWEST_ZONES)
