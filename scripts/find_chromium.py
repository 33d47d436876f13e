"""Find a Chromium for the browser tests and the screenshots, and install one where there is none.

``python -m scripts.find_chromium [--install]`` prints its path, or says in one sentence why there is none.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

FLAGS = (
    # Only our own pages are opened, and in a container the sandbox often cannot start.
    "--no-sandbox",
    "--disable-gpu",
    # Chromium's own errands would look like requests of the page.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Command-line switches for a Chromium that fetches nothing on its own account."""


def find_chromium() -> Path | None:
    """Return the path of an installed Chromium or Chrome, the system's before Playwright's own."""
    for name in NAMES:
        if path := shutil.which(name):
            return Path(path)
    with sync_playwright() as playwright:
        bundled = Path(playwright.chromium.executable_path)
    return bundled if bundled.exists() else None


def install_chromium() -> Path | None:
    """Install Debian's Chromium when root on Debian, else Playwright's; return its path if one came."""
    if _is_debian() and os.geteuid() == 0:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        _try_running("apt-get", "update", environment=environment)
        _try_running("apt-get", "install", "--yes", "chromium", environment=environment)
    if (path := find_chromium()) is None:
        _try_running(sys.executable, "-m", "playwright", "install", "chromium")
        path = find_chromium()
    return path


def _is_debian() -> bool:
    # Ubuntu's package of this name is a stub for a snap, which does not start in a container.
    release = Path("/etc/os-release")
    return release.exists() and "ID=debian" in release.read_text(encoding="utf-8").splitlines()


def _try_running(*command: str, environment: dict[str, str] | None = None) -> None:
    # What counts is whether there is a Chromium afterwards, so a failure only shows its own output.
    if shutil.which(command[0]):
        subprocess.run(command, env=environment, check=False, stdout=sys.stderr)  # noqa: S603 - fixed words


def main() -> None:
    """Print the path of Chromium, or leave with one sentence that says what to do."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--install", action="store_true", help="install Chromium where there is none")
    wanted = parser.parse_args()
    path = find_chromium() or (install_chromium() if wanted.install else None)
    if path is None:
        sys.exit("No Chromium: install the package chromium, or run: .venv/bin/playwright install chromium")
    print(path)


if __name__ == "__main__":
    main()
