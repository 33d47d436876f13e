"""The result of a study on its screen: the sentence first, the rest folded away, links and files."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from data.studies.offering import offer
from geo.displacement.model import AnalysisSpec
from tests.app.conftest import OpenScreen, for_the_team
from tests.displacement_page_kit import NOW, QUESTION, assert_answered, kept, only_study, words
from tests.screen_kit import engine_of, press

pytestmark = pytest.mark.usefixtures("same_language")


def test_the_sentence_comes_first_and_the_study_is_kept(demo: Path, open_screen: OpenScreen) -> None:
    """Declared once, the demo's dispersal is told, with its interval, its power and all six caveats."""
    app = open_screen("displacement")
    press(app, "declare_study")
    assert_answered(app)
    assert len(app.metric) == 4
    study = only_study(demo)
    assert [len(study.specs), len(study.runs)] == [1, 1]
    assert app.query_params["study"] == study.uid
    shown = words(app)
    assert study.fingerprint(study.specs[0].digest)[:12] in shown
    assert study.specs[0].digest[:12] not in shown
    assert "Evidence level 3 of 5" in shown
    assert "with 6 comparison zones; November 2012 to October 2014 with January 2015" in shown
    assert "Only one design was declared" in shown
    assert "found four times out of five" in shown
    [caveats] = [one.value for one in app.markdown if one.value.startswith("1. ")]
    assert caveats.count("\n") == 5
    assert shown.count("irst visited after the announcement") == 1
    assert "Change in contacts" not in shown
    assert len(app.get("vega_lite_chart")) == 3
    assert all(chart.proto.alt for chart in app.get("vega_lite_chart"))


@pytest.mark.usefixtures("unfolded")
def test_what_is_folded_away_is_whole(demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec) -> None:
    """Maps, zones, quarters, other choices, spread, newcomers, one series and familiar figures are drawn."""
    app = open_screen("displacement", study=kept(demo, proposed))
    shown = words(app)
    assert "What changed, zone by zone" in shown
    assert "Conclude nothing from them" in shown
    assert "Indicative only" in shown
    assert "Share of people new to the team" in shown
    assert "Nobody was followed" not in shown
    app.toggle(key="displacement_least").set_value(True).run()
    assert not app.exception, [one.message for one in app.exception]
    assert "Not observed: nobody was followed" in words(app)


def test_a_link_opens_the_result(demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec) -> None:
    """Whoever gets the address sees what was declared, and not a design."""
    app = open_screen("displacement", study=kept(demo, proposed), spec="1")
    assert_answered(app)
    assert not [one for one in app.button if one.key == "declare_study"]


def test_a_result_says_whether_releases_tell_of_it(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """Whoever publishes sees it beside the result, before and after offering the study."""
    uid = kept(demo, proposed)
    app = open_screen("displacement", study=uid, spec="1")
    assert "does not tell of this study" in words(app)
    offer(engine_of(demo), uid, offered=True, by=None, now=NOW)
    app.run()
    assert "tells what this study last found" in words(app)
    assert "does not tell" not in words(app)


def test_a_link_to_no_study_says_so(demo: Path, open_screen: OpenScreen) -> None:
    """An address that was cut short leads to the usual rule, with a word about it."""
    app = open_screen("displacement", study="0123abcd")
    assert "There is no such study" in words(app)
    assert app.subheader[0].value.startswith(QUESTION)


def test_too_little_is_described_and_not_tested(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """With two destinations there is no ratio, but what is missing and the rates as they are."""
    uid = kept(demo, replace(proposed, displaced=proposed.displaced[:2]))
    app = open_screen("displacement", study=uid)
    assert app.subheader[0].value.startswith("Too little data")
    assert "This is missing for a full test:" in words(app)
    assert "as they are, not tested" in words(app)
    assert not app.metric


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_every_language_tells_the_result(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec, language: str
) -> None:
    """The screen is whole in each language, with decimals as they are written there."""
    app = open_screen("displacement", language, study=kept(demo, proposed))
    assert re.search(r"\d,\d\d fois|\d,\d\d keer|\d,\d\d times", words(app))


def test_files_leave_with_a_purpose(demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec) -> None:
    """The page and the tables are offered once it is known what for."""
    app = open_screen("displacement", study=kept(demo, proposed))
    assert "study_html" not in {one.key for one in app.get("download_button")}
    for_the_team(app)
    assert {"study_html", "study_tables"} <= {one.key for one in app.get("download_button")}
