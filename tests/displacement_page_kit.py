"""What the screen of displacement shows, and the studies behind it."""

from datetime import UTC, datetime
from pathlib import Path

from streamlit.testing.v1 import AppTest

from data.register.regulations import load_regulations
from data.studies.keeping import KeptStudy, declare, list_studies
from data.vocabulary import RegulationKind
from geo.displacement.model import AnalysisSpec
from tests.screen_kit import engine_of

NOW = datetime(2020, 1, 1, 12, tzinfo=UTC).replace(tzinfo=None)

QUESTION = "Did contacts per hour"

VERDICT = "More contacts an hour than expected"

ANSWER = "That fits with displacement"


def words(app: AppTest) -> str:
    """Return all that can be read on the screen."""
    parts = (app.subheader, app.markdown, app.caption, app.warning, app.info, app.error)
    return "\n".join(str(one.value) for part in parts for one in part)


def assert_answered(app: AppTest) -> None:
    """The demo's dispersal is told: first in a few words, then with its figures."""
    assert app.subheader[0].value.startswith(VERDICT)
    assert ANSWER in words(app)


def ban(register: Path) -> int:
    """Return the rule that the demo register disperses people by."""
    rules = load_regulations(engine_of(register))
    return next(rule.id for rule in rules if rule.kind is RegulationKind.SOLICITING_BAN)


def only_study(register: Path) -> KeptStudy:
    """Return the one study of the register."""
    [study] = list_studies(engine_of(register))
    return study


def kept(register: Path, spec: AnalysisSpec) -> str:
    """Declare a design as the screen does; return what an address knows it by."""
    return declare(engine_of(register), ban(register), spec, NOW).uid
