"""Run the routing benchmarks: `python -m benchmarks.routing --help`."""

import argparse
import platform
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.routing.readers.lines import FormatError
from benchmarks.routing.registry import FAMILIES
from benchmarks.routing.table import Section, render

RESULTS = Path(__file__).resolve().parents[1] / "results" / "routing.md"

QUICK_EVERY, QUICK_SHARE = 7, 0.1
"""What --quick takes: one file in so many, and this share of the seconds."""

TITLE = """# Routing

By `python -m benchmarks.routing`; budgets are CPU seconds of one process, seeds are fixed. A gap is per cent
worse than the best known; what is below nought is better than it.
"""


def main() -> int:
    """Run what is asked for, print a table for each family, and keep those of whole families."""
    wanted = _arguments()
    if wanted.file and len(wanted.family or ()) != 1:
        print("--file needs one --family, which says what format it is in", file=sys.stderr)
        return 2
    is_met = True
    for name in wanted.family or FAMILIES:
        family = FAMILIES[name]
        paths = wanted.file or family.files()[:: QUICK_EVERY if wanted.quick else 1]
        seconds = wanted.seconds or family.seconds * (QUICK_SHARE if wanted.quick else 1)
        if family.folder and not paths:
            print(f"{name}: no files in {family.folder}; name one with --file", file=sys.stderr)
            continue
        try:
            section = family.run(paths, seconds, wanted.seed)
        except (FormatError, OSError) as problem:
            print(problem, file=sys.stderr)
            return 2
        print(render(section))
        is_met = is_met and all(aim.is_met for aim in section.aims)
        # Single files and other budgets are for looking, not for the record.
        if not wanted.file and seconds == family.seconds:
            _keep(name, section)
    return 0 if is_met else 1


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing", description=__doc__)
    parser.add_argument("--family", action="append", choices=sorted(FAMILIES), help="all, if none is named")
    parser.add_argument("--file", action="append", type=Path, help="a file in the format of the family")
    parser.add_argument("--seconds", type=float, help="CPU seconds for each instance")
    parser.add_argument("--quick", action="store_true", help="few files, short budgets, nothing kept")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _keep(name: str, section: Section) -> None:
    """Put a family's part into the results, in place of what it was before."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.is_file() else TITLE
    measured = f"{datetime.now(UTC):%d %B %Y}, Python {platform.python_version()}"
    part = f"<!-- {name} -->\n{render(section)}\nMeasured on {measured}.\n<!-- end of {name} -->\n"
    old = re.compile(rf"<!-- {name} -->\n.*?<!-- end of {name} -->\n", re.DOTALL)
    text = old.sub(lambda _: part, text) if old.search(text) else f"{text}\n{part}"
    RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
