"""Reading the audit: chosen, counted, in pages, as files, and from the command line."""

import hashlib
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, text
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from data import commands
from data.audit import GENESIS, load_head, record, verify
from data.audit import commands as audit_commands
from data.audit.files import lines_csv, lines_json
from data.audit.lines import NOBODY, Choice, count_lines, load_authors, load_lines
from data.commands import app
from data.demo import clear_register
from data.register.custody import Account, Release
from data.register.database import writing
from data.register.tables import Service
from data.settings import Settings
from data.terminal import FAULTS
from data.vocabulary import AuditAction, ExportPurpose, ReleaseState, Tier
from tests.import_kit import csv, fill

NOON = datetime.fromisoformat("2026-03-05T12:00:00")


@pytest.fixture
def written(register: Engine) -> Engine:
    """Two accounts, one of them gone, and what was done on three days."""
    with writing(register) as session:
        for number, hint in ((1, "a…@example.org"), (2, "b…@example.org")):
            session.add(
                Account(
                    id=number, digest=str(number) * 64, hint=hint, created_on=date(2026, 1, 1), active=True
                )
            )
    for day, account, action, details in (
        (0, 1, AuditAction.SIGN_IN, {}),
        (0, 1, AuditAction.VIEW, {"screen": "map"}),
        (1, 2, AuditAction.VIEW, {"screen": "=cmd|' /C calc'!A0"}),
        (1, None, AuditAction.BACKUP, {"file": "x"}),
        (2, 1, AuditAction.EXPORT, {"what": "places_csv", "purpose": "team"}),
    ):
        record(register, action, details, account, NOON + timedelta(days=day))
    with writing(register) as session:
        session.execute(delete(Account).where(Account.id == 2))
    return register


def numbers(engine: Engine, choice: Choice, **window: int) -> list[int]:
    return list(load_lines(engine, choice, **window)["line"])


def test_the_newest_line_comes_first(written: Engine) -> None:
    """With who it was, also when that account is gone or nobody signed in."""
    lines = load_lines(written, Choice())
    assert list(lines["line"]) == [5, 4, 3, 2, 1]
    assert list(lines["hint"]) == ["a…@example.org", "", "", "a…@example.org", "a…@example.org"]
    assert list(lines["account"].fillna(NOBODY)) == [1, NOBODY, 2, 1, 1]
    assert lines["details"][0] == {"what": "places_csv", "purpose": "team"}
    assert lines["at"][0].to_pydatetime() == NOON + timedelta(days=2)


def test_lines_are_chosen_by_moment_action_and_author(written: Engine) -> None:
    """Each narrows, all together narrow further; the end is not part of the time."""
    day = timedelta(days=1)
    assert numbers(written, Choice(since=NOON + day)) == [5, 4, 3]
    assert numbers(written, Choice(until=NOON + day)) == [2, 1]
    assert numbers(written, Choice(since=NOON + day, until=NOON + 2 * day)) == [4, 3]
    assert numbers(written, Choice(actions=frozenset({AuditAction.VIEW}))) == [3, 2]
    assert numbers(written, Choice(account=1, actions=frozenset({AuditAction.VIEW}))) == [2]
    assert numbers(written, Choice(account=NOBODY)) == [4]
    assert numbers(written, Choice(account=99)) == []


def test_lines_come_in_pages(written: Engine) -> None:
    """Pages follow one another without a gap; past the end there is nothing."""
    assert numbers(written, Choice(), offset=0, limit=2) == [5, 4]
    assert numbers(written, Choice(), offset=2, limit=2) == [3, 2]
    assert numbers(written, Choice(), offset=9, limit=2) == []


def test_counts_and_authors_are_those_of_the_lines(written: Engine) -> None:
    """So that a choice never promises what it does not hold."""
    assert count_lines(written, Choice()) == {
        AuditAction.SIGN_IN: 1,
        AuditAction.VIEW: 2,
        AuditAction.BACKUP: 1,
        AuditAction.EXPORT: 1,
    }
    assert count_lines(written, Choice(account=1)) == {
        AuditAction.SIGN_IN: 1,
        AuditAction.VIEW: 1,
        AuditAction.EXPORT: 1,
    }
    assert load_authors(written) == {NOBODY: "", 1: "a…@example.org", 2: ""}


