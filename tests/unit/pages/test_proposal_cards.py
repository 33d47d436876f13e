"""The cards of proposals: what reads the same is said once, and what is best is bold."""

from dataclasses import replace

import pytest

from data.vocabulary import PlanAim
from geo.schedules.evaluation import evaluate
from geo.schedules.report import ScheduleReport
from geo.schedules.search import first_schedule
from pages.parts.schedule.comparing import Figure, best_losses, card_figures, figures_text, shared_figures
from pages.ui import text
from tests.schedule_kit import line_problem, site, weekly_shifts

PROBLEM = line_problem([site(place) for place in range(1, 5)], weekly_shifts(1, (0, 2)))

REPORT = evaluate(PROBLEM, first_schedule(PROBLEM, seed=1))


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session in English."""
    monkeypatch.setattr(text, "language", lambda: "en")


def report(km: float | None, one_pair: float, within_half_hour: float) -> ScheduleReport:
    """Return the same schedule with other figures."""
    figures = replace(REPORT.figures, km=km, one_pair=one_pair, within_half_hour=within_half_hour)
    return replace(REPORT, figures=figures)


def cards(*reports: ScheduleReport) -> dict[PlanAim, list[Figure]]:
    """Return a card for each report."""
    return {aim: card_figures(one) for aim, one in zip(PlanAim, reports, strict=False)}


def test_what_reads_the_same_is_neither_better_nor_worse() -> None:
    """Two that differ only behind the decimals shown have all figures in common."""
    made = cards(report(411.8, 0.981, 0.754), report(412.3, 0.984, 0.746))
    assert [one.label for one in shared_figures(made)] == [one.label for one in made[PlanAim.LEAST_DRIVING]]


def test_the_best_is_bold_and_the_rest_is_not() -> None:
    """Fewer kilometres are better, and more places with the same pair."""
    made = cards(report(380, 0.5, 1), report(412, 0.9, 1))
    best = best_losses(made)
    first, second = (figures_text(figures, best) for figures in made.values())
    assert "- Kilometres: **380**" in first
    assert "- Same pair always: 50\u00a0%" in first
    assert "- Kilometres: 412" in second
    assert "- Same pair always: **90\u00a0%**" in second


def test_a_length_that_is_unknown_has_a_dash() -> None:
    """It is unknown for all proposals at once, so that none is the best at it."""
    [km] = [
        one for one in shared_figures(cards(report(None, 1, 1), report(None, 1, 1))) if "Kilo" in one.label
    ]
    assert km.text == "–"
