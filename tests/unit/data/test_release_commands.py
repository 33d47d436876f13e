"""The command line of releases: what it says, what it keeps, and its exit codes."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner, Result

from data.commands import app
from data.releases import commands
from data.releases.keeping import load_releases
from data.settings import Settings
from data.terminal import FAULTS, UNREADABLE
from data.vocabulary import ReleaseState
from geo.attacks.results import NAIVE_BARS, Attack, AttackResult, Outcome


def found_by_the_attacks(recovered: int) -> tuple[AttackResult, ...]:
    """Return what a suite says; the attacks themselves have tests of their own."""
    return (
        AttackResult(
            Attack.SLIDER, Outcome(50, 50, recovered, 4), Outcome(50, 50, 50), 4, NAIVE_BARS[Attack.SLIDER]
        ),
    )


@pytest.fixture
def own(copy_demo: Callable[[], Engine], options: Settings, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A demo register that the commands work on."""
    engine = copy_demo()
    found = options.model_copy(update={"database_url": engine.url.render_as_string()})
    monkeypatch.setattr(commands, "settings", lambda: found)
    monkeypatch.setattr(commands, "attack", lambda *_: found_by_the_attacks(0))
    return engine


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["release", *(str(argument) for argument in arguments)])


def last_line(result: Result) -> str:
    return result.output.strip().splitlines()[-1]


def test_make_only_looks_unless_told_otherwise(own: Engine) -> None:
    """It says what would be published, and that nothing was."""
    result = run("make", "policy")
    assert result.exit_code == 0, result.output
    assert "Last day: 2019-12-31" in result.output
    assert "New quarters: 32" in result.output
    assert "slider: withstood (0/50)" in result.output
    assert "Nothing has been published." in result.output
    assert load_releases(own) == []


def test_a_release_is_made_listed_written_and_verified(own: Engine, tmp_path: Path) -> None:
    """Both tiers, from the register to a file that opens with the public key alone."""
    assert "published" in last_line(run("make", "policy", "--commit"))
    assert "waits for the second person" in last_line(run("make", "public", "--commit"))
    assert "published" in last_line(run("approve", "2"))
    listed = run("list").output.splitlines()
    assert [line.split()[:3] for line in listed] == [
        ["2", "public", "2019-06-30"],
        ["1", "policy", "2019-12-31"],
    ]
    key = run("key").output.strip()
    for number, base in (("1", 5), ("2", 10)):
        file = tmp_path / f"{number}.zip"
        assert run("export", number, file).exit_code == 0
        told = run("verify", file, "--key", key)
        assert told.exit_code == 0
        assert f"Every figure is a multiple of {base}." in told.output
        assert "These are synthetic data." in told.output
    with own.connect() as connection:
        kinds = connection.execute(text("SELECT action FROM audit_entry ORDER BY id")).scalars().all()
    assert kinds == ["release", "release", "release", "export", "export"]


def test_a_release_that_does_not_withstand_is_not_kept(own: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The attack that got through is named."""
    monkeypatch.setattr(commands, "attack", lambda *_: found_by_the_attacks(3))
    result = run("make", "policy", "--commit")
    assert result.exit_code == FAULTS
    assert "slider: SUCCEEDED (3/50)" in result.output
    assert load_releases(own) == []


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["make", "public"], FAULTS, "no policy release yet"),
        (["make", "internal"], UNREADABLE, "choose policy or public"),
        (["approve", "7"], FAULTS, "no such release"),
        (["withdraw", "7"], FAULTS, "no such release"),
        (["export", "7", "release.zip"], FAULTS, "no such release"),
    ],
)
def test_what_cannot_be_done_says_why(arguments: Sequence[str], code: int, says: str) -> None:
    """With an exit code that a scheduled job understands."""
    result = run(*arguments)
    assert result.exit_code == code
    assert says in result.output


def test_what_waits_or_was_withdrawn_is_not_handed_out(own: Engine, tmp_path: Path) -> None:
    """Only what is published leaves the register."""
    run("make", "policy", "--commit")
    run("make", "public", "--commit")
    for _ in range(2):
        result = run("export", "2", tmp_path / "release.zip")
        assert result.exit_code == FAULTS
        assert "not published" in result.output
        run("withdraw", "2")
    assert load_releases(own)[0].state is ReleaseState.WITHDRAWN
    assert not (tmp_path / "release.zip").exists()


@pytest.mark.usefixtures("own")
def test_a_file_that_is_no_release_is_told_apart(tmp_path: Path) -> None:
    """With what to do about it."""
    file = tmp_path / "release.zip"
    file.write_bytes(b"no release")
    result = run("verify", file, "--key", run("key").output.strip())
    assert result.exit_code == UNREADABLE
    assert "no release file" in result.output
    assert "Fetch the file again" in result.output
    assert run("verify", file).exit_code == UNREADABLE
