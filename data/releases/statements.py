"""What displacement studies found, as far as a release tells it.

A study is estimated inside the register, on exact counts; estimated from rounded months it would have seen
far less (docs/methods/displacement.md). What leaves is a handful of ratios of whole groups of zones, rounded
so that intervals only get wider, and no ratio where a gate of the study is not passed or a group has fewer
zones than the tier asks for.
"""

import math
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import Engine

from data.i18n import LANGUAGES
from data.register.regulations import RegulationRecord, load_regulations
from data.releases.manifest import Interval, OtherRule, Statement
from data.studies.figures import estimates_in
from data.studies.keeping import KeptRun, KeptSpec, KeptStudy
from data.studies.ledger import month_number, month_start
from data.studies.offering import offered_studies
from geo.displacement.model import AnalysisSpec, Window
from geo.displacement.results import Estimate, Outcome

Group = Literal["treated", "displaced", "control"]

GROUPS: tuple[Group, ...] = ("treated", "displaced", "control")

STEP = 10
"""Ratios are told to a tenth, and hours to the ten."""


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
        Zones that each group must have.

    Returns
    -------
    tuple of Statement
        One a study, the oldest rule first.
    """
    rules = {rule.id: rule for rule in load_regulations(engine)}
    told = []
    for study in offered_studies(engine):
        if study.regulation in rules and study.runs:
            run = study.runs[-1]
            spec = next(spec for spec in study.specs if spec.number == run.number)
            if _last_day(spec.spec.post) <= through:
                told.append(_statement(rules[study.regulation], study, spec, run, rules, min_places))
    return tuple(sorted(told, key=lambda one: (one.in_force, one.digest)))


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
    rule: RegulationRecord,
    study: KeptStudy,
    spec: KeptSpec,
    run: KeptRun,
    rules: Mapping[int, RegulationRecord],
    min_places: int,
) -> Statement:
    whole = Statement(
        titles={language: rule.title(language) for language in LANGUAGES},
        in_force=rule.in_force,
        before=_days(spec.spec.pre),
        after=_days(spec.spec.post),
        outcome=Outcome(str(run.figures["outcome"])),
        zones=_zones(run),
        displaced=None,
        treated=None,
        hours=None,
        smallest=None,
        designs=study.looks,
        digest=spec.digest,
        others=tuple(_others(rule, spec.spec, rules)),
    )
    if whole.outcome is Outcome.TOO_LITTLE:
        return _without_figures(whole)
    return _for_groups(_with_figures(whole, run), min_places)


def _with_figures(statement: Statement, run: KeptRun) -> Statement:
    found = {name: _outward(one) for name, one in estimates_in(run.figures).items()}
    power = run.figures.get("power")
    smallest = None
    if isinstance(power, list):
        rise, fall = (float(one) for one in power)
        smallest = (_up(rise), _down(fall))
    hours = run.figures.get("hours")
    return statement.model_copy(
        update={
            "displaced": found.get("displaced"),
            "treated": found.get("treated"),
            "hours": tuple(STEP * round(float(one) / STEP) for one in hours)
            if isinstance(hours, list)
            else None,
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
    rule: RegulationRecord, spec: AnalysisSpec, rules: Mapping[int, RegulationRecord]
) -> Iterator[OtherRule]:
    """Yield what else of the ledger began or ended within the windows of a study."""
    for other in rules.values():
        if other.id == rule.id:
            continue
        for day in (other.in_force, other.ended):
            if day is not None and spec.pre.first <= month_number(day) < spec.post.end:
                titles = {language: other.title(language) for language in LANGUAGES}
                yield OtherRule(titles=titles, day=day)
                break


def _days(window: Window) -> tuple[date, date]:
    return month_start(window.first), _last_day(window)


def _last_day(window: Window) -> date:
    return month_start(window.end) - timedelta(days=1)
