"""The publish screen: where things stand, and a release that is made, read and published."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from data.releases import dossier
from data.releases.keeping import load_releases
from data.vocabulary import ReleaseState, Tier
from geo.attacks.results import Attack, Outcome
from tests.app.conftest import OpenScreen
from tests.publish_kit import decide, keep, offered, prepare, results, said, steps
from tests.screen_kit import press


@pytest.mark.usefixtures("demo")
def test_at_first_sight_one_sees_that_nothing_was_published(open_screen: OpenScreen) -> None:
    """One step is possible: the policy release; the public one says what it waits for."""
    app = open_screen("publish")
    assert said(app).count("Nothing has been published yet.") == 2
    assert "What may leave the register, and is it safe?" in said(app)
    assert "publish that one first" in said(app)
    assert offered(app) == {"publish_prepare_policy"}
    assert "31 December 2019" in app.button(key="publish_prepare_policy").label
    assert not app.get("download_button")


@pytest.mark.usefixtures("quick")
def test_a_policy_release_is_read_and_then_published(register: Engine, open_screen: OpenScreen) -> None:
    """Nothing is kept before somebody says that they have read it; then the file is there to be taken."""
    app = prepare(open_screen("publish"), "policy")
    text = said(app)
    assert "12 attacks were tried on this release, and all failed." in text
    assert "From January 2018 to December 2019 it shows" in text
    assert "The largest single figure is" in text
    assert "everything in it is new" in text
    assert "at least 3 places" in text
    assert "Here the fewest places are" in text
    assert load_releases(register) == []
    assert "publish_do" not in offered(app)
    decide(app)
    (row,) = load_releases(register)
    assert (row.tier, row.state, row.through) == (Tier.POLICY, ReleaseState.PUBLISHED, date(2019, 12, 31))
    assert "The policy release is published." in said(app)
    assert row.digest[:8] in said(app)
    assert steps(register) == [("prepare", None), ("publish", None)]
    assert {getattr(one, "label", "") for one in app.get("download_button")} == {"Signed file", "Public key"}
    lines = app.code[0].value.splitlines()
    assert f"policy-2019-12-31-{row.digest[:8]}_synthetic-data_" in lines[1]
    assert lines[0] == "MARAUDE_TIER=policy"
    assert [line.partition("=")[0] for line in lines[1:]] == [
        "MARAUDE_RELEASE_FILE",
        "MARAUDE_RELEASE_PUBLIC_KEY",
    ]
    assert offered(app) == {"publish_prepare_public"}
    assert "Nothing new until another quarter is over." in said(app)


@pytest.mark.usefixtures("demo")
def test_what_could_not_be_tried_is_not_boasted_of(
    open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An attack that found nothing to go for is told apart from one that was withstood."""
    first, *others = results()
    monkeypatch.setattr(dossier, "attack", lambda *_: (replace(first, release=Outcome(0, 0, 0)), *others))
    app = prepare(open_screen("publish"), "policy")
    assert "11 attacks were tried on this release, and all failed. 1 other finds nothing" in said(app)
    attacks = app.table[0].value
    assert list(attacks["Result"]).count("Nothing to attack") == 1


@pytest.mark.usefixtures("quick")
def test_the_tables_are_those_of_the_release(register: Engine, open_screen: OpenScreen) -> None:
    """Zones by name, every figure a multiple of 5 or a range, and the attacks one by one."""
    app = prepare(open_screen("publish"), "policy")
    zones = app.dataframe[0].value
    assert "Charleroi 2" in set(zones["Zone"])
    figures = zones.drop(columns="Zone").to_numpy().ravel()
    assert all("–" in text or int(text.replace(",", "")) % 5 == 0 for text in figures)
    attacks = app.table[0].value
    assert len(attacks) == len(Attack)
    assert set(attacks["Unprotected"]) == {"100\u00a0%"}
    assert set(attacks["Result"]) == {"Withstood"}


@pytest.mark.usefixtures("quick")
def test_what_is_dropped_leaves_nothing(register: Engine, open_screen: OpenScreen) -> None:
    """The screen is as before, and the register too."""
    app = press(prepare(open_screen("publish"), "policy"), "publish_drop")
    assert load_releases(register) == []
    assert offered(app) == {"publish_prepare_policy"}
    assert not app.table


@pytest.mark.usefixtures("quick")
def test_the_result_is_there_after_another_screen(register: Engine, open_screen: OpenScreen) -> None:
    """Somebody may look something up before they decide."""
    app = prepare(open_screen("publish"), "policy")
    app.switch_page("../limits.py").run()
    app.switch_page("../publish.py").run()
    decide(app)
    assert len(load_releases(register)) == 1


@pytest.mark.usefixtures("quick")
def test_all_releases_are_listed(register: Engine, open_screen: OpenScreen) -> None:
    """With state, maker, and the digest that the file can be compared by."""
    row = keep(register, Tier.POLICY)
    app = open_screen("publish")
    listed = app.dataframe[-1].value
    assert list(listed["State"]) == ["Published"]
    assert list(listed["Digest"]) == [row.digest[:8]]


@pytest.mark.usefixtures("demo", "quick")
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_it_speaks_the_language_of_the_session(open_screen: OpenScreen, language: str) -> None:
    """Every step opens, whatever the language."""
    app = prepare(open_screen("publish", language), "policy")
    assert app.table
    assert app.dataframe
