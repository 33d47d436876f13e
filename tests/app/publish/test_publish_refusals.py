"""The publish screen where no release comes about: stopped, refused, overtaken, or gone wrong."""

from collections.abc import Callable
from threading import Event

import pytest
from sqlalchemy import Engine, delete

from data.register.custody import ReleaseSecret
from data.register.database import writing
from data.releases import dossier, making
from data.releases.keeping import load_releases
from data.settings import settings
from data.vocabulary import Tier
from geo.attacks.results import Attack
from geo.rounding.cubes import LinkedMarginsError
from tests.app.conftest import OpenScreen
from tests.publish_kit import decide, keep, offered, prepare, results, said
from tests.screen_kit import press

SOON = 30
"""Seconds after which something is stuck."""


def test_a_release_that_is_stopped_is_gone(
    register: Engine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is made, steps and a way to stop are shown; then nothing was kept."""
    started, go = Event(), Event()

    def slow(_engine: Engine, _candidate: object, advance: Callable[[float], None]) -> object:
        advance(0.5)
        started.set()
        go.wait(SOON)
        advance(0.6)
        return results()

    monkeypatch.setattr(dossier, "attack", slow)
    app = press(open_screen("publish"), "publish_prepare_policy")
    assert started.wait(SOON)
    app.run()
    assert "Attacking the result" in said(app)
    assert offered(app) == {"publish_stop"}
    press(app, "publish_stop")
    go.set()
    app.session_state["publish_preparation"].wait()
    app.run()
    assert "Stopped. Nothing was kept." in said(app)
    assert load_releases(register) == []
    assert offered(app) == {"publish_prepare_policy"}


@pytest.mark.parametrize("failing", [Attack.SUBTRACTION, Attack.PAYLOAD])
def test_a_release_that_does_not_withstand_is_refused(
    register: Engine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch, failing: Attack
) -> None:
    """The attack that succeeds stands first, and there is no way to publish."""
    monkeypatch.setattr(dossier, "attack", lambda *_given: results(failing=failing))
    app = prepare(open_screen("publish"), "policy")
    assert "1 attack succeeds. This release may not leave the register." in said(app)
    assert "Succeeds" in app.table[0].value["Result"].iloc[0]
    assert offered(app) == {"publish_drop"}
    assert load_releases(register) == []


@pytest.mark.usefixtures("quick")
def test_without_the_secret_nothing_is_carried_on(register: Engine, open_screen: OpenScreen) -> None:
    """A register that lost its keys does not go on with new ones."""
    keep(register, Tier.POLICY)
    app = open_screen("publish")
    with writing(register) as session:
        session.execute(delete(ReleaseSecret))
    prepare(app, "public")
    assert "restore the register, with its keys, from a backup" in said(app)
    assert [row.tier for row in load_releases(register)] == [Tier.POLICY]


@pytest.mark.usefixtures("quick")
def test_somebody_was_faster(register: Engine, open_screen: OpenScreen) -> None:
    """What was prepared on an older state is refused when it is to be kept."""
    app = prepare(open_screen("publish"), "policy")
    keep(register, Tier.POLICY)
    decide(app)
    assert "Another release was published since this one was made" in said(app)
    assert len(load_releases(register)) == 1


@pytest.mark.usefixtures("demo", "quick")
def test_too_small_a_register_publishes_nothing(
    open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules that no union of places meets are a sentence and no release."""
    monkeypatch.setenv("MARAUDE_POLICY_MIN_PLACES", "5000")
    settings.cache_clear()
    app = prepare(open_screen("publish"), "policy")
    assert "There are too few places" in said(app)
    assert offered(app) == {"publish_prepare_policy"}


@pytest.mark.usefixtures("empty", "quick")
def test_an_empty_register_publishes_nothing(open_screen: OpenScreen) -> None:
    """It says what is missing."""
    app = prepare(open_screen("publish"), "policy")
    assert "nothing to publish" in said(app)


@pytest.mark.usefixtures("demo", "quick")
def test_tables_that_do_not_agree_are_refused(
    open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linked margins are equal or there is no release."""

    def refuse(*_given: object, **_named: object) -> None:
        message = "services: 3 rows"
        raise LinkedMarginsError(message)

    monkeypatch.setattr(making, "round_cube", refuse)
    app = prepare(open_screen("publish"), "policy")
    assert "cannot be made to add up to the same sums" in said(app)
    assert offered(app) == {"publish_prepare_policy"}


@pytest.mark.usefixtures("quick")
def test_an_unforeseen_error_leaves_the_screen_usable(
    register: Engine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is shown once, nothing is kept, and the next run begins afresh."""

    def fail(*_given: object) -> None:
        message = "no such thing"
        raise RuntimeError(message)

    monkeypatch.setattr(dossier, "attack", fail)
    app = open_screen("publish")
    app.button(key="publish_prepare_policy").click().run()
    app.session_state["publish_preparation"].wait()
    app.run()
    assert len(app.exception) == 1
    app.run()
    assert not app.exception
    assert offered(app) == {"publish_prepare_policy"}
    assert load_releases(register) == []
