"""Chromium is found, installed, or its absence said in one sentence; never skipped."""

from pathlib import Path

import pytest

from scripts import find_chromium


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """A machine without Chromium on which commands are noted instead of run."""
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(find_chromium, "find_chromium", lambda: None)
    monkeypatch.setattr(find_chromium, "_try_running", lambda *command, **_: ran.append(command))
    monkeypatch.setattr("sys.argv", ["find_chromium", "--install"])
    return ran


def test_an_installed_chromium_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's own comes before any download."""
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_chromium.find_chromium() == program


def test_debian_s_package_comes_first_for_root(
    bare_machine: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root on Debian gets the distribution's build, then Playwright's if that did not help."""
    monkeypatch.setattr(find_chromium, "_is_debian", lambda: True)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert find_chromium.install_chromium() is None
    assert [command[:2] for command in bare_machine[:2]] == [("apt-get", "update"), ("apt-get", "install")]
    assert bare_machine[2][-2:] == ("install", "chromium")


def test_nobody_else_touches_the_system(
    bare_machine: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without root, or elsewhere, only Playwright's build is tried."""
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    find_chromium.install_chromium()
    assert [command[-2:] for command in bare_machine] == [("install", "chromium")]


@pytest.mark.usefixtures("bare_machine")
def test_no_chromium_is_one_clear_sentence() -> None:
    """`make test` stops there: browser tests are never silently skipped."""
    with pytest.raises(SystemExit, match="No Chromium: install the package chromium"):
        find_chromium.main()
