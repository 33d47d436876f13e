"""Where the register is, for whoever says nothing, a folder, or an address."""

from pathlib import Path

import pytest

from data import settings as module
from data.settings import Settings


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own, and an environment that says nothing."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MARAUDE_{name.upper()}", raising=False)
    monkeypatch.setattr(module, "ROOT", tmp_path / "checkout")
    return tmp_path / "checkout"


def test_the_folder_holds_the_register_too(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever moves the folder moves all; an address of the register still counts more."""
    assert not checkout.exists()
    monkeypatch.setenv("MARAUDE_VAR_DIR", str(tmp_path / "srv"))
    assert Settings().database_url == f"sqlite:///{tmp_path / 'srv' / 'maraude.sqlite'}"
    monkeypatch.setenv("MARAUDE_DATABASE_URL", "postgresql+psycopg://db/maraude")
    assert Settings().database_url == "postgresql+psycopg://db/maraude"


def test_a_register_from_before_is_still_found(checkout: Path, tmp_path: Path) -> None:
    """Until one is in the folder: an update never opens an empty register in the place of a full one."""
    older, folder = checkout / "var" / "maraude.sqlite", tmp_path / "srv"
    older.parent.mkdir(parents=True)
    older.touch()
    assert Settings(var_dir=folder).database_url == f"sqlite:///{older}"
    folder.mkdir()
    (folder / "maraude.sqlite").touch()
    assert Settings(var_dir=folder).database_url == f"sqlite:///{folder / 'maraude.sqlite'}"


def test_a_folder_below_where_one_stands_is_not_left(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address says the whole way, so that a later change of the working folder changes nothing."""
    monkeypatch.chdir(tmp_path)
    assert not checkout.exists()
    assert Settings(var_dir=Path("own")).database_url == f"sqlite:///{tmp_path / 'own' / 'maraude.sqlite'}"
