"""What a study found is kept once for the same data, compared later, and tells of no zone."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from data.studies.figures import estimates_in, figures_of
from data.studies.keeping import StudyError, declare, load_study
from data.studies.running import compare_runs, record_run
from geo.displacement.results import Estimate, Outcome, Power
from geo.displacement.study import analyse
from tests.study_keeping_kit import OTHER, TO, keep_run, save_rule
from tests.study_kit import NOON, SPEC, Change, panel_of


def test_runs_are_kept_once_for_the_same_data_and_compared(register: Engine) -> None:
    """On newer data a second one stands beside the first, with the difference."""
    found = declare(register, save_rule(register), SPEC, NOON)
    for revision, displaced in ((3, 2.0), (3, 2.0), (4, 1.0)):
        keep_run(register, found.uid, revision, displaced)
    study = load_study(register, found.uid)
    assert study is not None
    first, second = study.runs_of(1)
    assert [(one.revision, one.data_to) for one in (first, second)] == [(3, TO), (4, TO)]
    assert first.figures["outcome"] == Outcome.SIGNAL
    differences = {one.name: one for one in compare_runs(first, second)}
    assert set(differences) >= {"displaced", "treated"}
    assert differences["displaced"].before.value > 1.5 > differences["displaced"].after.value
    assert not differences["displaced"].overlaps
    assert differences["treated"].overlaps


def test_kept_figures_tell_of_no_zone(sqlite: Engine) -> None:
    """Estimates with intervals, and how many zones an arm has."""
    found = declare(sqlite, save_rule(sqlite), SPEC, NOON)
    keep_run(sqlite, found.uid, 1, 2.0)
    study = load_study(sqlite, found.uid)
    assert study is not None
    figures = study.runs[0].figures
    assert set(figures) - {"outcome", "estimates", "power", "shortfalls"} == {
        "zones",
        "compared",
        "newly_visited",
    }
    assert figures["compared"] == {"treated": [1, 2], "displaced": [3, 4, 5, 6], "control": [7, 8, 9, 10]}
    assert figures["zones"] == {"treated": 2, "displaced": 4, "control": 4}
    assert figures["newly_visited"] == 1
    assert all(one.low <= one.value <= one.high for one in estimates_in(figures).values())


def test_an_interval_without_end_is_not_kept() -> None:
    """Databases hold no endless number."""
    result = analyse(panel_of(Change()), SPEC)
    assert result.displaced is not None
    endless = replace(result.displaced, ratio=Estimate(1.0, 0.0, float("inf")))
    figures = figures_of(replace(result, displaced=endless, power=Power(float("inf"), 0.0)))
    assert "displaced" not in estimates_in(figures)
    assert figures["power"] is None
    assert json.dumps(figures, allow_nan=False)


def test_broken_figures_are_passed_over() -> None:
    """What somebody put into the database by hand breaks no screen."""
    assert estimates_in({}) == {}
    assert estimates_in({"estimates": {"displaced": [1, 2], "treated": [1, 0, 2]}}).keys() == {"treated"}


def test_a_result_of_another_design_is_not_kept(sqlite: Engine) -> None:
    """What is kept under a number is what that number declared."""
    found = declare(sqlite, save_rule(sqlite), SPEC, NOON)
    result = analyse(panel_of(Change()), OTHER)
    with pytest.raises(StudyError, match="not declared"):
        record_run(sqlite, found.uid, 1, result, data_to=TO, revision=1, now=NOON)
