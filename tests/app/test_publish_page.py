"""The publish screen: where things stand, the making of a release, its reading, and who answers for it."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from threading import Event

import pytest
import streamlit as st
from sqlalchemy import Engine, delete, select, update
from streamlit.testing.v1 import AppTest

from data.access.accounts import add_account, change_account, load_accounts
from data.access.identity import identify
from data.access.sessions import SignedIn
from data.audit.lines import Choice, load_lines
from data.register.custody import AuditEntry, Release, ReleaseSecret
from data.register.database import connect, load_state, reference_date, writing
from data.register.tables import RegisterState
from data.releases import dossier, making
from data.releases.keeping import ReleaseRow, load_releases, save_release
from data.settings import settings
from data.vocabulary import AccessRole, AuditAction, ReleaseState, Tier
from geo.attacks.results import NAIVE_BARS, Attack, AttackResult, Outcome
from geo.rounding.cubes import LinkedMarginsError
from pages.ui import access
from tests.app.conftest import OpenScreen

NOW = datetime(2020, 1, 2, 9, tzinfo=UTC).replace(tzinfo=None)

SOON = 30
"""Seconds after which something is stuck."""


def results(*, failing: Attack | None = None) -> tuple[AttackResult, ...]:
    """Return what the suite finds on a release that withstands all attacks but *failing*."""
    found = [
        AttackResult(code, Outcome(50, 60, 0, 4), Outcome(50, 60, 50), 4, NAIVE_BARS[code]) for code in Attack
    ]
    return tuple(
        replace(one, release=replace(one.release, recovered=3)) if one.code is failing else one
        for one in found
    )


@pytest.fixture
def demo(demo: Path, recent_file: Path) -> Path:
    """The app on the last two years, which are published sooner than all eight; yields the copy."""
    return Path(shutil.copy(recent_file, demo))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The attack suite has tests of its own: here every attack is withstood at once."""
    monkeypatch.setattr(dossier, "attack", lambda *_given: results())


@pytest.fixture
def register(demo: Path) -> Engine:
    """The register of the app."""
    return connect(f"sqlite:///{demo}")


@pytest.fixture
def real(register: Engine) -> Engine:
    """The register of the app, as if it were real."""
    with writing(register) as session:
        session.execute(update(RegisterState).values(synthetic=False))
    return register


SignIn = Callable[..., int]


@pytest.fixture
def sign_in(register: Engine, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """Sign somebody in, with an account that is made where it is missing; return its number."""
    turns = count()
    known: dict[str, int] = {}

    def sign(address: str, *roles: AccessRole) -> int:
        if address not in known:
            made = add_account(register, address, roles or [AccessRole.PUBLISHER], None, by=None, now=NOW)
            known[address] = made.id
        monkeypatch.setattr(access, "provider", object)
        monkeypatch.setattr(
            access,
            "signed_in",
            lambda: SignedIn(identify(address), until=1.0, turn=next(turns), is_new=False),
        )
        return known[address]

    return sign


def said(app: AppTest) -> str:
    parts = (app.title, app.header, app.subheader, app.markdown, app.caption)
    boxes = (app.error, app.success, app.info, app.warning)
    return "\n".join(str(one.value) for part in (*parts, *boxes) for one in part).replace("\\", "")


def offered(app: AppTest) -> set[str]:
    return {one.key for one in app.button if one.key and not one.disabled}


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, [one.message for one in app.exception]
    return app


def prepare(app: AppTest, tier: str) -> AppTest:
    """Ask for the next release of a tier and wait until it is made, or refused."""
    press(app, f"publish_prepare_{tier}")
    if "publish_preparation" in app.session_state:
        app.session_state["publish_preparation"].wait()
        app.run()
    assert not app.exception, [one.message for one in app.exception]
    return app


def decide(app: AppTest) -> AppTest:
    """Say that one has read, and do it."""
    app.checkbox(key="publish_has_read").check().run()
    return press(app, "publish_do")


def publish(app: AppTest, tier: str) -> AppTest:
    return decide(prepare(app, tier))


def keep(register: Engine, tier: Tier, account: int | None = None) -> ReleaseRow:
    """Make a release and keep it, beside the screen."""
    today = reference_date(load_state(register), date.today())  # noqa: DTZ011 - as the screen has it
    candidate = making.make_candidate(register, tier, today, settings())
    content = making.seal(register, candidate, results(), NOW)
    return save_release(register, content, candidate.truth, account, NOW)


def steps(register: Engine) -> list[tuple[str, int | None]]:
    """Return what the audit says was done with releases, and by whom."""
    with register.connect() as connection:
        lines = connection.execute(
            select(AuditEntry.details, AuditEntry.account_id)
            .where(AuditEntry.action == "release")
            .order_by(AuditEntry.id)
        )
        return [(str(details["step"]), account) for details, account in lines]


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


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "role", [AccessRole.FIELD, AccessRole.COORDINATOR, AccessRole.ANALYST, AccessRole.ADMINISTRATOR]
)
def test_who_may_not_publish_sees_nothing_of_it(
    open_screen: OpenScreen, sign_in: SignIn, role: AccessRole
) -> None:
    """For them there is no such screen."""
    sign_in("claire@example.org", role)
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        open_screen("publish")


@pytest.mark.usefixtures("quick")
def test_whoever_lost_the_right_meanwhile_keeps_nothing(
    register: Engine, open_screen: OpenScreen, sign_in: SignIn
) -> None:
    """The right is asked for at the click, not when the button was drawn."""
    sign_in("dirk@example.org")
    app = prepare(open_screen("publish"), "policy")
    app.checkbox(key="publish_has_read").check().run()
    sign_in("els@example.org", AccessRole.COORDINATOR)
    app.button(key="publish_do").click().run()
    assert load_releases(register) == []
    assert "What may leave the register" not in said(app)


@pytest.mark.usefixtures("quick")
def test_whoever_lost_the_right_meanwhile_takes_no_file(
    register: Engine, open_screen: OpenScreen, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button is still on the page; the file stays, and the audit has a line."""
    offered: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(
        st, "download_button", lambda _label, make, *, key, **_rest: offered.update({key: make})
    )
    account = sign_in("dirk@example.org")
    keep(register, Tier.POLICY, account)
    open_screen("publish")
    assert offered["publish_file_policy"]().startswith(b"PK")
    kept = next(one for one in load_accounts(register) if one.id == account)
    change_account(register, replace(kept, roles=frozenset({AccessRole.FIELD})), by=None, now=NOW)
    with pytest.raises(access.NotAllowedError):
        offered["publish_file_policy"]()
    refused = load_lines(register, Choice(actions=frozenset({AuditAction.REFUSED})))
    assert [line["step"] for line in refused["details"]] == ["fetch"]


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
