"""With what a release was made."""

import re
from pathlib import Path

from data.releases.lineage import LIBRARIES, program_version, software
from data.settings import ROOT

PROJECT = '[project]\nversion = "1.2.3"\n'


def folder(path: Path, **files: str) -> Path:
    (path / "pyproject.toml").write_text(PROJECT)
    for name, content in files.items():
        file = path / ".git" / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return path


def test_a_checkout_says_its_commit(tmp_path: Path) -> None:
    """By branch, or where none is checked out."""
    assert program_version(
        folder(tmp_path, HEAD="ref: refs/heads/main\n", refs__heads__main=f"{'ab' * 20}\n")
    ) == ("1.2.3 (abababababab)")
    assert program_version(folder(tmp_path, HEAD=f"{'cd' * 20}\n")) == "1.2.3 (cdcdcdcdcdcd)"


def test_without_a_checkout_the_version_is_enough(tmp_path: Path) -> None:
    """A copy without history, or one whose branch is packed away."""
    assert program_version(folder(tmp_path)) == "1.2.3"
    assert program_version(folder(tmp_path, HEAD="ref: refs/heads/packed\n")) == "1.2.3"


def test_the_libraries_that_decide_the_bytes_are_named() -> None:
    """Each with its version."""
    found = software()
    assert set(found) == {"maraude", *LIBRARIES}
    assert all(re.match(r"\d+\.", version) for version in found.values())
    assert program_version(ROOT) == found["maraude"]
