"""A rule of the ledger, designs to declare about it, and runs to keep of them."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Engine

from data.register.regulation_checks import RegulationDraft
from data.register.regulations import save_regulation
from data.studies.running import record_run, run
from data.vocabulary import RegulationKind
from geo.displacement.model import EffortRule
from tests.study_kit import NOON, SPEC, Change, panel_of

BAN = RegulationDraft(
    kind=RegulationKind.SOLICITING_BAN,
    announced=date(2014, 1, 10),
    in_force=date(2014, 3, 1),
    titles={"fr": "Interdiction", "nl": "Verbod", "en": "Ban"},
    source="Gazette, 2014",
    municipality="52011",
)
"""The rule that the design is about."""

OTHER = replace(SPEC, effort=EffortRule.PROPORTIONAL)
"""The same question, answered with other hours."""

TO = date(2016, 12, 31)
"""The last day that runs draw on."""


def save_rule(engine: Engine, draft: RegulationDraft = BAN) -> int:
    """Write a rule into the ledger; return its number."""
    outcome = save_regulation(engine, draft)
    assert outcome.id is not None, outcome.faults
    return outcome.id


def keep_run(engine: Engine, uid: str, revision: int, displaced: float) -> None:
    """Keep what the first design of a study finds at a revision, where contacts changed by this factor."""
    result = run(engine, uid, 1, panel_of(Change(displaced=displaced)))
    at = NOON + timedelta(days=revision)
    record_run(engine, uid, 1, result, data_to=TO, revision=revision, now=at)
