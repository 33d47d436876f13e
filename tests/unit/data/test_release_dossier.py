"""What is read of a release before somebody answers for it, whether it was just made or waits."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select

from data.audit import UnrecordedError
from data.register.custody import AuditEntry, Release, ReleaseSecret
from data.register.database import open_engine, writing
from data.register.tables import Contact
from data.releases import dossier, fetching
from data.releases.dossier import Proposal, Step, dossier_of, load_dossier, propose
from data.releases.faults import ReleaseRefusedError
from data.releases.fetching import fetch_release
from data.releases.files import digest_of
from data.releases.keeping import ReleaseRow, load_releases, save_release
from data.releases.making import seal
from data.settings import Settings
from data.vocabulary import AuditAction, Tier
from geo.attacks.results import NAIVE_BARS, Attack, AttackResult, Outcome

NOW = datetime(2020, 1, 2, 9, tzinfo=UTC).replace(tzinfo=None)
TODAY = date(2020, 1, 1)

WITHSTOOD = tuple(
    AttackResult(code, Outcome(50, 60, 0, 4), Outcome(50, 60, 50), 4, NAIVE_BARS[code]) for code in Attack
)

NOTHING_NEW = ReleaseRefusedError("There is nothing new.", "Come back later.")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The attack suite has tests of its own: here every attack is withstood at once."""
    monkeypatch.setattr(dossier, "attack", lambda *_given: WITHSTOOD)


def made(engine: Engine, tier: Tier, options: Settings) -> Proposal:
    return propose(engine, tier, TODAY, options, lambda *_told: None, by=None, at=NOW)


def kept(engine: Engine, proposal: Proposal) -> ReleaseRow:
    content = seal(engine, proposal.candidate, proposal.results, NOW)
    return save_release(engine, content, proposal.candidate.truth, None, NOW)


@pytest.fixture(scope="module")
def proposed(copy_recent: Callable[[], Engine], options: Settings) -> tuple[Path, ReleaseRow]:
    """The file of a register with a policy release, and a public one that waits; to be copied."""
    engine = copy_recent()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dossier, "attack", lambda *_given: WITHSTOOD)
        kept(engine, made(engine, Tier.POLICY, options))
        row = kept(engine, made(engine, Tier.PUBLIC, options))
    engine.dispose()
    return Path(str(engine.url.database)), row


@pytest.fixture
def waiting(proposed: tuple[Path, ReleaseRow], tmp_path: Path) -> Iterator[tuple[Engine, ReleaseRow]]:
    """A register of its own with a policy release, and a public one that waits."""
    file, row = proposed
    engine = open_engine(f"sqlite:///{shutil.copy(file, tmp_path / 'register.sqlite')}")
    yield engine, row
    engine.dispose()


def audited(engine: Engine) -> list[dict[str, object]]:
    with engine.connect() as connection:
        return list(
            connection.scalars(select(AuditEntry.details).where(AuditEntry.action == AuditAction.RELEASE))
        )


def test_a_proposal_tells_its_steps_and_leaves_a_line_only(
    copy_recent: Callable[[], Engine], options: Settings
) -> None:
    """Rules, rounding, attacks, in this order; no release is kept."""
    engine = copy_recent()
    told: list[tuple[Step, float]] = []
    propose(engine, Tier.POLICY, TODAY, options, lambda *step: told.append(step), by=7, at=NOW)
    assert list(dict.fromkeys(step for step, _ in told)) == list(Step)
    assert load_releases(engine) == []
    assert audited(engine) == [{"step": "prepare", "tier": "policy", "withstood": True}]


def test_a_first_release_is_safe_and_its_groups_meet_the_rules(
    copy_recent: Callable[[], Engine], options: Settings
) -> None:
    """Nothing was there to change; the weakest groups are within the rules."""
    found = dossier_of(made(copy_recent(), Tier.POLICY, options))
    assert found.is_safe
    assert found.is_first
    assert found.is_made_again is None
    assert [one.attack for one in found.findings] == [code.value for code in Attack]
    assert found.evidence is not None
    assert found.evidence.fewest >= found.rules.min_places == options.policy_min_places
    assert found.evidence.largest_share <= found.rules.max_share == options.policy_max_share


