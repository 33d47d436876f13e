"""The publish screen with a public release: a second person reads, approves or withdraws it."""

import pytest
from sqlalchemy import Engine, update

from data.register.custody import Release
from data.register.database import writing
from data.releases.keeping import load_releases
from data.vocabulary import ReleaseState, Tier
from geo.attacks.results import Attack
from tests.app.conftest import OpenScreen
from tests.publish_kit import SignIn, decide, keep, offered, prepare, publish, said, steps
from tests.screen_kit import press


@pytest.mark.usefixtures("quick")
def test_on_an_invented_register_one_person_may_be_both(register: Engine, open_screen: OpenScreen) -> None:
    """The screen says so at both steps, and the public file is there at the end."""
    keep(register, Tier.POLICY)
    app = prepare(open_screen("publish"), "public")
    assert "you may be both of them" in said(app)
    assert "at least 5 places" in said(app)
    decide(app)
    waiting = load_releases(register, Tier.PUBLIC)[0]
    assert waiting.state is ReleaseState.WAITING
    assert "waits for a second person" in said(app)
    press(app, f"publish_read_{waiting.id}")
    assert "every figure is the one in the signed file" in said(app)
    assert "you may be both of them" in said(app)
    assert len(app.table[0].value) == len(Attack)
    decide(app)
    assert load_releases(register, Tier.PUBLIC)[0].state is ReleaseState.PUBLISHED
    assert "The public release is published." in said(app)
    assert [step for step, _ in steps(register)] == ["publish", "prepare", "propose", "read", "approve"]


@pytest.mark.usefixtures("quick")
def test_a_public_release_needs_a_second_person(
    real: Engine, open_screen: OpenScreen, sign_in: SignIn
) -> None:
    """Its maker cannot approve it; another publisher can, and both are told by their hints."""
    maker = sign_in("anne@example.org")
    keep(real, Tier.POLICY, maker)
    app = publish(open_screen("publish"), "public")
    waiting = load_releases(real, Tier.PUBLIC)[0]
    press(app, f"publish_read_{waiting.id}")
    assert "You made this release, so another publisher must read and approve it." in said(app)
    assert "publish_do" not in {one.key for one in app.button}
    second = sign_in("bart@example.org")
    other = open_screen("publish")
    assert "It was made by a…@example.org" in said(other)
    decide(press(other, f"publish_read_{waiting.id}"))
    (row,) = load_releases(real, Tier.PUBLIC)
    assert (row.state, row.made_by, row.approved_by) == (ReleaseState.PUBLISHED, maker, second)
    assert "made by a…@example.org, approved on" in said(other)
    assert ("approve", second) in steps(real)
    # The maker, who still has it open, is told.
    sign_in("anne@example.org")
    app.run()
    assert "somebody else has decided" in said(app)


@pytest.mark.usefixtures("quick")
def test_without_sign_in_nobody_keeps_a_real_release(real: Engine, open_screen: OpenScreen) -> None:
    """It can be looked at, and the screen says what is missing."""
    keep(real, Tier.POLICY)
    app = prepare(open_screen("publish"), "public")
    assert "nothing of it is kept" in said(app)
    assert "publish_do" not in {one.key for one in app.button}


@pytest.mark.usefixtures("quick")
def test_one_account_approves_nothing_that_nobody_made(
    real: Engine, open_screen: OpenScreen, sign_in: SignIn
) -> None:
    """A release of the command line, from before, has no first person: it can be withdrawn only."""
    keep(real, Tier.POLICY)
    waiting = keep(real, Tier.PUBLIC, sign_in("anne@example.org"))
    with writing(real) as session:
        session.execute(update(Release).values(made_by=None))
    app = press(open_screen("publish"), f"publish_read_{waiting.id}")
    assert "Nobody who signed in made this release." in said(app)
    assert "publish_withdraw_ask" in {one.key for one in app.button}
    assert "publish_do" not in {one.key for one in app.button}


@pytest.mark.usefixtures("quick")
def test_a_waiting_release_can_be_withdrawn(register: Engine, open_screen: OpenScreen) -> None:
    """Asked once more, and the next one can be prepared."""
    keep(register, Tier.POLICY)
    waiting = keep(register, Tier.PUBLIC)
    app = press(open_screen("publish"), f"publish_read_{waiting.id}")
    press(app, "publish_withdraw_ask")
    assert load_releases(register, Tier.PUBLIC)[0].state is ReleaseState.WAITING
    press(app, "publish_withdraw_sure")
    assert load_releases(register, Tier.PUBLIC)[0].state is ReleaseState.WITHDRAWN
    assert "The release is withdrawn." in said(app)
    assert offered(app) == {"publish_prepare_public"}


@pytest.mark.usefixtures("quick")
def test_a_file_that_was_changed_in_the_register_is_not_read(
    register: Engine, open_screen: OpenScreen
) -> None:
    """A sentence says what to do, and nothing of the file is shown."""
    keep(register, Tier.POLICY)
    waiting = keep(register, Tier.PUBLIC)
    app = open_screen("publish")
    with writing(register) as session:
        release = session.get_one(Release, waiting.id)
        release.content = release.content[:-1] + b"?"
    press(app, f"publish_read_{waiting.id}")
    assert "not signed with the register's own key, or was changed" in said(app)
    assert not app.table
