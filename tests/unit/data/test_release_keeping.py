"""Releases in the register: one line of them a tier, two people for a public one, each step in the audit."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.audit import verify
from data.register.custody import Account, AuditEntry, Release
from data.register.database import writing
from data.register.tables import RegisterState
from data.releases.faults import ReleaseRefusedError, UntrustedReleaseError
from data.releases.files import Provenance, digest_of, to_file
from data.releases.keeping import (
    ReleaseRow,
    approve_release,
    latest_release,
    load_content,
    load_releases,
    save_release,
    withdraw_release,
)
from data.releases.keys import load_keys
from data.releases.manifest import Attacked, Rules
from data.releases.signing import new_signing_key
from data.vocabulary import AuditAction, ReleaseState, Tier
from tests.release_kit import make_published

NOW = datetime(2020, 1, 2, 9, tzinfo=UTC).replace(tzinfo=None)
MAKER, OTHER = 1, 2


@pytest.fixture
def real(register: Engine) -> Engine:
    """A register of an organisation."""
    with writing(register) as session:
        session.add_all(
            Account(id=one, digest=f"{one:064}", hint="x", created_on=date(2020, 1, 1))
            for one in (MAKER, OTHER)
        )
    return register


@pytest.fixture
def synthetic(register: Engine) -> Engine:
    """A register of generated data."""
    with writing(register) as session:
        session.get_one(RegisterState, 1).synthetic = True
    return register


def content_of(
    engine: Engine,
    tier: Tier,
    previous: ReleaseRow | None = None,
    *,
    synthetic: bool = False,
    seed: int = 0,
    attacks: tuple[bool, ...] = (True,),
    key: bytes | None = None,
) -> bytes:
    """Return a file of a made-up release, signed by the register."""
    provenance = Provenance(
        first=date(2019, 1, 1),
        made_at=NOW,
        rules=Rules(min_places=3, max_share=0.5),
        previous=None if previous is None else previous.digest,
        policy=None,
        attacks=tuple(Attacked(attack="slider", passed=one, tried=9, recovered=0) for one in attacks),
        software={},
    )
    published = make_published(tier.value, seed, range(2019, 2020))
    return to_file(replace(published, synthetic=synthetic), provenance, key or load_keys(engine).signing)


TRUTH = make_published("policy", 1, range(2019, 2020)).cubes


def save(engine: Engine, content: bytes, account: int | None = MAKER) -> ReleaseRow:
    return save_release(engine, content, TRUTH, account, NOW)


def steps(engine: Engine) -> list[tuple[object, int | None]]:
    """Return what the audit says of releases, and of whom."""
    with Session(engine) as session:
        lines = session.scalars(
            select(AuditEntry).where(AuditEntry.action == AuditAction.RELEASE).order_by(AuditEntry.id)
        ).all()
    return [(line.details["step"], line.account_id) for line in lines]


def test_a_policy_release_is_published_by_one_publisher(real: Engine) -> None:
    """With its file, its truth, and a line in the audit."""
    content = content_of(real, Tier.POLICY)
    row = save(real, content)
    assert (row.state, row.made_by, row.approved_by) == (ReleaseState.PUBLISHED, MAKER, MAKER)
    assert (row.digest, row.size) == (digest_of(content), len(content))
    assert load_content(real, row.id) == content
    kept = latest_release(real, Tier.POLICY)
    assert kept is not None
    assert kept.row == row
    assert {name: len(cells) for name, cells in kept.truth.items()} == {
        name: len(cells) for name, cells in TRUTH.items()
    }
    assert steps(real) == [("publish", MAKER)]
    assert verify(real).fault is None


def test_a_public_release_waits_for_a_second_person(real: Engine) -> None:
    """And is no release before."""
    row = save(real, content_of(real, Tier.PUBLIC))
    assert (row.state, row.approved_by) == (ReleaseState.WAITING, None)
    assert latest_release(real, Tier.PUBLIC) is None
    for account in (MAKER, None):
        with pytest.raises(ReleaseRefusedError, match="two people"):
            approve_release(real, row.id, account, NOW)
    done = approve_release(real, row.id, OTHER, NOW)
    assert (done.state, done.approved_by) == (ReleaseState.PUBLISHED, OTHER)
    kept = latest_release(real, Tier.PUBLIC)
    assert kept is not None
    assert kept.row == done
    assert steps(real) == [("propose", MAKER), ("approve", OTHER)]


def test_on_a_real_register_nobody_without_an_account_publishes_alone(real: Engine) -> None:
    """Two times nobody is not two people."""
    with pytest.raises(ReleaseRefusedError, match="nobody who signed in"):
        save(real, content_of(real, Tier.PUBLIC), account=None)
    row = save(real, content_of(real, Tier.PUBLIC))
    with pytest.raises(ReleaseRefusedError, match="two people"):
        approve_release(real, row.id, None, NOW)
    with Session(real) as session, session.begin():
        session.get_one(Release, row.id).made_by = None
    with pytest.raises(ReleaseRefusedError, match="nobody who signed in"):
        approve_release(real, row.id, OTHER, NOW)


def test_on_synthetic_data_one_person_may_do_both_and_the_audit_says_so(synthetic: Engine) -> None:
    """So that the demo can be tried without sign-in."""
    row = save(synthetic, content_of(synthetic, Tier.PUBLIC, synthetic=True), account=None)
    assert approve_release(synthetic, row.id, None, NOW).state is ReleaseState.PUBLISHED
    with Session(synthetic) as session:
        line = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert line is not None
    assert (line.details["step"], line.details["alone"]) == ("approve", True)


def test_a_file_that_says_it_is_synthetic_does_not_spare_a_real_register_its_second_person(
    real: Engine,
) -> None:
    """The register decides, not the file alone."""
    row = save(real, content_of(real, Tier.PUBLIC, synthetic=True))
    with pytest.raises(ReleaseRefusedError, match="two people"):
        approve_release(real, row.id, MAKER, NOW)


def test_a_release_that_waits_can_be_withdrawn_and_made_again(real: Engine) -> None:
    """By its maker or by the second person; only one waits at a time."""
    row = save(real, content_of(real, Tier.PUBLIC))
    with pytest.raises(ReleaseRefusedError, match="waits"):
        save(real, content_of(real, Tier.PUBLIC, seed=1))
    assert withdraw_release(real, row.id, OTHER, NOW).state is ReleaseState.WITHDRAWN
    again = save(real, content_of(real, Tier.PUBLIC, seed=1))
    assert approve_release(real, again.id, OTHER, NOW).state is ReleaseState.PUBLISHED
    assert [row.state for row in load_releases(real)] == [ReleaseState.PUBLISHED, ReleaseState.WITHDRAWN]
    assert [step for step, _ in steps(real)] == ["propose", "withdraw", "propose", "approve"]


def test_what_is_published_or_withdrawn_stays_so(real: Engine) -> None:
    """What is out is out."""
    policy = save(real, content_of(real, Tier.POLICY))
    public = save(real, content_of(real, Tier.PUBLIC))
    withdraw_release(real, public.id, MAKER, NOW)
    for row in (policy, public):
        with pytest.raises(ReleaseRefusedError, match="does not wait"):
            withdraw_release(real, row.id, MAKER, NOW)
        with pytest.raises(ReleaseRefusedError, match="does not wait"):
            approve_release(real, row.id, OTHER, NOW)


def test_a_release_must_carry_on_the_last_one(real: Engine) -> None:
    """Two of the same quarter would be two roundings of the same people."""
    first = save(real, content_of(real, Tier.POLICY))
    with pytest.raises(ReleaseRefusedError, match="carry it on"):
        save(real, content_of(real, Tier.POLICY, seed=1))
    second = save(real, content_of(real, Tier.POLICY, first, seed=1))
    with pytest.raises(ReleaseRefusedError, match="carry it on"):
        save(real, content_of(real, Tier.POLICY, first, seed=2))
    assert save(real, content_of(real, Tier.POLICY, second, seed=3)).state is ReleaseState.PUBLISHED
    assert len(steps(real)) == len(load_releases(real)) == 3


def test_a_public_release_is_held_against_the_last_one_when_it_is_approved_too(real: Engine) -> None:
    """Here another one was published past the program."""
    waiting = save(real, content_of(real, Tier.PUBLIC))
    with writing(real) as session:
        session.get_one(Release, waiting.id).state = ReleaseState.WITHDRAWN
    other = save(real, content_of(real, Tier.PUBLIC, seed=1))
    approve_release(real, other.id, OTHER, NOW)
    with writing(real) as session:
        session.get_one(Release, waiting.id).state = ReleaseState.WAITING
    with pytest.raises(ReleaseRefusedError, match="carry it on"):
        approve_release(real, waiting.id, OTHER, NOW)


def test_what_was_not_attacked_is_not_kept(real: Engine) -> None:
    """Nor what did not withstand."""
    for attacks in ((), (True, False)):
        with pytest.raises(ReleaseRefusedError, match="not attacked"):
            save(real, content_of(real, Tier.POLICY, attacks=attacks))
    assert not load_releases(real)
    assert not steps(real)


def test_a_file_of_somebody_else_is_not_kept(real: Engine) -> None:
    """Only what this register signed."""
    with pytest.raises(UntrustedReleaseError):
        save(real, content_of(real, Tier.POLICY, key=new_signing_key()))


def test_a_file_that_was_changed_in_the_register_is_found(real: Engine) -> None:
    """When it is approved, and when it is carried on."""
    policy = save(real, content_of(real, Tier.POLICY))
    public = save(real, content_of(real, Tier.PUBLIC))
    for row in (policy, public):
        with writing(real) as session:
            session.get_one(Release, row.id).content = load_content(real, row.id)[:-1] + b"x"
    with pytest.raises(UntrustedReleaseError):
        approve_release(real, public.id, OTHER, NOW)
    with pytest.raises(UntrustedReleaseError):
        latest_release(real, Tier.POLICY)


def test_a_release_of_the_demo_is_no_past_of_the_real_register(synthetic: Engine) -> None:
    """Releases outlast the emptying of a register, but nothing real carries on what was made up."""
    save(synthetic, content_of(synthetic, Tier.POLICY, synthetic=True))
    with writing(synthetic) as session:
        session.get_one(RegisterState, 1).synthetic = False
    assert latest_release(synthetic, Tier.POLICY) is None
    row = save(synthetic, content_of(synthetic, Tier.POLICY))
    kept = latest_release(synthetic, Tier.POLICY)
    assert kept is not None
    assert kept.row == row


def test_lists_are_by_tier_and_the_newest_first(real: Engine) -> None:
    """And hold no content."""
    policy = save(real, content_of(real, Tier.POLICY))
    public = save(real, content_of(real, Tier.PUBLIC))
    assert load_releases(real) == [public, policy]
    assert load_releases(real, Tier.PUBLIC) == [public]


@pytest.mark.parametrize(
    "call", [load_content, lambda engine, number: withdraw_release(engine, number, MAKER, NOW)]
)
def test_a_release_that_does_not_exist_says_so(real: Engine, call: object) -> None:
    """Instead of an error of the database."""
    assert callable(call)
    with pytest.raises(ReleaseRefusedError, match="no such release"):
        call(real, 7)


def test_keys_are_made_once(register: Engine) -> None:
    """And never shown by accident."""
    keys = load_keys(register)
    assert load_keys(register) == keys
    assert keys.signing.hex() not in repr(keys)
    assert "rounding" not in repr(keys)


def test_seeds_differ_by_everything_and_are_always_the_same(register: Engine) -> None:
    """Two tiers, cubes, measures or periods share no seed."""
    keys = load_keys(register)
    batch = ("policy", "places", "contacts", "2019-Q1")
    others = (
        ("public", "places", "contacts", "2019-Q1"),
        ("policy", "sex", "contacts", "2019-Q1"),
        ("policy", "places", "hours", "2019-Q1"),
        ("policy", "places", "contacts", "2019-Q2"),
    )
    seeds = {keys.seed(*other) for other in others}
    assert len(seeds | {keys.seed(*batch)}) == 5
    assert keys.seed(*batch) == load_keys(register).seed(*batch)
    assert all(0 <= seed < 2**64 for seed in seeds)