def test_an_empty_audit_can_be_read(register: Engine) -> None:
    """A fresh install has one."""
    assert load_lines(register, Choice()).empty
    assert count_lines(register, Choice()) == {}
    assert load_authors(register) == {}
    assert lines_json(register) == b""


def test_the_table_opens_in_a_spreadsheet_and_runs_nothing(written: Engine) -> None:
    """One row a line, the details as they are, and no text that becomes a formula."""
    rows = lines_csv(written, Choice(), str).decode("utf-8-sig").splitlines()
    assert rows[0] == "Line;When (UTC);Account;Who;Action;Details"
    assert rows[1].startswith("5;2026-03-07 12:00:00;1;a…@example.org;Export;")
    assert len(rows) == 6
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.split(";"))


def test_the_record_can_be_checked_without_the_register(written: Engine) -> None:
    """Whoever gets the file recomputes each digest from what stands in it, by the documented rule."""
    before = GENESIS
    for text_of_line in lines_json(written).decode().splitlines():
        line = json.loads(text_of_line)
        assert line["previous"] == before
        content = [line["id"], line["at"], line["account"], line["action"], line["details"]]
        plain = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        before = hashlib.sha256(f"{before}\n{plain}".encode()).hexdigest()
        assert line["digest"] == before
    assert before == load_head(written).digest


def test_the_audit_outlasts_the_demo(register: Engine) -> None:
    """Starting one's own register keeps lines and accounts, and closes what was held to a service."""
    with writing(register) as session:
        session.add(Service(id=1, code="a", label="A"))
        session.flush()
        for number, service in ((1, None), (2, 1)):
            session.add(
                Account(
                    id=number,
                    digest=str(number) * 64,
                    hint="x",
                    created_on=date(2026, 1, 1),
                    service_id=service,
                )
            )
        session.add(
            Release(
                tier=Tier.POLICY,
                state=ReleaseState.PUBLISHED,
                made_at=NOON,
                through=date(2019, 12, 31),
                digest="d" * 64,
                synthetic=True,
                content=b"",
                truth=b"",
            )
        )
    record(register, AuditAction.CHANGE, {"what": "import"}, 1, NOON)
    clear_register(register)
    assert verify(register).lines == 1
    with Session(register) as session:
        assert [
            (one.id, one.active, one.service_id) for one in session.query(Account).order_by(Account.id)
        ] == [
            (1, True, None),
            (2, False, None),
        ]
        assert session.query(Release).count() == 0


