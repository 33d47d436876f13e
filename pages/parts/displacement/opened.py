"""The study that is open: its result on the register as it is, and all that its sentences name."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import streamlit as st

from data.register.regulations import RegulationRecord
from data.studies.keeping import KeptSpec, KeptStudy
from data.studies.ledger import month_start, rule_of
from data.studies.running import record_run, run
from data.studies.sentences import Told
from data.studies.telling import tell
from geo.displacement.checks import falsify
from geo.displacement.model import AnalysisSpec, Arm
from geo.displacement.results import Checked, StudyResult
from geo.displacement.rules import find_confounders
from pages.parts.displacement.proposals import panel
from pages.ui.cache import engine, engine_to_edit_all, places, regulations, revision, source, today
from pages.ui.text import language, translate


@dataclass(frozen=True, eq=False)
class Opened:
    """
    A study with its result.

    Attributes
    ----------
    rule : RegulationRecord or None
        The rule; None where it was deleted.
    study : KeptStudy
        As it is kept.
    kept : KeptSpec
        The specification that is looked at.
    result : StudyResult
        What it finds on the register as it is.
    """

    rule: RegulationRecord | None
    study: KeptStudy
    kept: KeptSpec
    result: StudyResult

    @property
    def spec(self) -> AnalysisSpec:
        """How the study looks."""
        return self.kept.spec

    @property
    def compared(self) -> AnalysisSpec:
        """The study with the zones alone that are compared: what was first visited later is no gain."""
        arms = {
            arm: tuple(zone.zone for zone in self.result.zones if zone.arm is arm) for arm in self.spec.arms
        }
        return replace(
            self.spec,
            treated=arms[Arm.TREATED],
            displaced=arms[Arm.DISPLACED],
            control=arms[Arm.CONTROL],
        )

    @property
    def fingerprint(self) -> str:
        """What the design is known by outside the register."""
        return self.study.fingerprint(self.kept.digest)

    @property
    def seed(self) -> int:
        """A seed that this specification always has, so that its figures stay the same."""
        return int(self.kept.digest[:8], 16)

    @property
    def in_force(self) -> date:
        """First day of the rule; of its month where the rule was deleted."""
        return self.rule.in_force if self.rule else month_start(self.spec.in_force)


@st.cache_resource(max_entries=16, show_spinner=False)
def _result(url: str, revision: int, uid: str, number: int) -> StudyResult:  # noqa: ARG001 - the key of the cache
    return run(engine(), uid, number, panel())


def open_result(rule: RegulationRecord | None, study: KeptStudy, kept: KeptSpec) -> Opened:
    """
    Return a study with its result.

    Parameters
    ----------
    rule : RegulationRecord or None
        The rule; None where it was deleted.
    study : KeptStudy
        From the register.
    kept : KeptSpec
        One of its specifications.

    Returns
    -------
    Opened
        Its result is computed once a revision of the register.

    Raises
    ------
    StudyError
        If it cannot be answered any more.
    """
    return Opened(rule, study, kept, _result(source(), revision(), study.uid, kept.number))


def told_of(now: Opened) -> Told:
    """Return what the sentences of a study are made of, in the language of the session."""
    words = (now.study.looks, language(), translate())
    if now.rule is not None:
        return tell(now.result, now.rule, regulations(), places(), *words)
    return Told(now.result, now.in_force, (), *words)


@st.cache_resource(max_entries=16, show_spinner=False)
def _looks(url: str, revision: int, digest: str) -> list[Checked]:  # noqa: ARG001 - the key of the cache
    """Return where the looks of a specification are kept: empty at first, so that a bar shows them taken."""
    return []


def looks_of(now: Opened, on_step: Callable[[float], None]) -> list[Checked]:
    """
    Return all further looks at the same data, taken once a revision of the register.

    Parameters
    ----------
    now : Opened
        The study.
    on_step : callable
        Called with the share of the looks that are done, while there are any to be taken.

    Returns
    -------
    list of Checked
        Shared, never change it in place.
    """
    kept = _looks(source(), revision(), now.kept.digest)
    if not kept:
        kept.extend(falsify(panel(), now.spec, untouched_kinds=untouched_kinds(now), on_step=on_step))
    return kept


def untouched_kinds(now: Opened) -> frozenset[str]:
    """Return the kinds of place that neither this rule nor another one of these years can have touched."""
    if now.rule is None:
        return frozenset()
    others = find_confounders(now.spec, rule_of(now.rule), [rule_of(one) for one in regulations()], places())
    rules = [one for one in regulations() if one.id in {now.rule.id, *(other.rule for other in others)}]
    if any(not rule.place_kinds for rule in rules):
        return frozenset()
    touched = {kind.value for rule in rules for kind in rule.place_kinds}
    in_study = _in_study(now.spec)
    concerned = {kind for zone, kind in zip(panel().zones, panel().kinds, strict=True) if zone in in_study}
    return frozenset(panel().kinds) - concerned - touched


def _in_study(spec: AnalysisSpec) -> pd.Index:
    return pd.Index([place for arm in spec.arms.values() for place in arm])


def keep_look(now: Opened) -> None:
    """Keep the headline figures of what is shown, to compare later ones with."""
    record_run(
        engine_to_edit_all(),
        now.study.uid,
        now.kept.number,
        now.result,
        data_to=today() - timedelta(days=1),
        revision=revision(),
        now=datetime.now(UTC).replace(tzinfo=None),
    )
