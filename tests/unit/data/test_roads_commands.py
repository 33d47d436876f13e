"""The commands for roads: import, show, forget."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from data.commands import app
from data.roads import commands
from data.roads.store import load_roads
from data.settings import Settings
from tests.road_kit import add_places, write_motorway


@pytest.fixture(autouse=True)
def _point(sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the commands at a register with two places on the motorway and one far away."""
    found = Settings(
        database_url=f"sqlite:///{tmp_path / 'register.sqlite'}", var_dir=tmp_path, demo=False, language="en"
    )
    monkeypatch.setattr(commands, "settings", lambda: found)
    add_places(sqlite, {1: (5, 0), 2: (30, 0.1), 3: (20, 9)})


def run(*words: str) -> Result:
    """Run a command of the roads."""
    return CliRunner().invoke(app, ["roads", *words])


def test_import_show_forget(tmp_path: Path) -> None:
    """Each says what is there, with its credit and how many places it reaches."""
    assert "estimates" in run("show").output
    file = write_motorway(tmp_path / "belgium.osm")
    for result in (run("import", str(file)), run("show")):
        assert result.exit_code == 0
        assert "80 km of roads, as of an unknown day; © OpenStreetMap contributors." in result.output
        assert "2 of 3 places lie on them." in result.output
    assert "deleted" in run("forget").output
    assert load_roads(tmp_path) is None
    assert "nothing has changed" in run("forget").output


def test_what_cannot_be_read_leaves_the_old_roads(tmp_path: Path) -> None:
    """The command says which file, where it stopped, and what to do."""
    run("import", str(write_motorway(tmp_path / "belgium.osm")))
    (tmp_path / "bad.osm").write_text("<html/>")
    result = run("import", str(tmp_path / "bad.osm"))
    assert result.exit_code == 2
    assert "bad.osm" in result.output
    assert "Download it again" in result.output
    assert "Nothing has changed." in result.output
    assert load_roads(tmp_path) is not None
    assert run("import", str(tmp_path / "none.osm")).exit_code == 2
