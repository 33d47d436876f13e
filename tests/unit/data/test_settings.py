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
    (folder / "basemap").mkdir(parents=True)
    assert Settings(var_dir=folder).database_url == f"sqlite:///{older}"
    (folder / "maraude.sqlite").touch()
    assert Settings(var_dir=folder).database_url == f"sqlite:///{folder / 'maraude.sqlite'}"


@pytest.mark.parametrize("exists", [True, False])
def test_a_new_folder_begins_with_a_register_of_its_own(
    checkout: Path, tmp_path: Path, *, exists: bool
) -> None:
    """A demo beside a real register never opens that."""
    older, folder = checkout / "var" / "maraude.sqlite", tmp_path / "demo"
    older.parent.mkdir(parents=True)
    older.touch()
    if exists:
        folder.mkdir()
    assert Settings(var_dir=folder).database_url == f"sqlite:///{folder / 'maraude.sqlite'}"


def test_a_folder_that_may_not_be_read_stops_nobody(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An app for a release starts under a user who can read nothing of the register's."""

    def refuse(_folder: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "is_dir", refuse)
    assert not checkout.exists()
    assert (
        Settings(var_dir=tmp_path / "var").database_url == f"sqlite:///{tmp_path / 'var' / 'maraude.sqlite'}"
    )


def test_a_folder_below_where_one_stands_is_not_left(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address says the whole way, so that a later change of the working folder changes nothing."""
    monkeypatch.chdir(tmp_path)
    assert not checkout.exists()
    assert Settings(var_dir=Path("own")).database_url == f"sqlite:///{tmp_path / 'own' / 'maraude.sqlite'}"
