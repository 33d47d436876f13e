"""The command line: what it says, what it writes, and its exit codes."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from data import commands
from data.commands import app
from data.imports.exporting import load_content
from data.register import tables as t
from data.register.database import load_state, writing
from data.settings import Settings
from data.terminal import FAULTS, UNREADABLE
from tests.import_kit import check, csv, fill

GOOD = csv("05/03/2019;21h30;Triangle;45;rencontre;F;2", "05/03/2019;22h15;Rue du Rivage;20;personne;;")
BAD = csv("05/03/19;21h30;Triangle;45;rencontre;F;2", "05/03/2019;soir;Triangle;45;rencontre;F;2")


@pytest.fixture(autouse=True)
def found(sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Point the commands at a small register of their own."""
    found = Settings(
        database_url=sqlite.url.render_as_string(), var_dir=tmp_path / "var", demo=False, language="en"
    )
    monkeypatch.setattr(commands, "settings", lambda: found)
    return found


@pytest.fixture
def small(sqlite: Engine) -> Engine:
    """The same register, with a few places."""
    fill(sqlite)
    return sqlite


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def saved(folder: Path, data: bytes, name: str = "register.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_import_without_commit_only_looks(small: Engine, tmp_path: Path) -> None:
    """The report and the advice, and nothing in the register."""
    result = run("import", saved(tmp_path, GOOD))
    assert result.exit_code == 0
    assert "Visits: 2 new, 0 replaced, 0 unchanged." in result.output
    assert "--commit" in result.output
    assert load_content(small).visits == {}


def test_import_with_commit_writes(small: Engine, tmp_path: Path) -> None:
    """And says the number of the import; twice adds nothing."""
    path = saved(tmp_path, GOOD)
    assert "Import 1 is in the register." in run("import", path, "--commit").output
    assert load_content(small) == check(small, GOOD).content
    again = run("import", path, "--commit")
    assert again.exit_code == 0
    assert "The register has not changed." in again.output


def test_faults_are_told_and_counted(small: Engine, tmp_path: Path) -> None:
    """With exit code 1, and nothing written even with --commit."""
    result = run("import", saved(tmp_path, BAD), "--commit")
    assert result.exit_code == FAULTS
    assert "Faults: 2." in result.output
    assert "Row 2 · date · «05/03/19»: The year has two digits only." in result.output
    assert "Row 3 · heure d'arrivée · «soir»" in result.output
    assert load_content(small).visits == {}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("name", "start"), [("faults.csv", b"\xef\xbb\xbfRow;"), ("faults.xlsx", b"PK")])
def test_faults_can_be_written_to_a_file(tmp_path: Path, name: str, start: bytes) -> None:
    """As CSV or as a workbook, by the ending of its name."""
    result = run("import", saved(tmp_path, BAD), "--report", tmp_path / name)
    assert result.exit_code == FAULTS
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b";;\n;;\n"])
def test_a_file_that_cannot_be_read(tmp_path: Path, data: bytes) -> None:
    """Exit code 2 and a sentence."""
    result = run("import", saved(tmp_path, data))
    assert result.exit_code == UNREADABLE
    assert result.output.strip().endswith(".")
    assert "Traceback" not in result.output


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Exit code 2 as well."""
    assert run("import", tmp_path / "nothing.csv").exit_code == UNREADABLE


def test_a_mapping_names_columns_that_nobody_knows(small: Engine, tmp_path: Path) -> None:
    """And is remembered for the next file with the same headers."""
    data = csv("05/03/2019;Triangle;refus;pluie", header="date;où;résultat;météo")
    path = saved(tmp_path, data)
    assert run("import", path).exit_code == FAULTS
    columns = {"date": "day", "où": "place", "résultat": "outcome", "météo": None}
    mapping = saved(tmp_path, json.dumps({"columns": columns}).encode(), "mapping.json")
    assert run("import", path, "--mapping", mapping, "--commit").exit_code == 0
    assert len(load_content(small).visits) == 1
    again = run("import", path)
    assert again.exit_code == 0
    assert "où → Place (as last time)" in again.output


@pytest.mark.usefixtures("small")
def test_a_mapping_that_makes_no_sense(tmp_path: Path) -> None:
    """Exit code 2."""
    mapping = saved(tmp_path, b'{"columns": {"x": "nowhere"}}', "mapping.json")
    assert run("import", saved(tmp_path, GOOD), "--mapping", mapping).exit_code == UNREADABLE


@pytest.mark.usefixtures("small")
def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    """Exit code 2."""
    assert run("import", saved(tmp_path, GOOD), "--sheet", "2018").exit_code == UNREADABLE


def test_an_unknown_language(tmp_path: Path) -> None:
    """Is an error of use."""
    result = run("import", saved(tmp_path, GOOD), "--language", "de")
    assert result.exit_code == UNREADABLE
    assert "fr, nl, en" in result.output


@pytest.mark.parametrize("name", ["register.csv", "register.xlsx"])
def test_export_and_import_agree(small: Engine, tmp_path: Path, name: str) -> None:
    """What was exported is in the register already."""
    run("import", saved(tmp_path, GOOD, "first.csv"), "--commit")
    before = load_state(small).revision
    assert run("export", tmp_path / name, "--language", "nl").exit_code == 0
    assert "nothing to import" in run("import", tmp_path / name, "--commit").output
    assert load_state(small).revision == before


def test_export_asks_for_a_known_ending(tmp_path: Path) -> None:
    """It does not guess a form."""
    assert run("export", tmp_path / "register.pdf").exit_code == UNREADABLE
    assert not (tmp_path / "register.pdf").exists()


@pytest.mark.usefixtures("small")
def test_check_of_a_sound_register(tmp_path: Path) -> None:
    """Counts and what is merely incomplete; exit code 0."""
    run("import", saved(tmp_path, csv("05/03/2019;;Triangle;;rencontre;F;2")), "--commit")
    result = run("check")
    assert result.exit_code == 0
    assert "1  visit" in result.output
    assert "Visits without minutes, which no rate per hour can count: 1." in result.output
    assert "The register is sound." in result.output


def test_check_of_a_damaged_register(small: Engine, tmp_path: Path) -> None:
    """Exit code 1."""
    run("import", saved(tmp_path, GOOD), "--commit")
    with writing(small) as session:
        for visit in session.query(t.Visit):
            visit.day = date(2018, 1, 1)
    result = run("check")
    assert result.exit_code == FAULTS
    assert "Visits on another day than their round: 2." in result.output


def test_demo_only_fills_an_empty_register(small: Engine) -> None:
    """A register with one place is somebody's work."""
    before = load_state(small).revision
    result = run("demo")
    assert result.exit_code == FAULTS
    assert load_state(small).revision == before


