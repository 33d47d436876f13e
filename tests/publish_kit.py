"""Ways through the publish screen, what an attack finds, and what was kept in the end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from data.register.custody import AuditEntry
from data.register.database import load_state, reference_date
from data.releases import making
from data.releases.keeping import ReleaseRow, save_release
from data.settings import settings
from data.vocabulary import Tier
from geo.attacks.results import NAIVE_BARS, Attack, AttackResult, Outcome
from tests.screen_kit import press

NOW = datetime(2020, 1, 2, 9, tzinfo=UTC).replace(tzinfo=None)

SignIn = Callable[..., int]
"""Signs somebody in by their address, with roles; returns the number of the account."""


def results(*, failing: Attack | None = None) -> tuple[AttackResult, ...]:
    """Return what the suite finds on a release that withstands all attacks but *failing*."""
    found = [
        AttackResult(code, Outcome(50, 60, 0, 4), Outcome(50, 60, 50), 4, NAIVE_BARS[code]) for code in Attack
    ]
    return tuple(
        replace(one, release=replace(one.release, recovered=3)) if one.code is failing else one
        for one in found
    )


def said(app: AppTest) -> str:
    """Return all that can be read on the screen."""
    parts = (app.title, app.header, app.subheader, app.markdown, app.caption)
    boxes = (app.error, app.success, app.info, app.warning)
    return "\n".join(str(one.value) for part in (*parts, *boxes) for one in part).replace("\\", "")


def offered(app: AppTest) -> set[str]:
    """Return the keys of the buttons that can be pressed."""
    return {one.key for one in app.button if one.key and not one.disabled}


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
    """Make the next release of a tier, and decide for it."""
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