def test_a_failing_attack_makes_it_unsafe(
    copy_recent: Callable[[], Engine], options: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told, recorded, and cannot be signed."""
    engine = copy_recent()
    broken = (AttackResult(Attack.SLIDER, Outcome(50, 60, 3, 4), Outcome(50, 60, 50), 4, 0.9),)
    monkeypatch.setattr(dossier, "attack", lambda *_given: broken)
    proposal = made(engine, Tier.POLICY, options)
    assert not dossier_of(proposal).is_safe
    assert audited(engine)[0]["withstood"] is False
    with pytest.raises(ReleaseRefusedError, match="did not withstand"):
        kept(engine, proposal)


def test_what_waits_is_read_from_its_file_and_made_again(
    waiting: tuple[Engine, ReleaseRow], options: Settings
) -> None:
    """On an unchanged register every figure is the same, and the evidence is that of the maker."""
    engine, row = waiting
    found = load_dossier(engine, row, TODAY, options)
    assert found.is_made_again is True
    assert found.published.tier == Tier.PUBLIC
    assert found.rules.min_places == options.public_min_places
    assert found.evidence is not None
    assert found.evidence.fewest >= options.public_min_places
    assert all(one.passed for one in found.findings)


def test_a_policy_release_in_between_is_told(
    waiting: tuple[Engine, ReleaseRow], options: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the register would say something else today, there is no evidence of the file's groups."""
    engine, row = waiting

    def refuse(*_given: object) -> None:
        raise NOTHING_NEW

    monkeypatch.setattr(dossier, "make_candidate", refuse)
    found = load_dossier(engine, row, TODAY, options)
    assert found.is_made_again is False
    assert found.evidence is None
    assert found.late is None


def test_a_late_entry_is_counted_and_changes_nothing(
    copy_recent: Callable[[], Engine], options: Settings
) -> None:
    """The next release says how many figures of the past the register counts otherwise, no more."""
    engine = copy_recent()
    early = propose(engine, Tier.POLICY, date(2019, 10, 1), options, lambda *_told: None, by=None, at=NOW)
    kept(engine, early)
    with writing(engine) as session:
        first = session.scalars(select(Contact).order_by(Contact.id).limit(1)).one()
        first.count += 3
    found = dossier_of(made(engine, Tier.POLICY, options))
    assert found.late == 1
    assert not found.is_first
    assert found.changes.quarters == ("2019-Q4",)
    assert found.changes.changed == 0
    assert found.changes.compared > 0


@pytest.mark.parametrize("damage", ["file", "keys"])
def test_files_that_cannot_be_trusted_are_refused(
    waiting: tuple[Engine, ReleaseRow], options: Settings, damage: str
) -> None:
    """A changed file, or keys that are gone: one sentence for the person at the screen."""
    engine, row = waiting
    with writing(engine) as session:
        if damage == "file":
            release = session.get_one(Release, row.id)
            release.content = release.content[:-1] + b"?"
        else:
            session.execute(delete(ReleaseSecret))
    with pytest.raises(ReleaseRefusedError, match="restore the register"):
        load_dossier(engine, row, TODAY, options)
    if damage == "keys":
        with pytest.raises(ReleaseRefusedError, match="restore the register"):
            made(engine, Tier.PUBLIC, options)


def test_a_file_leaves_with_its_line(waiting: tuple[Engine, ReleaseRow]) -> None:
    """The bytes are those that were signed, and the audit says who took them."""
    engine, _row = waiting
    policy = load_releases(engine, Tier.POLICY)[0]
    assert digest_of(fetch_release(engine, policy, 4, NOW)) == policy.digest
    assert audited(engine)[-1] == {
        "step": "fetch",
        "release": policy.id,
        "tier": "policy",
        "digest": policy.digest,
    }


def test_without_its_line_nothing_leaves(
    waiting: tuple[Engine, ReleaseRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An audit that cannot be written stops the file."""
    engine, row = waiting

    def refuse(*_given: object) -> None:
        raise UnrecordedError

    monkeypatch.setattr(fetching, "record", refuse)
    with pytest.raises(UnrecordedError):
        fetch_release(engine, row, None, NOW)