@pytest.fixture
def commanded(sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The command line on a register with three lines."""
    found = Settings(
        database_url=sqlite.url.render_as_string(), var_dir=tmp_path / "var", demo=False, language="en"
    )
    monkeypatch.setattr(audit_commands, "settings", lambda: found)
    monkeypatch.setattr(commands, "settings", lambda: found)
    for number in range(3):
        record(sqlite, AuditAction.VIEW, {"number": number}, 1, NOON + timedelta(days=number))
    return sqlite


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["audit", *(str(argument) for argument in arguments)])


def test_the_command_line_tells_that_the_audit_is_whole(commanded: Engine) -> None:
    """With the head to note down, which `verify` takes back."""
    result = run("verify")
    assert result.exit_code == 0
    assert "The audit is whole: 3 lines." in result.output
    head = run("head").output.strip()
    assert head == str(load_head(commanded))
    assert head in result.output
    assert run("verify", "--head", head).exit_code == 0


def test_the_command_line_tells_where_the_audit_is_broken(commanded: Engine) -> None:
    """Exit code 1, the number of the line, and nothing is forgotten from a broken audit."""
    with commanded.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_is_not_changed"))
        connection.execute(text("UPDATE audit_entry SET account_id = 2 WHERE id = 2"))
    for arguments in (("verify",), ("forget", "--before", "2026-03-06")):
        result = run(*arguments)
        assert result.exit_code == 1
        assert "line 2 is not what was written there" in result.output
    assert load_head(commanded).lines == 3


def test_the_command_line_finds_a_cut_end(commanded: Engine) -> None:
    """Only with the head that was noted down; one that cannot be read is refused."""
    head = str(load_head(commanded))
    with commanded.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_is_not_deleted"))
        connection.execute(text("DELETE FROM audit_entry WHERE id = 3"))
    assert run("verify").exit_code == 0
    result = run("verify", "--head", head)
    assert result.exit_code == 1
    assert "line 3" in result.output
    assert run("verify", "--head", "nonsense").exit_code == 2


def test_a_release_that_somebody_holds_finds_a_cut_end(commanded: Engine, tmp_path: Path) -> None:
    """Its digest stands in the line of the release; an audit without that line is not whole."""
    file = tmp_path / "release.zip"
    file.write_bytes(b"a release")
    result = run("verify", "--release", file)
    assert result.exit_code == 1
    assert "does not know this release" in result.output
    digest = hashlib.sha256(b"a release").hexdigest()
    record(commanded, AuditAction.RELEASE, {"step": "made", "digest": digest}, 1, NOON)
    assert run("verify", "--release", file).exit_code == 0


def test_taking_the_audit_along_is_recorded_in_it(commanded: Engine, tmp_path: Path) -> None:
    """As a table and as it is; another kind of file is refused before anything happens."""
    assert run("export", tmp_path / "audit.jsonl").exit_code == 0
    assert run("export", tmp_path / "audit.csv").exit_code == 0
    assert run("export", tmp_path / "audit.pdf").exit_code == 2
    assert len((tmp_path / "audit.jsonl").read_text().splitlines()) == 4
    assert len((tmp_path / "audit.csv").read_text("utf-8-sig").splitlines()) == 6
    assert [line["format"] for line in load_lines(commanded, Choice())["details"][:2]] == ["csv", "jsonl"]


def test_old_lines_are_forgotten_and_recent_ones_refused(
    commanded: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What happened within the last twelve months is what the audit is for."""
    monkeypatch.setattr(audit_commands, "now", lambda: NOON + timedelta(days=300))
    assert run("forget", "--before", "2026-03-06").exit_code == 2
    monkeypatch.setattr(audit_commands, "now", lambda: NOON + timedelta(days=400))
    result = run("forget", "--before", "2026-03-07")
    assert result.exit_code == 0
    assert "Lines taken away: 2." in result.output
    assert verify(commanded).is_whole


def test_an_unknown_language_is_refused(commanded: Engine) -> None:
    """As by every other command."""
    assert run("verify", "--language", "de").exit_code == 2


def test_each_purpose_may_be_named_on_the_command_line() -> None:
    """The register leaves for one of the closed list, and for nothing else."""
    result = CliRunner().invoke(app, ["export", "x.csv", "--purpose", "fun"])
    assert result.exit_code == 2
    assert all(purpose.value in result.output for purpose in ExportPurpose)


def test_files_in_and_out_of_the_command_line_are_recorded(commanded: Engine, tmp_path: Path) -> None:
    """An export before it is written, with its purpose; an import once it is in, and not when only tried."""
    fill(commanded)
    file = tmp_path / "march.csv"
    file.write_bytes(csv("05/03/2019;21h30;Triangle;45;rencontre;F;2"))
    runner = CliRunner()
    assert runner.invoke(app, ["import", str(file)]).exit_code == 0
    assert runner.invoke(app, ["import", str(file), "--commit"]).exit_code == 0
    assert runner.invoke(app, ["export", str(tmp_path / "x.csv"), "--purpose", "rights"]).exit_code == 0
    export, change = load_lines(commanded, Choice(), limit=2)["details"]
    assert change == {"what": "import", "batch": 1, "rows": 1, "by": "command"}
    assert export == {"what": "register", "purpose": "rights", "by": "command"}
    assert verify(commanded).lines == 5


def test_the_register_is_not_written_out_where_the_audit_is_deaf(commanded: Engine, tmp_path: Path) -> None:
    """No line, no file, and a sentence that says so."""
    with commanded.begin() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER deaf BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
        )
    result = CliRunner().invoke(app, ["export", str(tmp_path / "x.csv"), "--language", "en"])
    assert (result.exit_code, type(result.exception)) == (FAULTS, SystemExit)
    assert "The audit cannot be written, so that nothing was done." in result.output
    assert not (tmp_path / "x.csv").exists()
