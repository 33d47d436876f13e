"""Pin what is installed in this environment: rewrite ``constraints.txt``."""

import subprocess
import sys
from pathlib import Path

CONSTRAINTS = Path(__file__).resolve().parent.parent / "constraints.txt"

HEADER = "# Written by `make lock`: the versions Maraude is tested with. Floors are in pyproject.toml.\n"


def main() -> None:
    """Write one ``name==version`` a line; refuse a package that does not come from an index."""
    freeze = [sys.executable, "-m", "pip", "freeze", "--exclude-editable"]
    listed = subprocess.run(freeze, check=True, capture_output=True, text=True)  # noqa: S603 - fixed words
    pins = sorted(listed.stdout.splitlines(), key=str.lower)
    if strays := [pin for pin in pins if "==" not in pin]:
        sys.exit(f"Not pinned, because these come from a path or an address: {', '.join(strays)}")
    CONSTRAINTS.write_text(HEADER + "".join(f"{pin}\n" for pin in pins), encoding="utf-8")


if __name__ == "__main__":
    main()
