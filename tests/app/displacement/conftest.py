"""Fixtures of the screen of displacement: a design to declare, and folds that lie open."""

from collections.abc import Callable
from pathlib import Path

import pytest

from data.ledger import load_ledger, load_places
from data.register.regulations import load_regulations
from data.studies.ledger import month_number, rule_of, usual_choices
from data.vocabulary import RegulationKind
from geo.displacement.design import propose
from geo.displacement.model import AnalysisSpec
from geo.displacement.panel import panel_of
from pages.parts.displacement import beside
from tests.screen_kit import engine_of


@pytest.fixture
def unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is folded away lies open: AppTest cannot open a fold."""

    def draw_at_once(label: str, draw: Callable[[], None], *, key: str, icon: str) -> None:
        assert label
        assert key
        assert icon
        draw()

    monkeypatch.setattr(beside, "show_folded", draw_at_once)


@pytest.fixture(scope="session")
def proposed(filled: Path) -> AnalysisSpec:
    """What the ledger of the demo suggests for its ban."""
    engine = engine_of(filled / "demo.sqlite")
    rules, visits = load_regulations(engine), load_ledger(engine)
    rule = next(one for one in rules if one.kind is RegulationKind.SOLICITING_BAN)
    panel = panel_of(visits, *(month_number(day) for day in (visits["day"].min(), visits["day"].max())))
    others = [rule_of(one) for one in rules]
    found = propose(rule_of(rule), load_places(engine), panel, others, usual_choices(rule))
    assert found is not None
    return found.spec
