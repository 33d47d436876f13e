"""What displacement studies found, as far as a release tells it.

A study is estimated inside the register, on exact counts; estimated from rounded months it would have seen
far less (docs/methods/displacement.md). What leaves is a handful of ratios of whole groups of zones, rounded
so that intervals only get wider, and no ratio where a gate of the study is not passed or a group has fewer
zones than the tier asks for. What several statements tell together is minded by `data.releases.told`.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

import geopandas as gpd
from sqlalchemy import Engine

from data.i18n import LANGUAGES, mark
from data.ledger import load_places
from data.register.regulations import RegulationRecord, load_regulations
from data.releases.manifest import Interval, OtherRule, Statement
from data.releases.told import Found, Memory, every_found, load_told
from data.studies.figures import estimates_in
from data.studies.keeping import KeptRun, KeptStudy, StudyError, list_studies, load_study
from data.studies.ledger import day_of, month_number, month_start, rule_of
from data.studies.offering import offered_studies
from data.vocabulary import Tier
from geo.displacement.model import AnalysisSpec, Window
from geo.displacement.results import Estimate, Outcome
from geo.displacement.rules import find_confounders

Group = Literal["treated", "displaced", "control"]

GROUPS: tuple[Group, ...] = ("treated", "displaced", "control")

STEP = 10
"""Ratios are told to a tenth."""


def load_statements(engine: Engine, through: date, min_places: int) -> tuple[Statement, ...]:
    """
    Return what the studies that a publisher offered found in their last runs.

    Parameters
    ----------
    engine : Engine
        The register.
    through : date
        Last day of the release; a study whose months go further is not told yet.
    min_places : int
        Zones that each group must have, and each set of zones that several statements tell apart together.

    Returns
    -------
    tuple of Statement
        One a rule, the oldest rule first. A design that an earlier release told is told again word for word.

    Raises
    ------
    UntrustedReleaseError
        If an earlier release was changed in the register.
    """
    book = _Book(engine, min_places)
    told: dict[int, Statement] = {}
    for study in offered_studies(engine):
        statement = book.statement_of(study, through)
        if statement is None or study.regulation is None or study.regulation in told:
            continue
        if book.may_be_told(statement, [*told.values()]):
            told[study.regulation] = statement
    return tuple(sorted(told.values(), key=lambda one: (one.in_force, one.digest)))


def require_tellable(engine: Engine, uid: str, min_places: int) -> None:
    """
    Refuse a study of which no release could tell, because of what releases told before.

    Parameters
    ----------
    engine : Engine
        The register.
    uid : str
        The study.
    min_places : int
        Zones of the smallest set that anything may be told of.

    Raises
    ------
    StudyError
        If its zones differ from those of a released study in too few.
    UntrustedReleaseError
        If an earlier release was changed in the register.
    """
    study = load_study(engine, uid)
    book = _Book(engine, min_places)
    statement = None if study is None else book.statement_of(study, date.max)
    if statement is not None and not book.may_be_told(statement, ()):
        raise StudyError(
            mark("Beside a study that was released, this one would tell of a few zones by themselves."),
            mark("Offer the one that was released, or one whose groups have the same zones."),
        )


class _Book:
    """The register as far as statements are made from it."""

    def __init__(self, engine: Engine, min_places: int) -> None:
        self._rules = load_regulations(engine)
        self._places = load_places(engine)
        self._fewest = min_places
        self._memory = Memory(load_told(engine, Tier.POLICY), every_found(list_studies(engine)))

    def statement_of(self, study: KeptStudy, through: date) -> Statement | None:
        """Return what a release up to a day tells of a study; None for nothing at all."""
        rule = next((one for one in self._rules if one.id == study.regulation), None)
        if rule is None or not study.runs:
            return None
        run = study.runs[-1]
        kept = next(spec for spec in study.specs if spec.number == run.number)
        # A rule that the ledger dates otherwise by now is not the one that was studied.
        if month_number(rule.in_force) != kept.spec.in_force or _last_day(kept.spec.post) > through:
            return None
        repeated = self._memory.repeated(kept.digest)
        if repeated is not None:
            # Hours of different work were added up once.
            return _for_groups(repeated.model_copy(update={"hours": None}), self._fewest)
        others = tuple(_others(rule, kept.spec, self._rules, self._places))
        return _statement(rule, Found(study, kept, run), others, self._fewest)

    def may_be_told(self, statement: Statement, beside: Sequence[Statement]) -> bool:
        """Tell whether it was told before, or leaves no set of zones that is too small."""
        is_old = any(one.digest == statement.digest for one in self._memory.told)
        return is_old or self._memory.may_stand(statement, beside, self._fewest)


def load_public_statements(
    engine: Engine, policy: Sequence[Statement], through: date, min_places: int
) -> tuple[Statement, ...]:
    """
    Return what a public release repeats of a policy one.

    Parameters
    ----------
    engine : Engine
        The register.
    policy : sequence of Statement
        Of the policy release.
    through : date
        Last day of the public release.
    min_places : int
        Zones that each group must have for the public, and each set that several statements tell apart.

    Returns
    -------
    tuple of Statement
        In the order of the policy release.

    Raises
    ------
    UntrustedReleaseError
        If an earlier release was changed in the register.
    """
    memory = Memory(load_told(engine, Tier.PUBLIC), every_found(list_studies(engine)))
    before = {one.digest for one in memory.told}
    told: list[Statement] = []
    for statement in narrowed(tuple(policy), through, min_places):
        if statement.digest in before or memory.may_stand(statement, told, min_places):
            told.append(statement)
    return tuple(told)


def narrowed(statements: tuple[Statement, ...], through: date, min_places: int) -> tuple[Statement, ...]:
    """
    Return the statements of a policy release as a public one may repeat them.

    Parameters
    ----------
    statements : tuple of Statement
        Of the policy release.
    through : date
        Last day of the public release.
    min_places : int
        Zones that each group must have for the public.

    Returns
    -------
    tuple of Statement
        Those of months that are public already; without the figures of groups that are too small.
    """
    return tuple(_for_groups(one, min_places) for one in statements if one.after[1] <= through)


def _statement(
    rule: RegulationRecord, found: Found, others: tuple[OtherRule, ...], min_places: int
) -> Statement:
    spec, run = found.kept.spec, found.run
    whole = Statement(
        titles={language: rule.title(language) for language in LANGUAGES},
        in_force=rule.in_force,
        before=_days(spec.pre),
        after=_days(spec.post),
        outcome=Outcome(str(run.figures["outcome"])),
        zones=_zones(run),
        displaced=None,
        treated=None,
        hours=None,
        smallest=None,
        designs=found.study.looks,
        digest=found.fingerprint,
        others=others,
    )
    told = _with_figures(whole, run)
    if told.outcome is Outcome.TOO_LITTLE or told.displaced is None or told.smallest is None:
        return _without_figures(whole)
    return _for_groups(told, min_places)


def _with_figures(statement: Statement, run: KeptRun) -> Statement:
    # Counts of contacts are among the figures too: no release tells them.
    kept = estimates_in(run.figures)
    found = {name: _outward(kept[name]) for name in ("displaced", "treated") if name in kept}
    power = run.figures.get("power")
    smallest = None
    if isinstance(power, list):
        rise, fall = (float(one) for one in power)
        smallest = (_up(rise), _down(fall))
    return statement.model_copy(
        update={
            "displaced": found.get("displaced"),
            "treated": found.get("treated"),
            "smallest": smallest,
        }
    )


def _for_groups(statement: Statement, min_places: int) -> Statement:
    """Return a statement as far as its groups are large enough for a tier."""
    zones = statement.zones
    if any(zones.get(group, 0) < min_places for group in ("displaced", "control")):
        return _without_figures(statement)
    if zones.get("treated", 0) < min_places:
        rest: dict[Group, int] = {group: zones[group] for group in GROUPS if group != "treated"}
        return statement.model_copy(update={"treated": None, "zones": rest})
    return statement


def _without_figures(statement: Statement) -> Statement:
    return statement.model_copy(
        update={
            "outcome": Outcome.TOO_LITTLE,
            "zones": {},
            "displaced": None,
            "treated": None,
            "hours": None,
            "smallest": None,
        }
    )


def _outward(estimate: Estimate) -> Interval:
    """Return an estimate to a tenth, its interval never narrower than it was."""
    return Interval(
        value=round(estimate.value * STEP) / STEP, low=_down(estimate.low), high=_up(estimate.high)
    )


def _down(value: float) -> float:
    return math.floor(value * STEP) / STEP


def _up(value: float) -> float:
    return math.ceil(value * STEP) / STEP


def _zones(run: KeptRun) -> dict[Group, int]:
    kept = run.figures.get("zones")
    numbers = kept if isinstance(kept, Mapping) else {}
    return {group: int(numbers.get(group, 0)) for group in GROUPS}


def _others(
    rule: RegulationRecord,
    spec: AnalysisSpec,
    rules: Sequence[RegulationRecord],
    places: gpd.GeoDataFrame,
) -> Iterator[OtherRule]:
    """Yield what else of the ledger concerns a study's zones and changed in its years, each once."""
    named = {one.id: one for one in rules}
    seen: set[int] = set()
    for change in find_confounders(spec, rule_of(rule), [rule_of(one) for one in rules], places):
        other = named[change.rule]
        if other.id not in seen:
            seen.add(other.id)
            titles = {language: other.title(language) for language in LANGUAGES}
            yield OtherRule(titles=titles, day=day_of(other, change.moment))


def _days(window: Window) -> tuple[date, date]:
    return month_start(window.first), _last_day(window)


def _last_day(window: Window) -> date:
    return month_start(window.end) - timedelta(days=1)