def test_demo_fills_an_empty_register(sqlite: Engine) -> None:
    """And says that it is synthetic."""
    result = run("demo")
    assert result.exit_code == 0
    assert load_state(sqlite).synthetic
    assert run("demo").exit_code == FAULTS


def test_prepare_fills_and_warms_once(
    sqlite: Engine, found: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo only where it is wanted and the register new; the basemap always."""
    warmed: list[Path] = []
    filled: list[int] = []
    monkeypatch.setattr(commands, "prepare_basemap", warmed.append)
    monkeypatch.setattr(commands, "_fill", lambda _engine, seed: filled.append(seed))
    assert run("prepare").exit_code == 0
    assert (warmed, filled) == ([found.var_dir], [])
    wanted = found.model_copy(update={"demo": True})
    monkeypatch.setattr(commands, "settings", lambda: wanted)
    assert run("prepare").exit_code == 0
    assert filled == [commands.SEED]
    with writing(sqlite):
        pass
    assert run("prepare").exit_code == 0
    assert filled == [commands.SEED]


@pytest.mark.parametrize("encrypted", [True, False])
def test_prepare_takes_away_what_leads_to_the_places_of_an_encrypted_register(
    found: Settings, monkeypatch: pytest.MonkeyPatch, *, encrypted: bool
) -> None:
    """Minutes between places lie in a plain file, of a register that was plain before."""
    monkeypatch.setattr(commands, "prepare_basemap", lambda _folder: None)
    monkeypatch.setattr(commands, "is_encrypted", lambda _engine: encrypted)
    minutes = found.var_dir / "travel" / "roads.npz"
    minutes.parent.mkdir(parents=True)
    minutes.touch()
    assert run("prepare").exit_code == 0
    assert minutes.exists() is not encrypted


@pytest.mark.parametrize("address", ["u:hushed@db/maraude", "/maraude?host=db&password=hushed"])
def test_prepare_names_the_register_and_no_password(
    sqlite: Engine, found: Settings, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """What it says stands in the journal of the server."""
    elsewhere = found.model_copy(update={"database_url": f"postgresql+psycopg://{address}"})
    monkeypatch.setattr(commands, "prepare_basemap", lambda _folder: None)
    monkeypatch.setattr(commands, "settings", lambda: elsewhere)
    monkeypatch.setattr(commands, "_open", lambda _translate: sqlite)
    said = run("prepare").output
    assert "maraude" in said
    assert "hushed" not in said


@pytest.mark.parametrize("command", ["import", "export", "demo", "check", "prepare"])
def test_each_command_explains_itself(command: str) -> None:
    """With --help."""
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output
