"""A release before it is rounded: its zones, its true cells, and the past as it was published."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Engine

from data.i18n import mark
from data.register.database import load_state
from data.releases.calendar import last_quarter_end
from data.releases.content import cubes_of
from data.releases.faults import ReleaseRefusedError
from data.releases.grids import Cells, carried, coarsened, is_past, true_policy_cells, true_public_cells
from data.releases.keeping import Kept, latest_release
from data.releases.planning import Plan, load_boundaries, plan_policy, plan_public
from data.releases.truth import Facts, load_facts
from data.settings import Settings
from data.vocabulary import Tier
from geo.publication.families import nearest_kind
from geo.publication.units import carry_units
from geo.publication.zones import LEVELS, PlaceRules, parts_of
from geo.released import Published
from geo.rounding.cubes import Frozen

_AS_GOOD_AS_EQUAL = 1e-6


@dataclass(frozen=True)
class Late:
    """
    How far what was released lies from today's register; it is told, and not mended.

    Attributes
    ----------
    cells : int
        True cells of released periods that are counted differently today.
    contacts : int
        Contacts by which they differ, more and fewer together.
    """

    cells: int
    contacts: int


@dataclass(frozen=True)
class Draft:
    """
    A release before it is rounded.

    Attributes
    ----------
    shell : Published
        The release without its cubes.
    plan : Plan
        Where each place is counted.
    rules : PlaceRules
        What zones and units meet.
    first : date
        First day that it covers.
    truth : dict of str to DataFrame
        True cells by cube; those of the past as the last release counted them.
    previous, policy : Kept or None
        The release that it carries on, and the policy release that a public one is made from.
    frozen : dict of str to Frozen
        What was released before, by cube, with the codes of now.
    late : Late
        How far the past lies from today's register.
    """

    shell: Published
    plan: Plan
    rules: PlaceRules
    first: date
    truth: Cells
    previous: Kept | None
    policy: Kept | None = None
    frozen: Mapping[str, Frozen] = field(default_factory=dict)
    late: Late = Late(0, 0)


def draft_policy(engine: Engine, today: date, options: Settings) -> Draft:
    """
    Draft a policy release of all quarters that are over.

    Parameters
    ----------
    engine : Engine
        The register.
    today : date
        The product's today.
    options : Settings
        Rules, base, and where the boundaries are.

    Returns
    -------
    Draft
        The last release carried on.

    Raises
    ------
    ReleaseRefusedError
        If there is nothing new, or too little.
    """
    through = last_quarter_end(today)
    previous = latest_release(engine, Tier.POLICY)
    last = _content(previous)
    facts = _load_news(engine, last, through)
    rules = PlaceRules(options.policy_min_places, options.policy_max_share)
    plan = plan_policy(engine, facts, load_boundaries(options.var_dir), rules, last)
    shell = Published(
        tier=Tier.POLICY.value,
        base=options.policy_base if last is None else last.base,
        through=through,
        synthetic=load_state(engine).synthetic,
        units=plan.units,
        territories=plan.territories,
        names={**({} if last is None else last.names), **facts.services},
        cubes={},
    )
    first = date(facts.first.year, 1, 1) if previous is None else previous.opened.manifest.first
    return _carried_on(
        Draft(shell, plan, rules, first, true_policy_cells(facts, plan, shell, first), previous)
    )


def draft_public(engine: Engine, today: date, options: Settings) -> Draft:
    """
    Draft a public release of all quarters that are old enough, from the last policy release.

    Parameters
    ----------
    engine : Engine
        The register, on which only the rules for places are checked.
    today : date
        The product's today.
    options : Settings
        Rules, base, delay, and where the boundaries are.

    Returns
    -------
    Draft
        The last release carried on; its true cells are published policy cells.

    Raises
    ------
    ReleaseRefusedError
        If there is no policy release, nothing new, or too little.
    """
    policy = latest_release(engine, Tier.POLICY)
    if policy is None:
        raise ReleaseRefusedError(
            mark("There is no policy release yet, and a public one is made of nothing else."),
            mark("Publish a policy release first."),
        )
    source = policy.opened.published
    through = min(last_quarter_end(today, options.public_delay_months), source.through)
    previous = latest_release(engine, Tier.PUBLIC)
    last = _content(previous)
    facts = _load_news(engine, last, through)
    rules = PlaceRules(options.public_min_places, options.public_max_share)
    plan = plan_public(engine, facts, load_boundaries(options.var_dir), rules, source, last)
    shell = Published(
        tier=Tier.PUBLIC.value,
        base=options.public_base if last is None else last.base,
        through=through,
        synthetic=source.synthetic,
        units=plan.units,
        territories=plan.territories,
        names=source.names,
        cubes={},
    )
    first = (policy if previous is None else previous).opened.manifest.first
    truth = true_public_cells(source, plan, shell, first)
    return _carried_on(Draft(shell, plan, rules, first, truth, previous, policy))


def _content(release: Kept | None) -> Published | None:
    return None if release is None else release.opened.published


def _load_news(engine: Engine, last: Published | None, through: date) -> Facts:
    if last is not None and last.through >= through:
        raise ReleaseRefusedError(
            mark("There is nothing new to publish: the last release goes up to the same day."),
            mark("Come back when another quarter is over, and old enough for the public."),
        )
    facts = load_facts(engine, through)
    if facts.sums["places"].empty:
        raise ReleaseRefusedError(
            mark("No quarter with visits is over, so there is nothing to publish."),
            mark("Come back when a quarter with visits is over, and old enough for the public."),
        )
    return facts


def _carried_on(draft: Draft) -> Draft:
    """Put the past of the last release in place of what the register says of it today."""
    if draft.previous is None:
        return draft
    last = draft.previous.opened.published
    maps = _codes_now(last, draft)
    shown = coarsened(last.cubes, last.tier, maps)
    meant = coarsened(draft.previous.truth, last.tier, maps)
    truth, frozen = {}, {}
    for spec in cubes_of(last.tier):
        counted = draft.truth[spec.name]
        past = is_past(spec, counted, shown[spec.name])
        truth[spec.name] = carried(spec, counted, meant[spec.name])
        published = carried(spec, counted, shown[spec.name])[past]
        whole = dict.fromkeys(spec.measures, "int64")
        frozen[spec.name] = Frozen(published.astype(whole), truth[spec.name][past])
    return replace(draft, truth=truth, frozen=frozen, late=_late(draft.truth, truth))


def _codes_now(last: Published, draft: Draft) -> Mapping[str, Callable[[str], str]]:
    """Return by column what each code of the last release is now."""
    table = draft.shell.units.reset_index()
    maps: dict[str, Callable[[str], str]] = {}
    for level in (level for level in LEVELS if level in table):
        maps[level] = _holder([str(one) for one in table[level].unique()])
    if "unit" in table:
        maps["unit"] = dict(carry_units(last.units, draft.shell.units)).__getitem__
    kinds = set(draft.plan.kind_of)
    maps["kind"] = lambda kind: nearest_kind(kind, kinds)
    return maps


def _holder(now: list[str]) -> Callable[[str], str]:
    holder = {part: one for one in now for part in parts_of(one)}
    return lambda old: holder[parts_of(old)[0]]


def _late(counted: Cells, truth: Cells) -> Late:
    """Compare what the register says of the past today with what was released, in the first cube."""
    name = next(iter(counted))
    measures = list(counted[name].select_dtypes("number"))
    apart = (counted[name][measures] - truth[name][measures]).abs()
    return Late(int((apart > _AS_GOOD_AS_EQUAL).any(axis=1).sum()), int(apart["contacts"].sum()))
