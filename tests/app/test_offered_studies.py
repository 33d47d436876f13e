"""The publisher's choice: which displacement studies the next policy release tells of."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.register.database import connect
from data.register.regulations import load_regulations
from data.studies.keeping import KeptRun, declare, keep_run
from data.studies.ledger import month_number
from data.studies.offering import offered_studies
from geo.displacement.model import AnalysisSpec, Window
from tests.app.conftest import OpenScreen

NOON = datetime(2020, 1, 2, 12, tzinfo=UTC).replace(tzinfo=None)

FIGURES: dict[str, object] = {
    "outcome": "too_little",
    "estimates": {},
    "power": None,
    "zones": {},
}


@pytest.fixture
def register(demo: Path) -> Engine:
    """The register of the app."""
    return connect(f"sqlite:///{demo}")


@pytest.fixture
def study(register: Engine) -> str:
    """A study of the ban, with a result."""
    rule = next(rule for rule in load_regulations(register) if rule.in_force == date(2014, 12, 1))
    first = month_number(date(2013, 1, 1))
    spec = AnalysisSpec(first + 22, first + 23, Window(first, 1), Window(first + 24, 1), (1,), (2,), (3,))
    declared = declare(register, rule.id, spec, NOON)
    keep_run(register, declared.uid, KeptRun(1, NOON, date(2019, 12, 31), 1, FIGURES))
    return declared.uid


def test_a_study_is_offered_and_taken_back_with_one_touch(
    register: Engine, study: str, open_screen: OpenScreen
) -> None:
    """The register knows at once, and nothing is offered by itself."""
    app = open_screen("publish")
    assert offered_studies(register) == []
    toggle = app.toggle(key=f"publish_study_{study}")
    assert "Charleroi" in toggle.label
    toggle.set_value(True).run()
    assert [one.uid for one in offered_studies(register)] == [study]
    app.toggle(key=f"publish_study_{study}").set_value(False).run()
    assert offered_studies(register) == []
    assert not app.exception


@pytest.mark.usefixtures("study")
def test_it_is_said_before_that_a_statement_is_never_corrected(open_screen: OpenScreen) -> None:
    """Whoever offers a study knows that a wrong statement can only be taken back."""
    captions = " ".join(one.value for one in open_screen("publish").caption)
    assert "cannot be corrected: switch the study off" in captions


@pytest.mark.usefixtures("demo")
def test_without_a_study_there_is_no_choice(open_screen: OpenScreen) -> None:
    """The screen stays as calm as before."""
    assert not open_screen("publish").toggle
