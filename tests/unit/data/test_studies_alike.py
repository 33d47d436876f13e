"""Designs that differ by a zone tell of it together: their pages are named."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Engine

from data.studies.alike import telling_together
from data.studies.figures import figures_of
from data.studies.keeping import KeptRun, KeptSpec, KeptStudy, declare, list_studies
from geo.displacement.model import AnalysisSpec
from geo.displacement.study import analyse
from tests.study_keeping_kit import OTHER, TO, keep_run, save_rule
from tests.study_kit import NOON, SPEC, Change, panel_of


def _apart(engine: Engine, spec: AnalysisSpec, kinds: Mapping[int, str] | None = None) -> list[int]:
    """Return the numbers of the designs that a page must not stand beside."""
    of = kinds or dict.fromkeys(range(1, 12), "street")
    found = telling_together(analyse(panel_of(Change()), spec), list_studies(engine), of)
    return [one.number for one in found]


def test_pages_of_designs_that_differ_by_a_zone_are_named(sqlite: Engine) -> None:
    """The same design, and one that differs by three zones, may be handed on beside it."""
    rule = save_rule(sqlite)
    keep_run(sqlite, declare(sqlite, rule, SPEC, NOON).uid, 1, 1.0)
    assert _apart(sqlite, SPEC) == []
    assert _apart(sqlite, OTHER) == []
    assert _apart(sqlite, replace(SPEC, displaced=(3, 4, 5, 11))) == [1]
    assert _apart(sqlite, replace(SPEC, control=(8, 9, 10))) == [1]
    assert _apart(sqlite, replace(SPEC, treated=(1,))) == []


def test_a_design_that_nobody_looked_at_has_no_page(sqlite: Engine) -> None:
    """There is nothing to put beside it."""
    declare(sqlite, save_rule(sqlite), SPEC, NOON)
    assert _apart(sqlite, replace(SPEC, displaced=(3, 4, 5, 11))) == []


def test_hours_of_a_kind_that_differ_by_a_zone_are_named(sqlite: Engine) -> None:
    """A page tells hours by kind: whole groups may differ by enough and those of a kind by one."""
    kinds = dict.fromkeys(range(1, 12), "street") | {3: "car_park"}
    wide = replace(SPEC, displaced=(3, 4, 5, 6, 7, 8, 9), control=(10,), treated=())
    found = run_of(wide)
    one = KeptStudy("a" * 32, 1, NOON, (KeptSpec(1, wide.digest, wide, NOON),), (found,), 1)
    narrow = analyse(panel_of(Change()), replace(wide, displaced=(3, 4, 5, 6)))
    assert telling_together(narrow, [one], dict.fromkeys(range(1, 12), "street")) == ()
    mixed = kinds | {7: "car_park", 8: "car_park"}
    assert telling_together(narrow, [one], mixed) == (one.specs[0],)


def run_of(spec: AnalysisSpec) -> KeptRun:
    """Return what a design found, as it would be kept."""
    return KeptRun(1, NOON, TO, 1, figures_of(analyse(panel_of(Change()), spec)))
