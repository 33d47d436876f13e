"""Making a release: draft it, round what is new once, check it, seal it.

A late entry changes no released figure: the past is taken from the last release as it was published, with the
true cells that it was rounded from, and only new periods are counted and rounded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

import pandas as pd
from sqlalchemy import Engine

from data.i18n import mark
from data.releases.content import cubes_of, require_contract
from data.releases.drafting import Draft, Late, draft_policy, draft_public
from data.releases.faults import ReleaseRefusedError
from data.releases.files import Provenance, to_file
from data.releases.grids import Cells, widened
from data.releases.keeping import Kept
from data.releases.keys import Keys, load_keys
from data.releases.lineage import software
from data.releases.manifest import Attacked, Rules, Statement
from data.releases.planning import Plan
from data.releases.statements import load_public_statements, load_statements
from data.settings import Settings
from data.vocabulary import Tier
from geo.attacks.results import AttackResult
from geo.cubes import CubeSpec
from geo.publication.zones import PlaceRules
from geo.release_changes import ReleaseChanges, changes_between
from geo.released import Published
from geo.rounding.cubes import LinkedMarginsError, round_cube
from geo.rounding.linked_totals import fit_totals

Advance = Callable[[float], None]
"""Told how far a release has come, from 0 to 1."""

_COUNTED = 0.4
"""Part of the work that is done when the true cells are counted and the rounding begins."""

_MAINTAINERS = mark("Nothing was published. Tell the people who maintain Maraude.")


@dataclass(frozen=True)
class Candidate:
    """
    A release that was made and not yet sealed.

    Attributes
    ----------
    published : Published
        Its content.
    truth : dict of str to DataFrame
        The true cells that it was rounded from, by cube; of a public release published policy cells.
    plan : Plan
        Where each place is counted.
    rules : PlaceRules
        What zones and units meet.
    first : date
        First day that it covers.
    previous, policy : Kept or None
        The release that it carries on, and the policy release that a public one is made from.
    changes : ReleaseChanges
        What differs from the release that it carries on.
    late : Late
        How far the past lies from today's register.
    studies : tuple of Statement
        What displacement studies found.
    """

    published: Published
    truth: Cells
    plan: Plan
    rules: PlaceRules
    first: date
    previous: Kept | None
    policy: Kept | None
    changes: ReleaseChanges
    late: Late
    studies: tuple[Statement, ...] = ()


def make_candidate(
    engine: Engine, tier: Tier, today: date, options: Settings, advance: Advance | None = None
) -> Candidate:
    """
    Make a release of what is over and was not released yet.

    Parameters
    ----------
    engine : Engine
        The register.
    tier : Tier
        Policy or public.
    today : date
        The product's today.
    options : Settings
        Rules, bases, delay, and where the boundaries are.
    advance : callable, optional
        Told how far it is.

    Returns
    -------
    Candidate
        The same on the same register, however often it is made.

    Raises
    ------
    ReleaseRefusedError
        If there is nothing new, too little, or no figures that meet every rule.
    """
    report = advance or (lambda _part: None)
    report(0.0)
    draft = (draft_policy if tier is Tier.POLICY else draft_public)(engine, today, options)
    report(_COUNTED)
    published, truth = _rounded(
        draft, load_keys(engine), lambda part: report(_COUNTED + (1 - _COUNTED) * part)
    )
    last = None if draft.previous is None else draft.previous.opened.published
    return Candidate(
        published,
        truth,
        draft.plan,
        draft.rules,
        draft.first,
        draft.previous,
        draft.policy,
        changes_between(last, published),
        draft.late,
        _statements(engine, draft),
    )


def _statements(engine: Engine, draft: Draft) -> tuple[Statement, ...]:
    """Return what studies found; the public reads what the policy release said, once it is public."""
    through, min_places = draft.shell.through, draft.rules.min_places
    if draft.policy is None:
        return load_statements(engine, through, min_places)
    return load_public_statements(engine, draft.policy.opened.manifest.studies, through, min_places)


def _rounded(draft: Draft, keys: Keys, report: Advance) -> tuple[Published, Cells]:
    """Return the release of a draft, which meets the whole contract, and the cells behind it."""
    specs = cubes_of(draft.shell.tier)
    cubes: dict[str, pd.DataFrame] = {}
    truth: dict[str, pd.DataFrame] = {}
    for done, spec in enumerate(specs, start=1):
        columns = [*spec.keys, *spec.measures]
        linked = _linked_cells(draft, spec, cubes)
        grid = widened(draft.shell, draft.truth, spec.name)
        if spec.batch == "year" and linked is not None:
            grid = fit_totals(grid, spec, linked, draft.shell.base)
        cubes[spec.name] = _rounded_cube(draft, spec, grid, linked, keys)[columns]
        truth[spec.name] = grid[columns]
        report(done / len(specs))
    published = replace(draft.shell, cubes=cubes)
    try:
        require_contract(published, draft.first)
    except ValueError as error:
        problem = mark("The figures of the release break its own rules, so it was not made.")
        raise ReleaseRefusedError(problem, _MAINTAINERS) from error
    return published, truth


def _linked_cells(draft: Draft, spec: CubeSpec, done: Cells) -> pd.DataFrame | None:
    if spec.linked is None:
        return None
    linked = widened(draft.shell, done, spec.linked)
    # Of people only whole years are told, and the last one may have begun.
    return linked[linked[spec.batch].isin(draft.truth[spec.name][spec.batch])]


def _rounded_cube(
    draft: Draft, spec: CubeSpec, grid: pd.DataFrame, linked: pd.DataFrame | None, keys: Keys
) -> pd.DataFrame:
    try:
        return round_cube(
            grid,
            spec,
            draft.shell.base,
            partial(keys.seed, draft.shell.tier, spec.name),
            frozen=draft.frozen.get(spec.name),
            linked=linked,
        )
    except LinkedMarginsError as error:
        problem = mark("The tables of the release cannot be made to add up to the same sums.")
        raise ReleaseRefusedError(problem, _MAINTAINERS) from error


def seal(engine: Engine, candidate: Candidate, attacks: Sequence[AttackResult], made_at: datetime) -> bytes:
    """
    Write a candidate as a signed file.

    Parameters
    ----------
    engine : Engine
        The register, which holds the key.
    candidate : Candidate
        From `make_candidate`.
    attacks : sequence of AttackResult
        What the attack suite found on it.
    made_at : datetime
        Now, UTC.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    ReleaseRefusedError
        If it was not attacked, or did not withstand.
    """
    if not attacks or not all(one.passed for one in attacks):
        raise ReleaseRefusedError(
            mark("The release was not attacked, or did not withstand, so it is not signed."),
            mark("Look at the attacks that did not pass. Tell the people who maintain Maraude."),
        )
    provenance = Provenance(
        first=candidate.first,
        made_at=made_at,
        rules=Rules(min_places=candidate.rules.min_places, max_share=candidate.rules.max_share),
        previous=_digest(candidate.previous),
        policy=_digest(candidate.policy),
        attacks=tuple(_attacked(one) for one in attacks),
        software=software(),
        studies=candidate.studies,
    )
    return to_file(candidate.published, provenance, load_keys(engine).signing)


def _digest(release: Kept | None) -> str | None:
    return None if release is None else release.opened.digest


def _attacked(result: AttackResult) -> Attacked:
    return Attacked(
        attack=result.code.value,
        passed=result.passed,
        tried=result.release.tried,
        recovered=result.release.recovered,
        narrowest=result.release.narrowest,
        naive_share=round(result.naive.share, 4) if result.naive.tried else None,
    )
