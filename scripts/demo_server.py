"""Start Maraude on a demo register of its own, for browser tests and screenshots."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent

PATIENCE_S = 90
"""Longest wait for the server's first answer."""


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def demo_environment(folder: Path) -> dict[str, str]:
    """Return an environment whose register and basemap live in *folder*, whatever the shell has set."""
    own = {name: text for name, text in os.environ.items() if not name.startswith(("MARAUDE_", "STREAMLIT_"))}
    return own | {
        "MARAUDE_VAR_DIR": str(folder),
        "MARAUDE_DATABASE_URL": f"sqlite:///{folder / 'register.sqlite'}",
        "STREAMLIT_SERVER_HEADLESS": "true",
    }


@contextmanager
def demo_server(folder: Path, port: int | None = None, **own: str) -> Iterator[str]:
    """
    Fill a demo register in *folder*, serve it with settings of one's own, and stop the server at the end.

    Yields
    ------
    str
        The server's address, without a slash at its end.

    Raises
    ------
    RuntimeError
        If the server does not answer; the message holds what it printed.
    """
    environment = demo_environment(folder) | own
    prepare = [sys.executable, "-m", "data.commands", "prepare"]
    subprocess.run(prepare, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    with serve(folder, environment, port or free_port()) as address:
        yield address


@contextmanager
def serve(
    folder: Path, environment: Mapping[str, str], port: int, door: str = "dashboard.py"
) -> Iterator[str]:
    """
    Serve what an environment says, and stop the server at the end; its log goes to *folder*.

    Yields
    ------
    str
        The server's address, without a slash at its end.

    Raises
    ------
    RuntimeError
        If the server does not answer; the message holds what it printed.
    """
    command = [sys.executable, "-m", "streamlit", "run", door, "--server.port", str(port)]
    with (folder / "server.log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)  # noqa: S603 - ours
        try:
            address = f"http://127.0.0.1:{port}"
            if not _answers(f"{address}/health", process):
                log.seek(0)
                message = f"the server did not answer on {address}:\n{log.read()}"
                raise RuntimeError(message)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def _answers(address: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - an address of this machine
                return True
        except (URLError, TimeoutError):
            time.sleep(0.2)
    return False
